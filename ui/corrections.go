package ui

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// underWay says whether an attempt goes on by itself. One that Dojo called
// Successful, and whose payment stays held, is open too, but it waits for people.
func underWay(a *reversal.Attempt) bool { return a.State.Open() && a.CorrectedAt.IsZero() }

// isNews says whether what Dojo showed after an attempt's end is told. That
// another attempt did it is a note in the details.
func isNews(a *reversal.Attempt) bool { return !a.CorrectedAt.IsZero() && a.CorrectedBy == "" }

// wentBack says whether Dojo shows a payment as not reversed, after it said or
// showed that it was.
func wentBack(a *reversal.Attempt) bool { return !a.CorrectedAt.IsZero() && !a.Reversed() }

// backText says what Dojo shows now of a payment that it had called reversed, and
// what to do about it. can says whether the payment can be reversed again.
func (s speaker) backText(a *reversal.Attempt, can bool) string {
	amount := s.money(a.Payment.Amount)
	switch {
	case a.LastStatus == dojo.StatusRefunded:
		return s.say(textBackRefunded, "amount", amount)
	case a.LastStatus == dojo.StatusCanceled:
		return s.say(textBackCanceled, "amount", amount)
	case a.State == journal.Confirming || a.LastStatus == dojo.StatusAuthorized:
		text, now := textStillShown, wordHeld
		if !a.SeenReversedAt.IsZero() || a.Answered != dojo.ReversalSuccessful {
			text = textShownAgain
		}
		if a.LastStatus == dojo.StatusCaptured {
			now = wordCaptured
		}
		return s.say(text, "amount", amount, "now", s.say(now), "with", s.ringWith(a))
	case can:
		return s.tryAgain(s.say(textBackCaptured, "amount", amount), true)
	}
	return s.say(textBackRefund, "amount", amount)
}

// ringWith is by what Dojo's support finds a reversal.
func (s speaker) ringWith(a *reversal.Attempt) string {
	switch {
	case a.TraceID != "":
		return s.say(textWithTrace, "id", a.TraceID)
	case a.ReversalID != "":
		return s.say(textWithReversal, "id", a.ReversalID)
	}
	return s.say(textWithPayment, "id", a.Payment.ID)
}

// backStatus is the row of such a payment.
func (s speaker) backStatus(a *reversal.Attempt, v dojo.Verdict) status {
	switch {
	case a.LastStatus == dojo.StatusRefunded:
		return s.grey(statusRefunded)
	case a.LastStatus == dojo.StatusCanceled:
		return s.grey(statusCanceled)
	case a.State == journal.Confirming || a.LastStatus == dojo.StatusAuthorized:
		return s.status(toneBad, statusStillShown, statusStillShort, statusRingDojo)
	case v.Reversible:
		return s.withTryAgain(s.status(toneBad, statusBackCaptured, statusCaptured))
	}
	return s.status(toneBad, statusBackRefund, statusCapturedHint, hintRefund)
}

// notes are what the details say of an attempt besides its state.
func (m *Model) notes(a *reversal.Attempt) []string {
	var notes []string
	if wentBack(a) {
		notes = append(notes, m.speak.backText(a, m.onList(a).can))
	}
	for i := range m.attempts {
		if by := &m.attempts[i]; by.ID == a.CorrectedBy {
			notes = append(notes, m.speak.say(textReversedBy, "time", m.speak.on(by.ConfirmedAt, timeSeconds), "who", m.speak.who(by.Attempt)))
		}
	}
	return notes
}
