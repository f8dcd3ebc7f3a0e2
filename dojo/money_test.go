package dojo_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"dojoreversals/dojo"

	"pgregory.net/rapid"
)

func TestMoneyTexts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		minor              int64
		currency           string
		text, ascii, plain string
	}{
		{4250, "GBP", "£42.50", "GBP 42.50", "42.50"},
		{0, "GBP", "£0.00", "GBP 0.00", "0.00"},
		{1, "GBP", "£0.01", "GBP 0.01", "0.01"},
		{-1, "GBP", "-£0.01", "GBP -0.01", "-0.01"},
		{-4250, "GBP", "-£42.50", "GBP -42.50", "-42.50"},
		{100000, "GBP", "£1,000.00", "GBP 1,000.00", "1000.00"},
		{123456789, "EUR", "€1,234,567.89", "EUR 1,234,567.89", "1234567.89"},
		{500, "JPY", "JP¥500", "JPY 500", "500"},
		{4250, "JPY", "JP¥4,250", "JPY 4,250", "4250"},
		{12345, "BHD", "BHD 12.345", "BHD 12.345", "12.345"},
		{5, "BHD", "BHD 0.005", "BHD 0.005", "0.005"},
		{4250, "USD", "US$42.50", "USD 42.50", "42.50"},
		{math.MaxInt64, "GBP", "£92,233,720,368,547,758.07", "GBP 92,233,720,368,547,758.07", "92233720368547758.07"},
		{math.MinInt64, "GBP", "-£92,233,720,368,547,758.08", "GBP -92,233,720,368,547,758.08", "-92233720368547758.08"},
		{math.MaxInt64, "JPY", "JP¥9,223,372,036,854,775,807", "JPY 9,223,372,036,854,775,807", "9223372036854775807"},
		{4250, "XYZ", "4250 XYZ (minor units)", "4250 XYZ (minor units)", "4250"},
		{-4250, "XYZ", "-4250 XYZ (minor units)", "-4250 XYZ (minor units)", "-4250"},
		{math.MinInt64, "XYZ", "-9223372036854775808 XYZ (minor units)", "-9223372036854775808 XYZ (minor units)", "-9223372036854775808"},
		{4250, "gbp", "4250 gbp (minor units)", "4250 gbp (minor units)", "4250"},
		{4250, "", "4250 in no currency (minor units)", "4250 in no currency (minor units)", "4250"},
		{4250, "  ", "4250 in no currency (minor units)", "4250 in no currency (minor units)", "4250"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			m := dojo.Money{Minor: tt.minor, Currency: tt.currency}
			// The space that the formatter puts after a code may not break.
			if got := strings.ReplaceAll(m.String(), "\u00a0", " "); got != tt.text {
				t.Errorf("String is %q, want %q", got, tt.text)
			}
			if got := m.ASCII(); got != tt.ascii {
				t.Errorf("ASCII is %q, want %q", got, tt.ascii)
			}
			if got := m.Decimal(); got != tt.plain {
				t.Errorf("Decimal is %q, want %q", got, tt.plain)
			}
		})
	}
}

// Every text of an amount has the amount's digits and no others: no rounding,
// no floating point.
func TestMoneyKeepsEveryDigit(t *testing.T) {
	t.Parallel()
	exponents := map[string]int{"GBP": 2, "EUR": 2, "USD": 2, "JPY": 0, "BHD": 3, "KWD": 3}
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"GBP", "EUR", "USD", "JPY", "BHD", "KWD"}).Draw(t, "currency")
		m := dojo.Money{Minor: rapid.Int64().Draw(t, "minor"), Currency: code}
		if !m.Known() {
			t.Fatalf("%s isn't known", code)
		}
		got, ok := new(big.Rat).SetString(m.Decimal())
		want := new(big.Rat).SetFrac(big.NewInt(m.Minor), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(exponents[code])), nil))
		if !ok || got.Cmp(want) != 0 {
			t.Fatalf("Decimal of %d %s is %q", m.Minor, code, m.Decimal())
		}
		digits := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r == '.' || r == '-' || (r >= '0' && r <= '9') {
					return r
				}
				return -1
			}, s)
		}
		for _, s := range []string{m.String(), m.ASCII()} {
			if digits(s) != m.Decimal() {
				t.Fatalf("%q doesn't show %s", s, m.Decimal())
			}
		}
		for i := range len(m.ASCII()) {
			if c := m.ASCII()[i]; c < ' ' || c > '~' {
				t.Fatalf("%q isn't ASCII", m.ASCII())
			}
		}
	})
}

func TestMoneyAdd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		edge := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64 - 1, math.MaxInt64}))
		a, b := edge.Draw(t, "a"), edge.Draw(t, "b")
		sum, ok := dojo.Money{Minor: a, Currency: "GBP"}.Add(dojo.Money{Minor: b, Currency: "GBP"})
		want := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		switch {
		case ok != want.IsInt64():
			t.Fatalf("%d + %d: ok is %v, the sum is %v", a, b, ok, want)
		case ok && sum != dojo.Money{Minor: want.Int64(), Currency: "GBP"}:
			t.Fatalf("%d + %d = %v", a, b, sum)
		case !ok && sum != dojo.Money{}:
			t.Fatalf("no sum, and yet %v", sum)
		}
	})
	if sum, ok := gbp(1).Add(dojo.Money{Minor: 1, Currency: "EUR"}); ok || sum != (dojo.Money{}) {
		t.Errorf("pounds and euros add up to %v", sum)
	}
}

func TestMoneyKnown(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"GBP": true, "EUR": true, "JPY": true, "XYZ": false, "gbp": false, "": false, "GBPX": false} {
		if got := (dojo.Money{Currency: code}).Known(); got != want {
			t.Errorf("%q: known is %v", code, got)
		}
	}
}

// Amounts as each locale writes them; the rules are the Unicode CLDR's.
func TestMoneyByLocale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m                            dojo.Money
		locale, want, ascii, decimal string
	}{
		{dojo.Money{Minor: 4250, Currency: "EUR"}, "en-GB", "€42.50", "EUR 42.50", "42.50"},
		{dojo.Money{Minor: 123450, Currency: "EUR"}, "en-IE", "€1,234.50", "EUR 1,234.50", "1234.50"},
		{dojo.Money{Minor: 4250, Currency: "EUR"}, "es-ES", "42,50\u00a0€", "EUR 42,50", "42,50"},
		{dojo.Money{Minor: 12345678, Currency: "GBP"}, "es-ES", "123.456,78\u00a0£", "GBP 123.456,78", "123456,78"},
		{dojo.Money{Minor: 12345678, Currency: "EUR"}, "it-IT", "123.456,78\u00a0€", "EUR 123.456,78", "123456,78"},
		{dojo.Money{Minor: 500, Currency: "JPY"}, "it-IT", "500\u00a0¥", "JPY 500", "500"},
		{dojo.Money{Minor: 4250, Currency: "QQQ"}, "it-IT", "4250 QQQ (minor units)", "4250 QQQ (minor units)", "4250"},
	} {
		if got := c.m.In(c.locale); got != c.want {
			t.Errorf("%v in %s is %q, want %q", c.m, c.locale, got, c.want)
		}
		if got := c.m.ASCIIIn(c.locale); got != c.ascii {
			t.Errorf("%v in %s is %q in ASCII, want %q", c.m, c.locale, got, c.ascii)
		}
		if got := c.m.DecimalIn(c.locale); got != c.decimal {
			t.Errorf("%v in %s is typed %q, want %q", c.m, c.locale, got, c.decimal)
		}
	}
}
