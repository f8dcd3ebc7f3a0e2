package reversal

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// A laptop's lid is closed while the disk writes: hours later nothing leaves.
func TestSuspendedBeforeItIsSent(t *testing.T) {
	inBubble(t, account{}, func(s *shop) {
		s.w.ledger.slow = 2 * time.Second
		id := s.press()
		s.pass(3 * time.Second) // Sending is being written
		s.w.mu.Lock()
		s.w.jump = 5 * time.Hour
		s.w.mu.Unlock()
		s.pass(5 * time.Second)
		if a := s.attempt(id); a.State != journal.Failed || a.Why != journal.TooSlow || s.calls() != 0 {
			s.Errorf("%s (%s), sent %d times", a.State, a.Why, s.calls())
		}
	})
}

// The day is that of Dojo's clock: a till that is thirteen hours ahead can
// reverse today's payment, and one that is behind can't reverse yesterday's.
func TestTheDayIsDojos(t *testing.T) {
	inBubble(t, account{}, func(s *shop) {
		s.w.mu.Lock()
		s.w.jump = 13 * time.Hour
		s.w.mu.Unlock()
		id := s.press()
		s.pass(time.Minute)
		if a := s.attempt(id); a.State != journal.Successful {
			s.Errorf("ahead: %s (%s)", a.State, a.Why)
		}
	})
}

func TestTheDayIsOverByDojosClock(t *testing.T) {
	inBubble(t, account{}, func(s *shop) {
		s.w.mu.Lock()
		s.w.jump = -13 * time.Hour
		s.w.mu.Unlock()
		s.pass(12*time.Hour + time.Minute)
		id := s.press()
		s.pass(time.Minute)
		if a := s.attempt(id); a.Why != journal.NotEligible || a.Verdict != dojo.ReasonTooLate || s.calls() != 0 {
			s.Errorf("behind: %s (%s, %d), sent %d times", a.State, a.Why, a.Verdict, s.calls())
		}
	})
}

func TestStop(t *testing.T) {
	for _, c := range []struct {
		name  string
		at    time.Duration
		slow  time.Duration
		post  post
		state journal.State
		why   journal.Why
		sent  int
		took  time.Duration // at most
	}{
		{"during the fresh read", 20 * time.Millisecond, 0, post{}, journal.Abandoned, journal.Stopped, 0, 0},
		{"while Sending is written", 1500 * time.Millisecond, time.Second, post{}, journal.Checking, journal.NotSent, 0, time.Second},
		{"while it is sent, answered in time", time.Second, 0, post{Said: "Created", Work: time.Hour, Takes: 4 * time.Second}, journal.Created, "", 1, 4 * time.Second},
		{"while it is sent, no answer in time", time.Second, 0, post{Said: "Created", Takes: 20 * time.Second}, journal.Checking, "", 1, 10*time.Second + time.Millisecond},
		{"while it is sent, said no", time.Second, 0, post{Said: "Failed", Work: -1, Takes: 4 * time.Second}, journal.Checking, journal.SaidFailed, 1, 4 * time.Second},
		{"while watched", 5 * time.Second, 0, post{Said: "Created", Work: time.Hour}, journal.Created, "", 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, account{posts: []post{c.post}}, func(s *shop) {
				s.w.ledger.slow = c.slow
				id := s.press()
				s.pass(c.at)
				began := time.Now()
				s.w.stop(s.svc, 10*time.Second)
				if took := time.Since(began); took > c.took+time.Millisecond {
					t.Errorf("took %v", took)
				}
				a := s.attempt(id)
				if a.State != c.state || a.Why != c.why || s.calls() != c.sent {
					t.Errorf("%s (%s), sent %d times; want %s (%s), %d", a.State, a.Why, s.calls(), c.state, c.why, c.sent)
				}
				if _, got := s.records(id); got.State != c.state {
					t.Errorf("recorded as %s", got.State)
				}
				after := s.press()
				s.pass(time.Hour)
				if b := s.attempt(after); b.State != journal.Abandoned || b.Why != journal.Stopped || s.calls() != c.sent {
					t.Errorf("after the end: %s (%s)", b.State, b.Why)
				}
			})
		})
	}
}

// A panic ends one attempt's watch, is told, and neither loses what is known
// nor hangs the end of the program.
func TestPanic(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(12 * time.Hour)
		w := &world{accounts: map[string]*account{theID: {intent: held(theID, time.Now())}}}
		deps := depsOf(w, 1)
		deps.Journal = newLedger(w).of("")
		told := make(chan any, 1)
		deps.Crashed = func(r any) { told <- r }
		n := 0
		deps.Seen = func(dojo.Reading) {
			if n++; n == 2 {
				panic("odd")
			}
		}
		w.accounts[theID].posts = []post{{Said: "Created", Work: time.Hour}}
		svc := New(deps)
		p := w.accounts[theID].intent
		svc.Start(priya, journal.Confirmed(&p), "", time.Now())
		if r := <-told; r != "odd" {
			t.Errorf("told %v", r)
		}
		if a := svc.Attempts(); len(a) != 1 || a[0].State != journal.Created {
			t.Errorf("shown: %+v", a)
		}
		svc.Stop(context.Background())
	})
}

// An attempt keeps when it was confirmed by Dojo's clock, which is what people
// are shown, beside the machine's.
func TestConfirmedByDojosClock(t *testing.T) {
	inBubble(t, account{}, func(s *shop) {
		s.w.mu.Lock()
		s.w.jump = 25 * time.Hour
		s.w.mu.Unlock()
		a := s.attempt(s.press())
		if got, want := a.ConfirmedDojo, a.ConfirmedAt.Add(-25*time.Hour); got.Sub(want).Abs() > time.Second {
			t.Errorf("confirmed at %v by Dojo's clock, want %v", got, want)
		}
	})
}
