package ui

import (
	"fmt"
	"testing"

	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/shopday"
)

// A key costs the same, to the finished frame, however many payments were tried in the
// last days.
func TestAKeyCostsTheSame(t *testing.T) { // not parallel: it counts allocations
	cost := func(n int, keys ...string) float64 {
		d := open(t, nil, coloured)
		d.longList(t, 3_000)
		for i := range n {
			a := shopday.AttemptIn(journal.Failed, "")
			a.ID, a.Payment.ID, a.Past = fmt.Sprint("a", i), d.list.Snap.Payments[i].ID, i%10 != 0
			d.rev.All = append(d.rev.All, a)
		}
		d.send(listChanged{})
		*d.rev = shopday.Reversals{} // nothing changes from now on
		return testing.AllocsPerRun(5, func() {
			for _, key := range keys {
				d.m.Update(keyOf(key))
				_ = d.m.View()
			}
		})
	}
	for name, keys := range map[string][]string{"down": {"down", "up"}, "find": {"/", "o", "r", "esc"}} {
		const bound = 100 // what grows by steps, longer numbers, and the race detector
		if few, many := cost(200, keys...), cost(3_000, keys...); many > few+bound {
			t.Errorf("%s: %.0f allocations with 3,000 attempts, %.0f with 200", name, many, few)
		}
	}
}
