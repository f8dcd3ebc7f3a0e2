//go:build linux || darwin

package cli

import "golang.org/x/sys/unix"

// unseen has a terminal show nothing of what is typed until back is called. The kernel does
// all else with it as before. What asks for something meanwhile may set the terminal
// otherwise for as long as it asks. back also forgets what was typed and not read: it would
// be shown by whatever reads next.
func unseen(fd int) (back func()) {
	modes, err := unix.IoctlGetTermios(fd, getModes)
	if err != nil {
		return func() {}
	}
	silent := *modes
	silent.Lflag &^= unix.ECHO
	_ = unix.IoctlSetTermios(fd, setModes, &silent)
	return func() { _ = unix.IoctlSetTermios(fd, setAndForget, modes) }
}
