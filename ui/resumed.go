package ui

import (
	"cmp"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// resumed is the notice of an attempt that another run of the program began,
// or a colleague's that runs now: who and when come first, since whoever reads
// it may know nothing of it. now is Dojo's clock.
func (s speaker) resumed(a *reversal.Attempt, l onList, now time.Time) report {
	when, who := s.dayAndTime(s.confirmed(a.Attempt), now), s.who(a.Attempt)
	what, end := s.label(a.Payment), s.resumedEnd(a, l, now)
	text := s.say(textResumed, "when", when, "who", who, "what", what, "end", end)
	if card := s.card(a.Payment.Card); card != "" && card != s.name(a.Payment) {
		text = s.say(textResumedCard, "when", when, "who", who, "what", what, "card", card, "end", end)
	}
	return report{notice: text, customer: s.customer(a, l)}
}

func (s speaker) resumedEnd(a *reversal.Attempt, l onList, now time.Time) string {
	switch {
	case a.OtherKey && a.State.Open():
		return s.say(endOtherKey, "key", s.keyOf(a))
	case wentBack(a):
		return s.backText(a, l.can)
	case isNews(a), a.State == journal.Successful:
		return s.say(endReversed)
	}
	switch a.State {
	case journal.Confirming:
		return s.say(endConfirming)
	case journal.Created:
		if !a.UnreadSince.IsZero() {
			return s.say(endCreatedUnseen)
		}
		return s.say(endCreated)
	case journal.Intended, journal.Sending, journal.Checking: // see shownState
		if !a.UnreadSince.IsZero() {
			return s.say(endUnreachable)
		}
		return s.say(endChecking)
	case journal.Already:
		return s.say(endAlready)
	case journal.Abandoned:
		return s.say(endNotSent)
	}
	return s.notReversed(a, l, now)
}

// notReversed is what to do about a payment whose reversal did not happen.
func (s speaker) notReversed(a *reversal.Attempt, l onList, now time.Time) string {
	v := l.verdict
	switch {
	case l.listed && v.Reversible:
		return s.heldAgain(l)
	case a.LastStatus == dojo.StatusCaptured, l.listed && v.Reason == dojo.ReasonCaptured:
		return s.say(endCaptured)
	case l.listed && v.Reason == dojo.ReasonReversed:
		return s.say(endReversed)
	case l.listed && (v.Reason == dojo.ReasonRefunded || v.Reason == dojo.ReasonCanceled):
		return s.say(endRefunded)
	case dojo.DayOf(a.Payment.PaidAt, s.zone) != dojo.DayOf(now, s.zone):
		return s.say(endDayOver)
	}
	return s.say(endNotReversed)
}

// heldAgain says how a payment that can be reversed is reversed.
func (s speaker) heldAgain(l onList) string {
	switch fresh := l.since.IsZero(); {
	case l.status != dojo.StatusAuthorized:
		return s.tryAgain(s.say(endNotReversed), true)
	case fresh && s.typed:
		return s.say(plainStillHeld)
	case fresh:
		return s.say(endStillHeld)
	case s.typed:
		return s.say(plainHeldThen, "time", s.at(l.since))
	}
	return s.say(endHeldThen, "time", s.at(l.since))
}

func (s speaker) who(a journal.Attempt) string {
	return s.atHost(cmp.Or(a.Operator, s.say(wordSomeone)), a.Host)
}

func (s speaker) atHost(who, host string) string {
	if host == "" {
		return who
	}
	return s.say(textAtHost, "who", who, "host", host)
}
