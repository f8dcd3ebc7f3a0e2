package serve

import "golang.org/x/sys/unix"

const (
	getModes, setModes = unix.TCGETS, unix.TCSETS
	inputModes         = unix.IUTF8 // erase takes a whole character
)

// discardInput throws away what was typed and not read. Polling makes the kernel take in
// first what is on its way.
func discardInput(fd int) error {
	_, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0) //nolint:gosec // descriptors are small
	return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH)
}
