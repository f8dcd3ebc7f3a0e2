package worklist

import (
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

func TestTwins(t *testing.T) {
	t.Parallel()
	first := shopday.Paid("1", "18:00", 4250)
	at := func(s string) *dojo.PaymentIntent { return shopday.Paid("2", s, 4250) }
	for name, c := range map[string]struct {
		other *dojo.PaymentIntent
		twin  bool
	}{
		"the same moment":   {at("18:00"), true},
		"30 minutes":        {at("18:30"), true},
		"a second more":     {at("18:30:01"), false},
		"30 minutes before": {at("17:30"), true},
		"more before":       {at("17:29:59"), false},
		"brand":             {shopday.Changed(at("18:01"), shopday.Card("Mastercard", "1013")), false},
		"last four":         {shopday.Changed(at("18:01"), shopday.Card("Visa", "1014")), false},
		"amount":            {shopday.Paid("2", "18:01", 4251), false},
		"with a tip": {shopday.Changed(shopday.Paid("2", "18:01", 4000), func(p *dojo.PaymentIntent) {
			p.TotalAmount = nil
			p.EditExtras(func(x *dojo.Extras) { x.Tips = shopday.Pounds(250) })
		}), true},
		"currency": {shopday.Changed(at("18:01"), func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount = &dojo.Money{Minor: 4250, Currency: "EUR"}, nil
		}), false},
		"no card":       {shopday.Changed(at("18:01"), shopday.Card("Visa", "")), false},
		"not paid":      {shopday.Changed(at("18:01"), shopday.Is(dojo.StatusCreated)), false},
		"cancelled":     {shopday.Changed(at("18:01"), shopday.Is(dojo.StatusCanceled)), false},
		"reversed":      {shopday.Changed(at("18:01"), shopday.Is(dojo.StatusReversed)), true},
		"captured":      {shopday.Changed(at("18:01"), shopday.Is(dojo.StatusCaptured)), true},
		"over midnight": {shopday.Changed(at("18:01"), shopday.DaysAgo(1)), false},
	} {
		twins := allTwins([]*dojo.PaymentIntent{first, c.other})
		for _, ids := range [][2]string{{"pi_1", "pi_2"}, {"pi_2", "pi_1"}} {
			if got := twins[ids[0]]; (got != nil) != c.twin || (got != nil && got.ID != ids[1]) {
				t.Errorf("%s: the twin of %s is %v, want %v", name, ids[0], got, c.twin)
			}
		}
	}
	nobody := shopday.Paid("1", "18:00", 4250, shopday.Card("", ""))
	if twins := allTwins([]*dojo.PaymentIntent{nobody, shopday.Changed(nobody, func(p *dojo.PaymentIntent) { p.ID = "pi_2" })}); len(twins) != 0 {
		t.Errorf("payments without a card are twins: %v", twins)
	}
	// Of several the nearest.
	twins := allTwins([]*dojo.PaymentIntent{shopday.Paid("1", "18:00", 1), shopday.Paid("2", "18:20", 1), shopday.Paid("3", "18:25", 1), shopday.Paid("4", "19:30", 1)})
	for id, want := range map[string]string{"pi_1": "pi_2", "pi_2": "pi_3", "pi_3": "pi_2"} {
		if twins[id] == nil || twins[id].ID != want {
			t.Errorf("the twin of %s is %v, want %s", id, twins[id], want)
		}
	}
	if twins["pi_4"] != nil {
		t.Errorf("pi_4 has a twin")
	}
}

// allTwins finds the twin of each payment, by ID.
func allTwins(payments []*dojo.PaymentIntent) map[string]*dojo.PaymentIntent {
	sorted := shopday.SnapshotOf(1, payments).Payments
	found := map[string]*dojo.PaymentIntent{}
	for i, p := range sorted {
		if twin := findTwin(sorted, i); twin != nil {
			found[p.ID] = twin
		}
	}
	return found
}
