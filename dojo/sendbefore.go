package dojo

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// sendBeforeKey is the context key of SendBefore.
type sendBeforeKey struct{}

// sendBefore is the time within which a reversal may be written, and what was
// written.
type sendBefore struct {
	from   time.Time
	within time.Duration

	late       atomic.Bool  // a write was refused, and so are all after it
	writes     atomic.Int64 // to the connection, below TLS
	handshakes atomic.Int64 // the writes before the request began
}

// SendBefore bounds when a reversal may still be written: within a time from an
// instant of this machine's clock, which should have its monotonic reading. A
// process can be suspended between its last look at the clock and the first
// byte, while it connects; without this the request would leave when it wakes,
// hours later.
func SendBefore(ctx context.Context, from time.Time, within time.Duration) context.Context {
	return context.WithValue(ctx, sendBeforeKey{}, &sendBefore{from: from, within: within})
}

// expired says whether the time has passed, by the monotonic or by the wall clock:
// the one stands still while a machine sleeps, the other can be set back. After a
// wall clock was set back by more than the whole time, nothing says whether the
// machine has slept, so the time counts as passed.
func (b *sendBefore) expired(now time.Time) bool {
	wall := now.Round(0).Sub(b.from.Round(0))
	if Elapsed(b.from, now) >= b.within || wall < -b.within {
		b.late.Store(true)
	}
	return b.late.Load()
}

// handedOut notes that the connection was made and that the request comes next.
func (b *sendBefore) handedOut() {
	if b != nil {
		b.handshakes.Store(b.writes.Load())
	}
}

// nothingWritten says whether nothing of the request was written.
func (b *sendBefore) nothingWritten() bool {
	return b != nil && b.late.Load() && b.writes.Load() == b.handshakes.Load()
}

// ErrSendBefore is the error of a reversal whose time to be sent was over.
var ErrSendBefore = errors.New("its time to be sent was over")

// boundedConn refuses to write once its time is over. It sits below TLS, so
// that neither a handshake nor a request begins too late.
type boundedConn struct {
	net.Conn
	before *sendBefore
	now    func() time.Time
}

// Write writes, unless it is too late.
func (c *boundedConn) Write(p []byte) (int, error) {
	if c.before.expired(c.now()) {
		return 0, &causeError{CauseStopped, ErrSendBefore}
	}
	c.before.writes.Add(1)
	return c.Conn.Write(p)
}

// boundedDial dials connections that keep to SendBefore.
func boundedDial(d *net.Dialer, now func() time.Time) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, addr)
		if before, ok := ctx.Value(sendBeforeKey{}).(*sendBefore); ok && err == nil {
			c = &boundedConn{Conn: c, before: before, now: now}
		}
		return c, err
	}
}
