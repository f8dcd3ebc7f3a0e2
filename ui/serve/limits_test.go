//go:build linux || darwin

package serve

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	one, two := newKey(t), newKey(t)
	joe := agent.Agent{Name: "joe", Role: agent.RoleRead, Keys: []string{fingerprint(two)}}
	run, w := waiting()
	d := serving(t, run, withAgents(priya(one), joe), func(_ *desk, o *Options) {
		o.Limits.Sessions, o.Limits.SessionsPerAgent = 4, 3
	})
	client, other := d.login(one), d.login(two)
	var sessions []*gossh.Session
	for range 3 {
		s, _ := d.begin(client)
		sessions = append(sessions, s)
		within(t, "a session", w.begun)
	}
	_, errs, code := d.exec(d.login(one), "x")
	if errs != "You have 3 sessions open, as many as you may have. Close one, then try again.\r\n" || code != 1 {
		t.Errorf("%q %d", errs, code)
	}
	d.begin(other)
	within(t, "a session", w.begun)
	_, errs, code = d.exec(other, "x")
	if !strings.HasPrefix(errs, "The server has as many sessions as it can take.") || code != 1 {
		t.Errorf("%q %d", errs, code)
	}
	if got := d.server.Sessions(); got["priya"] != 3 || got["joe"] != 1 {
		t.Error(got)
	}
	if got := d.server.Logins(); got != (Logins{Accepted: 3, Limited: 2}) {
		t.Errorf("%+v", got)
	}
	_ = sessions[0].Close()
	if cause := within(t, "the end of one", w.ended); !errors.Is(cause, Dropped) {
		t.Error(cause)
	}
	waitFor(t, "room", func() bool { return d.server.Sessions()["priya"] == 2 })
	d.begin(other)
	within(t, "a session", w.begun)
}

func TestLogInRate(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, echo, withAgents(priya(key)), virtually, func(_ *desk, o *Options) { o.Limits.LoginsPerMinute = 3 })
	try := func() bool {
		client, err := d.dial(key)
		if err == nil {
			_ = client.Close()
		}
		return err == nil
	}
	for i := range 5 {
		if got := try(); got != (i < 3) {
			t.Errorf("log-in %d: %v", i, got)
		}
	}
	d.clock.Advance(20 * time.Second)
	if !try() || try() {
		t.Error("after 20 seconds there should be one")
	}
	if got := d.server.Logins(); got != (Logins{Accepted: 4, Limited: 3}) {
		t.Errorf("%+v", got)
	}
	if got := strings.Count(d.log.String(), "too many log-ins from one address"); got != 2 {
		t.Errorf("said %d times:\n%s", got, d.log)
	}
}

// Other limits count at once, and end no session but an idle one. A mistake in them
// changes nothing.
func TestOtherLimits(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya(key)), virtually, func(_ *desk, o *Options) {
		o.Limits = Limits{Sessions: 2, SessionsPerAgent: 1, LoginsPerMinute: 2, Idle: time.Hour}
	})
	client := d.login(key)
	session, out := d.begin(client)
	within(t, "a session", w.begun)
	d.waitForAlarm(d.clock.Now().Add(stalledTime)) // of its watch, which would be set too late once the clock has moved
	refused := func(want string) {
		t.Helper()
		if _, errs, code := d.exec(client, "x"); !strings.HasPrefix(errs, want) || code != 1 {
			t.Errorf("%q %d, want %q", errs, code, want)
		}
	}
	limit := func(l Limits) {
		t.Helper()
		if err := d.server.Limit(l); err != nil {
			t.Fatal(err)
		}
	}
	refused("You have a session open, and may have only one.")
	limit(Limits{Sessions: 1, SessionsPerAgent: 3, LoginsPerMinute: 2, Idle: time.Hour})
	refused("The server has as many sessions as it can take.")
	d.login(key)
	if _, err := d.dial(key); err == nil {
		t.Error("a third log-in in a minute of two")
	}
	if err := d.server.Limit(Limits{Sessions: -1, SessionsPerAgent: 3, LoginsPerMinute: 4}); err == nil {
		t.Error("a limit of less than nothing was taken")
	}
	if _, err := d.dial(key); err == nil {
		t.Error("limits with a mistake were taken")
	}
	limit(Limits{Sessions: 2, SessionsPerAgent: 3, LoginsPerMinute: 4, Idle: 10 * time.Minute})
	d.login(key)
	d.begin(client)
	within(t, "another session", w.begun)
	if len(w.ended) != 0 {
		t.Error("a session has ended")
	}
	d.clock.Advance(10*time.Minute + time.Second)
	d.goodbye(session, out, Idle)
}

func TestNotLoggedIn(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, echo, withAgents(priya(key)), virtually, func(_ *desk, o *Options) { o.Limits.NotLoggedIn = 2 })
	for range 2 {
		c, err := net.Dial("tcp", d.address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := io.ReadAtLeast(c, make([]byte, 8), 8); err != nil { // the server's name
			t.Fatal(err)
		}
	}
	if _, err := d.dial(key); err == nil {
		t.Error("a third came in")
	}
	if got := d.server.Logins(); got != (Logins{Limited: 1}) {
		t.Errorf("%+v", got)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		waitFor(t, "room", func() bool { return d.server.Logins().Refused == 2 })
	}()
	running(t, d.clock, time.Second, over)
	d.waitForLog(`why="took too long"`)
	d.login(key)
}

// A connection that only logs in is closed, and one with a session isn't.
func TestNoSession(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya(key)), virtually)
	quiet, used := d.login(key), d.login(key)
	d.begin(used)
	within(t, "the session", w.begun)
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = quiet.Wait()
	}()
	running(t, d.clock, time.Second, over)
	for range 100 {
		d.clock.Advance(time.Minute)
	}
	if len(w.ended) != 0 || d.server.Sessions()["priya"] != 1 {
		t.Error("the session ended too")
	}
}

// A session that begins in the very moment in which the line has had none for too long
// keeps it.
func TestASessionAtTheLastMoment(t *testing.T) {
	t.Parallel()
	for range 50 { // which of the two is noticed first is a matter of luck
		line, other := net.Pipe()
		defer func() { _ = other.Close() }()
		c := &connection{Conn: line, loggedIn: make(chan struct{}), changed: make(chan struct{}, 1)}
		c.ctx, c.end = context.WithCancelCause(t.Context())
		close(c.loggedIn)
		waits, goesOn := 0, make(chan struct{})
		c.server = &Server{options: Options{After: func(time.Duration) <-chan time.Time {
			rings := make(chan time.Time, 1)
			switch waits++; waits {
			case 2: // the first is for the log-in
				c.openSession()
				rings <- time.Time{}
			case 3: // for the sessions of a line that has to end
				close(goesOn)
				rings <- time.Time{}
			}
			return rings
		}}}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			c.supervise()
		}()
		waitFor(t, "a session", func() bool { return !c.isQuiet() })
		c.end(Removed)
		<-ended
		select {
		case <-goesOn:
		default:
			t.Fatal("the line was closed under a session")
		}
	}
}
