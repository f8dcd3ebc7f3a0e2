package feed

import (
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// NewestFirst is the order of Snapshot.Payments, as slices.SortFunc takes it:
// by the time of payment or else of creation, newest first, then by ID.
// Payments without a time come last.
func NewestFirst(a, b *dojo.PaymentIntent) int { return newestFirst(a, b) }

// Position is where a payment stands in Payments, or -1. It takes the payment
// itself, as Get or Payments give it, and time that grows with the logarithm
// of the list's length.
func (s *Snapshot) Position(p *dojo.PaymentIntent) int {
	if p == nil {
		return -1
	}
	// Two payments have one place in the order only where they have one ID, and
	// no list has an ID twice.
	if i, ok := slices.BinarySearchFunc(s.Payments, p, newestFirst); ok && s.Payments[i].ID == p.ID {
		return i
	}
	return -1
}

// Fixed makes a snapshot of payments that are at hand and don't change, in any
// order, such as those of a test or a benchmark. It is loaded and complete.
func Fixed(version uint64, payments []*dojo.PaymentIntent) *Snapshot {
	sorted, byID := slices.Clone(payments), slices.Clone(payments)
	slices.SortFunc(sorted, newestFirst)
	slices.SortFunc(byID, func(a, b *dojo.PaymentIntent) int { return strings.Compare(a.ID, b.ID) })
	return &Snapshot{Payments: sorted, Version: version, State: Ready, Complete: true, index: index{base: byID}}
}
