package worklist

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// whole works out from all attempts at once what attempts keeps by changes.
type whole struct {
	all           []reversal.Attempt
	putAway, told map[string]string
}

// concerning are those that concern a list, the oldest first.
func (w *whole) concerning(list *feed.Snapshot, ahead time.Duration) []*reversal.Attempt {
	var out []*reversal.Attempt
	for i := range w.all {
		if concerns(&w.all[i], list) {
			out = append(out, &w.all[i])
		}
	}
	slices.SortFunc(out, func(a, b *reversal.Attempt) int {
		if c := a.ConfirmedAt.Compare(b.ConfirmedAt); c != 0 {
			return c
		}
		return int(a.ID[0]) - int(b.ID[0])
	})
	slices.SortStableFunc(out, func(a, b *reversal.Attempt) int {
		return a.ByDojo(a.ConfirmedAt, ahead).Compare(b.ByDojo(b.ConfirmedAt, ahead))
	})
	return out
}

func (w *whole) notices(all []*reversal.Attempt) []*reversal.Attempt {
	var undone, reversed, moving []*reversal.Attempt
	for _, a := range all {
		ended := a.State == journal.Abandoned && a.Why == journal.OtherAttempt && a.InTheWay != nil &&
			slices.ContainsFunc(all, func(o *reversal.Attempt) bool { return o.ID == a.InTheWay.ID && !UnderWay(o) })
		switch {
		case a.Past && !IsNews(a), w.putAway[a.ID] == Stage(a), ended:
		case UnderWay(a):
			moving = append(moving, a)
		case ReversedBy(a):
			reversed = append(reversed, a)
		default:
			undone = append(undone, a)
		}
	}
	slices.Reverse(undone)
	slices.Reverse(reversed)
	slices.Reverse(moving)
	return slices.Concat(undone, reversed, moving)
}

func (w *whole) news(all []*reversal.Attempt) bool {
	news := false
	for _, a := range all {
		if !UnderWay(a) && w.told[a.ID] != Stage(a) {
			w.told[a.ID] = Stage(a)
			news = news || !a.Past || IsNews(a)
		}
	}
	return news
}

func telling(all []*reversal.Attempt, payment string) *reversal.Attempt {
	var found *reversal.Attempt
	for _, a := range all {
		if a.Payment.ID == payment && (found == nil || precedence(a) >= precedence(found)) {
			found = a
		}
	}
	return found
}

func drawAttempt(t *rapid.T, ids []string) reversal.Attempt {
	a := shopday.AttemptIn(rapid.SampledFrom([]journal.State{
		journal.Intended, journal.Created, journal.Confirming, journal.Successful, journal.Failed, journal.Abandoned, journal.Already,
	}).Draw(t, "state"), "")
	n := rapid.IntRange(0, len(ids)-1).Draw(t, "attempt")
	a.ID, a.Payment.ID = ids[n], []string{"pi_1", "pi_2", "pi_3"}[n%3]
	a.ConfirmedAt = shopday.Sunday.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "minute")) * time.Minute)
	a.ConfirmedDojo = time.Time{}
	if rapid.Bool().Draw(t, "dojo's time is known") {
		a.ConfirmedDojo = shopday.Sunday.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "dojo's minute")) * time.Minute)
	}
	a.Past, a.OtherKey = rapid.Bool().Draw(t, "past"), rapid.Bool().Draw(t, "other key")
	a.CorrectedAt = time.Time{}
	if rapid.Bool().Draw(t, "corrected") {
		a.CorrectedAt = shopday.Sunday.Add(time.Duration(rapid.IntRange(1, 2).Draw(t, "corrected")) * time.Hour)
	}
	a.Why, a.InTheWay = "", nil
	if other := n - 3; a.State == journal.Abandoned && other >= 0 {
		a.Why, a.InTheWay = journal.OtherAttempt, &journal.Attempt{ID: ids[other]}
	}
	return a
}

// What is kept by changes is what all attempts together give, whatever changes.
func TestAttemptsByChangesAreAsByAll(t *testing.T) {
	t.Parallel()
	ids := []string{"a", "b", "c", "d", "e", "f", "g"}
	listed := []*feed.Snapshot{
		shopday.SnapshotOf(1, nil),
		shopday.SnapshotOf(2, []*dojo.PaymentIntent{shopday.Paid("1", "18:00", 1), shopday.Paid("2", "18:01", 1)}),
		shopday.SnapshotOf(3, []*dojo.PaymentIntent{shopday.Paid("2", "18:01", 1), shopday.Paid("3", "18:02", 1)}),
	}
	rapid.Check(t, func(t *rapid.T) {
		stored := map[string]string{"a": string(journal.Successful), "b": "open"}
		as := newAttempts(stored)
		w := whole{putAway: maps.Clone(stored), told: maps.Clone(stored)}
		list, ahead := listed[0], time.Duration(0)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				list = rapid.SampledFrom(listed).Draw(t, "list")
				ahead = time.Duration(rapid.IntRange(-1, 1).Draw(t, "ahead")) * time.Minute
				as.take(nil, list, ahead)
			case 1, 2:
				var changed []reversal.Attempt
				for range rapid.SampledFrom([]int{1, 2, 30}).Draw(t, "changes") {
					a := drawAttempt(t, ids)
					at := func(o reversal.Attempt) bool { return o.ID == a.ID }
					if i := slices.IndexFunc(w.all, at); i >= 0 {
						a.ConfirmedAt, a.ConfirmedDojo = w.all[i].ConfirmedAt, w.all[i].ConfirmedDojo
						w.all[i] = a
					} else {
						w.all = append(w.all, a)
					}
					changed = append(slices.DeleteFunc(changed, at), a)
				}
				as.take(changed, list, ahead)
			case 3:
				if n := as.Notices(); len(n) > 0 {
					a := rapid.SampledFrom(n).Draw(t, "put away")
					w.putAway[a.ID] = Stage(a)
					as.setPutAway(a, Stage(a))
				}
			case 4:
				if len(w.all) > 0 {
					if a := as.Attempt(rapid.SampledFrom(w.all).Draw(t, "bring back").Payment.ID); a != nil {
						delete(w.putAway, a.ID)
						as.BringBack(a)
					}
				}
			}
			same(t, &as, &w, list, ahead)
		}
	})
}

func same(t *rapid.T, as *attempts, w *whole, list *feed.Snapshot, ahead time.Duration) {
	t.Helper()
	all := w.concerning(list, ahead)
	only := func(is func(*reversal.Attempt) bool) (out []*reversal.Attempt) {
		for _, a := range all {
			if is(a) {
				out = append(out, a)
			}
		}
		return out
	}
	expect := func(what string, got, want []*reversal.Attempt) {
		t.Helper()
		line := func(list []*reversal.Attempt) (s string) {
			for _, a := range list {
				s += fmt.Sprint(a.ID, " ", a.State, " ", a.Past, "; ")
			}
			return s
		}
		if line(got) != line(want) {
			t.Fatalf("%s: by changes %s\nby all %s", what, line(got), line(want))
		}
	}
	ours := func(a *reversal.Attempt) bool { return a.State.Open() && !a.OtherKey }
	expect("notices", as.Notices(), w.notices(all))
	expect("fresh", as.Fresh(), only(func(a *reversal.Attempt) bool { return !a.Past || IsNews(a) }))
	expect("watched", as.Watched(), only(func(a *reversal.Attempt) bool { return ours(a) && UnderWay(a) }))
	expect("open", as.open, only(func(a *reversal.Attempt) bool { return a.State.Open() }))
	if n := len(only(ours)); as.InProgress() != n {
		t.Fatalf("%d in progress, want %d", as.InProgress(), n)
	}
	for _, payment := range []string{"pi_1", "pi_2", "pi_3"} {
		on := func(a *reversal.Attempt) bool { return a.Payment.ID == payment }
		expect("on "+payment, slices.Collect(as.AttemptsOn(payment)), only(on))
		if got, want := as.Attempt(payment), telling(all, payment); (got == nil) != (want == nil) || got != nil && got.ID != want.ID {
			t.Fatalf("%s: %+v tells most, want %+v", payment, got, want)
		}
	}
	if rapid.Bool().Draw(t, "asks for news") {
		if got, want := as.News(), w.news(all); got != want {
			t.Fatalf("news: %v, want %v", got, want)
		}
	}
}
