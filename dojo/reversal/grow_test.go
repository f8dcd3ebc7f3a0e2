package reversal

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// knowing is a service that knows n attempts, and the newest of them.
func knowing(tb testing.TB, n int) (*Service, Attempt) {
	tb.Helper()
	w := &world{}
	newLedger(w)
	s := New(depsOf(w, 1))
	tb.Cleanup(func() { s.Stop(tb.Context()) })
	now := time.Now().UTC()
	var last Attempt
	for i := range n {
		a := sent(fmt.Sprint("a", i), now.Add(time.Duration(i)*time.Second))
		a.State = journal.Successful
		last = Attempt{Attempt: a, recorded: a, Past: true}
		s.publish(last)
	}
	return s, last
}

// A reader takes in one change at the same cost, however many attempts there are.
func TestAChangeCostsTheSame(t *testing.T) { // not parallel: it counts allocations
	cost := func(n int) float64 {
		s, a := knowing(t, n)
		_, seen := s.Changes(0)
		return testing.AllocsPerRun(20, func() {
			var changed []Attempt
			s.publish(a)
			if changed, seen = s.Changes(seen); len(changed) != 1 || changed[0].ID != a.ID {
				t.Errorf("%d changed", len(changed))
			}
		})
	}
	if few, many := cost(200), cost(5_000); many > few {
		t.Errorf("%.0f allocations for a change among 5,000 attempts, %.0f among 200", many, few)
	}
}

// What was handed out stays as it was when the attempts change.
func TestWhatWasHandedOutStays(t *testing.T) {
	t.Parallel()
	s, a := knowing(t, 3)
	all, changed := s.all(), slices.Clone(s.Attempts())
	a.State = journal.Confirming
	s.publish(a)
	if all[2].State != journal.Successful || changed[2].State != journal.Successful || s.Attempts()[2].State != journal.Confirming {
		t.Errorf("%s and %s before, %s now", all[2].State, changed[2].State, s.Attempts()[2].State)
	}
}

// BenchmarkChange is one change of an attempt, and a reader that takes it in.
func BenchmarkChange(b *testing.B) {
	for _, n := range []int{200, 5_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, a := knowing(b, n)
			_, seen := s.Changes(0)
			b.ReportAllocs()
			for b.Loop() {
				s.publish(a)
				_, seen = s.Changes(seen)
			}
		})
	}
}
