package ui

import (
	"cmp"
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
func (s speaker) statusOf(p *dojo.PaymentIntent, gone bool, v dojo.Verdict, a *reversal.Attempt, now time.Time) status {
	if a != nil {
		if st, ok := s.attemptStatus(a, v, p.Status, now); ok {
			return st
		}
	}
	if gone {
		return s.grey(statusGone, statusGoneShort, statusGoneShorter)
	}
	return s.paymentStatus(p, v)
}

// status is texts of words.go as they stand on a row, longest first.
func (s speaker) status(t tone, texts ...string) status {
	st := status{tone: t}
	for _, text := range texts {
		st.words = append(st.words, s.say(text))
	}
	return st
}

func (s speaker) grey(texts ...string) status { return s.status(toneGrey, texts...) }

// attemptStatus says what stands on the row of a payment that somebody here
// tried to reverse. It reports false where the payment's own status tells all.
func (s speaker) attemptStatus(a *reversal.Attempt, v dojo.Verdict, is dojo.Status, now time.Time) (status, bool) {
	if wentBack(a) {
		return s.backStatus(a, v), true
	}
	if is == dojo.StatusReversed && a.State != journal.Successful && a.State != journal.Already {
		if a.State.Open() {
			return s.status(toneMoving, statusConfirming, statusReversed), true
		}
		return status{}, false
	}
	if a.OtherKey && a.State.Open() {
		key := s.keyOf(a)
		return status{[]string{
			s.say(statusOtherKey, "key", key), s.say(statusOtherKeyShort, "key", key),
			s.say(statusOtherKeyShort, "key", s.say(wordAnotherKey)), s.say(statusOtherKeyWord),
		}, toneWarn}, true
	}
	switch shownState(a) {
	case journal.Intended, journal.Sending:
		return s.moving(s.waited(a.ConfirmedAt, a, now), s.say(statusSending), statusSendingFor), true
	case journal.Created:
		word := s.say(statusCreated)
		if a.Answered != "" && a.Answered != dojo.ReversalCreated {
			word = `"` + string(a.Answered) + `"`
		}
		return s.moving(s.waited(a.SentAt, a, now), word, statusReversingFor, statusWordFor), true
	case journal.Checking:
		return s.moving(s.waited(a.SentAt, a, now), s.say(statusChecking), statusNoAnswerFor, statusCheckingFor), true
	case journal.Confirming:
		return s.status(toneMoving, statusToConfirm, statusToConfirmShort), true
	case journal.Successful:
		return s.status(toneGood, statusSuccessfulLong, statusSuccessful), true
	case journal.Already:
		return s.grey(statusAlready, statusReversed), true
	case journal.Unresolved:
		if is != dojo.StatusAuthorized && is != a.Payment.Status {
			return status{}, false
		}
		return s.notDone(statusUnresolved, statusUnresolvedWord, v), true
	case journal.Failed:
		if is != dojo.StatusAuthorized && is != dojo.StatusCaptured {
			return status{}, false
		}
		switch {
		case v.Reversible && is == dojo.StatusCaptured:
			return s.notDone(statusFailedTaken, statusFailed, v), true
		case a.Why == journal.CapturedFirst:
			return s.status(toneBad, statusCapturedFirst, statusFailedRefund, hintRefund), true
		case is == dojo.StatusCaptured:
			return s.status(toneBad, statusFailedRefund, hintRefund), true
		}
		return s.notDone(statusFailedHeld, statusFailed, v), true
	case journal.Abandoned:
		if !v.Reversible || a.Why == journal.OtherAttempt {
			return status{}, false
		}
		st := s.status(toneWarn, statusNotSent)
		return s.withTryAgain(st), true
	}
	return status{[]string{string(a.State)}, toneMoving}, true
}

// moving is the status of an attempt under way: a word, and before it the texts
// that also say how long it has taken, where that is known.
func (s speaker) moving(span, word string, withSpan ...string) status {
	st := status{tone: toneMoving}
	for _, text := range withSpan {
		if span != "" {
			st.words = append(st.words, s.say(text, "word", word, "span", span))
		}
	}
	st.words = append(st.words, word)
	return st
}

// longestSpan is how long an attempt is watched.
const longestSpan = 8 * 24 * time.Hour

// waited is how long an attempt has taken since an instant, or since its
// confirmation where that isn't known; "" where the clock that recorded it was
// set since, so that nobody knows.
func (s speaker) waited(since time.Time, a *reversal.Attempt, now time.Time) string {
	if since.IsZero() {
		since = a.ConfirmedAt
	}
	d := now.Sub(since)
	if d <= -time.Second || d > longestSpan {
		return ""
	}
	return s.shortSpan(d)
}

// notDone is a reversal of a held payment that didn't happen, and the way on
// from there.
func (s speaker) notDone(long, short string, v dojo.Verdict) status {
	long, short = s.say(long), s.say(short)
	st := status{[]string{long, short}, toneBad}
	switch {
	case v.Reversible:
		return s.withTryAgain(st)
	case v.Reason == dojo.ReasonCaptured:
		st.words = []string{s.say(statusThenRefund, "status", long), s.say(statusThenRefund, "status", short), s.say(hintRefund)}
	case refundInstead(v), v.Reason == dojo.ReasonTooLate, v.Reason == dojo.ReasonCaptureMode:
		// It is still held, so that there is nothing to refund yet.
		st.words = []string{s.say(statusThenIfCaptured, "status", long), s.say(statusThenShortIf, "status", short), long, short}
	}
	return st
}

// withTryAgain puts the key before the words that have no room for it.
func (s speaker) withTryAgain(st status) status {
	if !s.typed {
		st.words = append([]string{s.say(statusTryAgain, "status", st.words[0])}, st.words...)
	}
	return st
}

// paymentWords are the words of a payment's own status, longest first.
func (s speaker) paymentWords(p *dojo.PaymentIntent, v dojo.Verdict) []string {
	return s.paymentStatus(p, v).words
}

func (s speaker) paymentStatus(p *dojo.PaymentIntent, v dojo.Verdict) status {
	switch v.Reason {
	case dojo.ReasonHeld:
		return s.status(toneHeld, statusHeld)
	case dojo.ReasonCapturedToday:
		return s.status(toneHeld, statusCapturedToday, statusCaptured)
	case dojo.ReasonCaptured:
		return s.grey(statusCapturedHint, hintRefund)
	case dojo.ReasonCapturing:
		return s.grey(statusCapturing, statusIfCaptured, statusShortIf, statusCapturingWord)
	case dojo.ReasonPartRefunded:
		if p.Status == dojo.StatusAuthorized {
			return s.grey(statusPartHeld, statusIfCaptured, statusShortIf, statusPartWord)
		}
		return s.grey(statusPartRefunded, hintRefund)
	case dojo.ReasonTooLate:
		st := s.grey(statusTooLate, statusIfCaptured, statusShortIf, statusTooLateWord)
		if v.PaidAt.IsZero() {
			return st
		}
		since := s.say(statusTooLateSince, "day", s.on(v.PaidAt, dateShort))
		return status{append([]string{since}, st.words...), toneGrey}
	case dojo.ReasonReversed:
		return s.grey(statusReversed)
	case dojo.ReasonRefunded:
		return s.grey(statusRefunded)
	case dojo.ReasonCanceled:
		return s.grey(statusCanceled)
	case dojo.ReasonNotPaid:
		return s.grey(statusNotPaid)
	case dojo.ReasonCaptureMode:
		return s.grey(statusCaptureMode, statusIfCaptured, statusShortIf, statusHeld)
	case dojo.ReasonNoPaymentTime:
		return s.grey(statusNoTime, statusNoTimeShort, statusNoTimeShorter)
	case dojo.ReasonPaidInTheFuture:
		return s.grey(statusFuture, statusFutureShort)
	case dojo.ReasonDayUnsure:
		return s.grey(statusDayUnsure, statusDayUnsureShort)
	case dojo.ReasonNoAmount:
		return s.grey(statusNoAmount, statusNoAmountShort, statusNotReadable)
	case dojo.ReasonUnreadable:
		return s.grey(statusUnreadable, statusNotReadable)
	}
	word := string(p.Status)
	if word == "" {
		return s.grey(statusCantBeRead, statusNotReadable)
	}
	return status{[]string{s.say(statusDojoSays, "word", word), word}, toneGrey}
}

// stateWord names the state of an attempt in a sentence. Dojo's own words for a
// reversal are written as Dojo writes them.
func (s speaker) stateWord(a *reversal.Attempt) string {
	if wentBack(a) {
		state := statusSuccessful
		if wasShown(a) {
			state = statusReversed
		}
		return s.say(stateThen, "state", s.say(state), "then", string(a.LastStatus))
	}
	if isNews(a) {
		return s.say(statusReversed)
	}
	switch shownState(a) {
	case journal.Confirming:
		return s.say(statusToConfirm)
	case journal.Intended, journal.Sending:
		return s.say(stateSending)
	case journal.Created:
		return cmp.Or(string(a.Answered), s.say(statusCreated))
	case journal.Checking:
		return s.say(stateChecking)
	case journal.Successful:
		return s.say(statusSuccessful)
	case journal.Failed:
		return s.say(statusFailed)
	case journal.Already:
		return s.say(statusAlready)
	case journal.Unresolved:
		return s.say(stateNotReversed)
	case journal.Abandoned:
		return s.say(stateNotSent)
	}
	return string(a.State)
}
