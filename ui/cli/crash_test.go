package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// crashFaults are the faults of Dojo and the network that each kill is combined
// with.
var crashFaults = []struct {
	name  string
	fault string // "" for none
}{
	{"none", ""},
	{"slow", "reversal:slow=20s"},
	{"silent", "reversal:silent"},
	{"cut before", "reversal:cut-before"},
	{"cut after", "reversal:cut-after"},
	{"401", "reversal:401"},
	{"409", "reversal:409"},
	{"429", "reversal:429=2"},
	{"500", "reversal:500"},
	{"html", "reversal:html"},
	{"stuck", "stuck"},
	{"failed", "failed"},
	{"captured", "captured"},
	{"refused", "refused"},
	{"no fresh read", "get:500"},
}

// fewCells says whether to run a third of the cells: with each fault a third of the
// points, and at each point a third of the faults. All of them take the build tag
// exhaustive, but for the race detector, under which they overload the processor and
// miss their deadlines.
func fewCells() bool { return !exhaustive || testing.Short() || ptytest.Race }

// TestCrashMatrix kills the real program with SIGKILL before and after each write
// to the journal and each request of a reversal, for each fault, starts it again,
// and checks three things: the reversal was sent at most once, and only after it
// was recorded; the journal is whole; the screen ends with what is true of the
// payment at Dojo.
func TestCrashMatrix(t *testing.T) {
	t.Parallel()
	for i, f := range crashFaults {
		if testing.Short() && i%4 != 0 {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			steps := stepsOf(t, f.fault)
			for n, step := range steps {
				if step.repeats() || fewCells() && n%3 != i%3 {
					continue
				}
				// While the answer is on its way, there is one more point to kill
				// at.
				if step.point == "before-http-2" && (f.name == "slow" || f.name == "silent") {
					t.Run(inFlight, func(t *testing.T) {
						t.Parallel()
						(&crash{fault: f.fault, point: inFlight}).run(t)
					})
				}
				t.Run(step.point, func(t *testing.T) {
					t.Parallel()
					(&crash{fault: f.fault, point: step.point, done: steps[:n+1]}).run(t)
				})
			}
		})
	}
}

// TestCrashTwice kills the first start after a crash as well.
func TestCrashTwice(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"", "reversal:cut-before", "reversal:cut-after"} {
		steps := stepsOf(t, fault)
		for n, step := range steps {
			// First: sending is recorded, but nothing was sent. Second: it was
			// sent, but its answer isn't recorded.
			if step.point != "before-http-2" && step.point != "after-http-2" {
				continue
			}
			for i, second := range []string{
				"before-journal-1", "after-journal-1", "before-http-1", "after-http-1", "before-journal-2", "after-journal-2",
			} {
				if fewCells() && i%3 != n%3 {
					continue
				}
				t.Run(strings.Join([]string{fault, step.point, second}, " "), func(t *testing.T) {
					t.Parallel()
					(&crash{fault: fault, point: step.point, second: second, done: steps[:n+1]}).run(t)
				})
			}
		}
	}
}

// stepsOf returns the points that a run without a kill passes. It ends its program,
// so that it doesn't run on beside all cells.
func stepsOf(t *testing.T, fault string) (steps []step) {
	t.Helper()
	skipped := false
	t.Run("not killed "+fault, func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		steps = (&crash{fault: fault}).run(t)
	})
	if skipped {
		t.Skip("there is no pseudo-terminal here, and the real program needs one to be killed on")
	}
	if len(steps) == 0 {
		t.FailNow()
	}
	return steps
}

// inFlight is the point at which a request has come to Dojo, and its answer, if
// there is one, hasn't come back.
const inFlight = "while the request is in flight"

// step is a point that a run has passed.
type step struct {
	point string // "before-journal-2"
	what  string // "read", "reverse", or what was written, such as "failed:refused"
}

// repeats says whether a point belongs to a later read. How many of those there are
// depends on time, and all are alike.
func (s step) repeats() bool {
	_, text, _ := strings.Cut(s.point, "-http-")
	n, err := strconv.Atoi(text)
	return err == nil && n > 3
}

// stepsIn reads what the program's fail points have written.
func stepsIn(t *testing.T, file string) []step {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var steps []step
	for line := range strings.Lines(string(b)) {
		point, what, _ := strings.Cut(strings.TrimSpace(line), " ")
		steps = append(steps, step{point, what})
	}
	return steps
}

// crash is one cell of the matrix.
type crash struct {
	fault  string
	point  string // where the program is killed; "" for nowhere
	second string // where the first start after that is killed; "" for nowhere
	done   []step // what the program had passed by then, the point included
}

// run runs a cell, and returns the points that its first program passed.
func (c *crash) run(t *testing.T) []step {
	t.Helper()
	s := openFastShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	if c.fault != "" {
		s.fault(c.fault)
	}
	env := s.fastEnv()
	trace := filepath.Join(t.TempDir(), "trace")

	till := fastTill(s, append(env, "DOJO_FAILTRACE="+trace, "DOJO_FAILPOINT="+c.point))
	till.row("ORDER-1", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	if !s.sentOnce(c.done, c.point) {
		s.notSent("ORDER-1")
	}
	// Once the request has come, or if none will come, only waits are left.
	eventually(t, "the request, or the end", func() bool {
		return till.Exited() || s.Calls().Reversal > 0 || strings.HasPrefix(lastState(stepsIn(t, trace)), "abandoned")
	})
	if c.point == inFlight {
		till.Kill()
	}
	// What Dojo never finishes is shown as Created for two minutes only, which must not be
	// over before a busy machine has shown it.
	if c.fault != "stuck" {
		s.clock.run(waitSpeed)
	}
	if c.point != "" {
		if code := till.Wait(); code != 128+9 {
			t.Fatalf("exit code %d: it wasn't killed at %s\n%s", code, c.point, till.Screen())
		}
		c.done = stepsIn(t, trace) // how often it has read until then is a matter of time
		if lastState(c.done) != "created" {
			s.clock.run(waitSpeed)
		}
	} else if c.fault == "stuck" {
		eventually(t, "a read after the answer", func() bool {
			return slices.ContainsFunc(stepsIn(t, trace), func(p step) bool { return p.point == "after-http-3" })
		})
	}
	if c.second != "" {
		again := fastTill(s, append(env, "DOJO_FAILPOINT="+c.second))
		// The run may end with fewer writes, before it reaches the point.
		row, _ := c.expected(s, lastState(c.done))
		eventually(t, "the second kill, or the end", func() bool {
			return again.Exited() || strings.Contains(lineOf(again.Screen(), "ORDER-1"), row)
		})
		again.Kill()
	}
	if c.point != "" {
		till = fastTill(s, env)
	}
	c.settled(s, till)
	s.verify(env)
	steps := stepsIn(t, trace)
	if c.point == "" && len(steps) < 6 {
		t.Errorf("only %d points were passed: %v", len(steps), steps)
	}
	return steps
}

// fastTill starts the program on a fast shop. It is killed at the end of the
// test, whatever it does then: one crash more.
func fastTill(s *shop, env []string) *till {
	s.t.Helper()
	p := runBinary(s.t, s, fastBuild(s.t), ptytest.Options{Env: env, Cols: 100, KillAtEnd: true})
	return p
}

// sentOnce says whether a reversal was sent by the time that a program was
// killed, and, in a run without a kill, whether it is to be sent.
func (s *shop) sentOnce(done []step, point string) bool {
	if point == "" || point == inFlight {
		return !strings.HasPrefix(s.faultText, "get:")
	}
	return slices.ContainsFunc(done, func(p step) bool { return strings.HasPrefix(p.point, "after-") && p.what == "reverse" })
}

// lastState is what was recorded last, as far as the points tell.
func lastState(steps []step) string {
	for _, p := range slices.Backward(steps) {
		if strings.HasPrefix(p.point, "after-journal-") {
			return p.what
		}
	}
	return ""
}

// settled waits until the screen shows an end, or an attempt that is visibly open,
// and compares that with the payment at Dojo.
func (c *crash) settled(s *shop, till *till) {
	t := s.t
	t.Helper()
	recorded := lastState(c.done)
	row, notice := c.expected(s, recorded)
	till.row("ORDER-1", row)
	state, _, _ := strings.Cut(recorded, ":")
	over := state == "successful" || state == "failed" || state == "abandoned"
	switch {
	case c.point == "":
	case c.second == "after-journal-2":
		// The first start after the crash may have recorded the end already.
	case over || recorded == "":
		// An attempt that was over before this start isn't shown again.
		if n := noticeText(till.Screen()); strings.Contains(n, "ORDER-1") {
			t.Errorf("%s was over, and is told again: %s", recorded, n)
		}
	default:
		till.says(notice)
	}

	p := s.state("ORDER-1")
	shown := till.row("ORDER-1", row)
	switch claims := strings.Contains(shown, "reversed") && !strings.Contains(shown, "Not reversed"); {
	case p.Reversals > 1:
		t.Errorf("reversed %d times", p.Reversals)
	case claims != (p.Status == dojo.StatusReversed):
		t.Errorf("the payment is %s, and the screen says %q", p.Status, shown)
	case p.Status == dojo.StatusCaptured && !strings.Contains(shown, "refund instead"):
		t.Errorf("the payment is captured, and the screen says %q", shown)
	}
	// The payment isn't barred for ever.
	if strings.Contains(row, "r to") {
		s.clock.run(handSpeed) // a dialog takes no keys while the program seems to stand still
		till.ask().about("£42.50", "Visa ··1013", "ORDER-1")
	}
	if got, want := s.Calls().Reversal, s.wanted("ORDER-1"); got != want {
		t.Errorf("%d reversals were sent, want %d", got, want)
	}
}

// expected is what the screen must show in the end. It depends on what Dojo did
// with the payment and on what was recorded when the program was killed.
func (c *crash) expected(s *shop, recorded string) (row, notice string) {
	const again = "NOT reversed. It is still held: choose it and press r."
	if c.point == "" {
		recorded = "all"
	}
	sent := s.wanted("ORDER-1") > 0
	switch {
	case recorded == "":
		return "Held, r to reverse", ""
	case recorded == "intended", strings.HasPrefix(recorded, "abandoned"), strings.HasPrefix(c.fault, "get:"):
		return "Not sent, r to try again", "Nothing was sent."
	case !sent:
		return "Not reversed so far, r to try again", again
	}
	switch c.fault {
	case "", "reversal:slow=20s", "reversal:cut-after":
		return "Successful, reversed", "Reversed. Don't refund or pay cash as well."
	case "captured":
		return "Failed: captured first, refund instead", "NOT reversed: it was captured. Refund instead."
	case "stuck":
		if recorded == "sending" {
			// The answer wasn't recorded, and Dojo shows no change.
			return "Not reversed so far, r to try again", again
		}
		return "Created, reversing", "Dojo is processing the reversal."
	case "failed", "refused", "reversal:401":
		if recorded == "sending" {
			return "Not reversed so far, r to try again", again
		}
		return "Failed, still held, r to try again", again
	}
	return "Not reversed so far, r to try again", again
}

// TestNeverFinished sends a reversal that Dojo accepts and never finishes. It must
// not bar its payment for ever, in this run or a later one.
func TestNeverFinished(t *testing.T) {
	t.Parallel()
	s := openFastShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.fault("stuck")
	env := s.fastEnv()
	till := fastTill(s, env)
	till.row("ORDER-1", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Created, reversing")
	s.clock.run(5 * waitSpeed)
	till.row("ORDER-1", "Not reversed so far, r to try again")
	till.says("Not reversed, as far as Dojo shows: £42.50, ORDER-1.", "You can try again with r; this one is still watched.")
	till.Kill()
	s.clock.run(waitSpeed)
	till = fastTill(s, env)
	till.says("NOT reversed. It is still held: choose it and press r.")
	s.clock.run(handSpeed)
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1")
	// Dojo settles it after all, and the attempt is corrected.
	till.press("esc").says("Kept. Nothing was reversed")
	till.press("esc").WaitGone("Kept.")
	if err := s.Set(s.ids["ORDER-1"], dojo.StatusReversed); err != nil {
		t.Fatal(err)
	}
	s.clock.run(waitSpeed)
	till.says("Reversed. Don't refund or pay cash as well.")
	till.row("ORDER-1", "Reversed")
	s.verify(env)
}
