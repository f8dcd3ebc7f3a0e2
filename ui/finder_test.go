package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/shopday"
)

// The finder finds what a look at each payment finds, in any texts.
func TestFinderIsExact(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"1", "42", "42.50", "0", ".", ",", "visa", "-", "İ", "ß", "本", "a", "aa", "\x01", "\x02", "\x03", "held", "£", "17:", "order"})
	rapid.Check(t, func(t *rapid.T) {
		f := newFinder(0)
		var list []*dojo.PaymentIntent
		for i := range rapid.IntRange(0, 70).Draw(t, "payments") {
			p := shopday.Paid(fmt.Sprint(i), "17:0"+fmt.Sprint(i%10), rapid.SampledFrom([]int64{1, 42, 4250, 425000, 100}).Draw(t, "minor"))
			p.Reference = strings.Join(rapid.SliceOfN(piece, 0, 3).Draw(t, "reference"), "")
			if slot := f.add(p, shopday.London); int(slot) != i+1 {
				t.Fatalf("payment %d has slot %d", i, slot)
			}
			list = append(list, p)
		}
		for range 4 {
			w := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "word"), "")
			found := f.find(w)
			for i, p := range list {
				if got, want := found.has(uint32(i+1)), haystack(p, shopday.London).has(w); got != want {
					t.Fatalf("%q in %+q: the finder says %v, the text %v", w, haystack(p, shopday.London), got, want)
				}
			}
			if found.has(0) {
				t.Fatalf("%q finds nobody", w)
			}
		}
	})
}

// The list filters as query.matches does, whatever changes meanwhile.
func TestFilterFollowsTheList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := open(t, findDay())
		d.press("v", "v", "v", "v", "v", "/")
		for i := range rapid.IntRange(1, 8).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				d.m.setFind(rapid.SampledFrom([]string{"", "42", "visa 18", "held", "refund instead", "1013", "0007", "not paid", "9", "new"}).Draw(t, "find"))
			case 1:
				d.lists(append(slices.Clone(d.list.snap.Payments), shopday.Paid(fmt.Sprint("8", i), "18:5"+fmt.Sprint(i), 4200, func(p *dojo.PaymentIntent) { p.Reference = "new" })))
			case 2:
				id := rapid.SampledFrom(d.list.snap.Payments).Draw(t, "which").ID
				d.changes(strings.TrimPrefix(id, "pi_"), shopday.Is(rapid.SampledFrom([]dojo.Status{dojo.StatusCaptured, dojo.StatusReversed}).Draw(t, "status")))
			default:
				i := rapid.IntRange(0, len(d.list.snap.Payments)-1).Draw(t, "which")
				d.lists(slices.Delete(slices.Clone(d.list.snap.Payments), i, i+1))
				if len(d.list.snap.Payments) == 0 {
					return
				}
			}
			q := parseQuery(d.m.find)
			var want []string
			for _, p := range d.m.snap.Payments {
				v := dojo.Reversible(dojo.RuleSameDay, p, dojo.At(d.Now()), shopday.London)
				if q.empty() || q.matches(p, testSpeaker().PaymentStatus(p, v).Words[0], shopday.London) {
					want = append(want, p.ID)
				}
			}
			got := slices.Clone(d.listed())
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("find %q: %q, want %q", d.m.find, got, want)
			}
		}
	})
}

// A long list is read beside the event loop: keys are taken meanwhile, nothing
// is listed that wasn't looked at, and what changed meanwhile is found too.
func TestSearchingALongList(t *testing.T) {
	t.Parallel()
	d := open(t, bigDay(600))
	d.longList(t, manyPayments+100)
	_, cmd := d.m.Update(keyOf("/"))
	var read []tea.Msg
	collect(cmd, &read)
	d.write("8050").has("searching…", "Searching 4,100 payments").press("enter", "r").reversed(0).has("There is no payment selected.")
	d.lists(append(slices.Clone(d.list.snap.Payments[1:]), shopday.Paid("late", "18:59", 8050, shopday.Card("Visa", "8050"))))
	if len(read) != 1 {
		t.Fatalf("%d readings of the texts: %v", len(read), read)
	}
	d.send(read[0])
	if got := d.listed(); !slices.Contains(got, "pi_late") || slices.Contains(got, d.m.snap.Payments[40].ID) {
		t.Errorf("found %q", got)
	}
	d.hasNot("earching")
}

// A payment is found by what its row says of a reversal, and stays listed while
// it is being reversed.
func TestFindByReversal(t *testing.T) {
	t.Parallel()
	d := open(t, findDay()).on("2002").confirm().moves(shopday.ToState(journal.Failed))
	d.press("/").write("failed")
	only := func(why string) {
		t.Helper()
		if got := d.listed(); !slices.Equal(got, []string{"pi_2002"}) {
			t.Errorf("%s: find %q: %q\n%s", why, d.m.find, got, d.text())
		}
	}
	only("failed")
	d.press("enter").confirm()
	only("tried again")
	d.moves(shopday.ToState(journal.Created)).lists(d.list.snap.Payments)
	only("created")
	d.press("/").write("created")
	only("looked for")
	if d.press("esc", "/").write("failed"); len(d.listed()) != 0 {
		t.Errorf("find failed: %q", d.listed())
	}
}
