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
	for name, c := range shopday.TwoFigures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 1, c.Change)}
			d := open(t, list, mustTypeOver500).press("r").asks(c.Says, c.Amount+" the whole amount", "Reverse "+c.Amount)
			d.quietly().press("tab").write(c.Wrong).press("enter", "tab", "enter", "enter").quietly().reversed(0)
			d = open(t, list, mustTypeOver500).press("r").quietly().press("tab").write(c.Typed).press("enter", "enter").reversed(1)
			if got := d.rev.Starts[0].Payment.Amount; d.m.speak.Money(got) != c.Amount {
				t.Errorf("reversed %v, want %s", got, c.Amount)
			}
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
