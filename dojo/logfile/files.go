package logfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"dojoreversals/dojo/access"
)

// openAgain is how long the log waits after its folder couldn't be used.
const openAgain = 10 * time.Second

var (
	errOpen   = errors.New("other accounts can get at the folder of the log")
	errNotYet = errors.New("the folder of the log could not be used just now")
)

// files are the files of one process. The first one stays open as long as the process
// runs: its lock says that the process is alive, and it says how the process began.
type files struct {
	Options
	of      process
	first   *os.File // nil until the log is open
	current *os.File
	n       int   // of the current file
	size    int64 // of the current file
	torn    bool  // the last line may be there in part
	retryAt time.Time
}

// write writes whole lines, after one that says how many were dropped before.
func (f *files) write(lines []byte, dropped int) error {
	if f.current == nil {
		if err := f.open(); err != nil {
			return err
		}
	}
	if dropped > 0 {
		lines = append(droppedLine(f.Now(), dropped), lines...)
	}
	if f.torn {
		lines = append([]byte("\n"), lines...)
	}
	if f.size > 0 && f.size+int64(len(lines)) > f.FileMost {
		if err := f.next(); err != nil {
			return err
		}
	}
	n, err := f.current.Write(lines)
	f.size += int64(n)
	// What was written in part is counted as dropped, so it goes away again if it can.
	if f.torn = err != nil; f.torn && n > 0 && f.current.Truncate(f.size-int64(n)) == nil {
		f.size -= int64(n)
	}
	return err
}

// droppedLine says how many lines were dropped before it.
func droppedLine(at time.Time, n int) []byte {
	return fmt.Appendf(nil, `{"time":%q,"level":"WARN","msg":"log lines dropped","count":%d}`+"\n", at.UTC().Format(TimeForm), n)
}

// open opens the process's first file. After a failure it tries again only when some
// time has passed.
func (f *files) open() error {
	now := f.Now()
	if now.Before(f.retryAt) {
		return errNotYet
	}
	f.retryAt = now.Add(openAgain)
	if err := prepare(f.Dir); err != nil {
		return err
	}
	f.of = process{now.UTC().Truncate(time.Second), f.Process}
	for {
		first, err := create(filepath.Join(f.Dir, f.of.file(1)))
		if err == nil && isLockedHere(first) {
			f.first, f.current, f.n, f.size = first, first, 1, 0
			break
		}
		if first != nil {
			_ = first.Close()
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		// Another process has this name: one in another container may have the same ID.
		f.of.start = f.of.start.Add(time.Second)
	}
	if f.Opened != nil {
		f.Opened(f.first)
	}
	f.prune()
	return nil
}

// isLockedHere locks a new file, and says whether it is still there: a process that
// prunes may have taken it for that of a dead one.
func isLockedHere(f *os.File) bool {
	if !tryLock(f) {
		return false
	}
	mine, err := f.Stat()
	there, err2 := os.Lstat(f.Name())
	return err == nil && err2 == nil && os.SameFile(mine, there)
}

// next goes on in a new file.
func (f *files) next() error {
	for n := f.n + 1; ; n++ {
		file, err := create(filepath.Join(f.Dir, f.of.file(n)))
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		if f.current != f.first {
			_ = f.current.Close()
		}
		f.current, f.n, f.size, f.torn = file, n, 0, false
		f.prune()
		return nil
	}
}

func (f *files) close() {
	if f.first == nil {
		return
	}
	if f.current != f.first {
		_ = f.current.Close()
	}
	_ = f.first.Close()
	f.first, f.current = nil, nil
}

// create makes a file for this account only.
func create(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o600)
}

// prepare makes the folder and its parent, or checks those that exist. If other accounts
// may enter one of them, nothing is made in it: somebody may have named it by mistake.
func prepare(dir string) error {
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
		if open, err := access.ByOthers(d); err == nil && open {
			return errOpen
		}
	}
	return nil
}
