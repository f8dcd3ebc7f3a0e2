// Command hello is built by the tests of Build.
package main

import "os"

// greeting changes with the build tag polite.
var greeting = "hello"

func main() {
	_, _ = os.Stdout.WriteString(greeting + "\n")
}
