//go:build unix

package cli_test

import (
	"syscall"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// startedAgain starts the program anew after a kill, in a minute that takes a
// second and a half.
func startedAgain(s *shop, env []string) *till {
	s.t.Helper()
	s.clock.run(waitSpeed)
	return fastTill(s, env)
}

// TestCrashThenDojoGoesBack kills the program after Dojo said Successful, before or
// after a read has shown it. Dojo then shows something else while nobody watches.
// The next two starts say what it shows now.
func TestCrashThenDojoGoesBack(t *testing.T) {
	t.Parallel()
	const held = "Don't refund yet. Ring Dojo with reversal"
	for _, c := range []struct {
		point string
		now   dojo.Status
		row   string
		says  string
	}{
		{"before-journal-3", dojo.StatusCaptured, "refund instead", "Refund instead."},
		{"after-journal-3", dojo.StatusReversed, "Successful, reversed", "Reversed. Don't refund or pay cash as well."},
		{"after-journal-3", dojo.StatusCaptured, "refund instead", "NOT reversed after all: Dojo now shows £42.50 as captured. Refund instead."},
		{"after-journal-3", dojo.StatusAuthorized, "ring Dojo", "Dojo said Successful, but still shows £42.50 as held. " + held},
		{"before-journal-4", dojo.StatusAuthorized, "ring Dojo", "Dojo said Successful, but still shows £42.50 as held. " + held},
		{"after-journal-4", dojo.StatusCaptured, "refund instead", "NOT reversed after all: Dojo now shows £42.50 as captured. Refund instead."},
		{"after-journal-4", dojo.StatusAuthorized, "ring Dojo", "Dojo showed it as reversed, but now shows £42.50 as held again. " + held},
	} {
		t.Run(c.point+" "+string(c.now), func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			p := sale("ORDER-1", 4250, "1013")
			p.Script.Outcome = sandbox.Succeeds
			id := s.pay(p)
			env := s.fastEnv()
			killedAt(s, env, c.point)
			if err := s.Set(id, c.now); err != nil {
				t.Fatal(err)
			}
			confirming := c.now == dojo.StatusAuthorized && c.point != "after-journal-4"
			if confirming {
				s.clock.stop() // it doesn't last
			} else {
				s.clock.run(waitSpeed)
			}
			till := fastTill(s, env)
			if confirming {
				till.row("ORDER-1", "Successful, confirming")
				till.press("r").says("Successful, confirming. Don't refund or pay cash as well.")
			}
			s.clock.run(5 * waitSpeed)
			till.row("ORDER-1", c.row)
			till.says(c.says)
			till.Kill()
			till = startedAgain(s, env)
			till.row("ORDER-1", c.row)
			if p := s.state("ORDER-1"); p.Status != c.now {
				t.Errorf("%s at Dojo, want %s", p.Status, c.now)
			}
			s.checkCalls()
			s.verify(env)
		})
	}
}

// TestCrashBetweenAttempts kills the program between a reversal that failed and
// another one that works, and in the middle of that one: the record tells the
// one from the other.
func TestCrashBetweenAttempts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ first, second string }{
		{"before-journal-3", ""}, // nothing is recorded of the answer "Failed"
		{"after-journal-3", ""},
		{"after-journal-4", ""},
		{"after-journal-4", "after-http-2"},
		{"after-journal-4", "after-journal-3"},
		{"before-journal-3", "after-journal-3"},
	} {
		t.Run(c.first+" "+c.second, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			p := sale("ORDER-1", 4250, "1013")
			p.Script = sandbox.Script{Outcome: sandbox.Fails, Times: 1}
			s.pay(p)
			env := s.fastEnv()
			killedAt(s, env, c.first)
			till := startedAgain(s, env)
			till.row("ORDER-1", "r to try again")
			first := s.record(env)[0]
			s.clock.run(handSpeed)
			if c.second != "" {
				till.Kill()
				till = fastTill(s, append(env, "DOJO_FAILPOINT="+c.second))
				till.row("ORDER-1", "r to try again")
			}
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			if c.second != "" {
				if code := till.Wait(); code != 128+9 {
					t.Fatalf("exit code %d: it wasn't killed at %s\n%s", code, c.second, till.Screen())
				}
				till = fastTill(s, env)
			}
			eventually(t, "the second request", func() bool { return s.Calls().Reversal == 2 })
			s.clock.run(waitSpeed)
			till.row("ORDER-1", "Successful, reversed")
			s.wantState("ORDER-1", dojo.StatusReversed, 1)
			s.checkCalls()
			s.verify(env)
			audit := s.record(env)
			if len(audit) != 2 || audit[0].Attempt != first.Attempt || audit[0].State != first.State || audit[0].Why != first.Why || audit[1].State != "successful" {
				t.Fatalf("the record tells %+v", audit)
			}
			if by := audit[0].CorrectedBy; by != "" && by != audit[1].Attempt {
				t.Errorf("the first is noted as reversed by %s: %+v", by, audit)
			}
		})
	}
}

// TestCrashAroundMidnight kills or stops the program some seconds before
// midnight and goes on some seconds after it: nothing is sent any more.
func TestCrashAroundMidnight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		point   string
		stopped bool // and goes on by itself, within the ten seconds that a request may wait
		says    string
	}{
		{"after-journal-1", false, "Nothing was sent."},
		{"before-http-2", false, "NOT reversed, and its day is over. Ring the customer."},
		{"after-http-2", false, "Reversed. Don't refund or pay cash as well."},
		{"after-journal-1", true, "NOT reversed: £42.50, ORDER-1."},
		{"after-http-1", true, "NOT reversed: £42.50, ORDER-1."},
		{"after-journal-2", true, "Not sent"},
		{"before-http-2", true, "Not sent"},
	} {
		name := "killed " + c.point
		if c.stopped {
			name = "stopped " + c.point
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			midnight := time.Date(2026, 11, 21, 0, 0, 0, 0, s.zone)
			s.clock.to(midnight.Add(-6 * time.Second))
			s.clock.stop() // a jump during a request would look like a wrong clock
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.fastEnv()
			how := "DOJO_FAILPOINT="
			if c.stopped {
				how = "DOJO_FAILSTOP="
			}
			till := fastTill(s, append(env, how+c.point))
			till.row("ORDER-1", "Held, r to reverse")
			till.press("r").question("one moment…")
			till.arm().about("£42.50", "Visa ··1013", "ORDER-1").toReverse()
			till.rested().press("enter")
			sent := c.point == "after-http-2"
			if !sent {
				s.notSent("ORDER-1")
			}
			if c.stopped {
				eventually(t, "the program to be stopped", func() bool { return isStopped(t, till.Pid()) })
				s.clock.to(midnight.Add(time.Second))
				if err := syscall.Kill(till.Pid(), syscall.SIGCONT); err != nil {
					t.Fatal(err)
				}
			} else {
				if code := till.Wait(); code != 128+9 {
					t.Fatalf("exit code %d\n%s", code, till.Screen())
				}
				s.clock.to(midnight.Add(time.Second))
				till = fastTill(s, env)
			}
			s.clock.run(waitSpeed)
			till.says(c.says)
			if sent {
				till.row("ORDER-1", "reversed")
				s.wantState("ORDER-1", dojo.StatusReversed, 1)
			} else {
				s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
				till.row("ORDER-1") // what was said may be known before the list
				till.press("r").says("too late to reverse here")
			}
			s.checkCalls()
			s.verify(env)
		})
	}
}

// TestCrashAfterConflict kills the program around the answer 409, and somebody
// else reverses the payment before the next start, or after it has given up.
func TestCrashAfterConflict(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		point string
		late  bool // it is reversed once the next start has found nothing
		row   string
		says  string
	}{
		// The answer was lost with the program, so the reversal may have been ours.
		{"before-journal-3", false, "Successful, reversed", "Reversed. Don't refund or pay cash as well."},
		{"after-journal-3", false, "Already reversed", "Reversed, not by that request."},
		{"after-http-3", false, "Already reversed", "Reversed, not by that request."},
		// Its end was shown before. That it is reversed now is said without saying
		// by whom.
		{"after-journal-3", true, "Reversed", "Reversed. Don't refund or pay cash as well."},
	} {
		name := c.point
		if c.late {
			name += " late"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			p := sale("ORDER-1", 4250, "1013")
			p.Script.Outcome = sandbox.Conflicts
			id := s.pay(p)
			env := s.fastEnv()
			killedAt(s, env, c.point)
			reversed := func() {
				if err := s.Set(id, dojo.StatusReversed); err != nil {
					t.Fatal(err)
				}
			}
			if !c.late {
				reversed()
			}
			till := startedAgain(s, env)
			if c.late {
				till.row("ORDER-1", "Not reversed so far")
				reversed()
			}
			till.row("ORDER-1", c.row)
			till.says(c.says)
			ours := c.point == "before-journal-3"
			if a := s.record(env); len(a) != 1 || (a[0].State == "successful") != ours {
				t.Errorf("the record tells %+v", a)
			}
			s.wantState("ORDER-1", dojo.StatusReversed, 0)
			s.checkCalls()
			s.verify(env)
		})
	}
}

// TestCrashAnotherRecords stops the program after it got Dojo's answer, until
// another window has taken the attempt over and recorded what it found. The answer
// must still count after that. Then both are killed, and the next start says the
// same.
func TestCrashAnotherRecords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		script          sandbox.Outcome
		seen            string // by the other window, before the answer was recorded
		row, state, why string
		code            int
	}{
		"failed":     {sandbox.Fails, "Not reversed so far", "Failed", "failed", "said failed", 200},
		"refused":    {sandbox.Refuses, "Not reversed so far", "Failed", "failed", "refused", 400},
		"conflict":   {sandbox.Conflicts, "Not reversed so far", "Not reversed so far", "unresolved", "", 409},
		"successful": {sandbox.Succeeds, "Successful, reversed", "Successful, reversed", "successful", "", 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			p := sale("ORDER-1", 4250, "1013")
			p.Script.Outcome = c.script
			s.pay(p)
			env := s.fastEnv()
			first := fastTill(s, append(env, "DOJO_FAILSTOP=before-journal-3"))
			first.row("ORDER-1", "Held, r to reverse")
			s.clock.stop() // so that enter isn't too quick on a busy machine
			first.press("r").question("one moment…")
			first.arm().about("£42.50", "Visa ··1013", "ORDER-1").toReverse()
			first.rested().press("enter")
			eventually(t, "the program to be stopped", func() bool { return isStopped(t, first.Pid()) })
			other := startedAgain(s, env)
			other.row("ORDER-1", c.seen)
			if err := syscall.Kill(first.Pid(), syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			told := func() bool {
				a := s.record(env)
				return len(a) == 1 && a[0].State == c.state && a[0].Why == c.why && a[0].HTTPStatus == c.code
			}
			eventually(t, "the answer to be recorded", told)
			first.row("ORDER-1", c.row)
			other.row("ORDER-1", c.row)
			first.Kill()
			other.Kill()
			startedAgain(s, env).row("ORDER-1", c.row)
			if !told() {
				t.Errorf("the record tells %+v", s.record(env))
			}
			s.checkCalls()
			s.verify(env)
		})
	}
}
