package dojo

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
)

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
