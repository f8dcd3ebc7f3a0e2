package sandbox

import (
	"slices"
	"time"

	"dojoreversals/dojo"
)

// due is something that will happen at a certain time.
type due struct {
	at     time.Time // by Options.Now
	happen func(wall time.Time)
}

// later plans something for a time.
func (d *Dojo) later(at time.Time, happen func(wall time.Time)) {
	d.due, d.dueSorted = append(d.due, due{at, happen}), false
}

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
		e.happen(wallTime(e.at.Add(offset)))
	}
	d.arrive(now, offset)
	return wallTime(now.Add(offset))
}

func (in *intent) finishReversal(wall time.Time) {
	in.Reversal = dojo.ReversalSuccessful
	in.Status, in.UpdatedAt = dojo.StatusReversed, wall
}

// schedule plans the end of a payment's hold, or of an unpaid intent. An end that
// has passed already is left out: the payment was added in the state that it has.
func (d *Dojo) schedule(in *intent, now, wall time.Time) {
	inFuture := func(at time.Time, happen func(wall time.Time)) {
		if at.After(wall) {
			d.later(now.Add(at.Sub(wall)), happen)
		}
	}
	switch {
	case in.Status == dojo.StatusAuthorized && in.AutoExpireIn > 0:
		inFuture(in.PaidAt.Add(in.AutoExpireIn), func(wall time.Time) {
			switch {
			case in.Status != dojo.StatusAuthorized || in.pending():
			case in.AutoExpireAction == dojo.ExpireCapture:
				d.captureWhole(in, wall)
			default:
				in.Status, in.UpdatedAt = dojo.StatusReversed, wall
			}
		})
	case in.Status == dojo.StatusCreated:
		inFuture(in.ExpireAt, func(wall time.Time) {
			if in.Status == dojo.StatusCreated {
				in.Status, in.UpdatedAt = dojo.StatusCanceled, wall
			}
		})
	}
}
