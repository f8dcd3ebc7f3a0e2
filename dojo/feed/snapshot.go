package feed

import (
	"time"

	"dojoreversals/dojo"
)

// State says how far the first load is.
type State int

// The states.
const (
	// Loading means that the first load isn't over: payments may be missing.
	// How far it is, is the length of Payments.
	Loading State = iota
	Ready
)

// Snapshot is the list as it was known at one moment. It is never changed once
// published, and neither are the payments that it points to.
type Snapshot struct {
	// Payments are sorted newest first, by the time of payment or else of
	// creation; payments of one instant are sorted by ID.
	Payments []*dojo.PaymentIntent
	// Gone has the payments that Dojo listed once and now doesn't know: they
	// vanished from the list, and reading one was answered with 404. The time
	// is Dojo's clock. Before API version 2024-02-05 that is how a cancelled
	// payment looks too. Payments still has them, as they were last seen;
	// whatever their status says, nothing can be done with them.
	Gone map[string]time.Time

	// Version grows whenever Payments or Gone change, and only then: what was
	// worked out from them is good for as long as it stays the same.
	Version uint64

	State State
	// Complete says that the first load is over, that no list was cut and, if
	// it was read in windows of time, that a second reading found nothing more.
	Complete bool
	// Cut says that a list could not be read to its end (see dojo.Walk), so that
	// payments may be missing.
	Cut bool
	// AsOf is the instant of Dojo's clock for which the held payments were
	// last completely read (of a chain with very many, those of the last
	// days); zero before that.
	AsOf time.Time
	// Trouble is what went wrong last; nil while all is well.
	Trouble *Trouble
	// Unreadable counts rows of the latest lists that had no ID to show them
	// by.
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

// IsGone says whether Dojo no longer knows a payment; see Gone.
func (s *Snapshot) IsGone(id string) bool {
	_, gone := s.Gone[id]
	return gone
}

// Whole says whether everything that Dojo had is here: only then does a payment
// that isn't here not exist, and a number of payments count them all.
func (s *Snapshot) Whole() bool {
	return s.State == Ready && s.Complete && !s.Cut && s.Unreadable == 0
}

// Trouble says that reading fails. The rows are then the last known ones.
type Trouble struct {
	// Err is the last failure: one of the errors of package dojo.
	Err error
	// Since is Dojo's clock at the first failure of this streak.
	Since time.Time
	// RetryAt is this machine's clock at the next try, which may already be
	// under way.
	RetryAt time.Time
}
