package ptytest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// WaitFor waits until the screen shows all of substrs at once, each within
// one row, and returns that screen. It fails the test, drawing the screen,
// when the program ends without, or at the deadline.
func (t *Terminal) WaitFor(substrs ...string) Screen {
	t.tb.Helper()
	quoted := make([]string, len(substrs))
	for i, sub := range substrs {
		quoted[i] = strconv.Quote(sub)
	}
	return t.WaitUntil(strings.Join(quoted, ", "), func(s Screen) bool {
		return !slices.ContainsFunc(substrs, func(sub string) bool { return !s.Contains(sub) })
	})
}

// WaitGone waits until no row of the screen shows substr, and returns that
// screen. A text that has not appeared yet counts as gone: wait for it first.
func (t *Terminal) WaitGone(substr string) Screen {
	t.tb.Helper()
	return t.WaitUntil(fmt.Sprintf("no %q", substr), func(s Screen) bool {
		return !s.Contains(substr)
	})
}

// WaitUntil waits until ok says yes to the screen, and returns that screen.
// desc ends the sentence "waited for …" of a failure. ok is called once for
// each change of the screen, on the test's goroutine.
func (t *Terminal) WaitUntil(desc string, ok func(Screen) bool) Screen {
	t.tb.Helper()
	late := time.After(t.patience)
	for {
		now := t.look()
		if ok(now.screen) {
			return now.screen
		}
		if now.broken != nil {
			t.fail("waited for %s: %v", desc, now.broken)
		}
		if now.over {
			t.fail("waited for %s, but %s", desc, t.ending())
		}
		select {
		case <-now.changed:
		case <-late:
			t.fail("waited %v for %s", t.patience, desc)
		}
	}
}

// WaitBells waits until the program has rung the bell n times or more. The bell is no
// part of a frame: it may come after the text that it is for.
func (t *Terminal) WaitBells(n int) {
	t.tb.Helper()
	if !t.await(func() bool { return t.model.bells >= n || isClosed(t.drained) }) || t.Bells() < n {
		t.fail("waited for %d bells, %d were rung", n, t.Bells())
	}
}

// WaitBytes waits until the program has written more than n bytes.
func (t *Terminal) WaitBytes(n int64) {
	t.tb.Helper()
	if !t.await(func() bool { return int64(len(t.raw)) > n || isClosed(t.drained) }) || t.BytesWritten() <= n {
		t.fail("waited for more than %d bytes", n)
	}
}

// WaitIdle waits until no output came for the quiet period. It tells nothing
// about what the program is doing (on a busy machine it may just not have
// got its turn), so it is no synchronisation for an assertion: it is for
// measuring, and for looking at a program whose next text is not known.
func (t *Terminal) WaitIdle(quiet time.Duration) Screen {
	t.tb.Helper()
	late, pause := time.After(t.patience), time.NewTimer(quiet)
	for {
		now := t.look()
		if now.over {
			return now.screen
		}
		select {
		case <-now.changed:
			pause.Reset(quiet)
		case <-pause.C:
			return now.screen
		case <-late:
			t.fail("waited %v for %v without output", t.patience, quiet)
		}
	}
}

// await waits until ready, asked under the lock after each change, says yes. It
// returns false at the deadline.
func (t *Terminal) await(ready func() bool) bool {
	for late := time.After(t.patience); ; {
		t.mu.Lock()
		is, changed := ready(), t.changed
		t.mu.Unlock()
		if is {
			return true
		}
		select {
		case <-changed:
		case <-late:
			return false
		}
	}
}

// fail ends the test with a message, the screen, and whether the program still runs.
func (t *Terminal) fail(format string, args ...any) {
	t.tb.Helper()
	screen := t.Screen()
	t.mu.Lock()
	t.drawn = true
	t.mu.Unlock()
	t.tb.Fatalf("ptytest: %s\n%s", fmt.Sprintf(format, args...), screen)
}

// ending says in words why nothing more can come.
func (t *Terminal) ending() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case isClosed(t.exited):
		return fmt.Sprintf("the program ended with code %d", t.code)
	case t.hungUp:
		return "the line was hung up"
	default:
		return "the program closed its terminal"
	}
}

// isClosed looks at a channel that is only ever closed.
func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
