package feed

import (
	"context"
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// The calls of one hour in a shop where nothing happens: what is held every
// five seconds (and a little, for the answers' latency), what changed once a
// minute, the rest ever more seldom, and not one read of a payment.
func TestCallsOfAQuietHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 14, dojo.StatusAuthorized)
	w.pay("done", 250, dojo.StatusCaptured)
	f := w.feed(Options{})
	w.run(f, time.Hour)
	h, s, changes, one := w.count(lists(held)), w.count(lists(settled)), w.count(call.closing), w.count(single)
	t.Logf("%d calls in an hour: %d for what is held, %d for what changed, %d for the rest", len(w.calls), h, changes, s)
	if h < 690 || h > 720 || changes < 50 || changes > 61 || s < 3*5 || s > 3*8 || one != 0 {
		t.Errorf("%d lists of what is held, %d of what changed, %d pages of the rest, %d single reads", h, changes, s, one)
	}
	if v := f.Snapshot().Version; v > 4 {
		t.Errorf("version %d: it should have changed with the pages of the load only", v)
	}
}

// What didn't change isn't copied: the same list is published with a new time.
func TestNothingNewSharesTheList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 150, dojo.StatusAuthorized)
	f := w.feed(Options{})
	var before *Snapshot
	w.at(time.Second, false, func() { before = f.Snapshot() })
	w.run(f, 90*time.Second)
	after := f.Snapshot()
	if before == after || !after.AsOf.After(before.AsOf) || after.Version != before.Version {
		t.Fatalf("%v then %v, versions %d and %d", before.AsOf, after.AsOf, before.Version, after.Version)
	}
	if &before.Payments[0] != &after.Payments[0] {
		t.Error("the list was copied")
	}
	if age := w.now.Sub(after.AsOf); age > 6*time.Second {
		t.Errorf("the list is %v old", age)
	}
}

func TestWhatVanishedIsReadSingly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 3, dojo.StatusAuthorized)
	w.pay("done", 150, dojo.StatusCaptured)
	f := w.feed(Options{})
	before := 0
	w.at(20*time.Second, false, func() {
		w.set("held0001", dojo.StatusCaptured)
		before = w.count(lists(settled))
	})
	w.run(f, 26*time.Second)
	if got := status(f, "held0001"); got != dojo.StatusCaptured {
		t.Errorf("it is shown as %q", got)
	}
	if w.count(single) != 1 {
		t.Errorf("%d single reads, want 1", w.count(single))
	}
	if n := w.count(lists(settled)) - before; n != 2 {
		t.Errorf("%d pages of the settled payments, want its 2 at once", n)
	}
	for i, c := range w.calls {
		if c.id != "" && (c.id != "held0001" || !lists(settled)(w.calls[i+1])) {
			t.Errorf("the read was of %s, followed by %+v", c.id, w.calls[i+1])
		}
	}
}

// Until it has been read, a payment that vanished stays as it was, and the
// screen is told that something is wrong.
func TestWhatVanishedStaysUntilItIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 3, dojo.StatusAuthorized)
	w.basis = func(p dojo.PaymentIntent) time.Time {
		if p.Status == dojo.StatusReversed {
			return time.Time{} // and no list has it any more
		}
		return p.CreatedAt.Time()
	}
	w.fail = func(c call) error {
		if c.id != "" && w.Now().Before(noon.Add(50*time.Second)) {
			return refused(500, 0)
		}
		return nil
	}
	w.at(20*time.Second, false, func() { w.set("held0001", dojo.StatusReversed) })
	f := w.feed(Options{})
	w.at(48*time.Second, false, func() {
		s := f.Snapshot()
		if status(f, "held0001") != dojo.StatusAuthorized || s.Trouble == nil || f.book.pending["held0001"].tries < 2 {
			t.Errorf("it is shown as %s, trouble %+v", status(f, "held0001"), s.Trouble)
		}
		if age := w.now.Sub(s.AsOf); age > 6*time.Second {
			t.Errorf("one payment held the list up for %v", age)
		}
	})
	w.run(f, 3*time.Minute)
	if s := f.Snapshot(); status(f, "held0001") != dojo.StatusReversed || s.Trouble != nil || len(s.Payments) != 3 {
		t.Errorf("then %s, trouble %+v", status(f, "held0001"), s.Trouble)
	}
}

func TestNotFoundIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 3, dojo.StatusAuthorized)
	w.at(20*time.Second, false, func() { w.forget("held0001") })
	back := false
	w.at(100*time.Second, false, func() { back = true; w.set("held0001", dojo.StatusAuthorized) })
	f := w.feed(Options{})
	w.at(99*time.Second, false, func() {
		s := f.Snapshot()
		check(t, s)
		if !s.IsGone("held0001") || len(s.Gone) != 1 || len(s.Payments) != 3 || s.Trouble != nil {
			t.Errorf("gone: %v, %d rows", s.Gone, len(s.Payments))
		}
		if d := s.Gone["held0001"].Sub(noon); d < 20*time.Second || d > 27*time.Second {
			t.Errorf("gone after %v", d)
		}
		if n := w.count(single); n != 1 {
			t.Errorf("it was read %d times", n)
		}
	})
	w.run(f, 2*time.Minute)
	if s := f.Snapshot(); !back || len(s.Gone) != 0 {
		t.Errorf("listed again, it is still gone: %v", s.Gone)
	}
}

// A web page that says 404 isn't Dojo's word that a payment is gone.
func TestAWebPageMakesNothingGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 3, dojo.StatusAuthorized)
	w.at(20*time.Second, false, func() { w.forget("held0001") })
	w.fail = func(c call) error {
		if c.id != "" {
			err := refused(404, 0)
			var page *dojo.RefusedError
			if errors.As(err, &page) {
				page.HTML = true
			}
			return err
		}
		return nil
	}
	f := w.feed(Options{})
	w.run(f, time.Minute)
	if s := f.Snapshot(); s.IsGone("held0001") || s.Trouble == nil {
		t.Errorf("gone: %v, trouble %v", s.Gone, s.Trouble)
	}
}

// A batch of captures doesn't become a burst of reads.
func TestSingleReadsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 300, dojo.StatusAuthorized)
	w.at(20*time.Second, false, func() {
		for i := range 100 {
			w.forget(newID("held", i))
		}
	})
	f := w.feed(Options{reads: 10})
	for s := 21 * time.Second; s < time.Minute; s += 500 * time.Millisecond {
		last := len(w.calls)
		w.at(s, false, func() {
			n := 0
			for _, c := range w.calls[min(last, len(w.calls)):] {
				if c.id != "" {
					n++
				} else {
					n = 0
				}
				if n > 10 {
					t.Errorf("%d single reads in one refresh", n)
				}
			}
		})
	}
	w.run(f, 3*time.Minute)
	if n := len(f.Snapshot().Gone); n != 100 {
		t.Errorf("%d of 100 are known to be gone", n)
	}
	if n := w.count(single); n != 100 {
		t.Errorf("%d single reads for 100 payments", n)
	}
}

// A payment that is held but that no list has (an old one that was looked up)
// is kept live, though not at every refresh.
func TestLookUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 1, dojo.StatusAuthorized)
	w.pay("old", 2, dojo.StatusAuthorized)
	for _, id := range []string{"old0000", "old0001"} {
		p := &w.history[id][0].payment
		p.CreatedAt, p.PaidAt, p.UpdatedAt = dojo.InstantOf(noon.Add(-2000*time.Hour)), dojo.InstantOf(noon.Add(-1999*time.Hour)), dojo.InstantOf(noon.Add(-1999*time.Hour))
	}
	f := w.feed(Options{})
	w.at(10*time.Second, false, func() {
		p, err := f.LookUp(context.Background(), " {old0000} ")
		if err != nil || p.ID != "old0000" || status(f, "old0000") != dojo.StatusAuthorized {
			t.Errorf("%+v, %v", p, err)
		}
		if _, err := f.LookUp(context.Background(), "no such"); !errors.As(err, new(*dojo.BadIDError)) {
			t.Errorf("a bad ID: %v", err)
		}
		if _, err := f.LookUp(context.Background(), "unknown"); !isUnknown(err) {
			t.Errorf("an unknown ID: %v", err)
		}
	})
	w.at(10*time.Minute, false, func() { w.set("old0000", dojo.StatusReversed) })
	w.run(f, 12*time.Minute)
	if s := f.Snapshot(); status(f, "old0000") != dojo.StatusReversed || len(s.Payments) != 2 || len(s.Gone) != 0 {
		t.Errorf("%s, %d rows, gone %v", status(f, "old0000"), len(s.Payments), s.Gone)
	}
	if n := w.count(single); n > 18 {
		t.Errorf("%d single reads in 12 minutes", n)
	}
}

func TestObserveMergesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.dated = false // Dojo may say nothing of when it changed a payment
	w.lag = 20 * time.Second
	w.pay("held", 3, dojo.StatusAuthorized)
	f := w.feed(Options{})
	w.at(20*time.Second, false, func() {
		w.set("held0001", dojo.StatusReversed)
		f.Observe(dojo.Reading{Payment: w.truth("held0001").payment, Exchange: dojo.Exchange{Sent: w.Now()}})
		f.Observe(dojo.Reading{})
		if got := status(f, "held0001"); got != dojo.StatusReversed {
			t.Errorf("at once it is %q", got)
		}
	})
	for s := 21 * time.Second; s < time.Minute; s += time.Second {
		w.at(s, false, func() {
			if got := status(f, "held0001"); got != dojo.StatusReversed {
				t.Errorf("after %v a stale list made it %q", s, got)
			}
		})
	}
	w.run(f, time.Minute)
	check(t, f.Snapshot())
}

// A list that goes on contradicting a read has it read again: if the read was
// wrong after all, the list is believed.
func TestADoubtIsReadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.dated = false
	w.pay("held", 3, dojo.StatusAuthorized)
	f := w.feed(Options{})
	w.at(10*time.Second, false, func() {
		wrong := w.truth("held0001").payment
		wrong.Status = dojo.StatusReversed
		f.Observe(dojo.Reading{Payment: wrong, Exchange: dojo.Exchange{Sent: w.Now()}})
	})
	w.run(f, time.Minute)
	if got := status(f, "held0001"); got != dojo.StatusAuthorized {
		t.Errorf("it is still %q", got)
	}
	if n := w.count(single); n != 1 {
		t.Errorf("%d single reads, want 1", n)
	}
}

func TestUnpaidOnlyWhileWanted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 3, dojo.StatusAuthorized)
	w.pay("link", 3, dojo.StatusCreated)
	f := w.feed(Options{})
	w.at(21*time.Second, true, func() {
		if n := w.count(lists(unpaid)); n != 0 {
			t.Errorf("%d lists before the view was open", n)
		}
		w.reader.IncludeCreated(true)
	})
	w.at(22*time.Second, false, func() {
		if n := w.count(lists(unpaid)); n != 1 || status(f, "link0001") != dojo.StatusCreated {
			t.Errorf("%d lists right after, and the row is %q", n, status(f, "link0001"))
		}
	})
	w.at(23*time.Second, false, func() { w.set("link0001", dojo.StatusAuthorized) })
	w.at(24*time.Second, false, func() { w.set("link0002", dojo.StatusCanceled) })
	for s := 30 * time.Second; s < 4*time.Minute; s += 7 * time.Second {
		w.at(s, false, func() { w.reader.IncludeCreated(true) }) // again: nothing new
	}
	var closed int
	w.at(5*time.Minute, false, func() {
		if status(f, "link0001") != dojo.StatusAuthorized || status(f, "link0002") != dojo.StatusCanceled || status(f, "link0000") != dojo.StatusCreated {
			t.Error("the rows didn't follow")
		}
		w.reader.IncludeCreated(false)
		closed = w.count(lists(unpaid))
	})
	w.run(f, 10*time.Minute)
	if n := w.count(lists(unpaid)); n != closed || n < 3 || n > 5 {
		t.Errorf("%d lists while it was open, %d after", closed, n-closed)
	}
}

func TestRowsLeaveWithTheirWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 1, dojo.StatusAuthorized)
	w.pay("done", 2, dojo.StatusCaptured)
	f := w.feed(Options{RecentDays: 1, Refresh: time.Minute, fullEvery: 60})
	w.at(12*time.Hour, false, func() { w.set("done0001", dojo.StatusRefunded) })
	w.run(f, 26*time.Hour)
	s := f.Snapshot()
	check(t, s)
	if len(s.Payments) != 2 || status(f, "held0000") == "" || status(f, "done0001") != dojo.StatusRefunded {
		t.Errorf("%d rows after a day, want the held one and the one that changed since", len(s.Payments))
	}
}

// A row doesn't stay for having been read singly once.
func TestFollowedRowsLeaveToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.dated = false
	w.pay("held", 2, dojo.StatusAuthorized)
	f := w.feed(Options{RecentDays: 1, Refresh: time.Minute})
	w.at(20*time.Hour, false, func() { w.set("held0000", dojo.StatusReversed) })
	w.run(f, 26*time.Hour)
	if s := f.Snapshot(); len(s.Payments) != 1 || w.count(single) != 1 {
		t.Errorf("%d rows, %d single reads", len(s.Payments), w.count(single))
	}
}

// A server that filters by the day, or not at all, sends rows from before the
// window: they don't come and go.
func TestRowsBeforeTheWindowStayOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 2, dojo.StatusAuthorized)
	w.pay("done", 1, dojo.StatusCaptured)
	p := &w.history["done0000"][0].payment
	p.CreatedAt, p.PaidAt, p.UpdatedAt = dojo.InstantOf(noon.Add(-200*time.Hour)), dojo.InstantOf(noon.Add(-200*time.Hour)), dojo.InstantOf(noon.Add(-199*time.Hour))
	w.basis = func(dojo.PaymentIntent) time.Time { return noon.Add(time.Hour) }
	f := w.feed(Options{})
	w.run(f, 3*time.Minute)
	if s := f.Snapshot(); len(s.Payments) != 2 || s.Version != 1 {
		t.Errorf("%d rows, version %d", len(s.Payments), s.Version)
	}
}
