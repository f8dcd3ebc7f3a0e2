package dojo

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// What the head of an answer must not have for its Date to be Dojo's clock.
func TestDateOf(t *testing.T) {
	t.Parallel()
	const date = "Tue, 10 Mar 2026 12:00:00 GMT"
	at := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	head := func(pairs ...string) http.Header {
		h := http.Header{"Date": {date}}
		for i := 0; i < len(pairs); i += 2 {
			h.Add(pairs[i], pairs[i+1])
		}
		return h
	}
	for _, tt := range []struct {
		name   string
		status int
		head   http.Header
		tells  bool
	}{
		{"plain", 200, head(), true},
		{"an age of nothing", 200, head("Age", "0"), true},
		{"an age of nothing, in blanks", 200, head("Age", " 00 "), true},
		{"three hours old", 200, head("Age", "10800"), false},
		{"a second old", 200, head("Age", "1"), false},
		{"an age that can't be read", 200, head("Age", "old"), false},
		{"an age that is below nothing", 200, head("Age", "-1"), false},
		{"an age without a number", 200, head("Age", ""), false},
		{"two ages, the second is one", 200, head("Age", "0", "Age", "9"), false},
		{"two ages in one line", 200, head("Age", "0, 9"), false},
		{"stale", 200, head("Warning", `110 - "Response is Stale"`), false},
		{"stale, as the second warning", 200, head("Warning", `299 - "x", 110 cache "Response is Stale"`), false},
		{"could not be asked again", 200, head("Warning", `111 - "Revalidation Failed"`), false},
		{"another warning", 200, head("Warning", `299 - "Deprecated"`), true},
		{"a hit", 200, head("X-Cache", "HIT"), false},
		{"a hit of CloudFront", 200, head("X-Cache", "Hit from cloudfront"), false},
		{"a miss", 200, head("X-Cache", "Miss from cloudfront"), true},
		{"a hit of Cloudflare", 200, head("CF-Cache-Status", "HIT"), false},
		{"not a cache's of Cloudflare", 200, head("CF-Cache-Status", "DYNAMIC"), true},
		{"a hit by RFC 9211", 200, head("Cache-Status", "cdn; hit; ttl=20"), false},
		{"changed on its way", 203, head(), false},
		{"no date", 200, http.Header{}, false},
		{"no date that can be read", 200, http.Header{"Date": {"today"}}, false},
		{"two dates", 200, head("Date", date), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := dateOf(&http.Response{StatusCode: tt.status, Header: tt.head})
			if want := (map[bool]time.Time{true: at})[tt.tells]; !got.Equal(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// A gateway caches single reads and gives them out with the Date of three hours
// ago: as seen in the field, where yesterday's payment was then reversed. With
// Age the answer says nothing. Without it, or with an age that can't be read,
// it is one outlier. An answer that isn't Dojo's says nothing in any case.
func TestClockOfCachedReads(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		head   map[string]string
		quiet  bool // the read leaves no trace
	}{
		{"as seen", 200, map[string]string{"Age": "10800"}, true},
		{"stale by its warning", 200, map[string]string{"Warning": `110 - "Response is Stale"`}, true},
		{"with nothing that says so", 200, nil, false},
		{"a proxy's own 407", 407, nil, true},
		{"a gateway's own 502", 502, nil, true},
		{"a 304", 304, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			now := time.Date(2026, 3, 11, 2, 30, 0, 0, time.UTC)
			clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
			const row = `{"id":"pi_sandbox_0001abcdefghijklmnopqr","captureMode":"Manual","status":"Authorized","amount":{"value":4250,"currencyCode":"GBP"},"totalAmount":{"value":4250,"currencyCode":"GBP"},"paymentDetails":{"transactionDateTime":"2026-03-10T23:40:00Z"}}`
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				date := clock()
				if r.Method == http.MethodGet {
					date = date.Add(-3 * time.Hour)
					for name, v := range tt.head {
						w.Header().Set(name, v)
					}
				}
				w.Header().Set("Date", date.Format(http.TimeFormat))
				if r.Method == http.MethodGet {
					w.WriteHeader(tt.status)
					if tt.status != http.StatusNotModified {
						_, _ = fmt.Fprint(w, row)
					}
					return
				}
				_, _ = fmt.Fprintf(w, `{"data":[%s]}`, row)
			}))
			t.Cleanup(server.Close)
			key, err := ParseAPIKey("sk_sandbox_test")
			if err != nil {
				t.Fatal(err)
			}
			c, err := NewClient(Options{BaseURL: server.URL, Key: key, Now: clock})
			if err != nil {
				t.Fatal(err)
			}
			for range 6 {
				page, err := c.Search(t.Context(), Query{})
				if err != nil || len(page.Payments) != 1 {
					t.Fatal(err)
				}
				if Reversible(RuleSameDay, &page.Payments[0], c.Clock().Span(), time.UTC).Reversible {
					t.Error("yesterday's payment may be reversed before the read")
				}
				mu.Lock()
				now = now.Add(5 * time.Second)
				mu.Unlock()
			}
			before := c.Clock().Span()
			read, _ := c.PaymentIntent(t.Context(), "pi_sandbox_0001abcdefghijklmnopqr")
			if Reversible(RuleSameDay, heldAt(time.Date(2026, 3, 10, 23, 40, 0, 0, time.UTC)), c.Clock().Span(), time.UTC).Reversible {
				t.Error("yesterday's payment may be reversed")
			}
			if off := c.Clock().Now().Sub(clock()).Abs(); off > 6*time.Second {
				t.Errorf("the clock moved by %v", off)
			}
			if moved := c.Clock().Span() != before; moved == tt.quiet {
				t.Errorf("what is known of the time was %v, is %v; the answer's date %v", before, c.Clock().Span(), read.Exchange.Date)
			}
		})
	}
}
