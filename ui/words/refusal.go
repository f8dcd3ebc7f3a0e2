package words

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/worklist"
)

// Refusal says why nobody is asked about a payment, or why the question about it
// is over.
type Refusal struct {
	Speaker
	Around
	no confirm.Refusal
}

// Refusal speaks of a refusal. k is what is known around its payment.
func (s Speaker) Refusal(no confirm.Refusal, k Around) Refusal { return Refusal{s, k, no} }

// why says why nobody is asked.
func (s Refusal) why() string {
	switch s.no.Because {
	case confirm.ReadOnly:
		return s.PlainText(s.ReadOnly)
	case confirm.Slept:
		return s.Say(textSleptAsk)
	case confirm.UnderWay, confirm.ReversedHere:
		return s.Attempt(&s.no.Attempt, s.Around).barred()
	case confirm.NotRead:
		return s.LookUpText(s.no.Err)
	case confirm.NotEligible, confirm.Changed, confirm.ReversedMeanwhile, confirm.CapturedMeanwhile, confirm.MidnightPassed:
	}
	return s.Payment(s.no.Row).Refusal()
}

// Text says why nobody is asked, with the line for the customer where a reversal
// is under way.
func (s Refusal) Text() string {
	if s.no.Because == confirm.UnderWay {
		return s.Say(textThen, "text", s.why(), "then", s.Attempt(&s.no.Attempt, s.Around).customer())
	}
	return s.why()
}

// Broken is the message that a question has turned into, and what stands over it.
func (s Refusal) Broken() (title, text string) {
	switch s.no.Because {
	case confirm.UnderWay:
		switch a := &s.no.Attempt; { // it may have ended since
		case worklist.ReversedBy(a):
			return s.Say(statusAlready), s.Say(textReversedWhile)
		case !a.State.Open():
			return s.Say(titleNot), s.Attempt(a, s.Around).ResumedEnd()
		}
		return s.Say(titleUnderWay), s.why()
	case confirm.ReversedMeanwhile:
		return s.Say(statusAlready), s.Say(textReversedWhile)
	case confirm.Changed:
		text = textChangedWhile
	case confirm.CapturedMeanwhile:
		text = textCapturedWhile
	case confirm.MidnightPassed:
		text = textMidnight
		if p := s.no.Row.Payment; p != nil && p.Status == dojo.StatusCaptured {
			text = textMidnightTaken
		}
	case confirm.ReadOnly, confirm.Slept, confirm.ReversedHere, confirm.NotEligible, confirm.NotRead:
		return s.Say(titleNot), s.Say(textNotNow, "why", s.why())
	}
	return s.Say(titleNot), s.Say(text)
}

// BrokenText is the whole message with the line for the customer. p is the
// payment that was asked about, and a the attempt that tells most about it, or nil.
func (s Refusal) BrokenText(p journal.Payment, a *reversal.Attempt) string {
	_, text := s.Broken()
	return s.Say(textThen, "text", text, "then", s.CustomerAsked(p, a, s.Around))
}
