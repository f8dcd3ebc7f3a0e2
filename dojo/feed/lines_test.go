package feed

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
)

// limited has a shop refuse calls as too many.
func limited(s *shop, l limiter, retryAfter time.Duration) {
	s.fail = func(dojo.Query, string) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if l.take(time.Now()) {
			return nil
		}
		return refused(429, retryAfter)
	}
}

// The time of a first load of 100,000 payments on bad lines and with limits of calls,
// beside the time that it must take at least: that of 1,000 full pages, eight at once, or
// what a limit allows for the pages that were read. No trouble is told, since the list never stands still. The bubble's clock
// tells the time, so that the ratios hardly depend on the machine.
func TestALoadIsNearlyAsQuickAsItsLineAllows(t *testing.T) {
	t.Parallel()
	const payments, atOnce = 100_000, 8
	every := func(n int) func(*shop) {
		return func(s *shop) {
			calls := 0
			s.fail = func(dojo.Query, string) error {
				s.mu.Lock()
				defer s.mu.Unlock()
				if calls++; calls%n == 0 {
					return unreachable
				}
				return nil
			}
		}
	}
	random := func(share float64) func(*shop) {
		return func(s *shop) {
			rng := rand.New(rand.NewPCG(1, 2))
			s.fail = func(dojo.Query, string) error {
				s.mu.Lock()
				defer s.mu.Unlock()
				if rng.Float64() < share {
					return unreachable
				}
				return nil
			}
		}
	}
	for _, c := range []struct {
		name      string
		latency   time.Duration
		make      func(*shop)
		perSecond float64 // the limit of calls; 0 for none
		most      float64 // times the bound
	}{
		{"50 ms", 50 * time.Millisecond, nil, 0, 1.3},
		{"200 ms", 200 * time.Millisecond, nil, 0, 1.3},
		{"200 ms, 1 in 100 lost", 200 * time.Millisecond, random(0.01), 0, 1.5},
		{"200 ms, every 20th lost", 200 * time.Millisecond, every(20), 0, 1.5},
		{"429 above 30 a second", 50 * time.Millisecond, func(s *shop) { limited(s, &wholeSeconds{most: 30}, time.Second) }, 30, 1.15},
		{"429 above 15 a second", 50 * time.Millisecond, func(s *shop) { limited(s, &wholeSeconds{most: 15}, time.Second) }, 15, 1.15},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop()
			s.latency = c.latency
			if c.make != nil {
				c.make(s)
			}
			synctest.Test(t, func(t *testing.T) {
				f, began, over := s.load(t, payments, atOnce)
				troubles := 0
				sub := f.Subscribe()
				timeout := time.After(20 * time.Minute)
				snap := f.Snapshot()
				told := snap.Trouble
				for late := false; !late && snap.State == Loading; {
					select {
					case <-sub.Next():
						if snap = f.Snapshot(); snap.Trouble != nil && told == nil {
							troubles++
						}
						told = snap.Trouble
					case <-timeout:
						late = true
					}
				}
				sub.Close()
				took := time.Since(began)
				over()
				s.mu.Lock()
				calls, pages := len(s.queries), s.came
				s.mu.Unlock()
				least := payments / dojo.PageLimit * c.latency / atOnce
				if c.perSecond > 0 {
					least = time.Duration(float64(pages) / c.perSecond * float64(time.Second))
				}
				ratio := float64(took) / float64(least)
				t.Logf("%-45s bound %5.1f s  took %6.1f s  %.2f times  %d pages  %d calls  trouble told %d times  rows %d", c.name, least.Seconds(), took.Seconds(), ratio, pages, calls, troubles, len(snap.Payments))
				if ratio > c.most || snap.State != Ready || troubles > 0 {
					t.Errorf("%.2f times the bound, want at most %.2f (state %v, trouble told %d times)", ratio, c.most, snap.State, troubles)
				}
			})
		})
	}
}
