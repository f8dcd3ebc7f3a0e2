package feed

import (
	"slices"
	"time"

	"dojoreversals/dojo"
)

// State says how far the first load is.
type State int

// The states.
const (
	// Loading means that the first load isn't over, so that payments may be
	// missing.
	Loading State = iota
	Ready
)

// LongList is from how many payments on a list is long: to go through all of it
// takes so long that somebody who waits for a key would notice.
const LongList = 4000

// Snapshot is the list as it was known at one moment. A published snapshot never
// changes, and neither do the payments that it points to.
type Snapshot struct {
	// Payments are sorted newest first, by the time of payment or else of
	// creation; payments of one instant are sorted by ID.
	Payments []*dojo.PaymentIntent
	// Gone are the payments that Dojo listed once and doesn't know any more: a
	// read of them was answered with 404, at this time of Dojo's clock. Before
	// API version 2024-02-05 a cancelled payment looks like that too. Payments
	// still has them as they were last seen, but nothing can be done with them,
	// whatever their status says.
	Gone map[string]time.Time

	// Version grows whenever Payments or Gone change, and only then. While it is
	// the same, whatever was computed from them still holds.
	Version uint64

	State State
	// Complete says that the first load is over, that no list was cut, and that
	// the check is over if the load used windows of time.
	Complete bool
	// HeldComplete says that no held payment is missing from a list that was loaded.
	// That is known sooner than Complete: the check begins with the held payments,
	// which are few beside the settled ones.
	HeldComplete bool
	// Cut says that a list couldn't be read to its end (see dojo.Walk). Payments
	// may be missing.
	Cut bool
	// AsOf is when the held payments were last read completely, by Dojo's clock;
	// zero before that. If they fill many pages, the recent ones alone count.
	AsOf time.Time
	// Slept says that this machine, or this program, has stood still since AsOf, for so
	// long that what is listed is old.
	Slept bool
	// Unwatched says that somebody has come after a time in which nobody had this list
	// open, and that what is listed is over a minute old. It is being read again.
	Unwatched bool
	// Trouble is what went wrong last; nil while all is well.
	Trouble *Trouble
	// Unreadable counts the rows of the latest lists that have no ID, and so can't
	// be shown.
	Unreadable int

	// Index finds a payment by its ID, or returns nil. It may be nil where there
	// are no payments.
	Index interface {
		Find(id string) *dojo.PaymentIntent
	}
}

// Get finds a payment by its ID.
func (s *Snapshot) Get(id string) (*dojo.PaymentIntent, bool) {
	if s.Index == nil {
		return nil, false
	}
	p := s.Index.Find(id)
	return p, p != nil
}

// Position is where a payment stands in Payments, or -1. It takes the payment
// itself, as Get or Payments return it. It searches a list of n payments in
// log n steps.
func (s *Snapshot) Position(p *dojo.PaymentIntent) int {
	if p == nil {
		return -1
	}
	// Only payments with the same ID have the same place in the order, and no
	// list has an ID twice.
	if i, ok := slices.BinarySearchFunc(s.Payments, p, NewestFirst); ok && s.Payments[i].ID == p.ID {
		return i
	}
	return -1
}

// IsGone says whether Dojo no longer knows a payment; see Gone.
func (s *Snapshot) IsGone(id string) bool {
	_, gone := s.Gone[id]
	return gone
}

// StaleSince is Dojo's clock when it last answered, where it doesn't answer now, this
// machine has slept since or nobody had the list open: what is known is from then. It is
// zero while Dojo answers.
func (s *Snapshot) StaleSince() time.Time {
	switch {
	case s.Slept, s.Unwatched:
		return s.AsOf
	case s.Trouble == nil:
		return time.Time{}
	case s.AsOf.IsZero():
		return s.Trouble.Since // it never answered in full
	}
	return s.AsOf
}

// Whole says whether everything that Dojo had is here. Otherwise a payment that
// isn't here may exist, and a count of payments may be too low.
func (s *Snapshot) Whole() bool {
	return s.State == Ready && s.Complete && !s.Cut && s.Unreadable == 0
}

// Trouble says why reading fails. The snapshot then has the last known payments.
type Trouble struct {
	// Err is the last failure: one of the errors of package dojo.
	Err error
	// Since is Dojo's clock at the first failure of this streak.
	Since time.Time
	// RetryAt is when the next try begins or began, by this machine's clock.
	RetryAt time.Time
}
