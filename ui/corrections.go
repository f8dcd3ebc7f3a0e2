package ui

import (
	"slices"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// underWay says whether an attempt goes on by itself. One that Dojo called
// Successful, and whose payment stays held, is open too, but it waits for people.
func underWay(a *reversal.Attempt) bool { return a.State.Open() && a.CorrectedAt.IsZero() }

// watched are the attempts that go on by themselves, and are followed here: what
// the program ticks for, and asks about before it ends. One that Dojo called
// Successful, and whose payment it still holds, was told when that was known. It
// stays in the number in progress and is told again at the next start.
func (m *Model) watched() []*reversal.Attempt {
	return slices.DeleteFunc(m.open(), func(a *reversal.Attempt) bool { return !underWay(a) })
}

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
		if wasShown(a) {
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

// wasShown says whether a payment was shown as reversed before Dojo went back on
// it, and not only said to be.
func wasShown(a *reversal.Attempt) bool {
	return !a.SeenReversedAt.IsZero() || a.Answered != dojo.ReversalSuccessful
}

// backStatus is the row of such a payment.
func (s speaker) backStatus(a *reversal.Attempt, v dojo.Verdict) status {
	switch {
	case a.LastStatus == dojo.StatusRefunded:
		return s.grey(statusRefunded)
	case a.LastStatus == dojo.StatusCanceled:
		return s.grey(statusCanceled)
	case a.State == journal.Confirming || a.LastStatus == dojo.StatusAuthorized:
		long, short := statusStillShown, statusStillShort
		switch taken := a.LastStatus == dojo.StatusCaptured; {
		case taken && wasShown(a):
			long, short = statusTakenAgain, statusTakenShort
		case taken:
			long, short = statusStillTaken, statusTakenShort
		case wasShown(a):
			long = statusHeldAgain
		}
		return s.status(toneBad, long, short, statusRingDojo)
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
			notes = append(notes, m.speak.say(textReversedBy, "time", m.speak.on(m.speak.confirmed(by.Attempt), timeSeconds), "who", m.speak.who(by.Attempt)))
		}
	}
	return notes
}
