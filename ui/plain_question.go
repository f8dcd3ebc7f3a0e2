package ui

import (
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/words"
)

// asked is the question that waits for an answer, as far as the Model's dialog
// doesn't know it: what was printed, and since when it can be answered.
type asked struct {
	// shown is when the question's last line had been written, or when the
	// newest line was typed after that; zero until it is written. Only a line
	// that begins half a second later counts.
	shown time.Time
	needs string // the amount to type, as it was printed
	twin  string // what was printed of the twin
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
	return !l.More && !l.Began.Before(shown.Add(quietTime))
}

// ask asks about a payment, or says why it can't be reversed.
func (p *Plain) ask(intent *dojo.PaymentIntent, reason string) {
	d, why := p.m.askAbout(intent)
	if d != nil && !p.interactive {
		d, why = nil, p.m.speak.Say(words.PlainNeedsTerminal)
	}
	if d == nil {
		// A number that was mistyped must be noticed.
		p.sayText(words.PlainAbout, "what", p.m.speak.Label(journal.Confirmed(intent)), "why", why)
		return
	}
	d.because(reason)
	p.m.dialog = d
	if mustRead(intent) {
		p.sayText(words.PlainAbout, "what", p.m.speak.Label(d.payment), "why", p.m.speak.Say(words.TextReadingFirst))
		p.looking++
		p.later = append(p.later, p.m.readFirst(d))
		return
	}
	p.show()
}

// because takes a reason as it was typed: one of those that the screen offers,
// or any other.
func (d *dialog) because(reason string) {
	runes := []rune(dojo.Clean(reason))
	reason = strings.TrimSpace(string(runes[:min(len(runes), 60)]))
	d.reason, d.other = 0, ""
	for i, r := range reasons()[:len(reasons())-1] {
		if strings.EqualFold(r, reason) {
			d.reason = i
			return
		}
	}
	if reason != "" {
		d.reason, d.other = len(reasons())-1, reason
	}
}

// show prints the whole question.
func (p *Plain) show() {
	m, d := p.m, p.m.dialog
	d.typed = ""
	p.say(m.speak.Say(words.TitleReverse) + " " + p.m.whose() + ".")
	p.say(m.speak.Money(d.payment.Amount) + ", " + m.wholeText(d) + ".")
	p.say(strings.ReplaceAll(m.whichText(d, 1000), "   ", ", ") + ".")
	for _, w := range m.warnings(d) {
		p.sayText(words.PlainWarning, "warning", w)
	}
	p.say(m.effectText(d))
	if reason := d.reasonText(); reason != "" {
		p.sayText(words.PlainReasonIs, "reason", reason)
	} else {
		p.sayText(words.PlainReasonHow)
	}
	p.asked = asked{needs: d.needs, twin: p.twinText(d)}
	p.prompt()
}

// prompt prints what can be answered, and waits anew until it can be.
func (p *Plain) prompt() {
	p.asked.shown = time.Time{}
	switch d := p.m.dialog; {
	case d == nil:
		p.sayText(words.PlainAskQuit)
	case d.needs != "" && !d.typedRight():
		p.sayText(words.PlainAskAmount, "amount", p.m.speak.ToType(d.payment.Amount))
	default:
		p.sayText(words.PlainAskReverse, "amount", p.m.speak.Money(d.payment.Amount))
	}
}

func (p *Plain) twinText(d *dialog) string {
	if d.twin == nil {
		return ""
	}
	return p.m.twinText(d)
}

// followQuestion withdraws the question where its payment can't be reversed any
// more, and asks anew where what was printed isn't so any more.
func (p *Plain) followQuestion() {
	d := p.m.dialog
	switch {
	case d == nil:
	case d.broken != "":
		p.m.dialog = nil
		p.sayText(words.PlainWasAbout, "text", p.m.brokenText(d), "what", p.m.speak.Label(d.payment))
	case d.reading != 0:
	case d.needs != p.asked.needs, p.twinText(d) != p.asked.twin:
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
		p.m.keep()
	case oneOf(text, "quit", "q", "exit"):
		p.m.keep()
		p.sayInfo()
		p.quit()
	case d.reading != 0:
		p.sayText(words.PlainStillReading)
	case verb == "because":
		d.because(rest)
		p.show()
	case d.needs != "" && !d.typedRight():
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
	d.typed = text
	switch {
	case !d.typedRight():
		p.sayText(words.PlainNotAmount)
		d.typed = ""
	case !inTime:
		p.sayText(words.PlainTooEarly)
		d.typed = ""
	}
	p.prompt()
}

// confirm reverses, unless the newest news changes what was asked: then that is
// said instead.
func (p *Plain) confirm() {
	m, d := p.m, p.m.dialog
	m.listArrived()
	if d.broken != "" || d.reading != 0 || d.needs != p.asked.needs || p.twinText(d) != p.asked.twin {
		return // followQuestion says it
	}
	d.focus = stopReverse
	m.confirm()
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
