package dojo

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// field is one field of a JSON object. Decoding it never fails: a value of the
// wrong type is left out and marked, so that one odd field never costs a payment,
// nor one odd payment its page. A second value for the same field is marked too:
// nothing says which of the two is true.
type field[T any] struct {
	v   T
	set bool // there was a value, and it could be read
	bad bool // there was a value, and it couldn't
}

func (l *field[T]) UnmarshalJSON(b []byte) error {
	if l.set || l.bad {
		*l = field[T]{bad: true}
		return nil
	}
	if isNull(b) {
		return nil
	}
	if err := into(b, &l.v); err != nil {
		var zero T
		l.v, l.bad = zero, true
		return nil //nolint:nilerr // decoding a field never fails
	}
	l.set = true
	return nil
}

// list is a JSON array of at most maxList elements. An element that can't be read
// is marked, as a field is.
type list[T any] []field[T]

func (l *list[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	long := false
	if _, ok := array(b, func(rest []byte) int {
		v := valueOf(rest)
		if long = long || len(*l) == maxList; long {
			return len(v)
		}
		var e field[T]
		_ = e.UnmarshalJSON(v) // never fails
		*l = append(*l, e)
		return len(v)
	}); !ok {
		return errNotArray
	}
	if long {
		return errLongArray
	}
	return nil
}

func isNull(b []byte) bool { return bytes.Equal(bytes.TrimSpace(b), []byte("null")) }

// text is a JSON string or number, as Dojo sends IDs: the two have changed
// places between versions.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	s, err := stringOrNumber(b)
	*t = text(Clean(s))
	return err
}

// word is a JSON string alone.
type word string

func (w *word) UnmarshalJSON(b []byte) error {
	s, err := stringOf(b)
	*w = word(Clean(s))
	return err
}

// cursor says where the next page begins: a JSON string or a number. It is sent
// back as it came, and so isn't cleaned.
type cursor string

func (c *cursor) UnmarshalJSON(b []byte) error {
	s, err := stringOrNumber(b)
	if err == nil && len(s) > maxCursor {
		err = errNoText
	}
	*c = cursor(s)
	return err
}

// label is an ID that other systems give, such as that of a reversal: a JSON
// string or number. If it looks like an ID it is kept as it is, so that its digits
// aren't cut as a card number. Otherwise it is a text like any other.
type label string

func (l *label) UnmarshalJSON(b []byte) error {
	s, err := stringOrNumber(b)
	if !isTrace(s) {
		s = Clean(s)
	}
	*l = label(s)
	return err
}

// traceID is a trace ID, a JSON string or number. A text that doesn't look like
// one is left out.
type traceID string

func (t *traceID) UnmarshalJSON(b []byte) error {
	s, err := stringOrNumber(b)
	if !isTrace(s) {
		s = ""
	}
	*t = traceID(s)
	return err
}

// stringOrNumber is the text of a JSON string, or a number as it is written.
func stringOrNumber(b []byte) (string, error) {
	switch {
	case len(b) == 0:
		return "", errNoText
	case b[0] == '"':
		return stringOf(b)
	case (b[0] == '-' || b[0] >= '0' && b[0] <= '9') && len(b) <= maxString:
		return string(b), nil
	}
	return "", errNoText
}

// ident is the ID of a payment, a JSON string or number. It isn't cleaned: without
// a hidden character it would be the ID of another payment. A text that can't be
// an ID is an error.
type ident string

func (i *ident) UnmarshalJSON(b []byte) error {
	s, err := stringOrNumber(b)
	if err != nil {
		return err
	}
	if !isID(s) {
		return errNoID
	}
	*i = ident(s)
	return nil
}

// minor is an amount in minor units: a JSON integer, also where a server
// writes it as 4250.0 or 4.25e3. A fraction of a minor unit is an error; no
// floating point number is involved.
type minor int64

func (m *minor) UnmarshalJSON(b []byte) error {
	if len(b) > maxNumber {
		return errNoMoney
	}
	n, err := parseMinor(string(b))
	*m = minor(n)
	return err
}

func parseMinor(s string) (int64, error) {
	if len(s) > maxNumber {
		return 0, errNoMoney
	}
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(s), "e")
	shift := 0
	if hasExponent {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil || shift < -20 || shift > 20 {
			return 0, errNoMoney
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	shift -= len(fraction)
	for ; shift < 0; shift++ {
		if !strings.HasSuffix(digits, "0") {
			return 0, errNoMoney
		}
		digits = strings.TrimSuffix(digits, "0")
		if digits == "" || digits == "-" {
			digits += "0"
		}
	}
	digits += strings.Repeat("0", shift)
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, errNoMoney
	}
	if n == math.MinInt64 {
		return 0, errNoMoney
	}
	return n, nil
}

// instant is a time as Dojo writes it: RFC 3339 with 0 to 9 fractional digits.
// Some fields come without a zone; Dojo documents them as UTC. The year 1 that
// .NET sends for "never" is no time.
type instant time.Time

func (t *instant) UnmarshalJSON(b []byte) error {
	if b, ok := plain(b); ok {
		// Whatever UnmarshalText takes, time.Parse takes for the same time.
		var at time.Time
		if at.UnmarshalText(b) == nil {
			*t = instantOf(at)
			return nil
		}
	}
	s, err := stringOf(b)
	if err != nil {
		return err
	}
	s = strings.TrimSpace(s)
	if s == "" {
		*t = instant{}
		return nil
	}
	var at time.Time
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if at, err = time.Parse(layout, s); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	*t = instantOf(at)
	return nil
}

func instantOf(at time.Time) instant {
	if at.Year() <= 1 {
		return instant{}
	}
	return instant(at.UTC())
}

// span is a .NET time span, [d.]hh:mm:ss[.fffffff], the form of autoExpireIn.
type span time.Duration

func (d *span) UnmarshalJSON(b []byte) error {
	s, err := stringOf(b)
	if err != nil {
		return err
	}
	v, err := parseSpan(s)
	*d = span(v)
	return err
}

func parseSpan(s string) (time.Duration, error) {
	hours, rest, _ := strings.Cut(strings.TrimSpace(s), ":")
	minutes, seconds, ok := strings.Cut(rest, ":")
	if !ok || strings.Contains(seconds, ":") {
		return 0, errNoSpan
	}
	days, dayless, hasDays := strings.Cut(hours, ".")
	if hasDays {
		hours = dayless
	} else {
		days = "0"
	}
	seconds, _, _ = strings.Cut(seconds, ".")
	var total time.Duration
	for _, f := range []struct {
		text string
		max  uint64
		unit time.Duration
	}{{days, 36500, 24 * time.Hour}, {hours, 23, time.Hour}, {minutes, 59, time.Minute}, {seconds, 59, time.Second}} {
		n, err := strconv.ParseUint(f.text, 10, 32)
		if err != nil || n > f.max {
			return 0, errNoSpan
		}
		total += time.Duration(n) * f.unit
	}
	return total, nil
}
