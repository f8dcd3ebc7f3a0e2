package worklist

import (
	"fmt"
	"runtime"
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
	piece := rapid.SampledFrom([]string{"1", "42", "42.50", "0", ".", ",", "visa", "-", "İ", "ß", "本", "a", "aa", "\x01", "\x02", "\x03", "held", "£", "17:", "order", "debit", "gbp", "eur", "22", "nov"})
	rapid.Check(t, func(t *rapid.T) {
		hay := hayWriter{zone: shopday.London, date: func(t time.Time) string { return t.Format("Mon 2 Jan") }}
		f := newFinder(0, hay)
		var list []*dojo.PaymentIntent
		for i := range rapid.IntRange(0, 70).Draw(t, "payments") {
			p := shopday.Paid(fmt.Sprint(i), "17:0"+fmt.Sprint(i%10), rapid.SampledFrom([]int64{1, 42, 4250, 425000, 100}).Draw(t, "minor"))
			p.Reference = strings.Join(rapid.SliceOfN(piece, 0, 3).Draw(t, "reference"), "")
			p.EditKind(func(k *dojo.Kind) {
				k.Brand, k.Funding = rapid.SampledFrom([]string{"Visa", "Amex", ""}).Draw(t, "brand"), rapid.SampledFrom([]string{"Debit", ""}).Draw(t, "funding")
			})
			p.Amount.Currency = rapid.SampledFrom([]string{"GBP", "EUR", "XYZ", ""}).Draw(t, "currency")
			p.TotalAmount = p.Amount
			shopday.DaysAgo(rapid.IntRange(0, 2).Draw(t, "days ago"))(p)
			if slot := f.add(p); int(slot) != i+1 {
				t.Fatalf("payment %d has slot %d", i, slot)
			}
			list = append(list, p)
		}
		for range 4 {
			w := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "word"), "")
			x := parseWord((&folder{}).text(w))
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

// More texts that are common to many than are kept apart are found all the same.
func TestFinderOfAFlood(t *testing.T) {
	t.Parallel()
	const n = mostCommon + 100
	c := newCorpus(0, 0)
	for i := range n {
		c.data = fmt.Appendf(c.data, "own%d.", i)
		c.end(fmt.Sprintf("common%d.", i))
	}
	for _, i := range []int{0, 1, mostCommon - 2, mostCommon - 1, mostCommon, n - 1} {
		for _, word := range []string{fmt.Sprintf("own%d.", i), fmt.Sprintf("common%d.", i)} {
			found := c.find(word)
			for slot := range n + 1 {
				if got, want := found.has(uint32(slot)), slot == i+1; got != want {
					t.Fatalf("%q in slot %d: %v", word, slot, got)
				}
			}
		}
	}
}

// bytesAText is what the finder may keep of a payment, at most: a third is the ID. It
// is counted after a collection while no other test runs, and the same each time.
const bytesAText = 100

// Once somebody searches, each payment's text is in memory as long as the list is.
func TestATextTakesLittleMemory(t *testing.T) {
	const n = 20_000
	var payments []*dojo.PaymentIntent
	for i := range n {
		p := shopday.Paid(fmt.Sprintf("sandbox_%022d", i), "17:05", int64(1000+i%9000), shopday.DaysAgo(i%9))
		p.Reference = fmt.Sprintf("ORDER-%06d", i)
		payments = append(payments, p)
	}
	write := hayWriter{zone: shopday.London, date: func(t time.Time) string { return t.Format("Mon 2 Jan") }}
	before := liveBytes()
	f := newFinder(n, write)
	for _, p := range payments {
		f.add(p)
	}
	each := (liveBytes() - before) / n
	t.Logf("%d bytes a payment", each)
	if each > bytesAText {
		t.Errorf("the text of a payment takes %d bytes, at most %d wanted", each, bytesAText)
	}
	runtime.KeepAlive(payments)
	runtime.KeepAlive(f)
}

func liveBytes() uint64 {
	runtime.GC()
	runtime.GC() // what a first collection only marks as unused goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
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
			l.Take(shopday.SnapshotOf(uint64(i)+2, payments), nil)
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
