package sandbox

import (
	"slices"
	"time"

	"dojoreversals/dojo"
)

// due is something that will happen to a payment at a certain time.
type due struct {
	at       time.Time // by Options.Now
	kind     dueKind
	in       *intent
	reversal int // for dueSettle: the reversal that ends
}

type dueKind int

const (
	dueSettle dueKind = iota // a reversal that was Created is done
	dueHold                  // a hold ends
	dueExpire                // an unpaid intent ends
)

// plan notes what will happen to a payment.
func (d *Dojo) plan(e due) { d.due, d.dueSorted = append(d.due, e), false }

// advance does everything that was due by now, and returns the time by Dojo's
// own clock: Options.Now plus the offset of a clock fault. The offset changes the
// times in answers and not when things happen: a reversal takes its few seconds
// however wrong Dojo's clock is.
func (d *Dojo) advance(offset time.Duration) (wall time.Time) {
	now := d.options.Now()
	if !d.dueSorted {
		// What was planned first for an instant happens first.
		slices.SortStableFunc(d.due, func(a, b due) int { return a.at.Compare(b.at) })
		d.dueSorted = true
	}
	for len(d.due) > 0 && !d.due[0].at.After(now) {
		e := d.due[0]
		d.due = d.due[1:]
		e.happen(d, wallTime(e.at.Add(offset)))
	}
	d.arrive(now, offset)
	return wallTime(now.Add(offset))
}

func (e due) happen(d *Dojo, wall time.Time) {
	in := e.in
	switch e.kind {
	case dueSettle:
		if in.pending() && in.reversal == e.reversal {
			in.finishReversal(wall)
		}
	case dueHold:
		if in.Status != dojo.StatusAuthorized || in.pending() {
			return
		}
		if in.AutoExpireAction == dojo.ExpireCapture {
			d.captureWhole(in, wall)
			return
		}
		in.Status, in.UpdatedAt = dojo.StatusReversed, wall
	case dueExpire:
		if in.Status == dojo.StatusCreated {
			in.Status, in.UpdatedAt = dojo.StatusCanceled, wall
		}
	}
}

func (in *intent) finishReversal(wall time.Time) {
	in.Reversal, in.reversal = dojo.ReversalSuccessful, 0
	in.Status, in.UpdatedAt = dojo.StatusReversed, wall
}

// schedule plans the end of a payment's hold, or of an unpaid intent. An end that
// has passed already is left out: the payment was added in the state that it has.
func (d *Dojo) schedule(in *intent, now, wall time.Time) {
	plan := func(kind dueKind, at time.Time) {
		if at.After(wall) {
			d.plan(due{at: now.Add(at.Sub(wall)), kind: kind, in: in})
		}
	}
	switch {
	case in.Status == dojo.StatusAuthorized && in.AutoExpireIn > 0:
		plan(dueHold, in.PaidAt.Add(in.AutoExpireIn))
	case in.Status == dojo.StatusCreated:
		plan(dueExpire, in.ExpireAt)
	}
}
