//go:build linux || darwin

package serve

import (
	"bytes"
	"errors"
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// supported returns nil: Unix has pseudo-terminals.
func supported() error { return nil }

// terminal is a pseudo-terminal. Both ends wait in Go's poller, so that Close wakes who
// reads and a session costs no thread.
type terminal struct {
	master *os.File // ours
	slave  *os.File // the program's
}

// openTerminal makes a pseudo-terminal with the kernel's usual modes. Erase is what
// the client's terminal erases with.
func openTerminal(s size, erase byte) (_ *terminal, err error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	// pty.Open leaves them in blocking mode.
	t := &terminal{}
	t.master, err = polled(master)
	if err != nil {
		return nil, errors.Join(err, slave.Close())
	}
	t.slave, err = polled(slave)
	if err != nil {
		return nil, errors.Join(err, t.master.Close())
	}
	err = control(t.slave, func(fd int) error {
		modes, err := unix.IoctlGetTermios(fd, getModes)
		if err != nil {
			return err
		}
		modes.Iflag |= inputModes
		modes.Lflag |= unix.NOFLSH // see interrupted
		modes.Cc[unix.VERASE] = erase
		return unix.IoctlSetTermios(fd, setModes, modes)
	})
	if err = errors.Join(err, t.resize(s)); err != nil {
		return nil, errors.Join(err, t.master.Close(), t.slave.Close())
	}
	return t, nil
}

// polled returns the same file in non-blocking mode, and closes the one it got.
func polled(f *os.File) (*os.File, error) {
	defer func() { _ = f.Close() }()
	var fd int
	err := control(f, func(from int) (err error) {
		fd, err = unix.FcntlInt(uintptr(from), unix.F_DUPFD_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// resize tells the terminal its size.
func (t *terminal) resize(s size) error {
	return control(t.master, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: s.lines, Col: s.columns})
	})
}

// interrupted looks for ctrl+c among keys, for a program that lets the terminal turn it
// into a signal: no process group is there to get that signal. It throws away what was
// typed before, as the kernel would, and returns what is left to write. The kernel would
// throw away output too, and at a moment of its own: perhaps the very words with which
// the program answers.
func (t *terminal) interrupted(keys []byte) (left []byte, yes bool) {
	modes, err := t.modes()
	if err != nil || modes.Lflag&unix.ISIG == 0 {
		return keys, false
	}
	last := bytes.LastIndexByte(keys, modes.Cc[unix.VINTR])
	if last < 0 {
		return keys, false
	}
	_ = control(t.slave, discardInput)
	return keys[last:], true
}

// endOfInput is what makes a reader of the terminal see the end of its input, or
// nothing if it reads raw keys.
func (t *terminal) endOfInput() []byte {
	modes, err := t.modes()
	if err != nil || modes.Lflag&unix.ICANON == 0 {
		return nil
	}
	return []byte{modes.Cc[unix.VEOF]}
}

func (t *terminal) modes() (modes *unix.Termios, err error) {
	err = control(t.master, func(fd int) (err error) {
		modes, err = unix.IoctlGetTermios(fd, getModes)
		return err
	})
	return modes, err
}

// control calls do with the descriptor of an open file.
func control(f *os.File, do func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	err = raw.Control(func(fd uintptr) { inner = do(int(fd)) })
	return errors.Join(err, inner)
}
