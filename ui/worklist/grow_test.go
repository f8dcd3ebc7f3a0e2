package worklist

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
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
	want("nothing changed", 3, 0, 0)
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

// A change of the list alone looks at no attempt, unless the list decides which of them
// concern it, or the clock their order.
func TestAttemptsAreTakenInOnce(t *testing.T) {
	t.Parallel()
	kim := manyTried(1)[0]
	kim.OtherKey, kim.State, kim.Payment.ID, kim.ConfirmedDojo = true, journal.Checking, "pi_1", kim.ConfirmedAt
	listed := shopday.SnapshotOf(3, []*dojo.PaymentIntent{shopday.Paid("1", "18:00", 1)})
	all := manyTried(3)
	for i := range all {
		all[i].ConfirmedDojo = all[i].ConfirmedAt
	}
	unknown := slices.Clone(all)
	unknown[1].ConfirmedDojo = time.Time{}
	for name, c := range map[string]struct {
		all            []reversal.Attempt
		byList, byTime int // changes after another list, and after another offset of the clock
		at             int // attempts at first
	}{
		"ours":             {all, 1, 1, 3},
		"another key's":    {append(slices.Clone(all), kim), 2, 2, 3},
		"an unknown clock": {unknown, 1, 2, 3},
		"none":             {nil, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			as := newAttempts(nil)
			expect := func(when string, changes, n int) {
				t.Helper()
				concern := 0
				for payment := range as.all {
					concern += len(slices.Collect(as.AttemptsOn(payment)))
				}
				if as.Changes() != changes || concern != n {
					t.Errorf("%s: %d changes, %d attempts, want %d and %d", when, as.Changes(), concern, changes, n)
				}
			}
			as.take(c.all, shopday.SnapshotOf(2, nil), 0)
			expect("at first", min(len(c.all), 1), c.at)
			as.take(nil, listed, 0)
			expect("another list", c.byList, len(c.all))
			as.take(nil, listed, time.Minute)
			expect("another offset", c.byTime, len(c.all))
			as.take(slices.Clone(c.all), listed, time.Minute)
			expect("other attempts", c.byTime+min(len(c.all), 1), len(c.all))
		})
	}
}

// One change of an attempt is taken in at the same cost, however many there are.
func TestAChangeIsTakenInAtTheSameCost(t *testing.T) { // not parallel: it counts allocations
	cost := func(n int) float64 {
		l, all := listOf(), manyTried(n)
		l.Take(l.Snapshot(), all)
		return testing.AllocsPerRun(20, func() {
			l.Take(l.Snapshot(), all[:1])
			l.News()
		})
	}
	if few, many := cost(200), cost(5_000); many > few {
		t.Errorf("%.0f allocations among 5,000 attempts, %.0f among 200", many, few)
	}
}

// BenchmarkAttemptChange is one change of an attempt, by how many there are.
func BenchmarkAttemptChange(b *testing.B) {
	for _, n := range []int{200, 5_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l, all := listOf(), manyTried(n)
			l.Take(l.Snapshot(), all)
			l.News()
			b.ReportAllocs()
			for b.Loop() {
				l.Take(l.Snapshot(), slices.Clone(all[:1]))
				l.News()
			}
		})
	}
}

// BenchmarkListChange is one change of the list, by how many attempts there are.
func BenchmarkListChange(b *testing.B) {
	for _, n := range []int{200, 5_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			all := manyTried(n)
			one, other := shopday.SnapshotOf(1, nil), shopday.SnapshotOf(2, nil)
			l := New(options(), one, nowAt(shopday.Sunday))
			l.Take(one, all)
			b.ReportAllocs()
			for b.Loop() {
				l.Take(other, nil)
				l.Take(one, nil)
			}
		})
	}
}
