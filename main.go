// Command dojo-reversals reverses card payments of today through the Dojo API,
// from a terminal.
package main

import (
	"os"

	"dojoreversals/ui/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
