package ui

import (
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

func listedPayment(d *driver, id string) *dojo.PaymentIntent {
	p, ok := d.m.list.Get("pi_" + id)
	if !ok {
		d.Fatalf("%s isn't listed", id)
	}
	return p
}

// An open attempt of another key bars its payment, and says whose it is.
func TestOtherKeyBars(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ shop, key string }{
		{"Shop A", "the key of Shop A"},
		{"", "another key"},            // by an older version of the program
		{"Corner Shop", "another key"}, // a new key of this shop
	} {
		d := open(t, shopday.Payments(), width(160, 40))
		d.rev.ByOtherKey(listedPayment(d, "1009"), c.shop, toCreated)
		d.moves(func(*reversal.Attempt) {})
		says := "Open, made with " + c.key + ": only that key can follow it."
		d.has(says, "Reversal open, made with "+c.key)
		d.on("1009").press("r").has("kim (till 2) started reversing this at 18:43, with " + c.key + ": only that key can follow it.").reversed(0)
		if d.bells != 0 {
			t.Errorf("%d bells for another shop's attempt", d.bells)
		}
	}
}

// What another key's attempts came to is said on its own shop's screen only, and
// what bars nothing here isn't said at all.
func TestOtherKeyIsNobodysResult(t *testing.T) {
	t.Parallel()
	elsewhere := shopday.Paid("2000", "18:41", 4250, shopday.Card("Visa", "9999"))
	results := map[string]func(*reversal.Attempt){
		"successful": func(a *reversal.Attempt) { a.State = journal.Successful },
		"failed":     failedRefused,
		"already":    func(a *reversal.Attempt) { a.State = journal.Already },
		"unresolved": func(a *reversal.Attempt) { a.State = journal.Unresolved },
		"not sent":   never(journal.TooSlow),
		"corrected": func(a *reversal.Attempt) {
			failedRefused(a)
			a.CorrectedAt = a.ConfirmedAt.Add(time.Minute)
		},
	}
	for name, result := range results {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, shopday.Payments())
			before := d.text()
			d.rev.ByOtherKey(listedPayment(d, "1009"), "Shop A", result)
			d.rev.ByOtherKey(elsewhere, "Shop A", result)
			d.rev.ByOtherKey(elsewhere, "Shop A", toCreated)
			d.moves(func(*reversal.Attempt) {})
			if after := d.text(); after != before || d.bells != 0 {
				t.Errorf("%d bells, and the screen became\n%s", d.bells, after)
			}
			d.on("1009").press("i").hasNot("kim")
		})
	}
}

// It is said from when its payment is listed until it ends.
func TestOtherKeyComesAndGoes(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	p := shopday.Paid("2000", "18:41", 4250, shopday.Card("Visa", "9999"))
	d.rev.ByOtherKey(p, "Shop A", toCreated)
	d.moves(func(*reversal.Attempt) {}).hasNot("Shop A")
	d.lists(append(shopday.Payments(), p)).has("the key of Shop A")
	d.moves(func(a *reversal.Attempt) { a.State = journal.Successful }).hasNot("Shop A", "Successful")
	if d.bells != 0 {
		t.Errorf("%d bells", d.bells)
	}
}
