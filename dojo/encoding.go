package dojo

import (
	"bytes"

	"golang.org/x/text/encoding/unicode"
)

// utf8Of is a body as UTF-8 without a byte order mark. Dojo documents UTF-8, but
// gateways and .NET services also send a mark before it, and UTF-16 of either byte
// order. UTF-16 is known by its mark, or by the NUL in its first character: JSON
// begins with a character of ASCII, and UTF-8 has a NUL nowhere in JSON. Half a
// character becomes U+FFFD, so a text that was cut isn't JSON any more.
//
// It makes three bytes of two at most.
func utf8Of(b []byte) []byte {
	starts := func(first, second byte) bool { return len(b) > 1 && b[0] == first && b[1] == second }
	order, wide := unicode.LittleEndian, false
	switch {
	case starts(0xFF, 0xFE), len(b) > 1 && b[0] != 0 && b[1] == 0:
		wide = true
	case starts(0xFE, 0xFF), len(b) > 1 && b[0] == 0 && b[1] != 0:
		order, wide = unicode.BigEndian, true
	}
	if wide {
		// It replaces what it can't decode, and never fails.
		b, _ = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(b)
	}
	mark := []byte("\ufeff")
	for bytes.HasPrefix(b, mark) {
		b = b[len(mark):]
	}
	return b
}
