//go:build linux || darwin

package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
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
	d := serving(t, run, withAgents(priya(key)), virtually, func(_ *desk, o *Options) { o.Limits.Idle = 10 * time.Minute })
	session, out := d.begin(d.login(key))
	s := within(t, "the session", w.begun)
	// In one step, so that no time passes for its last words. The rule itself is in
	// TestActivity.
	d.waitForAlarm(d.clock.Now().Add(stalledTime))
	d.clock.Advance(10*time.Minute + time.Second)
	d.goodbye(session, out, Idle)
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
	lines, frames := make(chan string), make(chan struct{})
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
			select {
			case <-ctx.Done():
			case <-frames:
				_, _ = io.WriteString(s.Out, "frame")
			}
		}
		ended <- context.Cause(ctx)
		return 0
	}, withAgents(priya(key)), virtually, func(_ *desk, o *Options) { o.Limits.Idle = 100 * time.Second })
	client := d.login(key)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("x"); err != nil {
		t.Fatal(err)
	}
	frame := func() {
		t.Helper()
		frames <- struct{}{}
		if _, err := io.ReadFull(out, make([]byte, len("frame"))); err != nil {
			t.Fatal(err)
		}
	}
	// Before the clock is moved on, the session waits for it.
	pass := func(by time.Duration) {
		t.Helper()
		waitFor(t, "a look at the clock", func() bool { return len(d.clock.Alarms()) > 0 })
		d.clock.Advance(by)
	}
	for range 20 {
		pass(90 * time.Second)
		if _, err := io.WriteString(keys, "k"); err != nil {
			t.Fatal(err)
		}
		within(t, "the key", lines)
		frame()
	}
	pass(90 * time.Second)
	frame()
	pass(15 * time.Second) // 105 after the last key, and the clock stands: the frame must not count
	if cause := within(t, "the end", ended); !errors.Is(cause, Idle) {
		t.Errorf("the cause is %v", cause)
	}
}

func TestPanicEndsOneSession(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, func(ctx context.Context, s *Session) int {
		if s.Args[0] == "crash" {
			_, _ = io.WriteString(s.Out, "so far")
			panic("a mistake")
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
	d.waitForLog("crashed: a mistake")
	waitFor(t, "one session", func() bool { return d.server.Sessions()["priya"] == 1 })
	if len(w.ended) != 0 {
		t.Error("the other session ended too")
	}
}

func TestDrain(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya(key)), virtually)
	client := d.login(key)
	session, out := d.begin(client)
	s := within(t, "the session", w.begun)
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
	if c, err := net.Dial("tcp", d.address); err == nil {
		_ = c.Close()
		t.Error("the server still listens")
	}
	d.clock.Advance(53 * time.Second)
	if len(w.ended) != 0 {
		t.Error("the session ended early")
	}
	d.clock.Advance(time.Second) // and then it stands: the session has all the time for its last words
	d.goodbye(session, out, Drained)
	within(t, "the end of Drain", drained)
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
	running(t, d.clock, time.Second/10, drained)
	_ = client.Wait()
	close(stuck)
}

// nothing is a listener that nobody listens to.
type nothing struct{ net.Listener }

func (nothing) Close() error { return nil }

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
		return flood(ctx, s, &wrote, ended)
	}, withAgents(priya(key)), virtually)
	for _, terminal := range []bool{false, true} {
		client := d.login(key)
		unreadSession(t, client, terminal)
		waitForStall(t, &wrote)
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
		running(t, d.clock, time.Second, over)
		wrote.Store(0)
	}
}

// flood writes until that fails, and tells why the session ended.
func flood(ctx context.Context, s *Session, wrote *atomic.Int64, ended chan<- error) int {
	for {
		n, err := s.Out.Write(make([]byte, 1000))
		wrote.Add(int64(n))
		if err != nil {
			ended <- context.Cause(ctx)
			return 1
		}
	}
}

// waitForStall waits until a flood writes no more.
func waitForStall(t *testing.T, wrote *atomic.Int64) {
	t.Helper()
	last, same := int64(0), 0
	waitFor(t, "a stalled program", func() bool {
		now := wrote.Load()
		if same++; now != last || now == 0 {
			last, same = now, 0
		}
		return same == 30 // looks
	})
}

func mustRequest(t *testing.T, channel gossh.Channel, kind string, payload any) {
	t.Helper()
	if ok, err := channel.SendRequest(kind, true, gossh.Marshal(payload)); !ok || err != nil {
		t.Fatalf("%s: %v, %v", kind, ok, err)
	}
}
