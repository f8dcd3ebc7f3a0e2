package worklist

import (
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// Outcome is what is known of a customer's money after an attempt.
type Outcome int

// The outcomes.
const (
	MoneyUnknown  Outcome = iota // not reversed by this, and nothing more is known
	MoneySending                 // the reversal is on its way to Dojo
	MoneyMoving                  // Dojo is reversing it
	MoneyUnsure                  // it may be reversed: nobody knows yet
	MoneyReversed                // given back, or never taken
	MoneyHeld                    // not reversed: held, and not taken
	MoneyTaken                   // taken, and can't be reversed any more
	MoneyCharged                 // taken, and may still be reversed
	MoneyRefunded
	MoneyNotPaid
)

// OutcomeOf works out what is known of the money from an attempt and from what
// the list shows of its payment.
func OutcomeOf(a *reversal.Attempt, l OnList) Outcome {
	switch {
	case ReversedBy(a):
		return MoneyReversed
	case ShownState(a) == journal.Checking, a.State == journal.Confirming && WentBack(a), a.OtherKey && a.State.Open():
		return MoneyUnsure
	case a.State == journal.Created, a.State == journal.Confirming:
		return MoneyMoving
	case a.State.Open():
		return MoneySending
	}
	switch a.Why {
	case journal.OtherAttempt:
		// Whoever sends the other one may have died.
		if a.InTheWay != nil && a.InTheWay.State == journal.Created {
			return MoneyMoving
		}
		return MoneyUnsure
	case journal.CapturedFirst:
		return MoneyTaken
	case journal.RefundedFirst:
		return MoneyRefunded
	case journal.AlreadyReversed, journal.CanceledFirst:
		return MoneyReversed
	case journal.NotEligible:
		switch a.Verdict {
		case dojo.ReasonCapturing:
			return MoneyUnknown // it may still fail
		case dojo.ReasonPartRefunded:
			return MoneyTaken
		}
	}
	switch status := KnownStatus(a, l); {
	case status == dojo.StatusReversed, status == dojo.StatusCanceled:
		return MoneyReversed
	case status == dojo.StatusRefunded:
		return MoneyRefunded
	case status == dojo.StatusCaptured && l.Verdict.Reversible && l.Since.IsZero():
		return MoneyCharged
	case status == dojo.StatusCaptured && l.Verdict.Reversible:
		return MoneyUnknown
	case status == dojo.StatusCaptured:
		return MoneyTaken
	case status == dojo.StatusCreated:
		return MoneyNotPaid
	case status == dojo.StatusAuthorized && a.Payment.Status != dojo.StatusCaptured && stillHeld(a, l):
		return MoneyHeld
	}
	return MoneyUnknown
}

// stillHeld says whether it is known of a payment that was held last that nothing
// has been taken since: by a list of now, or by a read of this run.
func stillHeld(a *reversal.Attempt, l OnList) bool {
	switch l.Verdict.Reason {
	case dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonCanceled:
		return false
	}
	return l.Since.IsZero() && (l.Status != "" || !a.Resumed)
}

// KnownStatus is the status of an attempt's payment as far as it is known by now:
// what the attempt last read, or what was confirmed, unless the list shows the
// payment further along its life. Payments never go back.
func KnownStatus(a *reversal.Attempt, l OnList) dojo.Status {
	if !a.CorrectedAt.IsZero() {
		return a.LastStatus // Dojo went back on its word
	}
	status := a.Payment.Status
	if a.LastStatus != "" {
		status = a.LastStatus
	}
	if l.Status != "" && (statusRank(l.Status) < 0 || statusRank(l.Status) > statusRank(status)) {
		return l.Status
	}
	return status
}

// statusRank is how far along its life a payment is by its status, or -1 for a
// status that this program doesn't know.
func statusRank(s dojo.Status) int {
	return slices.Index([]dojo.Status{
		dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusRefunded, dojo.StatusCanceled, dojo.StatusReversed,
	}, s)
}

// OnList is what the list shows of an attempt's payment now.
type OnList struct {
	Listed  bool
	Can     bool         // it can be reversed here
	Verdict dojo.Verdict // by which somebody else may reverse it where nothing can be here
	Status  dojo.Status
	Since   time.Time // Dojo's clock when it last answered; zero while it answers
}
