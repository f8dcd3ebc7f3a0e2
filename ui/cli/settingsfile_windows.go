package cli

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// busyFor is how long a file is waited for that another program has open: a virus
// scanner, or one more of this program.
const busyFor = 3 * time.Second

// patiently does something again and again while another program has a file open.
func patiently(do func() error) error {
	const pause = 20 * time.Millisecond
	err := do()
	for range busyFor / pause {
		if !errors.Is(err, windows.ERROR_SHARING_VIOLATION) && !errors.Is(err, windows.ERROR_ACCESS_DENIED) {
			break
		}
		<-time.After(pause)
		err = do()
	}
	return err
}

// lockSettings waits until no other program changes a settings file. The lock is a file
// beside it that nobody else can open, and that goes away with the program.
func lockSettings(path string) (unlock func(), err error) {
	name, err := windows.UTF16PtrFromString(path + ".lock")
	if err != nil {
		return nil, err
	}
	var lock windows.Handle
	err = patiently(func() (err error) {
		lock, err = windows.CreateFile(name, windows.GENERIC_WRITE|windows.DELETE, 0, nil, windows.OPEN_ALWAYS,
			windows.FILE_ATTRIBUTE_HIDDEN|windows.FILE_FLAG_DELETE_ON_CLOSE, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	return func() { _ = windows.CloseHandle(lock) }, nil
}

// keepAccess lets the same accounts get at a new file as at the one that it replaces.
func keepAccess(old, replacement string) error {
	list, err := windows.GetNamedSecurityInfo(old, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return err
	}
	acl, _, err := list.DACL()
	if err != nil {
		return err
	}
	control, _, err := list.Control()
	if err != nil {
		return err
	}
	if control&windows.SE_DACL_PROTECTED == 0 {
		return nil // it has what its folder gives each file
	}
	return windows.SetNamedSecurityInfo(replacement, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, acl, nil)
}

// renameOver puts a file in another one's place.
func renameOver(from, to string) error {
	return patiently(func() error { return os.Rename(from, to) })
}
