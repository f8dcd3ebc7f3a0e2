package plain

import (
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/words"
)

// asked is what was asked and waits for an answer: whether to reverse a payment,
// or whether to quit.
type asked struct {
	question *confirm.Question // whether to reverse a payment, or nil
	leaving  bool              // whether to quit; only without a question
	// shown is when the last line of what is asked had been written, or when the
	// newest line was typed after that; zero until it is written. Only a line that
	// begins half a second later counts.
	shown time.Time
	// What was printed of the question, as far as it may change without breaking it.
	mustType bool
	twin     printedTwin
	rules    confirm.Rules
	refused  *confirm.Refusal // why nobody was asked last, or not any more; nil where somebody was
}

// printedTwin is what was printed of a question's twin, as far as its sentence
// depends on it.
type printedTwin struct {
	confirm.Twin
	today bool      // it was paid today
	since time.Time // of one that is held: the minute in which Dojo last answered, where it doesn't answer
}

// inTime says whether a line may answer what is asked, and counts it as typing
// in any case. What was typed ahead, what came in one piece with the line that
// led to the question, what comes in a stream without a pause and what came with
// more behind it isn't from somebody who has read it.
//
// The terminal keeps a line until enter is pressed, so that a line's first key
// may be older than its first byte here. That is why the question is answered
// with a whole word of its own, and not with an enter that might be under way.
func (a *asked) inTime(l Line) bool {
	shown := a.shown
	if shown.IsZero() {
		return false
	}
	if l.Ended.After(shown) {
		a.shown = l.Ended
	}
	return !l.More && !l.Began.Before(shown.Add(confirm.QuietTime))
}

// show prints the whole question.
func (a *asked) show(v *voice) {
	q := a.question
	said := v.speak.Question(q, v.around(q.Payment.ID))
	card, reference, at := said.Which()
	q.TypeAmount("")
	v.say(v.speak.Say(words.TitleReverse) + " " + v.speak.Whose() + ".")
	v.say(v.speak.Money(q.Payment.Amount) + ", " + said.Whole() + ".")
	v.say(strings.Join([]string{card, reference, at}, ", ") + ".")
	for _, w := range said.Warnings(q.TwinNow(v.list), v.list.Judge(q.Intent).Verdict) {
		v.sayText(words.PlainWarning, "warning", w)
	}
	effect, _ := said.Effect()
	v.say(effect)
	if reason := q.Recorded(); reason != "" {
		v.sayText(words.PlainReasonIs, "reason", reason)
	} else {
		v.sayText(words.PlainReasonHow)
	}
	a.mustType, a.twin = q.MustType, a.twinNow(v)
	a.prompt(v)
}

// prompt prints what can be answered, and waits anew until it can be.
func (a *asked) prompt(v *voice) {
	a.shown = time.Time{}
	switch q := a.question; {
	case q == nil:
		v.sayText(words.PlainAskQuit)
	case q.AmountMissing():
		v.sayText(words.PlainAskAmount, "amount", v.speak.ToType(q.Payment.Amount))
	default:
		v.sayText(words.PlainAskReverse, "amount", v.speak.Money(q.Payment.Amount))
	}
}

// outdated says whether what was printed of the question isn't so any more.
func (a *asked) outdated(v *voice) bool {
	return a.question.MustType != a.mustType || a.twinNow(v) != a.twin
}

// twinNow is what would be printed of the question's twin now.
func (a *asked) twinNow(v *voice) printedTwin {
	q := a.question
	if q.Twin == nil {
		return printedTwin{}
	}
	paid, _ := q.Twin.PaidOrCreated()
	twin := printedTwin{Twin: q.TwinNow(v.list), today: v.list.Now().IsToday(paid)}
	switch {
	case !twin.Moving:
		twin.WentBack = false
	case !twin.WentBack:
		twin.Status = "" // that it is being reversed is all that is said
	}
	if twin.Status == dojo.StatusAuthorized && !twin.Moving {
		twin.since = v.list.Snapshot().StaleSince().Truncate(time.Minute)
	}
	return twin
}

// review holds the question against what is known now.
func (a *asked) review(v *voice) {
	if a.question != nil {
		a.question.Review(v.list, a.rules)
	}
}

// follow withdraws the question where its payment can't be reversed any more, and
// asks anew where what was printed isn't so any more.
func (a *asked) follow(v *voice) {
	q := a.question
	switch {
	case q == nil:
	case q.Broken != nil:
		a.question, a.refused = nil, q.Broken
		text := v.speak.Refusal(*q.Broken, v.around(q.Payment.ID)).BrokenText(q.Payment, v.list.Attempt(q.Payment.ID))
		v.sayText(words.PlainWasAbout, "text", text, "what", v.speak.Label(q.Payment))
	case q.Reading:
	case a.outdated(v):
		v.sayText(words.PlainAgain)
		a.show(v)
	}
}

// keep keeps the payment of the question, and says so.
func (a *asked) keep(v *voice) {
	v.say(v.speak.Kept(a.question.Payment, v.list.Snapshot().StaleSince()))
	a.question = nil
}

// amount takes the amount that must be typed before the question itself.
func (a *asked) amount(v *voice, text string, inTime bool) {
	q := a.question
	switch q.TypeAmount(text); {
	case q.AmountMissing():
		v.sayText(words.TextNotAmount, "amount", v.speak.ToType(q.Payment.Amount))
		q.TypeAmount("")
	case !inTime:
		v.sayText(words.PlainTooEarly)
		q.TypeAmount("")
	}
	a.prompt(v)
}

// ask asks about a payment, or says why it can't be reversed.
func (p *Session) ask(intent *dojo.PaymentIntent, reason string) {
	because := func(why string) {
		// A number that was mistyped must be noticed.
		p.sayText(words.PlainAbout, "what", p.speak.Label(journal.Confirmed(intent)), "why", why)
	}
	q, no := confirm.Ask(p.list, p.rules, intent)
	p.refused = no
	switch {
	case no != nil:
		if no.Because == confirm.UnderWay {
			p.list.BringBack(&no.Attempt)
		}
		because(p.speak.Refusal(*no, p.around(intent.ID)).Text())
		return
	case !p.interactive:
		because(cantReverse(p))
		return
	}
	q.Because(reason)
	p.question = q
	if q.Reading {
		because(p.speak.Say(words.TextReadingFirst))
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
	p.began = p.deps.Reversals.Start(q.Payment, q.Recorded(), p.deps.Now())
	p.takeNews(p.list.Snapshot())
}

// quit ends, or asks first while something is under way.
func (p *Session) quit() {
	open := p.list.AskBeforeQuit()
	if len(open) == 0 || p.alone {
		p.ended = true
		p.failed = !p.interactive && p.started && !p.alone && isUnlisted(p.list)
		return
	}
	for _, a := range open {
		p.say(p.attempt(a).Unfinished())
	}
	p.say(words.Quitting(p.voice.speak))
	p.leaving = true
	p.prompt(p.voice)
}

// answerQuit takes a line while it is asked whether to quit. Anything else is
// staying, and done.
func (p *Session) answerQuit(l Line, text string) {
	inTime := p.inTime(l)
	switch {
	case isQuit(text) && !inTime && len(p.list.AskBeforeQuit()) > 0:
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
