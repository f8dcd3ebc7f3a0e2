package dojo

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func sameAsV1(t interface {
	Helper()
	Fatalf(string, ...any)
}, b []byte) {
	t.Helper()
	want, wantErr := decodeV1(b)
	got, err := decodeIntent(b)
	if (err == nil) != (wantErr == nil) || (err == nil && !reflect.DeepEqual(got, want)) {
		t.Fatalf("%s\nis    %+v, %v\nwant  %+v, %v", b, got, err, want, wantErr)
	}
}

var oddValues = []string{
	`null`, `true`, `0`, `-0`, `12`, `4250.00`, `1e3`, `1e400`, `99999999999999999999`, `9999999999994242`, `""`, `" "`, `"a"`, `"Authorized"`, `"GBP"`,
	`"pi_1"`, `"\u0061\n\u001b[31mb"`, `"\ud800"`, "\"\xff\"", `"2026-11-22T18:38:01.1234567Z"`, `"2026-11-22T18:38:01"`, `"0001-01-01T00:00:00Z"`,
	`"7.00:00:00"`, `"************1013"`, `"\u0031234"`, `[]`, `[null]`, `[1,{},[{}],"x"]`, `{}`, `{"value":1}`, `{"value":null}`,
	`{"value":"1","currencyCode":"GBP"}`, `{"value":1,"value":"x","currencyCode":null}`, `{"VALUE":4250,"currencycode":"GBP","x":{"value":2}}`,
	`{"value":1,"currencyCode":{}}`, `{"value":1,"value":null}`, `[{"amount":{"value":4250},"status":"Successful","createdAt":5}]`,
	`{"transactionDateTime":"2026-11-22T18:38:01Z","cardNumber":"************1013","card":{"last4PAN":"0005","cardType":null}}`,
	`[{"terminalSession":{"terminalId":"tm_1"}},{"terminalSession":5},7]`, `[{"eventType":"Captured","transactionDateTime":"x"},null]`,
	`{"card":5,"cardType":"VISA","authCode":12,"\u0063ard":{}}`, " { \"value\" :\t1 ,\n\"currencyCode\": \"\" } ",
}

// intentFields are the names of the fields that are read of a payment.
func intentFields() []string { return namesIn(reflect.TypeFor[v1Intent]()) }

// namesIn are the names in the tags of a struct and of those embedded in it.
func namesIn(t reflect.Type) (names []string) {
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("json"); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Every field with every odd value, in its own case and another, alone and
// after a good one; and any mixture of them.
func TestDecodingIsAsByEncodingJSON(t *testing.T) {
	t.Parallel()
	names := append([]string{"", "unknown", "value", "ſtatus", "\\u0069d", "Id"}, intentFields()...)
	for _, name := range names {
		for _, v := range oddValues {
			for _, n := range []string{name, strings.ToUpper(name)} {
				sameAsV1(t, fmt.Appendf(nil, `{"%s":%s}`, n, v))
				sameAsV1(t, fmt.Appendf(nil, `{"id":"pi_1","%s":%s , "amount":{"value":1,"currencyCode":"GBP"},"status":"Captured"}`, n, v))
			}
			for _, w := range oddValues {
				sameAsV1(t, fmt.Appendf(nil, `{"%s":%s,"%s":%s}`, name, v, name, w))
			}
		}
	}
	for _, whole := range append([]string{"", "{", `{"id":}`, `{"id":"a",}`, "nul", `{"a":"\x"}`, intent2022, intent2024}, oddValues...) {
		sameAsV1(t, []byte(whole))
		sameAsV1(t, []byte(" "+whole+"\n"))
	}
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		for i := range rapid.IntRange(0, 12).Draw(rt, "fields") {
			if i > 0 {
				b.WriteString(rapid.SampledFrom([]string{",", " , ", ",\n"}).Draw(rt, "comma"))
			}
			fmt.Fprintf(&b, `"%s":%s`, rapid.SampledFrom(names).Draw(rt, "name"), rapid.SampledFrom(oddValues).Draw(rt, "value"))
		}
		sameAsV1(rt, []byte("{"+b.String()+"}"))
	})
}

func FuzzSameAsEncodingJSON(f *testing.F) {
	for _, v := range oddValues {
		f.Add(fmt.Appendf(nil, `{"paymentDetails":%s,"captures":%s,"amount":%s}`, v, v, v))
	}
	f.Add([]byte(intent2022))
	f.Add([]byte(intent2024))
	f.Fuzz(func(t *testing.T, b []byte) { sameAsV1(t, b) })
}

type v1Page struct {
	Data   []json.RawMessage `json:"data"`
	Before v1Lax[string]     `json:"before"`
	After  v1Lax[string]     `json:"after"`
}

// Whole pages, too, as far as they are pages (TestWhatIsNoPage has the others).
func TestPagesAreAsByEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`null`, ` null `, `[]`, `5`, `"x"`, `{"data":null}`, `{"data":5}`, `{"data":{}}`, `{"data":[]}`, `{"data":[{},5,"x",[],{"id":"pi_1"}]}`,
		`{"DATA":[{"id":"pi_1"}],"After":"a"}`, `{"data":[{"id":"pi_1"}],"before":7}`, `{"data":[1,]}`, `{"data":[{"id":"pi_1"}]} x`, ``, `<html>`, string(pageOf(intent2022)),
	} {
		var v1 *v1Page
		wantErr := json.Unmarshal([]byte(body), &v1)
		got := wirePage{limit: PageLimit}
		err := decodeAnswer(redactor{}, []byte(body), &got)
		if (err == nil) != (wantErr == nil && v1 != nil) {
			t.Errorf("%.60s: %v, want %v", body, err, wantErr)
			continue
		}
		if err != nil {
			continue
		}
		var want []PaymentIntent
		for _, raw := range v1.Data {
			p, err := decodeV1(raw)
			if err != nil {
				p = PaymentIntent{}.WithExtras(Extras{Gaps: []string{"payment"}})
			}
			want = append(want, p)
		}
		if len(got.payments) != len(want) || (len(want) > 0 && !reflect.DeepEqual(got.payments, want)) || string(got.after.v) != v1.After.v {
			t.Errorf("%.60s: %d rows, after %q; want %d, %q", body, len(got.payments), got.after.v, len(want), v1.After.v)
		}
	}
}

// The next answer is read into the same bytes. Whatever was decoded stays as it is.
func TestNothingDecodedKeepsTheBytesOfItsAnswer(t *testing.T) {
	t.Parallel()
	names := intentFields()
	rapid.Check(t, func(rt *rapid.T) {
		var rows []string
		for range rapid.IntRange(0, 4).Draw(rt, "rows") {
			fields := []string{`"id":"pi_1"`}
			for range rapid.IntRange(0, 12).Draw(rt, "fields") {
				fields = append(fields, fmt.Sprintf(`"%s":%s`, rapid.SampledFrom(names).Draw(rt, "name"), rapid.SampledFrom(oddValues).Draw(rt, "value")))
			}
			rows = append(rows, "{"+strings.Join(fields, ",")+"}")
		}
		rows = append(rows, intent2022, intent2024)
		cursor := rapid.SampledFrom(oddValues).Draw(rt, "cursor")
		for body, decoded := range map[string]func() answer{
			`{"data":[` + strings.Join(rows, ",") + `],"after":` + cursor + `,"before":` + cursor + `}`: func() answer { return &wirePage{limit: PageLimit} },
			rows[0]: func() answer { return new(wireReading) },
			`{"status":` + cursor + `,"message":"x","reversalId":"a","id":` + cursor + `}`: func() answer { return new(wireReversal) },
		} {
			bytes, got, want := []byte(body), decoded(), decoded()
			err, wantErr := decodeAnswer(redactor{}, bytes, got), decodeAnswer(redactor{}, []byte(body), want)
			for i := range bytes {
				bytes[i] = 'x'
			}
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(err, wantErr) {
				rt.Fatalf("%s\nis    %+v, %v\nwant  %+v, %v", body, got, err, want, wantErr)
			}
		}
	})
}

// What is allocated for a payment is what it keeps, and little beside.
func TestDecodingAllocatesLittle(t *testing.T) {
	for intent, most := range map[string]float64{intent2022: 22.5, intent2024: 30.5} {
		page := pageOf(intent)
		got := testing.AllocsPerRun(10, func() {
			if err := decodeAnswer(redactor{}, page, &wirePage{limit: PageLimit}); err != nil {
				t.Fatal(err)
			}
		}) / PageLimit
		if got > most {
			t.Errorf("%.2f allocations for a payment, want at most %.2f", got, most)
		}
	}
}

func BenchmarkDecodePageByEncodingJSON(b *testing.B) {
	page := pageOf(intent2022)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		var w v1Page
		if err := json.Unmarshal(page, &w); err != nil {
			b.Fatal(err)
		}
		for _, raw := range w.Data {
			if _, err := decodeV1(raw); err != nil {
				b.Fatal(err)
			}
		}
	}
}
