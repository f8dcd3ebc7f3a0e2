package dojo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
)

// instead is a transport that answers everything with one body.
type instead []byte

func (b instead) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(bytes.NewReader(b)), Request: r,
	}, nil
}

// answering is a client whose every answer is this body.
func answering(t *testing.T, transport http.RoundTripper) *Client {
	t.Helper()
	c, err := NewClient(Options{BaseURL: "http://127.0.0.1:1", Key: keyForTests(t), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	c.reads.Transport, c.reversal.Transport = transport, transport
	return c
}

// FuzzReversalAnswer reads any 2xx answer to a reversal: its texts are fit for a
// terminal, a status is Dojo's own word, and what can't be read is an error that
// doesn't say that nothing was sent.
func FuzzReversalAnswer(f *testing.F) {
	for _, s := range []string{
		`{"status":"Created","message":"reverse for the order 3443","reversalId":"55873"}`, `{"message":null,"reversalId":"rvs_127usj"}`, `{"id":"rvs_127usj"}`,
		`{"status":"Successful","reversalId":55873}`, `{"Status":"Failed","Message":"no"}`, ``, `null`, `{}`, `[]`, `<html>`, `{"status":{}}`, `{"status":"Successful\u200b"}`,
		`{"status":"Succ`, "\ufeff{}", `{"status":"Failed","status":"Successful"}`, `"Successful"`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := answering(t, instead(body)).Reverse(t.Context(), "pi_a")
		if err != nil {
			// The transport of this test makes no connection to be seen, so
			// that only the cause can be asked for.
			if c := CauseOf(err); c != CauseUnreadable && c != CauseHTML && c != CauseTooLarge {
				t.Fatalf("%v", err)
			}
			if a.Status != "" || a.ID != "" {
				t.Fatalf("an answer and an error: %+v", a)
			}
			return
		}
		for _, s := range []string{string(a.Status), a.Message, a.ID} {
			checkText(t, s)
		}
		if a.Status != "" {
			// Success is never read into anything else.
			var plain map[string]any
			if json.Unmarshal(body, &plain) != nil {
				t.Fatalf("%q became the status %q", body, a.Status)
			}
		}
	})
}

// turning answers each page with a cursor of its own: those of a list, over and
// over.
type turning struct {
	bodies [][]byte
	n      int
}

func (p *turning) RoundTrip(r *http.Request) (*http.Response, error) {
	body := p.bodies[min(p.n, len(p.bodies)-1)]
	p.n++
	return instead(body).RoundTrip(r)
}

// FuzzPaging turns pages of any content: it ends, asks for no cursor twice, and
// sends no more than one cursor at a time.
func FuzzPaging(f *testing.F) {
	for _, s := range []string{
		`{"data":[{"id":"a"}],"after":"1"}|{"data":[{"id":"b"}],"after":"2"}|{"data":[],"after":"3"}`, `{"data":null,"after":"1"}`, `{"data":[{}],"after":"1"}`,
		`{"data":[{}],"after":"1"}|{"data":[{}],"after":"2"}|{"data":[{}],"after":"1"}`, `{"data":[null],"after":"1"}`, `{"data":[1],"after":5}|[]`, `{"data":[{}],"after":"\u001b[2J"}`, ``, `null`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		transport := &turning{}
		for _, b := range strings.Split(s, "|") {
			transport.bodies = append(transport.bodies, []byte(b))
		}
		c := answering(t, transport)
		pages := 0
		var walk Walk
		for q, more := (Query{}), true; more; more = q.After != "" {
			pages++
			page, err := c.Search(context.Background(), q)
			if err != nil {
				break
			}
			for i := range page.Payments {
				checkText(t, page.Payments[i].Reference)
			}
			q.After = walk.Next(&page)
		}
		// The last answer is repeated for ever, so a listing that goes on after
		// its second copy would never end.
		if pages > len(transport.bodies)+1 || transport.n != pages {
			t.Fatalf("%d pages of %d, with %d requests", pages, len(transport.bodies), transport.n)
		}
	})
}

// FuzzMoney writes any amount: the text keeps every digit, and what can't be
// written as money says so.
func FuzzMoney(f *testing.F) {
	for _, c := range []string{"GBP", "EUR", "JPY", "KWD", "XYZ", "", "gbp", "\x1b[2J", "G\u200bBP", strings.Repeat("A", 300)} {
		f.Add(int64(4250), c)
		f.Add(int64(math.MinInt64), c)
	}
	f.Fuzz(func(t *testing.T, n int64, currency string) {
		body, err := json.Marshal(map[string]any{"id": "pi_a", "amount": map[string]any{"value": n, "currencyCode": currency}})
		if err != nil {
			t.Skip()
		}
		p, err := decodeIntent(body)
		if err != nil || p.Amount == nil {
			if n == math.MinInt64 {
				return // nobody's amount, and it can't be made positive
			}
			t.Fatalf("%s: %v %v", body, p.Extras().Gaps, err)
		}
		if p.Amount.Minor != n {
			t.Fatalf("%d became %d", n, p.Amount.Minor)
		}
		digits := func(s string) string {
			return strings.TrimLeft(strings.Map(func(r rune) rune {
				if r < '0' || r > '9' {
					return -1
				}
				return r
			}, s), "0")
		}
		for _, s := range []string{p.Amount.String(), p.Amount.ASCII(), p.Amount.Decimal()} {
			if p.Amount.Known() {
				exact := strings.TrimLeft(strings.TrimPrefix(jsonInt(n), "-"), "0")
				if digits(s) != exact {
					t.Fatalf("%d %s is written %q", n, p.Amount.Currency, s)
				}
			} else if !strings.Contains(s, jsonInt(n)) {
				t.Fatalf("%d %s is written %q", n, p.Amount.Currency, s)
			}
			for _, r := range s {
				if r < ' ' || r == 0x7f {
					t.Fatalf("%q", s)
				}
			}
		}
	})
}

func jsonInt(n int64) string { b, _ := json.Marshal(n); return string(b) }
