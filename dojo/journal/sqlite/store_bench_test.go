package sqlite

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"dojoreversals/dojo/journal"
)

// grow adds n events in one transaction.
func grow(t testing.TB, s *Store, n int) {
	t.Helper()
	must(t, s.write(ctx, func(ctx context.Context, tr *transaction) error {
		for i := range n {
			a := attempt(fmt.Sprintf("a%08d", i/5), fmt.Sprintf("pi_%08d", i/5), []journal.State{journal.Intended, journal.Sending, journal.Created, journal.Checking, journal.Successful}[i%5])
			a.ConfirmedAt, a.Operator, a.Host, a.KeyFingerprint = noon, "sam", "till-1", "0123456789ab"
			if err := tr.add(ctx, journal.Event{Kind: journal.Moved, Attempt: a}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// BenchmarkOpen opens a journal of 100,000 events, and checks each of them.
func BenchmarkOpen(b *testing.B) {
	w := newWall()
	o := options(stateDir(b), w)
	s := open(b, o)
	grow(b, s, 100_000)
	shut(b, s)
	for b.Loop() {
		s, err := Open(ctx, o)
		must(b, errors.Join(err))
		shut(b, s)
	}
}

// BenchmarkReversal is what the journal adds to one reversal: its beginning,
// its sending and its end, each on the disk before the next.
func BenchmarkReversal(b *testing.B) {
	s := open(b, options(stateDir(b), newWall()))
	i := 0
	for b.Loop() {
		fill(b, s, i, 1)
		i++
	}
}
