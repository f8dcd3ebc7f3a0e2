package feed

import (
	"slices"

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
