//go:build unix

package cli_test

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/dojo"
)

// TestSuspended stops a program on its way to the request, lets the 30 seconds
// pass that its claim lasts, and lets it go on: nothing leaves any more, and it
// shows what has become of the attempt meanwhile.
func TestSuspended(t *testing.T) {
	t.Parallel()
	for point, c := range map[string]struct{ row, other string }{
		// Only intended: another till gives it up.
		"after-journal-1": {"Not sent, r to try again", "Nothing was sent."},
		"after-http-1":    {"Not sent, r to try again", "Nothing was sent."},
		// Recorded as being sent: another till checks, and finds nothing done.
		"after-journal-2": {"Not reversed so far, r to try again", "NOT reversed. It is still held"},
		// Behind the last look at the clock, before the first byte.
		"before-http-2": {"Not reversed so far, r to try again", "NOT reversed. It is still held"},
	} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.fastEnv()
			first := fastTill(s, append(env, "DOJO_FAILSTOP="+point))
			first.row("ORDER-1", "Held, r to reverse")
			first.ask().about("£42.50", "Visa ··1013", "ORDER-1").toReverse()
			first.rested().press("enter")
			s.notSent("ORDER-1")
			eventually(t, "the program to be stopped", func() bool { return isStopped(t, first.Pid()) })
			s.clock.run(waitSpeed)

			other := fastTill(s, env)
			other.row("ORDER-1", c.row)
			other.says(c.other)
			if err := syscall.Kill(first.Pid(), syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			first.row("ORDER-1", c.row)
			s.checkCalls()

			// The other one presses again: the only request that there is.
			s.clock.run(handSpeed)
			other.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			eventually(t, "the request", func() bool { return s.Calls().Reversal == 1 })
			s.clock.run(waitSpeed)
			other.row("ORDER-1", "Successful, reversed")
			first.row("ORDER-1", "Successful, reversed")
			s.wantState("ORDER-1", dojo.StatusReversed, 1)
			s.verify(env)
		})
	}
}

// isStopped says whether a process is stopped, as Linux tells it.
func isStopped(t *testing.T, pid int) bool {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if os.IsNotExist(err) {
		t.Skip("only Linux tells that a process is stopped")
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	return strings.HasPrefix(rest, "T")
}
