package feed

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// budgetOfAnHour is how many calls an hour can have, whatever Dojo answers.
const budgetOfAnHour = callsAtOnce + 3600*callsPerSecond + 8

// Lists that don't end: what is there is shown, the list is called cut, no
// payment is thought to be missing, and the calls of an hour stay within a
// bound.
func TestListsThatNeverEnd(t *testing.T) {
	t.Parallel()
	n, lasts := 0, map[string][]dojo.PaymentIntent{}
	fresh := func() string { n++; return fmt.Sprintf("fresh-%d", n) }
	for _, tt := range []struct {
		name string
		odd  func(q dojo.Query, p *dojo.Page)
		most int
	}{
		{"empty pages with fresh cursors", func(q dojo.Query, p *dojo.Page) {
			if strings.HasPrefix(q.After, "fresh") {
				p.Payments = nil
			}
			if p.After == "" {
				p.After = fresh()
			}
		}, 4 * 850},
		{"the last page with fresh cursors", func(q dojo.Query, p *dojo.Page) {
			key := fmt.Sprint(q.Statuses, q.Start, q.End)
			if strings.HasPrefix(q.After, "fresh") {
				p.Payments = lasts[key]
			}
			lasts[key] = p.Payments
			if p.After == "" {
				p.After = fresh()
			}
		}, 4 * 850},
		{"a cursor that comes again beside rows", func(q dojo.Query, p *dojo.Page) {
			p.After = "again"
			if q.After != "" {
				p.Payments = []dojo.PaymentIntent{{ID: "other", Status: q.Statuses[0], CreatedAt: dojo.InstantOf(time.Now())}}
			}
		}, 3 * 850},
		{"a cursor that can't be read", func(_ dojo.Query, p *dojo.Page) { p.After, p.Partial = "", true }, 2 * 850},
		{"rows without an ID for ever", func(_ dojo.Query, p *dojo.Page) {
			p.After = fresh()
			if len(p.Payments) == 0 {
				p.Payments = make([]dojo.PaymentIntent, 3)
			}
		}, 4 * 850},
		{"other payments for ever", func(_ dojo.Query, p *dojo.Page) {
			p.After = fresh()
			at := time.Now().UTC()
			p.Payments = append(p.Payments, dojo.PaymentIntent{ID: p.After, Status: dojo.StatusCaptured, CreatedAt: dojo.InstantOf(at), PaidAt: dojo.InstantOf(at), UpdatedAt: dojo.InstantOf(at)})
		}, budgetOfAnHour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newShop()
			s.odd = tt.odd
			inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
				s.mu.Lock()
				s.latency = 200 * time.Millisecond
				s.mu.Unlock()
				s.fill("p", 40, 12*time.Hour)
				pass(time.Hour)
				s.mu.Lock()
				defer s.mu.Unlock()
				t.Logf("%s: %d calls, %d reads", tt.name, s.calls, s.reads)
				if s.calls > tt.most || s.reads > 0 {
					t.Errorf("%s: %d calls in an hour, %d of them reads of a payment; at most %d", tt.name, s.calls, s.reads, tt.most)
				}
				snap := f.Snapshot()
				check(t, snap)
				if snap.Complete || snap.Whole() || snap.State == Ready && !snap.Cut {
					t.Errorf("%s: state %v, complete %v, cut %v, trouble %+v", tt.name, snap.State, snap.Complete, snap.Cut, snap.Trouble)
				}
				for id, p := range s.byID {
					if _, ok := snap.Get(id); !ok && p.Status != dojo.StatusCreated {
						t.Errorf("%s: %s is missing", tt.name, id)
					}
				}
			})
		})
	}
}

// Once the list ends as it should, it is whole again.
func TestACutListHeals(t *testing.T) {
	t.Parallel()
	s := newShop()
	s.odd = func(_ dojo.Query, p *dojo.Page) { p.Partial = true }
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 40, 12*time.Hour)
		pass(time.Minute)
		if snap := f.Snapshot(); snap.Complete || !snap.Cut || snap.State != Ready {
			t.Errorf("cut: %+v", snap)
		}
		s.mu.Lock()
		s.odd = nil
		s.mu.Unlock()
		pass(5 * time.Minute)
		if snap := f.Snapshot(); !snap.Whole() {
			t.Errorf("healed: complete %v, cut %v", snap.Complete, snap.Cut)
		}
	})
}

// A list of what changed lately that was cut is read again from where it began,
// and the list isn't whole before that.
func TestChangesThatWereCutAreReadAgain(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 3_000, 24*time.Hour)
		until(t, f, time.Hour, func(s *Snapshot) bool { return s.Whole() })
		isChanges := func(q dojo.Query) bool {
			return slices.Contains(q.Statuses, dojo.StatusAuthorized) && len(q.Statuses) > 1
		}
		s.mu.Lock()
		s.odd = func(q dojo.Query, p *dojo.Page) {
			if isChanges(q) {
				p.Payments, p.After, p.Partial = nil, "", true
			}
		}
		s.mu.Unlock()
		s.arrive("new", dojo.StatusCaptured)
		cut := until(t, f, time.Hour, func(s *Snapshot) bool { return s.Cut })
		if cut.Complete || cut.Whole() {
			t.Error("the list is called complete")
		}
		s.mu.Lock()
		from := time.Now() // all that came later has to be read again
		s.mu.Unlock()
		pass(10 * time.Minute)
		s.mu.Lock()
		s.odd, s.queries = nil, nil
		s.mu.Unlock()
		whole := until(t, f, time.Hour, func(s *Snapshot) bool { return s.Whole() })
		if _, ok := whole.Get("new"); !ok {
			t.Error("the list is whole without the payment that arrived meanwhile")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if i := slices.IndexFunc(s.queries, isChanges); i < 0 || s.queries[i].Start.After(from) {
			t.Errorf("what changed since %v isn't read again: %+v", from, s.queries)
		}
	})
}

// Reads of single payments have the same budget: a thousand payments that no
// list has, though every read does.
func TestReadsAreBounded(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{reads: 200}, func(t *testing.T, f *Feed) {
		s.fill("p", 6_000, 24*time.Hour)
		pass(time.Minute)
		s.mu.Lock()
		s.odd = func(q dojo.Query, p *dojo.Page) {
			if slices.Equal(q.Statuses, held.statuses()) {
				p.After = "" // no list of them has any
			}
			p.Payments = slices.DeleteFunc(p.Payments, func(p dojo.PaymentIntent) bool { return p.Status == dojo.StatusAuthorized })
		}
		s.calls, s.reads = 0, 0
		s.latency = time.Millisecond
		s.mu.Unlock()
		pass(3 * time.Hour)
		s.mu.Lock()
		defer s.mu.Unlock()
		t.Logf("%d calls in three hours, %d of them reads of a payment", s.calls, s.reads)
		if most := callsAtOnce + 3*3600*callsPerSecond; s.calls > most || s.reads < 1000 {
			t.Errorf("%d calls in three hours, at most %d; %d reads", s.calls, most, s.reads)
		}
	})
}

// Looking payments up is never held up, and counts all the same.
func TestLookingUpCounts(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 40, 12*time.Hour)
		s.mu.Lock()
		s.latency = 0
		s.mu.Unlock()
		began := time.Now()
		for range callsAtOnce + 300 {
			if _, err := f.LookUp(t.Context(), "p000000"); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %v", took)
		}
		s.mu.Lock()
		before := s.calls
		s.mu.Unlock()
		pass(90 * time.Second)
		s.mu.Lock()
		defer s.mu.Unlock()
		if n := s.calls - before; n > 2 {
			t.Errorf("%d calls of lists while the budget is overdrawn", n)
		}
	})
}

func TestBudget(t *testing.T) {
	t.Parallel()
	now := noon
	b := newBudget(now)
	for i := range callsAtOnce {
		if wait := b.spend(now); wait != 0 {
			t.Fatalf("call %d waits for %v", i, wait)
		}
	}
	for i := 1; i <= 30; i++ {
		if wait, want := b.spend(now), time.Duration(i)*time.Second/callsPerSecond; (wait - want).Abs() > time.Millisecond {
			t.Errorf("call %d after the budget waits for %v, want %v", i, wait, want)
		}
	}
	now = now.Add(10 * time.Second) // the thirty are over
	if wait := b.spend(now); wait > time.Second/callsPerSecond {
		t.Errorf("after ten seconds: %v", wait)
	}
	if wait := b.spend(now.Add(-time.Hour)); wait > time.Second {
		t.Errorf("after the clock went back: %v", wait)
	}
	b.spend(now.Add(365 * 24 * time.Hour))
	if b.left > callsAtOnce {
		t.Errorf("%v calls saved up", b.left)
	}
}
