package config

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// invisible says whether a sign can't be seen, or looks like the space that people
// type but isn't it: other spaces, zero-width and bidirectional controls, byte order
// marks, fillers and control characters. They come along when text is copied from
// web pages, chats and PDFs. Spaces, tabs and line breaks that people type aren't
// among them.
func invisible(r rune) bool {
	if strings.ContainsRune(" \t\r\n", r) {
		return false
	}
	return unicode.IsSpace(r) || r == '\u2800' ||
		unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// spaceOrInvisible says whether a sign at the ends of a value doesn't belong to it.
func spaceOrInvisible(r rune) bool { return unicode.IsSpace(r) || invisible(r) }

// signNames are the Unicode names, in small letters, of the signs that are met most.
var signNames = map[rune]string{
	0x00: "null", 0x1b: "escape", 0x7f: "delete",
	0xa0: "no-break space", 0xad: "soft hyphen", 0x34f: "combining grapheme joiner", 0x61c: "arabic letter mark",
	0x180e: "mongolian vowel separator", 0x2002: "en space", 0x2003: "em space", 0x2007: "figure space", 0x2009: "thin space", 0x200a: "hair space",
	0x200b: "zero-width space", 0x200c: "zero-width non-joiner", 0x200d: "zero-width joiner",
	0x200e: "left-to-right mark", 0x200f: "right-to-left mark", 0x2028: "line separator", 0x2029: "paragraph separator",
	0x202a: "left-to-right embedding", 0x202b: "right-to-left embedding", 0x202c: "pop directional formatting",
	0x202d: "left-to-right override", 0x202e: "right-to-left override", 0x202f: "narrow no-break space", 0x205f: "medium mathematical space",
	0x2060: "word joiner", 0x2066: "left-to-right isolate", 0x2067: "right-to-left isolate", 0x2068: "first strong isolate",
	0x2069: "pop directional isolate", 0x2800: "braille pattern blank", 0x3000: "ideographic space", 0x3164: "hangul filler",
	0xfe0e: "variation selector", 0xfe0f: "variation selector", 0xfeff: "byte order mark",
	0x2010: "hyphen", 0x2011: "non-breaking hyphen", 0x2012: "figure dash", 0x2013: "en dash", 0x2014: "em dash", 0x2026: "ellipsis", 0x2212: "minus sign",
}

// signName says which sign it is, such as "U+00A0, no-break space".
func signName(r rune) string {
	name := fmt.Sprintf("U+%04X", r)
	if known, ok := signNames[r]; ok {
		return name + ", " + known
	}
	return name
}

// firstSign finds the first sign of a kind: which one, and its place in characters,
// from 1.
func firstSign(text string, kind func(rune) bool) (r rune, place int, found bool) {
	i := strings.IndexFunc(text, kind)
	if i < 0 {
		return 0, 0, false
	}
	r, _ = utf8.DecodeRuneInString(text[i:])
	return r, utf8.RuneCountInString(text[:i]) + 1, true
}

// Invisible finds the first sign of a text that can't be seen, or that looks like the
// space that people type but isn't it. It gives what the sign is called, such as
// "U+00A0, no-break space", and its place in characters, from 1.
func Invisible(text string) (name string, place int, found bool) {
	r, place, found := firstSign(text, invisible)
	if !found {
		return "", 0, false
	}
	return signName(r), place, true
}

// visible is a value without what can't be seen at its ends, which is left out with
// a warning. Within the value it is an error, which names the sign and its place. A
// free text may have such signs, since some scripts need them; it is cleaned where
// it is read.
func (l *loader) visible(s Setting, f found) (string, error) {
	value := strings.TrimFunc(f.text, spaceOrInvisible)
	if s.free {
		return value, nil
	}
	if r, place, ok := firstSign(value, invisible); ok {
		return value, fmt.Errorf("has an invisible character (%s) in it, as %s. Delete it", signName(r), l.place(f, r, place))
	}
	head, tail, _ := strings.Cut(f.text, value)
	for _, end := range []struct{ name, text string }{{"start", head}, {"end", tail}} {
		if r, _, ok := firstSign(end.text, invisible); ok {
			l.warn(f.where, fmt.Sprintf("there is an invisible character (%s) at the %s of %s. It was left out", signName(r), end.name, s.Name))
		}
	}
	return value, nil
}

// place says where in a value a sign is: by the column of the settings file, if it
// stands there as itself.
func (l *loader) place(f found, r rune, place int) string {
	if f.line > 0 {
		if _, column, ok := firstSign(rawLine(l.file.data, f.line), func(other rune) bool { return other == r }); ok {
			return fmt.Sprintf("column %d", column)
		}
	}
	return fmt.Sprintf("character %d", place)
}
