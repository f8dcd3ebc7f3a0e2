package feed

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// BenchmarkPublish makes the lists and indexes of four snapshots in a load. Each has
// 1,200 new payments of one time of the day, whose IDs are anywhere, besides the 60,000
// that the first of them finds.
func BenchmarkPublish(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	payments := func(n int, from time.Time) map[string]*dojo.PaymentIntent {
		all := map[string]*dojo.PaymentIntent{}
		for range n {
			p := &dojo.PaymentIntent{ID: fmt.Sprintf("pi_%016x", random.Uint64()), PaidAt: dojo.InstantOf(from)}
			all[p.ID] = p
			from = from.Add(-time.Second)
		}
		return all
	}
	known := payments(60_000, noon)
	var x index
	x = x.with(known)
	list := splice(nil, nil, slices.Collect(maps.Values(known)))
	var fresh []map[string]*dojo.PaymentIntent
	for i := range 4 {
		fresh = append(fresh, payments(1_200, noon.Add(-time.Duration(3*i+1)*time.Hour)))
	}
	b.ReportAllocs()
	for b.Loop() {
		x, list := x, list
		for _, f := range fresh {
			x, list = x.with(f), splice(list, nil, slices.Collect(maps.Values(f)))
		}
	}
}
