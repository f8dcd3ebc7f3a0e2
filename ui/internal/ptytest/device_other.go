//go:build !unix

package ptytest

import (
	"errors"
	"os"
	"os/exec"
	"testing"
)

// skipUnsupported skips the test: this system has no pseudo-terminals of the
// Unix kind.
func skipUnsupported(tb testing.TB) {
	tb.Helper()
	tb.Skip("ptytest: needs a Unix pseudo-terminal, which this system does not have")
}

// device is empty: this system has no pseudo-terminals, so none is ever opened.
type device struct {
	master, probe *os.File
	before        string
}

var errNoTerminal = errors.New("ptytest: no pseudo-terminal on this system")

func openDevice(_, _ int) (*device, error) { return nil, errNoTerminal }
func (d *device) start(*exec.Cmd) error    { return errNoTerminal }
func (d *device) resize(_, _ int) error    { return errNoTerminal }
func (d *device) modes() (string, error)   { return "", errNoTerminal }
func (d *device) unread() bool             { return false }
func (d *device) close()                   {}
func exitCode(state *os.ProcessState) int  { return state.ExitCode() }
