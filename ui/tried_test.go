package ui

import (
	"fmt"
	"math"
	"runtime"
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

// A key costs the same, to the finished frame, however long the list is: neither more
// allocations nor larger ones.
func TestAKeyCostsTheSameOnALongList(t *testing.T) { // not parallel: it counts allocations
	few, many := open(t, nil, coloured).longList(t, 20_000), open(t, nil, coloured).longList(t, 100_000)
	for name, keys := range map[string][]string{
		"down": {"down", "up"}, "page": {"pgdown", "pgup"}, "details": {"enter", "esc"}, "dialog": {"r", "esc"},
	} {
		cost := func(d *driver) (allocations float64, bytes uint64) {
			press := func() {
				for _, key := range keys {
					d.m.Update(keyOf(key))
					_ = d.m.View()
				}
			}
			allocations, bytes = testing.AllocsPerRun(5, press), math.MaxUint64
			for range 5 { // the least, since a collection empties what is used again
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				press()
				runtime.ReadMemStats(&after)
				bytes = min(bytes, after.TotalAlloc-before.TotalAlloc)
			}
			return allocations, bytes
		}
		a, aBytes := cost(few)
		b, bBytes := cost(many)
		t.Logf("%s: %.0f allocations of %d bytes with 100,000 payments, %.0f of %d with 20,000", name, b, bBytes, a, aBytes)
		const bound = 100 // longer numbers, and the race detector
		if b > a+bound || bBytes > 2*aBytes {
			t.Errorf("%s: %.0f allocations of %d bytes with 100,000 payments, %.0f of %d with 20,000", name, b, bBytes, a, aBytes)
		}
	}
}
