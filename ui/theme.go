package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// Theme is the choice of colours.
type Theme string

// The themes. Theme16 is that of an empty text, too.
const (
	ThemeDark  Theme = "dark"  // colours for a dark background
	ThemeLight Theme = "light" // colours for a light background
	Theme16    Theme = "16"    // the terminal's own sixteen, for any background
	ThemeNone  Theme = "none"  // no colours and no other styles
)

// Profile is what a theme's renderer may send.
func (t Theme) Profile() termenv.Profile {
	switch t {
	case ThemeDark, ThemeLight:
		return termenv.ANSI256
	case ThemeNone:
		return termenv.Ascii
	case Theme16:
	}
	return termenv.ANSI
}

// theme is how things look. No colour ever carries a meaning alone: each has a
// word or a mark beside it.
type theme struct {
	plain, grey, bold, title    lipgloss.Style
	good, bad, warn, moving     lipgloss.Style
	selected, focused           lipgloss.Style // selected completes a row's own style
	live, sandbox, demo, banner lipgloss.Style
	words.Glyphs
}

func newTheme(r *lipgloss.Renderer, of Theme, ascii bool) theme {
	t := terminalColours(r)
	switch of {
	case ThemeDark:
		t = darkPalette().styles(r)
	case ThemeLight:
		t = lightPalette().styles(r)
	case Theme16, ThemeNone:
	}
	t.Glyphs = words.NewGlyphs(ascii)
	return t
}

// terminalColours are the terminal's own sixteen, which its user has chosen to be
// readable on its background. A grey among them is not sure to be, so that
// greyed text is faint.
func terminalColours(r *lipgloss.Renderer) theme {
	s := r.NewStyle
	colour := func(c lipgloss.Color) lipgloss.Style { return s().Foreground(c) }
	label := func(c lipgloss.Color) lipgloss.Style { return colour(c).Bold(true).Reverse(true) }
	return theme{
		plain: s(), grey: s().Faint(true), bold: s().Bold(true), title: s().Bold(true),
		good: colour("2"), bad: colour("1"), warn: colour("3"), moving: colour("6"),
		selected: s().Bold(true), focused: s().Bold(true).Reverse(true),
		live: label("1"), sandbox: label("6"), demo: label("5"), banner: colour("3").Bold(true),
	}
}

// palette is the colours of a theme that knows its background. They are of the
// fixed part of the 256, from 16 on: what the first sixteen look like is the
// user's choice, and no contrast of theirs can be computed. Text without a
// meaning of its own keeps the terminal's foreground.
type palette struct {
	title, grey, good, bad, warn, moving   lipgloss.Color
	selected, focused, live, sandbox, demo fill
}

// fill is text on a background of its own.
type fill struct{ foreground, background lipgloss.Color }

// darkPalette is soft on a dark background. The grey is the darkest that
// can be read both on the lightest of the usual ones and on the selected row.
func darkPalette() palette {
	return palette{
		title: "110", grey: "248", good: "114", bad: "210", warn: "179", moving: "117",
		selected: fill{"255", "237"}, focused: fill{"234", "253"},
		live: fill{"231", "160"}, sandbox: fill{"234", "110"}, demo: fill{"234", "140"},
	}
}

// lightPalette is the same for a light background, where colours must be deep
// to be read.
func lightPalette() palette {
	return palette{
		title: "24", grey: "241", good: "22", bad: "124", warn: "94", moving: "25",
		selected: fill{"234", "254"}, focused: fill{"231", "238"},
		live: fill{"231", "160"}, sandbox: fill{"231", "24"}, demo: fill{"231", "97"},
	}
}

func (p palette) styles(r *lipgloss.Renderer) theme {
	s := r.NewStyle
	colour := func(c lipgloss.Color) lipgloss.Style { return s().Foreground(c) }
	filled := func(f fill) lipgloss.Style { return s().Bold(true).Foreground(f.foreground).Background(f.background) }
	return theme{
		plain: s(), grey: colour(p.grey), bold: s().Bold(true), title: colour(p.title).Bold(true),
		good: colour(p.good), bad: colour(p.bad), warn: colour(p.warn), moving: colour(p.moving),
		selected: filled(p.selected), focused: filled(p.focused),
		live: filled(p.live), sandbox: filled(p.sandbox), demo: filled(p.demo), banner: colour(p.warn).Bold(true),
	}
}

// row is the style of a row of the list.
func (t *theme) row(of words.Tone, selected bool) lipgloss.Style {
	style := t.plain
	switch of {
	case words.ToneGrey:
		style = t.grey
	case words.ToneMoving:
		style = t.moving
	case words.ToneGood:
		style = t.good
	case words.ToneBad:
		style = t.bad
	case words.ToneWarn:
		style = t.warn
	}
	if selected {
		style = t.selectedRow(style)
	}
	return style
}

// selectedRow is a row's style once the row is selected: it keeps its colour,
// and takes what it lacks from selected. Faint and bold together look different
// in every terminal.
func (t theme) selectedRow(row lipgloss.Style) lipgloss.Style {
	return row.Faint(false).Inherit(t.selected)
}

// fillRow fills the selected row up to w cells where it has a background, which
// would else end with the text.
func (t theme) fillRow(row string, w int) string {
	if _, none := t.selected.GetBackground().(lipgloss.NoColor); none {
		return row
	}
	return cells.Left(row, w, "")
}

// mode styles the word that says whose money moves.
func (t theme) mode(label string) string {
	padded := " " + label + " "
	switch label {
	case string(dojo.Live):
		return t.live.Render(padded)
	case string(dojo.Sandbox):
		return t.sandbox.Render(padded)
	}
	return t.demo.Render(padded)
}

// beyond is what is said of the rows that lie beyond the screen; no text where there
// are none.
type beyond struct {
	text string
	new  bool // somebody should look
}

// rule draws a line across w cells, with what is said there and what lies beyond it.
// What is said is styled already.
func (t *theme) rule(said string, b beyond, w int) string {
	// The style of one character does for all: to render a long line takes much longer.
	grey, end, _ := strings.Cut(t.grey.Render(t.Line), t.Line)
	line := func(n int) string { return grey + strings.Repeat(t.Line, max(n, 0)) + end }
	if said != "" {
		said = line(ruleBefore-1) + " " + cells.Cut(said, w-ruleBefore-1, t.Ellipsis) + " "
	}
	left := w - cells.Width(said)
	beside := besideCount(b.text)
	if b.text == "" || beside > left {
		return said + line(left)
	}
	text := b.text
	if b.new {
		text = t.bold.Render(text)
	}
	return said + line(left-beside+1) + " " + text + " " + line(ruleBefore-1)
}

// ruleBefore is how many cells of a rule are left and right of what stands in it.
const ruleBefore = 3

// besideCount is how many cells a text takes at the right end of a rule, with one cell
// of the rule before it.
func besideCount(text string) int { return 1 + 1 + cells.Width(text) + ruleBefore }
