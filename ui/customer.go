package ui

import (
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

// customerOf is the line for the customer of a payment about which somebody was
// asked, and which can't be reversed any more.
func (m *Model) customerOf(p journal.Payment) string {
	l := m.list.OnList(p.ID)
	if a := m.list.Attempt(p.ID); a != nil && (a.State.Open() || worklist.ReversedBy(a)) {
		return m.speak.Customer(a, l)
	}
	nothingSent := reversal.Attempt{Attempt: journal.Attempt{Payment: p, State: journal.Abandoned}}
	return m.speak.Customer(&nothingSent, l)
}
