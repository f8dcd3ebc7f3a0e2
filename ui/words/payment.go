package words

import (
	"dojoreversals/dojo"
	"dojoreversals/ui/worklist"
)

// Payment says what there is to say of a payment by itself, without attempts.
type Payment struct {
	Speaker
	worklist.Row
}

// Payment speaks of a payment of the list.
func (s Speaker) Payment(r worklist.Row) Payment { return Payment{s, r} }

// byReason are the texts for what the rule says of a payment: those on its row,
// longest first, and why it can't be reversed. Of a reason that isn't here
// something else has to be said too.
var byReason = map[dojo.Reason]struct {
	row []string
	why string
}{
	dojo.ReasonHeld:            {[]string{statusHeld}, refusalHeld},
	dojo.ReasonCapturedToday:   {[]string{statusCapturedToday, statusCaptured}, refusalHeld},
	dojo.ReasonCaptured:        {[]string{statusCapturedHint, HintRefund}, refusalCaptured},
	dojo.ReasonCapturing:       {[]string{statusCapturing, StatusIfCaptured, StatusShortIf, statusCapturingWord}, refusalCapturing},
	dojo.ReasonPartRefunded:    {[]string{statusPartRefunded, HintRefund}, refusalPartRefunded},
	dojo.ReasonTooLate:         {[]string{statusTooLate, StatusIfCaptured, StatusShortIf, statusTooLateWord}, refusalTooLate},
	dojo.ReasonReversed:        {[]string{statusReversed}, refusalReversed},
	dojo.ReasonRefunded:        {[]string{statusRefunded}, refusalRefunded},
	dojo.ReasonCanceled:        {[]string{statusCanceled}, refusalCanceled},
	dojo.ReasonNotPaid:         {[]string{statusNotPaid}, refusalNotPaid},
	dojo.ReasonCaptureMode:     {[]string{statusCaptureMode, StatusIfCaptured, StatusShortIf, statusHeld}, refusalCaptureMode},
	dojo.ReasonNoPaymentTime:   {[]string{statusNoTime, statusNoTimeShort, statusNoTimeShorter}, refusalNoTime},
	dojo.ReasonPaidInTheFuture: {[]string{statusFuture, statusFutureShort}, refusalFuture},
	dojo.ReasonDayUnsure:       {[]string{statusDayUnsure, statusDayUnsureShort}, refusalDayUnsure},
	dojo.ReasonNoAmount:        {[]string{statusNoAmount, statusNoAmountShort, statusNotReadable}, refusalNoAmount},
	dojo.ReasonUnreadable:      {[]string{statusUnreadable, statusNotReadable}, refusalUnreadable},
}

// Refusal says why the payment can't be reversed, and what to do instead.
func (s Payment) Refusal() string {
	if s.Gone {
		return s.Say(textGoneFromDojo)
	}
	switch text := s.whyNot(); s.Verdict.Reason {
	case dojo.ReasonReversed, dojo.ReasonRefunded, dojo.ReasonCanceled:
		return s.Say(textNothingMore, "text", text)
	default:
		return text
	}
}

// whyNot is Refusal without a word on what is left to do. The row may have a
// verdict only.
func (s Payment) whyNot() string {
	p, v := s.Row.Payment, s.Verdict
	texts, known := byReason[v.Reason]
	switch {
	case v.Reason == dojo.ReasonTooLate:
		day := s.Say(textAnEarlierDay)
		if !v.PaidAt.IsZero() {
			day = s.On(v.PaidAt, DateDay)
		}
		return s.Say(refusalTooLate, "day", day)
	case v.Reason == dojo.ReasonCaptureMode, v.Reason == dojo.ReasonPaidInTheFuture:
		return s.askAgain(s.Say(texts.why))
	case known:
		return s.Say(texts.why)
	case p != nil && p.Status != "":
		return s.Say(refusalUnknownWord, "status", string(p.Status))
	}
	return s.Say(refusalUnknown)
}

// holdEnds says what becomes of a hold by itself.
func (s Payment) holdEnds() string {
	at, action := s.Row.Payment.HoldEnds()
	if at.IsZero() {
		return s.Say(textHoldUnknown)
	}
	when := s.On(at, DateClock)
	switch action {
	case dojo.ExpireRelease:
		return s.Say(textHoldReleased, "time", when)
	case dojo.ExpireCapture:
		return s.Say(textHoldCaptured, "time", when)
	}
	return s.Say(textHoldOther, "time", when, "action", string(action))
}
