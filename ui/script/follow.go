package script

import (
	"context"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// Wait is how long an attempt is followed. Below 0 it is followed to its end.
type Wait time.Duration

// ToTheEnd follows an attempt to its end.
const ToTheEnd Wait = -1

// Watch follows a reversal that was begun before, by the ID of the attempt or of its
// payment. Of a payment it follows the attempt that tells most.
func (s *Script) Watch(ctx context.Context, id string, wait Wait) error {
	s.check()
	s.take()
	if s.attempt(id) == nil {
		payment, err := dojo.CleanID(id)
		if err != nil {
			return &Error{WrongUse, s.speak.LookUpText(err)}
		}
		a := s.list.Attempt(payment)
		if a == nil {
			return &Error{Failed, s.speak.Say(words.ScriptNoAttempt, "id", payment)}
		}
		id = a.ID
	}
	return s.Follow(ctx, id, wait)
}

// attempt finds an attempt by its ID, or returns nil.
func (s *Script) attempt(id string) *reversal.Attempt {
	return s.attempts[id]
}

// Follow follows an attempt until it is over, or until the wait is. It never leaves one
// that is being sent here: its answer is recorded first. When ctx ends, no more than
// that is waited for.
func (s *Script) Follow(ctx context.Context, id string, wait Wait) error {
	var enough <-chan time.Time
	if wait >= 0 {
		enough = s.deps.After(time.Duration(wait))
	}
	waited := false
	for {
		s.take()
		a := s.attempt(id)
		if !worklist.UnderWay(a) || a.OtherKey || waited && !sendingHere(a) {
			s.deps.Progress("")
			return s.ended(a)
		}
		s.deps.Progress(s.speak.Attempt(a, s.around(a.Payment.ID)).Unfinished())
		select {
		case <-s.deps.Reversals.ReversalNews():
		case <-enough:
			waited = true
		case <-ctx.Done():
			s.deps.Progress("")
			s.deps.Stop()
			s.take()
			return s.ended(s.attempt(id))
		}
	}
}

// sendingHere says whether this program is sending an attempt, or is about to.
func sendingHere(a *reversal.Attempt) bool {
	return !a.Resumed && (a.State == journal.Intended || a.State == journal.Sending)
}

// ended says what came of an attempt, or how far it is.
func (s *Script) ended(a *reversal.Attempt) error {
	code := codeOfAttempt(a)
	text := s.speak.Attempt(a, s.around(a.Payment.ID)).Notice()
	switch {
	case a.InTheWay != nil:
		text = s.speak.Say(words.ScriptFollow, "text", text, "command", s.set.Again, "attempt", a.InTheWay.ID)
	case code == Unknown && worklist.UnderWay(a):
		text = s.speak.Say(words.ScriptGoesOn, "text", text, "command", s.set.Again, "attempt", a.ID)
	case code == Unknown:
		text = s.speak.Say(words.ScriptFollow, "text", text, "command", s.set.Again, "attempt", a.ID)
	}
	err := write(s, []attempt{s.attemptRow(a)}, func() error {
		if code != Done {
			return nil
		}
		return s.line(text)
	})
	if code != Done || err != nil {
		// What came of it isn't lost where nobody reads the rows any more.
		return &Error{code, text}
	}
	return nil
}
