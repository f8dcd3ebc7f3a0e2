//go:build unix

package keyboard

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Ready waits until a file has something to read, for so long at most, and says
// whether it has.
func Ready(f *os.File, wait time.Duration) bool {
	raw, err := f.SyscallConn() // Fd would have each read block a thread from then on
	if err != nil {
		return false
	}
	ready := false
	err = raw.Control(func(fd uintptr) { ready = poll(fd, wait) })
	return ready && err == nil
}

func poll(fd uintptr, wait time.Duration) bool {
	probe := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}} //nolint:gosec // a descriptor is a small number
	for {
		n, err := unix.Poll(probe, int(wait/time.Millisecond))
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n > 0 && probe[0].Revents&unix.POLLIN != 0
		}
	}
}
