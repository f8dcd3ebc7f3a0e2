package config

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/bojanz/currency"

	"dojoreversals/dojo"
)

// Threshold is a decimal amount without a currency, such as 500 or 499.99,
// that is compared with payments of any currency in that currency's own major
// units. It is kept as whole digits; no floats are involved.
type Threshold struct {
	digits int64 // all digits, without the point
	places int   // how many of them stand after the point
}

var thresholdPattern = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

// ParseThreshold reads an amount in major units, such as "500" or "499.99":
// at most nine digits and four decimal places, no sign, no symbol, no
// grouping.
func ParseThreshold(s string) (Threshold, error) {
	if !thresholdPattern.MatchString(s) {
		return Threshold{}, errors.New("it must be a plain amount such as 500 or 499.99, without a currency sign or commas")
	}
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return Threshold{}, errors.New("it is too large")
	}
	return Threshold{digits: n, places: len(frac)}, nil
}

// String writes the amount as it was given, without leading zeros.
func (t Threshold) String() string {
	s := strconv.FormatInt(t.digits, 10)
	if t.places == 0 {
		return s
	}
	if pad := t.places + 1 - len(s); pad > 0 {
		s = strings.Repeat("0", pad) + s
	}
	return s[:len(s)-t.places] + "." + s[len(s)-t.places:]
}

// Minor is the threshold in the minor units of a currency: 500 is 50000 in GBP
// and 500 in JPY. A fraction of a minor unit is dropped, which changes no
// comparison: a whole number of minor units is above 500.5 exactly if it is
// above 500. It reports false for a currency that isn't known.
func (t Threshold) Minor(code string) (int64, bool) {
	digits, ok := currency.GetDigits(code)
	if !ok {
		return 0, false
	}
	// At most 9+4 digits times 10^4 (the largest exponent of ISO 4217): this
	// can't overflow.
	n := t.digits
	for range int(digits) - t.places {
		n *= 10
	}
	for range t.places - int(digits) {
		n /= 10
	}
	return n, true
}

// Over says whether an amount is above the threshold. In a currency that isn't
// known every amount is: nobody can tell how much it is.
func (t Threshold) Over(m dojo.Money) bool {
	minor, ok := t.Minor(m.Currency)
	return !ok || m.Minor > minor
}
