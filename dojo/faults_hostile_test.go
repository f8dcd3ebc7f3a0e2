package dojo_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// noon is a Wednesday in summer time: noon in London is 11:00 UTC.
var noon = time.Date(2026, 7, 15, 11, 0, 0, 0, time.UTC)

// fake starts a sandbox with one payment, pi_a, and one fault.
func fake(t testing.TB, fault string) (*sandbox.Dojo, *sandbox.Server) {
	t.Helper()
	f, err := sandbox.ParseFault(fault)
	if err != nil {
		t.Fatal(err)
	}
	d := sandbox.New(sandbox.Options{Now: func() time.Time { return noon }, Faults: []sandbox.Fault{f}})
	d.Add(sandbox.Payment{ID: "pi_a"})
	s, err := sandbox.Listen(d, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return d, s
}

// What a client says of each fault of a network, a gateway or Dojo: the same
// for all three calls, with one request each, and never that nothing was sent.
func TestFaultsAsErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault  string
		status int        // of a refusal
		cause  dojo.Cause // of an answer that didn't come
		retry  time.Duration
	}{
		{"401", 401, "", 0},
		{"402", 402, "", 0},
		{"403", 403, "", 0},
		{"404", 404, "", 0},
		{"405", 405, "", 0},
		{"407", 407, "", 0},
		{"408", 408, "", 0},
		{"409", 409, "", 0},
		{"422", 422, "", 0},
		{"429=9", 429, "", 9 * time.Second},
		{"500", 500, "", 0},
		{"502", 502, "", 0},
		{"503", 503, "", 0},
		{"503=30", 503, "", 30 * time.Second},
		{"version", 400, "", 0},
		{"redirect", 302, "", 0},
		{"redirect=301", 301, "", 0},
		{"redirect=307", 307, "", 0},
		{"redirect=308", 308, "", 0},
		{"html", 0, dojo.CauseHTML, 0},
		{"html=404", 404, "", 0},
		{"html=502", 502, "", 0},
		{"cut-before", 0, dojo.CauseCut, 0},
		{"cut-after", 0, dojo.CauseCut, 0},
		{"truncated", 0, dojo.CauseUnreadable, 0},
		{"length", 0, dojo.CauseCut, 0},
		{"headers", 0, dojo.CauseCut, 0},
		{"endless", 0, dojo.CauseTooLarge, 0},
	} {
		for _, op := range operations {
			t.Run(tt.fault+", "+op.name, func(t *testing.T) {
				t.Parallel()
				d, s := fake(t, "all:"+tt.fault)
				err := op.do(t.Context(), newClient(t, s.URL()))
				var refused *dojo.RefusedError
				var notSent *dojo.NotSentError
				if errors.As(err, &notSent) {
					t.Fatalf("it says that nothing was sent: %v", err)
				}
				if got := errors.As(err, &refused); got != (tt.status != 0) || dojo.CauseOf(err) != tt.cause || err == nil {
					t.Fatalf("%T %v", err, err)
				}
				if refused != nil && (refused.Exchange.HTTPStatus != tt.status || refused.RetryAfter != tt.retry ||
					refused.HTML != (strings.HasPrefix(tt.fault, "html") || strings.HasPrefix(tt.fault, "redirect"))) {
					t.Errorf("%+v", refused)
				}
				if strings.Contains(fmt.Sprintf("%v %+v", err, err), "<") {
					t.Errorf("HTML gets into %v", err)
				}
				c := d.Calls()
				if n := c.Search + c.Get + c.Reversal + c.Other; n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		}
	}
}

// A version that Dojo refuses is named by Dojo's own words.
func TestRefusedVersion(t *testing.T) {
	t.Parallel()
	_, s := fake(t, "reversal:500")
	_, err := newClient(t, s.URL(), withVersion("2021-01-01")).PaymentIntent(t.Context(), "pi_a")
	var refused *dojo.RefusedError
	if !errors.As(err, &refused) || refused.Exchange.HTTPStatus != 400 || refused.Problem.Text() != "version: The version isn't supported." {
		t.Errorf("%v", err)
	}
}

// A small answer that unpacks to a gigabyte, and one without an end, cost a
// bounded amount of memory: that of the largest answer that is taken, which is
// copied a few times as it grows.
func TestHugeAnswersCostLittle(t *testing.T) {
	for _, fault := range []string{"bomb", "endless"} {
		for _, op := range operations {
			_, s := fake(t, "all:"+fault)
			c := newClient(t, s.URL())
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := op.do(t.Context(), c)
			runtime.ReadMemStats(&after)
			var noAnswer *dojo.NoAnswerError
			if !errors.As(err, &noAnswer) {
				t.Errorf("%s, %s: %v", fault, op.name, err)
			}
			if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 200 {
				t.Errorf("%s, %s: %d MiB", fault, op.name, mib)
			}
		}
	}
}

// Over TLS: a certificate that nobody vouches for, one that has expired and one
// that isn't valid yet send nothing; a good one does, on both kinds of loopback.
func TestCertificates(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, tt := range []struct {
		name, addr string
		from, to   time.Time
		trusted    bool
		want       dojo.Cause
	}{
		{"good", "127.0.0.1:0", now.Add(-time.Hour), now.Add(time.Hour), true, ""},
		{"good, IPv6", "[::1]:0", now.Add(-time.Hour), now.Add(time.Hour), true, ""},
		{"unknown authority", "127.0.0.1:0", now.Add(-time.Hour), now.Add(time.Hour), false, dojo.CauseAuthority},
		{"expired", "127.0.0.1:0", now.Add(-48 * time.Hour), now.Add(-24 * time.Hour), true, dojo.CauseExpired},
		{"not valid yet", "127.0.0.1:0", now.Add(24 * time.Hour), now.Add(48 * time.Hour), true, dojo.CauseNotYet},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := sandbox.New(sandbox.Options{Now: time.Now})
			d.Add(sandbox.Payment{ID: "pi_a"})
			s, pool, err := sandbox.ListenTLS(d, tt.addr, tt.from, tt.to)
			if err != nil && strings.Contains(tt.addr, "::") {
				t.Skipf("this machine has no IPv6 loopback: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			c := newClient(t, s.URL(), func(o *dojo.Options) {
				if tt.trusted {
					o.TLS = trust(pool)
				}
			})
			for _, op := range operations {
				err := op.do(t.Context(), c)
				var notSent *dojo.NotSentError
				if dojo.CauseOf(err) != tt.want || errors.As(err, &notSent) != (tt.want != "") {
					t.Errorf("%s: %v", op.name, err)
				}
			}
			c.Close()
			want := 0
			if tt.want == "" {
				want = 1
			}
			if n := d.Calls().Reversal; n != want {
				t.Errorf("%d reversals arrived", n)
			}
		})
	}
}

// A name that can't be found sends nothing. The name has a part that is too
// long for any name, so that no resolver is asked about it.
func TestNameThatCantBeFound(t *testing.T) {
	t.Parallel()
	c := newClient(t, "https://"+strings.Repeat("a", 64)+".invalid")
	for _, op := range operations {
		var notSent *dojo.NotSentError
		if err := op.do(t.Context(), c); !errors.As(err, &notSent) || notSent.Cause != dojo.CauseName {
			t.Errorf("%s: %v", op.name, err)
		}
	}
}

// Plain HTTP works to this machine by IPv6 too.
func TestIPv6Loopback(t *testing.T) {
	t.Parallel()
	d := sandbox.New(sandbox.Options{Now: func() time.Time { return noon }})
	d.Add(sandbox.Payment{ID: "pi_a"})
	s, err := sandbox.Listen(d, "[::1]:0")
	if err != nil {
		t.Skipf("this machine has no IPv6 loopback: %v", err)
	}
	defer s.Close()
	for _, op := range operations {
		c := newClient(t, s.URL())
		if err := op.do(context.Background(), c); err != nil {
			t.Errorf("%s: %v", op.name, err)
		}
		c.Close()
	}
	if got := d.Calls().Reversals["pi_a"]; got != 1 {
		t.Errorf("%d reversals", got)
	}
}

func trust(pool *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}
