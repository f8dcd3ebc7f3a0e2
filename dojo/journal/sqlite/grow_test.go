package sqlite

import (
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/internal/journaltest"
)

// Learning of one change takes in one attempt, however many recent ones there are.
func TestAChangeCostsTheSame(t *testing.T) { // not parallel: it counts allocations
	s := open(t, options(stateDir(t), newWall()))
	grow(t, s, 5)
	cost := func() float64 {
		end, err := s.End(ctx)
		must(t, err)
		return testing.AllocsPerRun(5, func() {
			list, last, err := s.Changes(ctx, journaltest.Shop, end.Count-1)
			if err != nil || len(list) != 1 || last != end.Count {
				t.Errorf("%d attempts up to %d, %v", len(list), last, err)
			}
		})
	}
	few := cost()
	fill(t, s, 1, 100)
	if many := cost(); many > 1.5*few {
		t.Errorf("%.0f allocations for a change among 101 attempts, %.0f alone", many, few)
	}
}

// A filter finds the same with the indexes as without them.
func TestSinceFindsByBothClocks(t *testing.T) {
	t.Parallel()
	w := newWall()
	o := options(stateDir(t), w)
	dojoNow := noon
	o.DojoNow = func() time.Time { return dojoNow }
	s := open(t, o)
	fill(t, s, 0, 1) // long ago by both
	dojoNow = noon.Add(48 * time.Hour)
	fill(t, s, 1, 1) // recent by Dojo's clock
	dojoNow = time.Time{}
	w.Pass(48 * time.Hour)
	fill(t, s, 2, 1) // recent by this machine's clock
	dojoNow = noon
	must(t, s.Begin(ctx, attempt("old", "pi_old", journal.Intended))) // recent by this machine's
	for since, want := range map[time.Duration]string{0: "a000000 a000001 a000002 old ", 24 * time.Hour: "a000001 a000002 old ", 72 * time.Hour: ""} {
		list, err := s.Attempts(ctx, journal.Filter{Since: noon.Add(since)})
		if err != nil || names(list) != want {
			t.Errorf("since %s: %q, %v; want %q", since, names(list), err, want)
		}
	}
}
