package reversal

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

const (
	// sendWithin is how long after its confirmation a reversal may still be sent,
	// by the machine's clocks. Without it, a reversal that was confirmed just before
	// an outage or a closed laptop lid would be sent hours later.
	sendWithin = 10 * time.Second
	// After unresolvedAfter and unresolvedReads good reads without a change, a
	// request that had no answer is called "not reversed, as far as Dojo shows".
	unresolvedAfter = 60 * time.Second
	unresolvedReads = 3
	// createdFor is how long Dojo may process a reversal before people are told that
	// nothing has come of it yet. Until then a read may still show the payment as it
	// was before, even after Dojo answered Successful.
	createdFor = 10 * time.Minute
)

// Rules are what the last check before sending decides by.
type Rules struct {
	Rule dojo.Rule
	Zone *time.Location
}

// afterFreshRead decides whether an intended attempt may be sent, by a read of its
// payment that was made after the confirmation. The attempt becomes Sending, or
// Abandoned with the reason. mayNot is why its operator may not reverse it by now, or
// nil. now is Dojo's clock, wall is the machine's.
func afterFreshRead(a journal.Attempt, r dojo.Reading, err, mayNot error, rules Rules, now dojo.Span, wall time.Time) journal.Attempt {
	if err != nil {
		noteExchange(&a, err)
		var refused *dojo.RefusedError
		if errors.As(err, &refused) && refused.Exchange.HTTPStatus < 500 && refused.Exchange.HTTPStatus >= 400 {
			return abandon(a, journal.ReadRefused, wall)
		}
		return abandon(a, journal.NoConnection, wall)
	}
	p := &r.Payment
	a.LastStatus = p.Status
	if p.Status == dojo.StatusReversed {
		return abandon(a, journal.AlreadyReversed, wall)
	}
	if v := dojo.Reversible(rules.Rule, p, now, rules.Zone); !v.Reversible {
		a.Verdict = v.Reason
		return abandon(a, journal.NotEligible, wall)
	}
	// Under the published rule, a payment that was captured meanwhile may still be
	// reversible. But it isn't what was confirmed: money was taken since.
	if !a.Payment.Same(p) {
		return abandon(a, journal.Changed, wall)
	}
	if mayNot != nil { // not sooner: what the payment is now matters to the customer
		return abandon(a, journal.NotAllowed, wall)
	}
	if tooLateToSend(a, wall) {
		return abandon(a, journal.TooSlow, wall)
	}
	a.State = journal.Sending
	a.SentAt = wall
	// Only the fresh read may have the bank's code.
	if a.Payment.AuthCode == "" {
		a.Payment.AuthCode = p.AuthCode
	}
	return a
}

// tooLateToSend says whether the time to send is over. It is also over where the wall
// clock was set back by more than that since the confirmation.
func tooLateToSend(a journal.Attempt, wall time.Time) bool {
	return sinceConfirmed(a, wall) > sendWithin
}

// sinceConfirmed is how long ago the confirmation was, by the machine's wall clock or
// its monotonic clock, whichever says longer.
func sinceConfirmed(a journal.Attempt, now time.Time) time.Duration {
	return max(dojo.Elapsed(a.ConfirmedAt, now), journal.Elapsed(a.ConfirmedAt, now))
}

// timeToSend says for how long from now the request may still be sent; zero means not at
// all. It is asked when Sending is on disk and before the request is written: the disk
// may have been slow, and the process may have been suspended. p is the payment as the
// fresh read showed it.
func timeToSend(a journal.Attempt, p *dojo.PaymentIntent, rules Rules, now dojo.Span, wall time.Time) time.Duration {
	v := dojo.Reversible(rules.Rule, p, now, rules.Zone)
	if !v.Reversible || tooLateToSend(a, wall) {
		return 0
	}
	left := sendWithin - sinceConfirmed(a, wall)
	return max(min(left, v.Deadline.Sub(now.Latest)), 0)
}

func abandon(a journal.Attempt, why journal.Why, wall time.Time) journal.Attempt {
	a.State, a.Why, a.SettledAt = journal.Abandoned, why, wall
	return a
}

// afterAnswer takes in how the request ended. If the answer says "not done", the state
// stays Sending, with the reason in Why, until a read of the payment agrees.
// "Successful" isn't the end either: gateways have said it of payments that were
// captured, or stayed held.
//
// An answer can come late, when somebody else has already moved the attempt to
// Checking or further. What it says is then kept; "successful" still changes
// whatever isn't final, and a refusal takes back a Successful that rests on a
// read alone, since it was somebody else's reversal that the read showed.
func afterAnswer(a journal.Attempt, ans dojo.ReversalAnswer, err error, wall time.Time) journal.Attempt {
	if a.GaveUpAt.IsZero() {
		a.GaveUpAt = wall
	}
	if err != nil {
		return afterFailure(a, err)
	}
	a.HTTPStatus, a.TraceID = ans.Exchange.HTTPStatus, ans.Exchange.TraceID
	a.Answered, a.ReversalID, a.Message = ans.Status, ans.ID, ans.Message
	switch {
	case ans.Status == dojo.ReversalFailed:
		return notDone(a, journal.SaidFailed)
	case a.State.Final():
	case ans.Status == dojo.ReversalSuccessful && a.Reversed():
		a.CorrectedBy = ""
		return settle(a, journal.Successful, "", wall)
	case ans.Status == dojo.ReversalSuccessful:
		a.State = journal.Confirming
	case a.State == journal.Sending:
		// Created; no status, as newer versions answer; or a status that this
		// program doesn't know, which is shown as it came and ends nothing.
		a.State = journal.Created
	}
	return a
}

func afterFailure(a journal.Attempt, err error) journal.Attempt {
	noteExchange(&a, err)
	var notSent *dojo.NotSentError
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		a.Message = refused.Problem.Text()
	}
	switch {
	case errors.As(err, &notSent) && errors.Is(err, dojo.ErrSendBefore):
		return notDone(a, journal.TooSlow)
	case errors.As(err, &notSent) && errors.Is(err, errNotAllowed):
		return notDone(a, journal.NotAllowed)
	case errors.As(err, &notSent):
		return notDone(a, journal.NotSent)
	case refused != nil && refusal(refused.Exchange.HTTPStatus) != "":
		return notDone(a, refusal(refused.Exchange.HTTPStatus))
	case a.State == journal.Sending:
		// No answer, or one that can come from something between us and Dojo,
		// or after the work: only reads can tell.
		a.State = journal.Checking
	}
	if TurnedAway(a.HTTPStatus) {
		return notDone(a, a.Why)
	}
	return a
}

// notDone notes that the request did nothing, and why: Dojo's answer says so, or it
// was never sent.
func notDone(a journal.Attempt, why journal.Why) journal.Attempt {
	switch {
	case a.State == journal.Successful:
		a.State, a.Why = journal.Already, why
	case a.State == journal.Confirming: // by reads that showed first one thing, and then the other
		a.State, a.Why, a.CorrectedAt = journal.Checking, why, time.Time{}
	case !a.State.Final():
		a.Why = why
	}
	return a
}

// refusal is the reason that an HTTP status gives for refusing a reversal. It is "" for
// a status that doesn't prove that nothing was done.
func refusal(status int) journal.Why {
	switch status {
	case http.StatusBadRequest, http.StatusNotFound:
		return journal.Refused
	case http.StatusUnauthorized, http.StatusForbidden:
		return journal.Forbidden
	}
	return ""
}

// TurnedAway says whether an HTTP status to a reversal says that this request
// was not carried out. A payment that is Reversed after it was reversed by
// another request, which may still be under way: a 409 can mean just that. So it
// ends nothing, and never makes a Reversed ours.
//
// That goes for every 4xx but two: 408, and nginx's 499, are also what a gateway
// says when it has waited long enough for an answer, which can be after the
// work. So can a 5xx and a redirect.
func TurnedAway(status int) bool {
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != 499
}

// afterClaim moves an attempt on whose own process has recorded nothing for so long
// that its claim is over (journal.MoveOn). It reports false before that. Only the
// journal knows when the last record was made. The attempt's own times stand for it
// here, and the journal decides when the change is recorded.
func afterClaim(a journal.Attempt, wall time.Time) (journal.Attempt, bool) {
	last := a.ConfirmedAt
	if a.State == journal.Sending {
		last = a.SentAt
	}
	return journal.MoveOn(a, last, wall)
}

// afterRead takes in a read of the payment. The attempt must not have changed since the
// read was sent. others are the other attempts on the payment, and watched is how long
// this process has read it. An error says nothing about the payment.
func afterRead(a journal.Attempt, r dojo.Reading, err error, others []journal.Attempt, watched time.Duration, wall time.Time) journal.Attempt {
	if err != nil {
		if a.State == journal.Sending {
			// No read confirms "not done", so it may have been done.
			a.State = journal.Checking
		}
		return a
	}
	status := r.Payment.Status
	switch {
	case a.State == journal.Confirming:
		return confirm(a, status, others, watched, wall)
	case a.State.Final(), !a.CorrectedAt.IsZero(), a.State == journal.Unresolved && status == dojo.StatusReversed:
		return afterwards(a, status, others, wall)
	}
	a.LastStatus = status
	switch status {
	case dojo.StatusReversed:
		by, _ := creditOf(a, others)
		if by != a.ID {
			// Dojo refused this attempt, or it was never sent, or Dojo took another
			// one of ours.
			a.CorrectedBy = by
			return settle(a, journal.Already, a.Why, wall)
		}
		return settle(a, journal.Successful, "", wall)
	case dojo.StatusCaptured:
		if a.Payment.Status != dojo.StatusCaptured {
			return settle(a, journal.Failed, journal.CapturedFirst, wall)
		}
	case dojo.StatusRefunded:
		return settle(a, journal.Failed, journal.RefundedFirst, wall)
	case dojo.StatusCanceled:
		return settle(a, journal.Failed, journal.CanceledFirst, wall)
	}
	if a.Why != "" {
		return settle(a, journal.Failed, a.Why, wall)
	}
	if a.State == journal.Unresolved {
		return a
	}
	a.GoodReads++
	if unchanged(a, watched, wall) {
		return settle(a, journal.Unresolved, "", wall)
	}
	return a
}

// unchanged says whether Dojo has shown no change for so long that people are told. The
// clock may have been set since the record, so this process must have watched for a
// minute itself.
func unchanged(a journal.Attempt, watched time.Duration, wall time.Time) bool {
	if watched < unresolvedAfter {
		return false
	}
	waited := journal.Elapsed(a.GaveUpAt, wall)
	return a.State == journal.Checking && a.GoodReads >= unresolvedReads && waited >= unresolvedAfter ||
		a.State == journal.Created && waited >= createdFor
}

// forgettable says whether an attempt has been compared with its payment for long
// enough. Both clocks must say so, since this machine's may have been wrong when the
// attempt was recorded. wall is this machine's, and dojoNow is Dojo's, by which the
// payment was made.
func forgettable(a journal.Attempt, dojoNow, wall time.Time) bool {
	since := a.SentAt
	if since.IsZero() {
		since = a.ConfirmedAt
	}
	paid := a.Payment.PaidAt
	return journal.Elapsed(since, wall) > comparedFor && (paid.IsZero() || dojoNow.Sub(paid) > comparedFor)
}

// mergeUnrecorded puts what a process learnt of an attempt, and could not record, on what
// the journal has of it by now, where another process may have moved it on.
func mergeUnrecorded(recorded, learnt journal.Attempt) journal.Attempt {
	if learnt.State == journal.Abandoned && recorded.State != journal.Intended && !recorded.State.Final() {
		// Nothing was sent, though the record says that it may have been.
		if recorded.Why == "" {
			recorded.Why = journal.NotSent
		}
		if recorded.GaveUpAt.IsZero() {
			recorded.GaveUpAt = learnt.SettledAt
		}
		return recorded
	}
	if notOurs(recorded) && !took(learnt) && (learnt.State == journal.Successful || learnt.State == journal.Confirming) {
		return recorded // what was learnt rests on reads alone, and is read again
	}
	next, other := learnt, recorded
	if recorded.State.Final() || stateRank(recorded.State) > stateRank(learnt.State) {
		next, other = recorded, learnt
	}
	switch {
	case notOurs(learnt) && !took(recorded):
		next = notDone(next, cmp.Or(next.Why, learnt.Why))
	case next.Why == "" && !next.State.Final():
		next.Why = other.Why
	}
	// It may have been adopted meanwhile, and is refused with the key it had.
	next.KeyFingerprint = recorded.KeyFingerprint
	if next.State == journal.Abandoned {
		return next
	}
	next.Answered = cmp.Or(next.Answered, other.Answered)
	next.HTTPStatus = cmp.Or(next.HTTPStatus, other.HTTPStatus)
	next.Message = cmp.Or(next.Message, other.Message)
	next.ReversalID = cmp.Or(next.ReversalID, other.ReversalID)
	if other.CorrectedAt.After(next.CorrectedAt) {
		next.CorrectedAt, next.CorrectedBy, next.LastStatus = other.CorrectedAt, other.CorrectedBy, other.LastStatus
	}
	return next
}

// stateRank orders states by how much is known in them.
func stateRank(s journal.State) int {
	switch s {
	case journal.Intended:
		return 0
	case journal.Sending:
		return 1
	case journal.Created, journal.Checking:
		return 2
	case journal.Unresolved:
		return 3
	case journal.Confirming:
		return 4
	}
	return 5
}

func settle(a journal.Attempt, s journal.State, why journal.Why, wall time.Time) journal.Attempt {
	a.State, a.Why, a.SettledAt = s, why, wall
	return a
}

func noteExchange(a *journal.Attempt, err error) {
	if x, ok := dojo.ExchangeOf(err); ok {
		a.HTTPStatus, a.TraceID = x.HTTPStatus, x.TraceID
	}
}
