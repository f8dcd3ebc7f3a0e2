package dojo

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// connectionErrors are how net/http says that a connection ended. The numbers are
// Windows' own for a reset and an aborted connection, which aren't ECONNRESET and
// ECONNABORTED to errors.Is.
func connectionErrors() map[string]error {
	on := func(op string, err error) error { return &net.OpError{Op: op, Net: "tcp", Err: err} }
	return map[string]error{
		"end":                       io.EOF,
		"end in the middle":         io.ErrUnexpectedEOF,
		"reset":                     on("read", os.NewSyscallError("read", syscall.ECONNRESET)),
		"aborted":                   on("read", os.NewSyscallError("read", syscall.ECONNABORTED)),
		"reset, Windows":            on("read", os.NewSyscallError("wsarecv", syscall.Errno(10054))),
		"aborted, Windows":          on("write", os.NewSyscallError("wsasend", syscall.Errno(10053))),
		"nobody reads":              on("write", os.NewSyscallError("write", syscall.EPIPE)),
		"closed by us":              on("read", net.ErrClosed),
		"closed while idle":         errors.New("http: server closed idle connection"),
		"HTTP/2, the server leaves": errors.New("http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR"),
		"HTTP/2, no answer to ping": errors.New("http2: client connection lost"),
		"TLS ended":                 on("read", io.EOF),
	}
}

// otherErrors don't come from a connection that the other side has left.
func otherErrors() map[string]error {
	return map[string]error{
		"no such name":   &net.DNSError{Err: "no such host", Name: "api.dojo.tech"},
		"no connection":  &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
		"no trust":       x509.UnknownAuthorityError{},
		"a TLS alert":    &net.OpError{Op: "remote error", Err: tls.AlertError(48)},
		"too slow":       &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded},
		"out of time":    context.DeadlineExceeded,
		"given up":       context.Canceled,
		"sent too late":  &causeError{CauseStopped, ErrSendBefore},
		"a proxy":        &causeError{CauseProxy, errors.New("407")},
		"TCP's patience": &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ETIMEDOUT)},
	}
}

// failing is a transport whose requests all fail.
type failing struct {
	err      error
	reused   bool // the connection had been used before
	answered bool // a byte of an answer came
	trips    int
	closed   int // how often idle connections were closed
}

func (f *failing) RoundTrip(r *http.Request) (*http.Response, error) {
	f.trips++
	trace := httptrace.ContextClientTrace(r.Context())
	trace.GotConn(httptrace.GotConnInfo{Reused: f.reused})
	if f.answered {
		trace.GotFirstResponseByte()
	}
	return nil, f.err
}

func (f *failing) CloseIdleConnections() { f.closed++ }

// A read is sent a second time if a used connection ended before a byte of the
// answer, and in no other case. A reversal is sent once, whatever happens.
func TestWhatIsSentASecondTime(t *testing.T) {
	t.Parallel()
	check := func(name string, f failing, want int) {
		for i, op := range waits {
			c := overPipes(t, Timeouts{}, nil)
			f := f
			c.reads.Transport, c.reversal.Transport = &f, &f
			var told []int
			c.called = func(c Call) { told = append(told, c.Number) }
			trips := want
			if i == 2 {
				trips = 1
			}
			if err := op.do(t.Context(), c); err == nil {
				t.Errorf("%s, %s: no error", name, op.name)
			}
			if f.trips != trips || f.closed != trips-1 {
				t.Errorf("%s, %s (%+v): sent %d times, and closed idle connections %d times", name, op.name, f, f.trips, f.closed)
			}
			if !slices.Equal(told, []int{1, 2}[:trips]) {
				t.Errorf("%s, %s: %v are told", name, op.name, told)
			}
		}
	}
	for name, err := range connectionErrors() {
		check(name, failing{err: err, reused: true}, 2)
		check(name, failing{err: err}, 1)
		check(name, failing{err: err, reused: true, answered: true}, 1)
	}
	for name, err := range otherErrors() {
		check(name, failing{err: err, reused: true}, 1)
	}
}

// idling is a server on pipes. It ends a connection at the first request after the
// connection was idle for four seconds, and answers every other.
type idling struct {
	err  error         // of what the client reads then
	wait time.Duration // between that request and the end
	mute bool          // connections after the first never answer

	dials    atomic.Int32
	requests atomic.Int32
}

func (s *idling) dial(context.Context, string, string) (net.Conn, error) {
	n := s.dials.Add(1)
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		r := bufio.NewReader(theirs)
		for used := time.Now(); ; used = time.Now() {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, req.Body)
			s.requests.Add(1)
			switch {
			case n > 1 && s.mute:
				_, _ = io.Copy(io.Discard, r)
			case time.Since(used) > 4*time.Second:
				<-time.After(s.wait) // in the bubble's time
				return
			}
			const body = `{"id":"pi_a","status":"Authorized","data":[]}`
			res := http.Response{StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader([]byte(body)))}
			_ = res.Write(theirs)
		}
	}()
	return idleConn{ours, s.err}, nil
}

// idleConn ends with an error of choice.
type idleConn struct {
	net.Conn
	err error
}

func (c idleConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err == io.EOF { //nolint:errorlint // a pipe's, bare
		err = c.err
	}
	return n, err
}

// An idle connection that was reset costs a read nothing but a second request, on
// a new connection. The list, a payment and both at once.
func TestResetIdleConnections(t *testing.T) {
	for name, end := range connectionErrors() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &idling{err: end}
				c := overPipes(t, Timeouts{}, s.dial)
				for i, op := range waits[:2] {
					for n := range int32(2) {
						if err := op.do(t.Context(), c); err != nil {
							t.Fatalf("%s: %v", op.name, err)
						}
						// Each but the first costs a connection and a lost request.
						done := 2*int32(i) + n
						if got := [2]int32{s.dials.Load(), s.requests.Load()}; got != [2]int32{1 + done, 1 + 2*done} {
							t.Errorf("%s: %d connections, %d requests", op.name, got[0], got[1])
						}
						<-time.After(5 * time.Second)
					}
				}
				before := s.requests.Load()
				// Several at once, on as many connections, which are all dropped then.
				for range 2 {
					var all sync.WaitGroup
					for range 3 {
						for _, op := range waits[:2] {
							all.Go(func() {
								if err := op.do(t.Context(), c); err != nil {
									t.Errorf("%s: %v", op.name, err)
								}
							})
						}
					}
					all.Wait()
					<-time.After(5 * time.Second)
				}
				if n := s.requests.Load() - before; n <= 12 || n > 24 {
					t.Errorf("%d requests for 12 reads", n)
				}
				c.Close()
			})
		})
	}
}

// A connection that was dropped without a word costs a read the time in which it should
// have said something, and a reversal nothing.
func TestSilentIdleConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &idling{err: io.EOF, wait: time.Hour}
		c := overPipes(t, Timeouts{}, s.dial)
		for i, op := range waits {
			for n := range int32(2) {
				began := time.Now()
				if err := op.do(t.Context(), c); err != nil {
					t.Fatalf("%s: %v", op.name, err)
				}
				took, want := time.Since(began), 6*time.Second
				done := 2*int32(i) + n // each but the first cost a connection and a lost request
				sent := [2]int32{1 + done, 1 + 2*done}
				if i == 0 && n == 0 || i == 2 {
					want = 0
				}
				if i == 2 { // each on a connection of its own
					sent = [2]int32{4 + 1 + n, 7 + 1 + n}
				}
				if got := [2]int32{s.dials.Load(), s.requests.Load()}; got != sent || took != want {
					t.Errorf("%s took %v, with %d connections and %d requests, want %v, %d", op.name, took, got[0], got[1], want, sent)
				}
				<-time.After(5 * time.Second)
			}
		}
		c.Close()
		<-time.After(s.wait)
	})
}

// A slow answer isn't silence: on a connection that was hardly idle a read waits as long
// as ever, and where a second request was sent, that one is waited for.
func TestSlowAnswersAreWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{takes: 10 * time.Second}
		c := overPipes(t, Timeouts{}, s.dial)
		for i, want := range []struct {
			pause, takes    time.Duration
			dials, requests int32
		}{{0, 10 * time.Second, 1, 1}, {time.Second, 10 * time.Second, 1, 2}, {5 * time.Second, 16 * time.Second, 2, 4}, {0, 10 * time.Second, 2, 5}} {
			<-time.After(want.pause)
			began := time.Now()
			if _, err := c.Search(t.Context(), Query{}); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took != want.takes || s.dials.Load() != want.dials || s.requests.Load() != want.requests {
				t.Errorf("%d: took %v, with %d connections and %d requests", i, took, s.dials.Load(), s.requests.Load())
			}
		}
		c.Close()
		<-time.After(s.takes)
	})
}

// slow is a server on pipes that answers each request late.
type slow struct {
	takes           time.Duration
	dials, requests atomic.Int32
}

func (s *slow) dial(context.Context, string, string) (net.Conn, error) {
	s.dials.Add(1)
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		r := bufio.NewReader(theirs)
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, req.Body)
			s.requests.Add(1)
			<-time.After(s.takes)
			if _, err := io.WriteString(theirs, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"data\":[]}"); err != nil {
				return
			}
		}
	}()
	return ours, nil
}

// After a machine has slept, its idle connections aren't used any more, though its
// monotonic clock says that hardly any time has passed.
func TestIdleConnectionsAfterSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &idling{err: io.EOF, wait: time.Hour}
		c := overPipes(t, Timeouts{}, s.dial)
		slept := time.Duration(0)
		// Without its monotonic reading, as if that had stood still.
		c.now = func() time.Time { return time.Now().Round(0).Add(slept) }
		dials := int32(0)
		for _, op := range waits[:2] {
			for _, d := range []time.Duration{8 * time.Hour, idleFor, idleFor - time.Second, 0} {
				slept += d
				if d >= idleFor {
					dials++
				}
				began := time.Now()
				if err := op.do(t.Context(), c); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took != 0 || s.dials.Load() != dials {
					t.Errorf("%s after %v: took %v, with %d connections, want %d", op.name, d, took, s.dials.Load(), dials)
				}
			}
		}
		c.Close()
	})
}

// The second request has only the time that the first one left.
func TestASecondRequestHasNoMoreTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, op := range waits[:2] {
			s := &idling{err: errors.New("reset"), wait: 15 * time.Second, mute: true}
			c := overPipes(t, Timeouts{}, s.dial)
			if err := op.do(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			<-time.After(5 * time.Second)
			began := time.Now()
			err := op.do(t.Context(), c)
			if took := time.Since(began); CauseOf(err) != CauseTimeout || took != 20*time.Second {
				t.Errorf("%s: %v after %v", op.name, err, took)
			}
			c.Close()

			// Nor is anything sent after the caller gave up.
			s = &idling{err: errors.New("reset"), wait: 15 * time.Second, mute: true}
			c = overPipes(t, Timeouts{}, s.dial)
			_ = op.do(t.Context(), c)
			<-time.After(5 * time.Second)
			ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second-1)
			if err := op.do(ctx, c); err == nil || s.dials.Load() != 1 {
				t.Errorf("%s: %v, %d connections", op.name, err, s.dials.Load())
			}
			cancel()
			c.Close()
			<-time.After(s.wait) // until the server has ended too
		}
	})
}

// A reversal leaves once, on a connection of its own, whether or not the reads
// have idle connections that were reset.
func TestAReversalIsNeverSentAgain(t *testing.T) {
	for name, end := range connectionErrors() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var reads, reversals idling
				c := overPipes(t, Timeouts{}, reads.dial)
				reversals = idling{err: end, mute: true}
				reversals.dials.Add(1) // so that even its first connection is mute
				ended := func(ctx context.Context, network, addr string) (net.Conn, error) {
					conn, err := reversals.dial(ctx, network, addr)
					time.AfterFunc(time.Second, func() { _ = conn.(idleConn).Conn.SetReadDeadline(time.Now()) })
					return deadConn{conn, end}, err
				}
				c.reversal.Transport.(*http.Transport).DialContext = ended
				for n := int32(1); n <= 3; n++ {
					if _, err := c.PaymentIntent(t.Context(), "pi_a"); err != nil {
						t.Error(err)
					}
					_, err := c.Reverse(t.Context(), "pi_a")
					if _, ok := errors.AsType[*NoAnswerError](err); !ok {
						t.Errorf("%T %v", err, err)
					}
					<-time.After(5 * time.Second)
					if got := reversals.requests.Load(); got != n {
						t.Fatalf("after %d reversals the server saw %d", n, got)
					}
				}
				c.Close()
			})
		})
	}
}

// deadConn takes all that is written, and ends with an error of choice when its
// deadline for reads comes.
type deadConn struct {
	net.Conn
	err error
}

func (c deadConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != nil {
		err = c.err
	}
	return n, err
}
