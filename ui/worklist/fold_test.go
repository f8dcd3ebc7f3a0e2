package worklist

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"ORDER-7": "order-7", "Café": "cafe", "Cafe\u0301": "cafe", "O’Brien": "o'brien", "“x”": `"x"`, "12″": `12"`,
		"a–b—c−d‑e": "a-b-c-d-e", "Straße": "strasse", "STRASSE": "strasse", "４２．５０": "42.50", "٤٢": "42", "ﬁn": "fin",
		"a\u00a0b\u202fc": "a b c", "a\u200bb\u00adc\ufeffd\u2066e": "abcde", "ΣΊΣΥΦΟΣ": "σισυφοσ", "Œuvre Þór ıİ": "oeuvre thor ii",
		"山田 ｶﾞ": "山田 カ", "a\x1b[2Jb\x01": "a [2jb ", "`": "'", "…": "...", "": "",
	} {
		if got := foldText(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// A folded text stays as it is, the order of folding doesn't count, and the marks
// that the finder puts between texts never come of one.
func TestFoldIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if once := foldText(a); foldText(once) != once {
			t.Fatalf("%q is %q, and then %q", a, once, foldText(once))
		}
		if got, want := foldText(a+" "+b), foldText(a)+" "+foldText(b); got != want {
			t.Fatalf("together %q, one by one %q", got, want)
		}
		if got := foldText(a); strings.ContainsFunc(got, func(r rune) bool { return r < ' ' }) {
			t.Fatalf("%q has a control character: %q", a, got)
		}
	})
}

// FuzzFold folds anything: it never fails, and what it makes stays as it is.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Café", "\xff\xfe", "½ №", "ŉ", "ǅ", "İ", "ﷺ", "\u0345", "각"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := foldText(s); foldText(once) != once {
			t.Errorf("%q is %q, and then %q", s, once, foldText(once))
		}
	})
}
