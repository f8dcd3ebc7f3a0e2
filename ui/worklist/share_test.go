package worklist

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/shopday"
)

func newJudge(rule dojo.Rule) *Judge { return NewJudge(rule, shopday.London, Words{Row: rowWords}) }

// shows is all that a list shows of the payments.
func (l *List) shows() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, selected %s, %+v, %+v, %+v, empty %v", l.listed(), l.Selected(), l.Counts(), l.Day(), l.Matches(), l.Emptiness())
	for i := range l.Len() {
		r := l.Row(i)
		fmt.Fprintf(&b, "\n%s %+v %v", r.Payment.ID, r.Verdict, r.Gone)
		if r.Twin != nil {
			fmt.Fprintf(&b, " twin %s", r.Twin.ID)
		}
	}
	return b.String()
}

// screenPair is a screen that shares its judge with others, and one that judges for
// itself. Both are told the same.
type screenPair struct{ shared, alone *List }

func (p screenPair) each(do func(*List)) {
	do(p.shared)
	do(p.alone)
}

// Whatever changes, whenever each screen hears of it, and whoever joins: a screen that
// shares its judge shows what it would show if it judged for itself.
func TestSharedScreensShowWhatEachWouldAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom([]dojo.Rule{dojo.RuleSameDay, dojo.RulePublished}).Draw(t, "rule")
		// A clock that is set back within a minute shows what another screen saw later
		// in that minute: then all is of whole minutes.
		setBack := rapid.Bool().Draw(t, "the clock is set back")
		shop := shopChanges{now: shopday.ClockAt("17:40"), gone: map[string]time.Time{}, version: 1}
		snap := shop.snapshot()
		unsure := time.Duration(0)
		judge := newJudge(rule)
		var screens []screenPair
		present := func() Now {
			now := nowAt(shop.now)
			now.Span.Earliest = now.Span.Earliest.Add(-unsure)
			return now
		}
		join := func() {
			screens = append(screens, screenPair{New(Options{Judge: judge}, snap, present()), New(Options{Judge: newJudge(rule)}, snap, present())})
		}
		join()
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			screen := rapid.SampledFrom(screens).Draw(t, "screen")
			screen.each(func(l *List) { l.SetNow(present()) })
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0, 1, 2:
				shop.change(t)
				snap = shop.snapshot()
			case 3:
				switch {
				case setBack && rapid.Bool().Draw(t, "unsure"):
					unsure = rapid.SampledFrom([]time.Duration{0, 5 * time.Minute, 25 * time.Hour}).Draw(t, "by")
				case setBack:
					shop.now = shop.now.Add(time.Duration(rapid.SampledFrom([]int{-90, -20, -1, 1, 5, 20, 60, 360, 24 * 60, 8 * 24 * 60}).Draw(t, "minutes")) * time.Minute)
				default:
					shop.now = shop.now.Add(time.Duration(rapid.SampledFrom([]int{1, 20, 40, 100, 3600, 6 * 3600, 24 * 3600}).Draw(t, "seconds")) * time.Second)
				}
			case 4:
				join()
			case 5:
				view := View(rapid.IntRange(0, int(ViewCount)-1).Draw(t, "view"))
				screen.each(func(l *List) { l.SetView(view) })
			case 6:
				filter := rapid.SampledFrom([]Filter{
					{}, {Text: "42"}, {Text: "held"}, {Text: "refund"}, {Text: "1013"}, {Text: "too late"}, {Hour: Hour{dojo.DayOf(shopday.Sunday, shopday.London), 18}},
				}).Draw(t, "filter")
				screen.each(func(l *List) { l.SetFilter(filter) })
			case 7:
				row := rapid.IntRange(0, 5).Draw(t, "row")
				screen.each(func(l *List) { l.KeepChoice(); l.MoveTo(row) })
			case 8:
				screen.each(func(l *List) { l.Pass() })
			default:
				screen.each(func(l *List) { l.Take(snap, nil) })
			}
			for i, s := range screens {
				if got, want := s.shared.shows(), s.alone.shows(); got != want {
					t.Fatalf("screen %d shows\n%s\nalone it would show\n%s", i, got, want)
				}
			}
		}
	})
}

// shopChanges are the payments of a shop while they change.
type shopChanges struct {
	now      time.Time
	payments []*dojo.PaymentIntent
	gone     map[string]time.Time
	version  uint64
	number   int
}

func (s *shopChanges) snapshot() *feed.Snapshot {
	snap := shopday.SnapshotOf(s.version, s.payments)
	snap.Gone = s.gone
	return snap
}

// change changes one payment: it arrives, changes, leaves, or Dojo denies it or ceases to.
func (s *shopChanges) change(t *rapid.T) {
	s.version++
	statuses := []dojo.Status{dojo.StatusAuthorized, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusCreated, "Unheard"}
	what := rapid.IntRange(0, 5).Draw(t, "change")
	if what < 3 || len(s.payments) == 0 {
		s.number++
		at := fmt.Sprintf("%02d:%02d:%02d", rapid.IntRange(17, 18).Draw(t, "h"), rapid.IntRange(0, 59).Draw(t, "m"), rapid.SampledFrom([]int{0, 0, 30}).Draw(t, "s"))
		s.payments = append(slices.Clone(s.payments), shopday.Paid(fmt.Sprint(s.number), at, rapid.SampledFrom([]int64{4250, 1013}).Draw(t, "minor"),
			shopday.Is(rapid.SampledFrom(statuses).Draw(t, "status")), shopday.DaysAgo(rapid.SampledFrom([]int{0, 0, 1, 6, 7, 7, 7}).Draw(t, "days"))))
		return
	}
	i := rapid.IntRange(0, len(s.payments)-1).Draw(t, "which")
	id := s.payments[i].ID
	s.payments, s.gone = slices.Clone(s.payments), maps.Clone(s.gone)
	switch what {
	case 3:
		s.payments[i] = shopday.Changed(s.payments[i], shopday.Is(rapid.SampledFrom(statuses).Draw(t, "status")))
	case 4:
		delete(s.gone, id)
		s.payments = slices.Delete(s.payments, i, i+1)
	default:
		if _, gone := s.gone[id]; gone {
			delete(s.gone, id)
		} else {
			s.gone[id] = s.now
		}
	}
}

// Twins that are kept from one list to the next are those that a plain search finds.
func TestKeptTwinsAreThoseOfAPlainSearch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		shop, judge := shopChanges{now: shopday.Sunday, gone: map[string]time.Time{}}, newJudge(dojo.RuleSameDay)
		for range rapid.IntRange(1, 20).Draw(t, "lists") {
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				shop.change(t)
			}
			shop.payments = slices.Clone(shop.payments)
			for i, p := range shop.payments {
				if rapid.IntRange(0, 3).Draw(t, "moved") == 0 { // so that many are of one moment
					at := shopday.ClockAt(rapid.SampledFrom([]string{"18:00", "18:10", "18:20", "18:30", "18:50"}).Draw(t, "at"))
					shop.payments[i] = shopday.Changed(p, func(p *dojo.PaymentIntent) { p.PaidAt = dojo.InstantOf(at) })
				}
			}
			s := shop.snapshot()
			vs := judge.verdicts(s, dojo.At(shopday.Sunday))
			for place, p := range s.Payments {
				if rapid.Bool().Draw(t, "looked at") {
					if got, want := judge.twin(vs, s, p), findTwin(s.Payments, place); got != want {
						t.Fatalf("the twin of %s is %v, want %v", p.ID, got, want)
					}
				}
			}
		}
	})
}

// Screens work side by side, each in its own goroutine.
func TestScreensSideBySide(t *testing.T) {
	t.Parallel()
	const changes, screens = 60, 6
	payments := manyPaid(300)
	var newest atomic.Pointer[feed.Snapshot]
	newest.Store(shopday.SnapshotOf(1, payments))
	judge := newJudge(dojo.RuleSameDay)
	lists := make([]*List, screens)
	var working sync.WaitGroup
	for i := range lists {
		working.Go(func() {
			l := New(Options{Judge: judge}, newest.Load(), nowAt(shopday.Sunday))
			lists[i] = l
			l.SetView([]View{ViewRecent, ViewToReverse, ViewEverything}[i%3])
			for seen := uint64(0); seen <= changes; seen = l.Snapshot().Version {
				l.Take(newest.Load(), nil)
				l.SetFilter(Filter{Text: []string{"", "visa", "captured"}[i%3]})
				if read := l.ReadTexts(); read != nil {
					read()
					l.TakeTexts()
				}
				for row := range min(l.Len(), 40) {
					l.Row(row)
				}
				l.Day()
			}
		})
	}
	for i := range changes {
		payments = slices.Clone(payments)
		payments[i*4] = shopday.Changed(payments[i*4], shopday.Is(dojo.StatusCaptured))
		newest.Store(shopday.SnapshotOf(uint64(i)+2, payments))
		runtime.Gosched()
	}
	working.Wait()
	for i, l := range lists {
		alone := New(options(), l.Snapshot(), l.Now())
		alone.SetView(l.View())
		alone.SetFilter(l.Filter())
		alone.MoveTo(l.Position())
		if got, want := l.shows(), alone.shows(); got != want {
			t.Errorf("screen %d shows\n%s\nalone it would show\n%s", i, got, want)
		}
	}
}

// One more screen of a shop, and one change in its list, take the same memory however
// long the list is: what is judged, and what the finder reads, is there once.
func TestOneMoreScreenCopiesNoList(t *testing.T) { // not parallel: it counts bytes
	const payments, most = 4000, 8 << 10 // two bytes a payment
	list := make([]*dojo.PaymentIntent, payments)
	for i := range list {
		list[i] = shopday.Paid(fmt.Sprint(i), "18:00", 4250, func(p *dojo.PaymentIntent) {
			p.PaidAt = dojo.InstantOf(shopday.Sunday.Add(-time.Duration(i) * time.Minute))
		})
	}
	one, other := shopday.SnapshotOf(1, list), shopday.SnapshotOf(2, append(slices.Clone(list[1:]), shopday.Paid("new", "18:59", 1)))
	o := options()
	first := New(o, one, nowAt(shopday.Sunday))
	for view := range ViewCount {
		first.SetView(view)
		first.Take(other, nil)
		first.Day()
		bytes := allocated(func() {
			l := New(o, other, nowAt(shopday.Sunday))
			l.SetView(view)
			l.Day()
			runtime.KeepAlive(l)
		})
		if bytes > most {
			t.Errorf("view %d: another screen took %d bytes", view, bytes)
		}
		first.Take(one, nil)
	}
	first.SetFilter(Filter{Text: "visa"})
	finder, texts := o.Judge.texts.finder, o.Judge.texts.finder.len()
	l := New(o, one, nowAt(shopday.Sunday))
	l.SetFilter(Filter{Text: "visa"})
	if l.Len() != payments || o.Judge.texts.finder != finder || finder.len() != texts {
		t.Errorf("another screen found %d, with %d texts, and there were %d", l.Len(), o.Judge.texts.finder.len(), texts)
	}
}

// allocated is how many bytes a function takes.
func allocated(do func()) uint64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
