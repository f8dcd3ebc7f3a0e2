package dojo_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"

	"dojoreversals/dojo"
)

// wide writes a text as UTF-16, with its mark or without.
func wide(s string, bigEndian, mark bool) string {
	if mark {
		s = "\ufeff" + s
	}
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune(s)) {
		if bigEndian {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	return b.String()
}

// encodings are how a gateway may write the same text.
var encodings = map[string]func(string) string{
	"UTF-8":                                func(s string) string { return s },
	"UTF-8 after a mark":                   func(s string) string { return "\ufeff" + s },
	"UTF-8 after two marks":                func(s string) string { return "\ufeff\ufeff" + s },
	"UTF-16LE after a mark":                func(s string) string { return wide(s, false, true) },
	"UTF-16BE after a mark":                func(s string) string { return wide(s, true, true) },
	"UTF-16LE without a mark, as .NET has": func(s string) string { return wide(s, false, false) },
	"UTF-16BE without a mark":              func(s string) string { return wide(s, true, false) },
}

// encoded serves an answer as it is, in chunks and packed.
func encoded(t *testing.T, status int, body string) map[string]string {
	t.Helper()
	return map[string]string{
		"whole": answer(t, status, body, "Content-Type", "application/json; charset=utf-8"),
		"in chunks": serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			for i := range len(body) {
				_, _ = io.WriteString(w, body[i:i+1])
				w.(http.Flusher).Flush()
			}
		}),
		"packed": serve(t, func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				w.WriteHeader(status) // a reversal doesn't ask for it
				_, _ = io.WriteString(w, body)
				return
			}
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(status)
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, body)
			_ = z.Close()
		}),
	}
}

// Every answer is read in every encoding, with the same result as in UTF-8.
func TestAnswersInOtherEncodings(t *testing.T) {
	t.Parallel()
	const reference = "Café “Zoë” 🍕"
	for name, encode := range encodings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for how, base := range encoded(t, 200, encode(`{"id":"pi_a","status":"Authorized","reference":"`+reference+`","data":[{"id":"pi_a","reference":"`+reference+`"}],"message":"`+reference+`"}`)) {
				c := newClient(t, base)
				if p, err := c.Search(t.Context(), dojo.Query{}); err != nil || len(p.Payments) != 1 || p.Payments[0].Reference != reference {
					t.Errorf("%s, a list: %+v, %v", how, p, err)
				}
				if r, err := c.PaymentIntent(t.Context(), "pi_a"); err != nil || r.Payment.Reference != reference || r.Payment.Status != dojo.StatusAuthorized {
					t.Errorf("%s, a payment: %+v, %v", how, r, err)
				}
			}
			for how, base := range encoded(t, 200, encode(`{"status":"Successful","message":"`+reference+`","reversalId":"55873"}`)) {
				if a, err := newClient(t, base).Reverse(t.Context(), "pi_a"); err != nil || a.Status != dojo.ReversalSuccessful || a.Message != reference || a.ID != "55873" {
					t.Errorf("%s, a reversal: %+v, %v", how, a, err)
				}
			}
			for how, base := range encoded(t, 400, encode(`{"detail":"`+reference+`","traceId":"trace-1"}`)) {
				for _, op := range operations {
					var refused *dojo.RefusedError
					if err := op.do(t.Context(), newClient(t, base)); !errors.As(err, &refused) || refused.Problem.Detail != reference || refused.Exchange.TraceID != "trace-1" {
						t.Errorf("%s, the refusal of %s: %v", how, op.name, err)
					}
				}
			}
			var refused *dojo.RefusedError
			if err := operations[0].do(t.Context(), newClient(t, answer(t, 502, encode("\r\n<html>")))); !errors.As(err, &refused) || !refused.HTML {
				t.Errorf("a web page: %v", err)
			}
		})
	}
}

// A text of another encoding that was cut or damaged is no other answer than it
// would be in UTF-8.
func TestDamagedEncodings(t *testing.T) {
	t.Parallel()
	page := wide(`{"data":[]}`, false, true)
	for _, tt := range []struct {
		name, body string
		search     dojo.Cause // "" for an answer
		reverse    dojo.Cause
	}{
		{"a mark alone", "\ufeff", dojo.CauseUnreadable, ""},
		{"a mark and white space", "\ufeff \r\n", dojo.CauseUnreadable, ""},
		{"a mark of UTF-16 alone", "\xff\xfe", dojo.CauseUnreadable, ""},
		{"the other mark alone", "\xfe\xff", dojo.CauseUnreadable, ""},
		{"half a mark", "\xff", dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"part of a mark", "\xef\xbb", dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"a byte too many", page + "\n", dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"a byte too few", page[:len(page)-1], dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"cut", page[:len(page)-2], dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"the wrong order", "\xfe\xff" + page[2:], dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"a mark of UTF-32", "\xff\xfe\x00\x00{\x00\x00\x00}\x00\x00\x00", dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"half a pair in a text", "\xff\xfe" + wide(`{"data":[],"message":"`, false, false) + "\x3d\xd8" + wide(`"}`, false, false), "", ""},
		{"a mark inside", `{"data":` + "\ufeff" + `[]}`, dojo.CauseUnreadable, dojo.CauseUnreadable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, answer(t, 200, tt.body))
			if _, err := c.Search(t.Context(), dojo.Query{}); dojo.CauseOf(err) != tt.search || (err == nil) != (tt.search == "") {
				t.Errorf("a list: %v", err)
			}
			a, err := c.Reverse(t.Context(), "pi_a")
			if dojo.CauseOf(err) != tt.reverse || (err == nil) != (tt.reverse == "") {
				t.Errorf("a reversal: %v", err)
			}
			if a.Status != "" {
				t.Errorf("a reversal: %+v", a)
			}
		})
	}
}

// What UTF-16 is decoded to has the bound of the answer too.
func TestDecodedAnswersAreBounded(t *testing.T) {
	t.Parallel()
	const most = 1 << 20 // of one payment
	long := strings.Repeat("€", most/2-20)
	body := wide(`{"id":"pi_a","status":"Created","reference":"`, false, true) + wide(long[:len(long)/3*3], false, false)
	body = body[:most-4] + wide(`"}`, false, false)
	if _, err := newClient(t, answer(t, 200, body)).PaymentIntent(t.Context(), "pi_a"); dojo.CauseOf(err) != dojo.CauseTooLarge {
		t.Errorf("%v", err)
	}
	// A refusal is read as far as the bound.
	body = wide(`{"traceId":"trace-1","detail":"`+strings.Repeat("€", 30_000)+`"}`, false, true)
	var refused *dojo.RefusedError
	_, err := newClient(t, answer(t, 400, body)).Reverse(t.Context(), "pi_a")
	if !errors.As(err, &refused) || refused.Exchange.TraceID != "trace-1" || refused.Problem.Text() != "" {
		t.Errorf("%v", err)
	}
}
