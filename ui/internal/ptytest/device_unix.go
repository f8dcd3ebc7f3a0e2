//go:build unix

package ptytest

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// skipUnsupported skips the test where the system hands out no
// pseudo-terminals, as in some containers.
func skipUnsupported(tb testing.TB) {
	tb.Helper()
	if _, err := os.Stat("/dev/ptmx"); os.IsNotExist(err) {
		tb.Skip("ptytest: needs a pseudo-terminal, and there is no /dev/ptmx")
	}
}

// device is one pseudo-terminal. Its master side is ours, its slave side is
// the program's.
type device struct {
	// master is non-blocking, so that a read can be interrupted.
	master *os.File
	// slave is what the program gets as its three standard files.
	slave *os.File
	// probe is the slave side opened a second time, to read the terminal's
	// modes. It is a file of its own because asking os.File for its
	// descriptor changes modes that the program would share.
	probe *os.File
	// before are the modes that the program found.
	before string
}

// openDevice makes a pseudo-terminal of the given size.
func openDevice(cols, rows int) (d *device, err error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("no pseudo-terminal: %w", err)
	}
	d = &device{slave: slave}
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	if d.master, err = interruptible(master); err != nil {
		return d, err
	}
	if err = d.resize(cols, rows); err != nil {
		return d, err
	}
	if d.probe, err = os.OpenFile(slave.Name(), os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		return d, err
	}
	d.before, err = d.modes()
	return d, err
}

// interruptible closes f and returns its twin that reads and writes through
// the runtime's poller, so that deadlines work and Close wakes a reader.
// pty.Open has put its own file into blocking mode for good.
func interruptible(f *os.File) (*os.File, error) {
	defer func() { _ = f.Close() }()
	// The lock keeps a child that another test starts right now from
	// inheriting the twin, which would keep the terminal open for ever.
	syscall.ForkLock.RLock()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, err
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		_ = syscall.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// start runs cmd with the pseudo-terminal as its controlling terminal, in a
// session of its own, as a login does.
func (d *device) start(cmd *exec.Cmd) error {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = d.slave, d.slave, d.slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	err := cmd.Start()
	_ = d.slave.Close()
	return err
}

// resize tells the kernel the new size, which sends SIGWINCH to the program.
func (d *device) resize(cols, rows int) error {
	return pty.Setsize(d.master, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
}

// modes describes the terminal's modes (echo, line editing and so on) as
// text that is equal exactly when they are.
func (d *device) modes() (string, error) {
	state, err := term.GetState(int(d.probe.Fd()))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%+v", *state), nil
}

// unread says whether there is input that the program has not read.
func (d *device) unread() bool {
	probe := []unix.PollFd{{Fd: int32(d.probe.Fd()), Events: unix.POLLIN}}
	n, err := unix.Poll(probe, 0)
	return err == nil && n > 0 && probe[0].Revents&unix.POLLIN != 0
}

// close closes whatever is open; closing twice does no harm.
func (d *device) close() {
	for _, f := range []*os.File{d.master, d.slave, d.probe} {
		if f != nil {
			_ = f.Close()
		}
	}
}

// exitCode is the code that a shell would show: 128 plus the number of the
// signal for a program that a signal ended.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
