package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/cells"
)

// field is a line of text that somebody types. textinput does the editing; the
// caret is drawn as a character, since it must show without colours.
type field struct{ input textinput.Model }

// newField makes an empty field for at most so many characters.
func newField(most int) field {
	f := field{textinput.New()}
	f.input.CharLimit = most
	// Nothing is completed, and a clipboard that ctrl+v would read is the host's,
	// not that of whoever sits at the terminal.
	none := key.NewBinding()
	keys := &f.input.KeyMap
	keys.Paste, keys.AcceptSuggestion, keys.NextSuggestion, keys.PrevSuggestion = none, none, none, none
	f.input.Focus()
	return f
}

func (f *field) text() string { return f.input.Value() }

// edits says whether a key changes the text or moves the caret in it. An arrow
// that leads out of the text is not the field's.
func (f *field) edits(k tea.KeyMsg) bool {
	switch k.String() {
	case "left":
		return f.input.Position() > 0
	case "right":
		return f.input.Position() < len([]rune(f.text()))
	}
	keys := f.input.KeyMap
	return typedText(k) != "" || key.Matches(k,
		keys.CharacterForward, keys.CharacterBackward, keys.WordForward, keys.WordBackward, keys.LineStart, keys.LineEnd,
		keys.DeleteWordBackward, keys.DeleteWordForward, keys.DeleteAfterCursor, keys.DeleteBeforeCursor,
		keys.DeleteCharacterBackward, keys.DeleteCharacterForward)
}

// edit takes a key that edits.
func (f *field) edit(k tea.KeyMsg) {
	if text := typedText(k); text != "" {
		k.Runes = []rune(text)
	}
	f.input, _ = f.input.Update(k)
}

// withCaret draws the text with its caret in at most w cells, so that the caret
// is seen.
func (f *field) withCaret(w int, ellipsis string) string {
	r, at := []rune(f.text()), f.input.Position()
	before, after := string(r[:at]), string(r[at:])
	room := w - 1
	if after != "" {
		room -= cells.Width(ellipsis)
	}
	if room <= cells.Width(ellipsis) {
		ellipsis = "" // what was typed last is worth more
	}
	if cells.Width(before) > room {
		before = cells.Ending(before, room, ellipsis)
	}
	return cells.Cut(before+"_"+after, w, ellipsis)
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
