package clocktest

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// Clock is a clock that stands still until Advance moves it. Any goroutine may use it.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	alarms map[chan time.Time]time.Time // when each rings
}

// New makes a clock that shows this time.
func New(now time.Time) *Clock { return &Clock{now: now, alarms: map[chan time.Time]time.Time{}} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After is time.After by this clock.
func (c *Clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	alarm := make(chan time.Time, 1)
	if d <= 0 {
		alarm <- c.now
		return alarm
	}
	c.alarms[alarm] = c.now.Add(d)
	return alarm
}

// Alarms are the times for which alarms are set, in no order. Whoever looks at the clock
// and then waits has its alarm set before a test may move the clock on: the alarm would be
// late by that much otherwise, and on a clock that stands it never rings.
func (c *Clock) Alarms() []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Values(c.alarms))
}

// Advance moves the clock on, and rings what is due by then.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for alarm, at := range c.alarms {
		if !at.After(c.now) {
			alarm <- c.now
			delete(c.alarms, alarm)
		}
	}
}
