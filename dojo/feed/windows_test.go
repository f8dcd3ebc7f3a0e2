package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"

	"pgregory.net/rapid"
)

// The time of a load is told by the bubble's clock: the counts and the ratio
// are exact and the same on every machine.
func TestWindowsAreManyTimesFaster(t *testing.T) {
	t.Parallel()
	const n = 100_000
	took, calls := map[int]time.Duration{}, map[int]int{}
	for _, atOnce := range []int{8, 1} {
		s := newShop()
		synctest.Test(t, func(t *testing.T) {
			f, began, over := s.load(t, n, atOnce)
			first := until(t, f, time.Hour, func(s *Snapshot) bool { return len(s.Payments) > 0 })
			if got := time.Since(began); got != s.latency || len(first.Payments) != 100 {
				t.Errorf("%d at once: the first %d rows after %v, want a page after one round trip", atOnce, len(first.Payments), got)
			}
			ready := until(t, f, time.Hour, func(s *Snapshot) bool { return s.State == Ready })
			took[atOnce] = time.Since(began)
			s.mu.Lock()
			calls[atOnce] = s.calls
			s.mu.Unlock()
			check(t, ready)
			if len(ready.Payments) != n {
				t.Errorf("%d at once: %d rows", atOnce, len(ready.Payments))
			}
			if ready.Complete != (atOnce == 1) {
				t.Errorf("%d at once: complete %v before the check", atOnce, ready.Complete)
			}
			checked := until(t, f, time.Hour, func(s *Snapshot) bool { return s.Complete })
			synctest.Wait()
			if f.run.windowsOff || len(checked.Payments) != len(ready.Payments) {
				t.Errorf("%d at once: windows off %v, %d rows then %d", atOnce, f.run.windowsOff, len(ready.Payments), len(checked.Payments))
			}
			over()
			if s.peak > atOnce {
				t.Errorf("%d calls at once", s.peak)
			}
		})
	}
	t.Logf("%d payments: %v in %d calls by windows, %v in %d calls by one cursor", n, took[8], calls[8], took[1], calls[1])
	if took[8]*6 > took[1] {
		t.Errorf("%v by windows, %v by one cursor", took[8], took[1])
	}
	if calls[8]*10 > calls[1]*11 {
		t.Errorf("%d calls by windows, %d by one cursor: more than a tenth more", calls[8], calls[1])
	}
}

// Nights make windows too wide, and mornings too narrow. All the same, few of the calls
// are for pages that are half empty, empty, or of a window that is then halved.
func TestALoadOfDaysHasFewCallsMoreThanPages(t *testing.T) {
	t.Parallel()
	const payments, most = 100_000, 1110
	s := newShop()
	synctest.Test(t, func(t *testing.T) {
		pass(20*time.Hour + 49*time.Minute) // the bubble's clock begins at midnight
		s.fillDays(payments)
		f, over := s.begun(t, Options{})
		until(t, f, time.Hour, func(s *Snapshot) bool { return s.State == Ready })
		over()
		t.Logf("%d calls for %d pages", s.calls, payments/dojo.PageLimit)
		if s.calls > most {
			t.Errorf("%d calls, want at most %d", s.calls, most)
		}
	})
}

// The newest payments come first.
func TestWindowsBeginWithTheNewest(t *testing.T) {
	t.Parallel()
	s := newShop()
	synctest.Test(t, func(t *testing.T) {
		s.order = "oldest" // not that Dojo's order would help
		s.fill("p", 20_000, 48*time.Hour)
		f := s.feed(Options{})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx) }()
		half := until(t, f, time.Hour, func(s *Snapshot) bool { return len(s.Payments) >= 9000 })
		var from time.Time // of the newest payment that is missing
		for id, p := range s.byID {
			if _, ok := half.Get(id); !ok && p.CreatedAt.Time().After(from) && p.Status != dojo.StatusCreated {
				from = p.CreatedAt.Time()
			}
		}
		if from.IsZero() || time.Since(from) < 12*time.Hour || time.Since(from) > 30*time.Hour {
			t.Errorf("with half of it, the list is complete from %v on", from)
		}
		cancel()
		<-done
	})
}

// Arbitrary orders, date bases, granularities and changes under way: when the
// list is called complete nothing is missing that was there all the time, and
// a little later it is the truth. No row is ever doubled.
func TestNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := newShop()
		s.order = rapid.SampledFrom([]string{"newest", "oldest", "random"}).Draw(rt, "order")
		s.basis = rapid.SampledFrom([]string{"created", "updated", "paid"}).Draw(rt, "basis")
		s.grain = rapid.SampledFrom([]string{"instant", "instant", "day", "day-inside", "none"}).Draw(rt, "grain")
		n := rapid.IntRange(0, 3000).Draw(rt, "payments")
		over := time.Duration(rapid.IntRange(1, 140).Draw(rt, "over hours")) * time.Hour
		atOnce := rapid.IntRange(1, 8).Draw(rt, "at once")
		everything := rapid.Bool().Draw(rt, "everything")
		type step struct {
			wait time.Duration
			pick int
		}
		steps := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) step {
			return step{time.Duration(rapid.IntRange(0, 300).Draw(rt, "ms")) * time.Millisecond, rapid.IntRange(0, 1<<20).Draw(rt, "pick")}
		}), 0, 30).Draw(rt, "steps")
		faults := rapid.IntRange(0, 4).Draw(rt, "a fault every so many calls")

		var wrong []string
		say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
		synctest.Test(t, func(t *testing.T) {
			pass(13 * time.Hour) // the bubble's clock begins at midnight
			s.fill("p", n, over)
			ids := make([]string, 0, n)
			steady, steadilyHeld := map[string]bool{}, map[string]bool{}
			for id, p := range s.byID {
				ids = append(ids, id)
				steady[id] = p.Status != dojo.StatusCreated || everything
				steadilyHeld[id] = p.Status == dojo.StatusAuthorized
			}
			slices.Sort(ids)
			calls := 0
			s.fail = func(dojo.Query, string) error {
				s.mu.Lock()
				defer s.mu.Unlock()
				if calls++; faults > 0 && calls < 60 && calls%(faults*7) == 0 {
					return []error{unreachable, refused(429, 2*time.Second), refused(500, 0)}[calls%3]
				}
				return nil
			}
			f := s.feed(Options{atOnce: atOnce})
			s.reader.IncludeCreated(everything)
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- f.Run(ctx) }()
			changes := make(chan struct{})
			go func() {
				defer close(changes)
				for i, st := range steps {
					pass(st.wait)
					if len(ids) == 0 || st.pick%4 == 0 {
						s.arrive(fmt.Sprintf("new%d", i), []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured}[i%2])
						continue
					}
					id := ids[st.pick%len(ids)]
					steady[id] = false
					s.move(id)
				}
			}()
			sub := f.Subscribe()
			timeout := time.After(time.Hour)
			heldKnown := false
		loop:
			for {
				select {
				case <-sub.Next():
					snap := f.Snapshot()
					for i := 1; i < len(snap.Payments); i++ {
						if NewestFirst(snap.Payments[i-1], snap.Payments[i]) >= 0 {
							say("row %d is doubled or out of order", i)
						}
					}
					if snap.HeldComplete && !heldKnown {
						heldKnown = true
						for _, id := range ids {
							if _, ok := snap.Get(id); !ok && steadilyHeld[id] {
								say("%s is missing, though all that is held is said to be known", id)
							}
						}
					}
					if snap.Complete {
						if !heldKnown {
							say("complete, but not what is held")
						}
						break loop
					}
				case <-timeout:
					say("it is never complete: %v, %+v", f.Snapshot().State, f.Snapshot().Trouble)
					break loop
				}
			}
			sub.Close()
			<-changes
			snap := f.Snapshot()
			lost := 0
			for _, id := range ids {
				if _, ok := snap.Get(id); !ok && steady[id] {
					lost++
				}
			}
			if lost > 0 {
				say("%d of %d payments are missing from a list that is called complete", lost, n)
			}
			pass(10 * time.Minute)
			snap = f.Snapshot()
			problems := collect{}
			check(&problems, snap)
			wrong = append(wrong, problems...)
			for id, p := range s.byID {
				if got, ok := snap.Get(id); p.Status != dojo.StatusCreated && (!ok || got.Status != p.Status) {
					say("in the end %s is %s, and shown is %v", id, p.Status, got)
				}
			}
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) {
				say("Run ended with %v", err)
			}
		})
		if len(wrong) > 0 {
			rt.Fatalf("%s", wrong[0])
		}
	})
}

// collect is a test that only collects what went wrong.
type collect []string

func (c *collect) Helper()                           {}
func (c *collect) Errorf(format string, args ...any) { *c = append(*c, fmt.Sprintf(format, args...)) }

// Windows are given up for the session where they bring the same rows again
// and again, and where they bring too few.
func TestWindowsAreGivenUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		grain string
		off   bool
	}{{"instant", false}, {"day", true}, {"day-inside", true}, {"none", true}} {
		s := newShop()
		s.grain = c.grain
		synctest.Test(t, func(t *testing.T) {
			pass(13 * time.Hour)
			s.fill("p", 12_000, 10*time.Hour)
			f := s.feed(Options{})
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- f.Run(ctx) }()
			snap := until(t, f, time.Hour, func(s *Snapshot) bool { return s.Complete })
			synctest.Wait()
			if f.run.windowsOff != c.off {
				t.Errorf("%s: windows off: %v", c.grain, f.run.windowsOff)
			}
			want := 0
			for _, p := range s.byID {
				if p.Status != dojo.StatusCreated {
					want++
				}
			}
			if len(snap.Payments) != want {
				t.Errorf("%s: %d rows of %d", c.grain, len(snap.Payments), want)
			}
			calls := s.calls
			t.Logf("%s: %d calls for %d pages", c.grain, calls, want/100)
			s.mu.Lock()
			s.queries = nil
			s.mu.Unlock()
			f.Refresh()
			pass(time.Minute)
			s.mu.Lock()
			windows := slices.ContainsFunc(s.queries, func(q dojo.Query) bool { return !q.End.IsZero() })
			s.mu.Unlock()
			if windows == c.off {
				t.Errorf("%s: windows in the next load: %v", c.grain, windows)
			}
			cancel()
			<-done
		})
	}
}

// Answers that take ever longer halve the number at once.
func TestThePaceGivesWay(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 20_000, 24*time.Hour)
		var flying []int // at each call
		s.mu.Lock()
		s.slow = func(now int) time.Duration { // Dojo serves three at once well
			flying = append(flying, now)
			return time.Duration(max(now-3, 0)) * 400 * time.Millisecond
		}
		s.mu.Unlock()
		until(t, f, time.Hour, func(s *Snapshot) bool { return s.State == Ready })
		s.mu.Lock()
		defer s.mu.Unlock()
		early, sum := slices.Max(flying[:20]), 0
		for _, n := range flying[40:] {
			sum += n
		}
		if mean := float64(sum) / float64(len(flying)-40); early != 8 || mean > 5 {
			t.Errorf("%d calls at once in the beginning, %.1f later, though three are all that Dojo serves well", early, mean)
		}
	})
	for _, c := range []struct {
		name  string
		times int
		note  func(p *pace)
		want  int
	}{
		{"too many calls a second are for the rate", 100, func(p *pace) { p.note(0, refused(429, 0)) }, 8},
		{"other failures say nothing", 50, func(p *pace) { p.note(0, unreachable) }, 8},
		{"even answers", 500, func(p *pace) { p.note(50*time.Millisecond, nil) }, 8},
		{"a small network is never even", 100, func(p *pace) { p.note(time.Duration(1+p.calm%100)*time.Millisecond, nil) }, 8},
	} {
		p := newPace(8)
		for range c.times {
			c.note(&p)
		}
		if got := p.limit(); got != c.want {
			t.Errorf("%s: %d at once, want %d", c.name, got, c.want)
		}
	}
	p := newPace(8)
	p.halve()
	for range 4 * growAfter {
		p.note(50*time.Millisecond, nil)
	}
	if p.limit() != 8 {
		t.Errorf("after a calm it is %d", p.limit())
	}
}
