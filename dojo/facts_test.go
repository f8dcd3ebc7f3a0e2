package dojo_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

// anyPayment is a payment of which Dojo tells all.
func anyPayment(t *rapid.T) dojo.PaymentIntent {
	p := held()
	minor := rapid.Int64Range(1, 1_000_000)
	p.ID, p.Reference = "pi_1", "ORDER-1011"
	p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureManual })
	p.SetCard(dojo.Card{Brand: "Visa", Last4: "1013", Funding: "Debit", EntryMode: "Contactless"})
	p.Amount = gbp(minor.Draw(t, "amount"))
	p.EditExtras(func(x *dojo.Extras) { x.Tips = gbp(minor.Draw(t, "tips")) })
	p.EditExtras(func(x *dojo.Extras) {
		x.ServiceCharge = gbp(minor.Draw(t, "service"))
		x.Cashback = gbp(minor.Draw(t, "cashback"))
	})
	sum, _ := p.PartsSum()
	p.TotalAmount = &sum
	p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 100, Status: "Declined"}} })
	return p
}

// hidden are the ways in which a list may tell less of a payment than a read
// of it, without showing another amount.
var hidden = map[string]func(*dojo.PaymentIntent){
	"card":           func(p *dojo.PaymentIntent) { p.SetCard(dojo.Card{}) },
	"brand":          func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.Brand = "" }) },
	"last four":      func(p *dojo.PaymentIntent) { p.Last4 = "" },
	"funding":        func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.Funding = "" }) },
	"entry mode":     func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.EntryMode = "" }) },
	"payment time":   func(p *dojo.PaymentIntent) { p.PaidAt = 0 },
	"reference":      func(p *dojo.PaymentIntent) { p.Reference = "" },
	"capture mode":   func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CaptureMode = "" }) },
	"captures":       func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Captures = nil }) },
	"bank's code":    func(p *dojo.PaymentIntent) { p.AuthCode = "" },
	"tip":            func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Tips = nil }) },
	"service charge": func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.ServiceCharge = nil }) },
	"cashback":       func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Cashback = nil }) },
	"parts": func(p *dojo.PaymentIntent) {
		p.Amount = nil
		p.EditExtras(func(x *dojo.Extras) {
			x.Tips = nil
			x.ServiceCharge = nil
			x.Cashback = nil
		})
	},
	"fractions": func(p *dojo.PaymentIntent) { p.PaidAt = dojo.InstantOf(p.PaidAt.Time().Truncate(time.Second)) },
}

// factChanges are the ways in which what was shown, or decides, becomes another.
var factChanges = map[string]func(*dojo.PaymentIntent){
	"ID":           func(p *dojo.PaymentIntent) { p.ID = "pi_2" },
	"status":       func(p *dojo.PaymentIntent) { p.Status = dojo.StatusCaptured },
	"capture mode": func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto }) },
	"reference":    func(p *dojo.PaymentIntent) { p.Reference = "ORDER-1" },
	"brand":        func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.Brand = "Amex" }) },
	"last four":    func(p *dojo.PaymentIntent) { p.Last4 = "1014" },
	"payment time": func(p *dojo.PaymentIntent) { p.PaidAt = dojo.InstantOf(p.PaidAt.Time().Add(time.Second)) },
	"amount":       func(p *dojo.PaymentIntent) { p.Amount = gbp(p.Amount.Minor + 1) },
	"tip":          func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Tips = gbp(0) }) },
	"tip taken over into the amount": func(p *dojo.PaymentIntent) {
		p.Amount = gbp(p.Amount.Minor + p.Extras().Tips.Minor)
		p.EditExtras(func(x *dojo.Extras) { x.Tips = gbp(0) })
	},
	"service charge": func(p *dojo.PaymentIntent) {
		p.EditExtras(func(x *dojo.Extras) { x.ServiceCharge = gbp(p.Extras().ServiceCharge.Minor + 1) })
	},
	"cashback": func(p *dojo.PaymentIntent) {
		p.EditExtras(func(x *dojo.Extras) { x.Cashback = gbp(p.Extras().Cashback.Minor + 1) })
	},
	"total": func(p *dojo.PaymentIntent) { p.TotalAmount = gbp(p.TotalAmount.Minor + 1) },
	"currency": func(p *dojo.PaymentIntent) {
		p.EditExtras(func(x *dojo.Extras) {
			for _, m := range []**dojo.Money{&p.Amount, &x.Tips, &x.ServiceCharge, &x.Cashback, &p.TotalAmount} {
				*m = &dojo.Money{Minor: (*m).Minor, Currency: "EUR"}
			}
		})
	},
	"refunds": func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Refunded = 1 }) },
	"captures": func(p *dojo.PaymentIntent) {
		p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 100, Status: "Failed"}} })
	},
	"a tip, not read": func(p *dojo.PaymentIntent) {
		p.EditExtras(func(x *dojo.Extras) {
			x.Tips = nil
			x.Gaps = []string{"tipsAmount"}
		})
	},
	"a total, not read": func(p *dojo.PaymentIntent) {
		p.TotalAmount = nil
		p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"totalAmount"} })
	},
	"a tip and the total": func(p *dojo.PaymentIntent) {
		p.TotalAmount = nil
		p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
	},
	"no amount of any way": func(p *dojo.PaymentIntent) { hidden["parts"](p); p.TotalAmount = nil },
}

func names(m map[string]func(*dojo.PaymentIntent)) []string {
	var list []string
	for name := range m {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// What is told of a payment beyond what was shown is no change, and neither is
// what isn't told any more.
func TestMoreKnowledgeIsNoChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := anyPayment(t)
		list := whole
		for _, name := range rapid.SliceOf(rapid.SampledFrom(names(hidden))).Draw(t, "hidden") {
			hidden[name](&list)
		}
		if list.Facts().Contradict(whole.Facts()) {
			t.Fatalf("a read that tells more is a change:\n%+v\n%+v", list.Facts(), whole.Facts())
		}
		if whole.Facts().Contradict(list.Facts()) {
			t.Fatalf("a list that tells less is a change:\n%+v\n%+v", whole.Facts(), list.Facts())
		}
	})
}

// What was shown and is another now is a change, whatever else is told, or
// isn't.
func TestAnotherFactIsAChange(t *testing.T) {
	t.Parallel()
	related := map[string][]string{ // what hides a change
		"reference": {"reference"}, "brand": {"card", "brand"}, "last four": {"card", "last four"},
		"payment time": {"payment time", "fractions"}, "capture mode": {"capture mode"}, "captures": {"captures"},
	}
	parts := []string{"tip", "service charge", "cashback", "parts"}
	for _, name := range []string{"amount", "tip", "service charge", "cashback", "tip taken over into the amount", "a tip, not read", "a tip and the total", "no amount of any way"} {
		related[name] = parts
	}
	rapid.Check(t, func(t *rapid.T) {
		shown := anyPayment(t)
		change := rapid.SampledFrom(names(factChanges)).Draw(t, "change")
		now := shown
		factChanges[change](&now)
		for _, name := range rapid.SliceOf(rapid.SampledFrom(names(hidden))).Draw(t, "hidden") {
			if slices.Contains(related[change], name) {
				continue
			}
			if rapid.Bool().Draw(t, "in the list") {
				hidden[name](&shown)
			} else {
				hidden[name](&now)
			}
		}
		if !shown.Facts().Contradict(now.Facts()) {
			t.Fatalf("another %s is no change:\n%+v\n%+v", change, shown.Facts(), now.Facts())
		}
	})
}

// What only becomes known contradicts the screen where it makes a figure, or a
// sentence, of it wrong.
func TestKnowledgeThatContradictsTheScreen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shown, now func(*dojo.PaymentIntent)
		want       bool
	}{
		"a tip, where the amount alone was shown": {func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Tips = nil }) }, func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Tips = gbp(250) }) }, true},
		"a tip, where the total was shown": {func(p *dojo.PaymentIntent) { p.TotalAmount = gbp(p.Amount.Minor + 250) },
			func(p *dojo.PaymentIntent) {
				p.TotalAmount = gbp(p.Amount.Minor + 250)
				p.EditExtras(func(x *dojo.Extras) { x.Tips = gbp(250) })
			}, false},
		"a total that agrees":    {nil, func(p *dojo.PaymentIntent) { p.TotalAmount = gbp(p.Amount.Minor) }, false},
		"a total that disagrees": {nil, func(p *dojo.PaymentIntent) { p.TotalAmount = gbp(p.Amount.Minor + 1) }, true},
		"a capture that stands": {nil, func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Created"}} })
		}, true},
		"a capture that was refused": {nil, func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Declined"}} })
		}, false},
		"a capture of what is captured": {func(p *dojo.PaymentIntent) { p.Status = dojo.StatusCaptured },
			func(p *dojo.PaymentIntent) {
				p.Status = dojo.StatusCaptured
				p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Successful"}} })
			}, false},
		"a part that can't be read": {nil, func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"tipsAmount"} }) }, true},
		"a part that can be read now": {func(p *dojo.PaymentIntent) {
			p.TotalAmount = p.Amount
			p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"tipsAmount"} })
		},
			func(p *dojo.PaymentIntent) { p.TotalAmount = p.Amount }, false},
		"another time of creation, which stood in": {func(p *dojo.PaymentIntent) { p.PaidAt = 0 },
			func(p *dojo.PaymentIntent) {
				p.PaidAt, p.CreatedAt = 0, dojo.InstantOf(p.CreatedAt.Time().Add(time.Hour))
			}, true},
		"another time of creation beside the payment time": {nil, func(p *dojo.PaymentIntent) { p.CreatedAt = dojo.InstantOf(p.CreatedAt.Time().Add(time.Hour)) }, false},
	} {
		shown, now := held(), held()
		if c.shown != nil {
			c.shown(&shown)
		}
		c.now(&now)
		if got := shown.Facts().Contradict(now.Facts()); got != c.want {
			t.Errorf("%s: a change %v, want %v", name, got, c.want)
		}
	}
}
