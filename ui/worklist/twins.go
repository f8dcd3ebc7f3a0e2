package worklist

import (
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
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

// twin is the twin of a payment of a snapshot with these verdicts, see findTwin. Those
// of the newest snapshot are kept.
func (j *Judge) twin(vs *verdicts, s *feed.Snapshot, p *dojo.PaymentIntent) *dojo.PaymentIntent {
	j.mu.Lock()
	found, known := j.twins[p]
	known = known && j.newest == vs
	j.mu.Unlock()
	if known {
		return found
	}
	place := s.Position(p)
	if place < 0 {
		return nil
	}
	found = findTwin(s.Payments, place) // other screens needn't wait for it
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.newest == vs {
		j.twins[s.Payments[place]] = found
	}
	return found
}

// carryTwins makes the twins that are kept those of another list. A twin is only looked
// for again where it was removed: in a busy half hour of a chain that is to look at
// thousands of payments for each row. j.mu is held.
func (j *Judge) carryTwins(d diff) {
	const most = 100_000 // what is held against each other; then to look again costs less
	if len(j.twins)*(1+len(d.added)+len(d.removed)) > most {
		clear(j.twins)
		return
	}
	for _, p := range d.removed {
		delete(j.twins, p)
	}
	for p, twin := range j.twins {
		if twin != nil && slices.Contains(d.removed, twin) {
			delete(j.twins, p)
			continue
		}
		if !canBeTwin(p) {
			continue
		}
		for _, q := range d.added {
			if isNear(p, q) && twins(p, q) && (twin == nil || nearer(p, q, twin)) {
				twin = q
				j.twins[p] = q
			}
		}
	}
}

// isNear says whether two payments were made within the window.
func isNear(p, q *dojo.PaymentIntent) bool { return apart(p, q) <= twinWindow }

func apart(p, q *dojo.PaymentIntent) time.Duration {
	at, _ := p.PaidOrCreated()
	other, _ := q.PaidOrCreated()
	return at.Sub(other).Abs()
}

// nearer says whether findTwin prefers q to r as the twin of p.
func nearer(p, q, r *dojo.PaymentIntent) bool {
	if a, b := apart(p, q), apart(p, r); a != b {
		return a < b
	}
	newer := feed.NewestFirst(q, p) < 0
	if newer != (feed.NewestFirst(r, p) < 0) {
		return newer
	}
	return (feed.NewestFirst(q, r) > 0) == newer // of one instant, the one that stands next to p
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
