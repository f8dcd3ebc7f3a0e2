package words

import (
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/worklist"
)

// Around is what is known around a payment, as far as sentences about it depend
// on that.
type Around struct {
	List     worklist.OnList // what the list shows of it
	Now      worklist.Now
	ReadOnly string // why nothing can be reversed, "" if it can
}

// Report is what is said of an attempt.
func (s Speaker) Report(a *reversal.Attempt, k Around) Report {
	if a.Resumed {
		return s.Resumed(a, k.List, k.Now.Dojo)
	}
	return s.Attempt(a, k.Now.PC, k.List)
}

// Notice is all that is said of an attempt.
func (s Speaker) Notice(a *reversal.Attempt, k Around) string {
	return s.Recorded(s.Text(s.Report(a, k)), a)
}

// Barred says how an attempt bars its payment.
func (s Speaker) Barred(a *reversal.Attempt, p *dojo.PaymentIntent, k Around) string {
	switch {
	case a.State == journal.Confirming:
		return s.Report(a, k).Notice // Dojo has said that it is reversed
	case a.State.Open():
		return s.UnderWay(a)
	}
	return s.Refusal(dojo.Verdict{Reason: dojo.ReasonReversed}, p)
}

// RefusalOf says why a payment of the list can't be reversed.
func (s Speaker) RefusalOf(r worklist.Row) string {
	if r.Gone {
		return s.Say(textGoneFromDojo)
	}
	return s.Refusal(r.Verdict, r.Payment)
}

// Refused says why nobody is asked about a payment.
func (s Speaker) Refused(no confirm.Refusal, k Around) string {
	switch no.Because {
	case confirm.ReadOnly:
		return s.PlainText(k.ReadOnly)
	case confirm.UnderWay, confirm.ReversedHere:
		return s.Barred(&no.Attempt, no.Row.Payment, k)
	case confirm.NotRead:
		return s.LookUpText(no.Err)
	case confirm.NotEligible, confirm.Changed, confirm.ReversedMeanwhile, confirm.CapturedMeanwhile, confirm.MidnightPassed:
	}
	return s.RefusalOf(no.Row)
}

// RefusedWhole says the same with the line for the customer, where a reversal is
// under way.
func (s Speaker) RefusedWhole(no confirm.Refusal, k Around) string {
	text := s.Refused(no, k)
	if no.Because == confirm.UnderWay {
		return s.Text(Report{Notice: text, Customer: s.Customer(&no.Attempt, k.List)})
	}
	return text
}

// Broken is the message that a question has turned into, and what stands over it.
func (s Speaker) Broken(no confirm.Refusal, k Around) (title, text string) {
	switch no.Because {
	case confirm.UnderWay:
		return s.Say(titleUnderWay), s.Refused(no, k)
	case confirm.ReversedMeanwhile:
		return s.Say(titleAlready), s.Say(textReversedWhile)
	case confirm.Changed:
		text = textChangedWhile
	case confirm.CapturedMeanwhile:
		text = textCapturedWhile
	case confirm.MidnightPassed:
		text = textMidnight
	case confirm.ReadOnly, confirm.ReversedHere, confirm.NotEligible, confirm.NotRead:
		return s.Say(titleNot), s.Say(textNotNow, "why", s.Refused(no, k))
	}
	return s.Say(titleNot), s.Say(text)
}

// BrokenWhole is the whole message with the line for the customer. a is the
// attempt that tells most about the payment, or nil.
func (s Speaker) BrokenWhole(no confirm.Refusal, p journal.Payment, a *reversal.Attempt, k Around) string {
	_, text := s.Broken(no, k)
	return s.Text(Report{Notice: text, Customer: s.CustomerAsked(p, a, k.List)})
}

// CustomerAsked is the line for the customer of a payment about which somebody
// was asked, and which can't be reversed any more. a is the attempt that tells
// most about it, or nil.
func (s Speaker) CustomerAsked(p journal.Payment, a *reversal.Attempt, l worklist.OnList) string {
	if a != nil && (a.State.Open() || worklist.ReversedBy(a)) {
		return s.Customer(a, l)
	}
	nothingSent := reversal.Attempt{Attempt: journal.Attempt{Payment: p, State: journal.Abandoned}}
	return s.Customer(&nothingSent, l)
}

// Whole says that it is the whole amount, and of what it consists.
func (s Speaker) Whole(p *dojo.PaymentIntent) string {
	var parts []string
	for _, part := range []struct {
		text string
		m    *dojo.Money
	}{{textTip, p.Tips}, {textService, p.ServiceCharge}, {textCashback, p.Cashback}} {
		if part.m != nil && part.m.Minor != 0 {
			parts = append(parts, s.Say(part.text, "amount", s.Money(*part.m)))
		}
	}
	if len(parts) == 0 {
		return s.Say(textWhole)
	}
	return s.Say(textWholeWith, "parts", strings.Join(parts, ", "))
}

// Which says which payment it is: by its card, its reference and its time.
func (s Speaker) Which(p journal.Payment, now time.Time) (card, reference, at string) {
	card, reference, at = s.Card(p.Card), p.Reference, s.On(p.PaidAt, dateSeconds)
	if dojo.DayOf(p.PaidAt, s.zone) == dojo.DayOf(now, s.zone) {
		at = s.Say(textToday, "time", s.On(p.PaidAt, timeSeconds))
	}
	if card == "" {
		card = s.Say(TextNoCard)
	}
	if reference == "" {
		reference = p.ID
	}
	return card, reference, at
}

// Warnings are what somebody must know before they reverse. twin is what is known
// of the question's twin, and v what the rule says of its payment now.
func (s Speaker) Warnings(q *confirm.Question, twin confirm.Twin, v dojo.Verdict, k Around) []string {
	var list []string
	add := func(text string) { list = append(list, text) }
	if warning := s.OtherHost(); warning != "" {
		add(warning)
	}
	switch c := q.Intent.Charge(); {
	case c.Other != nil:
		add(s.Say(textDisagree, "total", s.Money(c.Total), "other", s.Money(*c.Other)))
	case !c.Certain:
		add(s.Say(textOneFigure))
	}
	if q.Twin != nil {
		add(s.twin(q, twin, k))
	}
	if q.Intent.CardMachine {
		add(s.Say(textCardMachine))
	}
	if !v.Reversible {
		return list
	}
	if v.FromCreated {
		add(s.Say(textFromCreated))
	}
	switch left := v.Deadline.Sub(k.Now.Span.Latest); {
	case left <= 2*time.Minute:
		add(s.Say(textMayBeLate, "left", s.MinutesLeft(left)))
	case left <= lastMinutes:
		add(s.Say(textTimeLeft, "left", s.MinutesLeft(left)))
	}
	return list
}

// twin says what became of the same payment of another minute, as it is known
// now.
func (s Speaker) twin(q *confirm.Question, now confirm.Twin, k Around) string {
	at, _ := q.Twin.PaidOrCreated()
	amount, when := s.Money(q.Payment.Amount), s.WhenText(at, k.Now.Dojo)
	text := textTwinOther
	switch {
	case now.Moving && now.WentBack:
		text = textTwinUnsure
	case now.Moving:
		text = textTwinMoving
	case now.Status == dojo.StatusReversed:
		text = textTwinReversed
	case now.Status == dojo.StatusAuthorized && !k.List.Since.IsZero():
		return s.Say(textTwinHeldThen, "amount", amount, "time", when, "then", s.At(k.List.Since))
	case now.Status == dojo.StatusAuthorized:
		text = textTwinHeld
	case now.Status == dojo.StatusCaptured:
		text = textTwinCaptured
	case now.Status == dojo.StatusRefunded:
		text = textTwinRefunded
	}
	return s.Say(text, "amount", amount, "time", when, "status", string(now.Status))
}

// Effect says what reversing does.
func (s Speaker) Effect(p journal.Payment) string {
	text := textEffect
	if p.Status == dojo.StatusCaptured {
		text = textEffectTaken
	}
	return s.Say(text, "amount", s.Money(p.Amount))
}

// ShortEffect says the same in fewer words.
func (s Speaker) ShortEffect(p journal.Payment) string {
	if p.Status == dojo.StatusCaptured {
		return s.Say(textEffectTakenShort)
	}
	return s.Say(textEffectShort)
}

// Reason names a reason as it is offered.
func (s Speaker) Reason(r confirm.Reason) string {
	return s.Say([confirm.Reasons]string{reasonNone, reasonCustomer, reasonMistake, reasonTwice, reasonWrong, reasonOther}[r])
}
