package dojo

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"testing"
	"time"
)

func TestParseMinor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"4250", 4250, true},
		{"0", 0, true},
		{"-0", 0, true},
		{"-1", -1, true},
		{"4250.0", 4250, true},
		{"4250.00000", 4250, true},
		{"-4250.00", -4250, true},
		{"0.0", 0, true},
		{"-0.00", 0, true},
		{"4.25e3", 4250, true},
		{"4.25E+3", 4250, true},
		{"425e1", 4250, true},
		{"42500e-1", 4250, true},
		{"0e-5", 0, true},
		{"9223372036854775807", 9223372036854775807, true},
		{"-9223372036854775807", -9223372036854775807, true},
		{"9223372036854775808", 0, false},
		{"-9223372036854775808", 0, false}, // its negation has no place in 64 bits
		{"42.5", 0, false},
		{"0.01", 0, false},
		{"1e-1", 0, false},
		{"1e19", 0, false},
		{"1e999999999", 0, false},
		{"1e-999999999", 0, false},
		{"1e99999999999999999999", 0, false},
		{"", 0, false},
		{"-", 0, false},
		{".", 0, false},
		{`"4250"`, 0, false},
		{"true", 0, false},
		{"NaN", 0, false},
		{"0x10", 0, false},
		{"1_000", 0, false},
		{"1.5.0", 0, false},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, err := parseMinor(tt.in)
			if got != tt.want || (err == nil) != tt.ok {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// FuzzParseMinor holds parseMinor against exact arithmetic: what it takes is
// the number that was written, and it refuses no whole number of everyday size.
func FuzzParseMinor(f *testing.F) {
	for _, s := range []string{"0", "-0", "4250", "4250.0", "4.25e3", "42500e-1", "0.5", "1e20", "-9223372036854775808", "9223372036854775807", "1e-20", "00", "1.e1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseMinor(s)
		if err != nil && got != 0 {
			t.Fatalf("%q: %d and the error %v", s, got, err)
		}
		// Only JSON numbers ever reach it.
		if !jsonNumber.MatchString(s) || len(s) > 40 {
			return
		}
		// An exponent of many digits would have big.Rat build a huge number.
		if _, exponent, has := cutExponent(s); has && (exponent < -20 || exponent > 20) {
			if err == nil {
				t.Fatalf("%q: took an exponent out of bounds", s)
			}
			return
		}
		exact, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q is a JSON number that big.Rat doesn't take", s)
		}
		whole := exact.IsInt() && exact.Num().IsInt64() && exact.Num().Int64() != -1<<63
		switch {
		case err == nil && (!whole || exact.Num().Int64() != got):
			t.Fatalf("%q: got %d, it is %v", s, got, exact)
		case err != nil && whole && !manyZeros(s):
			t.Fatalf("%q: refused, and it is %v", s, exact)
		}
	})
}

func cutExponent(s string) (mantissa string, exponent int, has bool) {
	for i := range len(s) {
		if s[i] == 'e' || s[i] == 'E' {
			n, err := strconv.Atoi(s[i+1:])
			if err != nil {
				n = 1000
			}
			return s[:i], n, true
		}
	}
	return s, 0, false
}

// manyZeros says whether a number is written with so many digits that refusing
// it, although it would fit in the end, is fine.
func manyZeros(s string) bool { m, _, _ := cutExponent(s); return len(m) > 19 }

func TestInstants(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{`"2022-01-03T09:05:01Z"`, "2022-01-03T09:05:01Z"},
		{`"2022-01-03T09:05:01.1Z"`, "2022-01-03T09:05:01.1Z"},
		{`"2022-01-03T09:05:01.12Z"`, "2022-01-03T09:05:01.12Z"},
		{`"2022-01-03T09:05:01.123Z"`, "2022-01-03T09:05:01.123Z"},
		{`"2022-01-03T09:05:01.1234Z"`, "2022-01-03T09:05:01.1234Z"},
		{`"2022-01-03T09:05:01.12345Z"`, "2022-01-03T09:05:01.12345Z"},
		{`"2022-01-03T09:05:01.123456Z"`, "2022-01-03T09:05:01.123456Z"},
		{`"2022-01-03T09:05:01.1234567Z"`, "2022-01-03T09:05:01.1234567Z"},
		{`"2022-01-03T09:05:01.12345678Z"`, "2022-01-03T09:05:01.12345678Z"},
		{`"2022-01-03T09:05:01.123456789Z"`, "2022-01-03T09:05:01.123456789Z"},
		{`"2022-01-03T09:05:01.123456789"`, "2022-01-03T09:05:01.123456789Z"},
		{`"2022-01-03T09:05:01"`, "2022-01-03T09:05:01Z"},
		{`"2022-07-03T10:05:01+01:00"`, "2022-07-03T09:05:01Z"},
		{`"2022-01-02T23:05:01-10:00"`, "2022-01-03T09:05:01Z"},
		{`" 2022-01-03T09:05:01Z "`, "2022-01-03T09:05:01Z"},
		{`"0001-01-01T00:00:00Z"`, ""},
		{`"0001-01-01T00:00:00"`, ""},
		{`"0001-01-01T00:00:00+05:00"`, ""},
		{`"0001-12-31T23:59:59Z"`, ""},
		{`""`, ""},
		{`null`, ""},
		{`"yesterday"`, "bad"},
		{`"2022-01-03"`, "bad"},
		{`"2022-02-30T09:05:01Z"`, "bad"},
		{`"2022-01-03T25:05:01Z"`, "bad"},
		{`"2022-01-03T09:05:01Zulu"`, "bad"},
		{`1641200701`, "bad"},
		{`{}`, "bad"},
		{`true`, "bad"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			var got field[instant]
			if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
				t.Fatal(err)
			}
			if got.bad != (tt.want == "bad") {
				t.Fatalf("bad is %v", got.bad)
			}
			at := time.Time(got.v)
			if tt.want == "" || tt.want == "bad" {
				if !at.IsZero() {
					t.Errorf("got %v, want none", at)
				}
				return
			}
			if want, _ := time.Parse(time.RFC3339Nano, tt.want); at != want.UTC() {
				t.Errorf("got %v, want %v", at, want)
			}
		})
	}
}

func TestParseSpan(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, tt := range []struct {
		in   string
		want time.Duration
		ok   bool
	}{
		{"00:00:55", 55 * time.Second, true},
		{"6.00:00:00", 6 * day, true},
		{"6.23:59:59", 7*day - time.Second, true},
		{"01:02:03.4567890", time.Hour + 2*time.Minute + 3*time.Second, true},
		{" 00:01:00 ", time.Minute, true},
		{"36500.00:00:00", 36500 * day, true},
		{"36501.00:00:00", 0, false},
		{"24:00:00", 0, false},
		{"00:60:00", 0, false},
		{"00:00:60", 0, false},
		{"-00:00:55", 0, false},
		{"00:00", 0, false},
		{"55", 0, false},
		{"", 0, false},
		{"a:b:c", 0, false},
		{"1.2.00:00:00", 0, false},
		{"99999999999999999999.00:00:00", 0, false},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, err := parseSpan(tt.in)
			if got != tt.want || (err == nil) != tt.ok {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
