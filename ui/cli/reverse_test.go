package cli_test

import (
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// TestReverse does the main job: from the start to a sent reversal of the newest
// payment in three keys. It does so in API versions whose answers have a status and
// in those whose answers have none.
func TestReverse(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2022-01-03", "2026-02-27"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			p := sale("ORDER-1011", 4000, "1013")
			p.Tips = 250
			s.pay(p)
			s.pay(sale("ORDER-1010", 1999, "2024"))
			till := s.till("DOJO_API_VERSION=" + version)
			till.row("ORDER-1011", ">", "£42.50", "Visa 1013", "Held, r to reverse")
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1011").
				saying("the whole amount, including £2.50 tip").saying("SANDBOX, Corner Shop").
				saying("The customer's bank is told to release £42.50.").saying("This can't be undone.").
				reverse()
			till.row("ORDER-1011", "Created, reversing")
			till.says("Created: Dojo is processing the reversal of £42.50, ORDER-1011.")
			till.head("in progress 1")
			if n := till.Bells(); n != 0 {
				t.Errorf("%d bells before there was a result", n)
			}
			s.wantState("ORDER-1011", dojo.StatusAuthorized, 1)
			s.settle()
			till.row("ORDER-1011", "Successful, reversed")
			till.says("Successful: £42.50, ORDER-1011, is reversed. Don't refund or pay cash as well.",
				"give your bank this number: 123456", "this program doesn't change the till")
			till.row("ORDER-1010", "Held")
			if keys := []string{"r", "tab", "enter"}; !slices.Equal(till.pressed, keys) {
				t.Errorf("it took the keys %q, want %q", till.pressed, keys)
			}
			s.wantState("ORDER-1011", dojo.StatusReversed, 1)
			s.wantState("ORDER-1010", dojo.StatusAuthorized, 0)
			till.WaitBells(1)
			till.press("esc").WaitGone("Don't refund")
			till.press("r").says("Reversed already. Nothing more to do.")
			till.quit()
			if n := till.Bells(); n != 1 {
				t.Errorf("%d bells for one result", n)
			}
		})
	}
}

// TestNewestThatCanBeReversed holds that the start selects the newest payment that
// can be reversed, below others that can't.
func TestNewestThatCanBeReversed(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	captured := sale("ORDER-3", 300, "1003")
	captured.Status = dojo.StatusCaptured
	s.pay(captured)
	s.pay(sale("ORDER-2", 4250, "1002"))
	s.pay(sale("ORDER-1", 100, "1001"))
	till := s.till()
	till.row("ORDER-2", ">", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1002", "ORDER-2").reverse()
	till.row("ORDER-2", "Created")
	s.settle()
	till.row("ORDER-2", "Successful")
	s.wantState("ORDER-2", dojo.StatusReversed, 1)
	till.quit()
}

// TestKeep leaves the dialog in each way that doesn't reverse.
func TestKeep(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	focus := map[string]string{"tab": "[ Reverse £42.50 ]", "y": "[ Keep payment ]"}
	for _, keys := range [][]string{{"enter"}, {"esc"}, {"ctrl+c"}, {"tab", "esc"}, {"tab", "y", "enter"}} {
		till.ask()
		last := len(keys) - 1
		for _, key := range keys[:last] {
			till.answer(key, "the focus on "+focus[key], func(s ptytest.Screen) bool { return strings.Contains(box(s), focus[key]) })
		}
		till.answer(keys[last], "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
		till.says("Kept. Nothing was reversed: £42.50 is still held.")
	}
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.quit()
}

// TestTypeAhead holds that keys typed before the dialog was on screen don't answer
// it.
func TestTypeAhead(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.row("ORDER-1", "r to reverse")
	till.Type("r\t\r")
	till.question("Too quick: press tab again").saying("[ Keep payment ]").saying("( Reverse £42.50 )")
	if !strings.Contains(string(till.Raw()), "one moment…") {
		t.Error("the dialog didn't wait for a quiet moment")
	}
	till.press("esc").says("Kept. Nothing was reversed")
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.quit()
}

// TestLargeAmount holds that a large amount must be typed before it can be
// reversed.
func TestLargeAmount(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 61250, "1013"))
	till := s.till()
	q := till.press("r").question("tab, type the amount, then reverse")
	q.about("£612.50", "Visa ··1013", "ORDER-1").saying("Type 612.50 to reverse it")
	// Without the amount, tab skips the button.
	till.toFocus("[_")
	till.fillIn("61250\r", "[61250_")
	for _, focus := range []string{"[< not given >]", "[ Keep payment ]", "[61250_"} {
		till.toFocus(focus)
		till.WaitUntil("the button to be left out", func(s ptytest.Screen) bool { return strings.Contains(box(s), "( Reverse £612.50 )") })
	}
	till.answer("ctrl+u", "the field to be empty", func(s ptytest.Screen) bool { return strings.Contains(box(s), "[_") })
	till.fillIn("612.50", "[612.50_")
	till.toFocus("[ Reverse £612.50 ]")
	s.confirmed("ORDER-1")
	till.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	till.quit()
}

// TestFailed holds that a failed reversal is shown as failed, with Dojo's reason
// and what to do.
func TestFailed(t *testing.T) {
	t.Parallel()
	const reason = "The card's issuer did not accept the reversal."
	for _, c := range []struct {
		name, version string
		script        sandbox.Script
		fault         string
		says          []string
		reversals     int
	}{
		{"failed in the answer", "2022-01-03", sandbox.Script{Outcome: sandbox.Fails, Message: reason}, "",
			[]string{"Failed: Dojo did not reverse £42.50, ORDER-1 (The card's issuer did not accept the reversal).", "£42.50 is still held.", "Try once more, then ring Dojo."}, 0},
		{"failed in a later version", "2026-02-27", sandbox.Script{Outcome: sandbox.Fails, Message: reason}, "",
			[]string{"Failed: Dojo refused to reverse £42.50, ORDER-1 (The card's issuer did not accept the reversal).", "£42.50 is still held."}, 0},
		{"refused", "2022-01-03", sandbox.Script{Outcome: sandbox.Refuses}, "",
			[]string{"Failed: Dojo refused to reverse £42.50, ORDER-1", "£42.50 is still held. Try once more, then ring Dojo."}, 0},
		{"may not reverse", "2022-01-03", sandbox.Script{}, "reversal:401",
			[]string{"Failed: this shop's key may not reverse payments", "Nothing changed: £42.50, ORDER-1. Ask whoever set it up."}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			p := sale("ORDER-1", 4250, "1013")
			p.Script = c.script
			s.pay(p)
			if c.fault != "" {
				s.fault(c.fault)
			}
			till := s.till("DOJO_API_VERSION=" + c.version)
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			till.says(c.says...)
			till.row("ORDER-1", "Failed, still held")
			s.wantState("ORDER-1", dojo.StatusAuthorized, c.reversals)
			till.press("t").WaitFor("HTTP ")
			till.quit()
		})
	}
}

// TestTryAgain reverses a payment whose first reversal failed: a new
// confirmation, a new request.
func TestTryAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := sale("ORDER-1", 4250, "1013")
	p.Script = sandbox.Script{Outcome: sandbox.Fails, Times: 1}
	s.pay(p)
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Failed")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
	till.quit()
}
