package words

import (
	"cmp"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/worklist"
)

// Tone is how a status is drawn, beside its words.
type Tone int

// The tones.
const (
	ToneHeld   Tone = iota // can be reversed
	ToneGrey               // can't
	ToneMoving             // a reversal is under way
	ToneGood
	ToneBad
	ToneWarn
)

// Status is what a row says of its payment, in words of falling length: the
// longest that fits is drawn.
type Status struct {
	Words []string
	Tone  Tone
}

// Fitting is the longest wording that takes at most w cells, or the shortest.
func (s Status) Fitting(w int) string {
	for _, words := range s.Words {
		if cells.Width(words) <= w {
			return words
		}
	}
	return s.Words[len(s.Words)-1]
}

// StatusOf says what stands on a payment's row. What Dojo said of the payment
// itself comes before what is known of an attempt, except while the attempt
// knows something newer.
func (s Speaker) StatusOf(p *dojo.PaymentIntent, gone bool, v dojo.Verdict, a *reversal.Attempt, now time.Time) Status {
	if a != nil {
		if st, ok := s.AttemptStatus(a, v, p.Status, now); ok {
			return st
		}
	}
	if gone {
		return s.grey(statusGone, statusGoneShort, statusGoneShorter)
	}
	return s.PaymentStatus(p, v)
}

// LongStatus is the longest wording of what stands on a row. a is the attempt that
// tells most about its payment, or nil.
func (s Speaker) LongStatus(r worklist.Row, a *reversal.Attempt, now worklist.Now) string {
	s.Ahead = now.Ahead
	return s.StatusOf(r.Payment, r.Gone, r.Verdict, a, now.PC).Words[0]
}

// status is texts of words.go as they stand on a row, longest first.
func (s Speaker) status(t Tone, texts ...string) Status {
	st := Status{Tone: t}
	for _, text := range texts {
		st.Words = append(st.Words, s.Say(text))
	}
	return st
}

func (s Speaker) grey(texts ...string) Status { return s.status(ToneGrey, texts...) }

// AttemptStatus says what stands on the row of a payment that somebody here
// tried to reverse. It reports false where the payment's own status tells all.
func (s Speaker) AttemptStatus(a *reversal.Attempt, v dojo.Verdict, is dojo.Status, now time.Time) (Status, bool) {
	if worklist.WentBack(a) {
		return s.backStatus(a, v), true
	}
	if is == dojo.StatusReversed && a.State != journal.Successful && a.State != journal.Already {
		if a.State.Open() {
			return s.status(ToneMoving, statusConfirming, statusReversed), true
		}
		return Status{}, false
	}
	if a.OtherKey && a.State.Open() {
		key := s.keyOf(a)
		return Status{[]string{
			s.Say(statusOtherKey, "key", key), s.Say(statusOtherKeyShort, "key", key),
			s.Say(statusOtherKeyShort, "key", s.Say(wordAnotherKey)), s.Say(statusOtherKeyWord),
		}, ToneWarn}, true
	}
	switch worklist.ShownState(a) {
	case journal.Intended, journal.Sending:
		return s.moving(s.waited(a.ConfirmedAt, a, now), s.Say(statusSending), statusSendingFor), true
	case journal.Created:
		word := s.Say(statusCreated)
		if a.Answered != "" && a.Answered != dojo.ReversalCreated {
			word = `"` + string(a.Answered) + `"`
		}
		return s.moving(s.waited(a.SentAt, a, now), word, statusReversingFor, statusWordFor), true
	case journal.Checking:
		return s.moving(s.waited(a.SentAt, a, now), s.Say(statusChecking), statusNoAnswerFor, statusCheckingFor), true
	case journal.Confirming:
		return s.status(ToneMoving, statusToConfirm, statusToConfirmShort), true
	case journal.Successful:
		return s.status(ToneGood, statusSuccessfulLong, statusSuccessful), true
	case journal.Already:
		return s.grey(statusAlready, statusReversed), true
	case journal.Unresolved:
		if is != dojo.StatusAuthorized && is != a.Payment.Status {
			return Status{}, false
		}
		return s.notDone(statusUnresolved, statusUnresolvedWord, v), true
	case journal.Failed:
		if is != dojo.StatusAuthorized && is != dojo.StatusCaptured {
			return Status{}, false
		}
		switch {
		case v.Reversible && is == dojo.StatusCaptured:
			return s.notDone(statusFailedTaken, statusFailed, v), true
		case a.Why == journal.CapturedFirst:
			return s.status(ToneBad, statusCapturedFirst, statusFailedRefund, HintRefund), true
		case is == dojo.StatusCaptured:
			return s.status(ToneBad, statusFailedRefund, HintRefund), true
		}
		return s.notDone(statusFailedHeld, statusFailed, v), true
	case journal.Abandoned:
		if !v.Reversible || a.Why == journal.OtherAttempt {
			return Status{}, false
		}
		st := s.status(ToneWarn, statusNotSent)
		return s.withTryAgain(st), true
	}
	return Status{[]string{string(a.State)}, ToneMoving}, true
}

// moving is the status of an attempt under way: a word, and before it the texts
// that also say how long it has taken, where that is known.
func (s Speaker) moving(span, word string, withSpan ...string) Status {
	st := Status{Tone: ToneMoving}
	for _, text := range withSpan {
		if span != "" {
			st.Words = append(st.Words, s.Say(text, "word", word, "span", span))
		}
	}
	st.Words = append(st.Words, word)
	return st
}

// longestSpan is how long an attempt is watched.
const longestSpan = 8 * 24 * time.Hour

// waited is how long an attempt has taken since an instant, or since its
// confirmation where that isn't known; "" where the clock that recorded it was
// set since, so that nobody knows.
func (s Speaker) waited(since time.Time, a *reversal.Attempt, now time.Time) string {
	if since.IsZero() {
		since = a.ConfirmedAt
	}
	d := now.Sub(since)
	if d <= -time.Second || d > longestSpan {
		return ""
	}
	return s.ShortSpan(d)
}

// notDone is a reversal of a held payment that didn't happen, and the way on
// from there.
func (s Speaker) notDone(long, short string, v dojo.Verdict) Status {
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

// withTryAgain puts the key before the words that have no room for it.
func (s Speaker) withTryAgain(st Status) Status {
	if !s.typed {
		st.Words = append([]string{s.Say(statusTryAgain, "status", st.Words[0])}, st.Words...)
	}
	return st
}

// PaymentWords are the words of a payment's own status, longest first.
func (s Speaker) PaymentWords(p *dojo.PaymentIntent, v dojo.Verdict) []string {
	return s.PaymentStatus(p, v).Words
}

// PaymentStatus says what is on the row of a payment that nobody here has
// tried to reverse.
func (s Speaker) PaymentStatus(p *dojo.PaymentIntent, v dojo.Verdict) Status {
	switch v.Reason {
	case dojo.ReasonHeld:
		return s.status(ToneHeld, statusHeld)
	case dojo.ReasonCapturedToday:
		return s.status(ToneHeld, statusCapturedToday, statusCaptured)
	case dojo.ReasonCaptured:
		return s.grey(statusCapturedHint, HintRefund)
	case dojo.ReasonCapturing:
		return s.grey(statusCapturing, StatusIfCaptured, StatusShortIf, statusCapturingWord)
	case dojo.ReasonPartRefunded:
		if p.Status == dojo.StatusAuthorized {
			return s.grey(statusPartHeld, StatusIfCaptured, StatusShortIf, statusPartWord)
		}
		return s.grey(statusPartRefunded, HintRefund)
	case dojo.ReasonTooLate:
		st := s.grey(statusTooLate, StatusIfCaptured, StatusShortIf, statusTooLateWord)
		if v.PaidAt.IsZero() {
			return st
		}
		since := s.Say(statusTooLateSince, "day", s.On(v.PaidAt, dateShort))
		return Status{append([]string{since}, st.Words...), ToneGrey}
	case dojo.ReasonReversed:
		return s.grey(statusReversed)
	case dojo.ReasonRefunded:
		return s.grey(statusRefunded)
	case dojo.ReasonCanceled:
		return s.grey(statusCanceled)
	case dojo.ReasonNotPaid:
		return s.grey(statusNotPaid)
	case dojo.ReasonCaptureMode:
		return s.grey(statusCaptureMode, StatusIfCaptured, StatusShortIf, statusHeld)
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
	return Status{[]string{s.Say(statusDojoSays, "word", word), word}, ToneGrey}
}

// StateWord names the state of an attempt in a sentence. Dojo's own words for a
// reversal are written as Dojo writes them.
func (s Speaker) StateWord(a *reversal.Attempt) string {
	if worklist.WentBack(a) {
		state := statusSuccessful
		if worklist.WasShown(a) {
			state = statusReversed
		}
		return s.Say(stateThen, "state", s.Say(state), "then", string(a.LastStatus))
	}
	if worklist.IsNews(a) {
		return s.Say(statusReversed)
	}
	switch worklist.ShownState(a) {
	case journal.Confirming:
		return s.Say(statusToConfirm)
	case journal.Intended, journal.Sending:
		return s.Say(stateSending)
	case journal.Created:
		return cmp.Or(string(a.Answered), s.Say(statusCreated))
	case journal.Checking:
		return s.Say(stateChecking)
	case journal.Successful:
		return s.Say(statusSuccessful)
	case journal.Failed:
		return s.Say(statusFailed)
	case journal.Already:
		return s.Say(statusAlready)
	case journal.Unresolved:
		return s.Say(stateNotReversed)
	case journal.Abandoned:
		return s.Say(stateNotSent)
	}
	return string(a.State)
}
