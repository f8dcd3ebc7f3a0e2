package dojo

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// checkText fails where a decoded text isn't fit for a terminal. Two texts of
// 500 runes and ": " are the longest that are ever put together.
func checkText(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 1002 {
		t.Fatalf("%q is invalid or too long", s)
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) ||
			unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Variation_Selector, r) {
			t.Fatalf("%q has %U", s, r)
		}
	}
}

// walk calls visit with every string below a value.
func walk(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			walk(v.Field(i), visit)
		}
	}
}

func FuzzDecodeIntent(f *testing.F) {
	for _, s := range []string{
		intent2022, intent2024, `{}`, `null`, `[]`, ``, `{"id":1,"amount":4250,"refundedAmount":{"value":1}}`,
		`{"captures":[null,{},5],"paymentDetails":{"card":7,"cardNumber":9999999999994242}}`,
		`{"status":"\u001b[31mAuthorized","reference":"a\u202eb"}`, "{\"description\":\"\xff\"}",
		`{"paymentDetails":{"card":{"last4PAN":"\u0031\u0032\u0033\u0034"}}}`, `{"amount":{"value":1e400,"currencyCode":5}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := decodeIntent(b)
		if err != nil {
			if !reflect.DeepEqual(p, PaymentIntent{}) {
				t.Fatalf("a payment and an error: %+v", p)
			}
			return
		}
		walk(reflect.ValueOf(p), func(s string) { checkText(t, s) })
		if p.ID != "" {
			if id, err := CleanID(p.ID); err != nil || id != p.ID {
				t.Fatalf("%q isn't an ID", p.ID)
			}
		}
		if p.Last4 != "" && !isLast4(p.Last4) {
			t.Fatalf("last four: %q", p.Last4)
		}
		for _, at := range []time.Time{p.CreatedAt.Time(), p.UpdatedAt.Time(), p.PaidAt.Time(), p.ExpireAt.Time()} {
			if at.Location() != time.UTC {
				t.Fatalf("%v isn't in UTC", at)
			}
		}
		// Whatever came, the rule has an answer, and nothing without an ID, an
		// amount and a time is reversed.
		now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
		if at, _ := p.PaidOrCreated(); !at.IsZero() {
			now = at
		}
		if v := Reversible(RuleSameDay, &p, At(now), time.UTC); v.Reversible && (p.ID == "" || !p.Charge().Known || v.PaidAt.IsZero()) {
			t.Fatalf("reversible: %+v", p)
		}
		if again, _ := decodeIntent(b); !reflect.DeepEqual(again, p) {
			t.Fatalf("%+v, and then %+v", p, again)
		}
	})
}

func isLast4(s string) bool {
	return len(s) == 4 && strings.Trim(s, "0123456789") == ""
}

// FuzzCardNumber puts any text and any JSON value where a card number stands,
// in both shapes: the decoded payment must be what it is without the number,
// but for the last four digits.
func FuzzCardNumber(f *testing.F) {
	for _, s := range []string{
		"9999999999994242", "99999999****1234", "************0226", "9999 9999 9999 4242", "", "42", "9999-4242", "1234\"", `\u0031`,
		"9999999999994242 ", "４２４２", "9999999999994242\n", `{"a":"9999999999994242"}`, "1e1234", "0.1234",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, number string) {
		quoted, err := json.Marshal(number)
		if err != nil {
			t.Skip()
		}
		values := []string{string(quoted)}
		if json.Valid([]byte(number)) {
			values = append(values, number)
		}
		for _, v := range values {
			for _, shape := range []string{
				`{"id":"pi_x","paymentDetails":{"cardNumber":%s}}`,
				`{"id":"pi_x","paymentDetails":{"card":{"cardNumber":%s}}}`,
				`{"id":"pi_x","paymentDetails":{"card":{"last4PAN":%s}}}`,
			} {
				p, err := decodeIntent(fmt.Appendf(nil, shape, v))
				if err != nil {
					t.Fatalf("%s: %v", v, err)
				}
				last4 := p.Last4
				if last4 != "" && (!isLast4(last4) || !strings.Contains(v, last4) && !strings.HasSuffix(strings.TrimSpace(number), last4)) {
					t.Fatalf("%s: last four %q", v, last4)
				}
				p.Last4 = ""
				if want := (PaymentIntent{ID: "pi_x"}); !reflect.DeepEqual(p, want) {
					t.Fatalf("%s: more than the last four came through: %+v", v, p)
				}
			}
			// What was written as text has the last four that a person reads.
			if p, _ := decodeIntent(fmt.Appendf(nil, `{"paymentDetails":{"cardNumber":%s}}`, quoted)); p.Last4 != "" &&
				!strings.HasSuffix(strings.TrimSpace(number), p.Last4) {
				t.Fatalf("%q: last four %q", number, p.Last4)
			}
		}
	})
}
