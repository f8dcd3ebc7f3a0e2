package dojo

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo/internal/walltest"
)

// TestSendBefore shows that a reversal isn't written once its time is over,
// also where it ends while the connection is being made.
func TestSendBefore(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		requests := make(chan struct{}, 10)
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests <- struct{}{} }))
		if secure {
			server.StartTLS()
		} else {
			server.Start()
		}
		t.Cleanup(server.Close)
		key, err := ParseAPIKey("sk_sandbox_test")
		if err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
		// The connection's own goroutines ask the clock too.
		var passed atomic.Int64
		o := Options{BaseURL: server.URL, Key: key, Now: func() time.Time { return start.Add(time.Duration(passed.Load())) }}
		if transport, ok := server.Client().Transport.(*http.Transport); secure && ok {
			o.TLS = transport.TLSClientConfig
		}
		c, err := NewClient(o)
		if err != nil {
			t.Fatal(err)
		}
		ctx := SendBefore(context.Background(), start, 10*time.Second)
		if _, err := c.Reverse(ctx, "pi_x"); CauseOf(err) == CauseStopped {
			t.Errorf("in time: %v", err)
		}
		<-requests
		passed.Store(int64(10 * time.Second))
		_, err = c.Reverse(ctx, "pi_x")
		var notSent *NotSentError
		if CauseOf(err) != CauseStopped || !errors.Is(err, ErrSendBefore) || !errors.As(err, &notSent) {
			t.Errorf("too late: %v", err)
		}
		if len(requests) != 0 {
			t.Error("a request came too late")
		}
	}
}

// roundTrip makes a transport of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestSendBeforeWhateverTheTransportSays has the transport tell that the connection was
// closed, and not why: net/http closes it after a write that was refused, and which of the
// two errors comes first is chance.
func TestSendBeforeWhateverTheTransportSays(t *testing.T) {
	t.Parallel()
	key, err := ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name          string
		early, unsent bool // the first bytes of the request were in time; nothing left
	}{{"too late", false, true}, {"too late for the rest", true, false}} {
		now := start.Add(time.Minute)
		c, err := NewClient(Options{BaseURL: "http://127.0.0.1:1", Key: key, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		c.reversal.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			near, far := net.Pipe()
			defer near.Close()
			go func() { _, _ = io.Copy(io.Discard, far) }()
			before, _ := r.Context().Value(sendBeforeKey{}).(*sendBefore)
			conn := &boundedConn{Conn: near, before: before, now: func() time.Time { return now }}
			httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{Conn: conn})
			if tt.early {
				now = start
				_, _ = conn.Write([]byte("POST"))
				now = start.Add(time.Minute)
			}
			if _, err := conn.Write([]byte("POST")); !errors.Is(err, ErrSendBefore) {
				t.Errorf("%s: written: %v", tt.name, err)
			}
			return nil, net.ErrClosed
		})
		_, err = c.Reverse(SendBefore(t.Context(), start, 10*time.Second), "pi_x")
		var notSent *NotSentError
		if unsent := errors.As(err, &notSent) && errors.Is(err, ErrSendBefore) && CauseOf(err) == CauseStopped; unsent != tt.unsent {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestBoundedConn shows that the time is asked with each write.
func TestBoundedConn(t *testing.T) {
	t.Parallel()
	near, far := net.Pipe()
	defer near.Close()
	go func() { _, _ = far.Read(make([]byte, 10)); _ = far.Close() }()
	now := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	c := &boundedConn{Conn: near, before: &sendBefore{from: now, within: time.Second}, now: func() time.Time { return now }}
	if _, err := c.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Second)
	if n, err := c.Write([]byte("b")); n != 0 || !errors.Is(err, ErrSendBefore) {
		t.Errorf("wrote %d, %v", n, err)
	}
}

// A laptop's monotonic clock stands still while it sleeps, and a wall clock can
// be set back while a process is suspended: either of them ends the time.
func TestBoundedConnByBothClocks(t *testing.T) {
	t.Parallel()
	wall := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		wall, mono time.Duration // that have passed
		written    bool
	}{
		{9 * time.Second, 9 * time.Second, true},
		{10 * time.Second, time.Second, false}, // it slept
		{8 * time.Hour, time.Second, false},
		{time.Second, 10 * time.Second, false}, // the wall clock was set back
		{-time.Second, 9 * time.Second, true},
		{-time.Hour, 9 * time.Second, false}, // so far that it may have slept as well
	} {
		near, far := net.Pipe()
		go func() { _, _ = far.Read(make([]byte, 10)); _ = far.Close() }()
		bound := &sendBefore{from: walltest.At(wall, time.Minute), within: 10 * time.Second}
		conn := &boundedConn{Conn: near, before: bound, now: func() time.Time { return walltest.At(wall.Add(c.wall), time.Minute+c.mono) }}
		if _, err := conn.Write([]byte("a")); (err == nil) != c.written {
			t.Errorf("after %v by the wall clock and %v by the monotonic one: %v", c.wall, c.mono, err)
		}
		_ = near.Close()
	}
}
