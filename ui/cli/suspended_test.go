//go:build unix

package cli_test

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// TestSuspended stops a program on its way to the request, lets the 30 seconds
// pass that its claim lasts, and lets it go on: nothing leaves any more. Another
// till has taken the attempt over meanwhile and can only say what it has read.
// The program that wakes knows that nothing left, so that both tills end with
// what it knows.
func TestSuspended(t *testing.T) {
	t.Parallel()
	type outcome struct {
		asleep string // the other till's row while the program is stopped
		awake  string // both tills' row once it goes on
		first  string // what the program says that goes on
		other  string // what the other till says, before and after
	}
	// Stopped while it is only intended: the other till abandons it, which is
	// final.
	intended := outcome{
		"Not sent, r to try again", "Not sent, r to try again",
		"Not sent: the program ended before the reversal of £42.50, ORDER-1, could leave.", "Nothing was sent.",
	}
	// Stopped once sending is recorded: the other till checks the payment and sees
	// no change. Then one good read agrees with the program that sent nothing,
	// which ends the attempt.
	sending := outcome{
		"Not reversed so far, r to try again", "Failed, still held, r to try again",
		"Not sent: the reversal of £42.50, ORDER-1, could not leave in time", "NOT reversed. It is still held",
	}
	for point, c := range map[string]outcome{
		"after-journal-1": intended,
		"after-http-1":    intended,
		"after-journal-2": sending,
		"before-http-2":   sending, // behind the last look at the clock, before the first byte
	} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.fastEnv()
			first := fastTill(s, append(env, "DOJO_FAILSTOP="+point))
			first.row("ORDER-1", "Held, r to reverse")
			first.ask().about("£42.50", "Visa ··1013", "ORDER-1").toReverse()
			first.enterAndStop()
			s.notSent("ORDER-1")
			s.clock.run(waitSpeed)

			other := fastTill(s, env)
			other.row("ORDER-1", c.asleep)
			other.says(c.other)
			if err := syscall.Kill(first.Pid(), syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			first.row("ORDER-1", c.awake)
			first.says(c.first)
			other.row("ORDER-1", c.awake)
			other.says(c.other)
			s.checkCalls()

			// The other till confirms again, and sends the only request.
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

// enterAndStop presses enter in a dialog whose program stops itself by that. The clock
// stands then, so that enter isn't too quick on a busy machine. Where the program stood
// still just before that, it drops enter, and takes no key until the clock goes on.
func (p *till) enterAndStop() {
	p.t.Helper()
	for dropped := true; dropped; {
		p.shop.clock.run(handSpeed)
		p.WaitUntil("the dialog to take keys", func(s ptytest.Screen) bool { return !strings.Contains(box(s), "one moment…") })
		p.shop.clock.stop()
		p.rested().press("enter")
		eventually(p.t, "the program to be stopped, or to have dropped enter", func() bool {
			dropped = strings.Contains(box(p.Screen()), "one moment…")
			return dropped || isStopped(p.t, p.Pid())
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
