package feed

import (
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// sleep lets the machine sleep for a time, while the feed waits or a call is under way.
func (w *world) sleep(at, d time.Duration, meanwhile func()) {
	w.at(at, false, func() {
		w.mu.Lock()
		w.now = w.now.Add(d)
		w.mu.Unlock()
		meanwhile()
	})
}

// After the machine has slept, the list is old before anything is asked, everything is
// read at once, and the list is as old as that until it was.
func TestAfterSleep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		slept      time.Duration
		pages      int
		looks, old bool
	}{
		"a night":               {10 * time.Hour, 1, true, true},
		"a night, a long list":  {10 * time.Hour, 12, true, true},
		"a night, nobody looks": {10 * time.Hour, 1, false, true},
		"a minute":              {time.Minute, 1, true, true},
		"less than sleptFor":    {20 * time.Second, 1, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.pay("pi", 100*(c.pages-1)+3, dojo.StatusAuthorized)
			f := w.feed(Options{})
			w.reader.Focus(c.looks)
			var woke time.Time
			w.sleep(10*time.Minute, c.slept, func() {
				woke = w.Now()
				w.set("pi0001", dojo.StatusReversed)
			})
			var asked []call
			w.fail = func(c call) error {
				if !woke.IsZero() {
					asked = append(asked, c)
					old := f.Snapshot().Slept && !f.Snapshot().StaleSince().IsZero()
					if first := len(asked) == 1; first && old == (name == "less than sleptFor") {
						t.Errorf("the list is old: %v, at the first call after the sleep", old)
					}
				}
				return nil
			}
			w.run(f, 10*time.Minute+c.slept+3*time.Minute)
			if c.old && !asked[0].at.Equal(woke) && asked[0].at.Sub(woke) > w.latency {
				t.Errorf("woke at %v, asked at %v", woke, asked[0].at)
			}
			groups := map[group]bool{}
			for _, a := range asked[:min(len(asked), 4)] {
				if a.id == "" && len(a.query.Statuses) < 5 {
					groups[a.group()] = true
				}
			}
			if c.old && (!groups[held] || !groups[settled]) {
				t.Errorf("asked for %v", asked[:min(len(asked), 4)])
			}
			s := f.Snapshot()
			if p, ok := s.Get("pi0001"); !ok || p.Status != dojo.StatusReversed {
				t.Errorf("what happened meanwhile isn't known: %+v", p)
			}
			if s.Slept || !s.StaleSince().IsZero() || s.AsOf.Before(woke) || !s.Complete {
				t.Errorf("%v, as of %v, complete %v", s.Slept, s.AsOf, s.Complete)
			}
		})
	}
}

// A sleep while a call is under way is noticed as well, and what that call brings counts
// as old.
func TestSleepDuringACall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("pi", 3, dojo.StatusAuthorized)
	w.latency = time.Second
	f := w.feed(Options{})
	var woke time.Time
	sleeps := false
	var seen []bool
	w.fail = func(call) error {
		if !woke.IsZero() {
			seen = append(seen, f.Snapshot().Slept)
		}
		if w.now.Sub(noon) > time.Minute && !sleeps {
			sleeps = true
			w.now = w.now.Add(time.Hour)
			woke = w.now
		}
		return nil
	}
	w.run(f, time.Hour+5*time.Minute)
	if i := slices.Index(seen, false); i < 1 || !seen[0] {
		t.Errorf("slept at the calls after the sleep: %v", seen)
	}
	if s := f.Snapshot(); s.Slept || s.AsOf.Before(woke) {
		t.Errorf("%v, as of %v", s.Slept, s.AsOf)
	}
	if len(seen) < 30 { // the sleep isn't taken for the time that Dojo took
		t.Errorf("%d calls in the four minutes after the sleep", len(seen))
	}
}

// While Dojo can't be read after a sleep, the list stays old.
func TestAsleepAndOffline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("pi", 3, dojo.StatusAuthorized)
	f := w.feed(Options{})
	asleep := false
	w.sleep(time.Minute, time.Hour, func() { asleep = true })
	w.fail = func(call) error {
		if asleep {
			return unreachable
		}
		return nil
	}
	w.run(f, time.Hour+5*time.Minute)
	if s := f.Snapshot(); !s.Slept || s.Trouble == nil || s.AsOf.After(noon.Add(time.Minute)) || !s.StaleSince().Equal(s.AsOf) {
		t.Errorf("%+v", s)
	}
}
