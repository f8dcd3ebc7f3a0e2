package words

import (
	"dojoreversals/dojo"
	"dojoreversals/ui/worklist"
)

// customer is the line for the customer.
func (s Attempt) customer() string {
	taken := s.a.Payment.Status == dojo.StatusCaptured || worklist.KnownStatus(s.a, s.List) == dojo.StatusCaptured
	switch worklist.OutcomeOf(s.a, s.List) {
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
		return s.Say(customerReversed, "quote", s.reversedQuote())
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
func (s Attempt) reversedQuote() string {
	p := s.a.Payment
	quote, withCode := s.Say(textTellHeld, "pending", s.pending), textTellCode
	if p.Status == dojo.StatusCaptured {
		quote, withCode = s.Say(textTellTaken, "pending", s.pending), textTellCodeTaken
	}
	if p.AuthCode != "" {
		quote = s.Say(withCode, "text", quote, "code", p.AuthCode)
	}
	return quote
}
