package config

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

// A threshold is exact, for any amount and any currency.
func TestThresholdIsExact(t *testing.T) {
	t.Parallel()
	digits := map[string]int64{"GBP": 2, "JPY": 0, "BHD": 3, "CLF": 4}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,9}(\.[0-9]{1,4})?`).Draw(t, "threshold")
		code := rapid.SampledFrom([]string{"GBP", "JPY", "BHD", "CLF"}).Draw(t, "currency")
		limit, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q isn't a number", text)
		}
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(digits[code]), nil)
		// Half of the amounts lie right beside the threshold.
		minor := rapid.Int64().Draw(t, "minor")
		if rapid.Bool().Draw(t, "near") {
			at := new(big.Rat).Mul(limit, new(big.Rat).SetInt(unit))
			minor = new(big.Int).Quo(at.Num(), at.Denom()).Int64() + rapid.Int64Range(-1, 1).Draw(t, "beside")
		}
		th, err := readThreshold(text)
		if err != nil {
			t.Fatal(err)
		}
		want := new(big.Rat).SetFrac(big.NewInt(minor), unit).Cmp(limit) > 0
		if got := th.Over(dojo.Money{Minor: minor, Currency: code}); got != want {
			t.Fatalf("%d %s is above %s: %v, want %v", minor, code, text, got, want)
		}
	})
	for _, code := range []string{"", "XYZ", "gbp"} {
		if !Threshold("500").Over(dojo.Money{Minor: 1, Currency: code}) {
			t.Errorf("an amount in %q isn't above 500", code)
		}
	}
	if !Threshold("1e9").Over(dojo.Money{Currency: "GBP"}) {
		t.Error("what isn't a threshold doesn't count every amount")
	}
}
