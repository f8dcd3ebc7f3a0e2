package dojo

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

const echoedKey = "sk_sandbox_Obviously-Fake_0123456789"

// spellings are ways in which a gateway may repeat a key, within other text.
func spellings(key string) map[string]string {
	each := func(spell func(r rune) string) string {
		var b strings.Builder
		for _, r := range key {
			b.WriteString(spell(r))
		}
		return b.String()
	}
	std, raw := base64.StdEncoding, base64.RawURLEncoding
	return map[string]string{
		"as it is":                   "Basic " + key,
		"glued to letters":           "x" + key + "x",
		"in capitals":                strings.ToUpper(key),
		"URL":                        "?key=" + url.QueryEscape(key),
		"every letter of a URL":      each(func(r rune) string { return fmt.Sprintf("%%%02X", r) }),
		"small letters of a URL":     each(func(r rune) string { return fmt.Sprintf("%%%02x", r) }),
		"escaped twice":              each(func(r rune) string { return fmt.Sprintf("%%25%02X", r) }),
		"some letters of a URL":      strings.NewReplacer("s", "%73", "_", "%5f", "F", "%46").Replace(key),
		"JSON":                       each(func(r rune) string { return fmt.Sprintf(`\u%04x`, r) }),
		"JSON in capitals":           each(func(r rune) string { return fmt.Sprintf(`\u%04X`, r) }),
		"JSON within JSON":           each(func(r rune) string { return fmt.Sprintf(`\\u%04x`, r) }),
		"some letters of JSON":       strings.NewReplacer("s", `\u0073`, "_", `\u005F`).Replace(key),
		"escaped as in a program":    each(func(r rune) string { return fmt.Sprintf(`\x%02x`, r) }),
		"HTML":                       each(func(r rune) string { return fmt.Sprintf("&#%d;", r) }),
		"HTML, hexadecimal":          each(func(r rune) string { return fmt.Sprintf("&#x%x;", r) }),
		"base64":                     std.EncodeToString([]byte(key)),
		"base64 without padding":     raw.EncodeToString([]byte(key)),
		"base64 with a colon":        "Basic " + std.EncodeToString([]byte(key+":")),
		"base64 with a name":         std.EncodeToString([]byte("a:" + key)),
		"base64 of the header":       std.EncodeToString([]byte("Basic " + key)),
		"base64 of a longer header":  std.EncodeToString([]byte("Authorization: Basic " + key + "\r\n")),
		"base64 in lines":            strings.Join(strings.SplitAfter(std.EncodeToString([]byte(key)), "b"), "\n"),
		"hexadecimal":                hex.EncodeToString([]byte(key)),
		"hexadecimal in capitals":    strings.ToUpper(hex.EncodeToString([]byte(key))),
		"zero-width":                 each(func(r rune) string { return string(r) + "\u200b" }),
		"a soft hyphen in it":        key[:15] + "\u00ad" + key[15:],
		"a bidi control in it":       key[:15] + "\u202e" + key[15:],
		"a control in it":            key[:15] + "\x07" + key[15:],
		"a variation selector in it": key[:15] + "\ufe0f" + key[15:],
		"spaces":                     each(func(r rune) string { return string(r) + " " }),
		"a line break in it":         key[:15] + "\r\n " + key[15:],
		"full-width": each(func(r rune) string {
			if r > ' ' && r <= '~' {
				r += 0xFEE0
			}
			return string(r)
		}),
		"twice":          key + key,
		"within itself":  key[:15] + key + key[15:],
		"quotes":         `"` + key[:15] + `"` + key[15:] + `"`,
		"a mask in it":   key[:15] + "·" + key[15:],
		"a long preface": strings.Repeat("x", 480) + key,
	}
}

// readable is a text as somebody reads it who undoes what escapes it, without
// the code that takes the key out.
func readable(s string) string {
	for range 4 {
		if u, err := url.PathUnescape(s); err == nil {
			s = u
		}
		var j string
		if json.Unmarshal([]byte(`"`+strings.ReplaceAll(s, `"`, "")+`"`), &j) == nil {
			s = j
		}
	}
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		if r > '~' || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// showsKey says how a text shows the key, or "".
func showsKey(s string) string {
	for _, text := range []string{s, readable(s), strings.ToLower(s)} {
		for how, secret := range map[string]string{
			"plainly": readable("Obviously-Fake_0123456789"), "in base64": readable(base64.RawStdEncoding.EncodeToString([]byte(echoedKey))[:40]),
			"in hexadecimal": hex.EncodeToString([]byte("Obviously")),
		} {
			if strings.Contains(text, secret) {
				return how
			}
		}
	}
	return ""
}

// quoted is a text within JSON. Escapes that are in it already stay.
func quoted(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < ' ' || r == '"' {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	if text := `"` + b.String() + `"`; json.Valid([]byte(text)) {
		return text
	}
	out, _ := json.Marshal(s)
	return string(out)
}

// noSecret walks over every text of a value, of its unexported fields too.
func noSecret(t *testing.T, name string, v any) {
	t.Helper()
	walk(reflect.ValueOf(v), func(s string) {
		if how := showsKey(s); how != "" {
			t.Errorf("%s shows the key %s: %q", name, how, s)
		}
	})
	if err, ok := v.(error); ok {
		if how := showsKey(err.Error()); how != "" {
			t.Errorf("the text of %s shows the key %s", name, how)
		}
	}
	for _, verb := range []string{"%v", "%+v"} {
		if how := showsKey(fmt.Sprintf(verb, v)); how != "" {
			t.Errorf("%s in %s shows the key %s", name, verb, how)
		}
	}
}

func secretClient(t *testing.T, base string) *Client {
	t.Helper()
	key, err := ParseAPIKey(echoedKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewClient(Options{BaseURL: base, Key: key, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// askEverything makes every call of a client and checks all that comes of it.
func askEverything(t *testing.T, c *Client, check func(t *testing.T, name string, v any)) {
	t.Helper()
	page, err := c.Search(t.Context(), Query{})
	check(t, "a page", page.Payments)
	check(t, "the cursors of a page", []string{page.After, page.Before})
	check(t, "the exchange of a page", page.Exchange)
	check(t, "the error of a page", err)
	reading, err := c.PaymentIntent(t.Context(), "pi_a")
	check(t, "a reading", reading)
	check(t, "the error of a reading", err)
	answer, err := c.Reverse(t.Context(), "pi_a")
	check(t, "an answer", answer)
	check(t, "the error of a reversal", err)
}

// repeating serves a text in every field and every header that is read, with an
// HTTP status, and returns its address.
func repeating(t *testing.T, status int, text string) (base string) {
	t.Helper()
	echo := quoted(text)
	in := func(shape string) []byte { return []byte(strings.ReplaceAll(shape, "@", echo)) }
	intent := `{"id":"pi_a","status":@,"captureMode":@,"reference":@,"description":@,"autoExpireAction":@,"autoExpireIn":@,"metadata":{@:@},
		"amount":{"value":1,"currencyCode":@},"createdAt":@,"paymentDetails":{"authCode":@,"message":@,"cardNumber":@,
		"card":{"cardType":@,"cardFundingType":@,"entryMode":@,"last4PAN":@}},"captures":[{"status":@}],
		"terminalSessionHistory":[{"terminalSession":{"terminalId":@}}],"paymentEvents":[{"eventType":@}],@:@}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, h := range []string{"Traceparent", "X-Trace-Id", "Trace-Id", "X-Request-Id", "Retry-After", "Location", "Content-Type"} {
			w.Header().Set(h, strings.NewReplacer("\r", "", "\n", "").Replace(text))
		}
		w.WriteHeader(status)
		switch {
		case status != 200:
			_, _ = w.Write(in(`{"title":@,"detail":@,"traceId":@,"errors":{"a":[@],@:[@,"b"]},"extensions":{"traceId":@,"errors":{@:@}}}`))
		case strings.HasSuffix(r.URL.Path, "/search"):
			_, _ = w.Write(in(`{"data":[` + intent + `],"after":@,"before":@}`))
		case strings.HasSuffix(r.URL.Path, "/reversal"):
			_, _ = w.Write(in(`{"status":@,"message":@,"reversalId":@,"id":@}`))
		default:
			_, _ = w.Write(in(intent))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

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
	for b.Loop() {
		r.body(body)
	}
}
