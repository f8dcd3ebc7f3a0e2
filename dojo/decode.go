package dojo

import (
	"cmp"
	"strings"
	"time"
)

// decodeValid turns one valid JSON object into a payment intent. It fails only
// where the JSON isn't an object; null is a payment that says nothing of itself.
func decodeValid(b []byte) (PaymentIntent, error) {
	var w wireIntent
	if _, ok := readObject(b, &w); !ok && !isNull(b) {
		return PaymentIntent{}, errNotObject
	}
	return w.payment(), nil
}

// payment is the payment intent that was read. A field that can't be read becomes a gap.
func (w *wireIntent) payment() PaymentIntent {
	g := gaps{}
	// Without an ID a payment can't be reversed, nor told from another.
	g.note("id", !w.ID.set)
	g.note("status", w.Status.bad)
	p := PaymentIntent{ID: string(w.ID.v), Status: Status(interned(string(w.Status.v)))}
	k, x := Kind{CaptureMode: CaptureMode(get(&g, "captureMode", w.CaptureMode))}, Extras{}
	p.Reference = get(&g, "reference", w.Reference)
	x.Description = get(&g, "description", w.Description)
	p.CreatedAt = at(&g, "createdAt", w.CreatedAt)
	p.UpdatedAt = at(&g, "updatedAt", w.UpdatedAt)
	p.ExpireAt = at(&g, "expireAt", w.ExpireAt)
	k.AutoExpireAction = ExpireAction(get(&g, "autoExpireAction", w.AutoExpireAction))
	p.Amount = money(&g, "amount", w.Amount, "")
	unit := ""
	if p.Amount != nil {
		unit = p.Amount.Currency
	}
	p.TotalAmount = money(&g, "totalAmount", w.Total, unit)
	x.Tips = money(&g, "tipsAmount", w.Tips, unit)
	x.Cashback = money(&g, "cashbackAmount", w.Cashback, unit)
	x.ServiceCharge = money(&g, "serviceChargeAmount", w.Service, unit)
	x.Requested = money(&g, "requestedAmount", w.Requested, unit)
	if g.note("refundedAmount", w.Refunded.bad); w.Refunded.set {
		x.Refunded = w.Refunded.v.minor()
	}
	if g.note("autoExpireIn", w.AutoExpireIn.bad); w.AutoExpireIn.set {
		k.AutoExpireIn = time.Duration(w.AutoExpireIn.v)
	}
	g.details(&p, &k, w.Details)
	g.captures(&x, w.Captures)
	g.note("terminalSessionHistory", w.History.bad)
	for _, h := range w.History.v {
		k.CardMachine = true
		if id := string(h.v.Session.v.TerminalID.v); id != "" {
			k.TerminalID = id
		}
	}
	g.note("paymentEvents", w.Events.bad)
	for _, e := range w.Events.v {
		x.Events = append(x.Events, PaymentEvent{Type: interned(string(e.v.Type.v)), At: time.Time(e.v.At.v)})
	}
	x.Gaps = g.names
	return p.WithKind(k).WithExtras(x)
}

// gaps collects the names of the fields that could not be read.
type gaps struct{ names []string }

func (g *gaps) note(name string, bad bool) {
	if bad {
		g.names = append(g.names, name)
	}
}

func (g *gaps) details(p *PaymentIntent, k *Kind, d field[wireDetails]) {
	g.note("paymentDetails", d.bad)
	p.PaidAt = at(g, "paymentDetails.transactionDateTime", d.v.PaidAt)
	p.AuthCode = get(g, "paymentDetails.authCode", d.v.AuthCode)
	nested, flat := d.v.Card.v, d.v.wireCard
	g.note("paymentDetails.card", d.v.Card.bad)
	p.Last4 = string(cmp.Or(nested.Last4, nested.Number, flat.Last4, flat.Number))
	k.Brand = brand(cmp.Or(nested.Type.v, flat.Type.v))
	k.EntryMode = string(cmp.Or(nested.Entry.v, flat.Entry.v))
	k.Funding = string(cmp.Or(nested.Funding.v, flat.Funding.v))
}

func (g *gaps) captures(x *Extras, l field[list[wireCapture]]) {
	g.note("captures", l.bad)
	for _, c := range l.v {
		// A capture that can't be read is kept without its status, so that it
		// counts as one that took the money.
		x.Captures = append(x.Captures, Capture{
			Minor:     c.v.Amount.v.minor(),
			Status:    interned(string(c.v.Status.v)),
			CreatedAt: time.Time(c.v.CreatedAt.v),
		})
		g.note("captures[]", c.bad)
	}
}

func get(g *gaps, name string, v field[text]) string {
	g.note(name, v.bad)
	return string(v.v)
}

func at(g *gaps, name string, v field[instant]) Instant {
	g.note(name, v.bad)
	return InstantOf(time.Time(v.v))
}

func money(g *gaps, name string, v field[wireMoney], unit string) *Money {
	g.note(name, v.bad)
	if !v.set {
		return nil
	}
	m := &Money{Minor: v.v.minor(), Currency: v.v.currency()}
	if m.Currency == "" {
		m.Currency = unit
	}
	return m
}

// brand writes a card scheme as people know it: Dojo's case varies between
// VISA and Mastercard.
func brand(t text) string {
	s := string(t)
	key := strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' {
			return -1
		}
		return r
	}, strings.ToLower(s))
	switch key {
	case "":
		return ""
	case "visa", "visadebit", "visacredit", "visaelectron":
		return "Visa"
	case "mastercard", "mc":
		return "Mastercard"
	case "maestro":
		return "Maestro"
	case "amex", "americanexpress":
		return "Amex"
	case "discover":
		return "Discover"
	case "dinersclub", "diners":
		return "Diners"
	case "jcb":
		return "JCB"
	case "unionpay", "chinaunionpay":
		return "UnionPay"
	}
	return s
}
