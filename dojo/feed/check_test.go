package feed

import (
	"testing"
	"time"

	"dojoreversals/dojo"
)

// The check of a long list begins with the held payments. That none of them is missing
// is known many times sooner than that nothing is.
func TestWhatIsHeldIsKnownFirst(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 30_000, 100*time.Hour)
		s.mu.Lock()
		n := 0
		for _, p := range s.byID {
			if p.Status != dojo.StatusAuthorized {
				continue
			}
			if n++; n%10 > 0 { // one in thirty stays held
				p.Status = dojo.StatusCaptured
			}
		}
		s.mu.Unlock()
		began := time.Now()
		snap := until(t, f, time.Hour, func(s *Snapshot) bool { return s.State == Ready })
		loaded := time.Since(began)
		if snap.HeldComplete || snap.Complete {
			t.Errorf("known before the check: held %v, all %v", snap.HeldComplete, snap.Complete)
		}
		until(t, f, time.Hour, func(s *Snapshot) bool { return s.HeldComplete })
		held := time.Since(began)
		until(t, f, time.Hour, func(s *Snapshot) bool { return s.Complete })
		whole := time.Since(began)
		t.Logf("loaded after %v, held payments known to be complete after %v, and everything after %v", loaded, held, whole)
		if held-loaded > (whole-loaded)/3 {
			t.Errorf("loaded after %v, held payments known after %v, and everything after %v", loaded, held, whole)
		}
	})
}

// Where many payments are held, they are read once to know that none is missing, and
// not the recent ones before that as well.
func TestManyHeldAreReadOnceToKnowThem(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 30_000, 60*time.Hour)
		until(t, f, time.Hour, func(s *Snapshot) bool { return s.State == Ready })
		s.mu.Lock()
		before := len(s.queries)
		s.mu.Unlock()
		until(t, f, time.Hour, func(s *Snapshot) bool { return s.HeldComplete })
		s.mu.Lock()
		defer s.mu.Unlock()
		pages := 0
		for _, q := range s.queries[before:] {
			if len(q.Statuses) == 1 && q.Statuses[0] == dojo.StatusAuthorized {
				pages++
			}
		}
		if most := 10_000/dojo.PageLimit + 2; pages > most {
			t.Errorf("%d pages of held payments were read, want at most %d", pages, most)
		}
	})
}
