package ui

import (
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// Where Dojo gives two figures for a payment, or one that can't be read, the
// amount must be typed, and it is the larger figure.
func TestFiguresThatDisagreeAreTyped(t *testing.T) {
	t.Parallel()
	euros := func(minor int64) *dojo.Money { return &dojo.Money{Minor: minor, Currency: "EUR"} }
	for name, c := range map[string]struct {
		change        func(*dojo.PaymentIntent)
		says          string
		amount, typed string
		wrong         string
	}{
		"a large total": {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = shopday.Pounds(1000), shopday.Pounds(250000) },
			"Dojo's figures disagree: £2,500.00 and £10.00.", "£2,500.00", "2500.00", "10.00"},
		"a large sum": {func(p *dojo.PaymentIntent) {
			p.Amount, p.Tips, p.TotalAmount = shopday.Pounds(1000), shopday.Pounds(99000), shopday.Pounds(1000)
		},
			"Dojo's figures disagree: £1,000.00 and £10.00.", "£1,000.00", "1,000.00", "10"},
		"both below the limit": {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = shopday.Pounds(1000), shopday.Pounds(1200) },
			"Dojo's figures disagree: £12.00 and £10.00.", "£12.00", "12.00", "10.00"},
		"two currencies": {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = shopday.Pounds(1000), euros(1200) },
			"Dojo's figures disagree: €12.00 and £10.00.", "€12.00", "12.00", "10.00"},
		"a tip in another currency": {func(p *dojo.PaymentIntent) {
			p.Amount, p.Tips, p.TotalAmount = shopday.Pounds(1000), euros(200), shopday.Pounds(1200)
		},
			"Dojo's figures disagree: £12.00 and £10.00.", "£12.00", "12.00", "10.00"},
		"a tip that can't be read": {func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount, p.Gaps = shopday.Pounds(1000), shopday.Pounds(1000), []string{"tipsAmount"}
		},
			"One of Dojo's figures for this amount can't be read.", "£10.00", "10.00", "1.00"},
		"a total that can't be read": {func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount, p.Gaps = shopday.Pounds(1000), nil, []string{"totalAmount"}
		},
			"One of Dojo's figures for this amount can't be read.", "£10.00", "10.00", "1.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 1, c.change)}
			d := open(t, list, mustTypeOver500).press("r").asks(c.says, c.amount+" the whole amount", "Reverse "+c.amount)
			d.quietly().press("tab").write(c.wrong).press("enter", "tab", "enter", "enter").quietly().reversed(0)
			d = open(t, list, mustTypeOver500).press("r").quietly().press("tab").write(c.typed).press("enter", "enter").reversed(1)
			if got := d.rev.starts[0].payment.Amount; d.m.speak.Money(got) != c.amount {
				t.Errorf("reversed %v, want %s", got, c.amount)
			}

			w := openPlain(t, list, mustTypeOver500)
			w.types("reverse 1").says(c.says, "Type the amount,").types("reverse").says("That isn't the amount.").reversed(0)
			w.types(c.typed).types("reverse").reversed(1)
		})
	}
}

// Two figures are both found, and either makes a twin.
func TestFiguresThatDisagreeAreFound(t *testing.T) {
	t.Parallel()
	two := func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = shopday.Pounds(1000), shopday.Pounds(250000) }
	list := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 1, two), shopday.Paid("1010", "18:40", 1000), shopday.Paid("1009", "18:30", 250000)}
	for _, text := range []string{"10.00", "2500", "£2,500"} {
		open(t, list).press("/").write(text).has("ORDER-1011")
	}
	open(t, list).has("same as 18:40")
	open(t, []*dojo.PaymentIntent{list[0], list[2]}).has("same as 18:30")
}
