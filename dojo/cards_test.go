package dojo_test

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

func TestCardNumbersInText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"bare", "4111111111111111", "…1111"},
		{"in a sentence", "Reversal of card 4111111111111111 exp 12/29 was not successful.", "Reversal of card …1111 exp 12/29 was not successful."},
		{"in groups", "reversed 4111 1111 1111 1111 MR A CUSTOMER", "reversed …1111 MR A CUSTOMER"},
		{"dashes", "4111-1111-1111-1111", "…1111"},
		{"dots", "4111.1111.1111.1111", "…1111"},
		{"underscores", "4111_1111_1111_1111", "…1111"},
		{"spaced dashes", "4111 - 1111 - 1111 - 1111", "…1111"},
		{"a digit at a time", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "…1111"},
		{"no-break spaces", "4111\u00a01111\u00a01111\u00a01111", "…1111"},
		{"thin spaces", "4111\u20091111\u202f1111\u20091111", "…1111"},
		{"line breaks", "4111\n1111\r\n1111\t1111", "…1111"},
		{"en and em dashes", "4111–1111—1111‑1111", "…1111"},
		{"minus signs", "4111−1111−1111−1111", "…1111"},
		{"middle dots", "4111·1111·1111·1111", "…1111"},
		{"zero-width", "4111\u200b1111\u200d1111\ufeff1111", "…1111"},
		{"soft hyphens", "4111\u00ad1111\u00ad1111\u00ad1111", "…1111"},
		{"full-width", "４１１１１１１１１１１１１１１１", "…1111"},
		{"full-width stops", "４１１１．１１１１．１１１１．１１１１", "…1111"},
		{"Arabic digits", "٤١١١١١١١١١١١١١١١", "…1111"},
		{"mathematical digits", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏", "…1111"},
		{"raised digits", "⁴¹¹¹¹¹¹¹¹¹¹¹¹¹¹¹", "…1111"},
		{"digits with accents", strings.Join(strings.Split("4111111111111111", ""), "\u0301"), "…1111"},
		{"a group with accents, and more digits", "9\u0301999\u0301999999999995\u0301 1", "…9995\u0301 1"},
		{"13 digits", "card 4222222222222", "card …2222"},
		{"15 digits", "378282246310005", "…0005"},
		{"19 digits", "4000000000000000006", "…0006"},
		{"no scheme that is known", "9999999999999995", "…9995"},
		{"letters on both sides", "ORDER4111111111111111X", "ORDER…1111X"},
		{"two", "4111111111111111, 5555555555554444", "…1111, …4444"},
		{"two in a run", "4111111111111111 5555555555554444", "…1111 …4444"},
		{"a count before it", "paid 2 4111 1111 1111 1111", "paid 2 …1111"},
		{"other digits on both sides", "12 4111 1111 1111 1111 05", "12 …1111 05"},
		{"a date before it", "2026-11-25 4111111111111111", "2026-11-25 …1111"},
		{"straight after a digit", "94111111111111111", "…1111"},
		{"no known scheme, and a date after a dash", "9999 9999 9999 9995 – 12/29", "…9995 – 12/29"},
		{"a run that goes on after a dash", "1000000110006 010516869–0", "……6869–0"},
		{"no known scheme, and a number on both sides", "2 9999-9999-9999-9995 05", "2 …9995 05"},
		{"no known scheme, in groups of a 15-digit card", "1354 567890 00009 7", "…0009 7"},
		{"may be either of two numbers", "0002 9999 9999 9999 9995 1", "…9995 1"},
		{"with what follows on a card", "41111111111111111228", "…1228"},
		{"on a magnetic stripe", ";4111111111111111=28121010000?", ";…1111=28121010000?"},

		{"fails Luhn", "4111111111111112", "4111111111111112"},
		{"12 digits", "411111111116", "411111111116"},
		{"a time", "2026-11-25T18:42:07.123456789Z", "2026-11-25T18:42:07.123456789Z"},
		{"a phone number", "+44 20 7946 0958", "+44 20 7946 0958"},
		{"groups too small for a card", "1 22 333 1 22 333 1 13 – 7", "1 22 333 1 22 333 1 13 – 7"},
		{"masked already", "411111******1111", "411111******1111"},
		{"cut already", "…1111", "…1111"},
		{"too far apart", "41111111     1111 ---- 1111", "41111111 1111 ---- 1111"},
		{"a number that the limit cuts", strings.Repeat("x", 490) + "4111111111111111", strings.Repeat("x", 490)},
		{"a group that the limit cuts", strings.Repeat("x", 480) + " 4111 1111 1111 1111", strings.Repeat("x", 480) + " …1111"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := dojo.Clean(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// What isn't kept stays as it is: a path, or what a person looks for.
func TestDrawableLeavesNumbers(t *testing.T) {
	t.Parallel()
	if got := dojo.Drawable("4111 1111 1111\u202e 1111"); got != "4111 1111 1111 1111" {
		t.Errorf("got %q", got)
	}
}

var (
	runOfDigits = regexp.MustCompile(`\d(?:[ ._–-]{0,3}\d)*`)
	group       = regexp.MustCompile(`\d+`)
)

// wholeCard is the first card number in a text, found without the code that cuts
// them: a run of 13 to 19 digits that passes the Luhn check, or a part of one in groups
// of at least four. An ellipsis ends a run: it is what stands for the digits that were
// cut, and NFKC would make dots of it. An accent takes no room.
func wholeCard(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "…", "/"), "\u0301", "")
	for _, run := range runOfDigits.FindAllString(norm.NFKC.String(s), -1) {
		groups := group.FindAllString(run, -1)
		if card := strings.Join(groups, ""); isCard(card) {
			return card
		}
		for i := range groups {
			for j := i; j < len(groups); j++ {
				if card := strings.Join(groups[i:j+1], ""); isCard(card) {
					return card
				}
				if len(groups[j]) < 4 {
					break // only the last group of a number may be shorter
				}
			}
		}
	}
	return ""
}

func isCard(digits string) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i]-'0') << (i % 2)
		sum += d/10 + d%10
	}
	return len(digits) >= 13 && len(digits) <= 19 && sum%10 == 0
}

// withCheck completes digits so that they pass the Luhn check.
func withCheck(digits string) string {
	for c := '0'; c <= '9'; c++ {
		if s := digits + string(c); wholeCard(s) != "" {
			return s
		}
	}
	return digits
}

func TestNoCardNumberIsKept(t *testing.T) {
	t.Parallel()
	piece := rapid.OneOf(
		rapid.StringMatching(`[0-9]{1,24}`),
		rapid.StringMatching(`[ ._-]{1,4}`),
		rapid.StringMatching(`[a-z:/…,]{1,3}`),
		rapid.Custom(func(t *rapid.T) string { return withCheck(rapid.StringMatching(`[1-9][0-9]{11,17}`).Draw(t, "number")) }),
		rapid.SampledFrom([]string{"\u00a0", "\u200b", "–", "４", "１", "4111111111111111", "4111 1111 1111 1111", "\u0301", "é"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), "")
		got := dojo.Clean(in)
		if card := wholeCard(got); card != "" {
			t.Fatalf("%q became %q, which has %q", in, got, card)
		}
		if again := dojo.Clean(got); again != got {
			t.Fatalf("%q became %q, and then %q", in, got, again)
		}
		if wrong := drawable(got); wrong != "" {
			t.Fatalf("%q became %q: %s", in, got, wrong)
		}
	})
}
