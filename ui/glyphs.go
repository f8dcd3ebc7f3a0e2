package ui

import "strings"

// glyphs are the characters beyond ASCII that the screen draws.
type glyphs struct {
	ascii                                bool
	line, side, nw, ne, sw, se, ellipsis string
	dots                                 string // before the last four digits
	arrows                               string
	bars                                 [dayParts]string // of the day as a picture
}

func newGlyphs(ascii bool) glyphs {
	if ascii {
		return glyphs{
			ascii: true,
			line:  "-", side: "|", nw: "+", ne: "+", sw: "+", se: "+", ellipsis: "...", dots: "..", arrows: "up/down",
			bars: [dayParts]string{"#", "=", ":"},
		}
	}
	return glyphs{
		line: "─", side: "│", nw: "┌", ne: "┐", sw: "└", se: "┘", ellipsis: "…", dots: "··", arrows: "↑↓",
		bars: [dayParts]string{"█", "▒", "░"},
	}
}

// plainText writes a text with what the terminal can show.
func (g glyphs) plainText(s string) string {
	if !g.ascii {
		return s
	}
	return asciiSpeller().Replace(s)
}

// asciiSpeller spells texts in ASCII. The accents are those of the languages in
// which Dojo serves shops. To make one takes much longer than to spell a text.
func asciiSpeller() *strings.Replacer {
	return strings.NewReplacer(
		"…", "...", "··", "..", "’", "'", "\u00a0", " ", "¿", "?", "¡", "!",
		"á", "a", "à", "a", "é", "e", "è", "e", "í", "i", "ì", "i", "ó", "o", "ò", "o", "ú", "u", "ù", "u", "ü", "u", "ñ", "n",
		"Á", "A", "À", "A", "É", "E", "È", "E", "Í", "I", "Ó", "O", "Ú", "U", "Ñ", "N",
	)
}
