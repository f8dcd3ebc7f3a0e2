package ui

import (
	"fmt"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// tone is how a status is drawn, beside its words.
type tone int

const (
	toneHeld   tone = iota // can be reversed
	toneGrey               // can't
	toneMoving             // a reversal is under way
	toneGood
	toneBad
	toneWarn
)

// status is what a row says of its payment, in words of falling length: the
// longest that fits is drawn.
type status struct {
	words []string
	tone  tone
}

// fitting is the longest wording that takes at most w cells, or the shortest.
func (s status) fitting(w int) string {
	for _, words := range s.words {
		if cells(words) <= w {
			return words
		}
	}
	return s.words[len(s.words)-1]
}

// statusOf says what stands on a payment's row. What Dojo said of the payment
// itself comes before what is known of an attempt, except while the attempt
// knows something newer.
func statusOf(p *dojo.PaymentIntent, gone bool, v dojo.Verdict, a *reversal.Attempt, now time.Time, zone *time.Location) status {
	if a != nil {
		if s, ok := attemptStatus(a, v, p.Status, now); ok {
			return s
		}
	}
	if gone {
		return status{[]string{"Gone or cancelled, says Dojo", "Gone or cancelled", "gone"}, toneGrey}
	}
	return paymentStatus(p, v, zone)
}

// attemptStatus says what stands on the row of a payment that somebody here
// tried to reverse. It reports false where the payment's own status tells all.
func attemptStatus(a *reversal.Attempt, v dojo.Verdict, is dojo.Status, now time.Time) (status, bool) {
	waited := func(since time.Time) string {
		if since.IsZero() {
			since = a.ConfirmedAt
		}
		return shortSpan(now.Sub(since))
	}
	if is == dojo.StatusReversed && a.State != journal.Successful && a.State != journal.Already {
		if a.State.Open() {
			return status{[]string{"Reversed, confirming", "Reversed"}, toneMoving}, true
		}
		return status{}, false
	}
	again := func(long, short string) status {
		switch {
		case v.Reversible:
			return status{[]string{long + ", r to try again", long, short}, toneBad}
		case v.Reason == dojo.ReasonTooLate:
			return status{[]string{long + ", " + hintRefund + " if captured", short + ", " + hintRefund, hintRefund}, toneBad}
		case refundInstead(v):
			return status{[]string{long + ", " + hintRefund, hintRefund}, toneBad}
		}
		return status{[]string{long, short}, toneBad}
	}
	if a.OtherKey && a.State.Open() {
		return status{[]string{"Reversal open, made with another key", "Open with another key", "other key"}, toneWarn}, true
	}
	switch a.State {
	case journal.Intended, journal.Sending:
		return status{[]string{"Sending " + waited(a.ConfirmedAt), "Sending"}, toneMoving}, true
	case journal.Created:
		word := "Created"
		if a.Answered != "" && a.Answered != dojo.ReversalCreated {
			word = fmt.Sprintf("%q", string(a.Answered))
		}
		return status{[]string{word + ", reversing " + waited(a.SentAt), word + " " + waited(a.SentAt), word}, toneMoving}, true
	case journal.Checking:
		return status{[]string{"Checking, no answer " + waited(a.SentAt), "Checking " + waited(a.SentAt), "Checking"}, toneMoving}, true
	case journal.Successful:
		return status{[]string{"Successful, reversed", "Successful"}, toneGood}, true
	case journal.Already:
		return status{[]string{"Already reversed", "Reversed"}, toneGrey}, true
	case journal.Unresolved:
		if is != dojo.StatusAuthorized {
			return status{}, false
		}
		return again("Not reversed so far", "Not reversed"), true
	case journal.Failed:
		if is != dojo.StatusAuthorized && is != dojo.StatusCaptured {
			return status{}, false
		}
		if a.Why == journal.CapturedFirst || is == dojo.StatusCaptured {
			return status{[]string{"Failed: captured first, " + hintRefund, "Failed, " + hintRefund, hintRefund}, toneBad}, true
		}
		return again("Failed, still held", "Failed"), true
	case journal.Abandoned:
		if !v.Reversible || a.Why == journal.OtherAttempt {
			return status{}, false
		}
		return status{[]string{"Not sent, r to try again", "Not sent"}, toneWarn}, true
	}
	return status{[]string{string(a.State)}, toneMoving}, true
}

func paymentStatus(p *dojo.PaymentIntent, v dojo.Verdict, zone *time.Location) status {
	grey := func(words ...string) status { return status{words, toneGrey} }
	switch v.Reason {
	case dojo.ReasonHeld:
		return status{[]string{"Held"}, toneHeld}
	case dojo.ReasonCapturedToday:
		return status{[]string{"Captured today", "Captured"}, toneHeld}
	case dojo.ReasonCaptured:
		return grey("Captured, "+hintRefund, hintRefund)
	case dojo.ReasonCapturing:
		return grey("Being captured, "+hintRefund, hintRefund)
	case dojo.ReasonPartRefunded:
		return grey("Part refunded, "+hintRefund, hintRefund)
	case dojo.ReasonTooLate:
		since := ""
		if !v.PaidAt.IsZero() {
			since = " since " + v.PaidAt.In(zone).Format("Mon 2")
		}
		return grey("Held"+since+", "+hintRefund+" if captured", "Held, "+hintRefund+" if captured", "Held, "+hintRefund, hintRefund)
	case dojo.ReasonReversed:
		return grey("Reversed")
	case dojo.ReasonRefunded:
		return grey("Refunded")
	case dojo.ReasonCanceled:
		return grey("Cancelled")
	case dojo.ReasonNotPaid:
		return grey("not paid yet")
	case dojo.ReasonCaptureMode:
		return grey("Held, "+hintRefund+" once captured", "Held, "+hintRefund, hintRefund)
	case dojo.ReasonNoPaymentTime:
		return grey("Held, but when it was paid isn't known", "Held, time not known", "time not known")
	case dojo.ReasonPaidInTheFuture:
		return grey("Held, paid later than now", "time is wrong")
	case dojo.ReasonNoAmount:
		return grey("Held, but its amount can't be read", "amount not readable", "not readable")
	case dojo.ReasonUnreadable:
		return grey("Can't be read in full, so not reversed here", "not readable")
	}
	word := string(p.Status)
	if word == "" {
		return grey("Can't be read", "not readable")
	}
	return grey(fmt.Sprintf("%q, says Dojo", word), word)
}

// shortSpan writes how long something has taken, such as "3 s" or "2 m".
func shortSpan(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d/time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%d m", int(d/time.Minute))
	}
	return fmt.Sprintf("%d h %02d m", int(d/time.Hour), int(d%time.Hour/time.Minute))
}
