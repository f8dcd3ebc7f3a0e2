package serve

import "golang.org/x/sys/unix"

const (
	getModes, setModes = unix.TIOCGETA, unix.TIOCSETA
	inputModes         = unix.IUTF8 // erase takes a whole character
)

// discardInput throws away what was typed and not read.
func discardInput(fd int) error {
	const read = 1 // FREAD of sys/fcntl.h
	return unix.IoctlSetPointerInt(fd, unix.TIOCFLUSH, read)
}
