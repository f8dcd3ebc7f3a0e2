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
	s.mu.Lock()
	after := s.lastSeen
	s.mu.Unlock()
	changed, last, err := s.deps.Journal.Changes(ctx, after)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.lastSeen = max(s.lastSeen, last)
	s.mu.Unlock()
	for _, a := range changed {
		if a.Environment == s.deps.As.Environment && a.BaseURL == s.deps.As.BaseURL {
			s.takeInOne(a, first)
		}
	}
	return nil
}

func (s *Service) takeInOne(a journal.Attempt, first bool) {
	settled := !a.State.Open() && (a.State != journal.Unresolved || !a.CorrectedAt.IsZero())
	if settled && s.now().Sub(a.ConfirmedAt) > remember {
		return
	}
	l := s.lock(a.ID)
	l.Lock()
	defer l.Unlock()

	s.mu.Lock()
	known, ok := s.attempts[a.ID]
	if ok {
		s.mu.Unlock()
		if known.Resumed && (known.recorded != a.State || known.CorrectedAt != a.CorrectedAt) && !known.Unrecorded {
			known.Attempt, known.recorded = a, a.State
			s.publish(known)
			s.nudge(a.ID)
		}
		return
	}
	n := Attempt{
		Attempt: a, recorded: a.State, Resumed: true, Past: first && settled,
		OtherKey: a.KeyFingerprint != s.deps.As.KeyFingerprint,
	}
	watch := !settled && !n.OtherKey && !s.stopped
	s.attempts[a.ID] = n
	if watch {
		s.running.Add(1)
	}
	s.mu.Unlock()
	s.tell()
	if watch {
		go s.run(a.ID, func() bool { return s.await(a.ID) })
	}
}

// await waits for an attempt of another process to leave its hands, and takes
// it over where that process has left it for 30 seconds. It says whether there
// is anything to watch.
func (s *Service) await(id string) bool {
	for {
		a := s.attempt(id)
		if a.State != journal.Intended && a.State != journal.Sending {
			return !s.over(a)
		}
		s.expire(id)
		if a = s.attempt(id); a.State != journal.Intended && a.State != journal.Sending {
			continue
		}
		// Follow brings what its own process records meanwhile.
		if s.deps.Wait(s.watching, time.Second) != nil {
			return false
		}
	}
}

// expire moves an abandoned attempt on, if its time has come.
func (s *Service) expire(id string) {
	l := s.lock(id)
	l.Lock()
	defer l.Unlock()
	a := s.attempt(id)
	next, ok := expired(a.Attempt, s.now())
	if !ok {
		return
	}
	err := s.write(func(ctx context.Context) error { return s.deps.Journal.Expire(ctx, a.recorded, next) })
	switch {
	case s.reload(&a):
		// As the journal has it: moved by us, or meanwhile by somebody else.
		s.publish(a)
	case err == nil:
		a.Attempt, a.recorded = next, next.State
		s.publish(a)
	}
}
