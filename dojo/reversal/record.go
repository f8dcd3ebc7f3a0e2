package reversal

import (
	"context"
	"errors"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// recordWithin is how long one write to the journal may take. A write doesn't end with
// the program: the record of its last request must not be lost.
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

// note changes fields of an attempt that aren't recorded.
func (s *Service) note(id string, f func(*Attempt)) {
	l := s.lock(id)
	l.Lock()
	defer l.Unlock()
	a := s.attempt(id)
	f(&a)
	s.publish(a)
}

// change works out an attempt's next state by calling what, journals it, and only then
// tells the watchers. If another process has moved the attempt on meanwhile, it calls
// what again from there.
//
// A change that can't be journaled has happened all the same. It is shown as not
// recorded, and tried again with the next change or read.
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
			// The change would open the attempt again, but another one holds the
			// payment by now. Record what was learnt, without the state.
			next.State, next.SettledAt = a.State, a.SettledAt
			err = s.move(a.recorded, next)
		}
		if errors.Is(err, journal.ErrMoved) && s.reload(&a) {
			continue // this ends, since the attempt moves on each time
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

// differ says whether two records of one attempt tell different things. How many reads
// there were doesn't count.
func differ(a, b journal.Attempt) bool {
	return a.State != b.State || a.Why != b.Why || !a.CorrectedAt.Equal(b.CorrectedAt) || a.CorrectedBy != b.CorrectedBy ||
		a.Answered != b.Answered || a.HTTPStatus != b.HTTPStatus || a.ReversalID != b.ReversalID || a.KeyFingerprint != b.KeyFingerprint
}

// reload reads an attempt's newest record and says whether that is news. It merges what
// this process learnt and could not record.
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
		next = mergeUnrecorded(fresh, a.Attempt)
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
