package ptytest

import (
	"errors"
	"os"
	"sync"
	"time"
)

// longAgo as a deadline interrupts a read or write at once.
var longAgo = time.Unix(1, 0)

// readOutput feeds what the program writes to the screen until the program's
// side of the terminal is closed, or ours is.
func (t *Terminal) readOutput() {
	defer func() {
		t.update(func() { close(t.drained) })
	}()
	buf := make([]byte, 64<<10)
	for t.rest(buf) {
		if _, more := t.readSome(buf); !more {
			return
		}
	}
}

// readSome reads once and shows it. more is false once the program's side is
// closed: EIO (Linux) or EOF.
func (t *Terminal) readSome(buf []byte) (n int, more bool) {
	n, err := t.dev.master.Read(buf)
	if n > 0 {
		t.update(func() {
			t.raw = append(t.raw, buf[:n]...)
			t.screen = nil
			if t.broken == nil {
				t.broken = t.model.write(buf[:n])
			}
		})
	}
	return n, err == nil || errors.Is(err, os.ErrDeadlineExceeded)
}

// ration is so many bytes that a stalled terminal reads; read is closed then.
type ration struct {
	bytes int
	read  chan struct{}
}

// rest waits while the terminal is stalled, but for reading what Take asks for.
// It returns false when nothing more can come.
func (t *Terminal) rest(buf []byte) bool {
	t.mu.Lock()
	stalled := t.stalled
	t.mu.Unlock()
	if stalled == nil {
		return true
	}
	t.update(func() { t.resting = true })
	defer t.update(func() { t.resting = false })
	for {
		select {
		case <-stalled:
			return true
		case <-t.done:
			return true
		case r := <-t.rations:
			for r.bytes > 0 {
				n, more := t.readSome(buf[:min(r.bytes, len(buf))])
				if !more {
					return false
				}
				r.bytes -= n
			}
			close(r.read)
		}
	}
}

// Stall stops reading what the program writes, as a dropped SSH line or
// ctrl+s does: after some kilobytes its writes block. When Stall returns, not
// one byte more is read until Resume.
func (t *Terminal) Stall() {
	t.tb.Helper()
	t.mu.Lock()
	already := t.stalled != nil
	if !already {
		t.stalled = make(chan struct{})
	}
	t.mu.Unlock()
	if already {
		return
	}
	_ = t.dev.master.SetReadDeadline(longAgo)
	timer := time.NewTimer(t.patience)
	defer timer.Stop()
	for {
		t.mu.Lock()
		resting, changed := t.resting, t.changed
		t.mu.Unlock()
		if resting {
			return
		}
		select {
		case <-changed:
		case <-t.drained:
			return
		case <-timer.C:
			t.fail("the terminal did not stop reading")
		}
	}
}

// Take lets a stalled terminal read exactly n bytes more, waiting for them if
// need be, and returns the screen after them. So a test can be a line as slow as
// it likes, down to a byte at a time, without a clock.
func (t *Terminal) Take(n int) Screen {
	t.tb.Helper()
	t.mu.Lock()
	stalled := t.stalled != nil
	t.mu.Unlock()
	if !stalled {
		t.tb.Fatalf("ptytest: Take(%d) of a terminal that is not stalled", n)
	}
	_ = t.dev.master.SetReadDeadline(time.Time{})
	timer := time.NewTimer(t.patience)
	defer timer.Stop()
	r := ration{n, make(chan struct{})}
	for given := t.rations; ; {
		select {
		case given <- r:
			given = nil // only once
		case <-r.read:
			return t.Screen()
		case <-t.drained:
			t.fail("waited for %d bytes, but %s", n, t.ending())
		case <-timer.C:
			t.fail("waited %v for %d bytes", t.patience, n)
		}
	}
}

// Resume reads again after Stall.
func (t *Terminal) Resume() {
	_ = t.dev.master.SetReadDeadline(time.Time{})
	t.mu.Lock()
	stalled := t.stalled
	t.stalled = nil
	t.mu.Unlock()
	if stalled != nil {
		close(stalled)
	}
}

// answerQueue holds what the emulator answers until it is written to the
// program. It has a lock of its own: the emulator answers while the screen is
// locked, and must never wait for a program that does not read its input.
type answerQueue struct {
	mu    sync.Mutex
	bytes []byte
	wake  chan struct{} // holds one token when there is something to send
}

func newAnswerQueue() *answerQueue { return &answerQueue{wake: make(chan struct{}, 1)} }

func (q *answerQueue) add(p []byte) {
	q.mu.Lock()
	q.bytes = append(q.bytes, p...)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *answerQueue) take() []byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	p := q.bytes
	q.bytes = nil
	return p
}

// collectAnswers takes the emulator's answers out of its pipe until the pipe
// is closed, which is at once for a mute terminal.
func (t *Terminal) collectAnswers() {
	buf := make([]byte, 4<<10)
	for {
		n, err := t.model.emu.Read(buf)
		if n > 0 {
			t.answers.add(buf[:n])
		}
		if err != nil {
			return
		}
	}
}

// sendAnswers writes the answers to the program as if they were typed.
func (t *Terminal) sendAnswers() {
	for {
		select {
		case <-t.answers.wake:
			// An answer to a program that is gone is of no use to anybody.
			_, _ = t.dev.master.Write(t.answers.take())
		case <-t.done:
			return
		}
	}
}
