package reversal

import (
	"context"
	"errors"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// remember is how long attempts are held against their payments: the longest
// that a hold can last, and a day for the edges.
const remember = 8 * 24 * time.Hour

// watch reads a payment until the end of its reversal is known and recorded.
func (s *Service) watch(id string) {
	// Not by s.now, which has no monotonic reading: how long this process has
	// watched doesn't depend on how its clock is set.
	began := s.deps.Now()
	for n := 0; ; n++ {
		a := s.attempt(id)
		if s.over(a) {
			return
		}
		wait := readAfter(n, s.deps.Now().Sub(began), s.deps.Jitter())
		if a.State == journal.Unresolved {
			wait = slowRead
		}
		wait = max(wait, a.pause)
		if !s.rest(id, wait) {
			return
		}
		if s.attempt(id).State.Final() {
			// Only its record is missing.
			s.change(id, func(a Attempt) journal.Attempt { return a.Attempt })
			continue
		}
		s.read(id, s.deps.Now().Sub(began))
	}
}

// over says whether there is nothing more to watch.
func (s *Service) over(a Attempt) bool {
	switch {
	case a.Unrecorded:
		return false
	case a.State.Final(), !a.CorrectedAt.IsZero():
		return true
	case a.OtherKey && a.State != journal.Intended && a.State != journal.Sending:
		return true // only its own key may read its payment
	}
	return a.State == journal.Unresolved && s.forgettable(a)
}

func (s *Service) forgettable(a Attempt) bool {
	return forgettable(a.Attempt, s.deps.Clock.Now(), s.now())
}

// rest waits for the next read, or until something nudges the attempt. It
// reports false when nobody watches any more.
func (s *Service) rest(id string, d time.Duration) bool {
	ctx, wake := context.WithCancel(s.watching)
	defer wake()
	s.mu.Lock()
	s.wake[id] = wake
	s.mu.Unlock()
	s.note(id, func(a *Attempt) { a.NextRead = s.now().Add(d) })
	_ = s.deps.Wait(ctx, d) // an early end is a nudge or the end
	s.mu.Lock()
	delete(s.wake, id)
	s.mu.Unlock()
	s.note(id, func(a *Attempt) { a.NextRead = time.Time{} })
	return s.watching.Err() == nil
}

// nudge ends a watched attempt's wait for its next read.
func (s *Service) nudge(id string) {
	s.mu.Lock()
	wake := s.wake[id]
	s.mu.Unlock()
	if wake != nil {
		wake()
	}
}

// read reads the payment once and takes in what it says. watched is how long
// this process has read it.
func (s *Service) read(id string, watched time.Duration) Attempt {
	reading, err := s.deps.Dojo.PaymentIntent(s.watching, s.attempt(id).Payment.ID)
	s.seen(reading, err)
	if err != nil && s.watching.Err() != nil && s.attempt(id).State != journal.Sending {
		return s.attempt(id) // given up by ourselves, which says nothing about Dojo
	}
	s.note(id, func(a *Attempt) {
		var refused *dojo.RefusedError
		a.pause = 0
		if errors.As(err, &refused) {
			a.pause = refused.RetryAfter
		}
		switch {
		case err == nil:
			a.UnreadSince = time.Time{}
		case a.UnreadSince.IsZero():
			a.UnreadSince = s.now()
		}
	})
	a := s.change(id, func(a Attempt) journal.Attempt { return afterRead(a.Attempt, reading, err, watched, s.now()) })
	if err == nil && a.State == journal.Unresolved {
		s.correct(id, reading.Payment.Status)
		a = s.attempt(id)
	}
	return a
}

// Compare holds the payments of a list against the attempts. Where one that
// ended without success is Reversed after all, its attempt says so from then
// on. Where one that is watched has changed, it is read at once, so that the
// list and the attempt don't tell different stories for long. get finds a
// payment as it was last read.
func (s *Service) Compare(get func(id string) (*dojo.PaymentIntent, bool)) {
	attempts := s.Attempts()
	succeeded := map[string]string{} // by payment
	for _, a := range attempts {
		if a.State == journal.Successful {
			succeeded[a.Payment.ID] = a.ID
		}
	}
	for _, a := range attempts {
		p, ok := get(a.Payment.ID)
		if !ok || a.OtherKey {
			continue
		}
		if a.State.Open() && !a.SentAt.IsZero() && p.Status != a.Payment.Status && p.Status != a.LastStatus {
			s.nudge(a.ID)
		}
		// Asked before anything is locked: nearly every snapshot corrects
		// nothing, and must not wait for the journal of another attempt.
		if _, wrong := afterwards(a.Attempt, p.Status, succeeded[p.ID], s.now()); wrong && !s.forgettable(a) {
			s.correct(a.ID, p.Status)
		}
	}
}

// correct holds one attempt against its payment's status.
func (s *Service) correct(id string, status dojo.Status) {
	// Another process's attempt may be the one that did it. Where the journal
	// can't be read, it is better to say what is known here than nothing.
	_ = s.takeIn(s.watching, false)
	payment := s.attempt(id).Payment.ID
	succeeded := ""
	for _, other := range s.Attempts() {
		switch {
		case other.Payment.ID != payment || other.ID == id:
		case other.State == journal.Successful:
			succeeded = other.ID
		case other.State.Open():
			// It may be the one that did it, and will tell soon: to say now
			// that this one went through after all could be untrue.
			return
		}
	}
	s.change(id, func(a Attempt) journal.Attempt {
		next, _ := afterwards(a.Attempt, status, succeeded, s.now())
		return next
	})
}
