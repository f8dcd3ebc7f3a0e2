package worklist

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// wordsOfAll say all that a row's words may depend on.
func wordsOfAll(r Row, a *reversal.Attempt, now Now) []string {
	if a == nil {
		return statusWords(r.Payment, r.Verdict)
	}
	said := []string{"tried", string(a.State), string(r.Payment.Status), fmt.Sprint("reason ", r.Verdict.Reason)}
	if r.Gone {
		said = append(said, "gone")
	}
	if a.State.Open() {
		said = append(said, fmt.Sprint("since ", now.PC.Sub(a.ConfirmedAt)))
	}
	return said
}

// The finder finds payments by the words of a reversal as they are now, whatever
// changes: the attempts, the payments, the time, or what is looked for.
func TestFinderFollowsTheAttempts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		payments := []*dojo.PaymentIntent{shopday.Paid("1", "18:00", 100), shopday.Paid("2", "18:01", 200), shopday.Paid("3", "18:02", 300)}
		all := map[string]reversal.Attempt{}
		j := NewJudge(dojo.RuleSameDay, shopday.London, Words{Row: wordsOfAll})
		at, version := shopday.Sunday, uint64(1)
		l := New(Options{Judge: j}, shopday.SnapshotOf(version, payments), nowAt(at))
		l.SetView(ViewEverything)
		last, text := []string(nil), ""
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			same := true
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				was := text
				text = rapid.SampledFrom([]string{"", "tried", "Successful", "since 7s", "gone", "reason 0", "Captured", "pi_1", "18:01 tried", "Held", "1.00"}).Draw(t, "find")
				l.SetFilter(Filter{Text: text})
				same = text == was
			case 1:
				a := drawAttempt(t, []string{"a", "b", "c"})
				a.OtherKey = false
				all[a.Payment.ID] = a
				l.Take(l.Snapshot(), []reversal.Attempt{a})
			case 2:
				which := rapid.IntRange(0, 2).Draw(t, "which")
				payments = slices.Clone(payments)
				payments[which] = shopday.Changed(payments[which], shopday.Is(rapid.SampledFrom([]dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed}).Draw(t, "status")))
				fallthrough
			case 3:
				version++
				snap := shopday.SnapshotOf(version, payments)
				if rapid.Bool().Draw(t, "gone") {
					snap.Gone = map[string]time.Time{"pi_1": at}
				}
				l.Take(snap, nil)
			default:
				at = at.Add(time.Duration(rapid.SampledFrom([]int{1, 90, 24 * 60}).Draw(t, "minutes")) * time.Minute)
				l.SetNow(nowAt(at))
				l.Pass()
			}
			q, hay := parseQuery(text), hayWriter{zone: shopday.London}
			var want []string
			for _, p := range l.Snapshot().Payments {
				fits := func(words []string) bool {
					return q.matches(p.ID, hay.of(p), foldText(strings.Join(words, " ")))
				}
				found := text == "" || fits(wordsOfAll(l.judge(p), nil, Now{}))
				if a, tried := all[p.ID]; tried && !found {
					found = fits(wordsOfAll(l.judge(p), &a, nowAt(at))) || a.State.Open() && same && slices.Contains(last, p.ID)
				}
				if found {
					want = append(want, p.ID)
				}
			}
			var got []string
			for i := range l.Len() {
				got = append(got, l.Payment(i).ID)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("find %q: %q, want %q", text, got, want)
			}
			last = got
		}
	})
}

// triedList is a list of 50,000 payments, in which n were tried. One in ten is news.
func triedList(n int) *List {
	payments := make([]*dojo.PaymentIntent, 50_000)
	for i := range payments {
		payments[i] = shopday.Paid(fmt.Sprint(i), "18:00", int64(100+i))
		payments[i].PaidAt = dojo.InstantOf(shopday.Sunday.Add(-time.Duration(i) * time.Second / 2))
	}
	l := New(options(), shopday.SnapshotOf(1, payments), nowAt(shopday.Sunday))
	all := make([]reversal.Attempt, n)
	for i := range all {
		a := shopday.AttemptIn(journal.Failed, "")
		a.ID, a.Payment.ID, a.Past = fmt.Sprint("a", i), l.Snapshot().Payments[i].ID, i%10 != 0
		all[i] = a
	}
	l.Take(l.Snapshot(), all)
	l.SetView(ViewToReverse)
	if read := l.ReadTexts(); read != nil {
		read()
		l.TakeTexts()
	}
	return l
}

// typing is what a letter in the finder costs, to and fro.
func typing(l *List) {
	for _, text := range []string{"fa", "fai"} {
		l.SetFilter(Filter{Text: text})
	}
}

// A key costs the same however many payments were tried in the last days.
func TestAKeyCostsTheSame(t *testing.T) { // not parallel: it counts allocations
	moving := func(l *List) {
		l.SetNow(nowAt(shopday.Sunday))
		l.MoveTo(l.Position() + 1)
		l.Pass()
	}
	for name, c := range map[string]struct {
		do    func(l *List)
		grows float64
	}{"down": {moving, 0}, "a letter": {typing, 40}} { // its list of rows grows by steps
		cost := func(n int) float64 {
			l := triedList(n)
			return testing.AllocsPerRun(5, func() { c.do(l) })
		}
		few, many := cost(200), cost(50_000)
		t.Logf("%s: %.0f allocations with 200 attempts, %.0f with 50,000", name, few, many)
		if many > few+c.grows {
			t.Errorf("%s: %.0f allocations with 50,000 attempts, %.0f with 200", name, many, few)
		}
	}
}

// BenchmarkTriedLetter is a letter in the finder, by how many of 50,000 payments were
// tried.
func BenchmarkTriedLetter(b *testing.B) {
	for _, n := range []int{200, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := triedList(n)
			b.ReportAllocs()
			for b.Loop() {
				typing(l)
			}
		})
	}
}

// BenchmarkTriedKey is a step down in a view that keeps what was told.
func BenchmarkTriedKey(b *testing.B) {
	for _, n := range []int{200, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := triedList(n)
			b.ReportAllocs()
			for b.Loop() {
				l.MoveTo(l.Position() + 1)
				l.Pass()
			}
		})
	}
}
