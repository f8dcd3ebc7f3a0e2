package words

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

// Report is what is said of an attempt: what happened and what to do about it,
// what to tell the customer, and when it is looked at again. There is always
// something for the customer, who waits at the counter or has to be rung.
type Report struct{ Notice, Customer, Again string }

// Text puts a report together.
func (s Speaker) Text(r Report) string {
	text := r.Notice
	for _, more := range []string{r.Customer, r.Again} {
		if more != "" {
			text = s.Say(textThen, "text", text, "then", more)
		}
	}
	return text
}

// Customer is the line for the customer.
func (s Speaker) Customer(a *reversal.Attempt, l worklist.OnList) string {
	taken := a.Payment.Status == dojo.StatusCaptured || worklist.Standing(a, l) == dojo.StatusCaptured
	switch worklist.OutcomeOf(a, l) {
	case worklist.MoneySending:
		return s.Say(customerSending)
	case worklist.MoneyMoving:
		if taken {
			return s.Say(customerMovingTaken)
		}
		return s.Say(customerMoving)
	case worklist.MoneyUnsure:
		return s.Say(customerUnsure)
	case worklist.MoneyReversed:
		return s.Say(customerReversed, "quote", s.reversedQuote(a.Payment))
	case worklist.MoneyHeld:
		return s.Say(customerHeld)
	case worklist.MoneyTaken:
		return s.Say(customerTaken)
	case worklist.MoneyCharged:
		return s.Say(customerCharged)
	case worklist.MoneyRefunded:
		return s.Say(customerRefunded, "pending", s.pending)
	case worklist.MoneyNotPaid:
		return s.Say(customerNotPaid)
	}
	return s.Say(customerUnknown)
}

// reversedQuote is what the customer of a reversed payment is told, with the
// number that the bank finds it by, where there is one.
func (s Speaker) reversedQuote(p journal.Payment) string {
	quote, withCode := s.Say(textTellHeld, "pending", s.pending), textTellCode
	if p.Status == dojo.StatusCaptured {
		quote, withCode = s.Say(textTellTaken, "pending", s.pending), textTellCodeTaken
	}
	if p.AuthCode != "" {
		quote = s.Say(withCode, "text", quote, "code", p.AuthCode)
	}
	return quote
}
