package worklist

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// appendFolded appends s to dst so that two texts which people take for the same are
// the same: in small letters, without accents, with one kind of space, dash, apostrophe
// and quotation mark, and with nothing that can't be seen. What is listed and what is
// typed go through it alike.
func appendFolded(dst []byte, s string) []byte {
	start := len(dst)
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return appendAnyFolded(dst[:start], s)
		case c >= 'A' && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		case c < ' ' || c == 0x7f:
			dst = append(dst, ' ')
		case c == '`':
			dst = append(dst, '\'')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// foldText is s folded.
func foldText(s string) string { return string(appendFolded(nil, s)) }

// appendAnyFolded is appendFolded for any text.
func appendAnyFolded(dst []byte, s string) []byte {
	s = strings.Map(plainMark, s) // norm would take some of them apart
	for _, r := range norm.NFKD.String(s) {
		r = plainMark(r)
		as, known := otherLetters(r)
		switch {
		case known:
			dst = append(dst, as...)
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.IsSpace(r), unicode.IsControl(r):
			dst = append(dst, ' ')
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}

// plainMark writes what people and their programs put for an apostrophe, a quotation
// mark or a dash as ASCII has it.
func plainMark(r rune) rune {
	switch {
	case strings.ContainsRune("`’‘‛‚ʼʻʽʹˈ′´", r):
		return '\''
	case strings.ContainsRune("“”„‟«»″〝〞〟", r):
		return '"'
	case r == '−', r == '⁃', r == '˗', r > unicode.MaxASCII && unicode.Is(unicode.Pd, r):
		return '-'
	}
	return r
}

// letter is a letter or digit that the finder takes for others.
type letter struct {
	r  rune
	as string
}

// otherLetters are those that the finder takes a letter or digit for: ø is o, æ is ae,
// ß is ss, and a digit of any script is that of ASCII. They are in letters, which comes
// of the Unicode tables.
func otherLetters(r rune) (as string, known bool) {
	i, known := slices.BinarySearchFunc(letters, r, func(l letter, r rune) int { return cmp.Compare(l.r, r) })
	if !known {
		return "", false
	}
	return letters[i].as, true
}
