package worklist

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// FuzzFind types anything into the finder, over payments with anything in their
// texts: it never fails, is the same each time, and finds a payment by each of
// its own words.
func FuzzFind(f *testing.F) {
	for _, s := range [][2]string{
		{"42.50 1013", "ORDER-1011"}, {"£1,234.50", "Table 7, window"}, {"%7Bpi_a%7D", "x"}, {"17:", "山田様"}, {"  ", ""}, {"İ", "i̇stanbul"},
		{"\x1b[2J", "a\u202eb"}, {"4250", "\xff"}, {"ß", "SS"}, {"0", "0"}, {"-", "-"}, {strings.Repeat("a ", 500), "a"},
	} {
		f.Add(s[0], s[1], int64(4250), "GBP")
	}
	f.Fuzz(func(t *testing.T, typed, reference string, minor int64, currency string) {
		p := new(dojo.PaymentIntent{
			ID: "pi_a", Reference: dojo.Clean(reference), Amount: &dojo.Money{Minor: minor, Currency: dojo.Clean(currency)},
			Last4: "1013", PaidAt: dojo.InstantOf(time.Date(2026, 11, 22, 17, 5, 0, 0, time.UTC)),
		}.WithKind(dojo.Kind{Brand: "Visa"}))
		q := parseQuery(typed)
		write := hayWriter{zone: time.UTC}
		finds := func(q query) bool { return q.matches(p.ID, write.of(p), "held") }
		if got := finds(q); got != finds(parseQuery(typed)) {
			t.Fatalf("%q: it depends on when it is asked", typed)
		}
		if plain := strings.TrimSpace(typed); isDigits(plain, 4, 4) && q.four != plain {
			t.Errorf("%q: last four digits: %q", typed, q.four)
		}
		if len(q.words) == 0 != (strings.TrimSpace(foldText(typed)) == "") {
			t.Errorf("%q is empty: %v", typed, len(q.words) == 0)
		}
		own := append(strings.Fields(p.Reference), "visa", "1013", "17:05", "pi_a", "held")
		if p.Charge().Known {
			own = append(own, p.Charge().Total.Decimal())
		}
		for _, word := range own {
			if !finds(parseQuery(word)) {
				t.Errorf("%q doesn't find %q", word, p.Reference)
			}
		}
		// More words never find more.
		if finds(parseQuery(typed+" visa")) && !finds(q) && q.id == "" {
			t.Errorf("%q with another word finds what it doesn't find alone", typed)
		}
	})
}
