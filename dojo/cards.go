package dojo

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Card numbers have 13 to 19 digits (ISO/IEC 7812). Gateways, tills and people
// put them into texts that were never meant for them.
const (
	minCard = 13
	maxCard = 19
	// maxJoiners is how many spaces, dashes and dots may stand between two
	// digits of one run, such as " - ".
	maxJoiners = 3
	// cutMark replaces the digits that were cut. It joins no digits, so the rest
	// of a card number never becomes part of another run.
	cutMark = "…"
)

// digit is one digit of a text, whatever its script.
type digit struct {
	value    byte
	from, to int  // its place in the text, in bytes
	joined   bool // it stands straight after the digit before it
}

// cutCards cuts every card number in a text to its last four digits. The text
// is one that Drawable has cleaned, so no hidden character is in it.
//
// A run is digits with at most three spaces, dashes or dots between each two,
// and a group is digits with nothing between them. Cut are:
//   - a run and a group of 13 to 19 digits that pass the Luhn check;
//   - a number of a known card scheme anywhere in a longer run, since a card
//     number is often written beside other digits ("2 x 4111 1111 1111 1111").
//     It is cut with the whole groups that it touches: what is written straight
//     after it is often the expiry date;
//   - groups in a longer run that pass the Luhn check together, and that are written
//     as those of a card number are, whatever its scheme ("9999 9999 9999 9995 – 12/29").
func cutCards(s string) string {
	if !hasDigits(s, minCard) {
		return s
	}
	for {
		from, to, last4 := findCard(s)
		if from < 0 {
			return s
		}
		s = s[:from] + cutMark + last4 + s[to:]
	}
}

// hasDigits says whether a text may have at least n digits. Characters beyond
// ASCII count as digits here, since some are.
func hasDigits(s string, n int) bool {
	for i := 0; i < len(s) && n > 0; i++ {
		if c := s[i]; c >= '0' && c <= '9' || c >= utf8.RuneSelf && utf8.RuneStart(c) {
			n--
		}
	}
	return n <= 0
}

// findCard is the place of the first card number in a text, or -1.
func findCard(s string) (from, to int, last4 string) {
	for _, run := range digitRuns(s) {
		if first, end, ok := cardIn(run); ok {
			digits := make([]byte, 0, 4)
			for _, d := range run[end-4 : end] {
				digits = append(digits, '0'+d.value)
			}
			return run[first].from, run[end-1].to, string(digits)
		}
	}
	return -1, -1, ""
}

// hasLooseCard says whether a card number stands in an ID without letters beside
// it. Digits among letters are part of the ID: many IDs are hexadecimal.
func hasLooseCard(id string) bool {
	isLetter := func(i int) bool { return i >= 0 && i < len(id) && unicode.IsLetter(rune(id[i])) }
	return slices.ContainsFunc(digitRuns(id), func(run []digit) bool {
		_, _, card := cardIn(run)
		return card && !isLetter(run[0].from-1) && !isLetter(run[len(run)-1].to)
	})
}

// digitRuns are the runs of a text that are long enough for a card number.
func digitRuns(s string) [][]digit {
	var runs [][]digit
	var run []digit
	end := func() {
		if len(run) >= minCard {
			runs = append(runs, run)
		}
		run = nil
	}
	joiners, last := 0, 0
	for i, r := range s {
		value, ok := digitOf(r)
		switch {
		case ok:
			run = append(run, digit{value: value, from: i, to: i + utf8.RuneLen(r), joined: len(run) > 0 && i == last})
			joiners, last = 0, i+utf8.RuneLen(r)
		case unicode.In(r, unicode.Mn, unicode.Me):
			// An accent on a digit takes no room of its own.
			if i == last {
				last += utf8.RuneLen(r)
			}
		case isJoiner(r) && joiners < maxJoiners:
			joiners++
		default:
			end()
			joiners = 0
		}
	}
	end()
	return runs
}

// cardIn finds a card number in a run, as the indexes of its first digit and
// after its last.
func cardIn(run []digit) (first, end int, ok bool) {
	if isCardLength(len(run)) && passesLuhn(run) {
		return 0, len(run), true
	}
	for first = range run {
		if end = groupEnd(run, first); !run[first].joined && isCardLength(end-first) && passesLuhn(run[first:end]) {
			return first, end, true
		}
	}
	// Numbers that begin and end with a group are tried first: a part of such a
	// number, with digits beside it, may look like another number.
	if first, end, ok = schemeIn(run, true); ok {
		return first, end, true
	}
	if first, end, ok = groupsIn(run); ok {
		return first, end, true
	}
	return schemeIn(run, false)
}

// schemeIn finds a number of a known card scheme in a run, and the groups that it
// touches. whole takes only one that begins and ends with a group.
func schemeIn(run []digit, whole bool) (first, end int, ok bool) {
	for first = range run {
		for end = first + minCard; end <= min(len(run), first+maxCard); end++ {
			if whole && (run[first].joined || end < len(run) && run[end].joined) || !isOfScheme(run[first:end]) {
				continue
			}
			for run[first].joined {
				first--
			}
			return first, groupEnd(run, end-1), true
		}
	}
	return 0, 0, false
}

// minGroup is how many digits each group of a card number has, but for the last one,
// which may have fewer: 4-4-4-4, 4-6-5 and 4-4-4-4-3 are usual.
const minGroup = 4

// groupsIn finds groups in a run that may be those of a card number. Of numbers that
// share groups nobody can tell which is meant, so it takes all of them.
func groupsIn(run []digit) (first, end int, ok bool) {
	for from := range run {
		if ok && from >= end {
			break
		}
		if run[from].joined {
			continue
		}
		for to, more := from, true; more; {
			before := to
			to = groupEnd(run, to)
			more = to-before >= minGroup && to < len(run)
			if isCardLength(to-from) && passesLuhn(run[from:to]) {
				if !ok {
					first, ok = from, true
				}
				end = max(end, to)
			}
		}
	}
	return first, end, ok
}

// groupEnd is the index after the group that a digit is in.
func groupEnd(run []digit, i int) int {
	for i++; i < len(run) && run[i].joined; i++ {
	}
	return i
}

func isCardLength(n int) bool { return n >= minCard && n <= maxCard }

// passesLuhn checks the last digit of a card number against the others.
func passesLuhn(digits []digit) bool {
	sum := 0
	for i := range digits {
		n := int(digits[len(digits)-1-i].value)
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// schemes are the first four digits of the card schemes, and how long their
// numbers are, from the schemes' public tables.
var schemes = []struct{ from, to, length int }{
	{2221, 2720, 16}, {5100, 5599, 16}, // Mastercard
	{3000, 3059, 14}, {3600, 3699, 14}, {3800, 3999, 14}, // Diners
	{3400, 3499, 15}, {3700, 3799, 15}, // American Express
	{3528, 3589, 16},                   // JCB
	{4000, 4999, 16}, {4000, 4999, 19}, // Visa
	{5000, 5099, 16}, {5600, 5899, 16}, {6700, 6799, 16}, {6700, 6799, 19}, // Maestro
	{6011, 6011, 16}, {6440, 6599, 16}, // Discover
	{6200, 6299, 16}, {6200, 6299, 19}, // UnionPay
}

// isOfScheme says whether digits are a number of a known card scheme.
func isOfScheme(digits []digit) bool {
	begins := 0
	for _, d := range digits[:4] {
		begins = 10*begins + int(d.value)
	}
	for _, s := range schemes {
		if begins >= s.from && begins <= s.to && len(digits) == s.length {
			return passesLuhn(digits)
		}
	}
	return false
}

// digitOf is the value of a digit of any script, full-width, raised or circled.
func digitOf(r rune) (value byte, ok bool) {
	if r >= utf8.RuneSelf {
		r = asASCII(r)
	}
	if r >= '0' && r <= '9' {
		return byte(r - '0'), true
	}
	if r < utf8.RuneSelf || !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	// The digits of a script stand in a row from 0 to 9, in ranges of their own.
	place := func(lo int) (byte, bool) { return "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"[(int(r)-lo)%10], true }
	for _, t := range unicode.Nd.R16 {
		if int(r) >= int(t.Lo) && int(r) <= int(t.Hi) {
			return place(int(t.Lo))
		}
	}
	for _, t := range unicode.Nd.R32 {
		if int(r) >= int(t.Lo) && int(r) <= int(t.Hi) {
			return place(int(t.Lo))
		}
	}
	return 0, false
}

// asASCII is the ASCII character that another one stands for, such as a
// full-width or a raised one (the compatibility decompositions of Unicode), or
// the same character.
func asASCII(r rune) rune {
	if r == utf8.RuneError {
		return r
	}
	var b [utf8.UTFMax]byte
	d := norm.NFKD.Properties(b[:utf8.EncodeRune(b[:], r)]).Decomposition()
	if len(d) == 1 {
		return rune(d[0])
	}
	return r
}

// isJoiner says whether a character may stand between the digits of a card
// number: spaces, dashes, dots and what looks like them.
func isJoiner(r rune) bool {
	switch r {
	case ' ', '-', '.', '_', '·', '•', '‧', '∙', '⋅', '・', '･', '。', '．', '｡', '−', '․', '⁃', '─':
		return true
	}
	return unicode.Is(unicode.Pd, r)
}

// dropCutNumber drops the digits at the end of a text that was cut off there,
// since they may be the beginning of a card number.
func dropCutNumber(s string) string {
	return strings.TrimRightFunc(s, func(r rune) bool {
		_, ok := digitOf(r)
		return ok || isJoiner(r) || unicode.In(r, unicode.Mn, unicode.Me)
	})
}
