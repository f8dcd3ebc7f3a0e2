package plain

import (
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/words"
)

// printedQuestion is the question that waits for an answer as it was printed, and
// since when it can be answered.
type printedQuestion struct {
	// shown is when the question's last line had been written, or when the
	// newest line was typed after that; zero until it is written. Only a line
	// that begins half a second later counts.
	shown    time.Time
	mustType bool
	twin     printedTwin
}

// printedTwin is what was printed of a question's twin.
type printedTwin struct {
	confirm.Twin
	since time.Time // of one that is held: when Dojo had last answered, where it didn't answer
}

// Printed says that all that was said has been written by now, which is when
// a person could begin to read it. A terminal that was stopped for a while
// takes a question late.
func (p *Session) Printed(now time.Time) {
	if p.asked.shown.IsZero() {
		p.asked.shown = now
	}
}

// inTime says whether a line may answer the question, and counts it as typing
// in any case. What was typed ahead, what came in one piece with the line that
// led to the question, what comes in a stream without a pause and what came with
// more behind it isn't from somebody who has read it.
//
// The terminal keeps a line until enter is pressed, so that a line's first key
// may be older than its first byte here. That is why the question is answered
// with a whole word of its own, and not with an enter that might be under way.
func (p *Session) inTime(l Line) bool {
	shown := p.asked.shown
	if shown.IsZero() {
		return false
	}
	if l.Ended.After(shown) {
		p.asked.shown = l.Ended
	}
	return !l.More && !l.Began.Before(shown.Add(confirm.QuietTime))
}

// ask asks about a payment, or says why it can't be reversed.
func (p *Session) ask(intent *dojo.PaymentIntent, reason string) {
	refused := func(why string) {
		// A number that was mistyped must be noticed.
		p.sayText(words.PlainAbout, "what", p.speak.Label(journal.Confirmed(intent)), "why", why)
	}
	q, no := confirm.Ask(p.list, p.rules(), intent)
	switch {
	case no != nil:
		if no.Because == confirm.UnderWay {
			p.list.BringBack(&no.Attempt)
		}
		refused(p.speak.RefusedWhole(*no, p.around(intent.ID)))
		return
	case !p.interactive:
		refused(p.speak.Say(words.PlainNeedsTerminal))
		return
	}
	q.Because(reason)
	p.question = q
	if q.Reading {
		refused(p.speak.Say(words.TextReadingFirst))
		p.request(q, q.Payment.ID)
		return
	}
	p.show()
}

// rules are the shop's own rules for reversing.
func (p *Session) rules() confirm.Rules {
	return confirm.Rules{ReadOnly: p.set.ReadOnly != "", MustType: p.set.MustType}
}

// read takes in the first read of the question's payment, and asks about it.
func (p *Session) read(a Answer) {
	q := p.question
	if q == nil || q != a.asked || !q.Reading {
		return
	}
	p.list.Take(p.deps.List.Snapshot(), p.deps.Reversals.Attempts())
	if q.Read(p.list, p.rules(), &a.payment, a.err); q.Broken == nil {
		p.show()
	}
}

// review holds the open question against what is known now.
func (p *Session) review() {
	if p.question != nil {
		p.question.Review(p.list, p.rules())
	}
}

// show prints the whole question.
func (p *Session) show() {
	q := p.question
	around := p.around(q.Payment.ID)
	card, reference, at := p.speak.Which(q.Payment, around.Now.Dojo)
	q.TypeAmount("")
	p.say(p.speak.Say(words.TitleReverse) + " " + p.speak.Whose() + ".")
	p.say(p.speak.Money(q.Payment.Amount) + ", " + p.speak.Whole(q.Intent) + ".")
	p.say(strings.Join([]string{card, reference, at}, ", ") + ".")
	for _, w := range p.speak.Warnings(q, q.TwinNow(p.list), p.list.Judge(q.Intent).Verdict, around) {
		p.sayText(words.PlainWarning, "warning", w)
	}
	p.say(p.speak.Effect(q.Payment))
	if reason := q.Recorded(); reason != "" {
		p.sayText(words.PlainReasonIs, "reason", reason)
	} else {
		p.sayText(words.PlainReasonHow)
	}
	p.asked = printedQuestion{mustType: q.MustType, twin: p.twinNow()}
	p.prompt()
}

// prompt prints what can be answered, and waits anew until it can be.
func (p *Session) prompt() {
	p.asked.shown = time.Time{}
	switch q := p.question; {
	case q == nil:
		p.sayText(words.PlainAskQuit)
	case q.AmountMissing():
		p.sayText(words.PlainAskAmount, "amount", p.speak.ToType(q.Payment.Amount))
	default:
		p.sayText(words.PlainAskReverse, "amount", p.speak.Money(q.Payment.Amount))
	}
}

// outdated says whether what was printed of the question isn't so any more.
func (p *Session) outdated() bool {
	return p.question.MustType != p.asked.mustType || p.twinNow() != p.asked.twin
}

// twinNow is what would be printed of the question's twin now.
func (p *Session) twinNow() printedTwin {
	twin := printedTwin{Twin: p.question.TwinNow(p.list)}
	if twin.Status == dojo.StatusAuthorized {
		twin.since = p.list.StaleSince()
	}
	return twin
}

// keep keeps the payment of the question, and says so.
func (p *Session) keep() {
	p.say(p.speak.Kept(p.question.Payment, p.list.StaleSince()))
	p.question = nil
}

// followQuestion withdraws the question where its payment can't be reversed any
// more, and asks anew where what was printed isn't so any more.
func (p *Session) followQuestion() {
	q := p.question
	switch {
	case q == nil:
	case q.Broken != nil:
		p.question = nil
		p.sayText(words.PlainWasAbout, "text", p.speak.BrokenWhole(*q.Broken, q.Payment, p.list.Attempt(q.Payment.ID), p.around(q.Payment.ID)), "what", p.speak.Label(q.Payment))
	case q.Reading:
	case p.outdated():
		p.sayText(words.PlainAgain)
		p.show()
	}
}

// answer takes a line while a question waits. Only the word itself reverses;
// everything else keeps, or asks again.
func (p *Session) answer(l Line, text string, clean bool) {
	q := p.question
	inTime := p.inTime(l) && clean
	verb, rest := cutWord(text)
	switch {
	case text == "" && clean, oneOf(text, "keep", "no", "n"):
		p.keep()
	case oneOf(text, "quit", "q", "exit"):
		p.keep()
		p.quit()
	case q.Reading:
		p.sayText(words.PlainStillReading)
	case verb == "because":
		q.Because(rest)
		p.show()
	case q.AmountMissing():
		p.amount(text, inTime)
	case !strings.EqualFold(text, "reverse"):
		p.prompt()
	case !inTime:
		p.sayText(words.PlainTooEarly)
		p.prompt()
	default:
		p.confirm()
	}
}

// amount takes the amount that must be typed before the question itself.
func (p *Session) amount(text string, inTime bool) {
	q := p.question
	switch q.TypeAmount(text); {
	case q.AmountMissing():
		p.sayText(words.PlainNotAmount)
		q.TypeAmount("")
	case !inTime:
		p.sayText(words.PlainTooEarly)
		q.TypeAmount("")
	}
	p.prompt()
}

// confirm reverses, unless the newest news changes what was asked: then that is
// said instead.
func (p *Session) confirm() {
	p.listArrived()
	q := p.question
	if p.outdated() {
		return // followQuestion says it
	}
	if q.Choose(); !q.Confirm(p.list, p.rules()) {
		return
	}
	p.question = nil
	p.deps.Reversals.Start(q.Payment, q.Recorded(), p.deps.Now())
	p.list.Take(p.list.Snapshot(), p.deps.Reversals.Attempts())
}

// quit ends, or asks first while something is under way.
func (p *Session) quit() {
	open := p.list.Watched()
	if len(open) == 0 {
		p.ended = true
		return
	}
	for _, a := range open {
		p.say(p.speak.Unfinished(a))
	}
	p.sayText(words.TextQuitUnwatched)
	p.leaving = true
	p.prompt()
}

// answerQuit takes a line while it is asked whether to quit. Anything else is
// staying, and done.
func (p *Session) answerQuit(l Line, text string) {
	inTime := p.inTime(l)
	switch {
	case oneOf(text, "quit", "q", "exit") && !inTime && len(p.list.Watched()) > 0:
		p.sayText(words.PlainTooEarly)
		p.prompt()
	case oneOf(text, "quit", "q", "exit"):
		p.ended = true
	default:
		p.leaving = false
		if text == "" {
			p.sayText(words.PlainStaying)
			return
		}
		p.command(text)
	}
}

func oneOf(text string, words ...string) bool {
	for _, w := range words {
		if strings.EqualFold(text, w) {
			return true
		}
	}
	return false
}
