package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

type fakeList struct {
	snap      *feed.Snapshot
	version   uint64
	refreshes int
	focus     []bool
	created   []bool
	lookUp    func(id string) (dojo.PaymentIntent, error)
	lookedUp  []string
}

func (l *fakeList) IncludeCreated(on bool) { l.created = append(l.created, on) }

func (l *fakeList) LookUp(_ context.Context, id string) (dojo.PaymentIntent, error) {
	l.lookedUp = append(l.lookedUp, id)
	if p, ok := l.snap.Get(id); ok && l.lookUp == nil {
		return *p, nil
	}
	if l.lookUp == nil {
		return dojo.PaymentIntent{}, errors.New("no look-up in this test")
	}
	return l.lookUp(id)
}

type started struct {
	payment journal.Payment
	reason  string
	at      time.Time
}

type fakeReversals struct {
	starts   []started
	attempts []reversal.Attempt
}

func (r *fakeReversals) Start(p journal.Payment, reason string, at time.Time) string {
	r.starts = append(r.starts, started{p, reason, at})
	id := fmt.Sprintf("attempt-%d", len(r.attempts)+1)
	r.attempts = append(r.attempts, reversal.Attempt{Attempt: journal.Attempt{
		ID: id, Payment: p, Reason: reason, Operator: "priya", Host: "till 2",
		ConfirmedAt: at.UTC(), State: journal.Intended,
	}})
	return id
}

func (r *fakeReversals) Attempts() []reversal.Attempt { return slices.Clone(r.attempts) }

func (l *fakeList) Snapshot() *feed.Snapshot { return l.snap }

func (l *fakeList) Refresh() { l.refreshes++ }

func (l *fakeList) Focus(on bool) { l.focus = append(l.focus, on) }
