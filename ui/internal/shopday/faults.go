package shopday

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// WallClock is a clock that only waiting moves, so that minutes of watching
// pass as fast as the loopback goes.
type WallClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewWallClock begins at an instant.
func NewWallClock(now time.Time) *WallClock { return &WallClock{now: now} }

// Now is the time.
func (c *WallClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Wait passes at once.
func (c *WallClock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// Faulty is a sandbox behind real HTTP with one held payment of £42.50, and a
// client for it.
func Faulty(t *testing.T, fault, version string) (*sandbox.Dojo, *dojo.Client, *WallClock) {
	t.Helper()
	clock := NewWallClock(Sunday)
	d := sandbox.New(sandbox.Options{
		Now: clock.Now, SettleMax: time.Nanosecond,
		After: func(time.Duration) <-chan time.Time { return nil }, // nothing that is slow ever comes
	})
	d.Add(sandbox.Payment{ID: "pi_a", Reference: "ORDER-1011", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}, PaidAt: Sunday.Add(-time.Hour)})
	f, err := sandbox.ParseFault(fault)
	if err != nil {
		t.Fatal(err)
	}
	d.SetFaults(f)
	s, err := sandbox.Listen(d, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	c, err := dojo.NewClient(dojo.Options{
		BaseURL: s.URL(), Key: key, Now: clock.Now, Version: version,
		Timeouts: dojo.Timeouts{Read: patience(fault, "search:"), Reverse: patience(fault, "reversal:")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return d, c, clock
}

// patience is short for the operation whose answer never comes.
func patience(fault, op string) time.Duration {
	for _, name := range []string{"silent", "drip", "slow"} {
		if strings.HasPrefix(fault, op+name) {
			return 500 * time.Millisecond
		}
	}
	return time.Minute
}

// ErrOfGo is what package net says, which nobody should have to read.
var ErrOfGo = errors.New(`dial tcp 192.0.2.1:443: connect: connection refused (*net.OpError)`)

// ErrNoNetwork is a search that found no way to Dojo.
var ErrNoNetwork = &dojo.NotSentError{
	Exchange: dojo.Exchange{Method: "POST", Path: "payment-intents/search", Sent: Sunday, Received: Sunday.Add(5 * time.Second)},
	Cause:    dojo.CauseConnect, Err: ErrOfGo,
}

// Refused is a search that Dojo answered with an error.
func Refused(code int, change ...func(*dojo.RefusedError)) *dojo.RefusedError {
	e := &dojo.RefusedError{
		Exchange: dojo.Exchange{
			Method: "POST", Path: "payment-intents/search", HTTPStatus: code, TraceID: "00-abc-01",
			Sent: Sunday, Received: Sunday.Add(80 * time.Millisecond),
		},
		Problem: &dojo.Problem{},
	}
	for _, c := range change {
		c(e)
	}
	return e
}
