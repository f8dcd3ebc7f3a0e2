package confirm

import (
	"strings"

	"dojoreversals/dojo"
)

// TypeAmount takes what was typed as the amount.
func (q *Question) TypeAmount(text string) { q.typed, q.entered = text, false }

// AmountWrong says whether what was typed as the amount was left or entered, and
// isn't the amount.
func (q *Question) AmountWrong() bool { return q.entered && q.typed != "" && q.AmountMissing() }

// AmountMissing says whether the amount must be typed and isn't, or not rightly.
// It may be typed with or without its currency and grouping, and with a point or
// a comma before its last digits.
func (q *Question) AmountMissing() bool {
	return q.MustType && !IsAmount(q.typed, q.Payment.Amount)
}

// IsAmount says whether a text is an amount, as AmountMissing takes it.
func IsAmount(typed string, m dojo.Money) bool { return plainDecimal(typed, m) == m.Decimal() }

// plainDecimal is an amount as people typed it, written as dojo.Money.Decimal
// writes that of m: without currency and grouping, and with a point. It is ""
// for what is written as no amount is. A point or a comma counts as the decimal
// one only before as many digits as m's currency has, so that 1.234,50 and
// 1,234.50 are both read as they were meant; any other mark must stand between
// thousands.
func plainDecimal(typed string, m dojo.Money) string {
	const digits = "0123456789"
	typed = strings.TrimFunc(typed, func(r rune) bool { return !strings.ContainsRune(digits, r) })
	_, fraction, _ := strings.Cut(m.Decimal(), ".")
	point := strings.LastIndexAny(typed, ".,")
	whole, after := typed, ""
	if point >= 0 && fraction != "" && len(typed)-point-1 == len(fraction) {
		whole, after = typed[:point], "."+typed[point+1:]
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool {
		return strings.ContainsRune(".,'’ \u00a0\u202f", r)
	})
	for i, group := range groups {
		if strings.Trim(group, digits) != "" || (len(groups) > 1 && (len(group) > 3 || (i > 0 && len(group) != 3))) {
			return ""
		}
	}
	return strings.Join(groups, "") + after
}
