package shopday

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// List is a list of payments that a test changes.
type List struct {
	Snap      *feed.Snapshot
	Version   uint64
	Refreshes int
	Focused   []bool
	Created   []bool
	OnLookUp  func(id string) (dojo.PaymentIntent, error) // nil finds what is listed
	LookedUp  []string
}

// Snapshot is the list as it is now.
func (l *List) Snapshot() *feed.Snapshot { return l.Snap }

// Refresh counts.
func (l *List) Refresh() { l.Refreshes++ }

// Focus notes whether anybody looks.
func (l *List) Focus(on bool) { l.Focused = append(l.Focused, on) }

// IncludeCreated notes whether payments are wanted that nobody has paid.
func (l *List) IncludeCreated(on bool) { l.Created = append(l.Created, on) }

// LookUp reads one payment.
func (l *List) LookUp(_ context.Context, id string) (dojo.PaymentIntent, error) {
	l.LookedUp = append(l.LookedUp, id)
	if p, ok := l.Snap.Get(id); ok && l.OnLookUp == nil {
		return *p, nil
	}
	if l.OnLookUp == nil {
		return dojo.PaymentIntent{}, errors.New("no look-up in this test")
	}
	return l.OnLookUp(id)
}

// Replace puts other payments in the list, as Dojo gave them at an instant of its
// own clock.
func (l *List) Replace(payments []*dojo.PaymentIntent, asOf time.Time, change ...func(*feed.Snapshot)) {
	l.Version++
	l.Snap = SnapshotOf(l.Version, payments)
	l.Snap.AsOf = asOf
	for _, c := range change {
		c(l.Snap)
	}
}

// With is the list's payments with a change of one of them.
func (l *List) With(id string, change ...func(*dojo.PaymentIntent)) []*dojo.PaymentIntent {
	list := slices.Clone(l.Snap.Payments)
	for i, p := range list {
		if p.ID == "pi_"+id {
			list[i] = Changed(p, change...)
		}
	}
	return list
}

// Started is what a reversal was started with.
type Started struct {
	Payment journal.Payment
	Reason  string
	At      time.Time
}

// Reversals carry nothing out: a test says what becomes of each attempt.
type Reversals struct {
	Starts []Started
	All    []reversal.Attempt
	told   map[string]reversal.Attempt // by attempt ID: as Changed told it last
}

// Start begins an attempt that goes nowhere by itself.
func (r *Reversals) Start(p journal.Payment, reason string, at time.Time) string {
	r.Starts = append(r.Starts, Started{p, reason, at})
	id := fmt.Sprintf("attempt-%d", len(r.All)+1)
	r.All = append(r.All, reversal.Attempt{Attempt: journal.Attempt{
		ID: id, Payment: p, Reason: reason, Operator: "priya", Host: "till 2",
		ConfirmedAt: at.UTC(), State: journal.Intended,
	}})
	return id
}

// Changed are those that a test has changed since Changed was asked last.
func (r *Reversals) Changed() []reversal.Attempt {
	if r.told == nil {
		r.told = map[string]reversal.Attempt{}
	}
	var changed []reversal.Attempt
	for i := range r.All {
		if a := r.All[i]; !reflect.DeepEqual(a, r.told[a.ID]) {
			changed = append(changed, a)
			r.told[a.ID] = a
		}
	}
	return changed
}

// Newest is the attempt that was started last.
func (r *Reversals) Newest() *reversal.Attempt { return &r.All[len(r.All)-1] }

// ByOtherKey adds an attempt on a payment that another key made, of a shop.
func (r *Reversals) ByOtherKey(p *dojo.PaymentIntent, shop string, change func(*reversal.Attempt)) {
	r.Start(journal.Confirmed(p), "", ClockAt("18:43"))
	r.Starts = nil // it wasn't started here
	a := r.Newest()
	a.Operator, a.Shop, a.OtherKey, a.Resumed = "kim", shop, true, true
	a.SentAt = a.ConfirmedAt.Add(time.Second)
	change(a)
}
