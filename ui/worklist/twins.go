package worklist

import (
	"slices"
	"time"

	"dojoreversals/dojo"
)

// twinWindow is how close together two payments of one card and amount must be
// to be taken for one sale that was charged twice.
const twinWindow = 30 * time.Minute

// findTwin finds the nearest other payment of the same brand, last four digits,
// amount and currency within 30 minutes of the payment at place i, or nil: the
// commonest reason to reverse, and the commonest way to reverse one too many.
// Of two that are as near, it is the newer one.
//
// payments are sorted by time, newest first. Only those within the window are
// looked at, so that what this costs doesn't grow with the list.
func findTwin(payments []*dojo.PaymentIntent, i int) *dojo.PaymentIntent {
	if i < 0 || i >= len(payments) || !canBeTwin(payments[i]) {
		return nil
	}
	p := payments[i]
	at, _ := p.PaidOrCreated()
	look := func(from, step int) (found *dojo.PaymentIntent, distance time.Duration) {
		for j := from; j >= 0 && j < len(payments); j += step {
			q := payments[j]
			other, _ := q.PaidOrCreated()
			if distance = at.Sub(other).Abs(); distance > twinWindow {
				return nil, 0
			}
			if twins(p, q) {
				return q, distance
			}
		}
		return nil, 0
	}
	newer, after := look(i-1, -1)
	older, before := look(i+1, +1)
	if newer == nil || (older != nil && before < after) {
		return older
	}
	return newer
}

// canBeTwin leaves out what was never charged, or can't be compared.
func canBeTwin(p *dojo.PaymentIntent) bool {
	return p.Last4 != "" && p.Status != dojo.StatusCreated && p.Status != dojo.StatusCanceled && p.Charge().Known
}

func twins(p, q *dojo.PaymentIntent) bool {
	return p.Last4 == q.Last4 && p.Kind().Brand == q.Kind().Brand && canBeTwin(q) && sameFigure(p, q)
}

// sameFigure says whether two payments came to the same. Where Dojo gives two
// figures for one, either counts: a warning too many is better than one too few.
func sameFigure(p, q *dojo.PaymentIntent) bool {
	c, d := p.Charge(), q.Charge()
	if c.Total == d.Total {
		return true
	}
	return slices.ContainsFunc(c.Figures(), func(m dojo.Money) bool { return slices.Contains(d.Figures(), m) })
}
