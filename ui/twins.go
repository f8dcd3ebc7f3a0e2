package ui

import (
	"time"

	"dojoreversals/dojo"
)

// twinWindow is how close together two payments of one card and amount must be
// to be taken for one sale that was charged twice.
const twinWindow = 30 * time.Minute

type twinKey struct {
	brand, last4 string
	amount       dojo.Money
}

// findTwins finds, for each payment, the nearest other payment of the same
// brand, last four digits, amount and currency within 30 minutes: the commonest
// reason to reverse, and the commonest way to reverse one too many. payments
// are sorted by time; the answer is by payment ID.
func findTwins(payments []*dojo.PaymentIntent) map[string]*dojo.PaymentIntent {
	twins := map[string]*dojo.PaymentIntent{}
	last := map[twinKey]*dojo.PaymentIntent{}
	distance := func(p, q *dojo.PaymentIntent) time.Duration {
		a, _ := p.PaidOrCreated()
		b, _ := q.PaidOrCreated()
		return a.Sub(b).Abs()
	}
	pair := func(p, q *dojo.PaymentIntent) {
		if known, ok := twins[p.ID]; !ok || distance(p, q) < distance(p, known) {
			twins[p.ID] = q
		}
	}
	for _, p := range payments {
		charge := p.Charge()
		if p.Card.Last4 == "" || !charge.Known || p.Status == dojo.StatusCreated || p.Status == dojo.StatusCanceled {
			continue
		}
		key := twinKey{p.Card.Brand, p.Card.Last4, charge.Total}
		if q, ok := last[key]; ok && distance(p, q) <= twinWindow {
			pair(p, q)
			pair(q, p)
		}
		last[key] = p
	}
	return twins
}
