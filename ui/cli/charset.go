package cli

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"dojoreversals/config"
)

// charset is what a terminal can show: UTF-8, or if it is narrow the characters of
// one byte in a table, or ASCII if there is no table.
//
// A narrow terminal takes each byte of UTF-8 for a character of its own, and those
// from 0x80 to 0x9F for controls: the É of a reference begins with 0xC3 0x89, and 0x9B
// begins an escape sequence.
type charset struct {
	narrow bool
	table  *charmap.Charmap
}

// firstLetter is the lowest byte beyond ASCII that is no control in a set of one byte.
const firstLetter = 0xA0

// findCharset finds the set of an encoding that a locale names. For one of several
// bytes, or one that isn't known, it is ASCII.
func findCharset(encoding string) charset {
	if config.SpeaksUTF8(encoding) {
		return charset{}
	}
	for _, e := range charmap.All {
		if table, ok := e.(*charmap.Charmap); ok && lettersAndDigits(table.String()) == lettersAndDigits(encoding) {
			return charset{narrow: true, table: table}
		}
	}
	return charset{narrow: true}
}

// lettersAndDigits makes iso88591 of ISO-8859-1, ISO8859-1 and iso88591.
func lettersAndDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// encode writes UTF-8 with what a narrow set has. Each character takes as many cells
// as before, so that columns stay straight: "é" becomes "e", and "?" if nothing is
// like it. rest is the beginning of a character that p cuts off.
func (c charset) encode(p []byte) (text, rest []byte) {
	text = make([]byte, 0, len(p))
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		switch {
		case !utf8.FullRune(p):
			return text, p
		case size == 1 && r == utf8.RuneError:
			text, p = append(text, '?'), p[1:]
		case r < utf8.RuneSelf: // text, or part of an escape sequence
			text, p = append(text, p[0]), p[1:]
		default:
			cluster, width := ansi.FirstGraphemeCluster(p, ansi.GraphemeWidth)
			text, p = append(text, c.like(string(cluster), width)...), p[len(cluster):]
		}
	}
	return text, nil
}

// like is what a narrow set shows for one character, in so many cells.
func (c charset) like(cluster string, width int) string {
	text, ok := c.letter(cluster)
	if !ok {
		text, ok = asciiLike(cluster)
	}
	if !ok || len(text) > width {
		return strings.Repeat("?", width)
	}
	return text + strings.Repeat(" ", width-len(text))
}

// letter is a character in the set's own byte.
func (c charset) letter(cluster string) (string, bool) {
	if c.table == nil {
		return "", false
	}
	composed := norm.NFC.String(cluster)
	r, size := utf8.DecodeRuneInString(composed)
	b, ok := c.table.EncodeRune(r)
	return string([]byte{b}), ok && b >= firstLetter && size == len(composed)
}

// asciiLike is a character without its accents, or a mark that means the same.
func asciiLike(cluster string) (string, bool) {
	if mark := asciiMark(cluster); mark != "" {
		return mark, true
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(cluster) {
		switch {
		case unicode.Is(unicode.M, r):
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

// asciiMark is a mark or a letter that has no accent to take away, or "".
func asciiMark(cluster string) string {
	switch cluster {
	case "‘", "’", "‚", "‛", "ʼ", "′", "´":
		return "'"
	case "“", "”", "„", "‟", "″", "«", "»":
		return `"`
	case "‐", "‑", "‒", "–", "—", "―", "−", "─":
		return "-"
	case "│":
		return "|"
	case "┌", "┐", "└", "┘":
		return "+"
	case "·", "•", "…":
		return "."
	case "⁄", "∕":
		return "/"
	case "×":
		return "x"
	case "ø":
		return "o"
	case "Ø":
		return "O"
	case "ł":
		return "l"
	case "Ł":
		return "L"
	case "đ":
		return "d"
	case "Đ":
		return "D"
	}
	return ""
}
