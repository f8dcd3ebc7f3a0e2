package words

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/worklist"
)

// resumed is the notice of an attempt that another run of the program began, or
// a colleague's that runs now: who and when come first, since whoever reads it
// may know nothing of it.
func (s Attempt) resumed() string {
	p := s.a.Payment
	when, who, end := s.dayAndTime(s.confirmed(s.a.Attempt), s.Now.Dojo), s.who(s.a.Attempt, wordSomeone), s.ResumedEnd()
	if card := s.Card(p.Card); card != "" && card != s.name(p) {
		return s.Say(textResumedCard, "when", when, "who", who, "what", s.what, "card", card, "end", end)
	}
	return s.Say(textResumed, "when", when, "who", who, "what", s.what, "end", end)
}

// ResumedEnd is how such an attempt ended, or how far it is.
func (s Attempt) ResumedEnd() string {
	a, unread, code := s.a, !s.a.UnreadSince.IsZero(), unshown(s.a)
	switch {
	case a.OtherKey && a.State.Open():
		return s.Say(endOtherKey, "key", s.key())
	case worklist.WentBack(a):
		return s.wentBack()
	case worklist.IsNews(a), a.State == journal.Successful:
		return s.Say(endReversed)
	}
	switch a.State {
	case journal.Confirming:
		return s.Say(endConfirming)
	case journal.Created:
		switch {
		case code != "":
			return s.Say(endCreatedUnshown, "code", code)
		case unread:
			return s.Say(endCreatedUnseen)
		}
		return s.Say(endCreated)
	case journal.Intended, journal.Sending, journal.Checking: // see worklist.ShownState
		switch {
		case code != "":
			return s.Say(endUnshown, "code", code)
		case unread:
			return s.Say(endUnreachable)
		}
		return s.Say(endChecking)
	case journal.Already:
		return s.Say(endAlready)
	case journal.Abandoned:
		return s.Say(endNotSent)
	}
	return s.notReversed()
}

// notReversed is what to do about a payment whose reversal did not happen.
func (s Attempt) notReversed() string {
	l, v := s.List, s.List.Verdict
	switch {
	case worklist.Voided(s.a):
		return s.Say(endCanceled)
	case l.Listed && v.Reversible:
		return s.heldAgain()
	case s.a.LastStatus == dojo.StatusCaptured, l.Listed && v.Reason == dojo.ReasonCaptured:
		return s.Say(endCaptured)
	case l.Listed && v.Reason == dojo.ReasonReversed:
		return s.Say(endReversed)
	case l.Listed && v.Reason == dojo.ReasonRefunded:
		return s.Say(endRefunded)
	case l.Listed && v.Reason == dojo.ReasonCanceled:
		return s.Say(endCanceled)
	case !s.sameDay(s.a.Payment.PaidAt, s.Now.Dojo):
		return s.Say(endDayOver)
	}
	return s.Say(endNotReversed)
}

// heldAgain says of a payment that the rule lets be reversed how that is done, unless
// nothing can be reversed here.
func (s Attempt) heldAgain() string {
	switch fresh := s.List.Since.IsZero(); {
	case s.List.Status != dojo.StatusAuthorized:
		return s.tryAgain(s.Say(endNotReversed), s.List.Can)
	case fresh && !s.List.Can:
		return s.Say(endStillHeldOnly)
	case !s.List.Can:
		return s.Say(endHeldThenOnly, "time", s.At(s.List.Since))
	case fresh:
		return s.Say(s.how.by(endStillHeld, plainStillHeld, commandStillHeld))
	}
	return s.Say(s.how.by(endHeldThen, plainHeldThen, commandHeldThen), "time", s.At(s.List.Since))
}
