package reversal

import (
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// BenchmarkCompare compares a list with the attempts of the last days, each of them
// over and its payment listed as it was left.
func BenchmarkCompare(b *testing.B) {
	for _, n := range []int{200, 5_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := &world{}
			newLedger(w)
			s := New(depsOf(w, 1))
			defer s.Stop(b.Context())
			now, listed := time.Now().UTC(), map[string]*dojo.PaymentIntent{}
			for i := range n {
				id := fmt.Sprint("a", i)
				a := sent(id, now)
				a.State, a.Answered, a.HTTPStatus, a.SettledAt, a.LastStatus = journal.Successful, dojo.ReversalSuccessful, 200, now, dojo.StatusReversed
				s.known.put(Attempt{Attempt: a, recorded: a, Past: true})
				p := held(a.Payment.ID, now)
				p.Status = dojo.StatusReversed
				listed[p.ID] = &p
			}
			b.ReportAllocs()
			for b.Loop() {
				s.Compare(func(id string) (*dojo.PaymentIntent, bool) { p, ok := listed[id]; return p, ok })
			}
		})
	}
}
