package ui

import (
	"fmt"
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
	text := fmt.Sprintf("%s, %s: %s", s.dayAndTime(a.ConfirmedAt, now), s.who(a.Attempt), s.label(a.Payment))
	if card := s.card(a.Payment.Card); card != "" && card != s.name(a.Payment) {
		text += ", " + card
	}
	text += ". " + s.resumedEnd(a, v, listed, now)
	if a.Unrecorded {
		text += " (Not recorded on this PC.)"
	}
	return s.plainText(text)
}

func (s speaker) resumedEnd(a *reversal.Attempt, v dojo.Verdict, listed bool, now time.Time) string {
	switch {
	case a.OtherKey && a.State.Open():
		return "Open, made with another key: only that key can follow it."
	case !a.CorrectedAt.IsZero(), a.State == journal.Successful:
		return "Reversed. Nothing to do."
	}
	switch a.State {
	case journal.Intended, journal.Sending:
		return "It is being sent."
	case journal.Created:
		return "Dojo is processing the reversal."
	case journal.Checking:
		text := "Checking…"
		if !a.UnreadSince.IsZero() {
			text = "Dojo can't be reached to check it."
		}
		return text + " Don't refund, pay cash or charge again yet."
	case journal.Already:
		return "Reversed, not by that request. Nothing to do."
	case journal.Abandoned:
		return "Nothing was sent."
	}
	return s.notReversed(a, v, listed, now)
}

// notReversed is what to do about a payment whose reversal did not happen.
func (s speaker) notReversed(a *reversal.Attempt, v dojo.Verdict, listed bool, now time.Time) string {
	switch {
	case listed && v.Reversible:
		return "NOT reversed. It is still held: choose it and press r."
	case a.LastStatus == dojo.StatusCaptured, listed && v.Reason == dojo.ReasonCaptured:
		return "NOT reversed: it was captured. Refund instead."
	case listed && v.Reason == dojo.ReasonReversed:
		return "Reversed. Nothing to do."
	case listed && (v.Reason == dojo.ReasonRefunded || v.Reason == dojo.ReasonCanceled):
		return "NOT reversed, but refunded or cancelled by now. Nothing to do."
	case dojo.DayOf(a.Payment.PaidAt, s.zone) != dojo.DayOf(now, s.zone):
		return "NOT reversed, and its day is over. Ring the customer."
	}
	return "NOT reversed, as far as Dojo shows."
}

func (s speaker) who(a journal.Attempt) string {
	who := a.Operator
	if who == "" {
		who = "someone"
	}
	if a.Host != "" {
		who += " (" + a.Host + ")"
	}
	return who
}

// dayAndTime writes an instant as people say it: "18:59", "Yesterday 14:02",
// "Fri 20 Nov 14:02".
func (s speaker) dayAndTime(t, now time.Time) string {
	day, today := dojo.DayOf(t, s.zone), dojo.DayOf(now, s.zone)
	switch day {
	case today:
		return s.at(t)
	case today.Add(-1):
		return "Yesterday " + s.at(t)
	}
	return t.In(s.zone).Format("Mon 2 Jan 15:04")
}
