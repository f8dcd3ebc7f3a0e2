package logfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"dojoreversals/dojo/pattern"
)

// Crash is what the Go runtime wrote at the end of a log: something has ended the process
// that nothing in it could catch, such as the lack of memory.
type Crash struct {
	Process int       // its ID
	At      time.Time // when that was written, UTC
	Log     []byte    // the last lines before it
	Text    []byte    // what the runtime wrote; whatever the program did with a key may be in it
}

// crashProcesses is how many processes TakeCrashes looks at: those that began last.
const crashProcesses = 10

// The runtime always writes the stack of a goroutine or its own, and mostly says before it
// what has happened. After SIGQUIT it does so too, but somebody has asked for that.
var (
	crashForm = pattern.Lazy(`(?m)^(?:panic: |runtime stack:|goroutine [0-9]+ )`)
	askedForm = pattern.Lazy(`(?m)^SIGQUIT: `)
)

// TakeCrashes takes what processes that have ended left of crashes out of their logs, the
// oldest first, so that no later call finds it again. keep keeps one elsewhere and returns
// the line of JSON that is to stand in its place. After an error it stays where it is.
//
// It opens a few files, however many there are. A folder that isn't there has no crashes.
func TakeCrashes(dir string, keep func(Crash) (line []byte, err error)) error {
	entries, _ := os.ReadDir(dir)
	var firsts []part
	for _, e := range entries {
		if of, n, ok := parseName(e.Name()); ok && n == 1 && e.Type().IsRegular() {
			firsts = append(firsts, part{name: e.Name(), of: of, n: n})
		}
	}
	slices.SortFunc(firsts, part.compare)
	var errs []error
	for _, p := range firsts[max(0, len(firsts)-crashProcesses):] {
		errs = append(errs, takeCrash(filepath.Join(dir, p.name), p.of, keep))
	}
	return errors.Join(errs...)
}

// takeCrash takes a crash out of the first file of a process, to which the runtime wrote
// it. A process that still runs has the file's lock.
func takeCrash(path string, of process, keep func(Crash) ([]byte, error)) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil // it was deleted just now, or is another account's
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || !tryLock(f) || !endsUntimed(f, info.Size()) {
		return err
	}
	text, err := io.ReadAll(io.NewSectionReader(f, 0, info.Size()))
	if err != nil {
		return err
	}
	at := untimedEnd(text)
	if !crashForm().Match(text[at:]) || askedForm().Match(text[at:]) {
		return nil
	}
	log := text[max(0, at-newestMost):at]
	if at > newestMost {
		_, log, _ = bytes.Cut(log, []byte("\n"))
	}
	line, err := keep(Crash{Process: of.id, At: info.ModTime().UTC(), Log: log, Text: text[at:]})
	if err != nil {
		return err
	}
	if err := f.Truncate(int64(at)); err != nil {
		return err
	}
	_, err = f.WriteAt(append(line, '\n'), int64(at))
	return err
}

// endsUntimed says whether the last line of a file has no time. It reads no more of the
// file than it must: nearly all logs end with a line of their own.
func endsUntimed(f *os.File, size int64) bool {
	const enough = 4 << 10 // a longer line counts as one without a time
	end := make([]byte, min(size, enough))
	if _, err := f.ReadAt(end, size-int64(len(end))); err != nil {
		return false
	}
	end = bytes.TrimRight(end, "\r\n")
	_, timed := timeOf(end[bytes.LastIndexByte(end, '\n')+1:])
	return len(end) > 0 && !timed
}

// untimedEnd is where the lines without a time begin with which a log ends.
func untimedEnd(text []byte) (at int) {
	next := 0
	for line := range bytes.Lines(text) {
		next += len(line)
		if _, timed := timeOf(bytes.TrimRight(line, "\r\n")); timed {
			at = next
		}
	}
	return at
}
