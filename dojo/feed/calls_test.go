package feed

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
)

// The calls of one hour after the load, in shops where little happens, and how
// long it takes until a change that was made elsewhere is shown. These are the
// numbers of doc.go.
func TestCallsAnHour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		n           int
		over        time.Duration
		there       int // how many people have it open; 1 looks, 2 don't, 0 is nobody
		least, most int
		seen        time.Duration // a capture elsewhere, at the latest
		arrived     time.Duration // a new payment that is captured at once, at the latest
	}{
		{"a corner shop", 40, 12 * time.Hour, 1, 700, 850, 7 * time.Second, 65 * time.Second},
		{"a corner shop that nobody looks at", 40, 12 * time.Hour, 2, 110, 160, 40 * time.Second, 7 * time.Minute},
		{"a corner shop that nobody has open", 40, 12 * time.Hour, 0, 12, 26, 6 * time.Minute, 16 * time.Minute},
		{"a chain that nobody has open", 100_000, 30 * time.Hour, 0, 3_000, 5_000, 20 * time.Minute, 20 * time.Minute},
		{"a busy shop", 1_200, 24 * time.Hour, 1, 1_200, 1_900, 10 * time.Second, 65 * time.Second},
		{"a hotel with long holds", 4_000, 6 * 24 * time.Hour, 1, 1_500, 9_000, 90 * time.Second, 15 * time.Second},
		{"a chain", 100_000, 30 * time.Hour, 1, 4_000, 14_400, 5 * time.Minute, 25 * time.Second},
	} {
		s := newShop()
		synctest.Test(t, func(t *testing.T) {
			s.fill("p", c.n, c.over)
			f := s.feed(Options{})
			s.reader.Focus(c.there == 1)
			if c.there == 0 {
				s.reader.Close()
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- f.Run(ctx) }()
			until(t, f, time.Hour, func(s *Snapshot) bool { return s.Complete })
			count := func() (calls, reads int) {
				s.mu.Lock()
				defer s.mu.Unlock()
				return s.calls, s.reads
			}
			calls, reads := count()
			version := f.Snapshot().Version
			s.mu.Lock()
			s.peak = 0
			s.mu.Unlock()
			pass(time.Hour)
			again, rereads := count()
			s.mu.Lock()
			peak := s.peak
			s.mu.Unlock()
			if again -= calls; again < c.least || again > c.most || rereads != reads {
				t.Errorf("%s: %d calls an hour, %d of them reads of a payment", c.name, again, rereads-reads)
			}
			if peak != 1 {
				t.Errorf("%s: %d calls at once", c.name, peak)
			}
			if f.Snapshot().Version != version {
				t.Errorf("%s: the list changed, though nothing happened", c.name)
			}
			var worst time.Duration
			for i := range 4 {
				id := fmt.Sprintf("p%06d", 3*(c.n/20*(1+i*2)/3))
				s.move(id)
				began := time.Now()
				until(t, f, time.Hour, func(s *Snapshot) bool { p, _ := s.Get(id); return p.Status == dojo.StatusCaptured })
				worst = max(worst, time.Since(began))
				pass(97 * time.Second)
			}
			t.Logf("%s: %d calls an hour; a capture elsewhere is shown within %v", c.name, again, worst.Round(time.Second/10))
			if worst > c.seen {
				t.Errorf("%s: a capture elsewhere is shown after %v", c.name, worst)
			}
			s.arrive("new", dojo.StatusCaptured)
			began := time.Now()
			until(t, f, time.Hour, func(s *Snapshot) bool { _, ok := s.Get("new"); return ok })
			if took := time.Since(began); took > c.arrived {
				t.Errorf("%s: a new payment is shown after %v", c.name, took)
			} else {
				t.Logf("%s: a new payment is shown after %v", c.name, took.Round(time.Second/10))
			}
			cancel()
			<-done
		})
	}
}

// Looking again is refreshing at once; looking away is not.
func TestFocus(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 40, time.Hour)
		calls := func() int {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.calls
		}
		rate := func(what string, least, most int) {
			t.Helper()
			before := calls()
			pass(5 * time.Minute)
			if n := calls() - before; n < least || n > most {
				t.Errorf("%s: %d calls in 5 minutes", what, n)
			}
		}
		pass(time.Minute)
		rate("somebody looks", 55, 70)
		s.reader.Focus(false)
		pass(time.Minute)
		rate("away", 9, 14)
		before := calls()
		s.reader.Focus(true)
		pass(time.Second)
		if calls() == before {
			t.Error("nothing is read when somebody looks again")
		}
		before = calls()
		for range 20 { // like a window manager gone mad
			s.reader.Focus(false)
			s.reader.Focus(true)
			pass(50 * time.Millisecond)
		}
		if n := calls() - before; n > 1 {
			t.Errorf("%d calls for twenty changes of the focus within a second", n)
		}
		a, b := f.Subscribe(), f.Subscribe()
		s.reader.Focus(false)
		a.Focus(false)
		b.Focus(true)
		pass(time.Minute)
		rate("one of three looks", 55, 70)
		b.Close()
		b.Focus(true) // too late
		pass(time.Minute)
		rate("the one who looked left", 9, 14)
		a.Close()
	})
}

// One reader's wish for the unpaid payments ends with it.
func TestUnpaidForOneReader(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 100, time.Hour)
		asked := func(d time.Duration) bool {
			s.mu.Lock()
			s.queries = nil
			s.mu.Unlock()
			pass(d)
			s.mu.Lock()
			defer s.mu.Unlock()
			return slices.ContainsFunc(s.queries, func(q dojo.Query) bool { return slices.Contains(q.Statuses, dojo.StatusCreated) })
		}
		pass(time.Minute)
		a, b := f.Subscribe(), f.Subscribe()
		if asked(10 * time.Minute) {
			t.Error("unpaid ones are read for nobody")
		}
		a.IncludeCreated(true)
		if !asked(2 * time.Second) {
			t.Error("they aren't read at once")
		}
		b.IncludeCreated(true)
		a.Close()
		a.IncludeCreated(true) // too late
		if !asked(20 * time.Minute) {
			t.Error("they aren't read for the other one")
		}
		b.Close()
		pass(10 * time.Second)
		if asked(20 * time.Minute) {
			t.Error("they are read for nobody again")
		}
	})
}

// Dojo asks for fewer calls: fewer they are, for a while.
func TestTooManyCalls(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 40, time.Hour)
		pass(time.Minute)
		limit := 6 // calls a minute that Dojo allows
		var last []time.Time
		refusedN := 0
		s.mu.Lock()
		s.fail = func(dojo.Query, string) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			now := time.Now()
			last = slices.DeleteFunc(last, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
			if len(last) >= limit {
				refusedN++
				return refused(429, 2*time.Second)
			}
			last = append(last, now)
			return nil
		}
		s.mu.Unlock()
		pass(time.Hour)
		s.mu.Lock()
		n := refusedN
		limit = 1 << 20
		s.mu.Unlock()
		if n > 120 {
			t.Errorf("%d refused calls in an hour", n)
		}
		pass(30 * time.Minute)
		synctest.Wait()
		if f.run.pressure > 1.01 {
			t.Errorf("half an hour later the waits are still %.1f times as long", f.run.pressure)
		}
	})
}

// A whole day with payments that arrive and settle, faults and midnight: the
// list is the truth in the end, and neither memory nor goroutines grow.
func TestADay(t *testing.T) {
	s := newShop() // not in parallel: it counts goroutines and the heap
	inBubble(t, s, Options{RecentDays: 1}, func(t *testing.T, f *Feed) {
		s.basis = "updated"
		s.fill("p", 400, 24*time.Hour)
		calls := 0
		s.mu.Lock()
		s.fail = func(_ dojo.Query, id string) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			calls++
			switch minute := time.Now().Minute(); {
			case minute == 20 && time.Now().Hour()%3 == 0:
				return unreachable
			case minute == 40 && calls%5 == 0:
				return refused(429, 7*time.Second)
			case calls%97 == 0:
				return refused(500, 0)
			}
			return nil
		}
		s.mu.Unlock()
		live := func() (heap int64, goroutines, records int) {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			f.mu.Lock()
			defer f.mu.Unlock()
			return int64(m.HeapAlloc), runtime.NumGoroutine(), len(f.book.records)
		}
		var heap1 int64
		var goroutines1, records1 int
		for minute := range 24 * 60 {
			if minute%4 == 0 {
				s.arrive(fmt.Sprintf("n%05d", minute), []dojo.Status{dojo.StatusAuthorized, dojo.StatusAuthorized, dojo.StatusCaptured}[minute/4%3])
			}
			if minute%4 == 2 && minute > 60 {
				if id := fmt.Sprintf("n%05d", minute-62); minute%8 == 2 {
					s.move(id)
				} else {
					s.move(fmt.Sprintf("p%06d", minute%400))
				}
			}
			sub := f.Subscribe() // somebody comes and goes
			pass(time.Minute)
			sub.Close()
			s.mu.Lock()
			s.queries = nil
			s.mu.Unlock()
			if minute == 2*60 {
				heap1, goroutines1, records1 = live()
			}
			if minute%60 == 0 { // what has left the day has left the shop, too
				s.mu.Lock()
				for id, p := range s.byID {
					if time.Since(p.UpdatedAt.Time()) > 30*time.Hour && p.Status != dojo.StatusAuthorized {
						delete(s.byID, id)
					}
				}
				s.sorted = nil
				s.mu.Unlock()
			}
		}
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		pass(40 * time.Minute)
		heap, goroutines, records := live()
		if goroutines > goroutines1 || heap > heap1*3/2+1<<20 {
			t.Errorf("%d KiB of heap after a day, %d after two hours; %d goroutines, %d", heap>>10, heap1>>10, goroutines, goroutines1)
		}
		if records > records1+300 {
			t.Errorf("%d payments are kept, %d after two hours", records, records1)
		}
		// The heap has the test's own Dojo in it, too.
		t.Logf("%d KiB of heap after a day, %d after two hours; %d goroutines, %d", heap>>10, heap1>>10, goroutines, goroutines1)
		if b := f.book; len(b.pending)+len(b.pinned)+len(b.dirty)+len(f.readers)-1 > 0 {
			t.Errorf("left over: %d pending, %d pinned, %d dirty, %d readers", len(b.pending), len(b.pinned), len(b.dirty), len(f.readers)-1)
		}
		snap := f.Snapshot()
		check(t, snap)
		for id, p := range s.byID {
			got, ok := snap.Get(id)
			if p.Status != dojo.StatusCreated && time.Since(p.UpdatedAt.Time()) < 23*time.Hour && (!ok || got.Status != p.Status) {
				t.Errorf("%s is %s, and shown as %v", id, p.Status, got)
			}
		}
		t.Logf("%d calls in a day, %d payments", s.calls, len(snap.Payments))
		if s.calls > 24*1_600 {
			t.Errorf("%d calls in a day", s.calls)
		}
	})
}
