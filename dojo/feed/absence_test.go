package feed

import (
	"testing"
	"time"

	"dojoreversals/dojo"
)

// Whoever comes to a list that nobody had open sees what is known, told to be as old as
// it is, and has it read at once. Of a list that isn't old, nothing is said.
func TestSomebodyComes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		empty  time.Duration // for how long nobody had it open
		looks  bool          // who comes
		before bool          // somebody was there, and didn't look
		old    bool
	}{
		{"after a coffee", 45 * time.Second, true, false, false},
		{"after two minutes", 2 * time.Minute, true, false, true},
		{"after a night", 10*time.Hour + 2*time.Minute, true, false, true},
		{"and doesn't look yet", 2 * time.Minute, false, false, false},
		{"where somebody was", 10 * time.Hour, true, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShop()
			inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
				s.fill("p", 40, time.Hour)
				pass(time.Minute)
				other := f.Subscribe()
				defer other.Close()
				if c.before {
					other.Focus(false)
				}
				// The list is read this long after the last one left, and not again before
				// somebody comes.
				s.reader.Close()
				pass(c.empty)
				asOf := f.Snapshot().AsOf
				s.move("p000000")
				n := f.Subscribe()
				defer n.Close()
				n.Focus(c.looks)
				came := time.Now()
				first := f.Snapshot()
				if first.Unwatched != c.old || len(first.Payments) == 0 || !first.AsOf.Equal(asOf) {
					t.Errorf("first: unwatched %v, %d payments, as of %v", first.Unwatched, len(first.Payments), first.AsOf)
				}
				if since := first.StaleSince(); c.old && !since.Equal(asOf) || !c.old && !since.IsZero() {
					t.Errorf("what is known is from %v, and it was read at %v", since, asOf)
				}
				if !c.looks {
					return
				}
				pass(time.Second)
				now := f.Snapshot()
				if now.Unwatched || !now.StaleSince().IsZero() || now.AsOf.Before(came) {
					t.Errorf("a second later: unwatched %v, as of %v, came at %v", now.Unwatched, now.AsOf, came)
				}
				if p, _ := now.Get("p000000"); p.Status != dojo.StatusCaptured {
					t.Errorf("what happened meanwhile isn't known: %s", p.Status)
				}
			})
		})
	}
}

// A list that can't be read stays old for whoever comes, and says why.
func TestSomebodyComesAndDojoIsDown(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 40, time.Hour)
		pass(time.Minute)
		s.reader.Close()
		pass(4 * time.Minute)
		s.mu.Lock()
		s.fail = func(dojo.Query, string) error { return unreachable }
		s.mu.Unlock()
		n := f.Subscribe()
		defer n.Close()
		n.Focus(true)
		pass(time.Minute)
		if now := f.Snapshot(); !now.Unwatched || now.Trouble == nil || now.StaleSince().IsZero() {
			t.Errorf("%+v", now)
		}
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		pass(2 * time.Minute)
		if now := f.Snapshot(); now.Unwatched || now.Trouble != nil {
			t.Errorf("then %+v", now)
		}
	})
}
