package feed

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

// listOf is a snapshot of payments in any order.
func listOf(payments []*dojo.PaymentIntent) *Snapshot {
	var x index
	for _, p := range payments {
		x = x.with(map[string]*dojo.PaymentIntent{p.ID: p})
	}
	return &Snapshot{Payments: splice(nil, nil, slices.Clone(payments)), Index: x}
}

// A snapshot has every payment in its order, under its ID and at its
// place, also where times are equal or missing.
func TestPosition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var list []*dojo.PaymentIntent
		for i := range rapid.IntRange(0, 30).Draw(t, "payments") {
			p := &dojo.PaymentIntent{ID: fmt.Sprint("pi_", i)}
			if at := rapid.IntRange(0, 5).Draw(t, "at"); at > 0 {
				p.PaidAt = dojo.InstantOf(noon.Add(time.Duration(at) * time.Minute))
			}
			list = append(list, p)
		}
		s := listOf(rapid.Permutation(list).Draw(t, "order"))
		if len(s.Payments) != len(list) {
			t.Fatalf("%d payments of %d", len(s.Payments), len(list))
		}
		for i, p := range s.Payments {
			if got := s.Position(p); got != i {
				t.Fatalf("%s is at %d, not %d", p.ID, i, got)
			}
			if got, ok := s.Get(p.ID); !ok || got != p {
				t.Fatalf("%s isn't found", p.ID)
			}
			if i > 0 && NewestFirst(s.Payments[i-1], p) >= 0 {
				t.Fatalf("%s stands before %s", s.Payments[i-1].ID, p.ID)
			}
		}
		for _, p := range []*dojo.PaymentIntent{nil, {ID: "pi_nobody", PaidAt: dojo.InstantOf(noon.Add(time.Minute))}, {}} {
			if got := s.Position(p); got != -1 {
				t.Fatalf("nobody is at %d", got)
			}
		}
	})
}

// Wherever the place is in the list, and however long that is.
func TestLeadingFindsEachPlace(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for n := range 70 {
		for want := range n + 1 {
			if got := leading(list, func(p *dojo.PaymentIntent) bool { return slices.Index(list, p) < want }); got != want {
				t.Fatalf("%d of %d payments, want %d", got, n, want)
			}
		}
		list = append(list, &dojo.PaymentIntent{ID: fmt.Sprint(n)})
	}
}
