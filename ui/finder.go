package ui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// finder is the line in which somebody types what to find.
type finder struct {
	open  bool
	field field
}

// maxFind is the most that the finder takes, in characters: an ID has up to
// 100, and braces around it.
const maxFind = 120

// show opens it with the text that is searched for already.
func (f *finder) show(text string) {
	f.open, f.field = true, newField(maxFind)
	f.field.input.SetValue(text)
}

// key takes a key that edits.
func (f *finder) key(k press) {
	typed := k.KeyMsg
	if k.Paste {
		typed = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(dojo.Drawable(string(k.Runes)))}
	}
	if f.field.edits(typed) {
		f.field.edit(typed)
	}
}

// view draws it.
func (f *finder) view(s scene) string {
	const label = 12 // cells at the most, beside the text
	text := f.field.withCaret(s.width-label, s.theme.Ellipsis)
	return cells.Left(s.speak.Say(words.TextFinding, "text", text, "matches", matches(s.list, s.speak)), s.width, s.theme.Ellipsis)
}

// matches is how much was found.
func matches(l *worklist.List, s words.Speaker) string {
	m := l.Matches()
	if !m.Ready {
		return s.Say(words.TextSearchingOn)
	}
	return s.Say(words.TextOf, "n", strconv.Itoa(m.Found), "all", strconv.Itoa(m.Of))
}
