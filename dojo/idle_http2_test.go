package dojo

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// The same over HTTP/2, as Dojo's own server speaks it: the connection is reset, is
// ended as TLS ends, is left with GOAWAY, or falls silent at its second request.
func TestResetIdleConnectionsOfHTTP2(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(c *tls.Conn, stream uint32){
		"reset": func(c *tls.Conn, _ uint32) { _ = c.NetConn().(*net.TCPConn).SetLinger(0); _ = c.NetConn().Close() },
		"ended": func(c *tls.Conn, _ uint32) { _ = c.Close() },
		"left with GOAWAY": func(c *tls.Conn, stream uint32) {
			frame(c, frameGoAway, 0, 0, []byte{0, 0, 0, byte(stream), 0, 0, 0, 0})
			_ = c.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startResetter(t)
			r.answers, r.end = true, end
			readsEndingSecond(t, r, r.client(t))
		})
	}
	t.Run("silent from then on", func(t *testing.T) {
		r := startResetter(t)
		r.answers, r.end = true, func(c *tls.Conn, _ uint32) { _, _ = io.Copy(io.Discard, c) }
		synctest.Test(t, func(t *testing.T) {
			c := r.client(t)
			c.reads.Transport.(*http.Transport).DialContext = r.dialPipe
			began := time.Now()
			readsEndingSecond(t, r, c)
			if took, want := time.Since(began), 5*2*6*time.Second; took != want {
				t.Errorf("took %v, want %v", took, want)
			}
			c.Close()
		})
	})
}

// readsEndingSecond reads three times with each of two calls, from a server that ends each
// connection at its second request.
func readsEndingSecond(t *testing.T, r *resetter, c *Client) {
	t.Helper()
	for i, op := range waits[:2] {
		for range 3 {
			if err := op.do(t.Context(), c); err != nil {
				t.Fatalf("%s: %v", op.name, err)
			}
		}
		if got := len(r.seen()); got != 5*(i+1)+i {
			t.Errorf("%s: %d requests", op.name, got)
		}
	}
}

// dialPipe connects to the server by a pipe, so that it can be in a bubble.
func (r *resetter) dialPipe(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	written := make(chan []byte, 100)
	go func() {
		defer theirs.Close()
		for b := range written {
			if _, err := theirs.Write(b); err != nil {
				return
			}
		}
	}()
	go func() {
		defer close(written)
		r.serve(tls.Server(asSocket{theirs, written}, r.config))
	}()
	return ours, nil
}

// asSocket takes what is written before anybody reads it: over a pipe alone, two who write
// at once would wait for each other.
type asSocket struct {
	net.Conn
	written chan<- []byte
}

func (s asSocket) Write(p []byte) (int, error) {
	s.written <- bytes.Clone(p)
	return len(p), nil
}
