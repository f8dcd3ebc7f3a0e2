package sqlite

import (
	"context"
	"fmt"
	"testing"

	"dojoreversals/dojo/journal"
)

// grow adds n events in one transaction.
func grow(t testing.TB, s *Store, n int) {
	t.Helper()
	must(t, s.write(ctx, s.author(), func(ctx context.Context, tr *transaction) error {
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

// lengths are how many events a journal has: a new one, a busy shop's after some years,
// and far more than any shop's.
var lengths = []int{0, 25_000, 250_000}

// BenchmarkOpen opens a journal, which doesn't check all of it.
func BenchmarkOpen(b *testing.B) {
	for _, n := range lengths {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := options(stateDir(b), newWall())
			s := open(b, o)
			grow(b, s, n)
			shut(b, s)
			for b.Loop() {
				s, err := Open(ctx, o)
				must(b, err)
				b.StopTimer()
				shut(b, s)
				b.StartTimer()
			}
		})
	}
}

// BenchmarkCheck checks all of a journal.
func BenchmarkCheck(b *testing.B) {
	for _, n := range lengths {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := options(stateDir(b), newWall())
			s := open(b, o)
			grow(b, s, n)
			for b.Loop() {
				s.checked = false
				must(b, s.Check(ctx))
			}
		})
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
