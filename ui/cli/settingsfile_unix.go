//go:build !windows

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// lockSettings waits until no other program changes a settings file. The lock is on the
// folder, so that no file stays behind, and ends with the program. On a disk that locks
// no folders there is none.
func lockSettings(path string) (unlock func(), err error) {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(dir.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	return func() { _ = dir.Close() }, nil
}

// keepAccess gives a new file the mode and the owner of the one that it replaces.
func keepAccess(old, replacement string) error {
	info, err := os.Stat(old)
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		if err := os.Chown(replacement, int(stat.Uid), int(stat.Gid)); err != nil {
			return err
		}
	}
	return os.Chmod(replacement, info.Mode().Perm())
}

// renameOver puts a file in another one's place, and waits until the disk has it.
func renameOver(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return nil //nolint:nilerr // it has the new text
	}
	_ = dir.Sync() // some disks have no such thing
	return dir.Close()
}
