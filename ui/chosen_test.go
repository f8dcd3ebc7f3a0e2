package ui

import (
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

func loading(s *feed.Snapshot) { s.State = feed.Loading }

// The newest payment that can be reversed is chosen at the start, whichever of
// the lists Dojo answers first; afterwards the selection is its user's.
func TestChosenAtTheStart(t *testing.T) {
	t.Parallel()
	settled := shopday.Paid("pi_settled", "18:50", 900, shopday.Is(dojo.StatusCaptured))
	held := shopday.Paid("pi_held", "18:40", 800)
	newer := shopday.Paid("pi_newer", "18:55", 700)

	d := open(t, nil)
	d.lists([]*dojo.PaymentIntent{settled}, loading)
	d.lists([]*dojo.PaymentIntent{settled, held}, loading)
	if d.m.list.Selected() != held.ID {
		t.Errorf("%s is chosen while it loads", d.m.list.Selected())
	}
	d.lists([]*dojo.PaymentIntent{settled, held})
	d.lists([]*dojo.PaymentIntent{newer, settled, held})
	if d.m.list.Selected() != held.ID {
		t.Errorf("%s is chosen once it has loaded: the selection has moved by itself", d.m.list.Selected())
	}

	d = open(t, nil)
	d.lists([]*dojo.PaymentIntent{settled}, loading).press("down")
	d.lists([]*dojo.PaymentIntent{settled, held}, loading)
	if d.m.list.Selected() != settled.ID {
		t.Errorf("%s is chosen, though a key was pressed on another", d.m.list.Selected())
	}
}

// A correction is a result too: it rings, and isn't hidden behind what was said
// before.
func TestCorrectionIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	d.press("r").quietly().press("tab", "enter")
	d.moves(shopday.ToState(journal.Unresolved)).press("esc")
	bells := d.bells
	d.m.notices.info = info{kind: infoKept}
	d.moves(func(a *reversal.Attempt) { a.CorrectedAt, a.LastStatus = d.pc, dojo.StatusReversed }).has("Reversed: Dojo now shows").hasNot("Kept.")
	if d.bells != bells+1 {
		t.Errorf("the bell rang %d times for it", d.bells-bells)
	}
}
