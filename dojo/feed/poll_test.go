package feed

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
)

// manySettled makes a shop with a long list of settled payments, and so many held ones
// of today.
func manySettled(s *shop, payments, today int) {
	s.fill("p", payments, 167*time.Hour)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.byID {
		p.Status = dojo.StatusCaptured
	}
	now := time.Now()
	for i := range today {
		at := dojo.InstantOf(now.Add(-time.Hour - time.Duration(i)*time.Second))
		id := fmt.Sprintf("today%04d", i)
		s.byID[id] = &dojo.PaymentIntent{ID: id, Status: dojo.StatusAuthorized, CreatedAt: at, PaidAt: at, UpdatedAt: at, Amount: &dojo.Money{Minor: 500, Currency: "GBP"}}
	}
}

// polls counts the pages of today's held payments that were read.
func (s *shop) polls() (pages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.queries {
		if len(q.Statuses) == 1 && q.Statuses[0] == dojo.StatusAuthorized && time.Since(q.Start) < 2*polledHeld {
			pages++
		}
	}
	return pages
}

// While a long load goes on, what happens to today's held payments shows as soon as
// it does after the load, whichever of a payment's times Dojo filters by.
func TestTodaysHeldPaymentsAreFollowedDuringALoad(t *testing.T) {
	t.Parallel()
	const captured = 30 // more than one refresh reads singly
	for _, basis := range []string{"created", "updated", "paid"} {
		for _, atOnce := range []int{1, 8} {
			t.Run(fmt.Sprintf("%s, %d at once", basis, atOnce), func(t *testing.T) {
				t.Parallel()
				s := newShop()
				s.basis, s.latency = basis, time.Second
				synctest.Test(t, func(t *testing.T) {
					pass(13 * time.Hour) // the bubble's clock begins at midnight
					manySettled(s, 100*40*atOnce, 150)
					f, over := s.begun(t, Options{atOnce: atOnce})
					began := time.Now()
					pass(12 * time.Second)
					for i := range captured {
						s.move(fmt.Sprintf("today%04d", i))
					}
					s.arrive("new", dojo.StatusAuthorized)
					pass(25 * time.Second)
					snap := f.Snapshot()
					check(t, snap)
					if snap.State != Loading || snap.Complete || snap.HeldComplete || snap.Trouble != nil {
						t.Errorf("state %v, complete %v, held complete %v, trouble %v", snap.State, snap.Complete, snap.HeldComplete, snap.Trouble)
					}
					for i := range captured {
						if got := status(f, fmt.Sprintf("today%04d", i)); got != dojo.StatusCaptured {
							t.Errorf("a payment that was captured is shown as %q", got)
						}
					}
					if got := status(f, "new"); got != dojo.StatusAuthorized {
						t.Errorf("a new payment is shown as %q", got)
					}
					if s.reads != captured {
						t.Errorf("%d payments were read singly", s.reads)
					}
					until(t, f, time.Hour, func(s *Snapshot) bool { return s.State == Ready })
					took := time.Since(began)
					if n, most := s.polls(), 2*int(took/(5*time.Second)); n < 4 || n > most {
						t.Errorf("today's held payments were read in %d pages in %v, want at most %d", n, took, most)
					}
					over()
				})
			})
		}
	}
}

// If a shop has more held payments of today than a refresh reads whole, or Dojo refuses
// their list, the load goes on without it.
func TestAPollGivesUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		today int
		fail  bool
		pages int
	}{"many pages": {100*smallPages + 1, false, smallPages}, "refused": {10, true, 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop()
			s.latency = time.Second
			synctest.Test(t, func(t *testing.T) {
				pass(13 * time.Hour)
				manySettled(s, 40_000, c.today)
				if c.fail {
					s.fail = func(q dojo.Query, _ string) error {
						if len(q.Statuses) == 1 && time.Since(q.Start) < 2*polledHeld {
							return refused(400, 0)
						}
						return nil
					}
				}
				f, over := s.begun(t, Options{atOnce: 8})
				snap := until(t, f, 2*time.Minute, func(s *Snapshot) bool { return s.State == Ready })
				if len(snap.Payments) != 40_000+c.today {
					t.Errorf("%d payments", len(snap.Payments))
				}
				if n := s.polls(); n != c.pages {
					t.Errorf("today's held payments were read in %d pages, want %d", n, c.pages)
				}
				over()
			})
		})
	}
}
