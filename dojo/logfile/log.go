package logfile

import (
	"bytes"
	"os"
	"sync"
	"time"
)

const (
	// pendingMost is how many bytes may wait to be written.
	pendingMost = 256 << 10
	// newestMost is how many bytes of lines Newest has at most, about a hundred lines.
	newestMost = 24 << 10
)

// Options say where a log is kept, and how much of it.
type Options struct {
	Dir     string           // a folder of its own; its parent is made too
	Now     func() time.Time // this machine's clock
	Process int              // this process's ID

	// A file holds FileMost bytes at most. There are about MostFiles files, which hold
	// about Most bytes together; those of processes that still run are kept all the
	// same. No file is kept longer than MostAge after its last line.
	FileMost, Most int64
	MostFiles      int
	MostAge        time.Duration

	// Opened is told of the process's first file, which stays open until the log is
	// closed. It may be nil.
	Opened func(*os.File)
}

// Log is the log of one process. It is safe for concurrent use. A nil one drops
// all lines.
type Log struct {
	files *files // used by one goroutine

	wake    chan struct{} // one slot: there is something to write
	closing chan struct{}
	done    chan struct{} // closed once all is written

	mu       sync.Mutex
	begun    bool
	ended    bool
	pending  []byte // whole lines
	spare    []byte // the memory of the last ones that were written
	dropped  int    // lines that can't be written
	newest   []byte // whole lines
	newestAt int    // where the newest lines begin in newest, see keep
}

// New makes a log. It touches no disk before Begin.
func New(o Options) *Log {
	return &Log{
		files: &files{Options: o},
		wake:  make(chan struct{}, 1), closing: make(chan struct{}), done: make(chan struct{}),
	}
}

// Begin begins to write what was logged, in the background. It is called once.
func (l *Log) Begin() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.begun || l.ended {
		return
	}
	l.begun = true
	go l.run()
}

// Write takes one or more whole lines, without what looks like a key. It never waits for
// a disk and never fails.
func (l *Log) Write(lines []byte) (int, error) {
	if l == nil || len(lines) == 0 {
		return len(lines), nil
	}
	clean := Redact(lines)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep(clean)
	if l.ended {
		return len(lines), nil
	}
	if len(l.pending)+len(clean) > pendingMost {
		l.dropped += count(clean)
	} else {
		l.pending = append(l.pending, clean...)
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return len(lines), nil
}

// keep keeps the newest lines. Every so often it copies them to the front, so that a line
// costs little.
func (l *Log) keep(lines []byte) {
	l.newest = append(l.newest, lines...)
	for len(l.newest)-l.newestAt > newestMost {
		l.newestAt += bytes.IndexByte(l.newest[l.newestAt:], '\n') + 1
	}
	if l.newestAt > 2*newestMost {
		l.newest = append(l.newest[:0], l.newest[l.newestAt:]...)
		l.newestAt = 0
	}
}

// Newest are the newest lines that were logged, whether they are written or not.
func (l *Log) Newest() []byte {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.newest[l.newestAt:])
}

// Close writes what is left and closes the files. It waits no longer than that takes or
// until late has a value. What is logged later is dropped.
func (l *Log) Close(late <-chan time.Time) {
	if l == nil {
		return
	}
	l.mu.Lock()
	begun, again := l.begun, l.ended
	l.ended = true
	l.mu.Unlock()
	if !begun {
		return
	}
	if !again {
		close(l.closing)
	}
	select {
	case <-l.done:
	case <-late:
	}
}

func (l *Log) run() {
	defer close(l.done)
	defer l.files.close()
	for {
		select {
		case <-l.wake:
			l.flush()
		case <-l.closing:
			l.flush()
			return
		}
	}
}

// flush writes what is pending, after a line that says how many were dropped before.
func (l *Log) flush() {
	l.mu.Lock()
	lines, dropped := l.pending, l.dropped
	l.pending, l.spare, l.dropped = l.spare[:0], nil, 0
	l.mu.Unlock()
	var err error
	if len(lines) > 0 || dropped > 0 {
		err = l.files.write(lines, dropped)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spare = lines
	if err != nil {
		l.dropped += dropped + count(lines)
	}
}

func count(lines []byte) int { return bytes.Count(lines, []byte("\n")) }
