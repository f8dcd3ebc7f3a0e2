package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"dojoreversals/dojo"
)

// theme is how things look. Colours are the terminal's own sixteen, which its
// user has chosen to be readable on its background, and no colour ever carries
// a meaning alone: each has a word or a mark beside it.
type theme struct {
	plain, grey, bold, title    lipgloss.Style
	good, bad, warn, moving     lipgloss.Style
	selected, focused           lipgloss.Style
	live, sandbox, demo, banner lipgloss.Style
	glyphs
}

// glyphs are the characters beyond ASCII that the screen draws.
type glyphs struct {
	ascii                                bool
	line, side, nw, ne, sw, se, ellipsis string
	dots                                 string // before the last four digits
	arrows                               string
}

func newGlyphs(ascii bool) glyphs {
	if ascii {
		return glyphs{
			ascii: true,
			line:  "-", side: "|", nw: "+", ne: "+", sw: "+", se: "+", ellipsis: "...", dots: "..", arrows: "up/down",
		}
	}
	return glyphs{line: "─", side: "│", nw: "┌", ne: "┐", sw: "└", se: "┘", ellipsis: "…", dots: "··", arrows: "↑↓"}
}

func newTheme(r *lipgloss.Renderer, ascii bool) theme {
	s := r.NewStyle
	colour := func(c string) lipgloss.Style { return s().Foreground(lipgloss.Color(c)) }
	label := func(c string) lipgloss.Style { return colour(c).Bold(true).Reverse(true) }
	return theme{
		plain: s(), grey: s().Faint(true), bold: s().Bold(true), title: s().Bold(true),
		good: colour("2"), bad: colour("1"), warn: colour("3"), moving: colour("6"),
		selected: s().Bold(true), focused: s().Bold(true).Reverse(true),
		live: label("1"), sandbox: label("6"), demo: label("5"), banner: colour("3").Bold(true),
		glyphs: newGlyphs(ascii),
	}
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

func (t theme) rule(w int) string { return t.grey.Render(strings.Repeat(t.line, max(w, 0))) }

// plainText writes a text with what the terminal can show.
func (g glyphs) plainText(s string) string {
	if !g.ascii {
		return s
	}
	return spellASCII(s)
}

// spellASCII spells a text in ASCII. The accents are those of the languages in
// which Dojo serves shops.
func spellASCII(s string) string {
	return strings.NewReplacer(
		"…", "...", "··", "..", "’", "'", "\u00a0", " ", "¿", "?", "¡", "!",
		"á", "a", "à", "a", "é", "e", "è", "e", "í", "i", "ì", "i", "ó", "o", "ò", "o", "ú", "u", "ù", "u", "ü", "u", "ñ", "n",
		"Á", "A", "À", "A", "É", "E", "È", "E", "Í", "I", "Ó", "O", "Ú", "U", "Ñ", "N",
	).Replace(s)
}
