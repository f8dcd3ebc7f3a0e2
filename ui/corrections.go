package ui

import (
	"slices"

	"dojoreversals/dojo/reversal"
)

// watched are the attempts that go on by themselves, and are followed here: what
// the program ticks for, and asks about before it ends. One that Dojo called
// Successful, and whose payment it still holds, was told when that was known. It
// stays in the number in progress and is told again at the next start.
func (m *Model) watched() []*reversal.Attempt {
	return slices.DeleteFunc(m.open(), func(a *reversal.Attempt) bool { return !underWay(a) })
}

// notes are what the details say of an attempt besides its state.
func (m *Model) notes(a *reversal.Attempt) []string {
	var notes []string
	if wentBack(a) {
		notes = append(notes, m.speak.backText(a, m.onList(a).can))
	}
	for i := range m.attempts {
		if by := &m.attempts[i]; by.ID == a.CorrectedBy {
			notes = append(notes, m.speak.say(textReversedBy, "time", m.speak.on(m.speak.confirmed(by.Attempt), timeSeconds), "who", m.speak.who(by.Attempt)))
		}
	}
	return notes
}
