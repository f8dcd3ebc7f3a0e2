//go:build !windows

package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

func isQuota(err error) bool { return errors.Is(err, syscall.EDQUOT) }

func replace(from, to string) error { return os.Rename(from, to) }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func whyTooOpen(mode fs.FileMode) string {
	return fmt.Sprintf("its permissions are %04o; chmod 700 makes it private", mode.Perm())
}

// tooOpen says whether accounts other than the owner's have any right.
func tooOpen(mode fs.FileMode) bool { return mode.Perm()&0o077 != 0 }

// mayWrite says whether this account may make files in a directory, without making one.
func mayWrite(dir string) error { return unix.Access(dir, unix.W_OK|unix.X_OK) }
