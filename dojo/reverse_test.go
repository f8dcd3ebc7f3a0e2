package dojo

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// The frames of HTTP/2 that the resetting server knows (RFC 9113, section 6).
const (
	frameData     = 0
	frameHeaders  = 1
	frameReset    = 3
	frameSettings = 4
	frameGoAway   = 7

	codeProtocol = 1
	codeInternal = 2
)

// resetter is a TLS server that offers h2 before HTTP/1.1. It takes every
// request as done, and then, in place of an answer, resets the stream of HTTP/2
// or closes the connection of HTTP/1.1.
type resetter struct {
	answers bool                    // the first request of a connection of HTTP/2 is answered,
	end     func(*tls.Conn, uint32) // and at the second this ends the connection

	config   *tls.Config
	listener net.Listener
	pool     *x509.CertPool
	running  sync.WaitGroup

	mu       sync.Mutex
	requests []string // the protocol of each request
}

func startResetter(t *testing.T) *resetter {
	t.Helper()
	// A server that never serves: only its certificate is wanted.
	lender := httptest.NewUnstartedServer(nil)
	lender.StartTLS()
	defer lender.Close()
	r := &resetter{pool: x509.NewCertPool()}
	r.pool.AddCert(lender.Certificate())
	var err error
	r.config = &tls.Config{Certificates: lender.TLS.Certificates, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12}
	r.listener, err = tls.Listen("tcp", "127.0.0.1:0", r.config)
	if err != nil {
		t.Fatal(err)
	}
	r.running.Go(func() {
		for {
			c, err := r.listener.Accept()
			if err != nil {
				return
			}
			r.running.Go(func() {
				defer c.Close()
				r.serve(c.(*tls.Conn))
			})
		}
	})
	t.Cleanup(func() {
		_ = r.listener.Close()
		r.running.Wait()
	})
	return r
}

func (r *resetter) serve(c *tls.Conn) {
	if err := c.Handshake(); err != nil {
		return
	}
	if c.ConnectionState().NegotiatedProtocol == "h2" {
		r.serveHTTP2(c)
		return
	}
	if req, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
		r.add(req.Proto)
	}
}

func (r *resetter) serveHTTP2(c *tls.Conn) {
	preface := make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	if _, err := io.ReadFull(c, preface); err != nil {
		return
	}
	frame(c, frameSettings, 0, 0, nil)
	for answered := false; ; {
		head := make([]byte, 9)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		length := int64(head[0])<<16 | int64(head[1])<<8 | int64(head[2])
		if _, err := io.CopyN(io.Discard, c, length); err != nil {
			return
		}
		switch stream := binary.BigEndian.Uint32(head[5:]); {
		case head[3] == frameSettings && head[4] == 0:
			frame(c, frameSettings, 1, 0, nil) // seen
		case head[3] == frameHeaders && r.answers:
			r.add("HTTP/2.0")
			if answered {
				r.end(c, stream)
				return
			}
			answered = true
			frame(c, frameHeaders, 4, stream, []byte{0x88}) // :status 200
			frame(c, frameData, 1, stream, []byte(`{"id":"pi_a","status":"Authorized","data":[]}`))
		case head[3] == frameHeaders:
			// The first one is reset in the way that Go takes for an
			// invitation, the second in one that it doesn't: otherwise the
			// test wouldn't end.
			code := uint32(codeProtocol)
			if r.add("HTTP/2.0") > 1 {
				code = codeInternal
			}
			frame(c, frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code))
		}
	}
}

func frame(w io.Writer, kind, flags byte, stream uint32, payload []byte) {
	b := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags}
	b = binary.BigEndian.AppendUint32(b, stream)
	_, _ = w.Write(append(b, payload...))
}

func (r *resetter) add(proto string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, proto)
	return len(r.requests)
}

func (r *resetter) seen() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

func (r *resetter) client(t *testing.T, protocols ...string) *Client {
	t.Helper()
	c, err := NewClient(Options{
		BaseURL: "https://" + r.listener.Addr().String(), Key: keyForTests(t), Now: time.Now,
		TLS: &tls.Config{RootCAs: r.pool, NextProtos: protocols, MinVersion: tls.VersionTLS12},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// Whatever the server offers, a reversal leaves once and as HTTP/1.1, and a
// connection that is cut after it doesn't make it leave again.
func TestReverseLeavesOnceAsHTTP1(t *testing.T) {
	t.Parallel()
	for name, protocols := range map[string][]string{
		"as it is":                         nil,
		"with TLS settings that prefer h2": {"h2", "http/1.1"},
		"with TLS settings of HTTP/1.1":    {"http/1.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startResetter(t)
			c := r.client(t, protocols...)
			for n := 1; n <= 3; n++ {
				_, err := c.Reverse(t.Context(), "pi_a")
				var noAnswer *NoAnswerError
				if !errors.As(err, &noAnswer) || noAnswer.Cause != CauseCut {
					t.Errorf("%T %v", err, err)
				}
				want := slices.Repeat([]string{"HTTP/1.1"}, n)
				if got := r.seen(); !slices.Equal(got, want) {
					t.Fatalf("after %d reversals the server saw %v", n, got)
				}
			}
		})
	}
}

// The hazard is real: the same request through the transport of the reads
// arrives twice. If Go ever stops doing that, this test may go.
func TestReadsTransportWouldSendAReversalTwice(t *testing.T) {
	t.Parallel()
	r := startResetter(t)
	c := r.client(t)
	_, err := c.do(t.Context(), call{
		method: http.MethodPost, path: "payment-intents/pi_a/reversal", timeout: time.Minute, client: c.reads, lenient: true,
	}, &wireReversal{})
	if err == nil {
		t.Error("an answer, where none was given")
	}
	if got := r.seen(); !slices.Equal(got, []string{"HTTP/2.0", "HTTP/2.0"}) {
		t.Errorf("the server saw %v", got)
	}
}

// Reads do use HTTP/2 where it is offered, so that a page of payments costs no
// new connection.
func TestReadsUseHTTP2(t *testing.T) {
	t.Parallel()
	var proto string
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proto = r.Proto
		_, _ = io.WriteString(w, `{"id":"pi_a","status":"Created"}`)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	c, err := NewClient(Options{BaseURL: s.URL, Key: keyForTests(t), Now: time.Now, TLS: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.PaymentIntent(t.Context(), "pi_a"); err != nil || proto != "HTTP/2.0" {
		t.Errorf("%s, %v", proto, err)
	}
	if _, err := c.Reverse(t.Context(), "pi_a"); err != nil || proto != "HTTP/1.1" {
		t.Errorf("%s, %v", proto, err)
	}
}

// A server that keeps connections open and closes each at its second request:
// the trap of reused connections. Reversals never reuse one.
func TestReverseTakesANewConnection(t *testing.T) {
	t.Parallel()
	for _, answers := range []bool{true, false} {
		var mu sync.Mutex
		var remotes []string
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			reused := slices.Contains(remotes, r.RemoteAddr)
			remotes = append(remotes, r.RemoteAddr)
			mu.Unlock()
			if reused || !answers {
				c, _, err := w.(http.Hijacker).Hijack()
				if err == nil {
					_ = c.Close()
				}
				return
			}
			w.Header().Set("Connection", "keep-alive")
			_, _ = io.WriteString(w, `{"status":"Created"}`)
		}))
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		s.Start()
		c, err := NewClient(Options{BaseURL: s.URL, Key: keyForTests(t), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= 5; n++ {
			_, err := c.Reverse(context.Background(), "pi_a")
			if (err == nil) != answers {
				t.Errorf("reversal %d: %v", n, err)
			}
			mu.Lock()
			if got := len(slices.Compact(slices.Sorted(slices.Values(remotes)))); len(remotes) != n || got != n {
				t.Errorf("after %d reversals: %d requests on %d connections", n, len(remotes), got)
			}
			mu.Unlock()
		}
		c.Close()
		s.Close()
	}
}

// Reversals of several payments at once leave once each, too.
func TestReversalsAtOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen[r.URL.Path]++
		mu.Unlock()
		_, _ = io.WriteString(w, `{}`)
	}))
	defer s.Close()
	c, err := NewClient(Options{BaseURL: s.URL, Key: keyForTests(t), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{"pi_a", "pi_b", "pi_c", "pi_d", "pi_e", "pi_f"}
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() {
			if _, err := c.Reverse(context.Background(), id); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		if n := seen["/payment-intents/"+id+"/reversal"]; n != 1 {
			t.Errorf("%s: %d requests", id, n)
		}
	}
	if len(seen) != len(ids) {
		t.Errorf("requests: %v", seen)
	}
}
