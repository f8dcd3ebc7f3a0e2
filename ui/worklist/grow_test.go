package worklist

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// manyTried are n attempts of other runs that have ended, with 4 of them news.
func manyTried(n int) []reversal.Attempt {
	all := make([]reversal.Attempt, n)
	for i := range all {
		a := shopday.AttemptIn(journal.Successful, "")
		a.ID, a.Payment.ID, a.Past = fmt.Sprint("a", i), fmt.Sprint("pi_", i), i >= 4
		a.ConfirmedAt = shopday.Sunday.Add(-time.Duration(i) * time.Minute)
		all[i] = a
	}
	return all
}

// A key asks for notices and numbers several times, and each is ready.
func TestNoticesAreReadyForAKey(t *testing.T) { // not parallel: it counts allocations
	as := newAttempts(nil)
	as.take(manyTried(200), shopday.SnapshotOf(1, nil), 0)
	if n := len(as.Notices()); n != 4 {
		t.Fatalf("%d notices", n)
	}
	if n := testing.AllocsPerRun(10, func() { as.Notices(); as.Watched(); as.InProgress() }); n != 0 {
		t.Errorf("%.0f allocations", n)
	}
}

// What is kept ready follows every change: attempts taken in, put away, brought back.
func TestNoticesFollowEachChange(t *testing.T) {
	t.Parallel()
	l := listOf()
	all := manyTried(3)
	all[0].State, all[0].SettledAt = journal.Checking, time.Time{}
	l.Take(l.Snapshot(), slices.Clone(all))
	want := func(when string, notices, watched, moving int) {
		t.Helper()
		if n, w, m := len(l.Notices()), len(l.Watched()), l.InProgress(); n != notices || w != watched || m != moving {
			t.Errorf("%s: %d notices, %d watched, %d in progress", when, n, w, m)
		}
	}
	want("at first", 3, 1, 1)
	first := l.Notices()[0]
	l.PutAway(first)
	want("one put away", 2, 1, 1)
	if slices.Contains(l.Notices(), first) {
		t.Error("the one put away is still told")
	}
	l.BringBack(first)
	want("brought back", 3, 1, 1)
	all[0].State = journal.Successful
	l.Take(l.Snapshot(), slices.Clone(all))
	want("ended", 3, 0, 0)
	l.Take(l.Snapshot(), nil)
	want("gone", 0, 0, 0)
}

// BenchmarkNotices is what a frame asks of the attempts, by how many there are.
func BenchmarkNotices(b *testing.B) {
	for _, n := range []int{200, 5_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			as := newAttempts(nil)
			as.take(manyTried(n), shopday.SnapshotOf(1, nil), 0)
			b.ReportAllocs()
			for b.Loop() {
				for range 4 {
					as.Notices()
				}
				as.Watched()
				as.InProgress()
			}
		})
	}
}
