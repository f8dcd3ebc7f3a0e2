package ui

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
func (p *Plain) Printed(now time.Time) {
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
func (p *Plain) inTime(l Line) bool {
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
func (p *Plain) ask(intent *dojo.PaymentIntent, reason string) {
	m := p.m
	refused := func(why string) {
		// A number that was mistyped must be noticed.
		p.sayText(words.PlainAbout, "what", m.speak.Label(journal.Confirmed(intent)), "why", why)
	}
	q, no := confirm.Ask(m.list, m.rules(), intent)
	switch {
	case no != nil:
		if no.Because == confirm.UnderWay {
			m.list.BringBack(&no.Attempt)
		}
		refused(m.speak.RefusedWhole(*no, m.around(intent.ID)))
		return
	case !p.interactive:
		refused(m.speak.Say(words.PlainNeedsTerminal))
		return
	}
	q.Because(reason)
	m.dialog = newDialog(q)
	if q.Reading {
		refused(m.speak.Say(words.TextReadingFirst))
		p.looking++
		p.later = append(p.later, readFirst(q, m.deps.List))
		return
	}
	p.show()
}

// show prints the whole question.
func (p *Plain) show() {
	m, d := p.m, p.m.dialog
	around := m.around(d.Payment.ID)
	card, reference, at := m.speak.Which(d.Payment, around.Now.Dojo)
	d.TypeAmount("")
	p.say(m.speak.Say(words.TitleReverse) + " " + p.m.speak.Whose() + ".")
	p.say(m.speak.Money(d.Payment.Amount) + ", " + m.speak.Whole(d.Intent) + ".")
	p.say(strings.Join([]string{card, reference, at}, ", ") + ".")
	for _, w := range m.speak.Warnings(d.Question, d.TwinNow(m.list), m.list.Judge(d.Intent).Verdict, around) {
		p.sayText(words.PlainWarning, "warning", w)
	}
	p.say(m.speak.Effect(d.Payment))
	if reason := d.Recorded(); reason != "" {
		p.sayText(words.PlainReasonIs, "reason", reason)
	} else {
		p.sayText(words.PlainReasonHow)
	}
	p.asked = printedQuestion{mustType: d.MustType, twin: p.twinNow()}
	p.prompt()
}

// prompt prints what can be answered, and waits anew until it can be.
func (p *Plain) prompt() {
	p.asked.shown = time.Time{}
	switch d := p.m.dialog; {
	case d == nil:
		p.sayText(words.PlainAskQuit)
	case d.AmountMissing():
		p.sayText(words.PlainAskAmount, "amount", p.m.speak.ToType(d.Payment.Amount))
	default:
		p.sayText(words.PlainAskReverse, "amount", p.m.speak.Money(d.Payment.Amount))
	}
}

// outdated says whether what was printed of the question isn't so any more.
func (p *Plain) outdated() bool {
	return p.m.dialog.MustType != p.asked.mustType || p.twinNow() != p.asked.twin
}

// twinNow is what would be printed of the question's twin now.
func (p *Plain) twinNow() printedTwin {
	twin := printedTwin{Twin: p.m.dialog.TwinNow(p.m.list)}
	if twin.Status == dojo.StatusAuthorized {
		twin.since = p.m.list.StaleSince()
	}
	return twin
}

// keep keeps the payment of the question, and says so.
func (p *Plain) keep() {
	p.m.info = info{kind: infoKept, payment: p.m.dialog.Payment}
	p.m.dialog = nil
	p.sayInfo()
}

// followQuestion withdraws the question where its payment can't be reversed any
// more, and asks anew where what was printed isn't so any more.
func (p *Plain) followQuestion() {
	d := p.m.dialog
	switch {
	case d == nil:
	case d.Broken != nil:
		p.m.dialog = nil
		p.sayText(words.PlainWasAbout, "text", p.m.brokenText(d.Payment, d.Broken), "what", p.m.speak.Label(d.Payment))
	case d.Reading:
	case p.outdated():
		p.sayText(words.PlainAgain)
		p.show()
	}
}

// answer takes a line while a question waits. Only the word itself reverses;
// everything else keeps, or asks again.
func (p *Plain) answer(l Line, text string, clean bool) {
	d := p.m.dialog
	inTime := p.inTime(l) && clean
	verb, rest := cutWord(text)
	switch {
	case text == "" && clean, oneOf(text, "keep", "no", "n"):
		p.keep()
	case oneOf(text, "quit", "q", "exit"):
		p.keep()
		p.quit()
	case d.Reading:
		p.sayText(words.PlainStillReading)
	case verb == "because":
		d.Because(rest)
		p.show()
	case d.AmountMissing():
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
func (p *Plain) amount(text string, inTime bool) {
	d := p.m.dialog
	switch d.TypeAmount(text); {
	case d.AmountMissing():
		p.sayText(words.PlainNotAmount)
		d.TypeAmount("")
	case !inTime:
		p.sayText(words.PlainTooEarly)
		d.TypeAmount("")
	}
	p.prompt()
}

// confirm reverses, unless the newest news changes what was asked: then that is
// said instead.
func (p *Plain) confirm() {
	p.m.listArrived()
	if !p.outdated() {
		p.m.dialog.Choose()
		p.m.reverse()
	} // else followQuestion says it
}

// quit ends, or asks first while something is under way.
func (p *Plain) quit() {
	open := p.m.list.Watched()
	if len(open) == 0 {
		p.ended = true
		return
	}
	for _, a := range open {
		p.say(p.m.speak.Unfinished(a))
	}
	p.sayText(words.TextQuitUnwatched)
	p.leaving = true
	p.prompt()
}

// answerQuit takes a line while it is asked whether to quit. Anything else is
// staying, and done.
func (p *Plain) answerQuit(l Line, text string) {
	inTime := p.inTime(l)
	switch {
	case oneOf(text, "quit", "q", "exit") && !inTime && len(p.m.list.Watched()) > 0:
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
