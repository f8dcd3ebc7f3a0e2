package ui

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// resumed is the notice of an attempt that another run of the program began,
// or a colleague's that runs now: who and when come first, since whoever reads
// it may know nothing of it. v is the rule's verdict on its payment now, and
// listed says whether there is one.
func (s speaker) resumed(a *reversal.Attempt, v dojo.Verdict, listed bool, now time.Time) string {
	when, who := s.dayAndTime(a.ConfirmedAt, now), s.who(a.Attempt)
	what, end := s.label(a.Payment), s.resumedEnd(a, v, listed, now)
	text := s.say(textResumed, "when", when, "who", who, "what", what, "end", end)
	if card := s.card(a.Payment.Card); card != "" && card != s.name(a.Payment) {
		text = s.say(textResumedCard, "when", when, "who", who, "what", what, "card", card, "end", end)
	}
	return s.recorded(text, a)
}

func (s speaker) resumedEnd(a *reversal.Attempt, v dojo.Verdict, listed bool, now time.Time) string {
	switch {
	case a.OtherKey && a.State.Open():
		return s.say(endOtherKey)
	case !a.CorrectedAt.IsZero(), a.State == journal.Successful:
		return s.say(endReversed)
	}
	switch a.State {
	case journal.Intended, journal.Sending:
		return s.say(endSending)
	case journal.Created:
		return s.say(endCreated)
	case journal.Checking:
		if !a.UnreadSince.IsZero() {
			return s.say(endUnreachable)
		}
		return s.say(endChecking)
	case journal.Already:
		return s.say(endAlready)
	case journal.Abandoned:
		return s.say(endNotSent)
	}
	return s.notReversed(a, v, listed, now)
}

// notReversed is what to do about a payment whose reversal did not happen.
func (s speaker) notReversed(a *reversal.Attempt, v dojo.Verdict, listed bool, now time.Time) string {
	switch {
	case listed && v.Reversible && s.typed:
		return s.say(plainStillHeld)
	case listed && v.Reversible:
		return s.say(endStillHeld)
	case a.LastStatus == dojo.StatusCaptured, listed && v.Reason == dojo.ReasonCaptured:
		return s.say(endCaptured)
	case listed && v.Reason == dojo.ReasonReversed:
		return s.say(endReversed)
	case listed && (v.Reason == dojo.ReasonRefunded || v.Reason == dojo.ReasonCanceled):
		return s.say(endRefunded)
	case dojo.DayOf(a.Payment.PaidAt, s.zone) != dojo.DayOf(now, s.zone):
		return s.say(endDayOver)
	}
	return s.say(endNotReversed)
}

func (s speaker) who(a journal.Attempt) string {
	return s.atHost(first(a.Operator, s.say(wordSomeone)), a.Host)
}

func (s speaker) atHost(who, host string) string {
	if host == "" {
		return who
	}
	return s.say(textAtHost, "who", who, "host", host)
}
