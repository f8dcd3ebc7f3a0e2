package cli

import (
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/config"
	"dojoreversals/dojo"
)

// What is kept of a key is the key that was checked, whatever stands around it.
func TestCleanKey(t *testing.T) {
	t.Parallel()
	around := rapid.StringOfN(rapid.SampledFrom([]rune(" \t\r\n\u00a0\u200b\ufeff\u2028\u3000\x00\v")), 0, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		text := around.Draw(t, "before") + rapid.StringMatching(`sk_[a-z]{0,4}_?[A-Za-z0-9_.~+/=-]{8,20}`).Draw(t, "key") + around.Draw(t, "after")
		checked, err := config.Parse("api_key", text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		kept, err := dojo.ParseAPIKey(cleanKey(text))
		if err != nil || kept.Fingerprint() != checked.APIKey.Fingerprint() || len(cleanKey(text)) != len(cleanKey(cleanKey(text))) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
