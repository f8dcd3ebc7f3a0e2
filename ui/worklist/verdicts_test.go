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
		vs := newVerdicts(Options{Rule: rule, Words: rowWords}, shopday.London)
		number := 0
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1: // arrives
				number++
				p := shopday.Paid(fmt.Sprint(number), fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "h"), rapid.IntRange(0, 59).Draw(t, "m")), 4250,
					shopday.Is(rapid.SampledFrom(statuses).Draw(t, "status")), shopday.DaysAgo(rapid.IntRange(-1, 8).Draw(t, "days")))
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
				now = now.Add(time.Duration(rapid.IntRange(-60, 60*24*8).Draw(t, "minutes")) * time.Minute)
			}
			s := shopday.SnapshotOf(1, list)
			s.Gone = gone
			vs.take(s, dojo.At(now))
			fresh := newVerdicts(Options{Rule: rule, Words: rowWords}, shopday.London)
			fresh.take(s, dojo.At(now))
			for i := range vs.marks {
				a, b := vs.marks[i], fresh.marks[i]
				if a.flags != b.flags || a.until != b.until || vs.statuses[a.status] != fresh.statuses[b.status] {
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
	vs := newVerdicts(Options{Rule: dojo.RuleSameDay, Words: rowWords}, shopday.London)
	vs.take(shopday.SnapshotOf(1, list), dojo.At(shopday.Sunday))
	kept := vs.marks[7]
	vs.marks[7].flags = 0 // as nobody would judge it
	next := slices.Clone(list)
	next[3] = shopday.Changed(next[3], shopday.Is(dojo.StatusCaptured))
	vs.take(shopday.SnapshotOf(2, append(next, shopday.Paid("9999", "23:59", 1))), dojo.At(shopday.Sunday))
	if i := 8; vs.marks[i].flags != 0 {
		t.Errorf("an unchanged payment was judged again: %+v, was %+v", vs.marks[i], kept)
	}
	vs.take(shopday.SnapshotOf(3, next), dojo.At(shopday.Sunday.AddDate(0, 0, 1)))
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
