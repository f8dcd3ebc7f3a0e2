package words

import (
	"strings"

	"dojoreversals/ui/worklist"
)

// Glyphs are the characters beyond ASCII that the screen draws.
type Glyphs struct {
	Ascii                                bool
	Line, Side, Nw, Ne, Sw, Se, Ellipsis string
	dots                                 string // before the last four digits
	Arrows                               string
	Bars                                 [worklist.DayParts]string // of the day as a picture
}

// NewGlyphs are the characters for a terminal that shows them, or for one that has
// ASCII only.
func NewGlyphs(ascii bool) Glyphs {
	if ascii {
		return Glyphs{
			Ascii: true,
			Line:  "-", Side: "|", Nw: "+", Ne: "+", Sw: "+", Se: "+", Ellipsis: "...", dots: "..", Arrows: "up/down",
			Bars: [worklist.DayParts]string{"#", "=", ":"},
		}
	}
	return Glyphs{
		Line: "─", Side: "│", Nw: "┌", Ne: "┐", Sw: "└", Se: "┘", Ellipsis: "…", dots: "··", Arrows: "↑↓",
		Bars: [worklist.DayParts]string{"█", "▒", "░"},
	}
}

// PlainText writes a text with what the terminal can show.
func (g Glyphs) PlainText(s string) string {
	if !g.Ascii {
		return s
	}
	return asciiSpeller().Replace(s)
}

// asciiSpeller spells texts in ASCII. The accents are those of the languages in
// which Dojo serves shops. To make one takes much longer than to spell a text.
func asciiSpeller() *strings.Replacer {
	return strings.NewReplacer(
		"…", "...", "··", "..", "↑", WordUp+":", "↓", WordDown+":", "’", "'", "\u00a0", " ", "¿", "?", "¡", "!",
		"á", "a", "à", "a", "é", "e", "è", "e", "í", "i", "ì", "i", "ó", "o", "ò", "o", "ú", "u", "ù", "u", "ü", "u", "ñ", "n",
		"Á", "A", "À", "A", "É", "E", "È", "E", "Í", "I", "Ó", "O", "Ú", "U", "Ñ", "N",
	)
}
