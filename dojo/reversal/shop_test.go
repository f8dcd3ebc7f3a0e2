package reversal

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo/journal"
)

// shop is one payment and a service in a bubble, at noon.
type shop struct {
	*testing.T
	w   *world
	svc *Service
}

const theID = "pi_0"

// inBubble runs a test on virtual time.
func inBubble(t *testing.T, acc account, play func(s *shop)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(12 * time.Hour)
		acc.intent = held(theID, time.Now())
		w := &world{accounts: map[string]*account{theID: &acc}}
		newLedger(w)
		s := &shop{T: t, w: w, svc: New(depsOf(w, 1))}
		defer func() { // also after a Fatal
			s.pass(0)
			w.judge(s.svc.Attempts())
			w.stop(s.svc, time.Second)
			for _, b := range w.broken {
				t.Error(b)
			}
		}()
		play(s)
	})
}

// press confirms the reversal of the payment now.
func (s *shop) press() string {
	s.w.mu.Lock()
	p := held(theID, time.Now())
	p.PaidAt = s.w.accounts[theID].intent.PaidAt
	s.w.mu.Unlock()
	return s.svc.Start(s.w.person(), journal.Confirmed(&p), "customer asked", s.w.now())
}

// pass lets time go by, and then everything that is due.
func (s *shop) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (s *shop) attempt(id string) Attempt {
	for _, a := range s.svc.Attempts() {
		if a.ID == id {
			return a
		}
	}
	s.Fatalf("%s isn't there", id)
	return Attempt{}
}

func (s *shop) calls() int {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	return len(s.w.calls)
}

// reads is how often the payment has been read.
func (s *shop) reads() int {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	return s.w.accounts[theID].nRead
}

// records are the states that the journal has of an attempt, and its last.
func (s *shop) records(id string) ([]journal.State, journal.Attempt) {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	return slices.Clone(s.w.ledger.history[id]), s.w.ledger.last[id]
}
