package shop

import (
	"errors"
	"sync/atomic"
	"testing"

	"dojoreversals/dojo/journal"
)

// What a session's person may do is asked of that person alone, each time: one whose
// right was taken away sends nothing, and another one of the same shop goes on.
func TestEachPersonsRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.open()
	var revoked atomic.Bool
	sam := w.personWho(s, "sam", func() error {
		if revoked.Load() {
			return errors.New("sam may not")
		}
		return nil
	})
	priya := w.person(s, "priya")
	ends := func(n *Session, payment string) (journal.State, journal.Why) {
		t.Helper()
		id := n.Start(w.confirmed(n, payment), "", w.options.Client.Now())
		n.states(w, id)
		for _, a := range n.Attempts() {
			if a.ID == id {
				return a.State, a.Why
			}
		}
		return "", ""
	}
	if state, why := ends(sam, w.payments[0]); state != journal.Successful {
		t.Errorf("while he may: %s (%s)", state, why)
	}
	revoked.Store(true)
	if state, why := ends(sam, w.payments[1]); state != journal.Abandoned || why != journal.NotAllowed {
		t.Errorf("when he may not: %s (%s)", state, why)
	}
	if calls := w.dojo.Calls(); calls.Reversal != 1 {
		t.Errorf("%d requests", calls.Reversal)
	}
	if state, why := ends(priya, w.payments[1]); state != journal.Successful {
		t.Errorf("priya: %s (%s)", state, why)
	}
}
