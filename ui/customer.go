package ui

import (
	"slices"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// report is what is said of an attempt: what happened and what to do about it,
// what to tell the customer, and when it is looked at again. There is always
// something for the customer, who waits at the counter or has to be rung.
type report struct{ notice, customer, again string }

// text puts a report together.
func (s speaker) text(r report) string {
	text := r.notice
	for _, more := range []string{r.customer, r.again} {
		if more != "" {
			text = s.say(textThen, "text", text, "then", more)
		}
	}
	return text
}

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

// customer is the line for the customer.
func (s speaker) customer(a *reversal.Attempt, l onList) string {
	taken := a.Payment.Status == dojo.StatusCaptured || standing(a, l) == dojo.StatusCaptured
	switch outcomeOf(a, l) {
	case moneySending:
		return s.say(customerSending)
	case moneyMoving:
		if taken {
			return s.say(customerMovingTaken)
		}
		return s.say(customerMoving)
	case moneyUnsure:
		return s.say(customerUnsure)
	case moneyReversed:
		return s.say(customerReversed, "quote", s.reversedQuote(a.Payment))
	case moneyHeld:
		return s.say(customerHeld)
	case moneyTaken:
		return s.say(customerTaken)
	case moneyCharged:
		return s.say(customerCharged)
	case moneyRefunded:
		return s.say(customerRefunded, "pending", s.pending)
	case moneyNotPaid:
		return s.say(customerNotPaid)
	}
	return s.say(customerUnknown)
}

// customerOf is the line for the customer of a payment about which somebody was
// asked, and which can't be reversed any more.
func (m *Model) customerOf(p journal.Payment) string {
	l := m.onListOf(p.ID)
	if a := m.attemptOf(p.ID); a != nil && (a.State.Open() || reversedBy(a)) {
		return m.speak.customer(a, l)
	}
	nothingSent := reversal.Attempt{Attempt: journal.Attempt{Payment: p, State: journal.Abandoned}}
	return m.speak.customer(&nothingSent, l)
}

// reversedQuote is what the customer of a reversed payment is told, with the
// number that the bank finds it by, where there is one.
func (s speaker) reversedQuote(p journal.Payment) string {
	quote, withCode := s.say(textTellHeld, "pending", s.pending), textTellCode
	if p.Status == dojo.StatusCaptured {
		quote, withCode = s.say(textTellTaken, "pending", s.pending), textTellCodeTaken
	}
	if p.AuthCode != "" {
		quote = s.say(withCode, "text", quote, "code", p.AuthCode)
	}
	return quote
}
