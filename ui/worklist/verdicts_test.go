package worklist

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// After any changes, in any order, with time going on or back, the verdicts that
// were carried along are the same as those that are made anew.
func TestVerdictsAreTheSameAnew(t *testing.T) {
	t.Parallel()
	statuses := []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusCreated, dojo.StatusCanceled, "Unheard"}
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom([]dojo.Rule{dojo.RuleSameDay, dojo.RulePublished}).Draw(t, "rule")
		now := shopday.Sunday
		list := []*dojo.PaymentIntent{}
		gone := map[string]time.Time{}
		j := NewJudge(rule, shopday.London, Words{Row: rowWords})
		number := 0
		for step := range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1: // arrives
				number++
				p := shopday.Paid(fmt.Sprint(number), fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "h"), rapid.IntRange(0, 59).Draw(t, "m")), 4250,
					shopday.Is(rapid.SampledFrom(statuses).Draw(t, "status")), shopday.DaysAgo(rapid.SampledFrom([]int{-1, 0, 0, 1, 6, 7, 7, 8}).Draw(t, "days")))
				list = append(list, p)
			case 2: // changes, its time too
				if len(list) > 0 {
					i := rapid.IntRange(0, len(list)-1).Draw(t, "which")
					list[i] = shopday.Changed(list[i], shopday.Is(rapid.SampledFrom(statuses).Draw(t, "status")), shopday.DaysAgo(rapid.IntRange(0, 1).Draw(t, "days")))
				}
			case 3: // leaves
				if len(list) > 0 {
					i := rapid.IntRange(0, len(list)-1).Draw(t, "which")
					delete(gone, list[i].ID)
					list = slices.Delete(slices.Clone(list), i, i+1)
				}
			case 4: // is denied by Dojo, or is back
				if len(list) > 0 {
					id := rapid.SampledFrom(list).Draw(t, "which").ID
					was := gone
					gone = map[string]time.Time{}
					for other := range was {
						gone[other] = now
					}
					if _, is := gone[id]; is {
						delete(gone, id)
					} else {
						gone[id] = now
					}
				}
			default:
				now = now.Add(time.Duration(rapid.SampledFrom([]int{-60, -5, 1, 20, 120, 360, 24 * 60, 8 * 24 * 60}).Draw(t, "minutes")) * time.Minute)
			}
			s := shopday.SnapshotOf(uint64(step)+1, list)
			s.Gone = gone
			vs := j.verdicts(s, dojo.At(now))
			fresh := NewJudge(rule, shopday.London, Words{Row: rowWords}).verdicts(s, dojo.At(now))
			for i := range vs.marks {
				a, b := vs.marks[i], fresh.marks[i]
				if a.flags != b.flags || vs.statuses[a.status] != fresh.statuses[b.status] {
					t.Fatalf("%s %s: carried along %+v %q, anew %+v %q", vs.payments[i].ID, vs.payments[i].Status,
						a, vs.statuses[a.status], b, fresh.statuses[b.status])
				}
			}
			if vs.counts != fresh.counts || fmt.Sprint(vs.views) != fmt.Sprint(fresh.views) {
				t.Fatalf("carried along %+v %v, anew %+v %v", vs.counts, vs.views, fresh.counts, fresh.views)
			}
		}
	})
}

// Only what has changed is judged again.
func TestOnlyChangesAreJudged(t *testing.T) {
	t.Parallel()
	list := manyPaid(300)
	j := NewJudge(dojo.RuleSameDay, shopday.London, Words{Row: rowWords})
	vs := j.verdicts(shopday.SnapshotOf(1, list), dojo.At(shopday.Sunday))
	kept := vs.marks[7]
	vs.marks[7].flags = 0 // as nobody would judge it
	next := slices.Clone(list)
	next[3] = shopday.Changed(next[3], shopday.Is(dojo.StatusCaptured))
	vs = j.verdicts(shopday.SnapshotOf(2, append(next, shopday.Paid("9999", "23:59", 1))), dojo.At(shopday.Sunday))
	if i := 8; vs.marks[i].flags != 0 {
		t.Errorf("an unchanged payment was judged again: %+v, was %+v", vs.marks[i], kept)
	}
	vs = j.verdicts(shopday.SnapshotOf(3, next), dojo.At(shopday.Sunday.AddDate(0, 0, 1)))
	if vs.marks[7].flags == 0 {
		t.Error("the day turned, and a payment was not judged again")
	}
}

// A row is found again, whichever part of the list it stands in.
func TestTableIndex(t *testing.T) {
	t.Parallel()
	s := shopday.SnapshotOf(1, manyPaid(40))
	table := table{snap: s, rows: []int32{30, 35, 2, 3, 20, 39}, first: 2}
	for i, place := range table.rows {
		if got := table.index(s.Payments[place].ID); got != i {
			t.Errorf("place %d is row %d, want %d", place, got, i)
		}
	}
	for _, id := range []string{s.Payments[0].ID, s.Payments[31].ID, "pi_nobody", ""} {
		if got := table.index(id); got != -1 {
			t.Errorf("%s is row %d", id, got)
		}
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	for _, r := range shopday.ReasonsOfTheRule {
		v := dojo.Verdict{Reason: r, Reversible: r <= dojo.ReasonCapturedToday}
		p := shopday.Paid("1", "18:00", 1)
		switch r {
		case dojo.ReasonNotPaid:
			p.Status = dojo.StatusCreated
		case dojo.ReasonReversed:
			p.Status = dojo.StatusReversed
		}
		want := map[View]bool{
			ViewRecent: r != dojo.ReasonNotPaid, ViewToReverse: v.Reversible, ViewReversed: r == dojo.ReasonReversed, ViewEverything: true,
			ViewRefund: slices.Contains([]dojo.Reason{dojo.ReasonCaptured, dojo.ReasonCapturing, dojo.ReasonPartRefunded}, r), ViewTooLate: r == dojo.ReasonTooLate,
		}
		for w := ViewRecent; w < ViewCount; w++ {
			if got := flagsOf(p, v).in(w); got != want[w] {
				t.Errorf("the view %d shows reason %d: %v", w, r, got)
			}
		}
	}
}

// A held payment that Dojo denies can't be reversed, and is too late all the same once
// its time is over.
func TestDeniedPaymentGetsTooLate(t *testing.T) {
	t.Parallel()
	s := shopday.SnapshotOf(1, []*dojo.PaymentIntent{shopday.Paid("1", "18:00", 4250, shopday.DaysAgo(7))})
	s.Gone = map[string]time.Time{"pi_1": shopday.Sunday}
	j := NewJudge(dojo.RulePublished, shopday.London, Words{Row: rowWords})
	for want, at := range []string{"17:59", "18:01"} {
		if got := j.verdicts(s, dojo.At(shopday.ClockAt(at))).counts; got.TooLate != want || got.Reversible != 0 {
			t.Errorf("%s: %+v", at, got)
		}
	}
}
