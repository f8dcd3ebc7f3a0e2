//go:build linux || darwin

package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
)

func TestReload(t *testing.T) {
	t.Parallel()
	one, two := newKey(t), newKey(t)
	for _, tt := range []struct {
		name  string
		after func(a agent.Agent) []agent.Agent
		want  End // empty: the session goes on
	}{
		{"nothing changed", func(a agent.Agent) []agent.Agent { return []agent.Agent{a} }, ""},
		{"another key came", func(a agent.Agent) []agent.Agent { a.Keys = append(a.Keys, "SHA256:x"); return []agent.Agent{a} }, ""},
		{"the other key went", func(a agent.Agent) []agent.Agent { a.Keys = a.Keys[:1]; return []agent.Agent{a} }, ""},
		{"shops in another order", func(a agent.Agent) []agent.Agent {
			a.Shops = []string{"quay", "high-street", "quay"}
			return []agent.Agent{a}
		}, ""},
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
			d := serving(t, run, withAgents(a), virtually) // the clock stands: last words have all the time that they take
			client := d.login(one)
			session, out := d.begin(client)
			within(t, "the session", w.begun)
			if err := d.server.Reload(Agents{List: tt.after(a)}); err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if _, errs, code := d.exec(client, "x"); code != 0 || len(w.ended) != 0 {
					t.Errorf("%q %d, %d ended", errs, code, len(w.ended))
				}
				return
			}
			if cause := within(t, "the end", w.ended); !errors.Is(cause, tt.want) {
				t.Errorf("the cause is %v", cause)
			}
			d.goodbye(session, out, tt.want)
			if _, err := client.NewSession(); err == nil {
				t.Error("the connection takes another session")
			}
			_ = client.Wait() // and is closed
		})
	}
}

// Whoever may not log in any more is gone within a second, also a client that takes no
// output: it loses the last words.
func TestRemovedClientThatTakesNoOutput(t *testing.T) {
	t.Parallel()
	for _, terminal := range []bool{false, true} {
		t.Run(fmt.Sprint("terminal ", terminal), func(t *testing.T) {
			t.Parallel()
			key, stays := newKey(t), newKey(t)
			joe := agent.Agent{Name: "joe", Role: agent.RoleRead, Keys: []string{fingerprint(stays)}}
			run, w := waiting()
			ended := make(chan error, 1)
			var wrote atomic.Int64
			d := serving(t, func(ctx context.Context, s *Session) int {
				if s.Agent.Name == "joe" {
					return run(ctx, s)
				}
				return flood(ctx, s, &wrote, ended)
			}, withAgents(priya(key), joe), virtually)
			d.begin(d.login(stays))
			within(t, "the other session", w.begun)
			client := d.login(key)
			unreadSession(t, client, terminal)
			waitForStall(t, &wrote)
			removed := d.clock.Now()
			if err := d.server.Reload(Agents{List: []agent.Agent{joe}}); err != nil {
				t.Fatal(err)
			}
			waitFor(t, "somebody looks again within a second", func() bool {
				return slices.ContainsFunc(d.clock.Alarms(), func(at time.Time) bool { return at.Sub(removed) < time.Second })
			})
			d.clock.Advance(time.Second) // and then it stands
			if cause := within(t, "the end", ended); !errors.Is(cause, Removed) {
				t.Errorf("the cause is %v", cause)
			}
			waitFor(t, "one session", func() bool { return len(d.server.Sessions()) == 1 })
			_ = client.Wait()
			if len(w.ended) != 0 {
				t.Error("the other session ended too")
			}
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
	d.waitForAlarm(end)
	d.clock.Advance(time.Hour - time.Second)
	if len(w.ended) != 0 {
		t.Error("it ended early")
	}
	d.clock.Advance(time.Second)
	d.goodbye(session, out, Expired)
	_ = client.Wait()
}

// A key that is revoked ends the sessions that rest on it, and lets nobody in: as an
// agent's key, as the key of a certificate, or as that of an authority.
func TestRevoked(t *testing.T) {
	t.Parallel()
	authority, key, another := newKey(t), newKey(t), newKey(t)
	certificate := certify(t, authority, key, nil)
	for _, tt := range []struct {
		name    string
		with    gossh.Signer
		revoked gossh.Signer
		want    error
	}{
		{"the key", key, key, errRevoked},
		{"another key", key, another, nil},
		{"an authority of somebody else's", key, authority, nil},
		{"the key of the certificate", certificate, key, errRevoked},
		{"the authority of the certificate", certificate, authority, errRevokedCA},
		{"another key than the certificate's", certificate, another, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			agents := Agents{List: []agent.Agent{priya(key)}, Authorities: []string{fingerprint(authority)}}
			run, w := waiting()
			d := serving(t, run, virtually, func(_ *desk, o *Options) { o.Agents = agents })
			client := d.login(tt.with)
			session, out := d.begin(client)
			within(t, "the session", w.begun)
			agents.Revoked = []string{fingerprint(tt.revoked)}
			if err := d.server.Reload(agents); err != nil {
				t.Fatal(err)
			}
			if l, err := d.server.lookUp(tt.with.PublicKey()); !errors.Is(err, tt.want) || (err == nil) != (l.agent.Name == "priya") {
				t.Fatalf("%q, %v, want %v", l.agent.Name, err, tt.want)
			}
			if tt.want == nil {
				if _, errs, code := d.exec(client, "x"); code != 0 || len(w.ended) != 0 {
					t.Errorf("%q %d, %d ended", errs, code, len(w.ended))
				}
				return
			}
			d.goodbye(session, out, Removed)
		})
	}
}

func TestAuthorityRemoved(t *testing.T) {
	t.Parallel()
	authority, key := newKey(t), newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya()), virtually, func(_ *desk, o *Options) { o.Agents.Authorities = []string{fingerprint(authority)} })
	session, out := d.begin(d.login(certify(t, authority, key, nil)))
	within(t, "the session", w.begun)
	if err := d.server.Reload(Agents{List: []agent.Agent{priya()}}); err != nil {
		t.Fatal(err)
	}
	d.goodbye(session, out, Removed)
}
