package cli_test

import (
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// reverseAsked runs reverse on a terminal until it asks.
func reverseAsked(t *testing.T, s *shop, more ...string) *till {
	t.Helper()
	p := run(t, s, ptytest.Options{Env: s.env(), Args: append([]string{"reverse", s.ids["ORDER-1"]}, more...), Cols: 200, Rows: 60})
	p.WaitFor("Reverse this payment? SANDBOX, Corner Shop.", "£42.50, the whole amount", "Visa ending 1013, ORDER-1", "Type reverse to reverse £42.50, or press enter to keep it.")
	return p
}

// TestReverseCommandAsks asks on a terminal as plain mode does, and follows the reversal.
func TestReverseCommandAsks(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	p := reverseAsked(t, s, "--reason", "charged twice")
	p.WaitFor("Reason: charged twice.")
	p.answerReverse("ORDER-1")
	s.carriesOut("ORDER-1")
	s.settle()
	p.WaitFor("Successful: £42.50, ORDER-1, is reversed.")
	p.ended(0)
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
}

// TestReverseCommandKeeps holds that anything but the word keeps the payment, and that
// what was typed ahead counts as nothing.
func TestReverseCommandKeeps(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{"enter": "\n", "no": "no\n", "quit": "quit\n", "ctrl+c": "\x03", "ctrl+d": "\x04"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			p := reverseAsked(t, s)
			p.Type(answer)
			p.WaitFor("nothing was reversed: the payment was kept")
			p.ended(1)
			s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
		})
	}
}

// TestReverseCommandChanges withdraws the question where the payment changed, and ends
// with the code of that.
func TestReverseCommandChanges(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	p := reverseAsked(t, s)
	if err := s.Capture(s.ids["ORDER-1"]); err != nil {
		t.Fatal(err)
	}
	p.WaitFor("captured while you were deciding", "nothing was reversed")
	p.ended(3)
	s.wantState("ORDER-1", dojo.StatusCaptured, 0)
	// The amount is compared before anybody is asked.
	p = run(t, s, ptytest.Options{Env: s.env(), Args: []string{"reverse", s.ids["ORDER-1"], "--amount", "1.00"}, Cols: 200})
	p.ended(3)
}

// TestProgress holds that a command says how far it is on a terminal only, and nothing
// of it is left there.
func TestProgress(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.fault("reversal:stuck")
	args := []string{"reverse", s.ids["ORDER-1"], "--yes", "--amount", "42.50", "--reason", "x", "--wait", "1s"}
	p := run(t, s, ptytest.Options{Env: s.env(), Args: args, Cols: 200})
	s.confirmed("ORDER-1")
	p.WaitFor("Ask again: dojo-reversals watch ")
	p.ended(5)
	if !strings.Contains(string(p.Raw()), "isn't finished: ") {
		t.Errorf("it wasn't said how far it is:\n%q", p.Raw())
	}
	if screen := p.Screen().String(); strings.Contains(screen, "isn't finished: ") {
		t.Errorf("it is left on the terminal:\n%s", screen)
	}
	if r := command(t, s.env(), "list"); r.err != "" {
		t.Errorf("%+v", r)
	}
}
