package shopday

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// NotWhole are the ways in which a list may not be all that Dojo has.
var NotWhole = map[string]func(*feed.Snapshot){
	"cut":                               func(s *feed.Snapshot) { s.Complete, s.Cut = false, true },
	"not checked yet":                   func(s *feed.Snapshot) { s.Complete = false },
	"unreadable rows":                   func(s *feed.Snapshot) { s.Unreadable = 2 },
	"cut, all the same called complete": func(s *feed.Snapshot) { s.Cut = true },
}

// Claims are what may only be said of a list that is whole.
var Claims = []string{
	"No payments yet", "Nothing to reverse", "To reverse 0", "No match.", "Paid by phone or watch", "None here;", "No payments in this view", "0 held", "0 reversed", "0 captured", "Dojo's list was too long",
}

// ToldLess are the ways in which a list leaves out what a question must say.
var ToldLess = map[string]func(*dojo.PaymentIntent){
	"no card":         func(p *dojo.PaymentIntent) { p.SetCard(dojo.Card{}) },
	"a brand alone":   func(p *dojo.PaymentIntent) { p.Last4 = "" },
	"no payment time": func(p *dojo.PaymentIntent) { p.PaidAt = 0 },
}

// FullRead is a read that tells all of such a payment.
func FullRead(string) (dojo.PaymentIntent, error) { return *Paid("1011", "18:42:07", 4250), nil }

// InTrouble makes a list one that Dojo doesn't answer for.
func InTrouble(s *feed.Snapshot) {
	s.Trouble = &feed.Trouble{Err: ErrNoNetwork, RetryAt: Sunday.Add(8 * time.Second), Since: Sunday}
}
