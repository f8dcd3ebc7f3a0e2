package ui

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/muesli/termenv"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/shopday"
)

// patched finds the payments of a snapshot of which one was changed.
type patched struct {
	base    *feed.Snapshot
	changed *dojo.PaymentIntent
}

func (x patched) Find(id string) *dojo.PaymentIntent {
	if id == x.changed.ID {
		return x.changed
	}
	p, _ := x.base.Get(id)
	return p
}

// BenchmarkScreens is one change in a list of 110,000 payments, taken in and drawn by
// each of the screens of a shop, which show different pages of it. It also reports
// the live memory of a screen.
func BenchmarkScreens(b *testing.B) {
	const payments = 110_000
	for _, screens := range []int{1, 10, 100, 500} {
		for _, drawn := range []bool{false, true} {
			name := fmt.Sprintf("%d", screens)
			if drawn {
				name += "/drawn"
			}
			b.Run(name, func(b *testing.B) {
				first := open(b, nil, coloured)
				first.longList(b, payments)
				list, base := first.list, first.list.Snap
				before := liveHeap()
				all := []*driver{first}
				for len(all) < screens {
					all = append(all, alongside(b, first, len(all)))
				}
				taken := liveHeap() - before
				changes := 0
				for b.Loop() {
					b.StopTimer()
					changes++
					place := changes * 7919 % payments
					p := shopday.Changed(base.Payments[place], shopday.Is(dojo.StatusCaptured))
					snap := *base
					snap.Payments = slices.Clone(base.Payments)
					snap.Payments[place], snap.Index = p, patched{base, p}
					list.Version++
					snap.Version = list.Version
					list.Snap = &snap
					b.StartTimer()
					for _, d := range all {
						d.m.Update(listChanged{})
						if drawn {
							d.last = d.m.View()
						}
					}
				}
				if screens > 1 {
					b.ReportMetric(float64(taken)/float64(screens-1)/1e6, "MB/screen")
				}
				runtime.KeepAlive(all)
			})
		}
	}
}

// alongside opens another screen on the list of a first one, some pages down.
func alongside(b *testing.B, first *driver, pages int) *driver {
	b.Helper()
	d := open(b, nil, coloured, beside(first))
	d.profile = termenv.ANSI
	for range pages % 40 {
		d.m.Update(keyOf("pgdown"))
	}
	d.last = d.m.View()
	return d
}

// beside opens a screen on the list of another one.
func beside(first *driver) option {
	return func(_ *Settings, d *driver) { d.list, d.rev, d.judge = first.list, first.rev, first.judge }
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
