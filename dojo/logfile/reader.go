package logfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// TimeForm is how a line says its time, in UTC. All times have the same length.
const TimeForm = "2006-01-02T15:04:05.000Z"

// Line is one line of a log.
type Line struct {
	Time    time.Time // never before that of an earlier line of the process; see Reader.readPart
	Process string    // when its process began, and its ID
	Text    []byte    // without the line break
}

// Reader reads the logs of all processes in a folder, and what they write later.
type Reader struct {
	dir   string
	since time.Time
	read  map[string]int64      // how many bytes of a file, by its name
	last  map[process]time.Time // of the latest line of each process
}

// NewReader reads the lines in a folder that aren't older than a time.
func NewReader(dir string, since time.Time) *Reader {
	return &Reader{dir: dir, since: since, read: map[string]int64{}, last: map[process]time.Time{}}
}

// Poll returns the lines that were written since the last call, sorted by time. It waits
// for none. A folder that isn't there has no lines.
func (r *Reader) Poll() ([]Line, error) {
	parts, err := list(r.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var lines []Line
	for _, p := range parts {
		if p.last.Before(r.since) || p.size <= r.read[p.name] {
			continue
		}
		more, err := r.readPart(p)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		lines = append(lines, more...)
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return a.Time.Compare(b.Time) })
	return lines, nil
}

// Last is when a log was last written in the folder, or zero.
func (r *Reader) Last() (last time.Time) {
	parts, _ := list(r.dir)
	for _, p := range parts {
		if p.size > 0 && p.last.After(last) {
			last = p.last
		}
	}
	return last
}

// readPart reads the whole lines of a file that weren't read yet. Lines of one process stay
// in their order, even if its clock went back. A line without a time has that of the line
// before. At the end of the file it is what the Go runtime wrote as the process crashed,
// and has the time of that.
func (r *Reader) readPart(p part) ([]Line, error) {
	offset := r.read[p.name]
	f, err := os.Open(filepath.Join(r.dir, p.name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.NewSectionReader(f, offset, p.size-offset))
	if err != nil {
		return nil, err
	}
	whole := b[:bytes.LastIndexByte(b, '\n')+1]
	r.read[p.name] = offset + int64(len(whole))
	var lines []Line
	timed := 0 // how many lines there are up to the last one with a time
	for text := range bytes.Lines(whole) {
		text = bytes.TrimRight(text, "\r\n")
		if len(text) == 0 {
			continue
		}
		t, ok := timeOf(text)
		if ok && t.After(r.last[p.of]) {
			r.last[p.of] = t
		}
		lines = append(lines, Line{r.last[p.of], p.of.String(), text})
		if ok {
			timed = len(lines)
		}
	}
	for i := range lines[timed:] {
		lines[timed+i].Time = p.last.UTC()
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Time.Before(r.since) }), nil
}

// timeOf is the time that a line has.
func timeOf(text []byte) (time.Time, bool) {
	var l struct {
		Time time.Time `json:"time"`
	}
	err := json.Unmarshal(text, &l)
	return l.Time, err == nil && !l.Time.IsZero()
}
