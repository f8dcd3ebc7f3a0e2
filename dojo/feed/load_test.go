package feed

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
)

func TestFirstLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 250, dojo.StatusAuthorized)
	w.pay("done", 150, dojo.StatusCaptured)
	f := w.feed(Options{})
	if s := f.Snapshot(); s == nil || s.State != Loading || len(s.Payments) != 0 || s.Complete {
		t.Fatalf("before the start: %+v", s)
	}
	w.at(75*time.Millisecond, false, func() { // the second page is on its way
		s := f.Snapshot()
		check(t, s)
		if s.State != Loading || len(s.Payments) != 100 || s.Complete {
			t.Errorf("after one page: state %v, %d rows", s.State, len(s.Payments))
		}
	})
	w.run(f, 3*time.Second)
	s := f.Snapshot()
	check(t, s)
	if s.State != Ready || !s.Complete || s.Cut || s.Trouble != nil || len(s.Payments) != 400 {
		t.Fatalf("state %v, complete %v, %d rows, trouble %+v", s.State, s.Complete, len(s.Payments), s.Trouble)
	}
	if !s.AsOf.Equal(noon) {
		t.Errorf("as of %v, want the start of the list of what is held", s.AsOf)
	}
	var order []group
	for _, c := range w.calls {
		if c.query.Limit != 100 || !c.query.End.IsZero() || c.query.Start.Location() != time.UTC {
			t.Errorf("query %+v", c.query)
		}
		if !c.closing() {
			order = append(order, c.group())
		}
	}
	if want := []group{held, settled, held, settled, held}; !slices.Equal(order, want) {
		t.Errorf("pages in the order %v, want %v", order, want)
	}
	if got := w.calls[0].query.Start; !got.Equal(noon.Add(-38 * 24 * time.Hour)) {
		t.Errorf("held from %v", got)
	}
	if got := w.calls[1].query.Start; !got.Equal(noon.Add(-7 * 24 * time.Hour)) {
		t.Errorf("settled from %v", got)
	}
	last := w.calls[5].query
	if !w.calls[5].closing() || !last.Start.Equal(noon.Add(-5*time.Minute)) || slices.Contains(last.Statuses, dojo.StatusCreated) || len(w.calls) != 6 {
		t.Errorf("the load ends with %+v, %d calls", last, len(w.calls))
	}
}

// A link made weeks ago and paid today is held today.
func TestOldIntentsPaidTodayAreListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 1, dojo.StatusAuthorized)
	h := &w.history["held0000"][0].payment
	h.CreatedAt = dojo.InstantOf(noon.Add(-30 * 24 * time.Hour))
	f := w.feed(Options{})
	w.run(f, time.Second)
	if status(f, "held0000") != dojo.StatusAuthorized {
		t.Error("it isn't listed")
	}
}

// Payments that arrive while the pages are read, into lists whose order and
// cursors make pages skip rows, are there when the load is over.
func TestPaymentsThatArriveDuringTheLoad(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"newest", "oldest", "id"} {
		w := newWorld(t)
		w.order, w.size = order, 10
		w.pay("old", 60, dojo.StatusAuthorized)
		f := w.feed(Options{})
		for i := range 5 {
			w.at(time.Duration(i*60+10)*time.Millisecond, false, func() {
				at := w.Now()
				w.put(dojo.PaymentIntent{ID: "a" + string(rune('0'+i)), Status: dojo.StatusAuthorized, CreatedAt: dojo.InstantOf(at), PaidAt: dojo.InstantOf(at)})
			})
		}
		ready := false
		for step := 500 * time.Millisecond; step < time.Second; step += 10 * time.Millisecond {
			w.at(step, false, func() {
				if s := f.Snapshot(); s.State == Ready && !ready {
					ready = true
					if len(s.Payments) != 65 {
						t.Errorf("%s: %d payments at the end of the load", order, len(s.Payments))
					}
				}
			})
		}
		w.run(f, 2*time.Second)
		if !ready {
			t.Errorf("%s: not ready", order)
		}
	}
}

// A till whose clock is a year fast would ask for the payments of next year.
func TestWindowsAreByDojosClock(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{-366 * 24 * time.Hour, -48 * time.Hour, 20 * 365 * 24 * time.Hour} {
		w := newWorld(t)
		w.ahead = ahead
		w.pay("held", 30, dojo.StatusAuthorized)
		w.pay("done", 30, dojo.StatusCaptured)
		f := w.feed(Options{})
		w.run(f, 2*time.Second)
		s := f.Snapshot()
		if s.State != Ready || len(s.Payments) != 60 {
			t.Errorf("%v: state %v, %d rows", ahead, s.State, len(s.Payments))
		}
		if got := s.AsOf.Sub(noon.Add(ahead)); got < 0 || got > time.Second {
			t.Errorf("%v: as of %v by Dojo's clock", ahead, got)
		}
		if n := w.count(lists(held)); n != 2 {
			t.Errorf("%v: %d calls for what is held, want one with the wrong window and one with the right", ahead, n)
		}
	}
}

func TestLoadGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("done", 1000, dojo.StatusCaptured)
	n := 0
	w.fail = func(call) error {
		if n++; n%3 == 0 {
			return unreachable
		}
		return nil
	}
	f := w.feed(Options{})
	for at, standing := range map[time.Duration]bool{time.Second: false, 4 * time.Second: true} {
		w.at(at, false, func() {
			s := f.Snapshot()
			if s.State != Loading || (s.Trouble != nil) != standing || s.Complete || len(s.Payments) == 0 {
				t.Errorf("under way after %v: state %v, trouble %v, %d rows", at, s.State, s.Trouble, len(s.Payments))
			}
		})
	}
	w.run(f, 5*time.Minute)
	seen := map[string]int{}
	for _, c := range w.calls {
		if !c.closing() && c.group() == settled && len(seen) < 10 {
			seen[c.query.After]++
		}
	}
	for after, times := range seen {
		if times > 2 {
			t.Errorf("the page after %q was read %d times", after, times)
		}
	}
	if s := f.Snapshot(); s.State != Ready || len(s.Payments) != 1000 {
		t.Errorf("state %v, %d rows", s.State, len(s.Payments))
	}
}

// A line that loses a page now and then isn't down: what comes between two failures
// ends their streak, so that the waits don't grow, and no trouble is told while the
// list goes on. A list that stands still tells it at its second failure.
func TestAPageThatFailsDoesNotHoldTheLoadUp(t *testing.T) {
	t.Parallel()
	loaded := func(t *testing.T, lost int, why error) (took time.Duration, troubles int) {
		t.Helper()
		w := newWorld(t)
		w.latency = 200 * time.Millisecond
		w.pay("done", 6000, dojo.StatusCaptured)
		n := 0
		w.fail = func(call) error {
			if n++; lost > 0 && n%lost == 0 {
				return why
			}
			return nil
		}
		f := w.feed(Options{})
		for at := 500 * time.Millisecond; at < 3*time.Minute; at += 500 * time.Millisecond {
			w.at(at, false, func() {
				switch s := f.Snapshot(); {
				case s.State != Loading:
					took = cmp.Or(took, at)
				case s.Trouble != nil:
					troubles++
				}
			})
		}
		w.run(f, 3*time.Minute)
		return took, troubles
	}
	whole, _ := loaded(t, 0, nil)
	if took, troubles := loaded(t, 20, unreachable); took == 0 || took > whole*3/2 || troubles > 0 {
		t.Errorf("with every 20th page lost it took %v, and %v without; trouble was told %d times", took, whole, troubles)
	}
	// One in four is more than a line that works loses.
	if took, troubles := loaded(t, 4, unreachable); took < whole*2 && took != 0 || troubles == 0 {
		t.Errorf("with every fourth page lost it took %v, and %v without; trouble was told %d times", took, whole, troubles)
	}
	// While Dojo wants to be left alone, or refuses the key, the list does stand still.
	for _, why := range []error{refused(429, 5*time.Second), refused(401, 0)} {
		if _, troubles := loaded(t, 20, why); troubles == 0 {
			t.Errorf("%v isn't told", why)
		}
	}
}

func TestACursorThatIsRefusedStartsTheListAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("done", 250, dojo.StatusCaptured)
	once := true
	w.fail = func(c call) error {
		if c.query.After == "100" && once {
			once = false
			return refused(400, 0)
		}
		return nil
	}
	f := w.feed(Options{})
	w.run(f, 10*time.Second)
	if s := f.Snapshot(); s.State != Ready || len(s.Payments) != 250 || s.Trouble != nil {
		t.Errorf("state %v, %d rows, %+v", s.State, len(s.Payments), s.Trouble)
	}
	if n := w.count(func(c call) bool { return lists(settled)(c) && c.query.After == "" }); n != 2 {
		t.Errorf("the list was begun %d times", n)
	}
}

// Dojo can refuse one list for good (a status that a version doesn't know).
// What is held stays live all the same, and the screen is told.
func TestOneListRefusedForGood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 150, dojo.StatusAuthorized)
	w.fail = func(c call) error {
		if c.id == "" && slices.Contains(c.query.Statuses, dojo.StatusRefunded) {
			return refused(400, 0)
		}
		return nil
	}
	w.at(2*time.Minute, false, func() { w.set("held0003", dojo.StatusReversed) })
	f := w.feed(Options{})
	w.run(f, 4*time.Minute)
	s := f.Snapshot()
	if s.State != Loading || s.Complete || s.Trouble == nil || len(s.Payments) != 150 {
		t.Fatalf("state %v, trouble %v, %d rows", s.State, s.Trouble, len(s.Payments))
	}
	if status(f, "held0003") != dojo.StatusReversed {
		t.Error("the reversal isn't shown")
	}
	if age := w.now.Sub(s.AsOf); age > 31*time.Second {
		t.Errorf("what is held is %v old", age)
	}
}

func TestUnreadableAndCappedAreReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 5, dojo.StatusAuthorized)
	w.bad = 2
	w.cut = func(c call) bool { return lists(settled)(c) && w.Now().Before(noon.Add(time.Minute)) }
	f := w.feed(Options{})
	w.at(50*time.Second, false, func() {
		s := f.Snapshot()
		if s.Unreadable != 2 || !s.Cut || s.Complete || s.State != Ready || s.Trouble != nil || len(s.Payments) != 5 {
			t.Errorf("%+v", s)
		}
	})
	w.run(f, 3*time.Minute)
	if s := f.Snapshot(); s.Unreadable != 4 || s.Cut || !s.Complete {
		t.Errorf("once it fits: unreadable %d, capped %v, complete %v", s.Unreadable, s.Cut, s.Complete)
	}
}

// A list that was cut says nothing of what isn't on it.
func TestACappedListMakesNothingVanish(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.size = 10
	w.pay("held", 25, dojo.StatusAuthorized)
	w.cut = func(c call) bool {
		return lists(held)(c) && c.query.After == "20" && w.Now().After(noon.Add(10*time.Second))
	}
	f := w.feed(Options{})
	w.run(f, time.Minute)
	if s := f.Snapshot(); !s.Cut || s.Complete || len(s.Payments) != 25 || w.count(single) != 0 {
		t.Errorf("capped %v, %d rows, %d single reads", s.Cut, len(s.Payments), w.count(single))
	}
}
