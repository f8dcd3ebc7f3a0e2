package ui

// view names a view.
func (t tongue) view(v view) string {
	return t.say([...]string{viewNameRecent, viewNameToReverse, viewNameRefund, viewNameTooLate, viewNameReversed, viewNameEverything}[v])
}

// inPlain is how plain mode speaks: of what is typed, not of keys.
func (s speaker) inPlain() speaker {
	s.typed, s.dots = true, s.say(plainEnding)
	return s
}
