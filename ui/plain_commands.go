package ui

// PlainCommand is one line of the table of what can be typed in plain mode,
// which feeds the help and the README.
type PlainCommand struct {
	Typed string // as people read it
	Help  string // in English
}

// PlainCommands is the table of what can be typed.
func PlainCommands() []PlainCommand {
	return []PlainCommand{
		{"list", plainHelpList},
		{"more", plainHelpMore},
		{"find 1013", plainHelpFind},
		{"view reversed", plainHelpView},
		{"show 3", plainHelpShow},
		{"reverse 3", plainHelpReverse},
		{"reverse 3 because charged twice", plainHelpBecause},
		{"results", plainHelpResults},
		{"day", plainHelpDay},
		{"refresh", plainHelpRefresh},
		{"technical", plainHelpTechnical},
		{"help", plainHelpHelp},
		{"quit", plainHelpQuit},
	}
}
