package dojo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// Problems that are nearly JSON keep their readable parts, and the trace ID.
func TestNearlyJSONProblems(t *testing.T) {
	t.Parallel()
	const trace = "00-abcabcabcabcabcabcabcabcabcabcab-abcabcabcabcabca-01"
	for _, tt := range []struct {
		name, body string
		want       Problem
	}{
		{"the documentation's own sample, with a comma at its end",
			`{"errors":{"PaymentIntentId":["This payment is not eligible."]},"type":"about:blank","title":"Bad Request","status":400,"traceId":"` + trace + `",}`,
			Problem{Title: "Bad Request", Fields: []string{"PaymentIntentId: This payment is not eligible."}, TraceID: trace}},
		{"commas in every place", `{,"errors":{"a":["b",,],},,"traceId":"t",}`, Problem{Fields: []string{"a: b"}, TraceID: "t"}},
		{"no commas", `{"title":"T" "detail":"D"` + "\n" + `"traceId":"t"}`, Problem{Title: "T", Detail: "D", TraceID: "t"}},
		{"comments", "// gateway 7\n{ /* \"title\":\"no\", */ \"detail\":\"see http://x // y\", # z\n \"traceId\":\"t\" // \"}", Problem{Detail: "see http://x // y", TraceID: "t"}},
		{"single quotes", `{'title':'Bad Request','detail':'The payment isn\'t held, it isn't "open".','status':400,'traceId':'t'}`,
			Problem{Title: "Bad Request", Detail: `The payment isn't held, it isn't "open".`, TraceID: "t"}},
		{"words of Python", `{'title': None, 'status': 400, 'ok': False, 'traceId': 't'}`, Problem{TraceID: "t"}},
		{"names without quotes", `{title:"T",$type:"x",errors:{Amount:["too big"]},traceId:'t'}`, Problem{Title: "T", Fields: []string{"Amount: too big"}, TraceID: "t"}},
		{"line breaks and tabs in a text", "{\"detail\":\"one\r\n\ttwo\",\"traceId\":\"t\"}", Problem{Detail: "one two", TraceID: "t"}},
		{"escapes that JSON doesn't have", `{"detail":"a\d\x41\u12\` + "\n" + `b","traceId":"t"}`, Problem{Detail: "adx4112 b", TraceID: "t"}},
		{"a value that JSON doesn't have", `{"status":0x190,"a":NaN,"b":.5,"detail":"D"}`, Problem{Detail: "D"}},
		{"two objects", `{"title":"T","traceId":"t"}{"title":"other"}`, Problem{Title: "T", TraceID: "t"}},
		{"a footer", `{"title":"T"}` + "\n<!-- node 7 -->", Problem{Title: "T"}},
		{"brackets that don't match", `{"errors":{"a":["b"},"traceId":"t"}`, Problem{Fields: []string{"a: b"}, TraceID: "t"}},
		{"cut in a text", `{"title":"Bad Request","traceId":"t","detail":"The paym`, Problem{Title: "Bad Request", TraceID: "t"}},
		{"cut in the trace ID", `{"title":"Bad Request","traceId":"00-abcab`, Problem{Title: "Bad Request"}},
		{"cut in a number", `{"title":"Bad Request","traceId":1234`, Problem{Title: "Bad Request"}},
		{"cut after a text in single quotes, which may be an apostrophe", `{'title':'Bad Request','detail':'This isn'`, Problem{Title: "Bad Request"}},
		{"cut after a name", `{"title":"T","detail"`, Problem{Title: "T"}},
		{"cut after a colon", `{"title":"T","detail":`, Problem{Title: "T"}},
		{"cut in a list", `{"errors":{"a":["b","c`, Problem{Fields: []string{"a: b"}}},
		{"cut in the extensions", `{"detail":"D","extensions":{"traceId":"t","x":[{`, Problem{Detail: "D", TraceID: "t"}},
		{"cut in an escape", `{"detail":"D","title":"T\`, Problem{Detail: "D"}},
		{"two titles are neither", `{"title":"A","title":"B","traceId":"t",}`, Problem{TraceID: "t"}},
		{"an odd sign ends what can be read", `{"title":"T"; "detail":"D"}`, Problem{Title: "T"}},
		{"a web page", `<html><body>{"title":"T"}</body></html>`, Problem{}},
		{"plain text", `upstream error: {"title":"T"}`, Problem{}},
		{"a list", `[{"title":"T",}]`, Problem{}},
		{"a deep one", `{"title":"T","x":` + strings.Repeat(`[`, 500) + `,"detail":"D"}`, Problem{Title: "T"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := decodeProblem(redactor{}, []byte(tt.body))
			if got.Title != tt.want.Title || got.Detail != tt.want.Detail || got.TraceID != tt.want.TraceID || !slices.Equal(got.Fields, tt.want.Fields) {
				t.Errorf("got %+v, want %+v", *got, tt.want)
			}
		})
	}
}

// The same readiness would be a guess in an answer that says something about
// money: a list, a payment and the answer to a reversal must be JSON.
func TestOnlyProblemsMayBeNearlyJSON(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"id":"pi_a","status":"Successful","data":[],}`))
	}))
	defer s.Close()
	c, err := NewClient(Options{BaseURL: s.URL, Key: keyForTests(t), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, search := c.Search(t.Context(), Query{})
	_, get := c.PaymentIntent(t.Context(), "pi_a")
	_, reverse := c.Reverse(t.Context(), "pi_a")
	for _, err := range []error{search, get, reverse} {
		if CauseOf(err) != CauseUnreadable {
			t.Errorf("%v", err)
		}
	}
}

// Neither the key nor a card number is kept of a problem that is nearly JSON:
// they are looked for in what was made of it.
func TestNearlyJSONKeepsNoSecret(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(echoedKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, spelling := range spellings(echoedKey) {
		for _, shape := range []string{
			`{"title":"T","detail":"@","traceId":"@","errors":{"@":["@"],},}`, `{'title':'T','detail':'@','errors':{'@':['@']}}`,
			`{title:"T",detail:"no \@ here"}`, "{\"title\":\"T\",\"detail\":\"@\n\"}", `{"title":"T",/*@*/"detail":"@" "x":@,}`,
			`{"title":"T","detail":"D","errors":{"a":"@"`, `{"title":"T","detail":"@`,
		} {
			body := []byte(strings.ReplaceAll(shape, "@", strings.Trim(quoted(spelling), `"`)))
			noSecret(t, name+" in "+shape, decodeProblem(key.redactor(), body))
		}
	}
	for _, body := range []string{
		`{"detail":"card 4111 1111 1111 1111",}`, `{'detail':'card 4111-1111-1111-1111'}`, `{"detail":"4111\-1111\-1111\-1111",}`,
		"{\"detail\":\"4111\n1111\n1111\n1111\"}", `{"traceId":4111111111111111,}`, `{"errors":{4111111111111111:["4111111111111111"],}}`,
		`{"title":"T","detail":"card 4111 1111 1111 1`, `{'title':'T','detail':'card 4111 1111 1111'`,
	} {
		got := fmt.Sprintf("%+v", *decodeProblem(key.redactor(), []byte(body)))
		if digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, got); strings.Contains(digits, "41111") {
			t.Errorf("%s: %s", body, got)
		}
	}
}

// FuzzNearlyJSON: whatever comes, what is made of it is an object of JSON within
// the bounds, and JSON is taken as it is.
func FuzzNearlyJSON(f *testing.F) {
	for _, s := range []string{
		`{"title":"T",}`, `{'a':'isn't',b:None,/*x*/"c":[1,2}`, "{\"a\":\"\\u12\\\n\",#\n'b'", `{"a":{"b":[`, `{]}`, `{:}`, `{"a" "b"}`, `{'`, "{\"\xff\":\xff}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > maxProblem {
			return
		}
		out := nearlyJSON(b)
		if out == nil {
			if json.Valid(b) && bytes.HasPrefix(bytes.TrimLeft(b, " \t\r\n"), []byte("{")) {
				t.Fatalf("an object was refused: %q", b)
			}
			return
		}
		if !json.Valid(out) || out[0] != '{' || !isBounded(out) && isBounded(b) || len(out) > 8*len(b) {
			t.Fatalf("%q became %q", b, out)
		}
		if json.Valid(b) && len(b) < 1000 {
			var before, after any
			if errors.Join(json.Unmarshal(b, &before), json.Unmarshal(out, &after)) != nil || fmt.Sprint(before) != fmt.Sprint(after) {
				t.Fatalf("%q became %q", b, out)
			}
		}
	})
}
