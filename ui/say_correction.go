package ui

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

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
