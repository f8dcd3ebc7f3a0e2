//go:build linux || darwin

package serve

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
	"dojoreversals/ui/internal/clocktest"
)

// patience is how long a test waits for what must come.
const patience = time.Minute

// running moves a clock in small steps until a channel is closed: whatever was set to
// ring rings, in its order.
func running(t testing.TB, c *clocktest.Clock, step time.Duration, until <-chan struct{}) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-until:
			return
		case <-deadline:
			t.Fatal("the clock ran, and what had to happen didn't")
		case <-tick.C:
			c.Advance(step)
		}
	}
}

// logged collects what is logged.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// desk is a server of a test.
type desk struct {
	t       testing.TB
	server  *Server
	address string
	log     *logged
	clock   *clocktest.Clock
}

type runner func(ctx context.Context, s *Session) int

// serving starts a server that the test's end stops.
func serving(t testing.TB, run runner, changes ...func(*desk, *Options)) *desk {
	t.Helper()
	d := &desk{t: t, log: &logged{}, clock: clocktest.New(time.Unix(1_800_000_000, 0))}
	o := Options{
		HostKeyFile: filepath.Join(t.TempDir(), "keys", "host"),
		Limits:      Limits{LoginsPerMinute: 100_000},
		Now:         time.Now,
		After:       time.After,
		Log:         slog.New(slog.NewTextHandler(d.log, nil)),
		Run:         run,
		Crashed:     func(what any) { fmt.Fprintf(d.log, "crashed: %v\n", what) },
	}
	for _, change := range changes {
		change(d, &o)
	}
	server, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.server, d.address = server, listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		drained := make(chan struct{})
		go func() {
			defer close(drained)
			if err := server.Drain(2 * lastWords); err != nil {
				// The clock runs faster than a busy machine ends the last session.
				waitFor(t, "no session, since "+err.Error(), func() bool { return len(server.Sessions()) == 0 })
			}
		}()
		running(t, d.clock, time.Second/4, drained) // nobody may look at it
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return d
}

// virtually makes a server live by the clock of the desk.
func virtually(d *desk, o *Options) { o.Now, o.After = d.clock.Now, d.clock.After }

// newKey makes a key of an agent or an authority.
func newKey(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func fingerprint(s gossh.Signer) string { return gossh.FingerprintSHA256(s.PublicKey()) }

// priya is an agent with keys.
func priya(keys ...gossh.Signer) agent.Agent {
	a := agent.Agent{Name: "priya", Role: agent.RoleReverse, Shops: []string{"high-street"}, Principals: []string{"priya@example.com"}}
	for _, k := range keys {
		a.Keys = append(a.Keys, fingerprint(k))
	}
	return a
}

// withAgents lets agents in.
func withAgents(list ...agent.Agent) func(*desk, *Options) {
	return func(_ *desk, o *Options) { o.Agents.List = list }
}

// dial logs in as x/crypto's client.
func (d *desk) dial(signer gossh.Signer) (*gossh.Client, error) {
	return d.dialWith(&gossh.ClientConfig{User: "anybody", Auth: []gossh.AuthMethod{gossh.PublicKeys(signer)}})
}

func (d *desk) dialWith(config *gossh.ClientConfig) (*gossh.Client, error) {
	config.HostKeyCallback = func(_ string, _ net.Addr, key gossh.PublicKey) error {
		if got := gossh.FingerprintSHA256(key); got != d.server.Fingerprint() {
			return fmt.Errorf("the host key is %s, not %s", got, d.server.Fingerprint())
		}
		return nil
	}
	return gossh.Dial("tcp", d.address, config)
}

// login is dial for a client that must get in. The test's end closes it.
func (d *desk) login(signer gossh.Signer) *gossh.Client {
	d.t.Helper()
	client, err := d.dial(signer)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = client.Close() })
	return client
}

// exec runs a command and returns what it wrote and its exit code.
func (d *desk) exec(client *gossh.Client, command string) (out, errs string, code int) {
	d.t.Helper()
	session, err := client.NewSession()
	if err != nil {
		d.t.Fatal(err)
	}
	var o, e bytes.Buffer
	session.Stdout, session.Stderr = &o, &e
	switch err := session.Run(command).(type) { //nolint:errorlint // it is never wrapped
	case nil:
	case *gossh.ExitError:
		code = err.ExitStatus()
	default:
		d.t.Fatalf("%v; stderr %q; log:\n%s", err, e.String(), d.log)
	}
	return o.String(), e.String(), code
}

// within fails the test if a channel isn't closed in time.
func within[T any](t testing.TB, what string, c <-chan T) (value T) {
	t.Helper()
	select {
	case value = <-c:
	case <-time.After(patience):
		t.Fatal("in vain: " + what)
	}
	return value
}

// waitFor polls until something holds.
func waitFor(t testing.TB, what string, holds func() bool) {
	t.Helper()
	end := time.After(patience)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("in vain: " + what)
		}
	}
}

// echo is a Run that says what it got.
func echo(_ context.Context, s *Session) int {
	_, _ = fmt.Fprintf(s.Out, "%s|%s|%s\n", s.Agent.Name, s.Address, strings.Join(s.Args, ","))
	_, _ = io.Copy(s.Out, s.In)
	return 7
}

// waitForAlarm waits until somebody waits for this time of the clock.
func (d *desk) waitForAlarm(at time.Time) {
	d.t.Helper()
	waitFor(d.t, "somebody waits for "+at.String(), func() bool { return slices.ContainsFunc(d.clock.Alarms(), at.Equal) })
}

// waitForLog waits until the log has a text.
func (d *desk) waitForLog(text string) {
	d.t.Helper()
	waitFor(d.t, text+" in the log", func() bool { return strings.Contains(d.log.String(), text) })
}
