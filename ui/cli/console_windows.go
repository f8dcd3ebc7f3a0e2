package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// drawable says whether a console takes the sequences that the screen is drawn
// with. The old console of Windows, which can still be chosen, refuses them.
func drawable(f *os.File) bool {
	var mode uint32
	console := windows.Handle(f.Fd())
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return true // no console, so it is somebody else's terminal
	}
	if err := windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return false
	}
	_ = windows.SetConsoleMode(console, mode)
	return true
}
