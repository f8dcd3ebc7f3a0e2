package reversal

import (
	"context"
	"errors"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// comparedFor is how long attempts are compared with their payments, 8 days: the 7
// that a hold can last, and one for the edges. The journal tells of one day more.
const comparedFor = journal.Remembered - 24*time.Hour

// watch reads a payment until the end of its reversal is known and recorded.
func (s *Service) watch(id string) {
	// s.now has no monotonic reading. How long this process has watched must not
	// depend on how its clock is set.
	began := s.deps.Now()
	for n := 0; ; n++ {
		a := s.attempt(id)
		if s.over(a) {
			return
		}
		wait := readAfter(n, s.deps.Now().Sub(began), s.deps.Jitter())
		if a.State == journal.Unresolved || !a.CorrectedAt.IsZero() {
			wait = slowRead
		}
		wait = max(wait, a.pause)
		if !s.rest(id, wait) {
			return
		}
		if s.attempt(id).State.Final() {
			// It has ended, and only its record is missing. While that can't be made,
			// the payment is read all the same: Dojo may show another end.
			a := s.change(id, func(a Attempt) journal.Attempt { return a.Attempt })
			if !a.Unrecorded || a.SentAt.IsZero() {
				continue
			}
		}
		s.read(id, s.deps.Now().Sub(began))
	}
}

// over says whether there is nothing more to watch of an attempt.
func (s *Service) over(a Attempt) bool {
	switch {
	case a.Unrecorded:
		return false
	case a.State.Final(), a.State == journal.Unresolved && !a.CorrectedAt.IsZero():
		return true
	case a.OtherKey && !a.State.Owned():
		return true // only its own key may read its payment
	}
	return (a.State == journal.Unresolved || a.State == journal.Confirming) && s.forgettable(a)
}

func (s *Service) forgettable(a Attempt) bool {
	return forgettable(a.Attempt, s.deps.Clock.Now(), s.now())
}

// rest waits for the next read, or until nudge is called. It reports false when the
// service has stopped.
func (s *Service) rest(id string, d time.Duration) bool {
	ctx, wake := context.WithCancel(s.watching)
	defer wake()
	s.mu.Lock()
	s.wake[id] = wake
	s.mu.Unlock()
	s.note(id, func(a *Attempt) { a.NextRead = s.now().Add(d) })
	_ = s.deps.Wait(ctx, d) // it ends early by nudge or by Stop
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

// read reads the payment and takes in what it shows. watched is how long this process
// has read it. If the attempt has moved on since the read was sent, the read may be
// older than what moved it, and is made again.
func (s *Service) read(id string, watched time.Duration) Attempt {
	for n := 1; ; n++ {
		a, tookIn := s.readOnce(id, watched)
		if tookIn || n == 3 {
			return a
		}
	}
}

func (s *Service) readOnce(id string, watched time.Duration) (a Attempt, tookIn bool) {
	began := s.attempt(id)
	reading, err := s.deps.Dojo.PaymentIntent(s.watching, began.Payment.ID)
	s.seen(reading, err)
	if err != nil && s.watching.Err() != nil && s.attempt(id).State != journal.Sending {
		return s.attempt(id), true // we gave the read up ourselves
	}
	s.note(id, func(a *Attempt) {
		var refused *dojo.RefusedError
		a.pause, a.UnreadCode = 0, 0
		if errors.As(err, &refused) {
			a.pause, a.UnreadCode = refused.RetryAfter, refused.Exchange.HTTPStatus
		}
		switch {
		case err == nil:
			a.UnreadSince = time.Time{}
		case a.UnreadSince.IsZero():
			a.UnreadSince = s.now()
		}
	})
	var others []journal.Attempt
	if err == nil && reading.Payment.Status == dojo.StatusReversed {
		// Another process's attempt may be the one that did it. If the journal can't
		// be read, what is known here has to do.
		_ = s.takeIn(s.watching, false)
		others = s.others(began)
	}
	a = s.change(id, func(a Attempt) journal.Attempt {
		tookIn = err != nil || journal.Same(a.recorded, began.recorded) && !differ(a.Attempt, began.Attempt)
		if !tookIn {
			return a.Attempt
		}
		return afterRead(a.Attempt, reading, err, others, watched, s.now())
	})
	return a, tookIn
}

// Compare compares the payments of a list with the attempts of the last 8 days, ended
// or not. A list can be older than what is known of an attempt, so it decides nothing:
// where the two don't agree, the payment is read at once. get finds a payment as it was
// last listed.
func (s *Service) Compare(get func(id string) (*dojo.PaymentIntent, bool)) {
	for _, a := range s.all() {
		p, ok := get(a.Payment.ID)
		if !ok || a.OtherKey || s.forgettable(*a) {
			continue
		}
		if !s.over(*a) {
			if !a.SentAt.IsZero() && p.Status != a.Payment.Status && p.Status != a.LastStatus {
				s.nudge(a.ID)
			}
			continue
		}
		// A list that lags behind shows the same again and again.
		if journal.Elapsed(a.checked, s.now()) >= slowRead && differ(afterwards(a.Attempt, p.Status, s.others(*a), s.now()), a.Attempt) {
			s.note(a.ID, func(a *Attempt) { a.checked = s.now() })
			s.follow(a.ID, func() bool { s.read(a.ID, 0); return true })
		}
	}
}

// unlistedRead is the wait between two reads of a payment whose attempt is over, and
// that isn't in the list.
const unlistedRead = 6 * time.Hour

// ReadUnlisted is for the attempts of the last 8 days whose payments aren't in a whole
// list, since the list reaches back less far. Compare never sees these. Each call reads
// one of them at most, so that a start with hundreds of them doesn't ask for all at
// once.
func (s *Service) ReadUnlisted(get func(id string) (*dojo.PaymentIntent, bool)) {
	for _, a := range s.all() {
		if _, listed := get(a.Payment.ID); listed || a.OtherKey || a.SentAt.IsZero() || !s.over(*a) || s.forgettable(*a) {
			continue
		}
		if a.checked.IsZero() || journal.Elapsed(a.checked, s.now()) >= unlistedRead {
			s.note(a.ID, func(a *Attempt) { a.checked = s.now() })
			s.follow(a.ID, func() bool { s.read(a.ID, 0); return true })
			return
		}
	}
}
