package ptytest

import (
	"fmt"
	"strings"
	"testing"
)

// AssertClean fails the test unless the program has ended and left the
// terminal as it found it: main screen, visible cursor, no bracketed paste,
// mouse or focus reports, no other mode changed, styles reset, the title as it was
// (or none, if the terminal can't keep titles), and the kernel's modes (echo, line
// editing) as they were. It waits for the end like
// Wait. After HangUp there is no terminal left to be clean: that is a mistake
// in the test. Where the system revokes the terminal at the exit (macOS), the
// kernel's modes cannot be read and the test's log says so.
func AssertClean(tb testing.TB, t *Terminal) {
	tb.Helper()
	if t.isHungUp() {
		tb.Fatalf("ptytest: AssertClean after HangUp: there is no terminal left")
	}
	t.Resume() // what was not read yet may hold the clearing up
	t.Wait()
	t.mu.Lock()
	faults, after := t.model.leftovers(), t.after
	t.mu.Unlock()
	switch {
	case after == "":
		tb.Log("ptytest: the terminal's kernel modes could not be read after the exit, so they were not compared")
	case after != t.dev.before:
		faults = append(faults, fmt.Sprintf("kernel modes changed\n    from %s\n    to   %s", t.dev.before, after))
	}
	if len(faults) > 0 {
		tb.Errorf("ptytest: the program left the terminal unclean:\n  %s\n%s", strings.Join(faults, "\n  "), t.Screen())
	}
}
