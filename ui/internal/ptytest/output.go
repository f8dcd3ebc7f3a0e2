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
	for {
		t.rest()
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
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return // EIO (Linux) or EOF: the program's side is closed
		}
	}
}

// rest waits while the terminal is stalled.
func (t *Terminal) rest() {
	t.mu.Lock()
	stalled := t.stalled
	t.mu.Unlock()
	if stalled == nil {
		return
	}
	t.update(func() { t.resting = true })
	select {
	case <-stalled:
	case <-t.done:
	}
	t.update(func() { t.resting = false })
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
