package words

import (
	"strconv"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/worklist"
)

// status says what stands on the row of the attempt's payment. It reports false
// where the payment's own status tells all.
func (s Attempt) status(p *dojo.PaymentIntent, v dojo.Verdict) (Status, bool) {
	a, is := s.a, p.Status
	switch {
	case worklist.WentBack(a):
		return s.backStatus(v), true
	case is == dojo.StatusReversed && a.State.Open():
		return s.row(ToneMoving, statusConfirming, statusReversed), true
	case is == dojo.StatusReversed && a.State != journal.Successful && a.State != journal.Already:
		return Status{}, false
	case a.OtherKey && a.State.Open():
		key := s.key()
		return Status{[]string{
			s.Say(statusOtherKey, "key", key), s.Say(statusOtherKeyShort, "key", key),
			s.Say(statusOtherKeyShort, "key", s.Say(wordAnotherKey)), s.Say(statusOtherKeyWord),
		}, ToneWarn}, true
	}
	switch worklist.ShownState(a) {
	case journal.Intended, journal.Sending:
		return s.moving(a.ConfirmedAt, s.Say(statusSending), statusSendingFor), true
	case journal.Created:
		word := s.Say(statusCreated)
		if s.otherWord() {
			word = `"` + string(a.Answered) + `"`
		}
		return s.moving(a.SentAt, word, statusReversingFor, statusWordFor), true
	case journal.Checking:
		return s.moving(a.SentAt, s.Say(statusChecking), statusWhyFor, statusCheckingFor), true
	case journal.Confirming:
		return s.row(ToneMoving, statusToConfirm, statusToConfirmShort), true
	case journal.Successful:
		return s.row(ToneGood, statusSuccessfulLong, statusSuccessful), true
	case journal.Already:
		return s.row(ToneGrey, statusAlready, statusReversed), true
	case journal.Unresolved:
		if is != dojo.StatusAuthorized && is != a.Payment.Status {
			return Status{}, false
		}
		return s.notDone(statusUnresolved, statusUnresolvedWord, v), true
	case journal.Failed:
		switch {
		case is != dojo.StatusAuthorized && is != dojo.StatusCaptured:
			return Status{}, false
		case a.Why == journal.CanceledFirst: // the list may be older than this
			return s.row(ToneGrey, statusCanceled), true
		case a.Why == journal.RefundedFirst:
			return s.row(ToneGrey, statusRefunded), true
		case v.Reversible && is == dojo.StatusCaptured:
			return s.notDone(statusFailedTaken, statusFailed, v), true
		case a.Why == journal.CapturedFirst:
			return s.row(ToneBad, statusCapturedFirst, statusFailedRefund, HintRefund), true
		case is == dojo.StatusCaptured:
			return s.row(ToneBad, statusFailedRefund, HintRefund), true
		}
		return s.notDone(statusFailedHeld, statusFailed, v), true
	case journal.Abandoned:
		if !v.Reversible || a.Why == journal.OtherAttempt {
			return Status{}, false
		}
		if a.Why == journal.NotAllowed {
			return s.row(ToneWarn, statusNotSent), true
		}
		return s.withTryAgain(s.row(ToneWarn, statusNotSent)), true
	}
	return Status{[]string{string(a.State)}, ToneMoving}, true
}

// moving is the status of an attempt under way: a word, and before it the texts
// that also say how long it has taken since an instant, or since its confirmation
// where that isn't known. They are left out where the clock that recorded it was
// set since, so that nobody knows.
func (s Attempt) moving(since time.Time, word string, withSpan ...string) Status {
	const longest = 8 * 24 * time.Hour // for so long an attempt is watched
	if since.IsZero() {
		since = s.a.ConfirmedAt
	}
	st, span := Status{Tone: ToneMoving}, s.Now.PC.Sub(since)
	if span > -time.Second && span <= longest {
		for _, text := range withSpan {
			st.Words = append(st.Words, s.Say(text, "word", word, "why", s.whyChecking(), "span", s.ShortSpan(span)))
		}
	}
	st.Words = append(st.Words, word)
	return st
}

// whyChecking says in a few words why nobody knows what became of the attempt: no
// answer came, or one that doesn't tell, or one that no read has confirmed yet.
func (s Attempt) whyChecking() string {
	switch s.a.Why {
	case journal.Refused, journal.Forbidden, journal.SaidFailed:
		return s.Say(whyRefused)
	case journal.NotSent, journal.TooSlow, journal.NotAllowed:
		return s.Say(whyNotSent)
	}
	if s.a.HTTPStatus != 0 {
		return s.Say(whyUnclear, "code", strconv.Itoa(s.a.HTTPStatus))
	}
	return s.Say(whyNoAnswer)
}

// notDone is a reversal of a held payment that didn't happen, and the way on
// from there.
func (s Attempt) notDone(long, short string, v dojo.Verdict) Status {
	long, short = s.Say(long), s.Say(short)
	st := Status{[]string{long, short}, ToneBad}
	switch {
	case v.Reversible:
		return s.withTryAgain(st)
	case v.Reason == dojo.ReasonCaptured:
		st.Words = []string{s.Say(statusThenRefund, "status", long), s.Say(statusThenRefund, "status", short), s.Say(HintRefund)}
	case worklist.RefundInstead(v), v.Reason == dojo.ReasonTooLate, v.Reason == dojo.ReasonCaptureMode:
		// It is still held, so that there is nothing to refund yet.
		st.Words = []string{s.Say(statusThenIfCaptured, "status", long), s.Say(statusThenShortIf, "status", short), long, short}
	}
	return st
}

// withTryAgain puts the key before the words that have no room for it, unless nothing can
// be reversed here.
func (s Attempt) withTryAgain(st Status) Status {
	if s.how == byKey && s.ReadOnly == "" {
		st.Words = append([]string{s.Say(statusTryAgain, "status", st.Words[0])}, st.Words...)
	}
	return st
}

// stateWord names the state of the attempt in a sentence. Dojo's own words for a
// reversal are written as Dojo writes them.
func (s Attempt) stateWord() string {
	if worklist.WentBack(s.a) {
		state := statusSuccessful
		if worklist.WasShown(s.a) {
			state = statusReversed
		}
		return s.Say(stateThen, "state", s.Say(state), "then", string(s.a.LastStatus))
	}
	if worklist.IsNews(s.a) {
		return s.Say(statusReversed)
	}
	state := worklist.ShownState(s.a)
	if worklist.Voided(s.a) {
		return s.Say(statusCanceled)
	}
	if state == journal.Created && s.a.Answered != "" {
		return string(s.a.Answered)
	}
	if word, known := stateWords[state]; known {
		return s.Say(word)
	}
	return string(state)
}

// stateWords name the states of an attempt in a sentence.
var stateWords = map[journal.State]string{
	journal.Intended:   stateSending,
	journal.Sending:    stateSending,
	journal.Created:    statusCreated,
	journal.Checking:   stateChecking,
	journal.Confirming: statusToConfirm,
	journal.Successful: statusSuccessful,
	journal.Already:    statusAlready,
	journal.Unresolved: stateNotReversed,
	journal.Failed:     statusFailed,
	journal.Abandoned:  stateNotSent,
}
