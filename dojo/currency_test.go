package dojo

import (
	"fmt"
	"testing"

	"github.com/bojanz/currency"
)

// A currency is read in any case and by its number in ISO 4217, in every field
// that has one. Nothing is guessed about others.
func TestCurrencyCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ json, want string }{
		{`"GBP"`, "GBP"}, {`"gbp"`, "GBP"}, {`"Gbp"`, "GBP"}, {`" eur "`, "EUR"},
		{`"826"`, "GBP"}, {`826`, "GBP"}, {`"978"`, "EUR"}, {`"392"`, "JPY"}, {`"048"`, "BHD"},
		{`"036"`, "AUD"}, {`"36"`, "AUD"}, {`36`, "AUD"}, {`"008"`, "ALL"}, {`8`, "ALL"},
		// Unknown, and kept as they came.
		{`"XYZ"`, "XYZ"}, {`"xyz"`, "xyz"}, {`"000"`, "000"}, {`0`, "0"}, {`"999"`, "999"}, {`"0826"`, "0826"}, {`"0036"`, "0036"},
		{`826.0`, "826.0"}, {`8.26e2`, "8.26e2"}, {`-826`, "-826"}, {`"+36"`, "+36"}, {`"GBPx"`, "GBPx"}, {`"£"`, "£"}, {`"ıNR"`, "ıNR"}, {`"ＧＢＰ"`, "ＧＢＰ"}, {`"８２６"`, "８２６"}, {`""`, ""},
	} {
		t.Run(tt.json, func(t *testing.T) {
			t.Parallel()
			m := fmt.Sprintf(`{"value":4250,"currencyCode":%s}`, tt.json)
			p := decode(t, fmt.Sprintf(`{"id":"pi_a","amount":%s,"totalAmount":%s,"tipsAmount":%s,"cashbackAmount":%s,"serviceChargeAmount":%s,"requestedAmount":%s}`, m, m, m, m, m, m))
			for _, got := range []*Money{p.Amount, p.TotalAmount, p.Extras().Tips, p.Extras().Cashback, p.Extras().ServiceCharge, p.Extras().Requested} {
				if got == nil || *got != (Money{4250, tt.want}) || got.Known() != (tt.want != "" && currency.IsValid(tt.want)) {
					t.Fatalf("got %+v, want %s", got, tt.want)
				}
			}
		})
	}
}

// Every currency has a number of its own, of three digits, so that a number never
// stands for another one with other minor units.
func TestCurrencyNumbers(t *testing.T) {
	t.Parallel()
	for _, code := range currency.GetCurrencyCodes() {
		number, _ := currency.GetNumericCode(code)
		if got := currencyOf(number); len(number) != 3 || got != code {
			t.Errorf("%s has the number %s, which is that of %s", code, number, got)
		}
		if got := currencyOf(upperASCII(code)); got != code {
			t.Errorf("%s became %s", code, got)
		}
	}
}

// Amounts of one currency add up and compare, however each is written.
func TestMixedCurrencyCodes(t *testing.T) {
	t.Parallel()
	a := decode(t, `{"id":"pi_a","amount":{"value":4000,"currencyCode":"gbp"},"tipsAmount":{"value":250,"currencyCode":"826"},"totalAmount":{"value":4250,"currencyCode":"GBP"}}`)
	b := decode(t, `{"id":"pi_a","amount":{"value":4000,"currencyCode":"GBP"},"tipsAmount":{"value":250,"currencyCode":826},"totalAmount":{"value":4250,"currencyCode":"Gbp"}}`)
	if c := a.Charge(); c.Total != (Money{4250, "GBP"}) || !c.Known || !c.Certain || c.Total.String() != "£42.50" {
		t.Errorf("%+v", c)
	}
	if a.Facts() != b.Facts() {
		t.Error("a list and a read of the same payment differ")
	}
	if c := decode(t, `{"id":"pi_a","amount":{"value":4250,"currencyCode":"999"}}`); c.Charge().Total.String() != "4250 999 (minor units)" {
		t.Errorf("%s", c.Charge().Total)
	}
}
