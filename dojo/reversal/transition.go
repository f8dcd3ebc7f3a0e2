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
	// sendWithin is how long after its confirmation a reversal may still
	// leave, by the machine's clocks. Without it, one that was confirmed just
	// before an outage or a closed laptop lid would leave hours later.
	sendWithin = 10 * time.Second
	// unresolvedAfter and unresolvedReads are what it takes to say "not
	// reversed, as far as Dojo shows" of a request that had no answer.
	unresolvedAfter = 60 * time.Second
	unresolvedReads = 3
	// createdFor is how long Dojo may process a reversal before it is said
	// that nothing has come of it yet.
	createdFor = 10 * time.Minute
)

// Rules are what the last check before sending judges by.
type Rules struct {
	Rule dojo.Rule
	Zone *time.Location
}

// afterFreshRead decides whether an intended attempt may be sent, by a read of
// its payment made after the confirmation: Sending, or Abandoned with the
// reason. now is Dojo's clock, wall is the machine's.
func afterFreshRead(a journal.Attempt, r dojo.Reading, err error, rules Rules, now dojo.Span, wall time.Time) journal.Attempt {
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
	// Under the published rule a payment that was captured meanwhile may still
	// be reversible, but it isn't what was confirmed: money was taken since.
	if !a.Payment.Same(p) {
		return abandon(a, journal.Changed, wall)
	}
	if tooLateToSend(a, wall) {
		return abandon(a, journal.TooSlow, wall)
	}
	a.State = journal.Sending
	a.SentAt = wall
	// The bank's code may have come with the fresh read only.
	if a.Payment.AuthCode == "" {
		a.Payment.AuthCode = p.AuthCode
	}
	return a
}

// tooLateToSend says whether the time to send is over. A wall clock that went
// back since the confirmation says nothing good either.
func tooLateToSend(a journal.Attempt, wall time.Time) bool {
	return sinceConfirmed(a, wall) > sendWithin
}

// sinceConfirmed is the longest that it can be since the confirmation, by
// either of the machine's clocks.
func sinceConfirmed(a journal.Attempt, now time.Time) time.Duration {
	return max(dojo.Elapsed(a.ConfirmedAt, now), journal.Elapsed(a.ConfirmedAt, now))
}

// timeToSend is asked when Sending is on disk and nothing was written yet: the
// disk may have taken its time, and the process may have been suspended. It
// says for how long from now, at most, the request may leave; zero for not at
// all. p is the payment as the fresh read told it.
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

// afterAnswer takes in how the request ended. The state stays Sending, with
// the reason in Why, where the answer says "not done": that is believed only
// once a read of the payment agrees.
//
// An answer can come late, when somebody else has already moved the attempt to
// Checking or further. What it says is then kept, and only "successful" still
// changes a state that isn't final.
func afterAnswer(a journal.Attempt, ans dojo.ReversalAnswer, err error, wall time.Time) journal.Attempt {
	if a.State.Final() {
		return a
	}
	if a.GaveUpAt.IsZero() {
		a.GaveUpAt = wall
	}
	if err != nil {
		return afterFailure(a, err)
	}
	a.HTTPStatus, a.TraceID = ans.Exchange.HTTPStatus, ans.Exchange.TraceID
	a.Answered, a.ReversalID, a.Message = ans.Status, ans.ID, ans.Message
	switch {
	case ans.Status == dojo.ReversalSuccessful:
		return settle(a, journal.Successful, "", wall)
	case ans.Status == dojo.ReversalFailed:
		a.Why = journal.SaidFailed
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
		a.Why = journal.TooSlow
	case errors.As(err, &notSent):
		a.Why = journal.NotSent
	case refused != nil && refusal(refused.Exchange.HTTPStatus) != "":
		a.Why = refusal(refused.Exchange.HTTPStatus)
	case a.State == journal.Sending:
		// No answer, or one that can come from something between us and Dojo,
		// or after the work: only reads can tell.
		a.State = journal.Checking
	}
	return a
}

// refusal is what an HTTP status to a reversal says of it, or "" for one that
// doesn't prove that nothing was done.
func refusal(status int) journal.Why {
	switch status {
	case http.StatusBadRequest, http.StatusNotFound:
		return journal.Refused
	case http.StatusUnauthorized, http.StatusForbidden:
		return journal.Forbidden
	}
	return ""
}

// expired moves an attempt on that its own process has left where it was, by the
// journal's own rule, as far as can be told from the attempt itself.
func expired(a journal.Attempt, wall time.Time) (journal.Attempt, bool) {
	last := a.ConfirmedAt
	if a.State == journal.Sending {
		last = a.SentAt
	}
	return journal.MoveOn(a, last, wall)
}

// afterRead takes in a read of the payment made after the request ended. An
// error says nothing about the payment. watched is how long this process has
// read the payment.
func afterRead(a journal.Attempt, r dojo.Reading, err error, watched time.Duration, wall time.Time) journal.Attempt {
	if a.State.Final() || !a.CorrectedAt.IsZero() {
		return a // a read that was late on its way undoes no end
	}
	if err != nil {
		if a.State == journal.Sending {
			// "Not done" could not be confirmed: it may have been done.
			a.State = journal.Checking
		}
		return a
	}
	status := r.Payment.Status
	a.LastStatus = status
	switch status {
	case dojo.StatusReversed:
		if a.State == journal.Unresolved {
			return a // afterwards tells its end: it knows the other attempts
		}
		if a.Why != "" {
			// Dojo refused ours, or it never left: somebody else's did it.
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
	if a.State == journal.Unresolved {
		return a
	}
	if a.Why != "" {
		return settle(a, journal.Failed, a.Why, wall)
	}
	a.GoodReads++
	if unchanged(a, watched, wall) {
		return settle(a, journal.Unresolved, "", wall)
	}
	return a
}

// unchanged says whether Dojo has shown no change for so long that people are
// told. What was recorded by a clock that was set since says nothing of how long
// that is, so that a process must have watched for a minute itself.
func unchanged(a journal.Attempt, watched time.Duration, wall time.Time) bool {
	if watched < unresolvedAfter {
		return false
	}
	waited := journal.Elapsed(a.GaveUpAt, wall)
	return a.State == journal.Checking && a.GoodReads >= unresolvedReads && waited >= unresolvedAfter ||
		a.State == journal.Created && waited >= createdFor
}

// forgettable says whether an attempt has been held against its payment for
// long enough. Both clocks must say so, since this machine's may have been wrong when
// the attempt was recorded: wall is this machine's, and dojoNow is Dojo's, by
// which the payment was made.
func forgettable(a journal.Attempt, dojoNow, wall time.Time) bool {
	since := a.SentAt
	if since.IsZero() {
		since = a.ConfirmedAt
	}
	paid := a.Payment.PaidAt
	return journal.Elapsed(since, wall) > remember && (paid.IsZero() || dojoNow.Sub(paid) > remember)
}

// onTop puts what a process learnt of an attempt, and could not record, on what
// the journal has of it by now, where another process may have moved it on.
func onTop(recorded, learnt journal.Attempt) journal.Attempt {
	if recorded.State.Final() {
		return recorded
	}
	if learnt.State == journal.Abandoned && recorded.State != journal.Intended {
		// Nothing was sent, though the record says that it may have been.
		if recorded.Why == "" {
			recorded.Why = journal.NotSent
		}
		if recorded.GaveUpAt.IsZero() {
			recorded.GaveUpAt = learnt.SettledAt
		}
		return recorded
	}
	next, other := learnt, recorded
	if further(recorded.State) > further(learnt.State) {
		next, other = recorded, learnt
	}
	if next.Why == "" && !next.State.Final() {
		next.Why = other.Why
	}
	next.Answered = cmp.Or(next.Answered, other.Answered)
	next.Message = cmp.Or(next.Message, other.Message)
	next.ReversalID = cmp.Or(next.ReversalID, other.ReversalID)
	if next.CorrectedAt.IsZero() {
		next.CorrectedAt, next.CorrectedBy = other.CorrectedAt, other.CorrectedBy
	}
	return next
}

// further orders states by how much is known in them.
func further(s journal.State) int {
	switch s {
	case journal.Intended:
		return 0
	case journal.Sending:
		return 1
	case journal.Created, journal.Checking:
		return 2
	case journal.Unresolved:
		return 3
	}
	return 4
}

func settle(a journal.Attempt, s journal.State, why journal.Why, wall time.Time) journal.Attempt {
	a.State, a.Why, a.SettledAt = s, why, wall
	return a
}

// afterwards compares an attempt that reached Sending, and didn't succeed, with
// its payment as it is now. Where that is Reversed, the attempt is corrected:
// succeeded names the attempt of ours that did it, if one did, also where that
// is known only after the correction. It reports false where there is nothing to
// correct.
func afterwards(a journal.Attempt, status dojo.Status, succeeded string, wall time.Time) (journal.Attempt, bool) {
	if status != dojo.StatusReversed || a.SentAt.IsZero() {
		return a, false
	}
	if !a.CorrectedAt.IsZero() && (a.CorrectedBy != "" || succeeded == "") {
		return a, false
	}
	if a.State != journal.Failed && a.State != journal.Unresolved {
		return a, false
	}
	a.LastStatus, a.CorrectedAt, a.CorrectedBy = status, wall, succeeded
	return a, true
}

func noteExchange(a *journal.Attempt, err error) {
	if x, ok := dojo.ExchangeOf(err); ok {
		a.HTTPStatus, a.TraceID = x.HTTPStatus, x.TraceID
	}
}
