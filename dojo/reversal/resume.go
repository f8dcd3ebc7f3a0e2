package reversal

import (
	"context"
	"time"

	"dojoreversals/dojo/journal"
)

// pollEvery is how often the journal is asked for what other processes have
// recorded.
const pollEvery = 2 * time.Second

// Resume takes up what earlier runs left in the journal. Attempts whose end isn't known
// are watched again, and those of the last 8 days are compared with their payments.
// Nothing is sent again.
func (s *Service) Resume(ctx context.Context) error { return s.takeIn(ctx, true) }

// Follow takes in what other processes record, until ctx ends or Stop.
func (s *Service) Follow(ctx context.Context) {
	for s.deps.Wait(ctx, pollEvery) == nil && s.watching.Err() == nil {
		// If the journal can't be read now, it is asked again. A write that fails
		// tells the person.
		_ = s.takeIn(ctx, false)
	}
}

func (s *Service) takeIn(ctx context.Context, first bool) error {
	s.takingIn.Lock()
	defer s.takingIn.Unlock()
	// Which attempts are recent depends on the clock. It was set, or the machine
	// slept, where so much time seems to have passed, and all are asked for again.
	if now := s.now(); journal.Elapsed(s.askedAt, now) >= askAllAfter {
		s.lastSeen = 0
	}
	s.askedAt = s.now()
	attempts, last, err := s.deps.Journal.Changes(ctx, s.deps.Shop, s.lastSeen)
	if err != nil {
		return err
	}
	all := true
	for _, a := range attempts {
		all = s.takeInOne(a, first) && all
	}
	// The journal tells of an event once. What can't be taken in yet is asked for again.
	if all {
		s.lastSeen = max(s.lastSeen, last)
	}
	return nil
}

// askAllAfter is how long after the last question the journal is asked for all
// recent attempts again, not only for what has changed.
const askAllAfter = time.Hour

// takeInOne takes in one record, and reports false if that has to wait.
func (s *Service) takeInOne(a journal.Attempt, first bool) bool {
	if s.attempt(a.ID).inHand {
		return false // before waiting for its lock, which a slow write may hold
	}
	l := s.lock(a.ID)
	l.Lock()
	defer l.Unlock()
	if known := s.attempt(a.ID); known.ID != "" {
		return s.takeInKnown(known, a)
	}
	n := Attempt{Attempt: a.Cleaned(), recorded: a, Resumed: true}
	n.Past = first && s.over(n)
	if s.over(n) && s.forgettable(n) {
		return true
	}
	n.OtherKey = a.KeyFingerprint != s.deps.Shop.KeyFingerprint
	s.publish(n)
	if !s.over(n) {
		s.watchOn(a.ID)
	}
	return true
}

// takeInKnown takes in the journal's record of an attempt that is known here. told may
// be older by now than what is known, so the journal is asked again, under the
// attempt's lock. What could not be recorded here is merged: a reversal is credited by
// both. It reports false if that gave nothing newer: the journal may not have answered.
func (s *Service) takeInKnown(known Attempt, told journal.Attempt) bool {
	switch {
	case journal.Same(told, known.recorded): // no news
	case known.recorded.ID == "" && told.State == journal.Intended:
		// Begin returned an error, but the record was made and holds the payment.
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
	default:
		return false
	}
	return true
}

// follow starts a goroutine for an attempt that has none here: it calls begin, and
// watches if begin reports true. It does nothing once the service has stopped.
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

// await waits until another process's attempt is no longer owned by it, and takes the
// attempt over once the claim is over. It says whether there is anything to watch.
func (s *Service) await(id string) bool {
	for {
		a := s.attempt(id)
		if !a.State.Owned() {
			return !s.over(a)
		}
		if s.endClaim(id) {
			continue
		}
		// Follow takes in what the attempt's own process records meanwhile.
		if s.deps.Wait(s.watching, time.Second) != nil {
			return false
		}
	}
}

// endClaim moves an attempt on once its own process's claim is over, and says whether
// the attempt's state has changed. Any key may do that: no request is made.
func (s *Service) endClaim(id string) bool {
	l := s.lock(id)
	l.Lock()
	defer l.Unlock()
	a := s.attempt(id)
	before := a.State
	if _, ok := afterClaim(a.Attempt, s.now()); !ok {
		return false
	}
	s.reload(&a) // its own process may have recorded an answer since
	if next, ok := afterClaim(a.recorded, s.now()); ok {
		err := s.move(a.recorded, next)
		// The journal has what we recorded, or what somebody else did meanwhile.
		if !s.reload(&a) && err == nil {
			a.Attempt, a.recorded = next, next
		}
	}
	s.publish(a)
	return a.State != before
}
