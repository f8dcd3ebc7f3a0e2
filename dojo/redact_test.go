package dojo

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

const echoedKey = "sk_sandbox_Obviously-Fake_0123456789"

// A server that repeats the key in every field and every header that is read,
// in every spelling.
func TestNoSpellingOfTheKeyIsKept(t *testing.T) {
	t.Parallel()
	for name, spelling := range spellings(echoedKey) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, status := range []int{200, 400} {
				askEverything(t, secretClient(t, repeating(t, status, spelling)), noSecret)
			}
		})
	}
}

// A server that puts a card number into every text that is read.
func TestNoCardNumberOfAnAnswerIsKept(t *testing.T) {
	t.Parallel()
	digits := regexp.MustCompile(`\D`)
	noCard := func(t *testing.T, name string, v any) {
		t.Helper()
		seen := func(s string) {
			if strings.Contains(digits.ReplaceAllString(norm.NFKC.String(s), ""), "411111") {
				t.Errorf("%s has the card number: %q", name, s)
			}
		}
		if strings.HasPrefix(name, "the cursors") {
			return // sent back as they came, and neither shown nor kept
		}
		walk(reflect.ValueOf(v), seen)
		if err, ok := v.(error); ok {
			seen(err.Error())
		}
	}
	for _, text := range []string{
		"4111111111111111", "reversed 4111 1111 1111 1111 MR A CUSTOMER", "Reversal of card 4111111111111111 exp 12/29 holder MR A CUSTOMER was not successful.",
		"4111-1111-1111-1111", "4111.1111.1111.1111", "4111\u00a01111\u20091111\u20111111", "4\u200b111111111111111", "４１１１１１１１１１１１１１１１",
		"2 x 4111 1111 1111 1111 05", `\u0034111111111111111`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			for _, status := range []int{200, 400} {
				askEverything(t, secretClient(t, repeating(t, status, text)), noCard)
			}
		})
	}
	// The ID of a payment is never cut: it would be another payment's.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"id":"4111111111111111","status":"Authorized"}`))
	}))
	defer server.Close()
	if r, err := secretClient(t, server.URL).PaymentIntent(t.Context(), "4111111111111111"); err != nil || r.Payment.ID != "4111111111111111" {
		t.Errorf("%+v, %v", r, err)
	}
}

// What net/http says of an answer that isn't HTTP quotes it.
func TestNoErrorQuotesTheKey(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"the first line":    "Basic " + echoedKey + "\r\n\r\n",
		"the status":        "HTTP/1.1 " + echoedKey + " OK\r\n\r\n",
		"the version":       "HTTP/" + echoedKey + " 200 OK\r\n\r\n",
		"a header's name":   "HTTP/1.1 200 OK\r\n" + echoedKey + "\r\n\r\n",
		"the length":        "HTTP/1.1 200 OK\r\nContent-Length: " + echoedKey + "\r\n\r\n",
		"the encoding":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + echoedKey + "\r\n\r\n",
		"in capitals":       strings.ToUpper(echoedKey) + "\r\n\r\n",
		"in base64":         base64.StdEncoding.EncodeToString([]byte(echoedKey)) + "\r\n\r\n",
		"a hidden control":  echoedKey[:15] + "\x07" + echoedKey[15:] + "\r\n\r\n",
		"an escaped letter": strings.Replace(echoedKey, "O", "%4F", 1) + "\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					_, _ = c.Read(make([]byte, 4096))
					_, _ = c.Write([]byte(head))
					_ = c.Close()
				}
			}()
			askEverything(t, secretClient(t, "http://"+l.Addr().String()), noSecret)
		})
	}
}

// A body that has the key only where several of its texts are read together.
func TestKeyAcrossTexts(t *testing.T) {
	t.Parallel()
	half := len(echoedKey) / 2
	for _, body := range []string{
		fmt.Sprintf(`{"errors":{%q:[%q]}}`, echoedKey[:half], echoedKey[half:]),
		fmt.Sprintf(`{"errors":{"":[%q,%q]}}`, echoedKey[:half], echoedKey[half:]),
		fmt.Sprintf(`[%q,%q`, echoedKey[:half], echoedKey[half:]),
	} {
		for _, status := range []int{200, 400} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
			}))
			defer server.Close()
			c := secretClient(t, server.URL)
			askEverything(t, c, noSecret)
			var noAnswer *NoAnswerError
			if _, err := c.Reverse(t.Context(), "pi_a"); status == 200 && !errors.As(err, &noAnswer) {
				t.Errorf("%s: %v", body, err)
			}
		}
	}
}

// Whatever a text is made of, the key isn't in what is left, and a text without
// the key is left as it is.
func TestRedactor(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey(echoedKey)
	if err != nil {
		t.Fatal(err)
	}
	r := key.redactor()
	var all []string
	for _, s := range spellings(echoedKey) {
		all = append(all, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		noise := rapid.OneOf(rapid.StringN(0, 12, 40), rapid.SampledFrom([]string{"%", `\`, `\u00`, "&#", "%25", "sk_", `"`, echoedKey[:20], echoedKey[10:]}))
		before, after := rapid.SliceOfN(noise, 0, 4).Draw(t, "before"), rapid.SliceOfN(noise, 0, 4).Draw(t, "after")
		text := strings.Join(before, "") + rapid.SampledFrom(all).Draw(t, "key") + strings.Join(after, "")
		got := r.text(text)
		if r.has([]byte(got)) {
			t.Fatalf("%q became %q", text, got)
		}
		if how := showsKey(Clean(got)); how != "" {
			t.Fatalf("%q became %q, which shows the key %s", text, got, how)
		}
		body, err := json.Marshal(map[string]string{"message": text, strings.Join(before, ""): "x"})
		if err != nil {
			t.Fatal(err)
		}
		if out := r.body(body); len(out) > 1 && !json.Valid(out) || r.has(out) {
			t.Fatalf("%s became %s", body, out)
		}
	})
	for _, s := range []string{"", "sk_sandbox_…", "Reversal of payment pi_sandbox_0001abc was not successful.", `{"a":"b\u0073","c":[1,2]}`, "50% off & more \\ than"} {
		if got := r.text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
		if got := string(r.body([]byte(s))); got != s {
			t.Errorf("the body %q became %q", s, got)
		}
	}
}

// The key is found wherever it stands in a long answer, and in the same texts as when
// the whole of it is folded at once.
func TestTheKeyIsFoundInLongAnswers(t *testing.T) {
	t.Parallel()
	long := "sk_sandbox_" + strings.Repeat("Abcdefghij", 98)
	for _, of := range []string{echoedKey, long} {
		key, err := ParseAPIKey(of)
		if err != nil {
			t.Fatal(err)
		}
		r := key.redactor()
		var all []string
		for _, s := range spellings(of) {
			all = append(all, s, s[:len(s)/2], s[len(s)/2:])
		}
		rapid.Check(t, func(t *rapid.T) {
			filler := rapid.SampledFrom([]string{"x", ". ", "é", `\u0061`, "&#97;", of[:len(of)-1]}).Draw(t, "filler")
			text := strings.Repeat(filler, rapid.IntRange(0, 20_000/len(filler)).Draw(t, "before")) +
				rapid.SampledFrom(all).Draw(t, "key") + strings.Repeat(filler, rapid.IntRange(0, 500/len(filler)).Draw(t, "after"))
			whole := foldText([]byte(text))
			want := slices.ContainsFunc(r.spellings(), func(s []byte) bool { return bytes.Contains(whole, s) })
			if got := r.has([]byte(text)); got != want {
				t.Fatalf("found is %v, want %v, in %d bytes", got, want, len(text))
			}
		})
	}
}

// A text that is full of keys, inside one another too, is done with at once.
func TestHostileKeys(t *testing.T) {
	t.Parallel()
	key, _ := ParseAPIKey(echoedKey)
	r := key.redactor()
	for name, text := range map[string]string{
		"one after the other":  strings.Repeat(echoedKey, maxString/len(echoedKey)),
		"inside one another":   strings.Repeat(echoedKey[:20], 1500) + strings.Repeat(echoedKey[20:], 1500),
		"beyond what is read":  strings.Repeat(echoedKey+" ", maxPage/len(echoedKey)/2),
		"nothing but escapes":  strings.Repeat(`\u0073%73&#115;`, 4000) + echoedKey,
		"nothing but controls": strings.Repeat("\x01", 20000) + echoedKey,
	} {
		body, err := json.Marshal(map[string]string{"message": text})
		if err != nil {
			t.Fatal(err)
		}
		if out := r.body(body); r.has(out) || !json.Valid(out) {
			t.Errorf("%s: %d bytes are left, %.80q", name, len(out), out)
		}
	}
}

func TestTraceIDs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "same"},
		{"d5b3b0a2-6c56-4a0e-a3a9-0a8b8a8f5a10", "same"},
		{"req:123.456_a", "same"},
		// Digits of a hexadecimal ID, which aren't a card number.
		{"00-4bf92f3577b34da64111111111111111-00f067aa0ba902b7-01", "same"},
		{strings.Repeat("a", 128), "same"},
		{strings.Repeat("a", 129), ""},
		{"", ""}, {"Basic abc", ""}, {"a b", ""}, {"a\u200bb", ""}, {"\x1b[31m", ""}, {"<html>", ""}, {"é", ""}, {"a/b", ""},
		{"4111111111111111", ""}, {"4111-1111-1111-1111", ""},
		{"txn-4111111111111111", ""}, {"ref:4111-1111-1111-1111.a", ""}, {"00-4111111111111111-01", ""},
	} {
		want := tt.want
		if want == "same" {
			want = tt.in
		}
		key, _ := ParseAPIKey(echoedKey)
		if got := key.redactor().trace(tt.in); got != want {
			t.Errorf("%q: got %q", tt.in, got)
		}
		body, _ := json.Marshal(map[string]string{"traceId": tt.in})
		if got := decodeProblem(redactor{}, body).TraceID; got != want {
			t.Errorf("%q in a body: got %q", tt.in, got)
		}
	}
}

// BenchmarkRedactor looks through a page of a hundred payments.
func BenchmarkRedactor(b *testing.B) {
	key, _ := ParseAPIKey(echoedKey)
	r := key.redactor()
	body := []byte(`{"data":[` + strings.Repeat(intent2024+",", 99) + intent2024 + `]}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		r.body(body)
	}
}
