//go:build linux || darwin

package cli

import "golang.org/x/sys/unix"

// cook takes a terminal out of raw mode, as term.MakeRaw sets it, into the mode in which a
// shell starts programs. It reports false for one that isn't in raw mode.
func cook(fd int) bool {
	modes, err := unix.IoctlGetTermios(fd, getModes)
	const typing = unix.ECHO | unix.ICANON | unix.ISIG | unix.IEXTEN
	if err != nil || modes.Lflag&typing != 0 || modes.Oflag&unix.OPOST != 0 {
		return false
	}
	modes.Lflag |= typing
	modes.Oflag |= unix.OPOST | unix.ONLCR
	modes.Iflag |= unix.ICRNL | unix.IXON
	return unix.IoctlSetTermios(fd, setModes, modes) == nil
}
