package ui

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// Whatever the window, all of the details can be read, page by page, and the
// next payment's begin at their top.
func TestDetailsScroll(t *testing.T) {
	t.Parallel()
	long := shopday.Changed(shopday.Payments()[0], func(p *dojo.PaymentIntent) {
		for i := range 30 {
			p.EditExtras(func(x *dojo.Extras) {
				x.Events = append(p.Extras().Events, dojo.PaymentEvent{Type: fmt.Sprintf("Event%02d", i), At: p.PaidAt.Time()})
			})
		}
	})
	list := append([]*dojo.PaymentIntent{long}, shopday.Payments()[1:]...)
	for _, size := range [][2]int{{120, 40}, {110, 20}, {80, 24}, {60, 20}, {40, 10}} {
		d := open(t, list, width(size[0], size[1])).on("1011").press("enter")
		if !strings.Contains(d.text(), "pgdn: ") {
			t.Fatalf("%v: nothing says that there is more:\n%s", size, d.text())
		}
		seen := ""
		for range 60 {
			seen += d.fits().text()
			if !strings.Contains(d.text(), "pgdn: ") {
				break
			}
			d.press("pgdown")
		}
		for _, s := range append([]string{"ORDER-1011", "123456"}, eventNames(30)...) {
			if !strings.Contains(seen, s) {
				t.Errorf("%v: %s was never on screen", size, s)
			}
		}
		if d.m.list.Selected() != "pi_1011" {
			t.Errorf("%v: another payment is selected", size)
		}
		last := d.text()
		// At their end the key is the list's again, where that is on screen.
		switch d.press("pgdown"); {
		case size[0] < sideBySide && d.text() != last:
			t.Errorf("%v: it goes on after the end:\n%s", size, d.text())
		case size[0] >= sideBySide && d.m.list.Selected() == "pi_1011":
			t.Errorf("%v: the list's page doesn't turn", size)
		}
		d.on("1011").press("pgdown")
		for range 60 {
			d.press("pgup")
		}
		d.has("Amount")
		d.press("pgdown", "down").has("ORDER-1010", "Amount")
		d.press("up").has("Amount") // of the first again, from its top
	}
	// Where the details fit beside the list, the key is the list's.
	d := open(t, shopday.Payments()).on("1011").press("enter", "pgdown")
	if d.m.list.Selected() == "pi_1011" {
		t.Error("the list's page doesn't turn")
	}
}

func eventNames(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("Event%02d", i))
	}
	return names
}

func TestWrongAmount(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").press("r").quietly().press("shift+tab", "left", "left").asks("wrong amount")
	d.press("enter", "tab").press("enter").quietly()
	d.moves(shopday.ToState(journal.Successful)).press("enter").has("The whole £112.00 is reversed. Take the right amount as a new payment.")
}

// The details say what r would say: not that a payment can be reversed while its
// reversal is under way, or after it.
func TestDetailsSayWhatBarsAReversal(t *testing.T) {
	t.Parallel()
	other := func(a *reversal.Attempt) {
		shopday.ToState(journal.Created)(a)
		a.OtherKey, a.Shop = true, "Quay Street"
	}
	for name, c := range map[string]struct {
		change func(*reversal.Attempt)
		says   string
	}{
		"sending":                      {shopday.ToState(journal.Sending), "Being reversed: sending since 18:59, priya (till 2)."},
		"created":                      {shopday.ToState(journal.Created), "Being reversed: Created at 18:59, priya (till 2)."},
		"checking":                     {shopday.ToState(journal.Checking), "Perhaps reversed: checking, no answer since 18:59, priya (till 2)."},
		"with another key":             {other, "Only that key can follow it."},
		"confirming":                   {shopday.ToState(journal.Confirming), "Successful, confirming"},
		"successful, the list is late": {shopday.ToState(journal.Successful), "Reversed already. Nothing more to do."},
		"still held":                   {shownAs(journal.Confirming, dojo.StatusAuthorized), "Don't refund yet."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, shopday.Payments()).on("1011").confirm().moves(c.change).press("esc", "enter")
			details := d.detailTexts()
			if strings.Contains(details, "can be reversed until") || !strings.Contains(details, c.says) {
				t.Errorf("the details say\n%s", details)
			}
		})
	}
	for name, change := range map[string]func(*reversal.Attempt){
		"failed":     shopday.ToState(journal.Failed),
		"unresolved": shopday.ToState(journal.Unresolved),
		"not sent":   shopday.ToState(journal.Abandoned),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open(t, shopday.Payments()).on("1011").confirm().moves(change).press("esc", "enter").has("It can be reversed until")
		})
	}
	open(t, shopday.Payments(), setting(func(s *Settings) { s.ReadOnly = whyReadOnly })).on("1011").press("enter").has("For the bank").hasNot("can be reversed until")
}

// detailTexts are what the details say of the selected payment, a line each.
func (d *driver) detailTexts() string {
	d.Helper()
	r, ok := d.m.list.Current()
	if !ok {
		d.Fatalf("no payment is selected")
	}
	var texts []string
	for _, detail := range d.m.speak.Details(d.m.list, r, d.m.scene().around(r.Payment.ID), false) {
		texts = append(texts, detail.Text)
	}
	return strings.Join(texts, "\n")
}
