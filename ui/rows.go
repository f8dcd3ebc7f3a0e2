package ui

import (
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// row is one payment of the list with what is worked out of it where it is
// drawn or asked about.
type row struct {
	p       *dojo.PaymentIntent
	verdict dojo.Verdict
	gone    bool
	twin    *dojo.PaymentIntent
}

// judge asks the rule about one payment. A payment that Dojo no longer knows
// can't be reversed, whatever it last was.
func judge(s *feed.Snapshot, p *dojo.PaymentIntent, rule dojo.Rule, now dojo.Span, zone *time.Location) row {
	r := row{p: p, verdict: dojo.Reversible(rule, p, now, zone), gone: s.IsGone(p.ID)}
	if r.gone {
		r.verdict.Reversible = false
		if r.verdict.Reason <= dojo.ReasonCapturedToday {
			r.verdict.Reason = dojo.ReasonCanceled
		}
	}
	return r
}

// table is the list as one view and one query show it: which payments of a
// snapshot, in which order. It has no copy of them.
type table struct {
	snap *feed.Snapshot
	rows []int32 // places in snap.Payments
	// first is how many of the rows rank before the others; both parts are in
	// the order of the snapshot.
	first     int
	all       int // rows of the view without the query
	elsewhere int // matches that only other views list
}

func (t *table) len() int { return len(t.rows) }

func (t *table) payment(i int) *dojo.PaymentIntent { return t.snap.Payments[t.rows[i]] }

// index finds a payment among the rows, or -1. It takes time that grows with
// the logarithm of their number.
func (t *table) index(id string) int {
	if t.snap == nil {
		return -1
	}
	p, ok := t.snap.Get(id)
	if !ok {
		return -1
	}
	at := int32(t.snap.Position(p)) //nolint:gosec // a list has less than 2^31 payments
	if i, ok := slices.BinarySearch(t.rows[:t.first], at); ok {
		return i
	}
	if i, ok := slices.BinarySearch(t.rows[t.first:], at); ok {
		return t.first + i
	}
	return -1
}
