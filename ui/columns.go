package ui

import (
	"dojoreversals/ui/words"
)

// columns are the widths of a row's parts, in cells, for one width of the
// screen. A width of 0 leaves the part out.
type columns struct {
	time, reference, card, amount, status int
	longCard                              bool // "Visa ··1013", else "Visa 1013"
	bareCard                              bool // only the digits
	headings                              bool
}

// roomForIf is the width from which a row has room for "refund if captured".
const roomForIf = 50

// layout shares out a row. The amount is never cut, so its column is as wide as
// the widest amount on screen; then come the hint, the time, the card and the
// reference.
func layout(w, amount int) columns {
	const gutter = 3 // marker, twin mark, space
	c := columns{time: 6, amount: amount, headings: true}
	switch {
	case w >= 100:
		c.time, c.card, c.longCard = 8, 17, true
		c.status = max(w*2/5, 36)
	case w >= 72:
		c.card, c.status = 15, len(words.StatusIfCaptured)
	case w >= 60:
		c.card, c.bareCard, c.status = 4, true, 24
	case w >= roomForIf:
		c.headings = false
		c.status = len(words.StatusShortIf)
	default:
		c.headings = false
		c.status = len(words.HintRefund)
	}
	gaps := 3
	if c.card > 0 {
		gaps = 4
	}
	if c.longCard {
		gaps += 4
	}
	c.reference = w - gutter - c.time - c.card - c.amount - c.status - gaps
	if c.reference > 28 {
		c.status += c.reference - 28
		c.reference = 28
	}
	if c.reference < 4 && c.card > 0 {
		c.reference += c.card + 1
		c.card = 0
	}
	if c.reference < 3 {
		c.status += c.reference + 1
		c.reference = 0
	}
	// Two figures, or one in an unknown currency, can take half a screen: the
	// time goes before the hint does, and such an amount is read in the details
	// rather than cut.
	if c.status < len(words.HintRefund) {
		c.status += c.time + 1
		c.time = 0
	}
	if missing := len(words.HintRefund) - c.status; missing > 0 {
		c.status += missing
		c.amount -= missing
	}
	return c
}
