package serve

import (
	"errors"
	"os"
)

// streams are the files of a session: those that the program has, and our ends of them.
type streams struct {
	in, out, err *os.File // the program's
	keys         *os.File // what the client sends is written here
	shown        *os.File // what the program writes to out is read here
	said         *os.File // the same of err; nil with a terminal
	terminal     *terminal
}

// terminalStreams are those of a session with a pseudo-terminal.
func terminalStreams(t *terminal) *streams {
	return &streams{in: t.slave, out: t.slave, err: t.slave, keys: t.master, shown: t.master, terminal: t}
}

// pipeStreams are those of a session without one.
func pipeStreams() (_ *streams, err error) {
	s := &streams{}
	for _, pipe := range []struct{ read, write **os.File }{{&s.in, &s.keys}, {&s.shown, &s.out}, {&s.said, &s.err}} {
		if *pipe.read, *pipe.write, err = os.Pipe(); err != nil {
			return nil, errors.Join(err, s.closeProgram(), s.hangUp())
		}
	}
	return s, nil
}

// closeProgram closes the program's ends. What it wrote can still be read from ours.
func (s *streams) closeProgram() error { return closeAll(s.in, s.out, s.err) }

// hangUp closes our ends, like a modem that drops the line: the program reads the end of
// its input, and its writing fails.
func (s *streams) hangUp() error { return closeAll(s.keys, s.shown, s.said) }

// closeAll closes files, each once, and those that are already closed not again.
func closeAll(files ...*os.File) error {
	var errs []error
	for _, f := range files {
		if f == nil {
			continue
		}
		if err := f.Close(); !errors.Is(err, os.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (t *terminal) close() error { return closeAll(t.master, t.slave) }
