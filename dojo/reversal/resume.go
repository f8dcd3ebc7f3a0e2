package reversal

import (
	"context"
	"time"

	"dojoreversals/dojo/journal"
)

// pollEvery is how often the journal is asked for what other processes have
// recorded.
const pollEvery = 2 * time.Second

// Resume takes up what the journal has from earlier runs: attempts whose end
// isn't known are watched again, and nothing is sent again. Attempts of the last
// 8 days are held against their payments.
func (s *Service) Resume(ctx context.Context) error { return s.takeIn(ctx, true) }

// Follow takes in what other processes record, until ctx ends or Stop.
func (s *Service) Follow(ctx context.Context) {
	for s.deps.Wait(ctx, pollEvery) == nil && s.watching.Err() == nil {
		// A journal that can't be read now is asked again; what is written to
		// it says so where it matters.
		_ = s.takeIn(ctx, false)
	}
}

func (s *Service) takeIn(ctx context.Context, first bool) error {
	s.takingIn.Lock()
	defer s.takingIn.Unlock()
	attempts, last, err := s.deps.Journal.Changes(ctx, s.deps.Shop, s.lastSeen)
	if err != nil {
		return err
	}
	s.lastSeen = max(s.lastSeen, last)
	for _, a := range attempts {
		s.takeInOne(a, first)
	}
	return nil
}

func (s *Service) takeInOne(a journal.Attempt, first bool) {
	if s.attempt(a.ID).inHand {
		return // before its lock, which a slow disk may hold
	}
	l := s.lock(a.ID)
	l.Lock()
	defer l.Unlock()
	if known := s.attempt(a.ID); known.ID != "" {
		s.takeInKnown(known, a)
		return
	}
	n := Attempt{Attempt: a.Cleaned(), recorded: a, Resumed: true}
	n.Past = first && s.over(n)
	if s.over(n) && s.forgettable(n) {
		return
	}
	n.OtherKey = a.KeyFingerprint != s.deps.Shop.KeyFingerprint
	s.publish(n)
	if !s.over(n) {
		s.watchOn(a.ID)
	}
}

// takeInKnown takes in what the journal has of an attempt that is known. What
// was told may be older by now than what is known, so that the journal is asked
// again, while nothing here can record anything of it. What could not be recorded
// here stays on top of it: a reversal is credited by both.
func (s *Service) takeInKnown(known Attempt, told journal.Attempt) {
	switch {
	case journal.Same(told, known.recorded): // no news
	case known.recorded.ID == "" && told.State == journal.Intended:
		// Its Begin was said to have failed, and holds the payment all the same.
		known.recorded, known.Unrecorded = told, true
		s.publish(known)
		s.watchOn(known.ID)
	case s.reload(&known):
		known.OtherKey = known.KeyFingerprint != s.deps.Shop.KeyFingerprint
		s.publish(known)
		s.nudge(known.ID)
		if !s.over(known) {
			s.watchOn(known.ID) // it was adopted, or opened again
		}
	}
}

// follow takes an attempt in hand that nobody here has: begin, and then the
// watching where begin says so. It does nothing once the program ends.
func (s *Service) follow(id string, begin func() bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || s.watched[id] {
		return
	}
	s.watched[id] = true
	s.running.Add(1)
	go s.run(id, begin)
}

// watchOn watches an attempt that wasn't begun here.
func (s *Service) watchOn(id string) { s.follow(id, func() bool { return s.await(id) }) }

// await waits for an attempt of another process to leave its hands, and takes
// it over where that process has left it for 30 seconds. It says whether there
// is anything to watch.
func (s *Service) await(id string) bool {
	for {
		a := s.attempt(id)
		if !a.State.Owned() {
			return !s.over(a)
		}
		if s.expire(id) {
			continue
		}
		// Follow brings what its own process records meanwhile.
		if s.deps.Wait(s.watching, time.Second) != nil {
			return false
		}
	}
}

// expire moves an abandoned attempt on, if its time has come, and says whether
// it is in another state by now. Which key it was made with doesn't matter: it
// takes none to say that nobody sends it any more.
func (s *Service) expire(id string) bool {
	l := s.lock(id)
	l.Lock()
	defer l.Unlock()
	a := s.attempt(id)
	before := a.State
	if _, ok := expired(a.Attempt, s.now()); !ok {
		return false
	}
	s.reload(&a) // its own process may have noted an answer since
	if next, ok := expired(a.recorded, s.now()); ok {
		err := s.move(a.recorded, next)
		// As the journal has it: moved by us, or meanwhile by somebody else.
		if !s.reload(&a) && err == nil {
			a.Attempt, a.recorded = next, next
		}
	}
	s.publish(a)
	return a.State != before
}
