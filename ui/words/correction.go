package words

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

// BackText says what Dojo shows now of a payment that it had called reversed, and
// what to do about it. can says whether the payment can be reversed again.
func (s Speaker) BackText(a *reversal.Attempt, can bool) string {
	amount := s.Money(a.Payment.Amount)
	switch {
	case a.LastStatus == dojo.StatusRefunded:
		return s.Say(textBackRefunded, "amount", amount)
	case a.LastStatus == dojo.StatusCanceled:
		return s.Say(textBackCanceled, "amount", amount)
	case a.State == journal.Confirming || a.LastStatus == dojo.StatusAuthorized:
		text, now := textStillShown, wordHeld
		if worklist.WasShown(a) {
			text = textShownAgain
		}
		if a.LastStatus == dojo.StatusCaptured {
			now = wordCaptured
		}
		return s.Say(text, "amount", amount, "now", s.Say(now), "with", s.ringWith(a))
	case can:
		return s.tryAgain(s.Say(textBackCaptured, "amount", amount), true)
	}
	return s.Say(textBackRefund, "amount", amount)
}

// ringWith is by what Dojo's support finds a reversal.
func (s Speaker) ringWith(a *reversal.Attempt) string {
	switch {
	case a.TraceID != "":
		return s.Say(textWithTrace, "id", a.TraceID)
	case a.ReversalID != "":
		return s.Say(textWithReversal, "id", a.ReversalID)
	}
	return s.Say(textWithPayment, "id", a.Payment.ID)
}

// backStatus is the row of such a payment.
func (s Speaker) backStatus(a *reversal.Attempt, v dojo.Verdict) Status {
	switch {
	case a.LastStatus == dojo.StatusRefunded:
		return s.grey(statusRefunded)
	case a.LastStatus == dojo.StatusCanceled:
		return s.grey(statusCanceled)
	case a.State == journal.Confirming || a.LastStatus == dojo.StatusAuthorized:
		long, short := statusStillShown, statusStillShort
		switch taken := a.LastStatus == dojo.StatusCaptured; {
		case taken && worklist.WasShown(a):
			long, short = statusTakenAgain, statusTakenShort
		case taken:
			long, short = statusStillTaken, statusTakenShort
		case worklist.WasShown(a):
			long = statusHeldAgain
		}
		return s.status(ToneBad, long, short, statusRingDojo)
	case v.Reversible:
		return s.withTryAgain(s.status(ToneBad, statusBackCaptured, statusCaptured))
	}
	return s.status(ToneBad, statusBackRefund, statusCapturedHint, HintRefund)
}
