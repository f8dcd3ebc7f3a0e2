package cli

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
	"pgregory.net/rapid"
)

func TestIsolate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "ORDER-1 £42.50": "ORDER-1 £42.50", "café 本": "café 本",
		"שלום £42.50":           "<שלום> £42.50",
		"שלום עולם 12  £42.50":  "<שלום עולם> 12  £42.50",
		"שָׁלוֹם":               "<שָׁלוֹם>",
		"\x1b[1mמ\x1b[0m £1\nא": "\x1b[1m<מ>\x1b[0m £1\n<א>",
		"طلب ٤٢ £42.50":         "<طلب ٤٢> £42.50",
		"א, Visa ··1013   א":    "<א>, Visa ··1013   <א>",
		"\xd7":                  "\xd7",
		"של\xffום":              "<של\xffום>",
	} {
		got := strings.NewReplacer(firstStrong, "<", popIsolate, ">").Replace(string(isolate([]byte(text))))
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever stands beside right-to-left texts, what the algorithm turns is within an
// isolate, and no other digit or letter is: with nothing to turn outside, a line that
// begins from the left keeps its order (UAX #9, rules W7 and N1).
func TestAmountsKeepTheirPlace(t *testing.T) {
	t.Parallel()
	reference := rapid.StringOfN(rapid.SampledFrom([]rune("אבגםطلبش٤٢ ,12-/.a#é\u05b8\u0651")), 1, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		line := "> 18:42 " + reference.Draw(t, "first") + " £42.50 Held " + reference.Draw(t, "second") + " 1013"
		got := string(isolate([]byte(line)))
		within := false
		for _, r := range got {
			props, _ := bidi.LookupRune(r)
			switch class := props.Class(); {
			case class == bidi.FSI || class == bidi.PDI:
				if within == (class == bidi.FSI) {
					t.Fatalf("an isolate in an isolate: %q", got)
				}
				within = class == bidi.FSI
			case within && (class == bidi.L || class == bidi.EN), !within && (class == bidi.R || class == bidi.AL || class == bidi.AN):
				t.Fatalf("%q is on the wrong side: %q", r, got)
			}
		}
		if within || strings.NewReplacer(firstStrong, "", popIsolate, "").Replace(got) != line {
			t.Fatalf("%q becomes %q", line, got)
		}
	})
}
