package dojo

import (
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/bojanz/currency"
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
// en-IE and "42,50\u00a0€" in es-ES. The locale is a BCP 47 tag; the rules are
// those of the Unicode CLDR.
func (m Money) In(locale string) string { return m.format(locale, currency.DisplaySymbol, false) }

// ASCII formats an amount without symbols, such as "GBP 42.50", for terminals
// that can't show them.
func (m Money) ASCII() string { return m.ASCIIIn(DefaultLocale) }

// ASCIIIn is ASCII with the point and the grouping of a locale.
func (m Money) ASCIIIn(locale string) string {
	n := m.format(locale, currency.DisplayNone, false)
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
	a, err := currency.NewAmountFromInt64(m.Minor, m.Currency)
	if err != nil {
		return strconv.FormatInt(m.Minor, 10)
	}
	return a.Number()
}

// DecimalIn is Decimal as the people of a locale type it, such as "1234,50".
func (m Money) DecimalIn(locale string) string {
	if !m.Known() {
		return m.Decimal()
	}
	return m.format(locale, currency.DisplayNone, true)
}

// Known says whether the currency is one of ISO 4217, so that its minor units
// have a meaning.
func (m Money) Known() bool {
	// The library takes no currency at all for a valid one.
	return m.Currency != "" && currency.IsValid(m.Currency)
}

// currencyOf is the alphabetic code of a currency: "GBP" for "gbp", and for its
// number in ISO 4217, "826". A number may lack the zeros before it, which a number
// of JSON can't have: 36 is 036, the Australian dollar. Any other text stays as it
// is, and its currency is unknown: it isn't guessed how many digits it has.
func currencyOf(s string) string {
	const short = 3
	if len(s) == 0 || len(s) > short || currency.IsValid(s) {
		return s
	}
	if code, ok := currencyByNumber()[strings.Repeat("0", short-len(s))+s]; ok {
		return code
	}
	if code := upperASCII(s); currency.IsValid(code) {
		return code
	}
	return s
}

// upperASCII is a text in capitals. Letters beyond ASCII stay: the small dotless i
// would become an I.
func upperASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, s)
}

// currencyByNumber are the codes of all currencies by their numbers of three digits.
var currencyByNumber = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, code := range currency.GetCurrencyCodes() {
		if number, ok := currency.GetNumericCode(code); ok {
			all[number] = code
		}
	}
	return all
})

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

func (m Money) format(locale string, d currency.Display, typed bool) string {
	a, err := currency.NewAmountFromInt64(m.Minor, m.Currency)
	if err != nil {
		unit := strings.TrimSpace(m.Currency)
		if unit == "" {
			unit = "in no currency"
		}
		return strconv.FormatInt(m.Minor, 10) + " " + unit + " (minor units)"
	}
	f := currency.NewFormatter(currency.NewLocale(locale))
	f.CurrencyDisplay, f.NoGrouping = d, typed
	return f.Format(a)
}
