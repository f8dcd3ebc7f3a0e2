package dojo

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Facts are what a person sees of a payment before reversing it, and what
// decides whether it may be reversed. A field that Dojo didn't send is zero: a
// list may have fewer fields of a payment than a read of it. Facts can be compared
// with ==, which is stricter than Contradict.
type Facts struct {
	id           string
	status       Status
	captureMode  CaptureMode
	reference    string
	brand, last4 string
	paidAt       time.Time
	createdAt    time.Time // only where paidAt isn't known: it stands in for it
	amounts      amounts
	refunded     int64
	captures     string // each with its amount and status, "" for none
	capturing    bool   // one of them took the money, or may yet
}

// Facts takes them from a payment. They don't change with it.
func (p *PaymentIntent) Facts() Facts {
	k, x := p.Kind(), p.Extras()
	f := Facts{
		id: p.ID, status: p.Status, captureMode: k.CaptureMode, reference: p.Reference, brand: k.Brand, last4: p.Last4,
		paidAt: p.PaidAt.Time(), amounts: p.amounts(), refunded: x.Refunded, capturing: hasStandingCapture(p),
	}
	if p.PaidAt.IsZero() {
		f.createdAt = p.CreatedAt.Time()
	}
	var captures []string
	for _, c := range x.Captures {
		captures = append(captures, strconv.FormatInt(c.Minor, 10)+" "+c.Status)
	}
	f.captures = strings.Join(captures, "\n")
	return f
}

// Contradict says whether newer facts of a payment differ from these. A field that
// is sent only now is no difference, unless it makes something wrong that was
// shown. Nor is a field that isn't sent any more.
func (f Facts) Contradict(now Facts) bool {
	return f.id != now.id || f.status != now.status ||
		differ(f.captureMode, now.captureMode) || differ(f.reference, now.reference) ||
		differ(f.brand, now.brand) || differ(f.last4, now.last4) ||
		otherInstant(f.paidAt, now.paidAt) || (f.paidAt.IsZero() && otherInstant(f.createdAt, now.createdAt)) ||
		f.refunded != now.refunded || differ(f.captures, now.captures) ||
		(f.status == StatusAuthorized && now.capturing && !f.capturing) ||
		f.amounts.contradict(now.amounts)
}

func differ[T ~string](was, is T) bool { return was != "" && is != "" && was != is }

// otherInstant compares as a screen shows instants. Dojo writes one with more
// digits in one place than in another.
func otherInstant(was, is time.Time) bool {
	return !was.IsZero() && !is.IsZero() && was.Sub(is).Abs() >= time.Second
}

func (a amounts) contradict(now amounts) bool {
	if a.amount.differs(now.amount) || a.tips.differs(now.tips) || a.cashback.differs(now.cashback) ||
		a.service.differs(now.service) || a.total.differs(now.total) ||
		(now.unreadablePart && !a.unreadablePart) || (now.unreadableTotal && !a.unreadableTotal) {
		return true
	}
	shown := a.charge().Figures()
	if allIn(now.charge().Figures(), shown) {
		return false
	}
	// Parts that aren't sent any more change the sum. They are taken to be as
	// before only while Dojo's own total is what was shown.
	if !now.total.sent || !slices.Contains(shown, now.total.money) {
		return true
	}
	now.amount, now.tips = now.amount.or(a.amount), now.tips.or(a.tips)
	now.cashback, now.service = now.cashback.or(a.cashback), now.service.or(a.service)
	return !allIn(now.charge().Figures(), shown)
}

// allIn says whether there are figures, and whether all of them were shown.
func allIn(figures, shown []Money) bool {
	return len(figures) > 0 && !slices.ContainsFunc(figures, func(m Money) bool { return !slices.Contains(shown, m) })
}

// differs says whether both were sent and aren't equal. Amounts of zero are equal
// in any currency, since Dojo sometimes sends them with another one.
func (f figure) differs(now figure) bool {
	return f.sent && now.sent && f.money != now.money && (f.money.Minor != 0 || now.money.Minor != 0)
}

func (f figure) or(other figure) figure {
	if f.sent {
		return f
	}
	return other
}
