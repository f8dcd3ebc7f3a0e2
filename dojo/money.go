package dojo

import (
	"math"
	"strconv"
	"strings"
)

// Money is an amount in the minor units of its currency, as Dojo sends it:
// 4250 GBP is forty-two pounds fifty, 4250 JPY is four thousand two hundred
// and fifty yen. The number of digits is that of ISO 4217.
type Money struct {
	Minor    int64  // minor units
	Currency string // ISO 4217 alphabetic code; of an unknown currency as it came
}

// DefaultLocale is that of most shops with Dojo.
const DefaultLocale = "en-GB"

// String formats an amount as British shops write it, such as "£42.50",
// "€1,234.50" or "JP¥500". An amount in an unknown currency is shown as it came:
// "4250 XYZ (minor units)", since its number of digits isn't known.
func (m Money) String() string { return m.In(DefaultLocale) }

// In formats an amount as the people of a locale write it, such as "€42.50" in
// en-IE and "42,50\u00a0€" in es-ES. The locale is one of Locales, or else
// DefaultLocale is taken; the rules are those of the Unicode CLDR.
func (m Money) In(locale string) string { return m.format(locale, true, false) }

// ASCII formats an amount without symbols, such as "GBP 42.50", for terminals
// that can't show them.
func (m Money) ASCII() string { return m.ASCIIIn(DefaultLocale) }

// ASCIIIn is ASCII with the point and the grouping of a locale.
func (m Money) ASCIIIn(locale string) string {
	n := m.format(locale, false, false)
	if !m.Known() {
		return n
	}
	// Grouping is a no-break space or an apostrophe in some locales.
	n = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(n)
	return m.Currency + " " + n
}

// Decimal is the amount without currency and grouping, such as "1234.50", the
// same in every locale.
func (m Money) Decimal() string {
	c, _ := currencyBy(m.Currency)
	whole, rest := m.digits(c.digits)
	if rest != "" {
		whole += "." + rest
	}
	return m.sign() + whole
}

// DecimalIn is Decimal as the people of a locale type it, such as "1234,50".
func (m Money) DecimalIn(locale string) string {
	if !m.Known() {
		return m.Decimal()
	}
	return m.format(locale, false, true)
}

// Known says whether the currency is one of ISO 4217, so that its minor units
// have a meaning.
func (m Money) Known() bool {
	_, known := currencyBy(m.Currency)
	return known
}

// MinorDigits is how many digits of the amount are minor units: 2 for 4250 GBP, 0 for
// 4250 JPY. It reports false where the currency isn't Known.
func (m Money) MinorDigits() (digits int, known bool) {
	c, known := currencyBy(m.Currency)
	return c.digits, known
}

// Add sums two amounts of one currency. It reports false, and no sum, when the
// currencies differ or the sum is too large for 64 bits.
func (m Money) Add(n Money) (Money, bool) {
	if m.Currency != n.Currency {
		return Money{}, false
	}
	if (n.Minor > 0 && m.Minor > math.MaxInt64-n.Minor) || (n.Minor < 0 && m.Minor < math.MinInt64-n.Minor) {
		return Money{}, false
	}
	return Money{Minor: m.Minor + n.Minor, Currency: m.Currency}, true
}

// format writes an amount in a locale, with the currency's symbol if that is wanted,
// and as it is typed without marks between thousands.
func (m Money) format(locale string, symbol, typed bool) string {
	c, known := currencyBy(m.Currency)
	if !known {
		unit := strings.TrimSpace(m.Currency)
		if unit == "" {
			unit = "in no currency"
		}
		return strconv.FormatInt(m.Minor, 10) + " " + unit + " (minor units)"
	}
	at := localeAt(locale)
	l := &locales[at]
	number, rest := m.digits(c.digits)
	if !typed {
		number = l.grouped(number)
	}
	if rest != "" {
		number += l.point + rest
	}
	if !symbol {
		return m.sign() + number
	}
	return m.sign() + l.with(c.symbol(at), number)
}

// sign is "-" for an amount below nothing.
func (m Money) sign() string {
	if m.Minor < 0 {
		return "-"
	}
	return ""
}

// digits are those of the major units, at least one, and those of the minor ones.
func (m Money) digits(minor int) (whole, rest string) {
	of := uint64(m.Minor) //nolint:gosec // a negative one is turned around below
	if m.Minor < 0 {
		of = -of // also of the least number, which has no opposite in an int64
	}
	all := strconv.FormatUint(of, 10)
	if len(all) <= minor {
		all = strings.Repeat("0", minor+1-len(all)) + all
	}
	return all[:len(all)-minor], all[len(all)-minor:]
}
