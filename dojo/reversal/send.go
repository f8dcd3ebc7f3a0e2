package reversal

import (
	"context"
	"errors"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

var (
	errStopped    = errors.New("the program was ending")
	errNotAllowed = errors.New("its operator may not reverse payments any more")
)

// send takes an attempt of a person from Intended to the journaled answer, and says
// whether there is anything to watch.
func (s *Service) send(a Attempt, by Person) bool {
	defer s.settled.Done()
	defer s.note(a.ID, func(a *Attempt) { a.inHand = false })
	refused := by.may() != nil
	if err := s.write(func(ctx context.Context) error { return s.deps.Journal.Begin(ctx, a.Attempt) }); err != nil {
		why := journal.NotRecorded
		var open *journal.OpenError
		switch {
		case errors.As(err, &open):
			why = journal.OtherAttempt
			a.InTheWay = &open.Other
		case errors.Is(err, context.Canceled):
			why = journal.Stopped
		case errors.Is(err, journal.ErrUnchecked):
			why = journal.TooSlow
		default:
			a.JournalError = dojo.Clean(err.Error())
		}
		a.Attempt = abandon(a.Attempt, why, s.now())
		s.publish(a)
		return false
	}
	s.note(a.ID, func(a *Attempt) { a.recorded = a.Attempt })

	if refused {
		s.commitToSend(a.ID, func(a journal.Attempt) journal.Attempt { return abandon(a, journal.NotAllowed, s.now()) })
		return s.attempt(a.ID).Unrecorded
	}
	reading, err := s.deps.Dojo.PaymentIntent(s.watching, a.Payment.ID)
	s.seen(reading, err)
	if !s.commitToSend(a.ID, func(a journal.Attempt) journal.Attempt {
		return afterFreshRead(a, reading, err, by.may(), s.deps.Rules, s.deps.Clock.Span(), s.now())
	}) {
		return s.attempt(a.ID).Unrecorded
	}

	a = s.attempt(a.ID)
	var answer dojo.ReversalAnswer
	// This clock is read with its monotonic reading, and before Dojo's clock, so that
	// any delay in between makes the bound earlier.
	looked := s.deps.Now()
	within := timeToSend(a.Attempt, &reading.Payment, s.deps.Rules, s.deps.Clock.Span(), looked)
	switch {
	case within == 0:
		err = &dojo.NotSentError{Cause: dojo.CauseStopped, Err: dojo.ErrSendBefore}
	case s.watching.Err() != nil:
		err = &dojo.NotSentError{Cause: dojo.CauseStopped, Err: errStopped}
	case by.may() != nil: // the disk may have been slow
		err = &dojo.NotSentError{Cause: dojo.CauseStopped, Err: errNotAllowed}
	default:
		answer, err = s.deps.Dojo.Reverse(dojo.SendBefore(s.sending, looked, within), a.Payment.ID)
	}
	a = s.change(a.ID, func(a Attempt) journal.Attempt {
		return afterAnswer(a.Attempt, answer, err, s.now())
	})
	if a.Why != "" && !a.State.Final() {
		// The answer "not done" is believed once a read agrees, even if another
		// process has taken the attempt over meanwhile.
		a = s.read(a.ID, 0)
	}
	return !s.over(a)
}

// commitToSend records what becomes of an attempt before it is sent, as decide says. It
// reports whether Sending is on disk, so that the request may be sent.
func (s *Service) commitToSend(id string, decide func(journal.Attempt) journal.Attempt) bool {
	l := s.lock(id)
	l.Lock()
	defer l.Unlock()
	a := s.attempt(id)
	next := decide(a.Attempt)
	if s.watching.Err() != nil {
		next = abandon(a.Attempt, journal.Stopped, s.now())
	}
	err := s.move(a.recorded, next)
	switch {
	case err == nil:
		a.Attempt, a.recorded = next, next
		s.publish(a)
		return next.State == journal.Sending
	case errors.Is(err, journal.ErrMoved) && s.reload(&a):
		// It took so long that another process has abandoned it.
		s.publish(a)
		return false
	}
	if next.State == journal.Sending {
		// Sending is not on disk, so nothing may leave.
		next = abandon(a.Attempt, journal.NotRecorded, s.now())
	}
	a.Attempt = next
	a.JournalError = dojo.Clean(err.Error())
	// The record on disk still holds the payment. Try to record the end after all, so
	// that an attempt that is over doesn't bar the next one.
	a.Unrecorded = s.move(a.recorded, next) != nil
	if !a.Unrecorded {
		a.recorded = next
	}
	s.publish(a)
	return false
}
