package dojo_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dojoreversals/dojo"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"plain", "Table 4, corner", "Table 4, corner"},
		{"letters of other scripts", "Café Zoë 寿司 Ελλάδα العربية", "Café Zoë 寿司 Ελλάδα العربية"},
		{"an emoji", "cake 🎂", "cake 🎂"},
		{"line breaks", "one\r\ntwo\n\nthree", "one two three"},
		{"tabs", "a\t\tb", "a b"},
		{"spaces around", "  a  ", "a"},
		{"only spaces", " \t\n ", ""},
		{"no-break and ideographic spaces", "a\u00a0\u3000b", "a b"},
		{"line and paragraph separators", "a\u2028b\u2029c", "a b c"},
		{"a colour", "\x1b[31mred\x1b[0m", "[31mred[0m"},
		{"a title", "\x1b]0;owned\x07", "]0;owned"},
		{"C1 controls", "a\u009b31mb\u0085c", "a31mb c"},
		{"bell and delete", "a\x07b\x7fc", "abc"},
		{"a right-to-left override", "safe\u202Egpj.exe", "safegpj.exe"},
		{"bidi isolates", "\u2066a\u2069\u200e\u200fb\u061c", "ab"},
		{"zero-width", "a\u200bb\u200cc\u200dd\ufeffe\u2060f", "abcdef"},
		{"a soft hyphen", "re\u00adversal", "reversal"},
		{"tags", "a\U000E0041\U000E0042b", "ab"},
		{"variation selectors", "a\ufe0fb\U000E0100c", "abc"},
		{"fillers that look like nothing", "a\u3164b\u115fc\u2800d\uffa0e\u034ff", "abcdef"},
		{"private use", "a\ue000b", "ab"},
		{"noncharacters", "a\ufffeb\U0010ffffc", "abc"},
		{"invalid UTF-8", "a\xff\xfeb", "a\ufffd\ufffdb"},
		{"a cut rune", "a\xe2\x82", "a\ufffd\ufffd"},
		{"an accent", "e\u0301", "e\u0301"},
		{"a column of marks", "e" + strings.Repeat("\u0301", 40), "e" + strings.Repeat("\u0301", 3)},
		{"marks hidden between zero-widths", "e" + strings.Repeat("\u0301\u200b", 40), "e" + strings.Repeat("\u0301", 3)},
		{"a mark on nothing", "\u0301a", "a"},
		{"a mark on a space", "a \u0301b", "a b"},
		{"too long", strings.Repeat("x", 501), strings.Repeat("x", 500)},
		{"too long, in runes", strings.Repeat("é", 501), strings.Repeat("é", 500)},
		{"as long as may be", strings.Repeat("x", 500), strings.Repeat("x", 500)},
		{"cut at a space", strings.Repeat("x", 499) + " y", strings.Repeat("x", 499)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := dojo.Clean(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// drawable says what is wrong with a text that is said to be fit for a
// terminal, told with categories of Unicode and without Clean's own tables.
func drawable(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "invalid UTF-8"
	case utf8.RuneCountInString(s) > 500:
		return "too long"
	case s != strings.TrimSpace(s):
		return "spaces around it"
	case strings.Contains(s, "  "):
		return "a run of spaces"
	}
	for _, r := range s {
		switch {
		case r == ' ':
		case unicode.IsSpace(r):
			return "a space that isn't one"
		case unicode.IsControl(r):
			return "a control character"
		case unicode.In(r, unicode.Cf, unicode.Cs, unicode.Co, unicode.Zl, unicode.Zp):
			return "a format character"
		case unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Join_Control, r), unicode.Is(unicode.Noncharacter_Code_Point, r),
			unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return "a character that takes no cell"
		}
	}
	return ""
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "Table 4", " a  b ", "\x1b[31mred", "a\u202Eb", "\xff", "e\u0301\u0301\u0301\u0301", "a \u200b b", "\u0301",
		strings.Repeat("é ", 300), "a\u3164", "\u2028", "\U000E0041", "a\r\nb", "4111 1111 1111 1111", "12 4111–1111\u00a01111.1111 05", "41111111111111111228 5555555555554444", "👩\u200d👩\u200d👧",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := dojo.Clean(s)
		if wrong := drawable(got); wrong != "" {
			t.Fatalf("%q became %q: %s", s, got, wrong)
		}
		if again := dojo.Clean(got); again != got {
			t.Fatalf("%q became %q, and then %q", s, got, again)
		}
		if card := wholeCard(got); card != "" {
			t.Fatalf("%q became %q, which has the card number %q", s, got, card)
		}
		marks := 0
		for _, r := range got {
			if !unicode.Is(unicode.M, r) {
				marks = 0
			} else if marks++; marks > 3 {
				t.Fatalf("%q became %q: a column of marks", s, got)
			}
		}
	})
}
