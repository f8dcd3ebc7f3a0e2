package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/words"
)

// action is what a key does in the list.
type action int

const (
	actNone action = iota
	actUp
	actDown
	actPageUp
	actPageDown
	actHome
	actEnd
	actDetails
	actReverse
	actFind
	actView
	actDay
	actTechnical
	actCopy
	actHelp
	actRefresh
	actRedraw
	actSuspend
	actBack
	actQuit
)

// Key is one line of the table of keys, which feeds the key handler, the help
// screen and the README.
type Key struct {
	Keys   []string // as Bubble Tea names them
	Shown  string   // as people read them; "" where the line before shows them too
	Short  string   // one word for the bottom line, "" if it isn't there
	Help   string
	Danger bool // moves money
	action action
}

// Keys is the table of keys of the list.
func Keys() []Key {
	return []Key{
		{[]string{"up", "k"}, "↑ ↓ k j", "", words.HelpMove, false, actUp},
		{[]string{"down", "j"}, "", "", "", false, actDown},
		{[]string{"pgup", "ctrl+b"}, "pgup pgdn", "", words.HelpPage, false, actPageUp},
		{[]string{"pgdown", "ctrl+f", " "}, "", "", "", false, actPageDown},
		{[]string{"home", "g"}, "home end", "", words.HelpEnds, false, actHome},
		{[]string{"end", "G"}, "", "", "", false, actEnd},
		{[]string{"enter"}, "enter", words.KeyDetails, words.HelpDetails, false, actDetails},
		{[]string{"r", "R"}, "r", words.KeyReverse, words.HelpReverse, true, actReverse},
		{[]string{"/"}, "/", words.KeyFind, words.HelpFind, false, actFind},
		{[]string{"v", "V"}, "v", words.KeyView, words.HelpView, false, actView},
		{[]string{"d", "D"}, "d", words.KeyDay, words.HelpDay, false, actDay},
		{[]string{"t", "T"}, "t", "", words.HelpTechnical, false, actTechnical},
		{[]string{"y", "Y"}, "y", "", words.HelpCopy, false, actCopy},
		{[]string{"f5", "ctrl+r"}, "F5 ctrl+r", "", words.HelpRefresh, false, actRefresh},
		{[]string{"ctrl+l"}, "ctrl+l", "", words.HelpRedraw, false, actRedraw},
		{[]string{"ctrl+z"}, "ctrl+z", "", words.HelpSuspend, false, actSuspend},
		{[]string{"esc"}, "esc", "", words.HelpBack, false, actBack},
		{[]string{"?"}, "?", words.KeyHelp, words.HelpHelp, false, actHelp},
		{[]string{"q", "Q", "ctrl+c"}, "q", words.KeyQuit, words.HelpQuit, false, actQuit},
	}
}

func actionsByKey() map[string]action {
	m := map[string]action{}
	for _, k := range Keys() {
		for _, name := range k.Keys {
			m[name] = k.action
		}
	}
	return m
}

// typedText is the text that a key puts into a field, "" for other keys.
func typedText(k tea.KeyMsg) string {
	switch {
	case k.Alt:
		return ""
	case k.Type == tea.KeySpace:
		return " "
	case k.Type == tea.KeyRunes:
		return strings.Join(strings.Fields(string(k.Runes)), " ")
	}
	return ""
}

// edit changes the text of a field by a key, and says whether the key meant
// anything there.
func edit(text string, k tea.KeyMsg, most int) (string, bool) {
	switch k.Type {
	case tea.KeyBackspace, tea.KeyCtrlH:
		r := []rune(text)
		return string(r[:max(len(r)-1, 0)]), true
	case tea.KeyCtrlU:
		return "", true
	}
	typed := typedText(k)
	if typed == "" {
		return text, false
	}
	r := []rune(text + typed)
	return string(r[:min(len(r), most)]), true
}
