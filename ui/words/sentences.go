package words

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/worklist"
)

// Speaker puts sentences together: what happened, and what to do next, in words
// that someone understands who has never seen this program.
type Speaker struct {
	tongue
	Glyphs
	zone    *time.Location
	mode    string // DEMO, SANDBOX or LIVE
	shop    string // its name in the settings
	host    string // where a live key goes, if that isn't Dojo's own host; "" otherwise
	version string // of the API, as it is asked for
	pending string // how long a bank may show a released hold, such as "a few working days"
	typed   bool   // things are done by typing a word and not by pressing a key
	// Ahead is how far this machine's clock is ahead of Dojo's. All times that
	// people see are Dojo's.
	Ahead time.Duration
}

// Confirmed is when an attempt was confirmed, by Dojo's clock.
func (s Speaker) Confirmed(a journal.Attempt) time.Time { return a.ByDojo(a.ConfirmedAt, s.Ahead) }

// byDojo is an instant of this machine's clock by Dojo's.
func (s Speaker) byDojo(t time.Time) time.Time { return t.Add(-s.Ahead) }

// Options are the settings that sentences depend on.
type Options struct {
	Locale  string            // how dates and amounts are written, a BCP 47 tag; "" for dojo.DefaultLocale
	ASCII   bool              // only ASCII can be shown
	Zone    *time.Location    // the shop's
	Mode    string            // DEMO, SANDBOX or LIVE
	Shop    string            // its name in the settings
	Host    string            // where a live key goes, if that isn't Dojo's own host; "" otherwise
	Version string            // of the API, named in what is said of refusals
	Pending string            // how long a bank may show a released hold, such as "a few working days"
	Texts   map[string]string // another language, by the English text; nil for the locale's
}

// New makes a speaker.
func New(o Options) Speaker {
	t := tongueOf(o.Locale)
	if o.Texts != nil {
		t.texts = o.Texts
	}
	if o.ASCII {
		t.speller = asciiSpeller()
	}
	return Speaker{tongue: t, Glyphs: NewGlyphs(o.ASCII), zone: o.Zone,
		mode: o.Mode, shop: o.Shop, host: o.Host, version: o.Version, pending: o.Pending}
}

// Label names a payment in a sentence: its amount, and the shop's reference or
// what else tells it from others.
func (s Speaker) Label(p journal.Payment) string {
	return s.Say(textLabel, "amount", s.Money(p.Amount), "name", s.name(p))
}

func (s Speaker) name(p journal.Payment) string {
	switch {
	case p.Reference != "":
		return cells.Cut(p.Reference, 28, s.Ellipsis)
	case p.Card.Last4 != "":
		return s.Card(p.Card)
	}
	return p.ID
}

// Charged is what the customer was charged; both figures where Dojo's own
// disagree.
func (s Speaker) Charged(p *dojo.PaymentIntent) string {
	c := p.Charge()
	switch {
	case c.Other != nil:
		return s.Money(c.Total) + " / " + s.Money(*c.Other)
	case c.Known:
		return s.Money(c.Total)
	case p.Amount != nil:
		return s.Money(*p.Amount)
	}
	return s.Say(textNotKnown)
}

// Card writes a card as people know it, such as "Visa ··1013".
func (s Speaker) Card(c dojo.Card) string {
	switch {
	case c.Brand == "" && c.Last4 == "":
		return ""
	case c.Last4 == "":
		return c.Brand
	}
	return strings.TrimSpace(c.Brand + " " + s.dots + c.Last4)
}

// At writes the time of day in the shop's zone.
func (s Speaker) At(t time.Time) string { return s.On(t, timeClock) }

// On writes an instant in the shop's zone by a pattern of words.go.
func (s Speaker) On(t time.Time, pattern string) string { return s.date(t.In(s.zone), pattern) }

// dojoSays quotes Dojo's own message, where there is one.
func (s Speaker) dojoSays(a *reversal.Attempt) string {
	if a.Message == "" {
		return ""
	}
	return s.Say(textMessage, "message", cells.Cut(strings.TrimRight(a.Message, "."), 120, s.Ellipsis))
}

// held adds what is known of the money after a reversal that didn't happen: now,
// or, where Dojo doesn't answer, when it last did.
func (s Speaker) held(text string, a *reversal.Attempt, l worklist.OnList) string {
	amount := s.Money(a.Payment.Amount)
	switch status := worklist.Standing(a, l); {
	case a.LastStatus == "" && l.Status == "":
		return text
	case status == dojo.StatusAuthorized:
		return s.heldNow(text, amount, l)
	case status == dojo.StatusCaptured && a.Payment.Status != dojo.StatusCaptured && !l.Can:
		return s.Say(textCapturedSince, "text", text, "amount", amount)
	case status == dojo.StatusCaptured && !l.Since.IsZero():
		return s.Say(textCapturedThen, "text", text, "amount", amount, "time", s.At(l.Since))
	case status == dojo.StatusCaptured:
		return s.Say(textStillCaptured, "text", text, "amount", amount)
	default:
		return s.Say(textShownAs, "text", text, "status", string(status))
	}
}

func (s Speaker) heldNow(text, amount string, l worklist.OnList) string {
	if !l.Since.IsZero() {
		return s.Say(textHeldThen, "text", text, "amount", amount, "time", s.At(l.Since))
	}
	return s.Say(textStillHeld, "text", text, "amount", amount)
}

// tryAgain adds how, while the payment can be reversed.
func (s Speaker) tryAgain(text string, can bool) string {
	switch {
	case !can:
		return text
	case s.typed:
		return s.Say(PlainTryAgain, "text", text)
	}
	return s.Say(textTryAgain, "text", text)
}

// thenRing is for what Dojo has refused.
func (s Speaker) thenRing(text string, can bool) string {
	if can {
		return s.Say(textThenRing, "text", text)
	}
	return s.Say(textRing, "text", text)
}

// askAgain adds how the list is asked for again.
func (s Speaker) askAgain(text string) string {
	if s.typed {
		return s.Say(PlainRefreshAsk, "text", text)
	}
	return s.Say(textAskAgain, "text", text)
}

// Attempt is the report of one attempt, whatever its state: what is known of it
// now. now is this machine's clock.
func (s Speaker) Attempt(a *reversal.Attempt, now time.Time, l worklist.OnList) Report {
	r := Report{Notice: s.NoticeOf(a, now, l), Customer: s.Customer(a, l)}
	if a.State == journal.Checking || a.State == journal.Created && !a.UnreadSince.IsZero() && !stillCreated(a, now) {
		r.Again = s.again(a, now)
	}
	return r
}

// Recorded adds that a state couldn't be written to disk.
func (s Speaker) Recorded(text string, a *reversal.Attempt) string {
	if a.Unrecorded {
		return s.Say(textNotRecorded, "notice", text)
	}
	return text
}

// NoticeOf says what happened to an attempt and what to do about it.
func (s Speaker) NoticeOf(a *reversal.Attempt, now time.Time, l worklist.OnList) string {
	what := s.Label(a.Payment)
	switch {
	case worklist.WentBack(a):
		return s.Say(textBack, "what", what, "text", s.BackText(a, l.Can))
	case worklist.IsNews(a):
		return s.Say(textCorrected, "what", what)
	}
	switch worklist.ShownState(a) {
	case journal.Confirming:
		return s.Say(textConfirming, "what", what)
	case journal.Intended, journal.Sending:
		if journal.Elapsed(a.ConfirmedAt, now) >= 3*time.Second {
			return s.Say(textStillSending, "what", what)
		}
		return s.Say(textSending, "what", what)
	case journal.Created:
		return s.created(a, now, what)
	case journal.Checking:
		return s.checking(a, now, what)
	case journal.Successful:
		return s.Say(textSuccessful, "what", what)
	case journal.Already:
		if a.HTTPStatus >= 400 {
			return s.Say(textAlreadyCode, "what", what, "code", strconv.Itoa(a.HTTPStatus))
		}
		return s.Say(textAlready, "what", what)
	case journal.Unresolved:
		switch {
		case !l.Can:
			return s.Say(textUnresolvedOnly, "what", what)
		case s.typed:
			return s.Say(PlainUnresolved, "what", what)
		}
		return s.Say(textUnresolved, "what", what)
	case journal.Failed:
		return s.failed(a, what, l)
	case journal.Abandoned:
		return s.abandoned(a, what, l.Can)
	}
	return s.Say(textUnknownState, "state", string(a.State), "what", what)
}

// stillCreated says whether Dojo takes so long that the customer needn't wait.
func stillCreated(a *reversal.Attempt, now time.Time) bool {
	return journal.Elapsed(a.SentAt, now) >= 2*time.Minute
}

func (s Speaker) created(a *reversal.Attempt, now time.Time, what string) string {
	switch long, unseen := stillCreated(a, now), !a.UnreadSince.IsZero(); {
	case long && unseen:
		return s.Say(textLongUnseen, "what", what)
	case long:
		return s.Say(textStillCreated, "what", what)
	}
	text := s.Say(textCreated, "what", what)
	if a.Answered != "" && a.Answered != dojo.ReversalCreated {
		text = s.Say(textCreatedWord, "what", what, "word", string(a.Answered))
	}
	if !a.UnreadSince.IsZero() {
		return s.Say(textEndUnseen, "text", text)
	}
	return text
}

func (s Speaker) checking(a *reversal.Attempt, now time.Time, what string) string {
	if !a.UnreadSince.IsZero() && journal.Elapsed(a.UnreadSince, now) >= time.Minute {
		return s.Say(textUnreachable, "what", what, "name", s.name(a.Payment))
	}
	var text string
	switch a.Why {
	case journal.NotSent:
		text = s.Say(textLikelyNotSent, "what", what)
	case journal.TooSlow:
		text = s.Say(textLikelyTooSlow, "what", what)
	case "":
		text = s.Say(textNoAnswer, "what", what)
		if a.HTTPStatus != 0 {
			text = s.Say(textUnclearAnswer, "code", strconv.Itoa(a.HTTPStatus), "what", what)
		}
	default:
		text = s.Say(textRefusedUnsure, "what", what, "says", s.dojoSays(a))
	}
	return s.Say(textDontYet, "text", text)
}

func (s Speaker) again(a *reversal.Attempt, now time.Time) string {
	if a.NextRead.IsZero() {
		return s.Say(textCheckingNow)
	}
	left := a.NextRead.Sub(now).Round(time.Second)
	if left < time.Second {
		return s.Say(textCheckingNow)
	}
	return s.Say(textCheckingIn, "span", s.ShortSpan(left))
}

func (s Speaker) failed(a *reversal.Attempt, what string, l worklist.OnList) string {
	switch a.Why {
	case journal.Forbidden:
		return s.Say(textForbidden, "says", s.dojoSays(a), "what", what)
	case journal.NotSent:
		return s.tryAgain(s.held(s.Say(textFailedNotSent, "what", what), a, l), l.Can)
	case journal.TooSlow:
		return s.tryAgain(s.held(s.Say(textTooSlow, "what", what), a, l), l.Can)
	case journal.CapturedFirst:
		return s.Say(textCapturedFirst, "what", what)
	case journal.RefundedFirst:
		return s.Say(textRefundedFirst, "what", what)
	case journal.CanceledFirst:
		return s.Say(textCanceledFirst, "what", what)
	}
	text := textRefused
	if a.Why == journal.SaidFailed {
		text = textSaidFailed
	}
	refused := s.held(s.Say(text, "what", what, "says", s.dojoSays(a)), a, l)
	if worklist.Standing(a, l) == dojo.StatusCaptured && a.Payment.Status != dojo.StatusCaptured && !l.Can {
		return refused // refund instead
	}
	return s.thenRing(refused, l.Can)
}

func (s Speaker) abandoned(a *reversal.Attempt, what string, can bool) string {
	code := strconv.Itoa(a.HTTPStatus)
	switch a.Why {
	case journal.NoConnection:
		if a.HTTPStatus != 0 {
			return s.tryAgain(s.Say(textNotUsable, "code", code, "what", what), can)
		}
		return s.tryAgain(s.Say(textNoConnection, "what", what), can)
	case journal.ReadRefused:
		if a.HTTPStatus == 401 || a.HTTPStatus == 403 {
			return s.Say(textKeyRefused, "what", what)
		}
		return s.tryAgain(s.Say(textNotShown, "code", code, "what", what), can)
	case journal.NotEligible:
		return s.Say(textNotEligible, "what", what, "why", s.whyNot(dojo.Verdict{Reason: a.Verdict, PaidAt: a.Payment.PaidAt}, nil))
	case journal.Changed:
		switch {
		case !can:
			return s.Say(textChanged, "what", what)
		case s.typed:
			return s.Say(PlainChangedTry, "what", what)
		}
		return s.Say(textChangedTry, "what", what)
	case journal.AlreadyReversed:
		return s.Say(textAlreadyFirst, "what", what)
	case journal.TooSlow:
		return s.tryAgain(s.Say(textTooSlow, "what", what), can)
	case journal.OtherAttempt:
		return s.inTheWay(a, what)
	case journal.NotRecorded:
		return s.Say(textDiskRefused, "what", what)
	case journal.Stopped, journal.Expired:
		return s.tryAgain(s.Say(textEndedFirst, "what", what), can)
	}
	return s.Say(textNotSentWhy, "why", string(a.Why), "what", what)
}

// inTheWay says whose attempt came first.
func (s Speaker) inTheWay(a *reversal.Attempt, what string) string {
	other := a.InTheWay
	if other == nil {
		return s.Say(textUnderWay, "what", what)
	}
	who := cmp.Or(other.Operator, s.Say(wordSomeoneFirst))
	return s.Say(textStartedBy, "who", s.atHost(who, other.Host), "what", what, "time", s.At(s.Confirmed(*other)))
}

// Refusal says why r opens no dialog on a payment, and what to do instead. p
// may be nil where only the verdict is left.
func (s Speaker) Refusal(v dojo.Verdict, p *dojo.PaymentIntent) string {
	switch text := s.whyNot(v, p); v.Reason {
	case dojo.ReasonReversed, dojo.ReasonRefunded, dojo.ReasonCanceled:
		return s.Say(textNothingMore, "text", text)
	default:
		return text
	}
}

// whyNot is refusal without a word on what is left to do.
func (s Speaker) whyNot(v dojo.Verdict, p *dojo.PaymentIntent) string {
	switch v.Reason {
	case dojo.ReasonHeld, dojo.ReasonCapturedToday:
		return s.Say(refusalHeld)
	case dojo.ReasonCaptured:
		return s.Say(refusalCaptured)
	case dojo.ReasonCapturing:
		return s.Say(refusalCapturing)
	case dojo.ReasonPartRefunded:
		return s.Say(refusalPartRefunded)
	case dojo.ReasonTooLate:
		day := s.Say(textAnEarlierDay)
		if !v.PaidAt.IsZero() {
			day = s.On(v.PaidAt, DateDay)
		}
		return s.Say(refusalTooLate, "day", day)
	case dojo.ReasonReversed:
		return s.Say(refusalReversed)
	case dojo.ReasonRefunded:
		return s.Say(refusalRefunded)
	case dojo.ReasonCanceled:
		return s.Say(refusalCanceled)
	case dojo.ReasonNotPaid:
		return s.Say(refusalNotPaid)
	case dojo.ReasonCaptureMode:
		return s.askAgain(s.Say(refusalCaptureMode))
	case dojo.ReasonNoPaymentTime:
		return s.Say(refusalNoTime)
	case dojo.ReasonPaidInTheFuture:
		return s.askAgain(s.Say(refusalFuture))
	case dojo.ReasonDayUnsure:
		return s.Say(refusalDayUnsure)
	case dojo.ReasonNoAmount:
		return s.Say(refusalNoAmount)
	case dojo.ReasonUnreadable:
		return s.Say(refusalUnreadable)
	}
	if p != nil && p.Status != "" {
		return s.Say(refusalUnknownWord, "status", string(p.Status))
	}
	return s.Say(refusalUnknown)
}

// HoldEnds says what becomes of a hold by itself.
func (s Speaker) HoldEnds(p *dojo.PaymentIntent) string {
	at, action := p.HoldEnds()
	if at.IsZero() {
		return s.Say(textHoldUnknown)
	}
	when := s.On(at, DateClock)
	switch action {
	case dojo.ExpireRelease:
		return s.Say(textHoldReleased, "time", when)
	case dojo.ExpireCapture:
		return s.Say(textHoldCaptured, "time", when)
	}
	return s.Say(textHoldOther, "time", when, "action", string(action))
}

// UnderWay says who is reversing a payment already.
func (s Speaker) UnderWay(a *reversal.Attempt) string {
	who, at := s.Who(a.Attempt), s.At(s.Confirmed(a.Attempt))
	text := s.Say(textStartedThis, "who", who, "time", at)
	if a.OtherKey {
		text = s.Say(textStartedOther, "who", who, "time", at, "key", s.keyOf(a))
	}
	return s.Say(textDontYet, "text", text)
}

// Kept is what is said after a dialog was left without a reversal. since is
// Dojo's clock when it last answered, where it doesn't answer now.
func (s Speaker) Kept(p journal.Payment, since time.Time) string {
	text, amount := s.Say(textKept), s.Money(p.Amount)
	switch {
	case p.Status != dojo.StatusCaptured:
		return s.heldNow(text, amount, worklist.OnList{Since: since})
	case !since.IsZero():
		return s.Say(textCapturedThen, "text", text, "amount", amount, "time", s.At(since))
	}
	return s.Say(textStaysCaptured, "text", text, "amount", amount)
}

// Unfinished is a payment whose reversal isn't over, for the question before the
// program ends and for what is printed after the screen has closed.
func (s Speaker) Unfinished(a *reversal.Attempt) string {
	if a.State == journal.Confirming {
		return s.Say(textUnconfirmed, "what", s.Label(a.Payment))
	}
	return s.Say(textUnfinished, "what", s.Label(a.Payment))
}

// View names a view.
func (t tongue) View(v worklist.View) string {
	return t.Say([...]string{viewNameRecent, viewNameToReverse, viewNameRefund, viewNameTooLate, viewNameReversed, viewNameEverything}[v])
}

// InPlain is how plain mode speaks: of what is typed, not of keys.
func (s Speaker) InPlain() Speaker {
	s.typed, s.dots = true, s.Say(plainEnding)
	return s
}

// keyOf names another key by its shop, as far as that tells anything: records of
// older versions have no shop, and a shop that got a new key has its old name.
func (s Speaker) keyOf(a *reversal.Attempt) string {
	if a.Shop == "" || a.Shop == s.shop {
		return s.Say(wordAnotherKey)
	}
	return s.Say(wordKeyOf, "shop", a.Shop)
}

// Meanings say what the words on the rows mean.
func Meanings() []string {
	return []string{meaningHeld, meaningCaptured, meaningCreated, meaningChecking, meaningTooLate}
}
