package cli_test

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// Two agents have the dialog of one payment open, with the focus on Reverse, and both
// confirm. It is sent once, and both screens say whose it was.
func TestHelpdeskBothConfirm(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	s := h.shops["pier"]
	s.pay(sale("PIER-1", 4250, "1013"))
	s.holdAnswers()
	priya, omar := h.agent("priya", "reverse", "pier"), h.agent("omar", "reverse", "pier")
	h.start()
	hers, his := h.login(priya, s), h.login(omar, s)
	for _, till := range []*till{hers, his} {
		till.row("PIER-1", "Held, r to reverse")
		till.ask().about("£42.50", "Visa ··1013", "PIER-1").toReverse()
		s.notSent("PIER-1") // until one is
	}
	s.confirmed("PIER-1")
	enterTogether(hers, his) // whose comes first is left open
	s.awaitHeld()
	// Two enters more may close a message, and open the details or close them again.
	for _, till := range []*till{hers, his} {
		till.press("enter", "enter")
		till.WaitUntil("the reversal", func(now screen) bool {
			row := lineOf(now, "PIER-1")
			return till.backInList(now) && row != "" && !strings.Contains(row, "Held")
		})
	}
	s.answer()
	s.settle()
	for _, till := range []*till{hers, his} {
		till.WaitUntil("the end", func(now screen) bool {
			return till.backInList(now) && strings.Contains(lineOf(now, "PIER-1"), "Successful, reversed")
		})
	}
	s.wantState("PIER-1", dojo.StatusReversed, 1)
	attempts := map[string]string{}
	for _, line := range h.record() {
		attempts[line.Attempt] = line.Operator
	}
	if len(attempts) != 1 {
		t.Errorf("the record has the attempts %v", attempts)
	}
	for _, who := range attempts {
		if other := map[string]*till{"priya": his, "omar": hers}[who]; !strings.Contains(string(other.Raw()), who) {
			t.Errorf("the other isn't told of %s:\n%s", who, other.Screen())
		}
	}
}

// backInList says whether a screen shows the list. Otherwise it closes what lies over it.
func (p *till) backInList(now screen) bool {
	p.t.Helper()
	if box(now) == "" && !now.Contains("Details   enter") {
		return true
	}
	p.Keys("esc")
	return false
}

// A session without a key ends, but not as long as a reversal of its agent's isn't over.
func TestHelpdeskIdle(t *testing.T) {
	t.Parallel()
	h := newFastHelpdesk(t, "pier", "mall")
	h.lines = append(h.lines, `serve_idle = "1m"`)
	s := h.shops["pier"]
	s.pay(sale("PIER-1", 4250, "1013"))
	h.shops["mall"].pay(sale("MALL-1", 1999, "1096"))
	s.fault("stuck")
	priya, omar := h.agent("priya", "reverse", "*"), h.agent("omar", "reverse", "pier")
	h.start()
	hers, his := h.login(priya, s), h.login(omar, s)
	his.row("PIER-1", "Held, r to reverse")
	hers.row("PIER-1", "Held, r to reverse")
	hers.ask().about("£42.50", "Visa ··1013", "PIER-1").reverse()
	hers.row("PIER-1", "Created, reversing")
	second := h.login(priya, nil) // goes on for as long, at another shop too
	second.row("PIER-1", "Created")
	second.press("s").WaitFor("> MALL")
	second.press("enter").row("MALL-1", "Held")
	// The clock jumps and stands still then: a session has three seconds of it for its last
	// words, and a busy machine takes longer.
	h.clock.stop()
	h.clock.step(time.Minute)
	his.Wait()
	his.left("Nothing was typed for 1m, so this session has ended. Log in again to go on.")
	h.clock.run(waitSpeed)
	since := h.clock.now()
	eventually(t, "three minutes to pass", func() bool { return h.clock.now().Sub(since) > 3*time.Minute })
	for _, till := range []*till{hers, second} {
		if till.Exited() {
			t.Fatalf("the session has ended in the middle of a reversal:\n%s", till.Screen())
		}
	}
	if err := s.Set(s.ids["PIER-1"], dojo.StatusReversed); err != nil {
		t.Fatal(err)
	}
	h.clock.run(handSpeed)
	hers.press("f5").row("PIER-1", "eversed") // as Dojo says it, or as the reversal's end
	h.clock.run(8)
	// The second session came later, so that it is told later that this is over.
	second.says("PIER: ", "£42.50", "Press s to go there")
	h.clock.stop()
	h.clock.step(time.Minute)
	hers.Wait()
	hers.left("Nothing was typed for 1m")
	h.ofAgent(priya, "PIER-1", "successful")
}
