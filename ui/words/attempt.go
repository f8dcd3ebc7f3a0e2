package words

import (
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/worklist"
)

// Attempt says what there is to say of one attempt to reverse a payment: what
// happened, and what to do next, in words that someone understands who has never
// seen this program.
type Attempt struct {
	Speaker
	Around
	a    *reversal.Attempt
	what string // its payment, as sentences name it
}

// Attempt speaks of an attempt. k is what is known around its payment.
func (s Speaker) Attempt(a *reversal.Attempt, k Around) Attempt {
	return Attempt{Speaker: s, Around: k, a: a, what: s.Label(a.Payment)}
}

// Report is what is said of an attempt: what happened and what to do about it,
// what to tell the customer, and when it is looked at again. There is always
// something for the customer, who waits at the counter or has to be rung.
type Report struct{ Notice, Customer, Again string }

// Report is what is said of the attempt now.
func (s Attempt) Report() Report {
	if s.a.Resumed {
		return Report{Notice: s.resumed(), Customer: s.customer()}
	}
	return s.live()
}

// live is the report of an attempt that was begun here.
func (s Attempt) live() Report {
	r := Report{Notice: s.notice(), Customer: s.customer()}
	if s.a.State == journal.Checking || s.a.State == journal.Created && !s.a.UnreadSince.IsZero() && !s.takesLong() {
		r.Again = s.again()
	}
	return r
}

// Text puts a report of the attempt together. It says which shop it is of, where there
// are several.
func (s Attempt) Text(r Report) string {
	text := inShop(s.Speaker, r.Notice)
	for _, more := range []string{r.Customer, r.Again} {
		if more != "" {
			text = s.Say(textThen, "text", text, "then", more)
		}
	}
	if s.a.Unrecorded {
		return s.Say(textNotRecorded, "notice", text)
	}
	return text
}

// Notice is all that is said of the attempt.
func (s Attempt) Notice() string { return s.Text(s.Report()) }

// notice says what happened and what to do about it.
func (s Attempt) notice() string {
	a, what := s.a, s.what
	switch {
	case worklist.WentBack(a):
		return s.Say(textBack, "what", what, "text", s.wentBack())
	case worklist.IsNews(a):
		return s.Say(textCorrected, "what", what)
	}
	switch worklist.ShownState(a) {
	case journal.Confirming:
		return s.Say(textConfirming, "what", what)
	case journal.Intended, journal.Sending:
		if journal.Elapsed(a.ConfirmedAt, s.Now.PC) >= 3*time.Second {
			return s.Say(textStillSending, "what", what)
		}
		return s.Say(textSending, "what", what)
	case journal.Created:
		return s.created()
	case journal.Checking:
		return s.checking()
	case journal.Successful:
		return s.Say(textSuccessful, "what", what)
	case journal.Already:
		if a.HTTPStatus >= 400 {
			return s.Say(textAlreadyCode, "what", what, "code", strconv.Itoa(a.HTTPStatus))
		}
		return s.Say(textAlready, "what", what)
	case journal.Unresolved:
		return s.ifAgain(textUnresolvedOnly, textUnresolved, plainUnresolved, commandUnresolved)
	case journal.Failed:
		return s.failed()
	case journal.Abandoned:
		return s.abandoned()
	}
	return s.Say(textUnknownState, "state", string(a.State), "what", what)
}

// takesLong says whether Dojo takes so long that the customer needn't wait.
func (s Attempt) takesLong() bool { return journal.Elapsed(s.a.SentAt, s.Now.PC) >= 2*time.Minute }

func (s Attempt) created() string {
	code := unshown(s.a)
	switch long, unseen := s.takesLong(), !s.a.UnreadSince.IsZero(); {
	case long && code != "":
		return s.Say(textLongUnshown, "what", s.what, "code", code)
	case long && unseen:
		return s.Say(textLongUnseen, "what", s.what)
	case long:
		return s.Say(textStillCreated, "what", s.what)
	}
	text := s.Say(textCreated, "what", s.what)
	if s.otherWord() {
		text = s.Say(textCreatedWord, "what", s.what, "word", string(s.a.Answered))
	}
	switch {
	case code != "":
		return s.Say(textEndUnshown, "text", text, "code", code)
	case !s.a.UnreadSince.IsZero():
		return s.Say(textEndUnseen, "text", text)
	}
	return text
}

// unshown is the HTTP status with which Dojo refuses to show the payment, such as
// 404 for one that it doesn't know any more. It is "" while the payment is shown,
// and where Dojo can't be reached or is too busy to answer.
func unshown(a *reversal.Attempt) string {
	code := a.UnreadCode
	if code < 400 || code >= 500 || code == 408 || code == 429 {
		return ""
	}
	return strconv.Itoa(code)
}

func (s Attempt) checking() string {
	if !s.a.UnreadSince.IsZero() && journal.Elapsed(s.a.UnreadSince, s.Now.PC) >= time.Minute {
		name, code := s.name(s.a.Payment), unshown(s.a)
		switch refused := s.a.Why == journal.Refused || s.a.Why == journal.Forbidden; {
		case code != "" && refused:
			return s.Say(textRefusedUnshown, "what", s.what, "says", s.dojoSays(), "code", code, "name", name)
		case code != "":
			return s.Say(textUnshown, "what", s.what, "code", code, "name", name)
		}
		return s.Say(textUnreachable, "what", s.what, "name", name)
	}
	var text string
	switch s.a.Why {
	case journal.NotSent:
		text = s.Say(textLikelyNotSent, "what", s.what)
	case journal.TooSlow:
		text = s.Say(textLikelyTooSlow, "what", s.what)
	case journal.NotAllowed:
		text = s.Say(textLikelyRefused, "who", s.who(s.a.Attempt, wordSomeoneFirst), "what", s.what)
	case "":
		text = s.Say(textNoAnswer, "what", s.what)
		if s.a.HTTPStatus != 0 {
			text = s.Say(textUnclearAnswer, "code", strconv.Itoa(s.a.HTTPStatus), "what", s.what)
		}
	default:
		text = s.Say(textRefusedUnsure, "what", s.what, "says", s.dojoSays())
	}
	return s.Say(textDontYet, "text", text)
}

// again says when the attempt is looked at next.
func (s Attempt) again() string {
	left := s.a.NextRead.Sub(s.Now.PC).Round(time.Second)
	if s.a.NextRead.IsZero() || left < time.Second {
		return s.Say(textCheckingNow)
	}
	return s.Say(textCheckingIn, "span", s.ShortSpan(left))
}

// dojoSays quotes Dojo's own message, where there is one.
func (s Attempt) dojoSays() string {
	if s.a.Message == "" {
		return ""
	}
	return s.Say(textMessage, "message", cells.Cut(strings.TrimRight(s.a.Message, "."), 120, s.Ellipsis))
}

// Unfinished says how far an attempt is that isn't over, for the question before
// the program ends.
func (s Attempt) Unfinished() string {
	text := textUnsure
	switch worklist.ShownState(s.a) {
	case journal.Confirming:
		text = textUnconfirmed
	case journal.Intended, journal.Sending:
		text = textBeingSent
	case journal.Created:
		text = textBeingDone
		if s.otherWord() {
			text = textBeingDoneWord
		}
	}
	return s.Say(text, "what", s.what, "word", string(s.a.Answered))
}

// otherWord says whether Dojo took the reversal in another word than Created, or
// than none.
func (s Attempt) otherWord() bool {
	return s.a.Answered != "" && s.a.Answered != dojo.ReversalCreated
}

// barred says how the attempt bars its payment.
func (s Attempt) barred() string {
	switch {
	case s.a.State == journal.Confirming:
		return s.Report().Notice // Dojo has said that it is reversed
	case s.a.State.Open():
		return s.underWay()
	}
	return s.Payment(worklist.Row{Verdict: dojo.Verdict{Reason: dojo.ReasonReversed}}).Refusal()
}

// underWay says who is reversing the payment already.
func (s Attempt) underWay() string {
	who, at := s.who(s.a.Attempt, wordSomeone), s.At(s.confirmed(s.a.Attempt))
	text := s.Say(textStartedThis, "who", who, "time", at)
	if s.a.OtherKey {
		text = s.Say(textStartedOther, "who", who, "time", at, "key", s.key())
	}
	return s.Say(textDontYet, "text", text)
}

// key names the other key of an attempt by its shop, as far as that tells
// anything: records of older versions have no shop, and a shop that got a new key
// has its old name.
func (s Attempt) key() string {
	if s.a.Shop == "" || s.a.Shop == s.shop {
		return s.Say(wordAnotherKey)
	}
	return s.Say(wordKeyOf, "shop", s.a.Shop)
}

// ForHelpdesk is what the helpdesk and Dojo's support need of the attempt.
func (s Attempt) ForHelpdesk() string {
	a := s.a
	text := s.Say(techAttempt, "id", a.Payment.ID, "attempt", a.ID, "state", string(a.State))
	if a.Why != "" {
		text = s.Say(techWhy, "text", text, "why", string(a.Why))
	}
	if a.HTTPStatus != 0 {
		text = s.Say(techHTTP, "text", text, "code", strconv.Itoa(a.HTTPStatus))
	}
	if a.ReversalID != "" {
		text = s.Say(techReversal, "text", text, "id", a.ReversalID)
	}
	if a.TraceID != "" {
		text = s.Say(techTrace, "text", text, "id", a.TraceID)
	}
	if a.JournalError != "" {
		text = s.Say(techRecord, "text", text, "error", a.JournalError)
	}
	if !a.SentAt.IsZero() {
		text = s.Say(techSent, "text", text, "time", InUTC(a.ByDojo(a.SentAt, s.Ahead)))
	}
	return text
}
