package words

import (
	"cmp"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

// Resumed is the notice of an attempt that another run of the program began,
// or a colleague's that runs now: who and when come first, since whoever reads
// it may know nothing of it. now is Dojo's clock.
func (s Speaker) Resumed(a *reversal.Attempt, l worklist.OnList, now time.Time) Report {
	when, who := s.dayAndTime(s.Confirmed(a.Attempt), now), s.Who(a.Attempt)
	what, end := s.Label(a.Payment), s.ResumedEnd(a, l, now)
	text := s.Say(textResumed, "when", when, "who", who, "what", what, "end", end)
	if card := s.Card(a.Payment.Card); card != "" && card != s.name(a.Payment) {
		text = s.Say(textResumedCard, "when", when, "who", who, "what", what, "card", card, "end", end)
	}
	return Report{Notice: text, Customer: s.Customer(a, l)}
}

// ResumedEnd is how such an attempt ended, or how far it is.
func (s Speaker) ResumedEnd(a *reversal.Attempt, l worklist.OnList, now time.Time) string {
	switch {
	case a.OtherKey && a.State.Open():
		return s.Say(endOtherKey, "key", s.keyOf(a))
	case worklist.WentBack(a):
		return s.BackText(a, l.Can)
	case worklist.IsNews(a), a.State == journal.Successful:
		return s.Say(endReversed)
	}
	switch a.State {
	case journal.Confirming:
		return s.Say(endConfirming)
	case journal.Created:
		if !a.UnreadSince.IsZero() {
			return s.Say(endCreatedUnseen)
		}
		return s.Say(endCreated)
	case journal.Intended, journal.Sending, journal.Checking: // see shownState
		if !a.UnreadSince.IsZero() {
			return s.Say(endUnreachable)
		}
		return s.Say(endChecking)
	case journal.Already:
		return s.Say(endAlready)
	case journal.Abandoned:
		return s.Say(endNotSent)
	}
	return s.notReversed(a, l, now)
}

// notReversed is what to do about a payment whose reversal did not happen.
func (s Speaker) notReversed(a *reversal.Attempt, l worklist.OnList, now time.Time) string {
	v := l.Verdict
	switch {
	case l.Listed && v.Reversible:
		return s.heldAgain(l)
	case a.LastStatus == dojo.StatusCaptured, l.Listed && v.Reason == dojo.ReasonCaptured:
		return s.Say(endCaptured)
	case l.Listed && v.Reason == dojo.ReasonReversed:
		return s.Say(endReversed)
	case l.Listed && (v.Reason == dojo.ReasonRefunded || v.Reason == dojo.ReasonCanceled):
		return s.Say(endRefunded)
	case dojo.DayOf(a.Payment.PaidAt, s.zone) != dojo.DayOf(now, s.zone):
		return s.Say(endDayOver)
	}
	return s.Say(endNotReversed)
}

// heldAgain says how a payment that can be reversed is reversed.
func (s Speaker) heldAgain(l worklist.OnList) string {
	switch fresh := l.Since.IsZero(); {
	case l.Status != dojo.StatusAuthorized:
		return s.tryAgain(s.Say(endNotReversed), true)
	case fresh && s.typed:
		return s.Say(PlainStillHeld)
	case fresh:
		return s.Say(endStillHeld)
	case s.typed:
		return s.Say(plainHeldThen, "time", s.At(l.Since))
	}
	return s.Say(endHeldThen, "time", s.At(l.Since))
}

// Who names the operator of an attempt, and where they sat.
func (s Speaker) Who(a journal.Attempt) string {
	return s.atHost(cmp.Or(a.Operator, s.Say(wordSomeone)), a.Host)
}

func (s Speaker) atHost(who, host string) string {
	if host == "" {
		return who
	}
	return s.Say(textAtHost, "who", who, "host", host)
}
