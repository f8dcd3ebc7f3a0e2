package ui

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"slices"
	"time"
)

// outcome is what is known of a customer's money after an attempt.
type outcome int

const (
	moneyUnknown  outcome = iota // not reversed by this, and nothing more is known
	moneySending                 // the reversal is on its way to Dojo
	moneyMoving                  // Dojo is reversing it
	moneyUnsure                  // it may be reversed: nobody knows yet
	moneyReversed                // given back, or never taken
	moneyHeld                    // not reversed: held, and not taken
	moneyTaken                   // taken, and can't be reversed any more
	moneyCharged                 // taken, and may still be reversed
	moneyRefunded
	moneyNotPaid
)

// outcomeOf works out what is known of the money from an attempt and from what
// the list shows of its payment.
func outcomeOf(a *reversal.Attempt, l onList) outcome {
	switch {
	case reversedBy(a):
		return moneyReversed
	case shownState(a) == journal.Checking, a.State == journal.Confirming && wentBack(a), a.OtherKey && a.State.Open():
		return moneyUnsure
	case a.State == journal.Created, a.State == journal.Confirming:
		return moneyMoving
	case a.State.Open():
		return moneySending
	}
	switch a.Why {
	case journal.OtherAttempt:
		// Whoever sends the other one may have died.
		if a.InTheWay != nil && a.InTheWay.State == journal.Created {
			return moneyMoving
		}
		return moneyUnsure
	case journal.CapturedFirst:
		return moneyTaken
	case journal.RefundedFirst:
		return moneyRefunded
	case journal.AlreadyReversed, journal.CanceledFirst:
		return moneyReversed
	case journal.NotEligible:
		switch a.Verdict {
		case dojo.ReasonCapturing:
			return moneyUnknown // it may still fail
		case dojo.ReasonPartRefunded:
			return moneyTaken
		}
	}
	switch status := standing(a, l); {
	case status == dojo.StatusReversed, status == dojo.StatusCanceled:
		return moneyReversed
	case status == dojo.StatusRefunded:
		return moneyRefunded
	case status == dojo.StatusCaptured && l.can && l.since.IsZero():
		return moneyCharged
	case status == dojo.StatusCaptured && l.can:
		return moneyUnknown
	case status == dojo.StatusCaptured:
		return moneyTaken
	case status == dojo.StatusCreated:
		return moneyNotPaid
	case status == dojo.StatusAuthorized && a.Payment.Status != dojo.StatusCaptured && stillHeld(a, l):
		return moneyHeld
	}
	return moneyUnknown
}

// stillHeld says whether it is known of a payment that was held last that nothing
// has been taken since: by a list of now, or by a read of this run.
func stillHeld(a *reversal.Attempt, l onList) bool {
	switch l.verdict.Reason {
	case dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonCanceled:
		return false
	}
	return l.since.IsZero() && (l.status != "" || !a.Resumed)
}

// standing is the status of an attempt's payment as far as it is known by now:
// what the attempt last read, or what was confirmed, unless the list shows the
// payment further along its life. Payments never go back.
func standing(a *reversal.Attempt, l onList) dojo.Status {
	if !a.CorrectedAt.IsZero() {
		return a.LastStatus // Dojo went back on its word
	}
	status := a.Payment.Status
	if a.LastStatus != "" {
		status = a.LastStatus
	}
	if l.status != "" && (along(l.status) < 0 || along(l.status) > along(status)) {
		return l.status
	}
	return status
}

// along is how far along its life a payment is by its status, or -1 for a
// status that this program doesn't know.
func along(s dojo.Status) int {
	return slices.Index([]dojo.Status{
		dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusRefunded, dojo.StatusCanceled, dojo.StatusReversed,
	}, s)
}

// onList is what the list shows of an attempt's payment now.
type onList struct {
	listed  bool
	can     bool // it can be reversed
	verdict dojo.Verdict
	status  dojo.Status
	since   time.Time // Dojo's clock when it last answered; zero while it answers
}
