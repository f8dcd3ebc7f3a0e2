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
// 100, and may be pasted within a link; and a row has as many as the screen is wide.
const maxFind = 250

// show opens it, empty.
func (f *finder) show() { f.open, f.field = true, newField(maxFind) }

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

// view draws it: what can be typed, or what was typed and how much that has found.
func (f *finder) view(s scene) string {
	if f.field.text() == "" {
		return f.emptyView(s)
	}
	const gap = 2
	count := matches(s.list, s.speak)
	enter := words.KeyList
	if s.list.Matches().ToLookUp != "" {
		enter = words.KeyAskDojo
	}
	enterRank, escRank := rankMost, rankMore
	if m := s.list.Matches(); m.Ready && m.Found == 0 && m.ToLookUp == "" {
		enterRank, escRank = rankMore, rankMost // there is no payment to go to
	}
	keys := []shortKey{{named("enter", s.speak.Say(enter)), enterRank}, {named("esc", s.speak.Say(words.KeyClear)), escRank}}
	room := s.width - cells.Width(s.speak.Say(words.TextFinding, "text", "")) - gap - cells.Width(count) - gap - 1
	const caret = 1
	shown := fitting(keys, max(room-min(cells.Width(f.field.text())+caret, s.width/3), neededWidth(keys)))
	text := f.field.withCaret(room-cells.Width(shown), s.theme.Ellipsis)
	left := s.speak.Say(words.TextFinding, "text", text) + cells.Blank(gap) + count + cells.Blank(gap)
	return left + s.theme.grey.Render(shown)
}

// emptyView says what can be typed.
func (f *finder) emptyView(s scene) string {
	const gap = 2
	left := s.speak.Say(words.TextFinding, "text", f.field.withCaret(1, "")) + " "
	enter := shortKey{named("enter", s.speak.Say(words.KeyList)), rankMore}
	esc := shortKey{named("esc", s.speak.Say(words.KeyClose)), rankMost}
	room := s.width - cells.Width(left) - gap
	by := s.speak.Say(words.TextFindBy)
	if cells.Width(by)+cells.Width(esc.text) > room {
		by = s.speak.Say(words.TextFindByShort)
	}
	return left + s.theme.grey.Render(by+cells.Blank(gap)+fitting([]shortKey{enter, esc}, room-cells.Width(by)))
}

// matches is how much was found.
func matches(l *worklist.List, s words.Speaker) string {
	m := l.Matches()
	if !m.Ready {
		return s.Say(words.TextSearchingOn)
	}
	return s.Say(words.TextOf, "n", strconv.Itoa(m.Found), "all", strconv.Itoa(m.Of))
}
