package sqlite

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// chooses says whether a filter takes an event, as journal.Filter puts it.
func chooses(f journal.Filter, e, newest journal.Event) bool {
	a, last := e.Attempt, newest.Attempt
	unfinished := last.State.Open() || last.State == journal.Unresolved && last.CorrectedAt.IsZero()
	return (f.Since.IsZero() || !e.At.Before(f.Since) || !e.DojoAt.Before(f.Since)) &&
		(f.PaymentID == "" || a.Payment.ID == f.PaymentID) && (f.AttemptID == "" || a.ID == f.AttemptID) &&
		(!f.Unfinished || unfinished) &&
		(f.Shop == nil || a.Environment == f.Shop.Environment && dojo.Place(a.Environment, a.BaseURL) == dojo.Place(f.Shop.Environment, f.Shop.BaseURL) &&
			(f.Shop.KeyFingerprint == "" || a.KeyFingerprint == f.Shop.KeyFingerprint))
}

// Events finds by the indexes what a look at each event finds, for every filter: the
// events of attempts that went on at the same time, of two shops, by two clocks.
func TestEventsAreThoseOfTheFilter(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	states := []journal.State{journal.Intended, journal.Sending, journal.Created, journal.Successful, journal.Unresolved}
	must(t, s.write(ctx, s.author(), func(ctx context.Context, tr *transaction) error {
		for i := range 60 {
			n := i % 6 // its attempt
			a := attempt(fmt.Sprint("a", n), fmt.Sprint("pi_", []int{0, 1, 2, 3, 4, 1}[n]), states[min(i/6, 1+n%4)])
			if i > 40 {
				a.State = []journal.State{journal.Successful, journal.Unresolved, journal.Unresolved, journal.Created, journal.Successful, journal.Successful}[n]
			}
			if i > 50 && n == 2 {
				a.CorrectedAt = noon
			}
			if a.ConfirmedAt, a.KeyFingerprint = noon, "0123456789ab"; n == 1 {
				a.BaseURL = "https://other.example"
			}
			if i > 30 && n == 3 {
				a.KeyFingerprint = "ba9876543210"
			}
			e := journal.Event{Kind: journal.Moved, Attempt: a, At: noon.Add(time.Duration(i) * time.Minute), Process: "p"}
			if i%3 == 0 {
				e.DojoAt = e.At.Add(time.Duration(i%2*20-10) * time.Minute)
			}
			if err := tr.add(ctx, e); err != nil {
				return err
			}
		}
		return nil
	}))
	all := list(t, s, journal.Filter{})
	newest := map[string]journal.Event{}
	for _, e := range all {
		newest[e.Attempt.ID] = e
	}
	key := journal.Shop{Environment: all[0].Attempt.Environment, BaseURL: all[0].Attempt.BaseURL, KeyFingerprint: "0123456789ab"}
	shop := key
	shop.KeyFingerprint = ""
	found := 0
	for _, since := range []time.Time{{}, noon.Add(25 * time.Minute), noon.Add(59 * time.Minute), noon.Add(2 * time.Hour)} {
		for _, payment := range []string{"", "pi_1", "pi_3", "pi_x"} {
			for _, id := range []string{"", "a1", "a5"} {
				for _, unfinished := range []bool{false, true} {
					for _, of := range []*journal.Shop{nil, &shop, &key} {
						f := journal.Filter{Since: since, PaymentID: payment, AttemptID: id, Unfinished: unfinished, Shop: of}
						var want, got []int64
						for _, e := range all {
							if chooses(f, e, newest[e.Attempt.ID]) {
								want = append(want, e.Seq)
							}
						}
						for _, e := range list(t, s, f) {
							got = append(got, e.Seq)
						}
						if fmt.Sprint(got) != fmt.Sprint(want) {
							t.Errorf("%+v: events %v, want %v", f, got, want)
						}
						found += len(got)
					}
				}
			}
		}
	}
	if len(all) != 60 || found < 500 {
		t.Errorf("%d events, and %d were found", len(all), found)
	}
}

// BenchmarkEvents asks for the events of one payment, of one attempt, and of the last
// days, by how many attempts there are.
func BenchmarkEvents(b *testing.B) {
	for _, n := range sizes {
		w := newWall()
		s := open(b, options(stateDir(b), w))
		grow(b, s, n*5)
		w.Pass(2 * journal.Remembered)
		fill(b, s, n, 1)
		for name, f := range map[string]journal.Filter{
			"payment": {PaymentID: "pi_00000100"}, "attempt": {AttemptID: "a00000100"}, "since": {Since: w.Now().Add(-journal.Remembered)},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if len(list(b, s, f)) == 0 {
						b.Fatal("no event")
					}
				}
			})
		}
	}
}

// The events after a number come in their order, and so many at most.
func TestEventsAfter(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	fill(t, s, 0, 4)
	all := list(t, s, journal.Filter{})
	for after := range int64(len(all)) + 2 {
		for _, most := range []int{1, 3, len(all) + 1} {
			got, err := s.EventsAfter(ctx, after, most)
			want := all[min(int(after), len(all)):min(int(after)+most, len(all))]
			if err != nil || !slices.EqualFunc(got, want, func(a, b journal.Event) bool { return a.Hash == b.Hash && a.Seq == b.Seq }) {
				t.Errorf("after %d, %d at most: %d events, %v; want %d", after, most, len(got), err, len(want))
			}
		}
	}
}
