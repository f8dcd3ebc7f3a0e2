package dojo

import (
	"sync"
	"time"
)

// Clock tells the time by Dojo's clock, as learnt from the Date header of its
// answers, since the clock of a till can be hours off and the day of a payment
// decides whether it may be reversed. It is safe for concurrent use.
//
// The Date header has whole seconds, so the clock is right to about a second
// and half the time of a round trip.
type Clock struct {
	now func() time.Time

	mu     sync.Mutex
	known  bool
	server time.Time // what Dojo's clock said…
	local  time.Time // …when this machine's clock said this
}

// NewClock makes a clock over this machine's one. Until the first answer it
// tells this machine's time.
func NewClock(now func() time.Time) *Clock { return &Clock{now: now} }

// Observe sets the clock by the Date header of an answer and the machine's
// times at which the request left and the answer came.
func (c *Clock) Observe(date, sent, received time.Time) {
	if date.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	// An answer that left before the one that set the clock says nothing new.
	if c.known && received.Before(c.local) {
		return
	}
	c.known = true
	// The header is cut to the second: on average it is half a second behind.
	c.server = date.Add(500 * time.Millisecond)
	c.local = sent.Add(received.Sub(sent) / 2)
}

// Now is the present time by Dojo's clock, or by this machine's where Dojo
// hasn't answered yet.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	local := c.now()
	if !c.known {
		return local.UTC()
	}
	return c.server.Add(elapsed(c.local, local)).UTC()
}

// Known is the present time by Dojo's clock, or zero where Dojo hasn't answered
// yet.
func (c *Clock) Known() time.Time {
	c.mu.Lock()
	known := c.known
	c.mu.Unlock()
	if !known {
		return time.Time{}
	}
	return c.Now()
}

// elapsed is the longer of what the monotonic and the wall clock say has
// passed: the monotonic one stands still while a laptop sleeps, and the wall
// clock can be set back. Where they differ, the later time is the safe one: it
// ends a day early rather than late, and the next answer puts it right.
func elapsed(from, to time.Time) time.Duration {
	return max(to.Sub(from), to.Round(0).Sub(from.Round(0)))
}

// Offset is how far this machine's wall clock is ahead of Dojo's, and whether
// that is known yet.
func (c *Clock) Offset() (ahead time.Duration, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known {
		return 0, false
	}
	// Round strips the monotonic readings: the question is what the machine's
	// wall clock showed when Dojo answered.
	return c.local.Round(0).Sub(c.server.Round(0)), true
}
