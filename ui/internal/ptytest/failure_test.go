//go:build unix

package ptytest

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

const soon = 50 * time.Millisecond

// Every wait has to fail, showing the screen, when what it waits for never
// comes. The start is not hurried: only the wait in question is.
func TestWaitsFailAtTheirDeadline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		program string
		wait    func(*Terminal)
		says    string
	}{
		"WaitFor":  {"stubborn", func(x *Terminal) { x.WaitFor("ready", "never") }, `waited 50ms for "ready", "never"`},
		"WaitGone": {"stubborn", func(x *Terminal) { x.WaitGone("ready") }, `waited 50ms for no "ready"`},
		"WaitUntil": {"stubborn", func(x *Terminal) {
			x.WaitUntil("a miracle", func(Screen) bool { return false })
		}, "waited 50ms for a miracle"},
		"WaitIdle": {"stubborn", func(x *Terminal) { x.WaitIdle(time.Hour) }, "waited 50ms for 1h0m0s without output"},
		"Wait":     {"stubborn", func(x *Terminal) { x.Wait() }, "waited 50ms for the program to end"},
		"Type":     {"deaf", func(x *Terminal) { x.Type(strings.Repeat("x", 1<<20)) }, "did not read its input for 50ms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := failure(t, func(tb testing.TB) {
				term := run(tb, c.program)
				term.WaitFor("ready")
				term.patience = soon
				c.wait(term)
				term.note("went on after " + name)
			})
			for _, want := range []string{c.says, "│ready ", "80x24, cursor at"} {
				if !strings.Contains(said, want) {
					t.Errorf("no %q in\n%s", want, said)
				}
			}
			if strings.Contains(said, "went on") || strings.Contains(said, "still runs") {
				t.Error(said)
			}
		})
	}
}

// note writes to the test's log.
func (t *Terminal) note(text string) { t.tb.Logf("%s", text) }

func TestWaitFailsAtOnceWhenTheProgramEnds(t *testing.T) {
	t.Parallel()
	// Several times, because a wait that misses the end by a hair hangs.
	for range 10 {
		said := failure(t, func(tb testing.TB) {
			term := run(tb, "lines", hurried(time.Hour))
			term.WaitFor("ready")
			term.Type("exit 3\n")
			term.WaitFor("never")
		})
		if !strings.Contains(said, `waited for "never", but the program ended with code 3`) {
			t.Error(said)
		}
	}
}

func TestLastOutputIsSeenAfterTheEnd(t *testing.T) {
	t.Parallel()
	term := run(t, "lines")
	term.Type("print last words\nexit 0\n")
	term.Wait()
	term.WaitFor("last words")
}

func TestProgramLeftRunningFailsTheTest(t *testing.T) {
	t.Parallel()
	var pid int
	said := failure(t, func(tb testing.TB) {
		term := run(tb, "stubborn")
		term.WaitFor("ready")
		pid = term.Pid()
	})
	if !strings.Contains(said, "still runs at the end of the test") || !strings.Contains(said, "│ready ") {
		t.Error(said)
	}
	if err := syscall.Kill(pid, 0); err != syscall.ESRCH {
		t.Errorf("process %d is still there: %v", pid, err)
	}
}

func TestProgramThatIgnoresItsSignalFailsTheTest(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) {
		term := run(tb, "stubborn")
		term.WaitFor("ready")
		term.Signal(syscall.SIGTERM)
		term.patience = soon
	})
	if !strings.Contains(said, "still runs at the end of the test") {
		t.Error(said)
	}
}

func TestSignalToAnEndedProgramFails(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) {
		term := run(tb, "env")
		term.Wait()
		term.Signal(syscall.SIGTERM)
	})
	if !strings.Contains(said, "process already finished") {
		t.Error(said)
	}
}

func TestGrandchildOnTheTerminalFails(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) {
		term := run(tb, "child")
		term.WaitFor("started", "waiting", "ready")
		term.Signal(syscall.SIGTERM)
		term.patience = soon
		defer func() {
			// What the helper left behind is known by the number it printed.
			var pid int
			if _, err := sscanChild(term.Screen(), &pid); err == nil {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}()
		<-term.exited
		term.Wait()
	})
	if !strings.Contains(said, "still holds its terminal") {
		t.Error(said)
	}
}

func TestStartFailures(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]Options{
		"Binary is empty":              {},
		"starting /nonexistent/binary": {Binary: "/nonexistent/binary"},
	} {
		said := failure(t, func(tb testing.TB) { Start(tb, o) })
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %s", want, said)
		}
	}
}

func TestPatienceFromTheEnvironment(t *testing.T) {
	t.Setenv("PTYTEST_PATIENCE", "90s")
	if got := patience(t); got != 90*time.Second {
		t.Error(got)
	}
	t.Setenv("PTYTEST_PATIENCE", "soon")
	if said := failure(t, func(tb testing.TB) { patience(tb) }); !strings.Contains(said, "is not a duration") {
		t.Error(said)
	}
}
