package ptytest

import (
	"bytes"
	"errors"
	"os"
	"time"
)

// longAgo is set as a deadline to end a read or a write at once.
var longAgo = time.Unix(1, 0)

// readOutput feeds what the program writes to the screen until the program's
// side of the terminal is closed, or ours is.
func (t *Terminal) readOutput() {
	defer t.update(func() { close(t.drained) })
	buf := make([]byte, 64<<10)
	for {
		n, err := t.dev.master.Read(buf[:t.mayRead(len(buf))])
		if n > 0 {
			at := time.Now()
			t.update(func() {
				t.reads = append(t.reads, read{end: len(t.raw) + n, at: at})
				t.raw = append(t.raw, buf[:n]...)
				t.screen = nil
				if t.broken == nil {
					t.broken = t.model.write(buf[:n])
				}
				t.toTake = max(t.toTake-n, 0)
			})
		}
		// Once the program's side is closed: EIO (Linux) or EOF.
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
	}
}

// read is one piece of output: where it ends in all output, and when it came.
type read struct {
	end int
	at  time.Time
}

// Wrote waits until the program has written text, in one piece, and returns how long
// after the start of its process the last byte of that came. It doesn't wait for the
// screen, so it is for measuring.
func (t *Terminal) Wrote(text string) time.Duration {
	t.tb.Helper()
	var came time.Time
	found := t.await(func() bool {
		at := bytes.Index(t.raw, []byte(text))
		for i := 0; at >= 0 && i < len(t.reads) && came.IsZero(); i++ {
			if t.reads[i].end >= at+len(text) {
				came = t.reads[i].at
			}
		}
		return at >= 0 || isClosed(t.drained)
	})
	if !found || came.IsZero() {
		t.fail("waited for the program to write %q", text)
	}
	return came.Sub(t.started)
}

// mayRead says how many bytes the reader may read now, at most so many. It waits
// while the terminal is stalled and there is nothing to take.
func (t *Terminal) mayRead(most int) int {
	for {
		t.mu.Lock()
		n, resting, changed := most, t.resting, t.changed
		if t.stalled && !isClosed(t.done) {
			n = min(t.toTake, most)
		}
		t.mu.Unlock()
		switch {
		case n > 0:
			return n
		case !resting:
			t.update(func() { t.resting = true })
		default:
			select {
			case <-changed:
			case <-t.done:
			}
		}
	}
}

// Stall stops reading what the program writes, as a dropped SSH line or
// ctrl+s does: after some kilobytes its writes block. When Stall returns, not
// one byte more is read until Resume.
func (t *Terminal) Stall() {
	t.tb.Helper()
	t.mu.Lock()
	already := t.stalled
	if !already {
		t.stalled, t.resting = true, false
	}
	t.mu.Unlock()
	if already {
		return
	}
	_ = t.dev.master.SetReadDeadline(longAgo)
	if !t.await(func() bool { return t.resting || isClosed(t.drained) }) {
		t.fail("the terminal did not stop reading")
	}
}

// Take lets a stalled terminal read exactly n bytes more, waiting for them if
// need be, and returns the screen after them. With it a test can play a line of any
// slowness, down to a byte at a time, without a clock.
func (t *Terminal) Take(n int) Screen {
	t.tb.Helper()
	_ = t.dev.master.SetReadDeadline(time.Time{})
	stalled := false
	t.update(func() { stalled, t.toTake = t.stalled, n })
	if !stalled {
		t.tb.Fatalf("ptytest: Take(%d) of a terminal that is not stalled", n)
	}
	left := n
	inTime := t.await(func() bool {
		left = t.toTake
		return left == 0 || isClosed(t.drained)
	})
	switch {
	case !inTime:
		t.fail("waited %v for %d bytes", t.patience, n)
	case left > 0:
		t.fail("waited for %d bytes, but %s", n, t.ending())
	}
	return t.Screen()
}

// Resume reads again after Stall.
func (t *Terminal) Resume() {
	_ = t.dev.master.SetReadDeadline(time.Time{})
	t.update(func() { t.stalled = false })
}

// collectAnswers takes the emulator's answers out of its pipe until the pipe
// is closed, which is at once for a mute terminal. The emulator answers while the
// screen is locked and must never wait for a program that does not read its input:
// what is too much for the channel is dropped.
func (t *Terminal) collectAnswers() {
	buf := make([]byte, 4<<10)
	for {
		n, err := t.model.emu.Read(buf)
		if n > 0 {
			select {
			case t.answers <- bytes.Clone(buf[:n]):
			default:
			}
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
		case answer := <-t.answers:
			// An answer to a program that is gone is of no use to anybody.
			_, _ = t.dev.master.Write(answer)
		case <-t.done:
			return
		}
	}
}
