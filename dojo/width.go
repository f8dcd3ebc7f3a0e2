package dojo

import "unicode"

// Terminals don't agree on how wide some characters are: one that knows of
// characters made of several counts them as one, and another counts each. A row
// with enough of them is wider there than it was measured, wraps, and moves all
// that stands below it. So no text keeps a character whose width depends on its
// neighbours, beside marks that have none anywhere. Ordinary names and words
// don't need them, but for some Indic scripts, which lose vowel signs.

// joins are the characters that join their neighbours into one, beside the
// spacing marks: the viramas that make conjuncts, and half-width voice marks.
var joins = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x094D, 0x094D, 1}, {0x09CD, 0x09CD, 1}, {0x0ACD, 0x0ACD, 1}, {0x0B4D, 0x0B4D, 1}, {0x0C4D, 0x0C4D, 1}, {0x0D4D, 0x0D4D, 1},
		{0x1039, 0x1039, 1}, {0x17D2, 0x17D2, 1}, {0x1A60, 0x1A60, 1}, {0x1B44, 0x1B44, 1}, {0x1BAB, 0x1BAB, 1},
		{0xA9C0, 0xA9C0, 1}, {0xAAF6, 0xAAF6, 1}, {0xFF9E, 0xFF9F, 1},
	},
	R32: []unicode.Range32{
		{0x10A3F, 0x10A3F, 1}, {0x11133, 0x11133, 1}, {0x113D0, 0x113D0, 1}, {0x1193E, 0x1193E, 1}, {0x11A47, 0x11A47, 1},
		{0x11A99, 0x11A99, 1}, {0x11F42, 0x11F42, 1},
		{0x1F3FB, 0x1F3FF, 1}, // skin tones, within the emoji before them or beside it
	},
}

// parts are letters that are only part of one: the conjoining Hangul (words are
// written with whole syllables), and letters that go before another.
var parts = &unicode.RangeTable{
	R16: []unicode.Range16{{0x0D4E, 0x0D4E, 1}, {0x1100, 0x115E, 1}, {0x1161, 0x11FF, 1}, {0xA960, 0xA97F, 1}, {0xD7B0, 0xD7FF, 1}},
	R32: []unicode.Range32{
		{0x111C2, 0x111C3, 1}, {0x113D1, 0x113D1, 1}, {0x1193F, 0x1193F, 1}, {0x11941, 0x11941, 1}, {0x11A3A, 0x11A3A, 1}, {0x11A84, 0x11A89, 1},
		{0x11D46, 0x11D46, 1}, {0x11F02, 0x11F02, 1},
	},
}

// ofOneWidth is the character to draw in place of one whose width isn't the
// same in all terminals: itself if it is.
func ofOneWidth(r rune) rune {
	switch {
	case r < 0x0300:
		return r
	case r >= '\U0001F1E6' && r <= '\U0001F1FF':
		// Two of these are a flag; as letters they say the same.
		return r - '\U0001F1E6' + 'A'
	case r == '\u0E33', r == '\u0EB3':
		// Thai and Lao am, which is a mark and a vowel: the vowel.
		return r - 1
	case unicode.Is(parts, r):
		return unicode.ReplacementChar
	}
	return r
}

// isJoining says whether a character is dropped, since it joins its neighbours.
func isJoining(r rune) bool { return unicode.Is(joins, r) || unicode.Is(unicode.Mc, r) }
