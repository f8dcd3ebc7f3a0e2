package logfile

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	extension = ".jsonl"
	startForm = "20060102T150405Z" // UTC
)

// process names the files of one process: when it began, and its ID.
type process struct {
	start time.Time // in UTC, whole seconds
	id    int
}

func (p process) String() string {
	return p.start.UTC().Format(startForm) + "-" + strconv.Itoa(p.id)
}

// file is the name of the process's n-th file, from 1.
func (p process) file(n int) string { return fmt.Sprintf("%s-%d%s", p, n, extension) }

// part is one file of a log.
type part struct {
	name string
	of   process
	n    int // from 1
	size int64
	last time.Time // when it was last written
}

// parseName reads a name that process.file has made.
func parseName(name string) (p process, n int, ok bool) {
	rest, isLog := strings.CutSuffix(name, extension)
	fields := strings.Split(rest, "-")
	if !isLog || len(fields) != 3 {
		return process{}, 0, false
	}
	start, err := time.Parse(startForm, fields[0])
	id, err2 := strconv.Atoi(fields[1])
	n, err3 := strconv.Atoi(fields[2])
	p = process{start, id}
	// The same name in another spelling, such as with a leading zero, isn't ours.
	if err := cmp.Or(err, err2, err3); err != nil || n < 1 || id < 0 || p.file(n) != name {
		return process{}, 0, false
	}
	return p, n, true
}

// compare sorts processes by when they began, and the files of one by their number.
func (p part) compare(q part) int {
	return cmp.Or(p.of.start.Compare(q.of.start), cmp.Compare(p.of.id, q.of.id), cmp.Compare(p.n, q.n))
}

// list lists the files of all logs in a folder, sorted.
func list(dir string) ([]part, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var parts []part
	for _, e := range entries {
		p, n, ok := parseName(e.Name())
		if !ok || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // it was deleted just now
		}
		parts = append(parts, part{e.Name(), p, n, info.Size(), info.ModTime()})
	}
	slices.SortFunc(parts, part.compare)
	return parts, nil
}
