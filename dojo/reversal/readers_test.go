package reversal

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo/journal"
)

// Readers come and go in any order. Each is told of every change that it hasn't taken
// yet, one that takes nothing delays nobody, and one that has ended is forgotten. All
// who ask see the same newest states, in order.
func TestReadersAreEachTold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		type reader struct {
			changed <-chan struct{}
			end     func()
			untold  bool // something has changed that it hasn't taken
		}
		s := New(Deps{})
		var readers []*reader
		states := map[string]journal.State{}
		took := func(r *reader) bool {
			select {
			case <-r.changed:
				return true
			default:
				return false
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch step := rapid.IntRange(0, 5).Draw(t, "step"); {
			case step == 0:
				r := &reader{untold: len(states) > 0}
				r.changed, r.end = s.Subscribe()
				readers = append(readers, r)
			case step == 1 && len(readers) > 0:
				i := rapid.IntRange(0, len(readers)-1).Draw(t, "reader")
				readers[i].end()
				readers[i].end() // a second time does nothing
				readers = slices.Delete(readers, i, i+1)
			case step < 4:
				n := rapid.IntRange(0, 3).Draw(t, "attempt")
				a := Attempt{Attempt: journal.Attempt{
					ID: fmt.Sprint("a", n), ConfirmedAt: noon.Add(time.Duration(-n) * time.Minute),
					State: rapid.SampledFrom([]journal.State{journal.Sending, journal.Created, journal.Successful}).Draw(t, "state"),
				}}
				states[a.ID] = a.State
				s.publish(a)
				for _, r := range readers {
					r.untold = true
				}
			case len(readers) > 0:
				r := rapid.SampledFrom(readers).Draw(t, "reader")
				if got := took(r); got != r.untold {
					t.Fatalf("a reader was told: %v, want %v", got, r.untold)
				}
				r.untold = false
			}
			if len(s.readers) != len(readers) {
				t.Fatalf("%d readers are kept, and there are %d", len(s.readers), len(readers))
			}
			all := s.Attempts()
			if len(all) != len(states) || !slices.IsSortedFunc(all, func(a, b Attempt) int { return a.ConfirmedAt.Compare(b.ConfirmedAt) }) {
				t.Fatalf("%d attempts, want %d in order: %v", len(all), len(states), all)
			}
			for _, a := range all {
				if a.State != states[a.ID] {
					t.Fatalf("%s is %s, want %s", a.ID, a.State, states[a.ID])
				}
			}
			if again := s.Attempts(); len(all) > 0 && &again[0] != &all[0] {
				t.Fatal("nothing has changed, and the attempts were copied again")
			}
		}
	})
}
