package cli

import (
	"errors"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/term"

	"dojoreversals/config"
	"dojoreversals/ui/script"
)

// streams are what one person types at and reads: a terminal, or files and pipes, and
// what is known of it. A process has its own, and a server those of each session.
type streams struct {
	in       *os.File
	out, err *output
	// crashes are those of this person's screen or command. In a session, a panic ends
	// that session alone.
	crashes *crashes
	// lookupEnv looks up the variables that describe this terminal: os.LookupEnv, or
	// what the client of a session has sent.
	lookupEnv func(name string) (string, bool)
	served    *served // nil for the process's own
	desk      *desk   // that of an agent who came over SSH; nil for the person at this machine
}

// served is a session of a server, whose process has many. It has no signals and no
// controlling terminal, and the process goes on when it ends.
//
// Whoever waits for its files blocks no thread, and ends when they are closed: they are in
// non-blocking mode, which os.File.Fd would change for those that Go itself has put into
// it. So this package asks describe for a descriptor.
type served struct {
	resized     <-chan struct{} // has a value whenever the window has got another size
	draining    <-chan struct{} // closed once the server takes no new sessions
	stops       *stops          // of the process
	interrupted <-chan struct{} // has a value at ctrl+c in plain lines or a command
}

// interrupted has a value at ctrl+c. For the process itself that is a signal.
func (s streams) interrupted() <-chan struct{} {
	if s.served == nil {
		return nil
	}
	return s.served.interrupted
}

// describe calls do with the descriptor of a file that is open.
func describe(f interface {
	SyscallConn() (syscall.RawConn, error)
}, do func(fd int)) {
	if raw, err := f.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { do(int(fd)) })
	}
}

// raw sets the terminal to raw mode until back is called.
func (s streams) raw() (back func()) {
	var before *term.State
	describe(s.in, func(fd int) { before, _ = term.MakeRaw(fd) })
	return func() {
		if before != nil {
			describe(s.in, func(fd int) { _ = term.Restore(fd, before) })
		}
	}
}

// longAgo is a deadline that ends a read at once.
var longAgo = time.Unix(1, 0)

// newStreams are streams whose texts are written in the character set that the
// environment names.
func newStreams(in, out, err *os.File, lookupEnv func(string) (string, bool), crashes *crashes) streams {
	set, columns := findCharset(config.Encoding(runtime.GOOS, lookupEnv)), newWindow(lookupEnv).columns
	s := streams{in: in, out: newOutput(out, set), err: newOutput(err, set), crashes: crashes, lookupEnv: lookupEnv}
	s.out.columns, s.err.columns = columns, columns
	return s
}

// newSession are the streams of a session.
func newSession(in, out, err *os.File, lookupEnv func(string) (string, bool), now func() time.Time, session served) streams {
	crashes := newCrashes(now)
	crashes.served = true
	s := newStreams(in, out, err, lookupEnv, crashes)
	s.served = &session
	return s
}

// interactive says whether somebody types at a terminal and reads on one.
func (s streams) interactive() bool { return isTerminal(s.in) && isTerminal(s.out) }

// knowing is the streams once the setting is known that says whether the terminal
// shows ASCII only. The setting follows the locale unless somebody has set it, and
// whoever did knows the terminal better.
func (s streams) knowing(ascii bool) streams {
	s.out, s.err = s.out.knowing(ascii), s.err.knowing(ascii)
	return s
}

// ended says what is wrong once a screen or a command has ended with err, and returns
// the exit code.
func (s streams) ended(err error) script.Code {
	if errors.Is(err, errTerminalGone) {
		return script.Failed // nobody could read it
	}
	if crash := s.crashes.err(); crash != nil {
		if _, known := errors.AsType[*script.Error](err); known {
			report(s.err, crash) // the code says what came of the reversal
		} else {
			err = crash
		}
	}
	return report(s.err, err)
}
