package dojo

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// mostForAPage is what a hostile answer may cost, in bytes allocated in all: the
// largest page that is taken, which is copied a few times as it grows.
func mostForAPage() uint64 {
	if raceDetector {
		return 80 << 20
	}
	return 40 << 20
}

// allocated is how many bytes a function allocates.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// hostile are answers that are small, but for their bytes, and could become
// large. Each has about so many bytes.
func hostile(size int) map[string]string {
	fill := func(before, part, after string) string {
		return before + strings.Repeat(part, max((size-len(before)-len(after))/len(part), 1)) + after
	}
	inRow := func(field, part string) string {
		return fill(`{"data":[{"id":"pi_a","status":"Authorized","`+field+`":[`, part+",", part+`]}],"after":null}`)
	}
	deep := size / 2
	return map[string]string{
		"empty rows":                  fill(`{"data":[`, `{},`, `{}]}`),
		"null rows":                   fill(`{"data":[`, `null,`, `null]}`),
		"rows with an ID":             fill(`{"data":[`, `{"id":"pi_a"},`, `{}]}`),
		"numbers for rows":            fill(`{"data":[`, `1,`, `1]}`),
		"captures":                    inRow("captures", `{}`),
		"captures of null":            inRow("captures", `null`),
		"events":                      inRow("paymentEvents", `{}`),
		"card machines":               inRow("terminalSessionHistory", `{}`),
		"lists in every row":          fill(`{"data":[`, `{"captures":[`+strings.Repeat("{},", 600)+`{}],"paymentEvents":[`+strings.Repeat("{},", 600)+`{}]},`, `{}]}`),
		"arrays in one another":       strings.Repeat("[", deep) + strings.Repeat("]", deep),
		"arrays in a row":             `{"data":[` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + `]}`,
		"objects in metadata":         `{"data":[{"metadata":` + strings.Repeat(`{"a":`, deep/3) + `1` + strings.Repeat("}", deep/3) + `}]}`,
		"arrays without an end":       strings.Repeat("[", size),
		"a long reference":            fill(`{"data":[{"reference":"`, `x`, `"}]}`),
		"a long reference of escapes": fill(`{"data":[{"reference":"`, `\u0041`, `"}]}`),
		"a long ID":                   fill(`{"data":[{"id":"`, `x`, `"}]}`),
		"a long status":               fill(`{"data":[{"status":"`, `x`, `"}]}`),
		"a long name":                 fill(`{"data":[{"`, `x`, `":1}]}`),
		"a long cursor":               fill(`{"data":[],"after":"`, `x`, `"}`),
		"a long number":               fill(`{"data":[{"amount":{"value":`, `9`, `}}]}`),
		"a long bare number":          fill(`{"data":[{"reference":`, `9`, `}]}`),
		"a long number for a cursor":  fill(`{"data":[],"after":`, `9`, `}`),
		"a long number for a card":    fill(`{"data":[{"paymentDetails":{"cardNumber":`, `4`, `}}]}`),
		"an object for a card number": fill(`{"data":[{"paymentDetails":{"cardNumber":{"a":"`, `4`, `"}}}]}`),
		"many numbers":                fill(`{"data":[{"amount":{"value":[`, `1e9,`, `1]}}]}`),
		"the same field":              fill(`{"data":[{`, `"captures":[{}],`, `"a":1}]}`),
		"the same data":               fill(`{`, `"data":[{}],`, `"data":[]}`),
		"the same name in escapes":    fill(`{"data":[{`, `"\u0069d":1,`, `"a":1}]}`),
		"a wide map":                  fill(`{"data":[{"metadata":{`, `"k":"v",`, `"k":"v"}}]}`),
		"a wide map at the top":       fill(`{`, `"k":"v",`, `"data":[]}`),
		"a wide map of errors":        fill(`{"errors":{`, `"k":["v"],`, `"k":[]}}`),
		"extensions in one another":   strings.Repeat(`{"extensions":`, size/15) + `1` + strings.Repeat("}", size/15),
		"blanks":                      fill(`{"data":[]`, ` `, `}`),
		"quotes":                      fill(``, `"`, ``),
		"backslashes":                 fill(`"`, `\`, ``),
		"commas":                      fill(`[`, `,`, `]`),
		"text":                        fill(``, `x`, ``),
		"a page of HTML":              fill(`<html>`, `x`, `</html>`),
	}
}

// No answer costs more memory than the largest page that is taken, whatever it
// has in it and whatever it was asked for: 2xx and refusals, plain and packed.
func TestHostileAnswersCostLittle(t *testing.T) {
	calls := map[string]func(*Client) error{
		"Search":        func(c *Client) error { _, err := c.Search(t.Context(), Query{}); return err },
		"PaymentIntent": func(c *Client) error { _, err := c.PaymentIntent(t.Context(), "pi_a"); return err },
		"Reverse":       func(c *Client) error { _, err := c.Reverse(t.Context(), "pi_a"); return err },
	}
	var costliest uint64
	var which string
	for _, size := range []int{maxProblem - 100, maxOne - 100, maxPage - 100} {
		for name, body := range hostile(size) {
			for _, status := range []int{200, 400} {
				for called, do := range calls {
					c := answering(t, withStatus{[]byte(body), status})
					cost := allocated(func() { _ = do(c) })
					if cost > mostForAPage() {
						t.Errorf("%s, %d KiB of %q with %d: %d MiB", called, size>>10, name, status, cost>>20)
					}
					if cost > costliest {
						costliest, which = cost, fmt.Sprintf("%s, %d KiB of %q with %d", called, size>>10, name, status)
					}
				}
			}
		}
	}
	t.Logf("the costliest: %d KiB for %s", costliest>>10, which)
}

// The same packed: a few kilobytes that unpack to 5.6 million rows, or to
// gigabytes.
func TestPackedAnswersCostLittle(t *testing.T) {
	var rows, blanks bytes.Buffer
	z := gzip.NewWriter(&rows)
	_, _ = z.Write([]byte(`{"data":[`))
	part := []byte(strings.Repeat(`{},`, 55_900))
	for range 100 {
		_, _ = z.Write(part)
	}
	_, _ = z.Write([]byte(`{}]}`))
	_ = z.Close()
	z = gzip.NewWriter(&blanks)
	part = bytes.Repeat([]byte(" "), 1<<20)
	for range 100 {
		_, _ = z.Write(part)
	}
	_ = z.Close()
	if rows.Len() > 64<<10 {
		t.Fatalf("%d bytes", rows.Len())
	}
	for name, packed := range map[string][]byte{"rows": rows.Bytes(), "blanks": bytes.Repeat(blanks.Bytes(), 20)} {
		for _, status := range []int{200, 400, 500} {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				w.WriteHeader(status)
				_, _ = w.Write(packed)
			}))
			c, err := NewClient(Options{BaseURL: s.URL, Key: keyForTests(t), Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			cost := allocated(func() {
				if p, err := c.Search(t.Context(), Query{}); err == nil || p.Payments != nil {
					t.Errorf("%s with %d: %d payments", name, status, len(p.Payments))
				}
				if _, err := c.PaymentIntent(t.Context(), "pi_a"); err == nil {
					t.Errorf("%s with %d: a payment", name, status)
				}
				if a, err := c.Reverse(t.Context(), "pi_a"); err == nil || a.Status != "" {
					t.Errorf("%s with %d: %+v", name, status, a)
				}
			})
			t.Logf("%s with %d: %d KiB", name, status, cost>>10)
			if cost > mostForAPage() {
				t.Errorf("%s with %d: %d MiB", name, status, cost>>20)
			}
			c.Close()
			s.Close()
		}
	}
}

// What is beyond the bounds is trouble or a gap, and what is just within them is
// read.
func TestBounds(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	elements := func(n int) string { return `[` + strings.Repeat(`{"status":"Failed"},`, n-1) + `{}]` }
	page := func(row string) string { return `{"data":[` + row + `]}` }
	for name, tt := range map[string]struct {
		body  string
		cause Cause
		gap   string
	}{
		"as deep as can be":         {page(`{"id":"a","metadata":` + nested(maxDepth-3) + `}`), "", ""},
		"a level deeper":            {page(`{"id":"a","metadata":` + nested(maxDepth-2) + `}`), CauseTooLarge, ""},
		"brackets in a text":        {page(`{"id":"a","reference":"` + nested(maxDepth) + `"}`), "", ""},
		"brackets after an escape":  {page(`{"id":"a","reference":"\"\\\"` + nested(maxDepth) + `\\"}`), "", ""},
		"many values":               {page(`{"id":"a","metadata":[` + strings.Repeat("1,", maxValues-20) + `1]}`), "", ""},
		"too many values":           {page(`{"id":"a","metadata":[` + strings.Repeat("1,", maxValues) + `1]}`), CauseTooLarge, ""},
		"a long text":               {page(`{"id":"a","description":"` + strings.Repeat("x", maxString-2) + `"}`), "", ""},
		"too long a text":           {page(`{"id":"a","description":"` + strings.Repeat("x", maxString-1) + `"}`), "", "description"},
		"a text that nobody reads":  {page(`{"id":"a","metadata":{"a":"` + strings.Repeat("x", 1<<20) + `"}}`), "", ""},
		"a long number":             {page(`{"id":"a","refundedAmount":1.` + strings.Repeat("0", maxNumber-2) + `}`), "", ""},
		"too long a number":         {page(`{"id":"a","refundedAmount":1.` + strings.Repeat("0", maxNumber-1) + `}`), "", "refundedAmount"},
		"as many captures as taken": {page(`{"id":"a","captures":` + elements(maxList) + `}`), "", ""},
		"a capture more":            {page(`{"id":"a","captures":` + elements(maxList+1) + `}`), "", "captures"},
	} {
		p, err := answering(t, instead(tt.body)).Search(t.Context(), Query{})
		if CauseOf(err) != tt.cause || (err == nil) != (tt.cause == "") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err != nil {
			continue
		}
		if got := strings.Join(p.Payments[0].Extras().Gaps, " "); got != tt.gap {
			t.Errorf("%s: gaps %q, want %q", name, got, tt.gap)
		}
	}
	for most, do := range map[int]func(*Client) error{
		maxPage:     func(c *Client) error { _, err := c.Search(t.Context(), Query{}); return err },
		maxOne:      func(c *Client) error { _, err := c.PaymentIntent(t.Context(), "pi_a"); return err },
		maxReversal: func(c *Client) error { _, err := c.Reverse(t.Context(), "pi_a"); return err },
	} {
		const answer = `{"id":"pi_a","status":"Authorized","data":[]}`
		for _, over := range []int{0, 1} {
			body := answer + strings.Repeat(" ", most-len(answer)+over)
			if err := do(answering(t, instead(body))); (CauseOf(err) == CauseTooLarge) != (over == 1) || (err == nil) != (over == 0) {
				t.Errorf("%d bytes of %d: %v", len(body), most, err)
			}
		}
	}
}

// withStatus is a transport that answers everything with one body and status.
type withStatus struct {
	body   []byte
	status int
}

func (b withStatus) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := instead(b.body).RoundTrip(r)
	if res != nil {
		res.StatusCode = b.status
	}
	return res, err
}
