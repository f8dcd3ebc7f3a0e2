package ui

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// report is what is said of an attempt: what happened and what to do about it,
// what to tell the customer, and when it is looked at again. There is always
// something for the customer, who waits at the counter or has to be rung.
type report struct{ notice, customer, again string }

// text puts a report together.
func (s speaker) text(r report) string {
	text := r.notice
	for _, more := range []string{r.customer, r.again} {
		if more != "" {
			text = s.say(textThen, "text", text, "then", more)
		}
	}
	return text
}

// customer is the line for the customer.
func (s speaker) customer(a *reversal.Attempt, l onList) string {
	taken := a.Payment.Status == dojo.StatusCaptured || standing(a, l) == dojo.StatusCaptured
	switch outcomeOf(a, l) {
	case moneySending:
		return s.say(customerSending)
	case moneyMoving:
		if taken {
			return s.say(customerMovingTaken)
		}
		return s.say(customerMoving)
	case moneyUnsure:
		return s.say(customerUnsure)
	case moneyReversed:
		return s.say(customerReversed, "quote", s.reversedQuote(a.Payment))
	case moneyHeld:
		return s.say(customerHeld)
	case moneyTaken:
		return s.say(customerTaken)
	case moneyCharged:
		return s.say(customerCharged)
	case moneyRefunded:
		return s.say(customerRefunded, "pending", s.pending)
	case moneyNotPaid:
		return s.say(customerNotPaid)
	}
	return s.say(customerUnknown)
}

// reversedQuote is what the customer of a reversed payment is told, with the
// number that the bank finds it by, where there is one.
func (s speaker) reversedQuote(p journal.Payment) string {
	quote, withCode := s.say(textTellHeld, "pending", s.pending), textTellCode
	if p.Status == dojo.StatusCaptured {
		quote, withCode = s.say(textTellTaken, "pending", s.pending), textTellCodeTaken
	}
	if p.AuthCode != "" {
		quote = s.say(withCode, "text", quote, "code", p.AuthCode)
	}
	return quote
}
