package words

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/worklist"
)

// Payments that Dojo had called reversed, and shows otherwise now.

// wentBack says what Dojo shows of such a payment, and what to do about it.
func (s Attempt) wentBack() string {
	amount := s.Money(s.a.Payment.Amount)
	switch {
	case s.a.LastStatus == dojo.StatusRefunded:
		return s.Say(textBackRefunded, "amount", amount)
	case s.a.LastStatus == dojo.StatusCanceled:
		return s.Say(textBackCanceled, "amount", amount)
	case s.stillReversing():
		text, now := textStillShown, wordHeld
		if worklist.WasShown(s.a) {
			text = textShownAgain
		}
		if s.a.LastStatus == dojo.StatusCaptured {
			now = wordCaptured
		}
		return s.Say(text, "amount", amount, "now", s.Say(now), "with", s.ringWith())
	case s.List.Verdict.Reversible:
		return s.tryAgain(s.Say(textBackCaptured, "amount", amount), s.List.Can)
	}
	return s.Say(textBackRefund, "amount", amount)
}

// stillReversing says whether Dojo may yet do what it said.
func (s Attempt) stillReversing() bool {
	return s.a.State == journal.Confirming || s.a.LastStatus == dojo.StatusAuthorized
}

// ringWith is by what Dojo's support finds a reversal.
func (s Attempt) ringWith() string {
	switch {
	case s.a.TraceID != "":
		return s.Say(textWithTrace, "id", s.a.TraceID)
	case s.a.ReversalID != "":
		return s.Say(textWithReversal, "id", s.a.ReversalID)
	}
	return s.Say(textWithPayment, "id", s.a.Payment.ID)
}

// backStatus is the row of such a payment.
func (s Attempt) backStatus(v dojo.Verdict) Status {
	switch {
	case s.a.LastStatus == dojo.StatusRefunded:
		return s.row(ToneGrey, statusRefunded)
	case s.a.LastStatus == dojo.StatusCanceled:
		return s.row(ToneGrey, statusCanceled)
	case s.stillReversing():
		long, short := statusStillShown, statusStillShort
		switch taken := s.a.LastStatus == dojo.StatusCaptured; {
		case taken && worklist.WasShown(s.a):
			long, short = statusTakenAgain, statusTakenShort
		case taken:
			long, short = statusStillTaken, statusTakenShort
		case worklist.WasShown(s.a):
			long = statusHeldAgain
		}
		return s.row(ToneBad, long, short, statusRingDojo)
	case v.Reversible:
		return s.withTryAgain(s.row(ToneBad, statusBackCaptured, statusCaptured))
	}
	return s.row(ToneBad, statusBackRefund, statusCapturedHint, HintRefund)
}
