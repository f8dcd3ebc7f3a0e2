package dojo

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// overPipes makes both transports of a client connect by dial. The tests of
// waiting run in a bubble of synctest, in which time only passes when nothing
// else can happen: the waits are exact, and take no time.
func overPipes(t *testing.T, timeouts Timeouts, dial func(context.Context, string, string) (net.Conn, error)) *Client {
	t.Helper()
	c, err := NewClient(Options{BaseURL: "http://127.0.0.1:1", Key: keyForTests(t), Now: time.Now, Timeouts: timeouts})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []*http.Client{c.reads, c.reversal} {
		h.Transport.(*http.Transport).DialContext = dial
	}
	return c
}

var waits = []struct {
	name string
	do   func(context.Context, *Client) error
	take time.Duration // by default
}{
	{"Search", func(ctx context.Context, c *Client) error { _, err := c.Search(ctx, Query{}); return err }, 20 * time.Second},
	{"PaymentIntent", func(ctx context.Context, c *Client) error { _, err := c.PaymentIntent(ctx, "pi_a"); return err }, 20 * time.Second},
	{"Reverse", func(ctx context.Context, c *Client) error { _, err := c.Reverse(ctx, "pi_a"); return err }, 30 * time.Second},
}

// A server that takes the request and never answers.
func TestTimeoutWhileWaiting(t *testing.T) {
	for _, tt := range waits {
		for _, set := range []time.Duration{0, 3 * time.Second} {
			t.Run(tt.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := overPipes(t, Timeouts{Read: set, Reverse: set}, func(context.Context, string, string) (net.Conn, error) {
						ours, theirs := net.Pipe()
						go func() {
							_, _ = io.Copy(io.Discard, theirs)
							_ = theirs.Close()
						}()
						return ours, nil
					})
					want := tt.take
					if set > 0 {
						want = set
					}
					err := tt.do(t.Context(), c)
					var noAnswer *NoAnswerError
					if !errors.As(err, &noAnswer) || noAnswer.Cause != CauseTimeout {
						t.Fatalf("%T %v", err, err)
					}
					if got := noAnswer.Exchange.Took(); got != want {
						t.Errorf("waited %v, want %v", got, want)
					}
				})
			})
		}
	}
}

// A server that never takes the connection: nothing was sent, and nothing is
// when the connection stands after all, since nobody waits for it any more.
func TestTimeoutWhileConnecting(t *testing.T) {
	for _, tt := range waits {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				late := make(chan struct{})
				var sent int64
				c := overPipes(t, Timeouts{}, func(context.Context, string, string) (net.Conn, error) {
					<-late
					ours, theirs := net.Pipe()
					go func() {
						sent, _ = io.Copy(io.Discard, theirs)
						_ = theirs.Close()
					}()
					return ours, nil
				})
				err := tt.do(t.Context(), c)
				var notSent *NotSentError
				if !errors.As(err, &notSent) || notSent.Cause != CauseTimeout {
					t.Fatalf("%T %v", err, err)
				}
				if got := notSent.Exchange.Took(); got != tt.take {
					t.Errorf("waited %v, want %v", got, tt.take)
				}
				close(late)
				synctest.Wait()
				c.Close()
				synctest.Wait()
				if sent != 0 {
					t.Errorf("%d bytes were sent after the call was given up", sent)
				}
			})
		})
	}
}

// A handshake that hangs ends after the time for connecting, not after the
// time for the whole call.
func TestTimeoutInTheHandshake(t *testing.T) {
	for _, tt := range waits {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := overPipes(t, Timeouts{Connect: 2 * time.Second}, func(context.Context, string, string) (net.Conn, error) {
					ours, theirs := net.Pipe()
					go func() {
						_, _ = io.Copy(io.Discard, theirs)
						_ = theirs.Close()
					}()
					return ours, nil
				})
				c.base.Scheme = "https"
				err := tt.do(t.Context(), c)
				var notSent *NotSentError
				if !errors.As(err, &notSent) || notSent.Cause != CauseTimeout {
					t.Fatalf("%T %v", err, err)
				}
				if got := notSent.Exchange.Took(); got != 2*time.Second {
					t.Errorf("waited %v", got)
				}
			})
		})
	}
}

// An answer that comes in time is one, however slow.
func TestSlowButInTime(t *testing.T) {
	for _, tt := range waits {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := overPipes(t, Timeouts{}, func(context.Context, string, string) (net.Conn, error) {
					ours, theirs := net.Pipe()
					go func() {
						_, _ = theirs.Read(make([]byte, 4096))
						go io.Copy(io.Discard, theirs)
						<-time.After(tt.take - time.Second) // of the bubble's time
						_, _ = io.WriteString(theirs, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"id\":\"pi_a\",\"status\":\"Created\",\"data\":[]}")
						_ = theirs.Close()
					}()
					return ours, nil
				})
				if err := tt.do(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
