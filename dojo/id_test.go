package dojo_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"dojoreversals/dojo"
)

func TestCleanID(t *testing.T) {
	t.Parallel()
	const id = "pi_pT08VyWG3EC_HQB4NBVliA"
	for _, tt := range []struct{ in, want string }{
		{id, id},
		{"pi_sandbox__7Kx-2", "pi_sandbox__7Kx-2"},
		{"12345", "12345"},
		{" " + id + "\r\n", id},
		{"{" + id + "}", id},
		{"%7B" + id + "%7D", id},
		{"%7b" + id + "%7d", id},
		{" { " + id + " } ", id},
		{"%7B{" + id + "}%7D", id},
		{"{" + id, id},
		{strings.Repeat("x", 100), strings.Repeat("x", 100)},
		{strings.Repeat("x", 101), ""},
		{"", ""},
		{"{}", ""},
		{"%7B%7D", ""},
		{"pi_a b", ""},
		{"pi_a/reversal", ""},
		{"../payment-intents/pi_a", ""},
		{"..", ""},
		{"pi_a?x=1", ""},
		{"pi_a#x", ""},
		{"pi_%61", ""},
		{"pi_é", ""},
		{"pi_a\x00", ""},
		{"pi_a\u200b", ""},
		{"pi_\u202ea", ""},
		{"pi_a\npi_b", ""},
		{"https://developer.example.test/pi_a", ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, err := dojo.CleanID(tt.in)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			var bad *dojo.BadIDError
			if errors.As(err, &bad) != (tt.want == "") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func FuzzCleanID(f *testing.F) {
	for _, s := range []string{"pi_a", "{pi_a}", "%7Bpi_a%7D", "", "pi_a/..", "\x1b[31m", strings.Repeat("{", 200), "% 7B", "pi_\u200b"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`\A[A-Za-z0-9_-]{1,100}\z`)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := dojo.CleanID(s)
		if err != nil {
			if got != "" {
				t.Fatalf("%q: the ID %q and an error", s, got)
			}
			// Its text is drawn in a terminal as it is.
			if wrong := drawable(err.Error()); wrong != "" && len(s) < 300 {
				t.Fatalf("%q: the error has %s", s, wrong)
			}
			return
		}
		if !form.MatchString(got) || !strings.Contains(s, got) {
			t.Fatalf("%q became %q", s, got)
		}
		if again, err := dojo.CleanID(got); again != got || err != nil {
			t.Fatalf("%q became %q, and then %q", s, got, again)
		}
	})
}
