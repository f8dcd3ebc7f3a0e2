package dojo_test

import (
	"math"
	"testing"
	"time"

	"dojoreversals/dojo"
)

func TestCharge(t *testing.T) {
	t.Parallel()
	eur := func(minor int64) *dojo.Money { return &dojo.Money{Minor: minor, Currency: "EUR"} }
	for _, tt := range []struct {
		name    string
		payment dojo.PaymentIntent
		total   dojo.Money
		known   bool
		other   *dojo.Money
	}{
		{"an amount alone", dojo.PaymentIntent{Amount: gbp(4250)}, *gbp(4250), true, nil},
		{"the sum of the parts", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Tips: gbp(250), Cashback: gbp(1000), ServiceCharge: gbp(50)}), *gbp(5550), true, nil},
		{"and Dojo agrees", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: gbp(4500)}.WithExtras(dojo.Extras{Tips: gbp(250)}), *gbp(4500), true, nil},
		{"and Dojo disagrees", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: gbp(4250)}.WithExtras(dojo.Extras{Tips: gbp(250)}), *gbp(4500), true, gbp(4250)},
		{"Dojo says it in another currency", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: eur(4250)}, *gbp(4250), true, eur(4250)},
		{"a part of nothing in another currency", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Tips: eur(0)}), *gbp(4250), true, nil},
		{"a part in another currency, no total", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Tips: eur(1)}), dojo.Money{}, false, nil},
		{"a part in another currency, a total", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: gbp(4251)}.WithExtras(dojo.Extras{Tips: eur(1)}), *gbp(4251), true, gbp(4250)},
		{"a small sum, a large total", dojo.PaymentIntent{Amount: gbp(1000), TotalAmount: gbp(250000)}, *gbp(250000), true, gbp(1000)},
		{"a tip that can't be read, a total as large as the amount", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: gbp(4250)}.WithExtras(dojo.Extras{Gaps: []string{"tipsAmount"}}), *gbp(4250), true, nil},
		{"a total that can't be read", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Gaps: []string{"totalAmount"}}), *gbp(4250), true, nil},
		{"another currency, with more minor units", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: eur(4251)}, *eur(4251), true, gbp(4250)},
		{"a sum, and a total in no currency", dojo.PaymentIntent{Amount: gbp(0), TotalAmount: &dojo.Money{Minor: 9}}.WithExtras(dojo.Extras{Tips: gbp(1)}), dojo.Money{Minor: 9}, false, gbp(1)},
		{"a part in another currency, a total in none", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: &dojo.Money{Minor: 4251}}.WithExtras(dojo.Extras{Tips: eur(1)}), dojo.Money{Minor: 4251}, false, gbp(4250)},
		{"too large a sum", dojo.PaymentIntent{Amount: gbp(math.MaxInt64)}.WithExtras(dojo.Extras{Tips: gbp(1)}), dojo.Money{}, false, nil},
		{"no amount, a total", dojo.PaymentIntent{TotalAmount: gbp(4250)}, *gbp(4250), true, nil},
		{"no amount, a total in no currency", dojo.PaymentIntent{TotalAmount: &dojo.Money{Minor: 1}}, dojo.Money{Minor: 1}, false, nil},
		{"an amount in no currency", dojo.PaymentIntent{Amount: &dojo.Money{Minor: 4250}}, dojo.Money{Minor: 4250}, false, nil},
		{"an unknown currency is one", dojo.PaymentIntent{Amount: &dojo.Money{Minor: 1, Currency: "XYZ"}}, dojo.Money{Minor: 1, Currency: "XYZ"}, true, nil},
		{"nothing", dojo.PaymentIntent{}, dojo.Money{}, false, nil},
		{"a tip that can't be read", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Gaps: []string{"tipsAmount"}}), dojo.Money{}, false, nil},
		{"cashback that can't be read", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Gaps: []string{"cashbackAmount"}}), dojo.Money{}, false, nil},
		{"a service charge that can't be read", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Gaps: []string{"serviceChargeAmount"}}), dojo.Money{}, false, nil},
		{"a tip that can't be read, a total", dojo.PaymentIntent{Amount: gbp(4250), TotalAmount: gbp(4500)}.WithExtras(dojo.Extras{Gaps: []string{"tipsAmount"}}), *gbp(4500), true, gbp(4250)},
		{"a description that can't be read", dojo.PaymentIntent{Amount: gbp(4250)}.WithExtras(dojo.Extras{Gaps: []string{"description"}}), *gbp(4250), true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := tt.payment.Charge()
			if got.Total != tt.total || got.Known != tt.known {
				t.Errorf("got %+v known %v, want %+v known %v", got.Total, got.Known, tt.total, tt.known)
			}
			if (got.Other == nil) != (tt.other == nil) || got.Other != nil && *got.Other != *tt.other {
				t.Errorf("beside it %v, want %v", got.Other, tt.other)
			}
			unreadable := len(tt.payment.Extras().Gaps) > 0 && tt.payment.Extras().Gaps[0] != "description"
			if certain := tt.known && tt.other == nil && !unreadable; tt.known && got.Certain != certain {
				t.Errorf("certain %v, want %v", got.Certain, certain)
			}
		})
	}
}

func TestHoldEnds(t *testing.T) {
	t.Parallel()
	full := held()
	full.EditKind(func(k *dojo.Kind) {
		k.AutoExpireIn = 6 * 24 * time.Hour
		k.AutoExpireAction = dojo.ExpireCapture
	})
	if at, action := full.HoldEnds(); !at.Equal(full.PaidAt.Time().Add(6*24*time.Hour)) || action != dojo.ExpireCapture {
		t.Errorf("ends %v with %s", at, action)
	}
	for name, change := range map[string]func(*dojo.PaymentIntent){
		"no payment time":   func(p *dojo.PaymentIntent) { p.PaidAt = 0 },
		"no span":           func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.AutoExpireIn = 0 }) },
		"a span below zero": func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.AutoExpireIn = -1 }) },
		"no action":         func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.AutoExpireAction = "" }) },
	} {
		p := full
		change(&p)
		if at, action := p.HoldEnds(); !at.IsZero() || action != "" {
			t.Errorf("%s: ends %v with %s", name, at, action)
		}
	}
}

func TestPaidOrCreated(t *testing.T) {
	t.Parallel()
	p := held()
	if at, fromCreated := p.PaidOrCreated(); at != p.PaidAt.Time() || fromCreated {
		t.Errorf("%v, from created %v", at, fromCreated)
	}
	p.PaidAt = 0
	if at, fromCreated := p.PaidOrCreated(); at != p.CreatedAt.Time() || !fromCreated {
		t.Errorf("%v, from created %v", at, fromCreated)
	}
	p.CreatedAt = 0
	if at, fromCreated := p.PaidOrCreated(); !at.IsZero() || fromCreated {
		t.Errorf("%v, from created %v", at, fromCreated)
	}
}
