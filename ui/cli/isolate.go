package cli

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// A terminal that orders right-to-left texts by the Unicode bidirectional algorithm
// takes digits behind Hebrew or Arabic letters for a part of their text, and moves an
// amount that stands beside a reference to its other side. firstStrong and popIsolate
// enclose a text that is ordered for itself (UAX #9, section 2.4). They take no cell.
const firstStrong, popIsolate = "\u2068", "\u2069"

// isolate encloses each stretch of right-to-left letters and their own digits in p.
// What is left outside has nothing in it that the algorithm would turn, so that all
// of it keeps its order.
func isolate(p []byte) []byte {
	if !mayTurn(p) {
		return p
	}
	var out []byte
	for len(p) > 0 {
		begins, ends := turned(p)
		out = append(out, p[:begins]...)
		if begins < ends {
			out = append(out, firstStrong...)
			out = append(append(out, p[begins:ends]...), popIsolate...)
		}
		p = p[ends:]
	}
	return out
}

// mayTurn says whether a text may have letters of a right-to-left script. The first
// bytes of all of them are few, and nearly all texts have none.
func mayTurn(p []byte) bool {
	for _, b := range p {
		// U+0590 to U+08FF, U+FB1D to U+FEFC, and U+10800 and up.
		if b >= 0xd6 && b <= 0xe0 || b == 0xef || b == 0xf0 {
			return true
		}
	}
	return false
}

// turned is where the first stretch of right-to-left letters begins and ends: with
// the marks on its letters, and what isn't more than one space or sign between two.
func turned(p []byte) (begins, ends int) {
	begins, ends = len(p), len(p)
	between := 0 // characters since the last letter: at most one
	for i := 0; i < len(p); {
		r, n := utf8.DecodeRune(p[i:])
		props, _ := bidi.LookupRune(r)
		switch class := props.Class(); {
		case class == bidi.R || class == bidi.AL || class == bidi.AN:
			begins, ends, between = min(begins, i), i+n, 0
		case begins == len(p):
		case class == bidi.NSM && between == 0:
			ends = i + n
		case between > 0 || r < ' ' || class == bidi.L || class == bidi.EN:
			return begins, ends
		default:
			between++
		}
		i += n
	}
	return begins, ends
}
