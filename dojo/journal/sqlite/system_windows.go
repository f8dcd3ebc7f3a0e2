package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

func isQuota(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// replace tries again for a moment: Windows refuses to replace a file while
// somebody, such as a virus scanner, looks at it.
func replace(from, to string) error {
	var err error
	for range 50 {
		err = os.Rename(from, to)
		if !errors.Is(err, windows.ERROR_ACCESS_DENIED) && !errors.Is(err, windows.ERROR_SHARING_VIOLATION) {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return err
}

// syncDir does nothing: NTFS keeps its names in a log of its own, and a
// directory can't be flushed.
func syncDir(string) error { return nil }

func whyTooOpen(fs.FileMode) string {
	return "its Properties under Security let in accounts that are everybody's, such as Users"
}

// tooOpen is always false: other accounts can't enter the folder, and what Go shows
// as the permissions of a file on Windows says nothing about other accounts.
func tooOpen(fs.FileMode) bool { return false }

// mayWrite doesn't say: Windows tells it only by making a file.
func mayWrite(string) error { return nil }
