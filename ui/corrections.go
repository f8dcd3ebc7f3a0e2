package ui

import (
	"slices"

	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// watched are the attempts that go on by themselves, and are followed here: what
// the program ticks for, and asks about before it ends. One that Dojo called
// Successful, and whose payment it still holds, was told when that was known. It
// stays in the number in progress and is told again at the next start.
func (m *Model) watched() []*reversal.Attempt {
	return slices.DeleteFunc(m.open(), func(a *reversal.Attempt) bool { return !worklist.UnderWay(a) })
}

// notes are what the details say of an attempt besides its state.
func (m *Model) notes(a *reversal.Attempt) []string {
	var notes []string
	if worklist.WentBack(a) {
		notes = append(notes, m.speak.BackText(a, m.onList(a).Can))
	}
	for i := range m.attempts {
		if by := &m.attempts[i]; by.ID == a.CorrectedBy {
			notes = append(notes, m.speak.Say(words.TextReversedBy, "time", m.speak.On(m.speak.Confirmed(by.Attempt), words.TimeSeconds), "who", m.speak.Who(by.Attempt)))
		}
	}
	return notes
}
