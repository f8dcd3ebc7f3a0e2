//go:build !windows

package cli

import "os"

// drawable says whether a terminal understands escape sequences. On this platform
// every terminal does, unless TERM is dumb, which inPlain asks for itself.
func drawable(*os.File) bool { return true }
