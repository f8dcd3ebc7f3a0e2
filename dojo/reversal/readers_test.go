package reversal

import (
	"fmt"
	"maps"
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
		kept, seen := map[string]journal.State{}, uint64(0) // by one who looks at changes now and then
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
			if rapid.Bool().Draw(t, "looks away") {
				continue
			}
			changed, last := s.Changes(seen)
			for _, a := range changed {
				kept[a.ID] = a.State
			}
			seen = last
			if !maps.Equal(kept, states) {
				t.Fatalf("by changes %v, want %v", kept, states)
			}
			if again, same := s.Changes(last); len(again) > 0 || same != last {
				t.Fatalf("nothing has changed, and %d attempts are told", len(again))
			}
		}
	})
}
