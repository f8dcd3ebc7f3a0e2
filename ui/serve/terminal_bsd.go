//go:build unix && !linux && !aix && !solaris

package serve

import "golang.org/x/sys/unix"

const getModes, setModes = unix.TIOCGETA, unix.TIOCSETA
