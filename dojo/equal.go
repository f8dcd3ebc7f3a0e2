package dojo

import "slices"

// Equal says whether two payments are the same in every field. It is written by
// hand since it runs for every row of every refresh. A test changes each field in
// turn to see that none is forgotten.
func (p *PaymentIntent) Equal(q *PaymentIntent) bool {
	if p == q {
		return true
	}
	return p.ID == q.ID &&
		p.Status == q.Status &&
		p.Reference == q.Reference &&
		p.AuthCode == q.AuthCode &&
		p.Last4 == q.Last4 &&
		equalMoney(p.Amount, q.Amount) &&
		equalMoney(p.TotalAmount, q.TotalAmount) &&
		p.CreatedAt == q.CreatedAt &&
		p.UpdatedAt == q.UpdatedAt &&
		p.PaidAt == q.PaidAt &&
		p.ExpireAt == q.ExpireAt &&
		p.kind == q.kind &&
		p.extras.equal(q.extras)
}

// equal compares two of which either may be nil, which no Extras equal but nil.
func (x *Extras) equal(y *Extras) bool {
	if x == y || x == nil || y == nil {
		return x == y
	}
	return x.Description == y.Description &&
		equalMoney(x.Tips, y.Tips) &&
		equalMoney(x.Cashback, y.Cashback) &&
		equalMoney(x.ServiceCharge, y.ServiceCharge) &&
		equalMoney(x.Requested, y.Requested) &&
		x.Refunded == y.Refunded &&
		slices.EqualFunc(x.Captures, y.Captures, func(c, d Capture) bool {
			return c.Minor == d.Minor && c.Status == d.Status && c.CreatedAt.Equal(d.CreatedAt)
		}) &&
		slices.EqualFunc(x.Events, y.Events, func(c, d PaymentEvent) bool {
			return c.Type == d.Type && c.At.Equal(d.At)
		}) &&
		slices.Equal(x.Gaps, y.Gaps)
}

func equalMoney(m, n *Money) bool {
	if m == nil || n == nil {
		return m == n
	}
	return *m == *n
}
