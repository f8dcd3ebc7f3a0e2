package audit

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/internal/rapidtest"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/leaktest"
)

// TestMain runs the properties over the same cases every time, unless the command line
// says otherwise (-rapid.seed=0 draws new ones).
func TestMain(m *testing.M) {
	rapidtest.Fix(20261126, 0)
	leaktest.Main(m)
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// record is a journal in a slice, with the hashes that a store would give.
type record struct {
	events []journal.Event
	err    error
}

// must ends the test at an error.
func must(t interface{ Fatal(args ...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func (r *record) end() journal.Head {
	if len(r.events) == 0 {
		return journal.Head{Hash: journal.NoHash}
	}
	last := r.events[len(r.events)-1]
	return journal.Head{Count: last.Seq, Hash: last.Hash}
}

// add adds events with a reason that tells one record from another.
func (r *record) add(t interface{ Fatal(args ...any) }, n int, reason string) {
	for range n {
		end := r.end()
		row, err := journal.RowAfter(end, journal.Event{At: noon.Add(time.Duration(end.Count) * time.Second), Kind: journal.Moved, Attempt: journal.Attempt{
			ID: fmt.Sprint("attempt-", end.Count), Reason: reason, State: journal.Sending, Payment: journal.Payment{ID: "pi_1", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}},
		}})
		must(t, err)
		e, err := row.Event()
		must(t, err)
		r.events = append(r.events, e)
	}
}

// EventsAfter implements Source.
func (r *record) EventsAfter(_ context.Context, seq int64, most int) ([]journal.Event, error) {
	if r.err != nil {
		return nil, r.err
	}
	from := slices.IndexFunc(r.events, func(e journal.Event) bool { return e.Seq > seq })
	if from < 0 {
		return nil, nil
	}
	return r.events[from:min(from+most, len(r.events))], nil
}
