package dojo

import (
	"context"
	"errors"
	"net"
	"time"
)

// sendBeforeKey is the context key of SendBefore.
type sendBeforeKey struct{}

// SendBefore bounds, by this machine's wall clock, when a reversal may still be
// written. A process can be suspended between its last look at the clock and
// the first byte, while it connects; without this the request would leave when
// it wakes, hours later.
func SendBefore(ctx context.Context, t time.Time) context.Context {
	return context.WithValue(ctx, sendBeforeKey{}, t)
}

// errSendBefore is the error of a write that was refused.
var errSendBefore = errors.New("its time to be sent was over")

// boundedConn refuses to write once its time is over. It sits below TLS, so
// that neither a handshake nor a request begins too late.
type boundedConn struct {
	net.Conn
	before time.Time
	now    func() time.Time
}

// Write writes, unless it is too late by the wall clock.
func (c *boundedConn) Write(p []byte) (int, error) {
	// Round strips the monotonic reading, which stands still while a machine
	// sleeps.
	if !c.now().Round(0).Before(c.before.Round(0)) {
		return 0, &causeError{CauseStopped, errSendBefore}
	}
	return c.Conn.Write(p)
}

// boundedDial dials connections that keep to SendBefore.
func boundedDial(d *net.Dialer, now func() time.Time) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, addr)
		if before, ok := ctx.Value(sendBeforeKey{}).(time.Time); ok && err == nil {
			c = &boundedConn{Conn: c, before: before, now: now}
		}
		return c, err
	}
}
