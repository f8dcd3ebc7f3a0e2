package ui

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// speaker puts sentences together: what happened, and what to do next, in words
// that someone understands who has never seen this program.
type speaker struct {
	tongue
	glyphs
	zone    *time.Location
	shop    string // its name in the settings
	pending string // how long a bank may show a released hold, such as "a few working days"
	typed   bool   // things are done by typing a word and not by pressing a key
	// ahead is how far this machine's clock is ahead of Dojo's. All times that
	// people see are Dojo's.
	ahead time.Duration
}

// confirmed is when an attempt was confirmed, by Dojo's clock.
func (s speaker) confirmed(a journal.Attempt) time.Time { return a.ByDojo(a.ConfirmedAt, s.ahead) }

// byDojo is an instant of this machine's clock by Dojo's.
func (s speaker) byDojo(t time.Time) time.Time { return t.Add(-s.ahead) }

// wordOptions are what sentences depend on.
type wordOptions struct {
	Locale  string            // how dates and amounts are written, a BCP 47 tag; "" for dojo.DefaultLocale
	ASCII   bool              // only ASCII can be shown
	Zone    *time.Location    // the shop's
	Shop    string            // its name in the settings
	Pending string            // how long a bank may show a released hold, such as "a few working days"
	Texts   map[string]string // another language, by the English text; nil for the locale's
}

func NewSpeaker(o wordOptions) speaker {
	t := tongueOf(o.Locale)
	if o.Texts != nil {
		t.texts = o.Texts
	}
	if o.ASCII {
		t.speller = asciiSpeller()
	}
	return speaker{tongue: t, glyphs: newGlyphs(o.ASCII), zone: o.Zone, shop: o.Shop, pending: o.Pending}
}

// label names a payment in a sentence: its amount, and the shop's reference or
// what else tells it from others.
func (s speaker) label(p journal.Payment) string {
	return s.say(textLabel, "amount", s.money(p.Amount), "name", s.name(p))
}

func (s speaker) name(p journal.Payment) string {
	switch {
	case p.Reference != "":
		return cut(p.Reference, 28, s.ellipsis)
	case p.Card.Last4 != "":
		return s.card(p.Card)
	}
	return p.ID
}

// card writes a card as people know it, such as "Visa ··1013".
func (s speaker) card(c dojo.Card) string {
	switch {
	case c.Brand == "" && c.Last4 == "":
		return ""
	case c.Last4 == "":
		return c.Brand
	}
	return strings.TrimSpace(c.Brand + " " + s.dots + c.Last4)
}

// at writes the time of day in the shop's zone.
func (s speaker) at(t time.Time) string { return s.on(t, timeClock) }

// on writes an instant in the shop's zone by a pattern of words.go.
func (s speaker) on(t time.Time, pattern string) string { return s.date(t.In(s.zone), pattern) }

// dojoSays quotes Dojo's own message, where there is one.
func (s speaker) dojoSays(a *reversal.Attempt) string {
	if a.Message == "" {
		return ""
	}
	return s.say(textMessage, "message", cut(strings.TrimRight(a.Message, "."), 120, s.ellipsis))
}

// held adds what is known of the money after a reversal that didn't happen: now,
// or, where Dojo doesn't answer, when it last did.
func (s speaker) held(text string, a *reversal.Attempt, l onList) string {
	amount := s.money(a.Payment.Amount)
	switch status := standing(a, l); {
	case a.LastStatus == "" && l.status == "":
		return text
	case status == dojo.StatusAuthorized:
		return s.heldNow(text, amount, l)
	case status == dojo.StatusCaptured && a.Payment.Status != dojo.StatusCaptured && !l.can:
		return s.say(textCapturedSince, "text", text, "amount", amount)
	case status == dojo.StatusCaptured && !l.since.IsZero():
		return s.say(textCapturedThen, "text", text, "amount", amount, "time", s.at(l.since))
	case status == dojo.StatusCaptured:
		return s.say(textStillCaptured, "text", text, "amount", amount)
	default:
		return s.say(textShownAs, "text", text, "status", string(status))
	}
}

func (s speaker) heldNow(text, amount string, l onList) string {
	if !l.since.IsZero() {
		return s.say(textHeldThen, "text", text, "amount", amount, "time", s.at(l.since))
	}
	return s.say(textStillHeld, "text", text, "amount", amount)
}

// tryAgain adds how, while the payment can be reversed.
func (s speaker) tryAgain(text string, can bool) string {
	switch {
	case !can:
		return text
	case s.typed:
		return s.say(plainTryAgain, "text", text)
	}
	return s.say(textTryAgain, "text", text)
}

// thenRing is for what Dojo has refused.
func (s speaker) thenRing(text string, can bool) string {
	if can {
		return s.say(textThenRing, "text", text)
	}
	return s.say(textRing, "text", text)
}

// askAgain adds how the list is asked for again.
func (s speaker) askAgain(text string) string {
	if s.typed {
		return s.say(plainRefreshAsk, "text", text)
	}
	return s.say(textAskAgain, "text", text)
}

// attempt is the report of one attempt, whatever its state: what is known of it
// now. now is this machine's clock.
func (s speaker) attempt(a *reversal.Attempt, now time.Time, l onList) report {
	r := report{notice: s.notice(a, now, l), customer: s.customer(a, l)}
	if a.State == journal.Checking || a.State == journal.Created && !a.UnreadSince.IsZero() && !stillCreated(a, now) {
		r.again = s.again(a, now)
	}
	return r
}

// recorded adds that a state couldn't be written to disk.
func (s speaker) recorded(text string, a *reversal.Attempt) string {
	if a.Unrecorded {
		return s.say(textNotRecorded, "notice", text)
	}
	return text
}

func (s speaker) notice(a *reversal.Attempt, now time.Time, l onList) string {
	what := s.label(a.Payment)
	switch {
	case wentBack(a):
		return s.say(textBack, "what", what, "text", s.backText(a, l.can))
	case isNews(a):
		return s.say(textCorrected, "what", what)
	}
	switch shownState(a) {
	case journal.Confirming:
		return s.say(textConfirming, "what", what)
	case journal.Intended, journal.Sending:
		if journal.Elapsed(a.ConfirmedAt, now) >= 3*time.Second {
			return s.say(textStillSending, "what", what)
		}
		return s.say(textSending, "what", what)
	case journal.Created:
		return s.created(a, now, what)
	case journal.Checking:
		return s.checking(a, now, what)
	case journal.Successful:
		return s.say(textSuccessful, "what", what)
	case journal.Already:
		if a.HTTPStatus >= 400 {
			return s.say(textAlreadyCode, "what", what, "code", strconv.Itoa(a.HTTPStatus))
		}
		return s.say(textAlready, "what", what)
	case journal.Unresolved:
		switch {
		case !l.can:
			return s.say(textUnresolvedOnly, "what", what)
		case s.typed:
			return s.say(plainUnresolved, "what", what)
		}
		return s.say(textUnresolved, "what", what)
	case journal.Failed:
		return s.failed(a, what, l)
	case journal.Abandoned:
		return s.abandoned(a, what, l.can)
	}
	return s.say(textUnknownState, "state", string(a.State), "what", what)
}

// stillCreated says whether Dojo takes so long that the customer needn't wait.
func stillCreated(a *reversal.Attempt, now time.Time) bool {
	return journal.Elapsed(a.SentAt, now) >= 2*time.Minute
}

func (s speaker) created(a *reversal.Attempt, now time.Time, what string) string {
	switch long, unseen := stillCreated(a, now), !a.UnreadSince.IsZero(); {
	case long && unseen:
		return s.say(textLongUnseen, "what", what)
	case long:
		return s.say(textStillCreated, "what", what)
	}
	text := s.say(textCreated, "what", what)
	if a.Answered != "" && a.Answered != dojo.ReversalCreated {
		text = s.say(textCreatedWord, "what", what, "word", string(a.Answered))
	}
	if !a.UnreadSince.IsZero() {
		return s.say(textEndUnseen, "text", text)
	}
	return text
}

func (s speaker) checking(a *reversal.Attempt, now time.Time, what string) string {
	if !a.UnreadSince.IsZero() && journal.Elapsed(a.UnreadSince, now) >= time.Minute {
		return s.say(textUnreachable, "what", what, "name", s.name(a.Payment))
	}
	var text string
	switch a.Why {
	case journal.NotSent:
		text = s.say(textLikelyNotSent, "what", what)
	case journal.TooSlow:
		text = s.say(textLikelyTooSlow, "what", what)
	case "":
		text = s.say(textNoAnswer, "what", what)
		if a.HTTPStatus != 0 {
			text = s.say(textUnclearAnswer, "code", strconv.Itoa(a.HTTPStatus), "what", what)
		}
	default:
		text = s.say(textRefusedUnsure, "what", what, "says", s.dojoSays(a))
	}
	return s.say(textDontYet, "text", text)
}

func (s speaker) again(a *reversal.Attempt, now time.Time) string {
	if a.NextRead.IsZero() {
		return s.say(textCheckingNow)
	}
	left := a.NextRead.Sub(now).Round(time.Second)
	if left < time.Second {
		return s.say(textCheckingNow)
	}
	return s.say(textCheckingIn, "span", s.shortSpan(left))
}

func (s speaker) failed(a *reversal.Attempt, what string, l onList) string {
	switch a.Why {
	case journal.Forbidden:
		return s.say(textForbidden, "says", s.dojoSays(a), "what", what)
	case journal.NotSent:
		return s.tryAgain(s.held(s.say(textFailedNotSent, "what", what), a, l), l.can)
	case journal.TooSlow:
		return s.tryAgain(s.held(s.say(textTooSlow, "what", what), a, l), l.can)
	case journal.CapturedFirst:
		return s.say(textCapturedFirst, "what", what)
	case journal.RefundedFirst:
		return s.say(textRefundedFirst, "what", what)
	case journal.CanceledFirst:
		return s.say(textCanceledFirst, "what", what)
	}
	text := textRefused
	if a.Why == journal.SaidFailed {
		text = textSaidFailed
	}
	refused := s.held(s.say(text, "what", what, "says", s.dojoSays(a)), a, l)
	if standing(a, l) == dojo.StatusCaptured && a.Payment.Status != dojo.StatusCaptured && !l.can {
		return refused // refund instead
	}
	return s.thenRing(refused, l.can)
}

func (s speaker) abandoned(a *reversal.Attempt, what string, can bool) string {
	code := strconv.Itoa(a.HTTPStatus)
	switch a.Why {
	case journal.NoConnection:
		if a.HTTPStatus != 0 {
			return s.tryAgain(s.say(textNotUsable, "code", code, "what", what), can)
		}
		return s.tryAgain(s.say(textNoConnection, "what", what), can)
	case journal.ReadRefused:
		if a.HTTPStatus == 401 || a.HTTPStatus == 403 {
			return s.say(textKeyRefused, "what", what)
		}
		return s.tryAgain(s.say(textNotShown, "code", code, "what", what), can)
	case journal.NotEligible:
		return s.say(textNotEligible, "what", what, "why", s.whyNot(dojo.Verdict{Reason: a.Verdict, PaidAt: a.Payment.PaidAt}, nil))
	case journal.Changed:
		switch {
		case !can:
			return s.say(textChanged, "what", what)
		case s.typed:
			return s.say(plainChangedTry, "what", what)
		}
		return s.say(textChangedTry, "what", what)
	case journal.AlreadyReversed:
		return s.say(textAlreadyFirst, "what", what)
	case journal.TooSlow:
		return s.tryAgain(s.say(textTooSlow, "what", what), can)
	case journal.OtherAttempt:
		return s.inTheWay(a, what)
	case journal.NotRecorded:
		return s.say(textDiskRefused, "what", what)
	case journal.Stopped, journal.Expired:
		return s.tryAgain(s.say(textEndedFirst, "what", what), can)
	}
	return s.say(textNotSentWhy, "why", string(a.Why), "what", what)
}

// inTheWay says whose attempt came first.
func (s speaker) inTheWay(a *reversal.Attempt, what string) string {
	other := a.InTheWay
	if other == nil {
		return s.say(textUnderWay, "what", what)
	}
	who := cmp.Or(other.Operator, s.say(wordSomeoneFirst))
	return s.say(textStartedBy, "who", s.atHost(who, other.Host), "what", what, "time", s.at(s.confirmed(*other)))
}

// refusal says why r opens no dialog on a payment, and what to do instead. p
// may be nil where only the verdict is left.
func (s speaker) refusal(v dojo.Verdict, p *dojo.PaymentIntent) string {
	switch text := s.whyNot(v, p); v.Reason {
	case dojo.ReasonReversed, dojo.ReasonRefunded, dojo.ReasonCanceled:
		return s.say(textNothingMore, "text", text)
	default:
		return text
	}
}

// whyNot is refusal without a word on what is left to do.
func (s speaker) whyNot(v dojo.Verdict, p *dojo.PaymentIntent) string {
	switch v.Reason {
	case dojo.ReasonHeld, dojo.ReasonCapturedToday:
		return s.say(refusalHeld)
	case dojo.ReasonCaptured:
		return s.say(refusalCaptured)
	case dojo.ReasonCapturing:
		return s.say(refusalCapturing)
	case dojo.ReasonPartRefunded:
		return s.say(refusalPartRefunded)
	case dojo.ReasonTooLate:
		day := s.say(textAnEarlierDay)
		if !v.PaidAt.IsZero() {
			day = s.on(v.PaidAt, dateDay)
		}
		return s.say(refusalTooLate, "day", day)
	case dojo.ReasonReversed:
		return s.say(refusalReversed)
	case dojo.ReasonRefunded:
		return s.say(refusalRefunded)
	case dojo.ReasonCanceled:
		return s.say(refusalCanceled)
	case dojo.ReasonNotPaid:
		return s.say(refusalNotPaid)
	case dojo.ReasonCaptureMode:
		return s.askAgain(s.say(refusalCaptureMode))
	case dojo.ReasonNoPaymentTime:
		return s.say(refusalNoTime)
	case dojo.ReasonPaidInTheFuture:
		return s.askAgain(s.say(refusalFuture))
	case dojo.ReasonDayUnsure:
		return s.say(refusalDayUnsure)
	case dojo.ReasonNoAmount:
		return s.say(refusalNoAmount)
	case dojo.ReasonUnreadable:
		return s.say(refusalUnreadable)
	}
	if p != nil && p.Status != "" {
		return s.say(refusalUnknownWord, "status", string(p.Status))
	}
	return s.say(refusalUnknown)
}

// holdEnds says what becomes of a hold by itself.
func (s speaker) holdEnds(p *dojo.PaymentIntent) string {
	at, action := p.HoldEnds()
	if at.IsZero() {
		return s.say(textHoldUnknown)
	}
	when := s.on(at, dateClock)
	switch action {
	case dojo.ExpireRelease:
		return s.say(textHoldReleased, "time", when)
	case dojo.ExpireCapture:
		return s.say(textHoldCaptured, "time", when)
	}
	return s.say(textHoldOther, "time", when, "action", string(action))
}

// underWay says who is reversing a payment already.
func (s speaker) underWay(a *reversal.Attempt) string {
	who, at := s.who(a.Attempt), s.at(s.confirmed(a.Attempt))
	text := s.say(textStartedThis, "who", who, "time", at)
	if a.OtherKey {
		text = s.say(textStartedOther, "who", who, "time", at, "key", s.keyOf(a))
	}
	return s.say(textDontYet, "text", text)
}

// kept is what is said after a dialog was left without a reversal. since is
// Dojo's clock when it last answered, where it doesn't answer now.
func (s speaker) kept(p journal.Payment, since time.Time) string {
	text, amount := s.say(textKept), s.money(p.Amount)
	switch {
	case p.Status != dojo.StatusCaptured:
		return s.heldNow(text, amount, onList{since: since})
	case !since.IsZero():
		return s.say(textCapturedThen, "text", text, "amount", amount, "time", s.at(since))
	}
	return s.say(textStaysCaptured, "text", text, "amount", amount)
}

// unfinished is a payment whose reversal isn't over, for the question before the
// program ends and for what is printed after the screen has closed.
func (s speaker) unfinished(a *reversal.Attempt) string {
	if a.State == journal.Confirming {
		return s.say(textUnconfirmed, "what", s.label(a.Payment))
	}
	return s.say(textUnfinished, "what", s.label(a.Payment))
}
