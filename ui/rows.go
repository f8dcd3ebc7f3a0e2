package ui

import (
	"sort"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// row is one payment of the list with what was worked out of it.
type row struct {
	p       *dojo.PaymentIntent
	verdict dojo.Verdict
	gone    bool
	twin    *dojo.PaymentIntent
}

// counts are the numbers of the header, over all payments.
type counts struct {
	toReverse, refund, reversedToday, today, capturedToday int
}

// table is the list as one view and one query show it, at one instant.
type table struct {
	rows      []row
	counts    counts
	all       int // rows of the view without the query
	elsewhere int // matches in the view everything, where there are none here
}

// by is what a table is worked out from, beside the snapshot.
type by struct {
	rule  dojo.Rule
	zone  *time.Location
	now   time.Time // Dojo's clock
	view  view
	query query
	twins map[string]*dojo.PaymentIntent
}

// tabulate works out what is listed.
func tabulate(s *feed.Snapshot, b by) table {
	var t table
	today := dojo.DayOf(b.now, b.zone)
	for _, p := range s.Payments {
		r := judge(s, p, b)
		t.count(r, today, b.zone)
		shown := b.view.shows(p, r.verdict)
		if shown {
			t.all++
		}
		if !b.query.empty() && !b.query.matches(p, paymentStatus(p, r.verdict, b.zone).words[0], b.zone) {
			continue
		}
		if !shown {
			t.elsewhere++
			continue
		}
		t.rows = append(t.rows, r)
	}
	if b.query.lastFour() {
		last4 := b.query.words[0]
		sort.SliceStable(t.rows, func(i, j int) bool {
			return t.rows[i].p.Card.Last4 == last4 && t.rows[j].p.Card.Last4 != last4
		})
	}
	return t
}

// judge asks the rule about one payment. A payment that Dojo no longer knows
// can't be reversed, whatever it last was.
func judge(s *feed.Snapshot, p *dojo.PaymentIntent, b by) row {
	r := row{p: p, verdict: dojo.Reversible(b.rule, p, b.now, b.zone), twin: b.twins[p.ID], gone: s.IsGone(p.ID)}
	if r.gone {
		r.verdict.Reversible = false
		if r.verdict.Reason <= dojo.ReasonCapturedToday {
			r.verdict.Reason = dojo.ReasonCanceled
		}
	}
	return r
}

func (t *table) count(r row, today dojo.Day, zone *time.Location) {
	switch {
	case r.verdict.Reversible:
		t.counts.toReverse++
	case refundInstead(r.verdict):
		t.counts.refund++
	}
	if r.p.Status == dojo.StatusCreated || r.verdict.PaidAt.IsZero() || dojo.DayOf(r.verdict.PaidAt, zone) != today {
		return
	}
	t.counts.today++
	switch r.p.Status {
	case dojo.StatusCaptured:
		t.counts.capturedToday++
	case dojo.StatusReversed:
		t.counts.reversedToday++
	}
}

// index finds a payment among the rows, or -1.
func (t *table) index(id string) int {
	for i := range t.rows {
		if t.rows[i].p.ID == id {
			return i
		}
	}
	return -1
}
