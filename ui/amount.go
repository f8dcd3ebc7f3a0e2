package ui

import (
	"strings"

	"dojoreversals/dojo"
)

// plainDecimal is an amount as people typed it, written as dojo.Money.Decimal
// writes that of m: without currency and grouping, and with a point. A point or
// a comma counts as the decimal one only before as many digits as m's currency
// has, so that 1.234,50 and 1,234.50 are both read as they were meant.
func plainDecimal(typed string, m dojo.Money) string {
	only := func(s, chars string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(chars, r) {
				return r
			}
			return -1
		}, s)
	}
	const digits = "0123456789"
	_, fraction, _ := strings.Cut(m.Decimal(), ".")
	typed = only(typed, digits+".,")
	point := strings.LastIndexAny(typed, ".,")
	if point >= 0 && fraction != "" && len(typed)-point-1 == len(fraction) {
		return only(typed[:point], digits) + "." + typed[point+1:]
	}
	return only(typed, digits)
}
