//go:build !linux && !darwin

package serve

import (
	"errors"
	"os"
)

func supported() error {
	return errors.New("this system has no pseudo-terminals that agents could work at: run the server on Linux or macOS")
}

// terminal is never made here.
type terminal struct{ master, slave *os.File }

func openTerminal(size, byte) (*terminal, error) { return nil, supported() }

func (*terminal) resize(size) error                      { return supported() }
func (*terminal) interrupted(keys []byte) ([]byte, bool) { return keys, false }
func (*terminal) endOfInput() []byte                     { return nil }
