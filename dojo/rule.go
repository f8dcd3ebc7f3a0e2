package dojo

import (
	"slices"
	"time"
)

// Rule is the rule by which a payment may be reversed.
type Rule string

const (
	// RuleSameDay is the rule of Dojo's page "Reverse a payment" for version
	// 2022-01-03: an Authorized payment, before its capture, on the calendar
	// day of the payment in the shop's time zone.
	RuleSameDay Rule = "same-day"
	// RulePublished is the table that Dojo publishes today: Manual payments
	// while Authorized, within 7 days of the payment; Auto payments once
	// Captured, on the calendar day of the payment. Everything else is
	// refunded.
	RulePublished Rule = "published"
)

// publishedWindow is how long a Manual payment can be reversed under
// RulePublished. Dojo says "7 days" without saying from when: counting whole
// days of 24 hours from the payment is the shorter reading.
const publishedWindow = 7 * 24 * time.Hour

// Reason says why a payment may or may not be reversed.
type Reason int

// The reasons. Those up to ReasonCapturedToday say yes.
const (
	ReasonHeld            Reason = iota // Authorized, and in time
	ReasonCapturedToday                 // Captured today, and the rule allows it (RulePublished)
	ReasonCaptured                      // the money was taken: refund instead
	ReasonCapturing                     // a capture exists, though the status doesn't say Captured yet
	ReasonPartRefunded                  // some of it was refunded
	ReasonTooLate                       // still held, but its time for a reversal is over
	ReasonReversed                      // already reversed
	ReasonRefunded                      // already refunded
	ReasonCanceled                      // cancelled before anybody paid
	ReasonNotPaid                       // nobody has paid yet
	ReasonCaptureMode                   // the rule has no line for this status and capture mode
	ReasonUnknownStatus                 // a status that this program doesn't know
	ReasonNoPaymentTime                 // Dojo doesn't say when it was paid
	ReasonPaidInTheFuture               // paid on a day that hasn't begun, by Dojo's clock
	ReasonNoAmount                      // no amount that can be read
	ReasonUnreadable                    // what decides the rule came in a shape that can't be read
	ReasonDayUnsure                     // the time isn't known well enough to say whether its time is over
)

// Verdict is the answer of the rule for one payment at one time.
type Verdict struct {
	Reversible bool
	Reason     Reason
	// Deadline is the first instant at which the payment can't be reversed any
	// more; zero where it isn't reversible.
	Deadline time.Time
	// PaidAt is the instant by which the day was judged, and FromCreated says
	// that it is the intent's creation, since Dojo sent no payment time.
	PaidAt      time.Time
	FromCreated bool
}

// Reversible says whether a payment may be reversed now, by Dojo's clock and in
// the shop's time zone, and why. The list, the key, the dialog and the last
// check before sending all ask this one function. It may be reversed only if it
// may at every instant of the span.
//
// It errs to "no" wherever Dojo sent something that it doesn't know: a payment
// that is refused here can still be reversed by Dojo, one that is reversed
// can't be got back.
func Reversible(rule Rule, p *PaymentIntent, now Span, zone *time.Location) Verdict {
	v := Verdict{}
	v.PaidAt, v.FromCreated = p.PaidOrCreated()
	v.Reason = reasonByStatus(rule, p)
	if v.Reason > ReasonCapturedToday {
		return v
	}
	switch {
	case decidingGap(p):
		v.Reason = ReasonUnreadable
		return v
	case v.PaidAt.IsZero():
		v.Reason = ReasonNoPaymentTime
		return v
	}
	if charge := p.Charge(); !charge.Known || charge.Total.Minor <= 0 {
		v.Reason = ReasonNoAmount
		return v
	}
	day := DayOf(v.PaidAt, zone)
	deadline := day.End(zone)
	if rule == RulePublished && v.Reason == ReasonHeld {
		deadline = v.PaidAt.Add(publishedWindow)
	}
	over, began := !now.Latest.Before(deadline), !DayOf(now.Earliest, zone).Before(day)
	switch {
	case over && v.Reason == ReasonCapturedToday:
		v.Reason = ReasonCaptured
		return v
	case over && (!now.Unsure() || !now.Earliest.Before(deadline)):
		v.Reason = ReasonTooLate
		return v
	case !began && (!now.Unsure() || DayOf(now.Latest, zone).Before(day)):
		v.Reason = ReasonPaidInTheFuture
		return v
	case over || !began:
		v.Reason = ReasonDayUnsure
		return v
	}
	v.Reversible, v.Deadline = true, deadline
	return v
}

// reasonByStatus is the part of the rule that doesn't need the time.
func reasonByStatus(rule Rule, p *PaymentIntent) Reason {
	switch p.Status {
	case StatusCreated:
		return ReasonNotPaid
	case StatusReversed:
		return ReasonReversed
	case StatusRefunded:
		return ReasonRefunded
	case StatusCanceled:
		return ReasonCanceled
	case StatusCaptured:
		switch {
		case p.Extras().Refunded != 0:
			return ReasonPartRefunded
		case rule == RulePublished && p.Kind().CaptureMode == CaptureAuto:
			return ReasonCapturedToday
		}
		return ReasonCaptured
	case StatusAuthorized:
		switch {
		case p.Extras().Refunded != 0:
			return ReasonPartRefunded
		case hasStandingCapture(p):
			return ReasonCapturing
		case rule == RulePublished && p.Kind().CaptureMode != CaptureManual:
			return ReasonCaptureMode
		}
		return ReasonHeld
	}
	return ReasonUnknownStatus
}

func hasStandingCapture(p *PaymentIntent) bool {
	return slices.ContainsFunc(p.Extras().Captures, Capture.Stands)
}

// decidingGap says whether a field that the rule reads could not be read.
func decidingGap(p *PaymentIntent) bool {
	return p.hasGap("id", "status", "refundedAmount", "captures", "captures[]", "paymentDetails")
}
