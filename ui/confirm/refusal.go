package confirm

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

// Refusal is why a payment can't be reversed: nobody is asked about it, or the
// question about it is over.
type Refusal struct {
	Because Because
	Attempt reversal.Attempt // of UnderWay and ReversedHere
	Row     worklist.Row     // of NotEligible and MidnightPassed: the verdict, or that Dojo no longer knows it
	Err     error            // of NotRead
}

// Because is the kind of a refusal.
type Because int

// The refusals, and from Changed on those that only an open question can meet.
const (
	ReadOnly     Because = iota + 1 // nothing may be reversed here
	Slept                           // what is known is from before this machine slept
	UnderWay                        // an attempt on it was open; Question.Review follows it
	ReversedHere                    // an attempt has reversed it, whatever the list shows
	NotEligible                     // the rule refuses it, or Dojo no longer knows it

	Changed           // it isn't what was shown any more
	ReversedMeanwhile // Dojo shows it as reversed
	CapturedMeanwhile
	MidnightPassed
	NotRead // it couldn't be read before the question
)

// barredBy is how an attempt bars its payment.
func barredBy(a *reversal.Attempt, p *dojo.PaymentIntent) *Refusal {
	no := &Refusal{Because: ReversedHere, Attempt: *a, Row: worklist.Row{Payment: p}}
	if a.State.Open() {
		no.Because = UnderWay
	}
	return no
}
