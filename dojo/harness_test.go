package dojo_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// newClient makes a client for a loopback server, with a key for tests.
func newClient(t testing.TB, base string, change ...func(*dojo.Options)) *dojo.Client {
	t.Helper()
	o := dojo.Options{BaseURL: base, Key: mustKey(t, testKey), UserAgent: "dojo-reversals/test", Now: time.Now}
	for _, f := range change {
		f(&o)
	}
	c, err := dojo.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func withVersion(v string) func(*dojo.Options) { return func(o *dojo.Options) { o.Version = v } }

// trusting makes a client trust a test server's certificate.
func trusting(s *httptest.Server) func(*dojo.Options) {
	return func(o *dojo.Options) {
		pool := x509.NewCertPool()
		pool.AddCert(s.Certificate())
		o.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
}

// serve starts a server whose address has a path, as one behind a gateway has.
func serve(t testing.TB, h http.HandlerFunc) (base string) {
	t.Helper()
	s := httptest.NewServer(http.StripPrefix("/prefix", h))
	t.Cleanup(s.Close)
	return s.URL + "/prefix"
}

// answer serves one answer to whatever is asked.
func answer(t testing.TB, status int, body string, header ...string) (base string) {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

// recorder keeps the requests that a server got.
type recorder struct {
	mu       sync.Mutex
	requests []*http.Request
}

func (r *recorder) add(req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, req.Clone(context.Background()))
}

func (r *recorder) all() []*http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*http.Request(nil), r.requests...)
}

// operations are the three calls of a client, by name.
var operations = []struct {
	name string
	do   func(context.Context, *dojo.Client) error
}{
	{"Search", func(ctx context.Context, c *dojo.Client) error {
		_, err := c.Search(ctx, dojo.Query{})
		return err
	}},
	{"PaymentIntent", func(ctx context.Context, c *dojo.Client) error {
		_, err := c.PaymentIntent(ctx, "pi_a")
		return err
	}},
	{"Reverse", func(ctx context.Context, c *dojo.Client) error {
		_, err := c.Reverse(ctx, "pi_a")
		return err
	}},
}
