package dojo_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// The requests, header by header: what Dojo is sent is exactly this.
func TestRequests(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 10, 1, 0, 0, 500, time.FixedZone("shop", 3600))
	common := func(more ...string) http.Header {
		h := http.Header{
			"Authorization": {"Basic " + testKey},
			"Version":       {dojo.DefaultVersion},
			"Accept":        {"application/json"},
			"User-Agent":    {"dojo-reversals/test"},
		}
		for i := 0; i+1 < len(more); i += 2 {
			h[more[i]] = []string{more[i+1]}
		}
		return h
	}
	partner := func(o *dojo.Options) { o.SoftwareHouseID, o.ResellerID = "house-1", "reseller-1" }
	for _, tt := range []struct {
		name         string
		change       func(*dojo.Options)
		do           func(context.Context, *dojo.Client) error
		method, path string
		header       http.Header
		body         string
	}{
		{"search", nil, func(ctx context.Context, c *dojo.Client) error {
			_, err := c.Search(ctx, dojo.Query{Statuses: []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured}, Start: start, End: start.Add(time.Hour), After: "c/1+"})
			return err
		}, "POST", "/prefix/payment-intents/search",
			common("Content-Type", "application/json", "Content-Length", "168", "Accept-Encoding", "gzip"),
			`{"statuses":["Authorized","Captured"],"startDate":"2026-03-10T00:00:00Z","endDate":"2026-03-10T01:00:00Z","cursor":{"limit":100,"after":"c/1+"}}`},
		{"search for everything", nil, func(ctx context.Context, c *dojo.Client) error {
			_, err := c.Search(ctx, dojo.Query{Limit: 7, Before: "b"})
			return err
		}, "POST", "/prefix/payment-intents/search",
			common("Content-Type", "application/json", "Accept-Encoding", "gzip"), `{"cursor":{"limit":7,"before":"b"}}`},
		{"get", nil, operations[1].do, "GET", "/prefix/payment-intents/pi_a", common("Accept-Encoding", "gzip"), ""},
		{"get, 2022-04-07", withVersion("2022-04-07"), operations[1].do, "GET", "/prefix/payment-intents/pi_a",
			common("Accept-Encoding", "gzip", "Version", "2022-04-07"), ""},
		{"get, 2024-02-05", withVersion("2024-02-05"), operations[1].do, "GET", "/prefix/payment-intents/pi_a?returnCanceled=true",
			common("Accept-Encoding", "gzip", "Version", "2024-02-05"), ""},
		{"get, a version to come", withVersion("2031-01-01"), operations[1].do, "GET", "/prefix/payment-intents/pi_a?returnCanceled=true",
			common("Accept-Encoding", "gzip", "Version", "2031-01-01"), ""},
		{"reverse", nil, operations[2].do, "POST", "/prefix/payment-intents/pi_a/reversal", common("Connection", "close", "Content-Length", "0"), ""},
		{"reverse, 2026-02-27", withVersion("2026-02-27"), operations[2].do, "POST", "/prefix/payment-intents/pi_a/reversal",
			common("Connection", "close", "Content-Length", "0", "Version", "2026-02-27"), ""},
		{"reverse, an ID in braces", nil, func(ctx context.Context, c *dojo.Client) error {
			_, err := c.Reverse(ctx, " %7Bpi_a%7D ")
			return err
		}, "POST", "/prefix/payment-intents/pi_a/reversal", common("Connection", "close", "Content-Length", "0"), ""},
		{"with a software house and a reseller", partner, operations[2].do, "POST", "/prefix/payment-intents/pi_a/reversal",
			common("Connection", "close", "Content-Length", "0", "Software-House-Id", "house-1", "Reseller-Id", "reseller-1"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got *http.Request
			var body []byte
			var count atomic.Int32
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				count.Add(1)
				body, _ = io.ReadAll(r.Body)
				got = r.Clone(context.Background())
				_, _ = io.WriteString(w, `{"id":"pi_a","status":"Created","data":[]}`)
			}))
			defer s.Close()
			change := tt.change
			if change == nil {
				change = func(*dojo.Options) {}
			}
			if err := tt.do(t.Context(), newClient(t, s.URL+"/prefix/", change)); err != nil {
				t.Fatal(err)
			}
			if count.Load() != 1 {
				t.Fatalf("%d requests", count.Load())
			}
			if got.Method != tt.method || got.RequestURI != tt.path {
				t.Errorf("%s %s, want %s %s", got.Method, got.RequestURI, tt.method, tt.path)
			}
			if string(body) != tt.body {
				t.Errorf("body %s, want %s", body, tt.body)
			}
			// The length of the body is net/http's business; that there is
			// none without a body isn't.
			got.Header.Del("Content-Length")
			if tt.header.Get("Content-Length") == "0" && got.ContentLength != 0 {
				t.Errorf("content length %d", got.ContentLength)
			}
			tt.header.Del("Content-Length")
			if !reflect.DeepEqual(got.Header, tt.header) {
				t.Errorf("headers\n%v\nwant\n%v", got.Header, tt.header)
			}
		})
	}
}

// An ID that can't be one makes no request at all.
func TestBadIDsAreNotAskedFor(t *testing.T) {
	t.Parallel()
	var count atomic.Int32
	base := serve(t, func(http.ResponseWriter, *http.Request) { count.Add(1) })
	c := newClient(t, base)
	for _, id := range []string{"", "a/b", "..", "a?b", "pi_\u200b", strings.Repeat("x", 101)} {
		var bad *dojo.BadIDError
		if _, err := c.PaymentIntent(t.Context(), id); !errors.As(err, &bad) {
			t.Errorf("get %q: %v", id, err)
		}
		var notSent *dojo.NotSentError
		if _, err := c.Reverse(t.Context(), id); !errors.As(err, &notSent) || !errors.As(err, &bad) || notSent.Cause != dojo.CauseBadRequest {
			t.Errorf("reverse %q: %v", id, err)
		}
	}
	if count.Load() != 0 {
		t.Errorf("%d requests", count.Load())
	}
}

// A redirect is an answer like any other. The key goes nowhere else.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, op := range operations {
			t.Run(op.name+" "+http.StatusText(status), func(t *testing.T) {
				t.Parallel()
				var elsewhere recorder
				other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { elsewhere.add(r) }))
				defer other.Close()
				var here atomic.Int32
				base := serve(t, func(w http.ResponseWriter, r *http.Request) {
					here.Add(1)
					http.Redirect(w, r, other.URL+"/x", status)
				})
				err := op.do(t.Context(), newClient(t, base))
				var refused *dojo.RefusedError
				if !errors.As(err, &refused) || refused.Exchange.HTTPStatus != status {
					t.Errorf("error %v", err)
				}
				if n := here.Load(); n != 1 || len(elsewhere.all()) != 0 {
					t.Errorf("%d requests here, %d elsewhere", n, len(elsewhere.all()))
				}
			})
		}
	}
}

func TestParseBaseURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"", "https://api.dojo.tech"},
		{"https://api.example.test", "https://api.example.test"},
		{"https://api.example.test/", "https://api.example.test"},
		{" https://api.example.test/a/b// ", "https://api.example.test/a/b"},
		{"HTTPS://api.example.test:8443", "https://api.example.test:8443"},
		{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"http://127.9.9.9", "http://127.9.9.9"},
		{"http://localhost:8080/x", "http://localhost:8080/x"},
		{"http://[::1]:8080", "http://[::1]:8080"},
		{"http://api.example.test", ""},
		{"http://localhost.example.test", ""},
		{"http://127.0.0.1.example.test", ""},
		{"http://10.0.0.1", ""},
		{"http://0.0.0.0", ""},
		{"http://169.254.0.1", ""},
		{"https://user@api.example.test", ""},
		{"https://user:password@api.example.test", ""},
		{"https://api.example.test?x=1", ""},
		{"https://api.example.test?", ""},
		{"https://api.example.test#x", ""},
		{"ftp://api.example.test", ""},
		{"file:///etc/passwd", ""},
		{"unix:///run/x", ""},
		{"api.example.test", ""},
		{"//api.example.test", ""},
		{"https://", ""},
		{"https://:443", ""},
		{"https:api.example.test", ""},
		{"https://api.example.test:port", ""},
		{"https://api example.test", ""},
		{"\x00", ""},
		{" ", ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			u, err := dojo.ParseBaseURL(tt.in)
			switch {
			case (err == nil) != (tt.want != ""):
				t.Errorf("error %v", err)
			case err == nil && u.String() != tt.want:
				t.Errorf("got %s, want %s", u, tt.want)
			case err != nil && strings.Contains(err.Error(), "password@"):
				t.Errorf("the error repeats the password: %v", err)
			}
		})
	}
}

func TestCheckVersion(t *testing.T) {
	t.Parallel()
	for _, v := range dojo.Versions() {
		if err := dojo.CheckVersion(v); err != nil || !dojo.VersionTested(v) {
			t.Errorf("%s: %v, tested %v", v, err, dojo.VersionTested(v))
		}
	}
	if err := dojo.CheckVersion("2030-12-31"); err != nil || dojo.VersionTested("2030-12-31") {
		t.Errorf("a version to come: %v", err)
	}
	for _, v := range []string{"", "latest", "2022-1-3", "2022-02-30", "2022-01-03T00:00:00Z", "20220103", " 2022-01-03", "2022-01-03\r\nX: y", "\x1b[31m"} {
		err := dojo.CheckVersion(v)
		if err == nil {
			t.Errorf("%q was taken", v)
		} else if strings.ContainsAny(err.Error(), "\x1b\r\n") {
			t.Errorf("%q: the error is %q", v, err)
		}
	}
}

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	key := mustKey(t, testKey)
	for name, o := range map[string]dojo.Options{
		"no key":      {Now: time.Now},
		"no clock":    {Key: key},
		"plain http":  {Key: key, Now: time.Now, BaseURL: "http://api.example.test"},
		"bad version": {Key: key, Now: time.Now, Version: "latest"},
	} {
		if c, err := dojo.NewClient(o); err == nil || c != nil {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
	c := newClient(t, "")
	if c.BaseURL() != dojo.DefaultBaseURL || c.Version() != dojo.DefaultVersion || c.Environment() != dojo.Sandbox || c.KeyFingerprint() != key.Fingerprint() {
		t.Errorf("%s %s %s %s", c.BaseURL(), c.Version(), c.Environment(), c.KeyFingerprint())
	}
}
