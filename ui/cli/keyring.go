package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/zalando/go-keyring"

	"dojoreversals/config"
)

// keyringPatience is how long the system's keyring may take. One that is locked asks for
// its password in a window of its own, which nobody may see.
const keyringPatience = 10 * time.Second

// hasKeyring says whether a computer has a keyring that may be asked. On Linux and the
// BSDs that is one behind the session's bus: where there is none, the library would
// start a bus by dbus-launch, and leave it running.
func hasKeyring(goos string, lookupEnv func(string) (string, bool), exists func(path string) bool, uid int) bool {
	if goos == "windows" || goos == "darwin" {
		return true
	}
	if bus, ok := lookupEnv("DBUS_SESSION_BUS_ADDRESS"); ok && bus != "" {
		return bus != "autolaunch:"
	}
	return exists(fmt.Sprintf("/run/user/%d/bus", uid))
}

// keyringHere says whether this computer has a keyring that may be asked.
func keyringHere() bool {
	return hasKeyring(runtime.GOOS, os.LookupEnv, func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	}, os.Getuid())
}

// keyringEntry is the name of a shop's key in the keyring. The settings file is a part of
// it: two files may each have a shop of that handle.
func keyringEntry(file, handle string) string {
	if full, err := filepath.Abs(file); err == nil {
		file = full
	}
	return handle + " in " + file
}

// errNoKeyring says that this computer has no keyring that may be asked.
var errNoKeyring = errors.New("there is none in this session")

// readKeyring is config.Sources.Keyring for a computer that has one.
func readKeyring(file, handle string) (string, error) {
	key, err := askKeyring(func() (string, error) { return keyring.Get(programName, keyringEntry(file, handle)) })
	if errors.Is(err, keyring.ErrNotFound) {
		err = config.ErrNotInKeyring
	}
	return key, err
}

// writeKeyring puts the key of a shop into the keyring, and makes sure that it is there.
func writeKeyring(file, handle, key string) error {
	_, err := askKeyring(func() (struct{}, error) {
		return struct{}{}, keyring.Set(programName, keyringEntry(file, handle), key)
	})
	if err != nil {
		return err
	}
	if kept, err := readKeyring(file, handle); err != nil || kept != key {
		return errors.Join(errors.New("it didn't keep the key"), err)
	}
	return nil
}

// removeKeyring takes the key of a shop out of the keyring. One that isn't there is no
// error.
func removeKeyring(file, handle string) error {
	_, err := askKeyring(func() (struct{}, error) {
		return struct{}{}, keyring.Delete(programName, keyringEntry(file, handle))
	})
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

// askKeyring asks the keyring for something, if there is one.
func askKeyring[T any](ask func() (T, error)) (none T, err error) {
	if !keyringHere() {
		return none, errNoKeyring
	}
	return inTime(keyringPatience, ask)
}

// inTime does something that may never end. What takes too long is left behind.
func inTime[T any](most time.Duration, do func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() {
			if recover() != nil { // what it panics with may have the key in it
				done <- outcome{err: errors.New("it failed")}
			}
		}()
		value, err := do()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-time.After(most):
		return outcome{}.value, fmt.Errorf("it didn't answer within %v; it may be locked", most)
	}
}
