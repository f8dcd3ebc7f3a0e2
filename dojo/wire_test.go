package dojo_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"

	"pgregory.net/rapid"
)

// wire is a bare TCP server: what it does with a connection is a script, and
// it counts what it got.
type wire struct {
	listener    net.Listener
	connections atomic.Int32
	bytes       atomic.Int64
	running     sync.WaitGroup
}

// listen starts a wire. The script gets each connection and a reader that
// counts; the connection is closed when it returns.
func listen(t interface {
	Helper()
	Fatal(...any)
}, script func(net.Conn, io.Reader)) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l}
	w.running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w.connections.Add(1)
			w.running.Go(func() {
				defer c.Close()
				script(c, counting{c, &w.bytes})
			})
		}
	})
	return w
}

func (w *wire) url() string { return "http://" + w.listener.Addr().String() }

// close ends the server and waits for its scripts.
func (w *wire) close() {
	_ = w.listener.Close()
	w.running.Wait()
}

type counting struct {
	r io.Reader
	n *atomic.Int64
}

func (c counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// reset makes closing a connection a reset.
func reset(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }

// head reads a request to the end of its head, byte by byte.
func head(r io.Reader) {
	var got []byte
	one := make([]byte, 1)
	for !bytes.HasSuffix(got, []byte("\r\n\r\n")) {
		if _, err := r.Read(one); err != nil {
			return
		}
		got = append(got, one[0])
	}
}

func say(c net.Conn, s string) { _, _ = io.WriteString(c, s) }

// Once a connection stands, anything that goes wrong may have reached Dojo.
func TestConnectionsThatBreak(t *testing.T) {
	t.Parallel()
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	for _, tt := range []struct {
		name   string
		script func(net.Conn, io.Reader)
	}{
		{"accepted and closed", func(net.Conn, io.Reader) {}},
		{"one byte read, closed", func(_ net.Conn, r io.Reader) { _, _ = io.ReadFull(r, make([]byte, 1)) }},
		{"request read, closed", func(_ net.Conn, r io.Reader) { head(r) }},
		{"request read, reset", func(c net.Conn, r io.Reader) { head(r); reset(c) }},
		{"a part of the status", func(c net.Conn, r io.Reader) { head(r); say(c, "HTTP/1.1 20") }},
		{"a part of the head", func(c net.Conn, r io.Reader) { head(r); say(c, ok+"Date: Tu") }},
		{"the head alone", func(c net.Conn, r io.Reader) { head(r); say(c, ok+"Content-Length: 14\r\n\r\n") }},
		{"half the body", func(c net.Conn, r io.Reader) { head(r); say(c, ok+"Content-Length: 14\r\n\r\n{\"id\":") }},
		{"half the body, reset", func(c net.Conn, r io.Reader) {
			head(r)
			say(c, ok+"Content-Length: 14\r\n\r\n{\"id\":")
			reset(c)
		}},
		{"half the chunks", func(c net.Conn, r io.Reader) {
			head(r)
			say(c, ok+"Transfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n")
		}},
		{"all of the body, no last chunk", func(c net.Conn, r io.Reader) {
			head(r)
			say(c, ok+"Transfer-Encoding: chunked\r\n\r\ne\r\n{\"id\": \"pi_a\"}\r\n")
		}},
		{"only 'go on'", func(c net.Conn, r io.Reader) { head(r); say(c, "HTTP/1.1 100 Continue\r\n\r\n") }},
		{"another protocol", func(c net.Conn, r io.Reader) { head(r); say(c, "SSH-2.0-OpenSSH_9.9\r\n") }},
		{"two lengths", func(c net.Conn, r io.Reader) { head(r); say(c, ok+"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}") }},
		{"another protocol is offered", func(c net.Conn, r io.Reader) {
			head(r)
			say(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html")
		}},
	} {
		for _, op := range operations {
			t.Run(tt.name+", "+op.name, func(t *testing.T) {
				t.Parallel()
				w := listen(t, tt.script)
				defer w.close()
				err := op.do(t.Context(), newClient(t, w.url()))
				var noAnswer *dojo.NoAnswerError
				if !errors.As(err, &noAnswer) {
					t.Fatalf("%T %v, though a connection stood", err, err)
				}
				if c := noAnswer.Cause; c != dojo.CauseCut && c != dojo.CauseHTML {
					t.Errorf("cause %s", c)
				}
				if n := w.connections.Load(); n != 1 {
					t.Errorf("%d connections: it was sent again", n)
				}
			})
		}
	}
}

// The same at every byte: a server that reads so much, writes so much, and goes
// away by closing or by a reset. If it got any byte of the request, no error
// says that nothing was sent; and nothing is ever sent twice.
func TestNotSentIsNeverALie(t *testing.T) {
	t.Parallel()
	const full = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"id\":\"pi_a\"}"
	rapid.Check(t, func(t *rapid.T) {
		op := operations[rapid.IntRange(0, len(operations)-1).Draw(t, "operation")]
		// Every request has more than 150 bytes, so that no read waits for more.
		reads := rapid.IntRange(0, 150).Draw(t, "bytes read")
		if rapid.Bool().Draw(t, "reads the whole head") {
			reads = -1
		}
		writes := rapid.IntRange(0, len(full)).Draw(t, "bytes written")
		resets := rapid.Bool().Draw(t, "resets")
		w := listen(t, func(c net.Conn, r io.Reader) {
			if reads < 0 {
				head(r)
			} else if reads > 0 {
				_, _ = io.ReadFull(r, make([]byte, reads))
			}
			say(c, full[:writes])
			if resets {
				reset(c)
			}
		})
		c, err := dojo.NewClient(dojo.Options{BaseURL: w.url(), Key: keyOf(t), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		err = op.do(context.Background(), c)
		c.Close()
		w.close()

		var notSent *dojo.NotSentError
		var noAnswer *dojo.NoAnswerError
		switch {
		case errors.As(err, &notSent) && w.bytes.Load() > 0:
			t.Fatalf("%s: %d bytes arrived, and yet %v", op.name, w.bytes.Load(), err)
		case err == nil && writes < len(full):
			t.Fatalf("%s: an answer out of %q", op.name, full[:writes])
		case err != nil && !errors.As(err, &notSent) && !errors.As(err, &noAnswer):
			t.Fatalf("%s: %T %v", op.name, err, err)
		}
		if n := w.connections.Load(); n != 1 {
			t.Fatalf("%s: %d connections", op.name, n)
		}
	})
}

func keyOf(t *rapid.T) dojo.APIKey {
	k, err := dojo.ParseAPIKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Without a connection nothing was sent, and the error says so.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int32
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { arrived.Add(1) })
	// secure starts a TLS server that keeps its complaints to itself.
	secure := func(t *testing.T, conf *tls.Config) *httptest.Server {
		s := httptest.NewUnstartedServer(handler)
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		s.TLS = conf
		s.StartTLS()
		t.Cleanup(s.Close)
		return s
	}
	for _, tt := range []struct {
		name  string
		start func(*testing.T) (base string, change func(*dojo.Options))
		want  dojo.Cause
	}{
		{"a closed port", func(*testing.T) (string, func(*dojo.Options)) {
			return "http://127.0.0.1:1", nil // no other test can be given this port
		}, dojo.CauseConnect},
		{"an unknown authority", func(t *testing.T) (string, func(*dojo.Options)) {
			return secure(t, nil).URL, nil
		}, dojo.CauseAuthority},
		{"another host's certificate", func(t *testing.T) (string, func(*dojo.Options)) {
			s := secure(t, nil)
			return s.URL, func(o *dojo.Options) { trusting(s)(o); o.TLS.ServerName = "api.example.invalid" }
		}, dojo.CauseWrongHost},
		{"no common version of TLS", func(t *testing.T) (string, func(*dojo.Options)) {
			s := secure(t, &tls.Config{MinVersion: tls.VersionTLS13})
			return s.URL, func(o *dojo.Options) { trusting(s)(o); o.TLS.MaxVersion = tls.VersionTLS12 }
		}, dojo.CauseTLS},
		{"no TLS but HTTP", func(t *testing.T) (string, func(*dojo.Options)) {
			w := listen(t, func(c net.Conn, r io.Reader) {
				_, _ = r.Read(make([]byte, 1))
				say(c, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
			})
			t.Cleanup(w.close)
			return "https" + w.url()[len("http"):], nil
		}, dojo.CauseTLS},
		{"no TLS but another protocol", func(t *testing.T) (string, func(*dojo.Options)) {
			w := listen(t, func(c net.Conn, r io.Reader) { _, _ = r.Read(make([]byte, 1)); say(c, "SSH-2.0-OpenSSH_9.9\r\n") })
			t.Cleanup(w.close)
			return "https" + w.url()[len("http"):], nil
		}, dojo.CauseTLS},
		{"cut in the handshake", func(t *testing.T) (string, func(*dojo.Options)) {
			w := listen(t, func(_ net.Conn, r io.Reader) { _, _ = r.Read(make([]byte, 5)) })
			t.Cleanup(w.close)
			return "https" + w.url()[len("http"):], nil
		}, dojo.CauseCut},
	} {
		for _, op := range operations {
			t.Run(tt.name+", "+op.name, func(t *testing.T) {
				t.Parallel()
				base, change := tt.start(t)
				if change == nil {
					change = func(*dojo.Options) {}
				}
				err := op.do(t.Context(), newClient(t, base, change))
				var notSent *dojo.NotSentError
				if !errors.As(err, &notSent) || notSent.Cause != tt.want {
					t.Fatalf("%T %v, want %s", err, err, tt.want)
				}
				if notSent.Exchange.HTTPStatus != 0 || notSent.Exchange.Received.IsZero() {
					t.Errorf("exchange %+v", notSent.Exchange)
				}
				everyWay(t, "a not-sent error", err)
				everyWay(t, "its value", *notSent)
			})
		}
	}
	t.Cleanup(func() {
		if arrived.Load() != 0 {
			t.Errorf("%d requests arrived", arrived.Load())
		}
	})
}

func TestGivenUpBeforeItBegan(t *testing.T) {
	t.Parallel()
	w := listen(t, func(_ net.Conn, r io.Reader) { head(r) })
	defer w.close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, op := range operations {
		var notSent *dojo.NotSentError
		if err := op.do(ctx, newClient(t, w.url())); !errors.As(err, &notSent) || notSent.Cause != dojo.CauseStopped {
			t.Errorf("%s: %v", op.name, err)
		}
	}
	if w.bytes.Load() != 0 {
		t.Errorf("%d bytes arrived", w.bytes.Load())
	}
}

// ending is a context that ends with an error of the test's choice at a moment
// of its choice, so that no test has to wait for time to pass.
type ending struct {
	context.Context
	done chan struct{}
	err  error
}

func (e *ending) Done() <-chan struct{} { return e.done }
func (e *ending) Err() error {
	select {
	case <-e.done:
		return e.err
	default:
		return nil
	}
}

// A server that has the request and then says nothing, or half of something.
func TestGivenUpWhileWaiting(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, said string
		err        error
		want       dojo.Cause
	}{
		{"stopped by ourselves", "", context.Canceled, dojo.CauseStopped},
		{"too slow", "", context.DeadlineExceeded, dojo.CauseTimeout},
		{"stopped in the middle of the head", "HTTP/1.1 200 OK\r\n", context.Canceled, dojo.CauseStopped},
		{"too slow in the middle of the body", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"id\":", context.DeadlineExceeded, dojo.CauseTimeout},
	} {
		for _, op := range operations {
			t.Run(tt.name+", "+op.name, func(t *testing.T) {
				t.Parallel()
				ctx := &ending{Context: t.Context(), done: make(chan struct{}), err: tt.err}
				w := listen(t, func(c net.Conn, r io.Reader) {
					head(r)
					say(c, tt.said)
					close(ctx.done)
					_, _ = io.Copy(io.Discard, r) // until the client goes away
				})
				defer w.close()
				err := op.do(ctx, newClient(t, w.url()))
				var noAnswer *dojo.NoAnswerError
				if !errors.As(err, &noAnswer) || noAnswer.Cause != tt.want {
					t.Fatalf("%T %v, want %s", err, err, tt.want)
				}
				if n := w.connections.Load(); n != 1 {
					t.Errorf("%d connections", n)
				}
				everyWay(t, "a no-answer error", err)
				everyWay(t, "its value", *noAnswer)
			})
		}
	}
}
