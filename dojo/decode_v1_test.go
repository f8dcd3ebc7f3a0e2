package dojo

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"
)

// This file is a second decoder, by encoding/json alone. Tests hold the decoder in
// use against it: that one is faster, and must give the same result for every input.

type v1Intent struct {
	ID               v1Lax[v1Ident]            `json:"id"`
	Status           v1Lax[v1Word]             `json:"status"`
	CaptureMode      v1Lax[v1Text]             `json:"captureMode"`
	Reference        v1Lax[v1Text]             `json:"reference"`
	Description      v1Lax[v1Text]             `json:"description"`
	Amount           v1Lax[v1Money]            `json:"amount"`
	Total            v1Lax[v1Money]            `json:"totalAmount"`
	Tips             v1Lax[v1Money]            `json:"tipsAmount"`
	Cashback         v1Lax[v1Money]            `json:"cashbackAmount"`
	Service          v1Lax[v1Money]            `json:"serviceChargeAmount"`
	Requested        v1Lax[v1Money]            `json:"requestedAmount"`
	Refunded         v1Lax[v1Refunded]         `json:"refundedAmount"`
	CreatedAt        v1Lax[v1Instant]          `json:"createdAt"`
	UpdatedAt        v1Lax[v1Instant]          `json:"updatedAt"`
	ExpireAt         v1Lax[v1Instant]          `json:"expireAt"`
	AutoExpireIn     v1Lax[v1Span]             `json:"autoExpireIn"`
	AutoExpireAction v1Lax[v1Text]             `json:"autoExpireAction"`
	Details          v1Lax[v1Details]          `json:"paymentDetails"`
	Captures         v1Lax[[]v1Lax[v1Capture]] `json:"captures"`
	History          v1Lax[[]v1Lax[v1History]] `json:"terminalSessionHistory"`
	Events           v1Lax[[]v1Lax[v1Event]]   `json:"paymentEvents"`
}
type v1Money struct {
	v1Minor  v1Minor
	currency string
}

func (m *v1Money) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '{' {
		return json.Unmarshal(b, &m.v1Minor)
	}
	var o struct {
		Value        v1Lax[v1Minor] `json:"value"`
		CurrencyCode v1Lax[v1Text]  `json:"currencyCode"`
	}
	if err := json.Unmarshal(b, &o); err != nil {
		return err
	}
	if !o.Value.set || o.CurrencyCode.bad {
		return errNoMoney
	}
	m.v1Minor, m.currency = o.Value.v, string(o.CurrencyCode.v)
	return nil
}

type v1Refunded struct{ v1Money }
type v1Details struct {
	PaidAt   v1Lax[v1Instant] `json:"transactionDateTime"`
	AuthCode v1Lax[v1Text]    `json:"authCode"`
	Card     v1Lax[v1Card]    `json:"card"`
	v1Card
}

type v1Card struct {
	Number  v1Last4       `json:"cardNumber"`
	Last4   v1Last4       `json:"last4PAN"`
	Type    v1Lax[v1Text] `json:"cardType"`
	Funding v1Lax[v1Text] `json:"cardFundingType"`
	Entry   v1Lax[v1Text] `json:"entryMode"`
}
type v1Last4 string

func (l *v1Last4) UnmarshalJSON(b []byte) error {
	*l = ""
	s := string(b)
	if b[0] == '"' {
		if json.Unmarshal(b, &s) != nil {
			return nil
		}
		s = strings.TrimSpace(s)
	} else if strings.Trim(s, "0123456789") != "" {
		return nil
	}
	if len(s) < 4 {
		return nil
	}
	s = s[len(s)-4:]
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return nil
		}
	}
	*l = v1Last4(strings.Clone(s))
	return nil
}

type v1Capture struct {
	Amount    v1Lax[v1Money]   `json:"amount"`
	Status    v1Lax[v1Text]    `json:"status"`
	CreatedAt v1Lax[v1Instant] `json:"createdAt"`
}

type v1History struct {
	Session v1Lax[struct {
		TerminalID v1Lax[v1Text] `json:"terminalId"`
	}] `json:"terminalSession"`
}

type v1Event struct {
	Type v1Lax[v1Text]    `json:"eventType"`
	At   v1Lax[v1Instant] `json:"transactionDateTime"`
}

func decodeV1(b []byte) (PaymentIntent, error) {
	var w v1Intent
	if err := json.Unmarshal(b, &w); err != nil {
		return PaymentIntent{}, err
	}
	g := v1Gaps{}
	g.note("id", !w.ID.set)
	g.note("status", w.Status.bad)
	p := PaymentIntent{ID: string(w.ID.v), Status: Status(w.Status.v)}
	k, x := Kind{CaptureMode: CaptureMode(v1Get(&g, "captureMode", w.CaptureMode))}, Extras{}
	p.Reference = v1Get(&g, "reference", w.Reference)
	x.Description = v1Get(&g, "description", w.Description)
	p.CreatedAt = v1At(&g, "createdAt", w.CreatedAt)
	p.UpdatedAt = v1At(&g, "updatedAt", w.UpdatedAt)
	p.ExpireAt = v1At(&g, "expireAt", w.ExpireAt)
	k.AutoExpireAction = ExpireAction(v1Get(&g, "autoExpireAction", w.AutoExpireAction))
	p.Amount = v1MoneyOf(&g, "amount", w.Amount, "")
	unit := ""
	if p.Amount != nil {
		unit = p.Amount.Currency
	}
	p.TotalAmount = v1MoneyOf(&g, "totalAmount", w.Total, unit)
	x.Tips = v1MoneyOf(&g, "tipsAmount", w.Tips, unit)
	x.Cashback = v1MoneyOf(&g, "cashbackAmount", w.Cashback, unit)
	x.ServiceCharge = v1MoneyOf(&g, "serviceChargeAmount", w.Service, unit)
	x.Requested = v1MoneyOf(&g, "requestedAmount", w.Requested, unit)
	if g.note("refundedAmount", w.Refunded.bad); w.Refunded.set {
		x.Refunded = int64(w.Refunded.v.v1Minor)
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
		x.Events = append(x.Events, PaymentEvent{Type: string(e.v.Type.v), At: time.Time(e.v.At.v)})
	}
	x.Gaps = g.names
	return p.WithKind(k).WithExtras(x), nil
}

type v1Gaps struct{ names []string }

func (g *v1Gaps) note(name string, bad bool) {
	if bad {
		g.names = append(g.names, name)
	}
}

func (g *v1Gaps) details(p *PaymentIntent, k *Kind, d v1Lax[v1Details]) {
	g.note("paymentDetails", d.bad)
	p.PaidAt = v1At(g, "paymentDetails.transactionDateTime", d.v.PaidAt)
	p.AuthCode = v1Get(g, "paymentDetails.authCode", d.v.AuthCode)
	nested, flat := d.v.Card.v, d.v.v1Card
	g.note("paymentDetails.card", d.v.Card.bad)
	p.Last4 = string(cmp.Or(nested.Last4, nested.Number, flat.Last4, flat.Number))
	k.Brand = brand(text(cmp.Or(nested.Type.v, flat.Type.v)))
	k.EntryMode = string(cmp.Or(nested.Entry.v, flat.Entry.v))
	k.Funding = string(cmp.Or(nested.Funding.v, flat.Funding.v))
}

func (g *v1Gaps) captures(x *Extras, list v1Lax[[]v1Lax[v1Capture]]) {
	g.note("captures", list.bad)
	for _, c := range list.v {
		x.Captures = append(x.Captures, Capture{
			Minor:     int64(c.v.Amount.v.v1Minor),
			Status:    string(c.v.Status.v),
			CreatedAt: time.Time(c.v.CreatedAt.v),
		})
		g.note("captures[]", c.bad)
	}
}

func v1Get(g *v1Gaps, name string, v v1Lax[v1Text]) string {
	g.note(name, v.bad)
	return string(v.v)
}

func v1At(g *v1Gaps, name string, v v1Lax[v1Instant]) Instant {
	g.note(name, v.bad)
	return InstantOf(time.Time(v.v))
}

func v1MoneyOf(g *v1Gaps, name string, v v1Lax[v1Money], unit string) *Money {
	g.note(name, v.bad)
	if !v.set {
		return nil
	}
	m := &Money{Minor: int64(v.v.v1Minor), Currency: v.v.currency}
	if m.Currency == "" {
		m.Currency = unit
	}
	return m
}

type v1Lax[T any] struct {
	v   T
	set bool
	bad bool
}

func (l *v1Lax[T]) UnmarshalJSON(b []byte) error {
	if l.set || l.bad {
		*l = v1Lax[T]{bad: true} // a second value
		return nil
	}
	if isNull(b) {
		return nil
	}
	if err := json.Unmarshal(b, &l.v); err != nil {
		var zero T
		l.v, l.bad = zero, true
		return nil
	}
	l.set = true
	return nil
}

type v1Text string

func (t *v1Text) UnmarshalJSON(b []byte) error {
	var n json.Number
	if len(b) > 0 && b[0] != '"' {
		if err := json.Unmarshal(b, &n); err != nil {
			return err
		}
		*t = v1Text(Clean(n.String()))
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*t = v1Text(Clean(s))
	return nil
}

type v1Word string

func (w *v1Word) UnmarshalJSON(b []byte) error {
	var s string
	err := json.Unmarshal(b, &s)
	*w = v1Word(Clean(s))
	return err
}

type v1Ident string

func (i *v1Ident) UnmarshalJSON(b []byte) error {
	var s string
	if len(b) > 0 && b[0] != '"' {
		var n json.Number
		if err := json.Unmarshal(b, &n); err != nil {
			return err
		}
		s = n.String()
	} else if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if !isID(s) {
		return errNoID
	}
	*i = v1Ident(s)
	return nil
}

type v1Minor int64

func (m *v1Minor) UnmarshalJSON(b []byte) error {
	n, err := parseMinor(string(b))
	*m = v1Minor(n)
	return err
}

type v1Instant time.Time

func (t *v1Instant) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	s = strings.TrimSpace(s)
	if s == "" {
		*t = v1Instant{}
		return nil
	}
	var at time.Time
	var err error
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if at, err = time.Parse(layout, s); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	if at.Year() <= 1 {
		at = time.Time{}
	}
	*t = v1Instant(at.UTC())
	return nil
}

type v1Span time.Duration

func (d *v1Span) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := parseSpan(s)
	*d = v1Span(v)
	return err
}
