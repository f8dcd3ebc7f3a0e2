package words

import (
	"dojoreversals/dojo"
	"dojoreversals/ui/worklist"
)

// customers are the lines for the customer, by what is known of the money.
var customers = [...]string{
	worklist.MoneyUnknown:  customerUnknown,
	worklist.MoneySending:  customerSending,
	worklist.MoneyMoving:   customerMoving,
	worklist.MoneyUnsure:   customerUnsure,
	worklist.MoneyReversed: customerReversed,
	worklist.MoneyHeld:     customerHeld,
	worklist.MoneyTaken:    customerTaken,
	worklist.MoneyCharged:  customerCharged,
	worklist.MoneyRefunded: customerRefunded,
	worklist.MoneyNotPaid:  customerNotPaid,
}

// customer is the line for the customer.
func (s Attempt) customer() string {
	outcome := worklist.OutcomeOf(s.a, s.List)
	taken := s.a.Payment.Status == dojo.StatusCaptured || worklist.KnownStatus(s.a, s.List) == dojo.StatusCaptured
	if outcome == worklist.MoneyMoving && taken {
		return s.Say(customerMovingTaken)
	}
	return s.Say(customers[outcome], "quote", s.reversedQuote(), "pending", s.pending)
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
