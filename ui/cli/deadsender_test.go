package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// TestDeadSender kills the program around the request and starts it again while
// time stands still: from the first second the attempt is shown as Checking and not
// as being sent, since its sender may be dead.
func TestDeadSender(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"after-journal-1", "after-journal-2", "before-http-2", "after-http-2"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.fastEnv()
			killedAt(s, env, point)
			s.clock.stop()
			till := fastTill(s, env)
			till.row("ORDER-1", "Checking")
			till.says("priya", "£42.50, ORDER-1", "Checking… Don't refund, pay cash or charge again yet.")
			till.press("r").says("started reversing this at")
			s.checkCalls()
		})
	}
}

// killedAt presses a reversal in a program that is killed at a point.
func killedAt(s *shop, env []string, point string) {
	s.t.Helper()
	till := fastTill(s, append(env, "DOJO_FAILPOINT="+point))
	till.row("ORDER-1", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	if !slices.Contains([]string{"after-http-2", "before-journal-3", "after-journal-3", "after-http-3", "before-journal-4", "after-journal-4"}, point) {
		s.notSent("ORDER-1")
	}
	if code := till.Wait(); code != 128+9 {
		s.t.Fatalf("exit code %d: it wasn't killed at %s\n%s", code, point, till.Screen())
	}
}

// TestClockSet kills the program around the request, and sets its clock before it
// starts again: nothing is sent again, nothing stays Checking, and a reversal that
// worked is shown as successful. (A clock that is a day off bars every reversal
// until the day is sure, so that no program begins with one here.)
func TestClockSet(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	for _, c := range []struct {
		point         string
		before, after time.Duration // how far ahead of Dojo's
		row           string
	}{
		{"after-journal-1", time.Hour, 0, "Not sent, r to try again"},
		{"after-journal-2", time.Hour, 0, "Not reversed so far, r to try again"},
		{"after-journal-2", -time.Hour, 0, "Not reversed so far, r to try again"},
		{"after-http-2", time.Hour, 0, "Successful, reversed"},
		{"after-journal-1", 0, -24 * time.Hour, "Not sent"},
		{"after-journal-2", 0, -10 * year, "Not reversed so far"},
		{"after-http-2", 0, -24 * time.Hour, "Successful, reversed"},
		{"after-http-2", 0, 10 * year, "Successful, reversed"},
		{"after-journal-3", 0, -10 * year, "Successful, reversed"},
	} {
		t.Run(fmt.Sprint(c.point, " ", c.before, " ", c.after), func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.fastEnv()
			killedAt(s, append(env, "DOJO_FAILCLOCK="+s.clock.wrong(c.before)), c.point)
			s.clock.run(waitSpeed)
			till := fastTill(s, append(env, "DOJO_FAILCLOCK="+s.clock.wrong(c.after)))
			till.row("ORDER-1", c.row)
			s.checkCalls()
			if c.row != "Successful, reversed" {
				s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
				if c.after != 0 {
					return
				}
				till.Kill() // its clock's speed is its own
				s.clock.run(handSpeed)
				till = fastTill(s, env)
				till.row("ORDER-1", c.row)
				till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
				eventually(t, "the request", func() bool { return s.Calls().Reversal == 1 })
				s.clock.run(waitSpeed)
				till.row("ORDER-1", "Successful, reversed")
			}
			s.wantState("ORDER-1", dojo.StatusReversed, 1)
			s.verify(env)
		})
	}
}

// wrong writes the file of a clock that is ahead of the shop's by this much. It is
// right until the shop's clock changes its speed.
func (c *fastClock) wrong(by time.Duration) string {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	file := filepath.Join(c.t.TempDir(), "wrong clock")
	text := fmt.Sprintln(c.real.UnixNano(), c.fake.Add(by).UnixNano(), c.rate)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return file
}
