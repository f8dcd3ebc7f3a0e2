package worklist

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// The finder finds what a look at each payment finds, in any texts.
func TestFinderIsExact(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"1", "42", "42.50", "0", ".", ",", "visa", "-", "İ", "ß", "本", "a", "aa", "\x01", "\x02", "\x03", "held", "£", "17:", "order"})
	rapid.Check(t, func(t *rapid.T) {
		hay := hayWriter{zone: shopday.London, date: func(t time.Time) string { return t.Format("Mon 2 Jan") }}
		f := newFinder(0, hay)
		var list []*dojo.PaymentIntent
		for i := range rapid.IntRange(0, 70).Draw(t, "payments") {
			p := shopday.Paid(fmt.Sprint(i), "17:0"+fmt.Sprint(i%10), rapid.SampledFrom([]int64{1, 42, 4250, 425000, 100}).Draw(t, "minor"))
			p.Reference = strings.Join(rapid.SliceOfN(piece, 0, 3).Draw(t, "reference"), "")
			if slot := f.add(p); int(slot) != i+1 {
				t.Fatalf("payment %d has slot %d", i, slot)
			}
			list = append(list, p)
		}
		for range 4 {
			w := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "word"), "")
			x := parseWord(foldText(w))
			found := f.find(x)
			for i, p := range list {
				if got, want := found.has(uint32(i+1)), slices.ContainsFunc(x.needs, hay.of(p).meets); got != want {
					t.Fatalf("%q in %+q: the finder says %v, the text %v", w, hay.of(p), got, want)
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
		payments := []*dojo.PaymentIntent{
			shopday.Paid("2001", "17:05", 4250), shopday.Paid("2002", "17:40", 123450, shopday.Card("Mastercard", "4250")),
			shopday.Paid("2003", "18:10", 1013, shopday.Card("Amex", "0007"), shopday.Is(dojo.StatusCaptured)),
			shopday.Paid("2004", "18:42", 4251, shopday.Card("Visa", "9999")),
			shopday.Paid("2005", "18:43", 500, shopday.Card("Visa", "5555"), shopday.Is(dojo.StatusCreated)),
		}
		l := listOf(payments...)
		l.SetView(ViewEverything)
		for i := range rapid.IntRange(1, 8).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				l.SetFilter(Filter{Text: rapid.SampledFrom([]string{"", "42", "visa 18", "held", "refund instead", "1013", "0007", "not paid", "9", "new"}).Draw(t, "find")})
			case 1:
				payments = append(slices.Clone(payments), shopday.Paid(fmt.Sprint("8", i), "18:5"+fmt.Sprint(i), 4200, func(p *dojo.PaymentIntent) { p.Reference = "new" }))
			case 2:
				payments = slices.Clone(payments)
				which := rapid.IntRange(0, len(payments)-1).Draw(t, "which")
				payments[which] = shopday.Changed(payments[which], shopday.Is(rapid.SampledFrom([]dojo.Status{dojo.StatusCaptured, dojo.StatusReversed}).Draw(t, "status")))
			default:
				which := rapid.IntRange(0, len(payments)-1).Draw(t, "which")
				if payments = slices.Delete(slices.Clone(payments), which, which+1); len(payments) == 0 {
					return
				}
			}
			if rapid.Bool().Draw(t, "told") { // of one change or of several
				l.Take(shopday.SnapshotOf(uint64(i)+2, payments), nil)
			}
			q, hay := parseQuery(l.Filter().Text), hayWriter{zone: shopday.London}
			var want []string
			for _, p := range l.Snapshot().Payments {
				v := dojo.Reversible(dojo.RuleSameDay, p, dojo.At(shopday.Sunday), shopday.London)
				if len(q.words) == 0 || q.matches(p.ID, hay.of(p), strings.ToLower(strings.Join(statusWords(p, v), " "))) {
					want = append(want, strings.TrimPrefix(p.ID, "pi_"))
				}
			}
			got := strings.Fields(l.listed())
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("find %q: %q, want %q", l.Filter().Text, got, want)
			}
		}
	})
}
