package config

import (
	"strconv"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/pattern"
)

// Threshold is a decimal amount without a currency, such as 500 or 499.99. It
// is compared with payments of any currency in that currency's major units.
type Threshold string

// thresholdPattern is an amount in major units: no sign, no symbol, no grouping.
var thresholdPattern = pattern.Lazy(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

// Over says whether an amount is above the threshold. Every amount in an unknown
// currency is: nobody can tell how much it is.
func (t Threshold) Over(m dojo.Money) bool {
	digits, known := m.MinorDigits()
	if !known || !thresholdPattern().MatchString(string(t)) {
		return true
	}
	// The limit in ten-thousandths of a minor unit is a whole number. It has at most
	// 9+4 digits of the threshold and 4 of the currency, so that it fits.
	whole, part, _ := strings.Cut(string(t), ".")
	limit, err := strconv.ParseInt(whole+(part + "0000")[:4], 10, 64)
	if err != nil {
		return true
	}
	for range digits {
		limit *= 10
	}
	// A whole number is above a fraction if it is above what is whole of it.
	return m.Minor > limit/10_000
}
