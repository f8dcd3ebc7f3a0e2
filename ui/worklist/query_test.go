package worklist

import "testing"

// An ID is taken out of what stands around it, unless it isn't clear which one is
// meant, or whether it is one.
func TestIDInAText(t *testing.T) {
	t.Parallel()
	const one, other = "pi_pT08VyWG3EC_HQB4NBVliA", "pi_AT08VyWG3EC_HQB4NBVliA"
	for text, want := range map[string]string{
		one: one, "{" + one + "}": one, "pi_a": "pi_a", "see " + one + ".": one, one + ", that is " + one: one,
		"https://pay.dojo.tech/checkout/" + one + "?x=1": one, "https://pay.dojo.tech/checkout/pi_a": "pi_a",
		one + " and " + other: "", "pi_a b": "", "order pi_a": "", "order-1": "", "": "", "x" + one: "",
	} {
		if got := parseQuery(text).id; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
