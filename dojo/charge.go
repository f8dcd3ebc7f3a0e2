package dojo

// Charge is what the customer was charged: the amount with tip, service charge
// and cashback.
type Charge struct {
	// Total is the largest figure that Dojo gives for it, so that nobody
	// confirms less than may be reversed.
	Total Money
	// Known is false where Dojo sent no amount that can be read. The total is
	// unknown then, and the payment is not reversed.
	Known bool
	// Other is the smaller figure where the sum of the parts and Dojo's own
	// total disagree. Both are shown then, since nothing says which is right.
	Other *Money
	// Certain is false where two figures disagree, or where one came that can't
	// be read: the amount must then be typed, however small it is.
	Certain bool
}

// Figures are all the figures that Dojo gives for the whole of a payment.
func (c Charge) Figures() []Money {
	switch {
	case !c.Known:
		return nil
	case c.Other == nil:
		return []Money{c.Total}
	}
	return []Money{c.Total, *c.Other}
}

// Charge works out what the customer was charged: it compares the sum of the
// amount and its parts with Dojo's own total.
func (p *PaymentIntent) Charge() Charge { return p.amounts().charge() }

// PartsSum is the sum of the amount and its parts. It reports false where there
// is none: a part can't be read, or is in another currency.
func (p *PaymentIntent) PartsSum() (Money, bool) { return p.amounts().sum() }

// figure is an amount, and whether Dojo sent it.
type figure struct {
	money Money
	sent  bool
}

func figureOf(m *Money) figure {
	if m == nil {
		return figure{}
	}
	return figure{*m, true}
}

// amounts are the figures of a payment as Dojo sent them.
type amounts struct {
	amount, tips, cashback, service, total figure

	unreadablePart, unreadableTotal bool // it came, and could not be read
}

func (p *PaymentIntent) amounts() amounts {
	x := p.Extras()
	a := amounts{
		amount: figureOf(p.Amount), tips: figureOf(x.Tips), cashback: figureOf(x.Cashback), service: figureOf(x.ServiceCharge),
		total: figureOf(p.TotalAmount),
	}
	if len(x.Gaps) > 0 {
		a.unreadablePart = p.hasGap("amount", "tipsAmount", "cashbackAmount", "serviceChargeAmount")
		a.unreadableTotal = p.hasGap("totalAmount")
	}
	return a
}

func (a amounts) sum() (Money, bool) {
	// Without a part that can't be read the sum would be too small.
	if !a.amount.sent || a.unreadablePart {
		return Money{}, false
	}
	sum := a.amount.money
	for _, part := range [...]figure{a.tips, a.cashback, a.service} {
		// Parts of zero sometimes have another currency.
		if part.money.Minor == 0 {
			continue
		}
		next, ok := sum.Add(part.money)
		if !ok {
			return Money{}, false
		}
		sum = next
	}
	return sum, true
}

func (a amounts) charge() Charge {
	sum, summed := a.sum()
	switch {
	case summed && a.total.sent:
		return twoFigures(sum, a.total.money, true)
	case summed:
		return Charge{Total: sum, Known: sum.Currency != "", Certain: !a.unreadableTotal}
	case !a.total.sent:
		return Charge{}
	case a.amount.sent:
		// The amount has parts beside it whose sum isn't known.
		return twoFigures(a.amount.money, a.total.money, false)
	}
	return Charge{Total: a.total.money, Known: a.total.money.Currency != "", Certain: !a.unreadablePart}
}

// twoFigures is a charge that Dojo gives two figures for. Where they are in two
// currencies, the one with more minor units counts as the larger.
func twoFigures(m, n Money, certain bool) Charge {
	if m == n {
		return Charge{Total: m, Known: m.Currency != "", Certain: certain}
	}
	if n.Minor > m.Minor {
		m, n = n, m
	}
	return Charge{Total: m, Known: m.Currency != "" && n.Currency != "", Other: &n}
}
