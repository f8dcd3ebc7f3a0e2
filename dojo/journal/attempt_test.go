package journal

import (
	"testing"
	"time"

	"dojoreversals/dojo"
)

func TestStates(t *testing.T) {
	t.Parallel()
	for s, want := range map[State]struct{ open, final bool }{
		Intended:   {true, false},
		Sending:    {true, false},
		Created:    {true, false},
		Checking:   {true, false},
		Confirming: {true, false},
		Unresolved: {false, false},
		Successful: {false, true},
		Failed:     {false, true},
		Already:    {false, true},
		Abandoned:  {false, true},
		"":         {false, false},
		"unheard":  {false, false},
	} {
		if s.Open() != want.open || s.Final() != want.final {
			t.Errorf("%q: open %v, final %v; want %v, %v", s, s.Open(), s.Final(), want.open, want.final)
		}
	}
}

func payment() dojo.PaymentIntent {
	return dojo.PaymentIntent{
		ID: "pi_1", Status: dojo.StatusAuthorized, Reference: "ORDER-1011", AuthCode: "123456",
		Amount: &dojo.Money{Minor: 4000, Currency: "GBP"}, PaidAt: dojo.InstantOf(time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)), CreatedAt: dojo.InstantOf(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)),
		Last4: "1013",
	}.WithKind(dojo.Kind{Brand: "Visa"}).WithExtras(dojo.Extras{Tips: &dojo.Money{Minor: 250, Currency: "GBP"}})
}

func TestConfirmed(t *testing.T) {
	t.Parallel()
	p := payment()
	got := Confirmed(&p)
	want := Payment{
		ID: "pi_1", Reference: "ORDER-1011", Card: p.Card(), Amount: dojo.Money{Minor: 4250, Currency: "GBP"},
		PaidAt: p.PaidAt.Time(), Status: dojo.StatusAuthorized, AuthCode: "123456", Facts: p.Facts(),
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	p.PaidAt = 0
	if got := Confirmed(&p); !got.PaidAt.Equal(p.CreatedAt.Time()) {
		t.Errorf("without a payment time: %v", got.PaidAt)
	}
	// Frozen: what the list does to its payment later doesn't reach it.
	p.Amount.Minor, p.TotalAmount = 1, &dojo.Money{Minor: 7, Currency: "GBP"}
	if got.Amount.Minor != 4250 || got.Other != nil {
		t.Errorf("what was confirmed moved: %+v", got)
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	total := func(n int64) func(*dojo.PaymentIntent) {
		return func(p *dojo.PaymentIntent) { p.TotalAmount = &dojo.Money{Minor: n, Currency: "GBP"} }
	}
	for _, c := range []struct {
		name          string
		dialog, fresh func(*dojo.PaymentIntent)
		want          bool
	}{
		{"the same", nil, nil, true},
		{"another status", nil, func(p *dojo.PaymentIntent) { p.Status = dojo.StatusCaptured }, false},
		{"another reference", nil, func(p *dojo.PaymentIntent) { p.Reference = "x" }, false},
		{"how the card was read", nil, func(p *dojo.PaymentIntent) {
			p.EditKind(func(k *dojo.Kind) {
				k.EntryMode = "Chip"
				k.Funding = "Debit"
			})
		}, true},
		{"a card, where the list had none", func(p *dojo.PaymentIntent) { p.SetCard(dojo.Card{}) }, nil, true},
		{"no card any more", nil, func(p *dojo.PaymentIntent) { p.SetCard(dojo.Card{}) }, true},
		{"another code", nil, func(p *dojo.PaymentIntent) { p.AuthCode = "" }, true},
		{"a total that agrees came", nil, total(4250), true},
		{"a total that disagrees came", nil, total(4000), false},
		{"a total that disagreed went", total(4000), nil, true},
		{"the same disagreement", total(4000), total(4000), true},
		{"another disagreement", total(4000), total(3999), false},
		{"another ID", nil, func(p *dojo.PaymentIntent) { p.ID = "pi_2" }, false},
		{"no amount", nil, func(p *dojo.PaymentIntent) { p.Amount = nil }, false},
		{"more", nil, func(p *dojo.PaymentIntent) { p.Amount = &dojo.Money{Minor: 4001, Currency: "GBP"} }, false},
		{"tip and amount changed, not their sum", nil, func(p *dojo.PaymentIntent) {
			p.Amount = &dojo.Money{Minor: 4250, Currency: "GBP"}
			p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
		}, false},
		{"another currency", nil, func(p *dojo.PaymentIntent) {
			p.Amount = &dojo.Money{Minor: 4250, Currency: "EUR"}
			p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
		}, false},
		{"another card", nil, func(p *dojo.PaymentIntent) { p.Last4 = "1014" }, false},
		{"another brand", nil, func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.Brand = "Amex" }) }, false},
	} {
		a, b := payment(), payment()
		if c.dialog != nil {
			c.dialog(&a)
		}
		if c.fresh != nil {
			c.fresh(&b)
		}
		if got := Confirmed(&a).Same(&b); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// No free text of an attempt is shown as it was recorded.
func TestCleaned(t *testing.T) {
	t.Parallel()
	const hostile = "4111 1111 1111 1111\x1b[31m\u202e"
	a := Attempt{Payment: Payment{Reference: hostile}, Reason: hostile, Message: hostile, Shop: hostile,
		Operator: hostile, Client: hostile, OperatorKey: hostile, Host: hostile}.Cleaned()
	for name, got := range map[string]string{
		"the reference": a.Payment.Reference, "the reason": a.Reason, "the message": a.Message, "the shop": a.Shop,
		"the operator": a.Operator, "the address": a.Client, "the SSH key": a.OperatorKey, "the host": a.Host,
	} {
		if got != dojo.Clean(hostile) || got == hostile {
			t.Errorf("%s: %q", name, got)
		}
	}
	const key = "SHA256:MwxfIbXvCzlS7SuXLU9S7dTdbHBW7SB8RtgPZ2wAhXo"
	if a := (Attempt{OperatorKey: key}).Cleaned(); a.OperatorKey != key {
		t.Errorf("a fingerprint became %q", a.OperatorKey)
	}
}

// An attempt is told by Dojo's clock as it was known at its confirmation, also
// when the machine's clock was put right since; else by the present offset.
func TestByDojo(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		a     Attempt
		ahead time.Duration
		want  time.Time
	}{
		"known then":     {Attempt{ConfirmedAt: at, ConfirmedDojo: at.Add(-25 * time.Hour)}, 0, at.Add(-25 * time.Hour)},
		"and right then": {Attempt{ConfirmedAt: at, ConfirmedDojo: at}, time.Hour, at},
		"not known then": {Attempt{ConfirmedAt: at}, time.Hour, at.Add(-time.Hour)},
	} {
		if got := c.a.ByDojo(c.a.ConfirmedAt, c.ahead); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
