package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// drawable says whether a console understands escape sequences. The legacy console
// of Windows, which can still be chosen, doesn't.
func drawable(f *os.File) bool {
	var mode uint32
	console := windows.Handle(f.Fd())
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return true // not a Windows console, but another program's terminal
	}
	if err := windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return false
	}
	_ = windows.SetConsoleMode(console, mode)
	return true
}
