package plain

import (
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/words"
)

// ask asks about a payment, or says why it can't be reversed.
func (p *Session) ask(intent *dojo.PaymentIntent, reason string) {
	refused := func(why string) {
		// A number that was mistyped must be noticed.
		p.sayText(words.PlainAbout, "what", p.speak.Label(journal.Confirmed(intent)), "why", why)
	}
	q, no := confirm.Ask(p.list, p.rules, intent)
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
	p.show(p.voice)
}

// read takes in the first read of the question's payment, and asks about it.
func (p *Session) read(r Answer) {
	q := p.question
	if q == nil || q != r.asked || !q.Reading {
		return
	}
	p.takeNews(p.deps.List.Snapshot())
	if q.Read(p.list, p.rules, &r.payment, r.err); q.Broken == nil {
		p.show(p.voice)
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
		p.keep(p.voice)
	case isQuit(text):
		p.keep(p.voice)
		p.quit()
	case q.Reading:
		p.sayText(words.PlainStillReading)
	case verb == "because":
		q.Because(rest)
		p.show(p.voice)
	case q.AmountMissing():
		p.amount(p.voice, text, inTime)
	case !strings.EqualFold(text, "reverse"):
		p.prompt(p.voice)
	case !inTime:
		p.sayText(words.PlainTooEarly)
		p.prompt(p.voice)
	default:
		p.confirm()
	}
}

// confirm reverses, unless the newest news changes what was asked: then that is
// said instead.
func (p *Session) confirm() {
	p.listArrived()
	q := p.question
	if p.outdated(p.voice) {
		return // follow says it
	}
	if q.Choose(); !q.Confirm(p.list, p.rules) {
		return
	}
	p.question = nil
	p.deps.Reversals.Start(q.Payment, q.Recorded(), p.deps.Now())
	p.takeNews(p.list.Snapshot())
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
	p.prompt(p.voice)
}

// answerQuit takes a line while it is asked whether to quit. Anything else is
// staying, and done.
func (p *Session) answerQuit(l Line, text string) {
	inTime := p.inTime(l)
	switch {
	case isQuit(text) && !inTime && len(p.list.Watched()) > 0:
		p.sayText(words.PlainTooEarly)
		p.prompt(p.voice)
	case isQuit(text):
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
