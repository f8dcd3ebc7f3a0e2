package reversal

import (
	"context"
	"errors"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// recordWithin bounds one write to the journal. It isn't bound to the program's
// end: a record must not be lost because its request was the last one.
const recordWithin = 10 * time.Second

func (s *Service) write(f func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.sending), recordWithin)
	defer cancel()
	return f(ctx)
}

func (s *Service) move(from, to journal.Attempt) error {
	return s.write(func(ctx context.Context) error { return s.deps.Journal.Move(ctx, from, to) })
}

// lock is one attempt's own lock. A disk that is slow for one attempt doesn't
// hold up the watching of another.
func (s *Service) lock(id string) *sync.Mutex {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.locks[id]
	if l == nil {
		l = &sync.Mutex{}
		s.locks[id] = l
	}
	return l
}

// note changes what isn't recorded of an attempt.
func (s *Service) note(id string, f func(*Attempt)) {
	l := s.lock(id)
	l.Lock()
	defer l.Unlock()
	a := s.attempt(id)
	f(&a)
	s.publish(a)
}

// change works out what follows for an attempt, journals it, and only then
// tells the watchers. Where another process has moved the attempt on meanwhile,
// what follows is worked out again from there.
//
// A change that can't be journaled has happened all the same: it is shown, as
// not recorded, and tried again with the next change or read.
func (s *Service) change(id string, what func(Attempt) journal.Attempt) Attempt {
	l := s.lock(id)
	l.Lock()
	defer l.Unlock()
	a := s.attempt(id)
	for {
		next := what(a)
		if !worthRecording(a, next) {
			a.Attempt = next
			break
		}
		err := s.move(a.recorded, next)
		var open *journal.OpenError
		if errors.As(err, &open) {
			// What would open the attempt again came when another one held
			// the payment: it is noted, without the state.
			next.State, next.SettledAt = a.State, a.SettledAt
			err = s.move(a.recorded, next)
		}
		if errors.Is(err, journal.ErrMoved) && s.reload(&a) {
			continue // each time an attempt has come further, so that this ends
		}
		a.Attempt = next
		a.Unrecorded, a.JournalError = err != nil, ""
		if err != nil {
			a.JournalError = dojo.Clean(err.Error())
		} else {
			a.recorded = next
		}
		break
	}
	s.publish(a)
	return a
}

// worthRecording says whether a change is more than a read that found nothing
// new.
func worthRecording(a Attempt, next journal.Attempt) bool {
	return a.Unrecorded || differ(next, a.Attempt)
}

// differ says whether two records of one attempt tell different things. What
// only counts reads doesn't.
func differ(a, b journal.Attempt) bool {
	return a.State != b.State || a.Why != b.Why || !a.CorrectedAt.Equal(b.CorrectedAt) || a.CorrectedBy != b.CorrectedBy ||
		a.Answered != b.Answered || a.HTTPStatus != b.HTTPStatus || a.ReversalID != b.ReversalID || a.KeyFingerprint != b.KeyFingerprint
}

// reload takes an attempt as the journal has it by now, and says whether that
// is news. What this process learnt and could not record stays on top of it.
func (s *Service) reload(a *Attempt) bool {
	var fresh journal.Attempt
	err := s.write(func(ctx context.Context) (err error) {
		fresh, err = s.deps.Journal.Attempt(ctx, a.ID)
		return err
	})
	if err != nil {
		return false
	}
	next := fresh
	if a.Unrecorded {
		next = onTop(fresh, a.Attempt)
	}
	if journal.Same(fresh, a.recorded) {
		return false
	}
	if a.Unrecorded = differ(next, fresh); !a.Unrecorded {
		a.JournalError = ""
	}
	a.Attempt, a.recorded = next.Cleaned(), fresh
	return true
}
