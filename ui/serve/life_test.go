//go:build linux || darwin

package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
)

// told is what a Run of waiting reports of itself.
type told struct {
	begun chan *Session
	ended chan error
}

// waiting returns a Run that waits for its end, says a last line and returns 9. The
// command "x" returns at once.
func waiting() (runner, told) {
	w := told{make(chan *Session, 100), make(chan error, 100)}
	return func(ctx context.Context, s *Session) int {
		if s.Args[0] == "x" {
			return 0
		}
		w.begun <- s
		<-ctx.Done()
		_, _ = fmt.Fprintf(s.Out, "bye: %v\n", context.Cause(ctx))
		w.ended <- context.Cause(ctx)
		return 9
	}, w
}

// begin begins a session whose output can be read to its end.
func (d *desk) begin(client *gossh.Client) (*gossh.Session, io.Reader) {
	d.t.Helper()
	session, err := client.NewSession()
	if err != nil {
		d.t.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	if err := session.Start("wait"); err != nil {
		d.t.Fatal(err)
	}
	return session, out
}

// goodbye reads the last line and the exit code of a session.
func (d *desk) goodbye(session *gossh.Session, out io.Reader, cause End) {
	d.t.Helper()
	text, err := io.ReadAll(out)
	if want := "bye: " + string(cause) + "\n"; err != nil || string(text) != want {
		d.t.Errorf("%q, %v, want %q", text, err, want)
	}
	var exit *gossh.ExitError
	if err := session.Wait(); !errors.As(err, &exit) || exit.ExitStatus() != 9 {
		d.t.Errorf("the exit code: %v", err)
	}
}

func TestIdle(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya(key)), virtually, func(_ *desk, o *Options) { o.Idle = 10 * time.Minute })
	session, out := d.begin(d.login(key))
	s := within(t, "the session", w.begun)
	over := make(chan struct{})
	go func() {
		defer close(over)
		d.goodbye(session, out, Idle)
	}()
	begun := d.clock.Now()
	d.clock.running(t, 5*time.Second, over)
	if lasted := d.clock.Now().Sub(begun); lasted < 10*time.Minute {
		t.Errorf("ended after %v", lasted)
	}
	if s.Args[0] != "wait" {
		t.Error(s.Args)
	}
}

// The rule of idling and stalling, without a server.
func TestActivity(t *testing.T) {
	t.Parallel()
	const idle = 10 * time.Minute
	now := time.Unix(1_800_000_000, 0)
	clock := func() time.Time { return now }
	a := &activity{}
	a.typed.Store(now.UnixNano())
	check := func(step string, wait time.Duration, end error) {
		t.Helper()
		if w, e := a.next(now, idle); w != wait || !errors.Is(e, end) {
			t.Errorf("%s: %v, %v", step, w, e)
		}
	}
	check("at first", stalledTime, nil)
	now = now.Add(9 * time.Minute)
	check("a minute before", time.Minute, nil)
	done := a.hold(clock)
	other := a.hold(clock)
	now = now.Add(24 * time.Hour)
	check("a reversal is followed", stalledTime, nil)
	done()
	done()
	now = now.Add(24 * time.Hour)
	check("another one is", stalledTime, nil)
	other()
	check("the time begins anew", stalledTime, nil)
	now = now.Add(idle - time.Nanosecond)
	check("just before", time.Nanosecond, nil)
	now = now.Add(time.Nanosecond)
	check("idle", 0, Idle)
	if w, e := a.next(now, 0); w != stalledTime || e != nil {
		t.Errorf("no idle time: %v, %v", w, e)
	}
	for i := range a.writing {
		a.typed.Store(now.UnixNano())
		a.writing[i].Store(now.UnixNano())
		now = now.Add(stalledTime - time.Second)
		check("almost stalled", time.Second, nil)
		now = now.Add(time.Second)
		check("stalled", 0, Stalled)
		a.writing[i].Store(0)
	}
}

// Output keeps no session alive, and input does.
func TestOnlyInputCounts(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	lines := make(chan string)
	ended := make(chan error, 1)
	d := serving(t, func(ctx context.Context, s *Session) int {
		go func() {
			buffer := make([]byte, 10)
			for {
				n, err := s.In.Read(buffer)
				if err != nil {
					return
				}
				lines <- string(buffer[:n])
			}
		}()
		for ctx.Err() == nil { // it repaints
			if _, err := io.WriteString(s.Out, "frame"); err != nil {
				break
			}
			select {
			case <-ctx.Done():
			case <-time.After(time.Millisecond):
			}
		}
		ended <- context.Cause(ctx)
		return 0
	}, withAgents(priya(key)), virtually, func(_ *desk, o *Options) { o.Idle = 100 * time.Second })
	client := d.login(key)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("x"); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		d.clock.advance(90 * time.Second) // less than stalledTime: a frame may be on its way
		if _, err := io.WriteString(keys, "k"); err != nil {
			t.Fatal(err)
		}
		within(t, "the key", lines)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		if cause := <-ended; !errors.Is(cause, Idle) {
			t.Errorf("the cause is %v", cause)
		}
	}()
	d.clock.running(t, time.Second, over)
}

func TestPanicEndsOneSession(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, func(ctx context.Context, s *Session) int {
		if s.Args[0] == "crash" {
			_, _ = io.WriteString(s.Out, "so far")
			var nothing map[string]int
			nothing["x"] = 1
		}
		return run(ctx, s)
	}, withAgents(priya(key)))
	client := d.login(key)
	d.begin(client)
	within(t, "the session", w.begun)
	out, errs, code := d.exec(client, "crash")
	if out != "so far" || !strings.Contains(errs, "mistake in the program") || code != exitCrashed {
		t.Errorf("%q %q %d", out, errs, code)
	}
	d.waitForLog("crashed: assignment to entry in nil map")
	waitFor(t, "one session", func() bool { return d.server.Sessions()["priya"] == 1 })
	if len(w.ended) != 0 {
		t.Error("the other session ended too")
	}
}

func TestReload(t *testing.T) {
	t.Parallel()
	one, two := newKey(t), newKey(t)
	for _, tt := range []struct {
		name  string
		after func(a agent.Agent) []agent.Agent
		want  error // nil: the session goes on
	}{
		{"nothing changed", func(a agent.Agent) []agent.Agent { return []agent.Agent{a} }, nil},
		{"another key came", func(a agent.Agent) []agent.Agent { a.Keys = append(a.Keys, "SHA256:x"); return []agent.Agent{a} }, nil},
		{"the other key went", func(a agent.Agent) []agent.Agent { a.Keys = a.Keys[:1]; return []agent.Agent{a} }, nil},
		{"shops in another order", func(a agent.Agent) []agent.Agent {
			a.Shops = []string{"quay", "high-street", "quay"}
			return []agent.Agent{a}
		}, nil},
		{"removed", func(agent.Agent) []agent.Agent { return nil }, Removed},
		{"the key went", func(a agent.Agent) []agent.Agent { a.Keys = a.Keys[1:]; return []agent.Agent{a} }, Removed},
		{"the key is another's", func(a agent.Agent) []agent.Agent { a.Name = "joe"; return []agent.Agent{a} }, Removed},
		{"another role", func(a agent.Agent) []agent.Agent { a.Role = agent.RoleRead; return []agent.Agent{a} }, Changed},
		{"another shop", func(a agent.Agent) []agent.Agent {
			a.Shops = []string{"high-street", "station"}
			return []agent.Agent{a}
		}, Changed},
		{"a shop less", func(a agent.Agent) []agent.Agent { a.Shops = []string{"quay"}; return []agent.Agent{a} }, Changed},
		{"all shops", func(a agent.Agent) []agent.Agent { a.Shops = []string{"*"}; return []agent.Agent{a} }, Changed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			run, w := waiting()
			a := priya(one, two)
			a.Shops = []string{"high-street", "quay"}
			d := serving(t, run, withAgents(a))
			client := d.login(one)
			session, out := d.begin(client)
			within(t, "the session", w.begun)
			if err := d.server.Reload(Agents{List: tt.after(a)}); err != nil {
				t.Fatal(err)
			}
			if tt.want == nil {
				if _, errs, code := d.exec(client, "x"); code != 0 || len(w.ended) != 0 {
					t.Errorf("%q %d, %d ended", errs, code, len(w.ended))
				}
				return
			}
			if cause := within(t, "the end", w.ended); !errors.Is(cause, tt.want) {
				t.Errorf("the cause is %v", cause)
			}
			d.goodbye(session, out, tt.want.(End))
			if _, err := client.NewSession(); err == nil {
				t.Error("the connection takes another session")
			}
			_ = client.Wait() // and is closed
		})
	}
}

// A mistake in the agents changes nothing.
func TestReloadRefused(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya(key)))
	d.begin(d.login(key))
	within(t, "the session", w.begun)
	b := priya(key)
	b.Name = "joe"
	if err := d.server.Reload(Agents{List: []agent.Agent{priya(key), b}}); err == nil {
		t.Error("two agents have one key")
	}
	d.begin(d.login(key))
	within(t, "another session", w.begun)
	if got := d.server.Sessions()["priya"]; got != 2 {
		t.Errorf("%d sessions", got)
	}
}

// certify makes a certificate of a key.
func certify(t *testing.T, authority, key gossh.Signer, change func(*gossh.Certificate)) gossh.Signer {
	t.Helper()
	c := &gossh.Certificate{
		Key: key.PublicKey(), CertType: gossh.UserCert, KeyId: "\x1b[2Jlaptop", ValidPrincipals: []string{"priya@example.com"},
		ValidBefore: gossh.CertTimeInfinity,
		Permissions: gossh.Permissions{Extensions: map[string]string{"permit-pty": ""}},
	}
	if change != nil {
		change(c)
	}
	if err := c.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewCertSigner(c, key)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestCertificateExpires(t *testing.T) {
	t.Parallel()
	authority, key := newKey(t), newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya()), virtually, func(_ *desk, o *Options) { o.Agents.Authorities = []string{fingerprint(authority)} })
	end := d.clock.Now().Add(time.Hour)
	client := d.login(certify(t, authority, key, func(c *gossh.Certificate) { c.ValidBefore = uint64(end.Unix()) }))
	session, out := d.begin(client)
	s := within(t, "the session", w.begun)
	if s.CertificateID != "?[2Jlaptop" || s.Fingerprint != fingerprint(key) {
		t.Errorf("%q %q", s.CertificateID, s.Fingerprint)
	}
	d.clock.advance(time.Hour - time.Second)
	if len(w.ended) != 0 {
		t.Error("it ended early")
	}
	d.clock.advance(time.Second)
	d.goodbye(session, out, Expired)
	_ = client.Wait()
}

func TestAuthorityRemoved(t *testing.T) {
	t.Parallel()
	authority, key := newKey(t), newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya()), func(_ *desk, o *Options) { o.Agents.Authorities = []string{fingerprint(authority)} })
	session, out := d.begin(d.login(certify(t, authority, key, nil)))
	within(t, "the session", w.begun)
	if err := d.server.Reload(Agents{List: []agent.Agent{priya()}}); err != nil {
		t.Fatal(err)
	}
	d.goodbye(session, out, Removed)
}

func TestDrain(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya(key)), virtually)
	client := d.login(key)
	session, out := d.begin(client)
	s := within(t, "the session", w.begun)
	begun := d.clock.Now()
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		if err := d.server.Drain(time.Minute); err != nil {
			t.Error(err)
		}
	}()
	within(t, "word of it", s.Draining)
	// The connection that is there gets no new session, and no new one comes in.
	_, errs, code := d.exec(client, "x")
	if !strings.Contains(errs, "The server is stopping.") || code != exitRefused {
		t.Errorf("%q %d", errs, code)
	}
	waitFor(t, "no log-ins", func() bool {
		c, err := net.Dial("tcp", d.address)
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
	d.clock.advance(53 * time.Second)
	if len(w.ended) != 0 {
		t.Error("the session ended early")
	}
	d.clock.running(t, time.Second/10, drained)
	d.goodbye(session, out, Drained)
	if lasted := d.clock.Now().Sub(begun); lasted > 61*time.Second {
		t.Errorf("it took %v", lasted)
	}
	if err := d.server.Serve(nothing{}); err != nil {
		t.Error(err)
	}
}

// Drain returns as soon as the last session has ended by itself.
func TestDrainWaitsNoLongerThanItMust(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, func(_ context.Context, s *Session) int {
		<-s.Draining
		return 0
	}, withAgents(priya(key)), virtually)
	session, _ := d.begin(d.login(key))
	waitFor(t, "the session", func() bool { return len(d.server.Sessions()) == 1 })
	if err := d.server.Drain(time.Hour); err != nil {
		t.Error(err)
	}
	if err := session.Wait(); err != nil {
		t.Error(err)
	}
}

// A Run that doesn't return keeps Drain no longer than the grace time, and its client
// not even that long.
func TestDrainGivesUp(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	begun, stuck := make(chan struct{}), make(chan struct{})
	d := serving(t, func(context.Context, *Session) int {
		close(begun)
		<-stuck
		return 0
	}, withAgents(priya(key)), virtually)
	client := d.login(key)
	d.begin(client)
	within(t, "the session", begun)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		if err := d.server.Drain(time.Minute); err == nil || !strings.HasPrefix(err.Error(), "1 sessions are still running") {
			t.Error(err)
		}
	}()
	d.clock.running(t, time.Second/10, drained)
	_ = client.Wait()
	close(stuck)
}

// nothing is a listener that nobody listens to.
type nothing struct{ net.Listener }

func (nothing) Close() error { return nil }

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
	d.clock.advance(20 * time.Second)
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
	d.clock.running(t, time.Second, over)
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
	d.clock.running(t, time.Second, over)
	for range 100 {
		d.clock.advance(time.Minute)
	}
	if len(w.ended) != 0 || d.server.Sessions()["priya"] != 1 {
		t.Error("the session ended too")
	}
}

// A client that takes no output holds its program up, but not for ever, and no other.
func TestStalled(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	ended := make(chan error, 1)
	var wrote atomic.Int64
	d := serving(t, func(ctx context.Context, s *Session) int {
		if s.Args[0] == "hello" {
			_, _ = io.WriteString(s.Out, "hello")
			return 0
		}
		for {
			n, err := s.Out.Write(make([]byte, 1000))
			wrote.Add(int64(n))
			if err != nil {
				ended <- context.Cause(ctx)
				return 1
			}
		}
	}, withAgents(priya(key)), virtually)
	for _, terminal := range []bool{false, true} {
		client := d.login(key)
		channel, requests, err := client.OpenChannel("session", nil) // nobody reads it
		if err != nil {
			t.Fatal(err)
		}
		go gossh.DiscardRequests(requests)
		if terminal {
			mustRequest(t, channel, "pty-req", ptyRequest{Term: "xterm", Columns: 80, Lines: 24})
		}
		mustRequest(t, channel, "exec", struct{ Command string }{"flood"})
		last := int64(-1)
		waitFor(t, "a stalled program", func() bool {
			time.Sleep(20 * time.Millisecond)
			now := wrote.Load()
			stalled := now == last && now > 0
			last = now
			return stalled
		})
		// The same connection and others go on.
		for _, c := range []*gossh.Client{client, d.login(key)} {
			if out, _, code := d.exec(c, "hello"); out != "hello" || code != 0 {
				t.Errorf("%q %d", out, code)
			}
		}
		over := make(chan struct{})
		go func() {
			defer close(over)
			if cause := <-ended; !errors.Is(cause, Stalled) {
				t.Errorf("the cause is %v", cause)
			}
			waitFor(t, "no session", func() bool { return len(d.server.Sessions()) == 0 })
		}()
		d.clock.running(t, time.Second, over)
		wrote.Store(0)
	}
}

func mustRequest(t *testing.T, channel gossh.Channel, kind string, payload any) {
	t.Helper()
	if ok, err := channel.SendRequest(kind, true, gossh.Marshal(payload)); !ok || err != nil {
		t.Fatalf("%s: %v, %v", kind, ok, err)
	}
}
