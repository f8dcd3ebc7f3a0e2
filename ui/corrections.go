package ui

import (
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// notes are what the details say of an attempt besides its state.
func (m *Model) notes(a *reversal.Attempt) []string {
	var notes []string
	if worklist.WentBack(a) {
		notes = append(notes, m.speak.BackText(a, m.list.OnList(a.Payment.ID).Can))
	}
	for i := range m.list.Attempts() {
		if by := &m.list.Attempts()[i]; by.ID == a.CorrectedBy {
			notes = append(notes, m.speak.Say(words.TextReversedBy, "time", m.speak.On(m.speak.Confirmed(by.Attempt), words.TimeSeconds), "who", m.speak.Who(by.Attempt)))
		}
	}
	return notes
}
