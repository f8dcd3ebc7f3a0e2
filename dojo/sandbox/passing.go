package sandbox

import (
	"container/heap"
	"time"

	"dojoreversals/dojo"
)

// due is something that happens to a payment by the passing of time.
type due struct {
	at       time.Time // by Options.Now
	kind     dueKind
	in       *intent
	reversal int // of a settle: the reversal that it settles
	order    int // within one instant
}

type dueKind int

const (
	dueSettle dueKind = iota // a reversal that was Created is done
	dueHold                  // a hold ends
	dueExpire                // an unpaid intent ends
)

// dueList is a heap, the earliest on top.
type dueList struct {
	list []due
	n    int
}

func (l *dueList) Len() int { return len(l.list) }
func (l *dueList) Less(i, j int) bool {
	if !l.list[i].at.Equal(l.list[j].at) {
		return l.list[i].at.Before(l.list[j].at)
	}
	return l.list[i].order < l.list[j].order
}
func (l *dueList) Swap(i, j int) { l.list[i], l.list[j] = l.list[j], l.list[i] }

// Push is part of heap.Interface.
func (l *dueList) Push(x any) {
	if e, ok := x.(due); ok {
		l.n++
		e.order = l.n
		l.list = append(l.list, e)
	}
}

// Pop is part of heap.Interface.
func (l *dueList) Pop() any {
	last := len(l.list) - 1
	e := l.list[last]
	l.list[last] = due{}
	l.list = l.list[:last]
	return e
}

// advance does all that was due by now and returns what Dojo's own clock
// shows: Options.Now, put off by the offset of a clock fault. The offset moves
// what is written and told, not when things happen: a reversal takes its few
// seconds however wrong the clock on the wall is.
func (d *Dojo) advance(offset time.Duration) (wall time.Time) {
	now := d.now()
	for d.due.Len() > 0 && !d.due.list[0].at.After(now) {
		e, _ := heap.Pop(&d.due).(due)
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

// schedule plans what time will do to a payment. What lies in the past already
// is left alone: whoever added such a payment said how it is.
func (d *Dojo) schedule(in *intent, now, wall time.Time) {
	plan := func(kind dueKind, at time.Time) {
		if at.After(wall) {
			heap.Push(&d.due, due{at: now.Add(at.Sub(wall)), kind: kind, in: in})
		}
	}
	switch {
	case in.Status == dojo.StatusAuthorized && in.AutoExpireIn > 0:
		plan(dueHold, in.PaidAt.Add(in.AutoExpireIn))
	case in.Status == dojo.StatusCreated:
		plan(dueExpire, in.ExpireAt)
	}
}
