package ui

import (
	"strings"
	"testing"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// An attempt that was begun elsewhere is Checking from the first second,
// wherever it is told: the program that sends it may have died.
func TestBegunElsewhereIsChecking(t *testing.T) {
	t.Parallel()
	const warns = "Checking… Don't refund, pay cash or charge again yet."
	for _, state := range []journal.State{journal.Intended, journal.Sending} {
		theirs := func(a *reversal.Attempt) { a.State, a.Resumed, a.Operator = state, true, "marek" }
		d := open(t, shopday.Payments())
		d.begunElsewhere("1009")
		d.moves(theirs)
		d.on("1009").has("Checking, no answer 0 s", "18:59, marek (till 2)", warns, "in progress 1").hasNot("Sending", "sending", "being sent")
		d.press("r").has("marek (till 2) started reversing this at 18:59.").press("enter").has("checking, by marek").hasNot("sending")
		d.press("esc", "q").has("£112.00, ORDER-1009 isn't finished: it may have gone through").hasNot("Sending", "sending", "being sent")
	}
}

// What tells most of a payment doesn't depend on the order in which a clock that
// was set between two attempts puts them.
func TestTellsMostWhateverTheClock(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().moves(sent(failedRefused))
	d.press("esc").on("1009").confirm().moves(shopday.ToState(journal.Successful))
	d.has("Successful, reversed")
	// The first one was confirmed by a clock that was a day ahead.
	first := d.rev.All[0]
	first.State, first.Why, first.ConfirmedAt = journal.Failed, journal.Refused, d.pc.AddDate(0, 0, 1)
	d.rev.All = append(d.rev.All[1:], first)
	d.moves(func(*reversal.Attempt) {})
	if row := d.row("ORDER-1009"); !strings.Contains(row, "Successful, reversed") {
		t.Errorf("%s", row)
	}
}
