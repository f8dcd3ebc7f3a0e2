package cli

import "golang.org/x/sys/unix"

const getModes, setModes, setAndForget = unix.TIOCGETA, unix.TIOCSETA, unix.TIOCSETAF
