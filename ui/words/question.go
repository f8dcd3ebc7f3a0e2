package words

import (
	"cmp"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/confirm"
)

// Question says what is asked before a reversal.
type Question struct {
	Speaker
	Around
	q *confirm.Question
}

// Question speaks of a question. k is what is known around its payment.
func (s Speaker) Question(q *confirm.Question, k Around) Question { return Question{s, k, q} }

// Whole says that it is the whole amount, and of what it consists.
func (s Question) Whole() string {
	x := s.q.Intent.Extras()
	var parts []string
	for _, part := range []struct {
		text string
		m    *dojo.Money
	}{{textTip, x.Tips}, {textService, x.ServiceCharge}, {textCashback, x.Cashback}} {
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
func (s Question) Which() (card, reference, at string) {
	p := s.q.Payment
	at = s.On(p.PaidAt, dateSeconds)
	if s.sameDay(p.PaidAt, s.Now.Dojo) {
		at = s.Say(textToday, "time", s.On(p.PaidAt, timeSeconds))
	}
	return cmp.Or(s.Card(p.Card), s.Say(TextNoCard)), cmp.Or(p.Reference, p.ID), at
}

// Warnings are what somebody must know before they reverse. twin is what is known
// of the question's twin, and v what the rule says of its payment now.
func (s Question) Warnings(twin confirm.Twin, v dojo.Verdict) []string {
	var list []string
	add := func(text string) { list = append(list, text) }
	if warning := s.OtherHost(); warning != "" {
		add(warning)
	}
	switch c := s.q.Intent.Charge(); {
	case c.Other != nil:
		add(s.Say(textDisagree, "total", s.Money(c.Total), "other", s.Money(*c.Other)))
	case !c.Certain:
		add(s.Say(textOneFigure))
	}
	if s.q.Twin != nil {
		add(s.twin(twin))
	}
	if s.q.Intent.Kind().CardMachine {
		add(s.Say(textCardMachine))
	}
	if !v.Reversible {
		return list
	}
	if v.FromCreated {
		add(s.Say(textFromCreated))
	}
	switch left := v.Deadline.Sub(s.Now.Span.Latest); {
	case wholeMinutes(left) == time.Minute:
		add(s.Say(textLastMayBeLate))
	case left <= 2*time.Minute:
		add(s.Say(textMayBeLate, "left", s.MinutesLeft(left)))
	case left <= lastMinutes:
		add(s.Say(textTimeLeft, "left", s.MinutesLeft(left)))
	}
	return list
}

// twin says what became of the same payment of another minute, as it is known
// now.
func (s Question) twin(now confirm.Twin) string {
	at, _ := s.q.Twin.PaidOrCreated()
	amount, when := s.Money(s.q.Payment.Amount), s.WhenText(at, s.Now.Dojo)
	text := textTwinOther
	switch {
	case now.Moving && now.WentBack:
		text = textTwinUnsure
	case now.Moving:
		text = textTwinMoving
	case now.Status == dojo.StatusReversed:
		text = textTwinReversed
	case now.Status == dojo.StatusAuthorized && !s.List.Since.IsZero():
		return s.Say(textTwinHeldThen, "amount", amount, "time", when, "then", s.At(s.List.Since))
	case now.Status == dojo.StatusAuthorized:
		text = textTwinHeld
	case now.Status == dojo.StatusCaptured:
		text = textTwinCaptured
	case now.Status == dojo.StatusRefunded:
		text = textTwinRefunded
	}
	return s.Say(text, "amount", amount, "time", when, "status", string(now.Status))
}

// Effect says what reversing does, and the same in fewer words.
func (s Question) Effect() (long, short string) {
	long, short = textEffect, textEffectShort
	if s.q.Payment.Status == dojo.StatusCaptured {
		long, short = textEffectTaken, textEffectTakenShort
	}
	return s.Say(long, "amount", s.Money(s.q.Payment.Amount)), s.Say(short)
}

// Reason names the reason that is chosen, as it is offered.
func (s Question) Reason() string {
	return s.Say([confirm.Reasons]string{reasonNone, reasonCustomer, reasonMistake, reasonTwice, reasonWrong, reasonOther}[s.q.Reason])
}
