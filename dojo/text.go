package dojo

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the most that one cleaned text keeps, in runes. The longest
// field that Dojo documents is a description of 4,096 characters; a screen
// never shows more than the first few lines of it.
const maxText = 500

// maxMarks is how many combining marks may follow one another. Real scripts
// need two or three; a column of dozens paints over the rows above and below.
const maxMarks = 3

// Clean makes a text from outside fit to be kept and shown: every text of
// Dojo's answers goes through it when it is decoded, and so does what people
// type for the record. It is what Drawable makes of the text, with card numbers
// cut to their last four digits (see cutCards).
func Clean(s string) string {
	out, whole := drawable(s)
	if !whole {
		out = dropCutNumber(out)
	}
	return cutCards(out)
}

// Drawable makes a text fit to be drawn in a terminal: it is the one place
// where control characters, escape sequences, bidirectional and zero-width
// controls are neutralised. Line breaks and tabs become spaces, runs of spaces
// become one, invalid UTF-8 becomes U+FFFD, and the rest of what could move the
// cursor or hide a letter is dropped. At most 500 runes are kept.
//
// It leaves card numbers alone: it is for what isn't kept and must stay as it
// is, such as a path, or what a person looks for.
func Drawable(s string) string {
	out, _ := drawable(s)
	return out
}

// drawable also says whether all of the text was read.
func drawable(s string) (out string, whole bool) {
	if isPlain(s) {
		return s, true
	}
	var b strings.Builder
	b.Grow(min(len(s), 4*maxText))
	runes, marks, space := 0, 0, true
	whole = true
	for _, r := range s {
		if runes == maxText {
			whole = false
			break
		}
		r = ofOneWidth(r)
		switch {
		case r == utf8.RuneError:
			r, space, marks = utf8.RuneError, false, 0
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			if space {
				continue
			}
			r, space, marks = ' ', true, 0
		case isHidden(r):
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			// A mark with nothing before it would sit on whatever is left of
			// the text on the screen.
			if marks == maxMarks || space {
				continue
			}
			marks++
		default:
			space, marks = false, 0
		}
		b.WriteRune(r)
		runes++
	}
	return strings.TrimRight(b.String(), " "), whole
}

// isPlain says whether a text is printable ASCII with no run of spaces, which
// nearly every field of nearly every payment is: those are kept as they are,
// without a copy.
func isPlain(s string) bool {
	if len(s) > maxText {
		return false
	}
	prev := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || (c == ' ' && prev == ' ') {
			return false
		}
		prev = c
	}
	return len(s) == 0 || prev != ' '
}

// isHidden says whether a rune takes no cell of its own and can change what is
// around it: C0 and C1 controls, the format characters (bidirectional
// overrides, zero-width joiners, tags, soft hyphens), variation selectors,
// surrogates, private use and unassigned code points, and the fillers that
// look like nothing.
func isHidden(r rune) bool {
	switch r {
	case '\u115F', '\u1160', '\u3164', '\uFFA0', '\u2800', '\u034F', '\u17B4', '\u17B5':
		return true
	}
	return !unicode.IsGraphic(r) || isJoining(r) || unicode.In(r, unicode.Variation_Selector, unicode.Co)
}
