package shopday

import "dojoreversals/dojo"

// Figures are what Dojo says a payment came to, where it says two things.
type Figures struct {
	Change func(*dojo.PaymentIntent)
	Says   string // of them, in the question
	Amount string // that is reversed
	Typed  string // and typed for it
	Wrong  string // what is typed in vain
}

// TwoFigures are the ways in which Dojo's figures disagree, or can't be read.
func TwoFigures() map[string]Figures {
	euros := func(minor int64) *dojo.Money { return &dojo.Money{Minor: minor, Currency: "EUR"} }
	return map[string]Figures{
		"a large total": {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = Pounds(1000), Pounds(250000) },
			"Dojo's figures disagree: £2,500.00 and £10.00.", "£2,500.00", "2500.00", "10.00"},
		"a large sum": {func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount = Pounds(1000), Pounds(1000)
			p.EditExtras(func(x *dojo.Extras) { x.Tips = Pounds(99000) })
		},
			"Dojo's figures disagree: £1,000.00 and £10.00.", "£1,000.00", "1,000.00", "10"},
		"both below the limit": {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = Pounds(1000), Pounds(1200) },
			"Dojo's figures disagree: £12.00 and £10.00.", "£12.00", "12.00", "10.00"},
		"two currencies": {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = Pounds(1000), euros(1200) },
			"Dojo's figures disagree: €12.00 and £10.00.", "€12.00", "12.00", "10.00"},
		"a tip in another currency": {func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount = Pounds(1000), Pounds(1200)
			p.EditExtras(func(x *dojo.Extras) { x.Tips = euros(200) })
		},
			"Dojo's figures disagree: £12.00 and £10.00.", "£12.00", "12.00", "10.00"},
		"a tip that can't be read": {func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount = Pounds(1000), Pounds(1000)
			p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"tipsAmount"} })
		},
			"One of Dojo's figures for this amount can't be read.", "£10.00", "10.00", "1.00"},
		"a total that can't be read": {func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount = Pounds(1000), nil
			p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"totalAmount"} })
		},
			"One of Dojo's figures for this amount can't be read.", "£10.00", "10.00", "1.00"},
	}
}
