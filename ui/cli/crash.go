package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/logfile"
	"dojoreversals/dojo/pattern"
)

const (
	// crashGrace is how long the end of the program waits for the report.
	crashGrace = 2 * time.Second
	// crashStacks is how many bytes of stacks a report has at most.
	crashStacks = 4 << 20
	// crashReports is how many reports are kept.
	crashReports = 20
)

// crashes catches the panics of one front or command, and of what it has in the
// background. The first one ends the program, or in a server the session that it is of.
// Its report is written at once, where the stack still shows what happened.
type crashes struct {
	now      func() time.Time
	served   bool // they are a session's
	began    time.Time
	once     sync.Once
	happened chan struct{} // closed at the first panic
	written  chan struct{} // closed once its report is written, or can't be

	mu  sync.Mutex
	dir string // where reports go; "" for the folder of temporary files
	log *appLog

	report crash // set before written is closed
}

func newCrashes(now func() time.Time) *crashes {
	return &crashes{now: now, began: now(), happened: make(chan struct{}), written: make(chan struct{})}
}

// keep says where a report goes, and which log it shows the end of.
func (c *crashes) keep(dir string, log *appLog) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dir, c.log = dir, log
}

// catch is deferred where a panic may happen.
func (c *crashes) catch() {
	if what := recover(); what != nil {
		c.note(what)
	}
}

// spawn runs f in a goroutine of its own.
func (c *crashes) spawn(f func()) {
	go func() {
		defer c.catch()
		f()
	}()
}

// run runs f here. It returns nil if that panics.
func (c *crashes) run(f func() error) error {
	defer c.catch()
	return f()
}

// note reports a panic. Whoever has recovered it calls note in the same deferred
// function.
func (c *crashes) note(what any) {
	c.once.Do(func() {
		c.mu.Lock()
		dir, log := c.dir, c.log
		c.mu.Unlock()
		text := c.text(what, stacks(), log)
		close(c.happened)
		defer close(c.written)
		c.report = crash{what: dojo.Clean(fmt.Sprint(what)), served: c.served}
		for _, to := range []string{dir, os.TempDir()} {
			if to == "" {
				continue
			}
			path, err := writeReport(to, c.now(), os.Getpid(), text)
			if err == nil {
				c.report.path = path
				if log != nil {
					log.Error("crash", "report", path)
				}
				return
			}
			c.report.err = err
		}
	})
}

// any says whether there was a panic.
func (c *crashes) any() bool {
	select {
	case <-c.happened:
		return true
	default:
		return false
	}
}

// err says that a panic has ended the program, or is nil. It waits for the report.
func (c *crashes) err() error {
	if !c.any() {
		return nil
	}
	select {
	case <-c.written:
		return &c.report
	case <-time.After(crashGrace):
		return &crash{err: errors.New("the disk doesn't answer"), served: c.served}
	}
}

// stacks are the stacks of all goroutines, the present one first.
func stacks() []byte {
	for size := 64 << 10; ; size *= 2 {
		b := make([]byte, size)
		if n := runtime.Stack(b, true); n < size || size >= crashStacks {
			return b[:n]
		}
	}
}

// text is the report of a panic.
func (c *crashes) text(what any, stacks []byte, log *appLog) []byte {
	var b bytes.Buffer
	now, whole := c.now(), "it"
	if c.served {
		whole = "a session"
	}
	_, _ = fmt.Fprintf(&b, "A mistake in the program ended %s.\n\ntime     %s\nversion  %s\nprocess  %d, ran for %s\npanic    %s\n",
		whole, now.UTC().Format(logfile.TimeForm), thisBuild(), os.Getpid(), now.Sub(c.began).Round(time.Millisecond), dojo.Clean(fmt.Sprint(what)))
	if log != nil {
		_, _ = fmt.Fprintf(&b, "\nThe newest lines of the log\n\n%s", log.file.Newest())
	}
	_, _ = fmt.Fprintf(&b, "\nAll goroutines\n\n%s", stacks)
	return logfile.Redact(b.Bytes())
}

// writeReport writes the report of a process into a folder, for this account only, and
// deletes old ones.
func writeReport(dir string, now time.Time, process int, text []byte) (path string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	f, err := newReport(filepath.Join(dir, fmt.Sprintf("crash-%s-%d", now.UTC().Format("20060102T150405Z"), process)))
	if err != nil {
		return "", err
	}
	path = f.Name()
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path)
		return "", err
	}
	old := reportsIn(dir)
	for _, path := range old[:max(0, len(old)-crashReports)] {
		_ = os.Remove(path)
	}
	return path, nil
}

// reportName is what a report is called: when it was written, and by which process. Other
// programs keep files in the folder of temporary files whose names are alike.
var reportName = pattern.Lazy(`^crash-[0-9]{8}T[0-9]{6}Z-[0-9]+(-[0-9]+)?\.txt$`)

// reportsIn are the reports in a folder, oldest first.
func reportsIn(dir string) []string {
	paths, _ := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
	paths = slices.DeleteFunc(paths, func(path string) bool { return !reportName().MatchString(filepath.Base(path)) })
	slices.Sort(paths) // by time
	return paths
}

// newReport makes a file of that name, with a number where several sessions of a server
// have panicked in one second.
func newReport(name string) (*os.File, error) {
	for number, path := 2, name+".txt"; ; number++ {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) || number > crashReports {
			return f, err
		}
		path = fmt.Sprintf("%s-%d.txt", name, number)
	}
}

// crash is the error of a program, or of a session, that a panic has ended.
type crash struct {
	what   string
	path   string // of the report, "" if there is none
	err    error  // why there is none
	served bool   // it was a session
}

func (c *crash) Error() string {
	begin, written, again := "a mistake in the program ended it.\n",
		"What happened is written in\n    %s\nSend that file to whoever looks after this program. It holds no key.\n",
		"Then start the program again. It sends nothing a second time, and looks up each\nreversal that was under way."
	if c.served {
		begin, written, again = "a mistake in the program ended this session.\n",
			"What happened is written on the server in\n    %s\nTell whoever looks after this program. The file holds no key.\n",
			"Then log in again. Nothing is sent a second time, and a reversal that was under way\nis followed meanwhile."
	}
	var b strings.Builder
	b.WriteString(begin)
	if c.path != "" {
		_, _ = fmt.Fprintf(&b, written, c.path)
	} else {
		_, _ = fmt.Fprintf(&b, "What happened couldn't be written to a file (%v). Write this down: %s\n", c.err, c.what)
	}
	b.WriteString(again)
	return b.String()
}
