package serve

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Options say how to serve.
type Options struct {
	// HostKeyFile holds the server's private key. New makes it when it isn't there.
	HostKeyFile string
	Agents      Agents
	Banner      string // shown before the log-in; may be empty
	Limits      Limits // at first, see Server.Limit
	// Now and After are the clock, such as time.Now and time.After.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
	Log   *slog.Logger
	// Run is called for each session, in a goroutine of its own. The session ends when
	// it returns, with its exit code. ctx ends when the session must: context.Cause then
	// is an End.
	Run func(ctx context.Context, s *Session) int
	// Crashed is told what Run panicked with, from the deferred function that recovered,
	// so that debug.Stack shows where. It may be nil.
	Crashed func(what any)
}

// Limits keep one client from taking all. A limit that is 0 has its default.
type Limits struct {
	Sessions         int // in all; default 500
	SessionsPerAgent int // default 10
	LoginsPerMinute  int // from one address, or one /64 of IPv6; default 60
	NotLoggedIn      int // connections that haven't logged in yet; default 100
	// Idle ends a session when nothing has come from its client for that long. Output
	// doesn't count, and neither does the time during which Session.Busy holds it. 0
	// is never.
	Idle time.Duration
}

const (
	loginTime     = 30 * time.Second // to log in, and the longest that a connection may have no session
	loginTries    = 6
	perConnection = 4                      // sessions at a time
	refusalsMost  = 100                    // refused sessions of one connection; then it is closed
	stalledTime   = 2 * time.Minute        // the longest that a client may take no output
	removedTime   = 700 * time.Millisecond // for a client that may not be here any more to take its output
	lastWords     = 3 * time.Second        // for Run to return, and then for its output to arrive
)

// withDefaults fills in what may be left out but the limits, and says what may not.
func (o Options) withDefaults() (Options, error) {
	if o.Now == nil || o.After == nil || o.Log == nil || o.Run == nil {
		return o, errors.New("serve: Now, After, Log and Run must be set")
	}
	if o.Crashed == nil {
		o.Crashed = func(any) {}
	}
	return o, nil
}

// withDefaults fills in what may be left out.
func (l Limits) withDefaults() (Limits, error) {
	for _, limit := range []struct {
		of       *int
		standard int
	}{
		{&l.Sessions, 500},
		{&l.SessionsPerAgent, 10},
		{&l.LoginsPerMinute, 60},
		{&l.NotLoggedIn, 100},
	} {
		if *limit.of < 0 {
			return l, errors.New("serve: a limit can't be negative")
		}
		if *limit.of == 0 {
			*limit.of = limit.standard
		}
	}
	return l, nil
}
