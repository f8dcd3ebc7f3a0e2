package logfile

import (
	"os"

	"golang.org/x/sys/windows"
)

// tryLock locks a file until it is closed. It reports false if another one has it.
//
// It locks a byte far behind the file's end: on Windows nobody else can read what is
// locked.
func tryLock(f *os.File) bool {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 30}) == nil
}

// removeFirst removes the first file of a dead process. Windows refuses to remove a file
// that somebody has open.
func removeFirst(path string) { _ = os.Remove(path) }
