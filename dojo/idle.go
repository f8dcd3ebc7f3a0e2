package dojo

import (
	"crypto/tls"
	"errors"
	"net"
	"time"
)

const (
	// idleFor is how long a connection may be idle before it isn't used any more.
	idleFor = 90 * time.Second
	// oftenUsed is how long a connection is hardly idle at all: nothing drops it so soon.
	oftenUsed = 2 * time.Second
)

// errSilent is the error of a read whose connection had been idle, and said nothing.
var errSilent = &causeError{CauseCut, errors.New("the connection had been idle, and says nothing")}

// leaveOld closes the idle connections if none was used for idleFor. net/http does so
// by the monotonic clock, which stands still while a machine sleeps: after hours of
// sleep it would use what the other side has long forgotten.
func (c *Client) leaveOld() {
	now := c.now()
	if was := c.used.Swap(&now); was != nil && Elapsed(*was, now) >= idleFor {
		c.reads.CloseIdleConnections()
	}
}

// isHTTP2 says whether a connection speaks HTTP/2. It pings then, and ends by itself if
// nothing comes back.
func isHTTP2(c net.Conn) bool {
	t, ok := c.(*tls.Conn)
	return ok && t.ConnectionState().NegotiatedProtocol == "h2"
}
