package ui

import (
	"maps"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// again starts the program anew, with what the journal and the operator's own
// memory have of the run before.
func again(t tb, d *driver, change func(*reversal.Attempt)) *driver {
	next := open(t, shopday.Payments(), setting(func(s *Settings) { s.PutAway = maps.Clone(d.kept) }))
	next.rev.All = slices.Clone(d.rev.All)
	for i := range next.rev.All {
		a := &next.rev.All[i]
		a.Resumed, a.ConfirmedAt = true, a.ConfirmedAt.Round(0)
		if !a.CorrectedAt.IsZero() { // as the journal gives it: without the monotonic clock, in UTC
			a.CorrectedAt = a.CorrectedAt.Round(0).UTC()
		}
		change(a)
	}
	next.kept = maps.Clone(d.kept)
	return next.moves(func(*reversal.Attempt) {})
}

func asItIs(*reversal.Attempt) {}

// What was put away doesn't come back at the next start; a newer stage of it
// does, with the bell.
func TestPutAwayIsKept(t *testing.T) {
	t.Parallel()
	unresolved := func(a *reversal.Attempt) { a.State = journal.Unresolved }
	d := open(t, shopday.Payments())
	inOrder(attempted(unresolved))(d)
	d.has("ORDER-1009").press("esc")
	if len(d.kept) != 1 || d.kept["attempt-1"] != "unresolved" {
		t.Fatalf("kept: %v", d.kept)
	}
	for range 2 {
		d = again(t, d, asItIs)
		if d.bells != 0 || len(d.m.list.Notices()) != 0 {
			t.Fatalf("%d bells at the next start, and\n%s", d.bells, d.text())
		}
	}

	now := time.Now() // with a monotonic reading, in a zone of its own
	corrected := func(a *reversal.Attempt) { a.CorrectedAt = now.In(shopday.London) }
	d.moves(corrected)
	if d.bells != 1 || len(d.m.list.Notices()) != 1 {
		t.Fatalf("%d bells for a correction, and\n%s", d.bells, d.text())
	}
	d.press("esc")
	d = again(t, d, asItIs)
	if d.bells != 0 || len(d.m.list.Notices()) != 0 {
		t.Fatalf("%d bells at the next start, and\n%s", d.bells, d.text())
	}
}

// What wasn't put away comes back, and so does what was under way when it was:
// whoever reads it next must not refund meanwhile.
func TestNotPutAwayComesBack(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]func(*reversal.Attempt){"created": toCreated, "checking": checking} {
		d := open(t, shopday.Payments())
		attempted(state)(d)
		d.press("esc")
		if len(d.m.list.Notices()) != 0 || len(d.kept) != 0 {
			t.Errorf("%s: kept %v, notices %d", name, d.kept, len(d.m.list.Notices()))
		}
		if next := again(t, d, asItIs); len(next.m.list.Notices()) != 1 {
			t.Errorf("%s isn't told at the next start:\n%s", name, next.text())
		}
	}
	d := open(t, shopday.Payments())
	attempted(failedRefused)(d)
	if next := again(t, d, asItIs); len(next.m.list.Notices()) != 1 {
		t.Errorf("an unread result is gone:\n%s", next.text())
	}
}

// A result that is put away while the day is open doesn't come back either.
func TestPutAwayFromTheDayIsKept(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	inOrder(attempted(func(a *reversal.Attempt) { a.State = journal.Unresolved }))(d)
	d.press("d", "esc")
	if !d.m.day.open || len(d.m.list.Notices()) != 0 {
		t.Fatalf("the result isn't put away before the day is closed:\n%s", d.text())
	}
	d = again(t, d, asItIs)
	if d.bells != 0 || len(d.m.list.Notices()) != 0 {
		t.Fatalf("%d bells at the next start, and\n%s", d.bells, d.text())
	}
}
