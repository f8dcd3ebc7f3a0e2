package plain

import (
	"dojoreversals/ui/words"
)

// command is one line of the table of what can be typed in plain mode,
// which feeds the help.
type command struct {
	Typed string // as people read it
	Help  string // in English
}

// commands is the table of what can be typed.
func commands() []command {
	return []command{
		{"list", words.PlainHelpList},
		{"more", words.PlainHelpMore},
		{"find 1013", words.PlainHelpFind},
		{"view reversed", words.PlainHelpView},
		{"show 3", words.PlainHelpShow},
		{"reverse 3", words.PlainHelpReverse},
		{"reverse 3 because charged twice", words.PlainHelpBecause},
		{"results", words.PlainHelpResults},
		{"day", words.PlainHelpDay},
		{"refresh", words.PlainHelpRefresh},
		{"technical", words.PlainHelpTechnical},
		{"help", words.PlainHelpHelp},
		{"quit", words.PlainHelpQuit},
	}
}
