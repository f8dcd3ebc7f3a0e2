package confirm

import (
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

func TestPlainDecimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, currency, want string }{
		{"42.50", "GBP", "42.50"},
		{"£42.50", "GBP", "42.50"},
		{"42,50 €", "EUR", "42.50"},
		{"1,234.50", "GBP", "1234.50"},
		{"1.234,50", "EUR", "1234.50"},
		{"1 234,50", "EUR", "1234.50"},
		{"1,234", "GBP", "1234"}, // not 1.234, and not 1234.00
		{"42.5", "GBP", ""},      // a digit is missing, so it is nothing that is asked for
		{"4.2.50", "GBP", ""},    // marks that stand between no thousands
		{"500.0.00", "GBP", ""},
		{"12,34.50", "GBP", ""},
		{"5.00", "JPY", ""},
		{"42.50", "QQQ", ""},
		{"4x2.50", "GBP", ""},
		{"GBP 42.50", "GBP", "42.50"},
		{"1'234.50", "CHF", "1234.50"},
		{"4250", "GBP", "4250"},
		{"500", "JPY", "500"},
		{"42,500", "JPY", "42500"},
		{"1.234", "BHD", "1.234"},
		{"4250", "QQQ", "4250"},
		{"", "GBP", ""},
		{".,", "GBP", ""},
	} {
		if got := plainDecimal(c.typed, dojo.Money{Minor: 1, Currency: c.currency}); got != c.want {
			t.Errorf("%q in %s is %q, want %q", c.typed, c.currency, got, c.want)
		}
	}
}

// However a locale writes an amount, typing just that is right, and typing
// another amount is not.
func TestTypedAsItIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := dojo.Money{
			Minor:    rapid.Int64Range(1, 1e15).Draw(t, "minor"),
			Currency: rapid.SampledFrom([]string{"GBP", "EUR", "JPY", "BHD", "QQQ"}).Draw(t, "currency"),
		}
		locale := rapid.SampledFrom([]string{"en-GB", "en-IE", "es-ES", "it-IT"}).Draw(t, "locale")
		for _, typed := range []string{m.In(locale), m.DecimalIn(locale), m.ASCIIIn(locale), m.Decimal()} {
			if got := plainDecimal(typed, m); got != m.Decimal() {
				t.Fatalf("%q of %v in %s is %q, want %q", typed, m, locale, got, m.Decimal())
			}
		}
		other := dojo.Money{Minor: rapid.Int64Range(1, 1e15).Draw(t, "other"), Currency: m.Currency}
		if other != m && plainDecimal(other.In(locale), m) == m.Decimal() {
			t.Fatalf("%v is taken for %v", other, m)
		}
	})
}
