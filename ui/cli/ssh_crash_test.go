package cli_test

import (
	"path/filepath"
	"slices"
	"testing"

	"dojoreversals/dojo"
)

// tellingPoints are the points that tell most: it was recorded that it is wanted, it was
// recorded that it is being sent and nothing has left, and it was sent but not recorded.
var tellingPoints = []string{"after-journal-1", "before-http-2", "after-http-2"}

// TestHelpdeskKilled kills the server with SIGKILL at the steps of a reversal while two
// agents look, and starts it again. The reversal was sent at most once, and only after it
// was recorded; both agents see its end when they have logged in again; and each line of
// the record names who confirmed it, with their key and address. All steps take the build
// tag exhaustive.
func TestHelpdeskKilled(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"", "reversal:cut-after"} {
		points := tellingPoints
		if exhaustive {
			var steps []step
			t.Run("not killed "+fault, func(t *testing.T) { steps = killServer(t, fault, "") })
			points = []string{inFlight}
			for _, s := range steps {
				if !s.repeats() {
					points = append(points, s.point)
				}
			}
			for _, p := range tellingPoints {
				if !slices.Contains(points, p) {
					t.Errorf("the point %s wasn't passed: %v", p, steps)
				}
			}
		} else if fault != "" {
			points = points[2:]
		}
		for _, point := range points {
			t.Run(point+" "+fault, func(t *testing.T) {
				t.Parallel()
				killServer(t, fault, point)
			})
		}
	}
}

// killServer kills the server at a point, or with "" nowhere, and returns the points that
// it passed before.
func killServer(t *testing.T, fault, point string) []step {
	t.Helper()
	h := newFastHelpdesk(t, "pier")
	h.lines = append(h.lines, `serve_idle = "12h"`)
	s := h.shops["pier"]
	s.pay(sale("ORDER-1", 4250, "1013"))
	priya, omar := h.agent("priya", "reverse", "pier"), h.agent("omar", "reverse", "*")
	switch {
	case fault != "":
		s.fault(fault)
	case point == inFlight:
		s.fault("reversal:slow=20s")
	}
	trace := filepath.Join(t.TempDir(), "trace")
	h.start("DOJO_FAILTRACE="+trace, "DOJO_FAILPOINT="+point)

	hers, his := h.login(priya, s), h.login(omar, s)
	his.row("ORDER-1", "Held, r to reverse")
	hers.row("ORDER-1", "Held, r to reverse")
	hers.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	c := &crash{fault: fault, point: point}
	if point != "" {
		if point == inFlight {
			eventually(t, "the request", func() bool { return s.Calls().Reversal > 0 })
			h.server.Kill()
		}
		if code := h.server.Wait(); code != 128+9 {
			t.Fatalf("exit code %d: it wasn't killed at %s\n%s", code, point, h.server.Screen())
		}
		c.done = stepsIn(t, trace)
		for _, till := range []*till{hers, his} {
			if code := till.Wait(); code != 255 {
				t.Errorf("ssh ends with %d\n%s", code, till.Screen())
			}
		}
		if !s.sentOnce(c.done, point) {
			s.notSent("ORDER-1")
		}
		h.again()
		his, hers = h.login(omar, s), h.login(priya, s)
		his.row("ORDER-1")
		hers.row("ORDER-1")
	} else {
		eventually(t, "the request", func() bool { return s.Calls().Reversal > 0 })
	}
	s.clock.run(waitSpeed)

	recorded := lastState(c.done)
	row, notice := c.expected(s, recorded)
	hers.row("ORDER-1", row)
	his.row("ORDER-1", row)
	if point != "" && recorded != "" && recorded != "successful" {
		hers.says(notice)
	}
	state := ""
	switch {
	case s.wanted("ORDER-1") > 0:
		s.wantState("ORDER-1", dojo.StatusReversed, 1)
		state = "successful"
	default:
		s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	}
	h.ofAgent(priya, "ORDER-1", state)
	if got, want := s.Calls().Reversal, s.wanted("ORDER-1"); got != want {
		t.Errorf("%d reversals were sent, want %d", got, want)
	}
	return stepsIn(t, trace)
}
