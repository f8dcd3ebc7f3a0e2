package ptytest

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"
)

// Terminal is a program that runs on a pseudo-terminal, the keyboard before
// it and the screen above it. Its methods are for the test's goroutine: they
// end the test when something goes wrong.
type Terminal struct {
	tb       testing.TB
	opts     Options
	dev      *device
	cmd      *exec.Cmd
	started  time.Time
	patience time.Duration

	exited  chan struct{} // closed when the program has ended
	drained chan struct{} // closed when nothing more can come from it
	done    chan struct{} // closed when the test is over
	workers sync.WaitGroup
	answers chan []byte

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at every change below
	model   *model
	screen  *Screen // the model's screen, or nil when output came since
	raw     []byte
	reads   []read // when each part of raw was read
	broken  error  // the emulator gave up
	code    int    // the exit code, once exited is closed
	after   string // the terminal's modes at the exit; empty when they could not be read
	stalled bool   // the reader has to rest
	resting bool   // since it was stalled, the reader has stopped
	toTake  int    // how many bytes a stalled reader may read all the same
	hungUp  bool   // our side is closed
	leaving bool   // a signal was sent or the line dropped: the end is expected
	drawn   bool   // a failure has shown the screen already
}

// Start runs a program on a new pseudo-terminal. When the test ends, the
// program is killed (it alone, by its process), reaped, and everything
// closed. The test fails, showing the screen, if the program is still there
// then, unless Options.KillAtEnd says that this is no fault; a program that
// was sent a signal or lost its line is given the usual deadline first.
func Start(tb testing.TB, o Options) *Terminal {
	tb.Helper()
	skipUnsupported(tb)
	o = o.withDefaults(tb)
	told := [2]int{o.Cols, o.Rows}
	if o.Claims != nil {
		told = *o.Claims
	}
	dev, err := openDevice(told[0], told[1])
	if err != nil {
		tb.Fatalf("ptytest: %v", err)
	}
	cmd := exec.Command(o.Binary, o.Args...)
	cmd.Dir = o.Dir
	cmd.Env = environment(o.Env, tb.TempDir())
	started := time.Now()
	if err := dev.start(cmd); err != nil {
		dev.close()
		tb.Fatalf("ptytest: starting %s: %v", o.Binary, err)
	}
	t := &Terminal{
		tb: tb, opts: o, dev: dev, cmd: cmd, started: started, patience: o.patience,
		exited: make(chan struct{}), drained: make(chan struct{}), done: make(chan struct{}),
		changed: make(chan struct{}), answers: make(chan []byte, 1<<12),
		model: newModel(o.Cols, o.Rows),
	}
	t.model.title, t.model.stackless = ShellTitle, o.NoTitleStack
	if o.Mute {
		t.model.deaf()
	}
	t.workers.Go(t.readOutput)
	t.workers.Go(t.collectAnswers)
	t.workers.Go(t.sendAnswers)
	t.workers.Go(t.awaitExit)
	tb.Cleanup(t.cleanup)
	return t
}

// update changes the state and wakes every wait.
func (t *Terminal) update(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change()
	close(t.changed)
	t.changed = make(chan struct{})
}

// sight is all that a wait needs to know, taken in one moment: a change that
// is not in it closes changed.
type sight struct {
	screen  Screen
	changed <-chan struct{}
	over    bool  // nothing more can come
	broken  error // the emulator gave up
}

// look is one moment under the lock: asking for the end and for changed in two
// steps would lose an end that comes between them, and hang the wait.
func (t *Terminal) look() sight {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.screen == nil {
		s := t.model.snapshot()
		t.screen = &s
	}
	return sight{*t.screen, t.changed, isClosed(t.drained), t.broken}
}

// Screen returns what the terminal shows now. To assert on it, wait first.
func (t *Terminal) Screen() Screen {
	return t.look().screen
}

// BytesWritten is how many bytes of the program's output have been read.
func (t *Terminal) BytesWritten() int64 { return int64(len(t.Raw())) }

// Raw returns a copy of everything that the program wrote so far, as it came
// through the terminal's line handling (which adds a carriage return before
// a newline, unless the program switched that off).
func (t *Terminal) Raw() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.raw)
}

// Queries returns every question that the program put to the terminal, in
// order, without the terminator: "\x1b]11;?" asks for the background colour.
func (t *Terminal) Queries() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.model.queries)
}

// Bells is how many times the program rang the bell.
func (t *Terminal) Bells() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.model.bells
}

// Erased returns what the screen showed just before the program last erased all of
// it, and how often the program has done that. With it a test can compare a screen
// that was drawn anew with the one before.
func (t *Terminal) Erased() (before Screen, times int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.model.erased, t.model.erasures
}

// Clipboard is what the program copied last, with OSC 52.
func (t *Terminal) Clipboard() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.model.clipboard
}

// Pid is the program's process ID, for measuring it.
func (t *Terminal) Pid() int { return t.cmd.Process.Pid }

// ProcessState is the operating system's account of the ended program (CPU
// time, memory), or nil while it runs.
func (t *Terminal) ProcessState() *os.ProcessState {
	if !t.Exited() {
		return nil
	}
	return t.cmd.ProcessState
}
