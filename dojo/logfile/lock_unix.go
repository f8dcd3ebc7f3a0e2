//go:build !windows

package logfile

import (
	"os"
	"syscall"
)

// tryLock locks a file until it is closed. It reports false if another one has it.
func tryLock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// removeFirst removes the first file of a dead process. It holds the file's lock, so that
// a process that has made the file just now doesn't get it.
func removeFirst(path string) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	if tryLock(f) {
		_ = os.Remove(path)
	}
}
