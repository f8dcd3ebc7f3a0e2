package reversal

import (
	"errors"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// judge holds what is shown of the attempts against what the world said: none
// of it may be untrue, at any moment.
func (w *world) judge(shown []Attempt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	open := map[string]string{}
	begun := map[string]int{}
	for _, a := range shown {
		if a.recorded.ID != "" {
			begun[a.Payment.ID]++
		}
	}
	for _, a := range shown {
		w.judgeOne(a, begun[a.Payment.ID] == 1)
		if a.State.Open() && a.recorded.ID != "" {
			if other := open[a.Payment.ID]; other != "" {
				w.violated("%s and %s are shown open on one payment", other, a.ID)
			}
			open[a.Payment.ID] = a.ID
		}
	}
}

func (w *world) judgeOne(a Attempt, alone bool) {
	c := w.callOf(a.ID)
	acc := w.accounts[a.Payment.ID]
	var good, reversed int // good reads since the request began, or all where it never did
	var last dojo.Status
	for _, g := range acc.good {
		if g.ended.Before(time.Now()) { // what ended just now may still be on its way to the record
			last = g.status
		}
		if c != nil && g.ended.Before(c.began) {
			continue
		}
		good++
		if g.status == dojo.StatusReversed {
			reversed++
		}
	}
	if c == nil && (a.State == journal.Created || a.State == journal.Successful || a.State == journal.Unresolved) {
		w.violated("%s is %s and was never sent", a.ID, a.State)
		return
	}
	switch a.State {
	case journal.Intended, journal.Sending, journal.Checking:
	case journal.Confirming:
		if (c == nil || c.err != nil || c.answer.Status != dojo.ReversalSuccessful) && a.CorrectedAt.IsZero() {
			w.violated("%s is Confirming, which Dojo never said", a.ID)
		}
	case journal.Abandoned:
		if c != nil {
			w.violated("%s is said to be abandoned and was sent", a.ID)
		}
	case journal.Created:
		if c.err != nil || c.answer.Status == dojo.ReversalSuccessful || c.answer.Status == dojo.ReversalFailed {
			w.violated("%s is Created by the answer %q, %v", a.ID, c.answer.Status, c.err)
		}
	case journal.Successful:
		said := c != nil && c.err == nil && c.answer.Status == dojo.ReversalSuccessful
		if reversed == 0 && !(said && !a.CorrectedAt.IsZero()) {
			w.violated("%s is Successful, which no read has shown", a.ID)
		}
		if saidNo(c) {
			w.violated("%s is Successful, which its answer denies", a.ID)
		}
	case journal.Already:
		if reversed == 0 || (c != nil && !saidNo(c) && !away(c) && a.CorrectedBy == "") {
			w.violated("%s was Already reversed (%s) by %d reads", a.ID, a.Why, reversed)
		}
	case journal.Failed:
		if good == 0 {
			w.violated("%s is Failed without a good read", a.ID)
		}
		if a.LastStatus == dojo.StatusReversed && a.CorrectedAt.IsZero() || alone && last == dojo.StatusReversed && a.CorrectedAt.IsZero() {
			w.violated("%s is Failed (%s) though it was read as Reversed", a.ID, a.Why)
		}
		if c != nil && !saidNo(c) && a.Why != journal.CapturedFirst && a.Why != journal.RefundedFirst && a.Why != journal.CanceledFirst {
			w.violated("%s is Failed (%s) by the answer %q, %v", a.ID, a.Why, c.answer.Status, c.err)
		}
	case journal.Unresolved:
		since := a.SettledAt.Sub(a.GaveUpAt)
		answered := c.err == nil
		if answered && since < createdFor || !answered && (since < unresolvedAfter || good < unresolvedReads) {
			w.violated("%s is unresolved after %v and %d reads", a.ID, since, good)
		}
	}
	// Since the last read somebody else may have done something to the payment.
	if !a.CorrectedAt.IsZero() && a.LastStatus != acc.intent.Status && a.LastStatus != last && !acc.fickle {
		w.violated("%s is corrected by %s, its payment was read as %s and is %s", a.ID, a.LastStatus, last, acc.intent.Status)
	}
	if l, ok := w.ledger.last[a.ID]; ok && a.recorded.State != l.State && !a.Unrecorded && !w.ledger.failed {
		// Between the write and the telling there is a moment; its order is
		// the journal first.
		if a.recorded.State.Final() {
			w.violated("%s is shown as %s and recorded as %s", a.ID, a.State, l.State)
		}
	}
}

// saidNo says whether a request ended in one of the ways that mean "not done".
func saidNo(c *call) bool {
	var ns *dojo.NotSentError
	var r *dojo.RefusedError
	switch {
	case c.ended.IsZero():
		return false
	case c.err == nil:
		return c.answer.Status == dojo.ReversalFailed
	case errors.As(c.err, &ns):
		return true
	case errors.As(c.err, &r):
		s := r.Exchange.HTTPStatus
		return s == 400 || s == 401 || s == 403 || s == 404
	}
	return false
}

// away says whether a request was turned away by a 4xx that doesn't prove that
// the payment stays as it is.
func away(c *call) bool {
	var r *dojo.RefusedError
	return !c.ended.IsZero() && errors.As(c.err, &r) && r.Exchange.HTTPStatus/100 == 4 && r.Exchange.HTTPStatus != 408
}

// judgeEnd holds the attempts against the world once Dojo has been well for
// long enough: everything has an end, and every end is true by now.
func (w *world) judgeEnd(shown []Attempt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range shown {
		is := w.accounts[a.Payment.ID].intent.Status
		if a.State.Open() && !(a.State == journal.Confirming && !a.CorrectedAt.IsZero()) {
			w.violated("%s is %s for ever", a.ID, a.State)
		}
		// No final state stands against a newer good read without a correction.
		if a.Reversed() != (is == dojo.StatusReversed) && a.State.Final() && !a.SentAt.IsZero() && !a.OtherKey {
			w.violated("%s is %s, corrected by %q, and its payment is %s", a.ID, a.State, a.LastStatus, is)
		}
		if !a.CorrectedAt.IsZero() && a.LastStatus != is && !w.accounts[a.Payment.ID].fickle {
			w.violated("%s is corrected by %s, and its payment is %s", a.ID, a.LastStatus, is)
		}
		wrong := a.State == journal.Failed || a.State == journal.Unresolved
		if wrong && is == dojo.StatusReversed && a.CorrectedAt.IsZero() {
			w.violated("%s is %s, its payment is Reversed, and nothing says so", a.ID, a.State)
		}
		if !a.CorrectedAt.IsZero() && a.CorrectedBy == "" {
			for _, b := range shown {
				if b.Payment.ID == a.Payment.ID && b.State == journal.Successful && a.State != journal.Successful && is == dojo.StatusReversed {
					w.violated("%s is corrected as if it had succeeded, and %s did", a.ID, b.ID)
				}
			}
		}
		l, recorded := w.ledger.last[a.ID]
		switch {
		case a.Unrecorded || a.Why == journal.NotRecorded:
			if !w.ledger.failed {
				w.violated("%s is not recorded, on a good disk", a.ID)
			}
		case recorded && (l.State != a.State || l.Why != a.Why || !l.CorrectedAt.Equal(a.CorrectedAt)):
			w.violated("%s is shown as %s (%s) and recorded as %s (%s)", a.ID, a.State, a.Why, l.State, l.Why)
		}
	}
}

// settledBy is how long after Dojo is well again everything must have an end:
// ten minutes of Created, the five that a Retry-After can ask for, and reads
// half a minute apart.
const settledBy = 17 * time.Minute
