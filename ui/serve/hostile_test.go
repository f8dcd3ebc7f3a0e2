//go:build linux || darwin

package serve

import (
	"bytes"
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

// Every other type of channel is refused in the same words.
func TestChannelTypes(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, echo, withAgents(priya(key)))
	client := d.login(key)
	direct := gossh.Marshal(struct {
		Host       string
		Port       uint32
		Origin     string
		OriginPort uint32
	}{"127.0.0.1", 22, "127.0.0.1", 1})
	for _, kind := range []string{
		"direct-tcpip", "forwarded-tcpip", "direct-streamlocal@openssh.com", "forwarded-streamlocal@openssh.com",
		"x11", "auth-agent@openssh.com", "auth-agent", "tun@openssh.com", "mux-control", "Session", "", "\x1b[2J", strings.Repeat("x", 10_000),
	} {
		for _, payload := range [][]byte{nil, direct, bytes.Repeat([]byte{0xff}, 1000)} {
			_, _, err := client.OpenChannel(kind, payload)
			var refused *gossh.OpenChannelError
			if !errors.As(err, &refused) || refused.Reason != gossh.UnknownChannelType || refused.Message != "unsupported channel type" {
				t.Errorf("%.40q: %v", kind, err)
			}
		}
	}
	for _, kind := range []string{
		"tcpip-forward", "cancel-tcpip-forward", "streamlocal-forward@openssh.com", "no-more-sessions@openssh.com",
		"hostkeys-prove-00@openssh.com", "keepalive@openssh.com", "", "\x1b[2J",
	} {
		ok, answer, err := client.SendRequest(kind, true, direct)
		if ok || len(answer) > 0 || err != nil {
			t.Errorf("%q: %v %q %v", kind, ok, answer, err)
		}
	}
	if out, _, code := d.exec(client, "list"); out != "priya|127.0.0.1|list\n" || code != 7 {
		t.Errorf("after that: %q %d", out, code)
	}
}

// Every request of a session but those that it needs is refused, before and after it has
// begun, and broken ones harm nothing.
func TestSessionRequests(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	sessions := make(chan *Session, 1)
	end := make(chan struct{})
	d := serving(t, func(_ context.Context, s *Session) int {
		sessions <- s
		<-end
		return 4
	}, withAgents(priya(key)))
	client := d.login(key)
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(want bool, kind string, payload []byte) {
		t.Helper()
		ok, err := channel.SendRequest(kind, true, payload)
		if ok != want || err != nil {
			t.Errorf("%q %.40q: %v, %v", kind, payload, ok, err)
		}
	}
	env := func(name, value string) []byte { return gossh.Marshal(struct{ Name, Value string }{name, value}) }
	size := func(columns, lines uint32) []byte { return gossh.Marshal(windowChange{Columns: columns, Lines: lines}) }
	refused := []string{
		"x11-req", "auth-agent-req@openssh.com", "auth-agent-req", "break", "xon-xoff", "eow@openssh.com", "subsystem",
		"exit-status", "exit-signal", "", "\x1b[2J",
	}
	for _, kind := range refused {
		ask(false, kind, nil)
		ask(false, kind, gossh.Marshal(struct{ Name string }{"sftp"}))
	}
	for _, kind := range []string{"exec", "env", "pty-req", "window-change", "signal"} {
		ask(false, kind, nil)
		ask(false, kind, []byte{0xff, 0xff, 0xff, 0xff, 'x'})
	}
	ask(false, "window-change", size(100, 40)) // there is no terminal yet
	ask(true, "env", env("LANG", "C"))
	ask(false, "env", env("PATH", "/tmp"))
	ask(false, "env", env("LANG", "\x1b[2J"))
	ask(true, "pty-req", gossh.Marshal(ptyRequest{Term: "\x1b[2J", Columns: 1 << 30, Lines: 0, Modes: "\xff\x03"}))
	ask(false, "pty-req", gossh.Marshal(ptyRequest{Term: "xterm"}))
	ask(true, "exec", gossh.Marshal(struct{ Command string }{"a b"}))
	s := within(t, "the session", sessions)
	if got := sizeOf(s.Out); got != "80x24" {
		t.Errorf("the size is %s", got)
	}
	if _, ok := s.LookupEnv("TERM"); ok {
		t.Error("an escape sequence is a terminal's name")
	}
	for _, kind := range append(refused, "pty-req", "exec", "shell") {
		ask(false, kind, gossh.Marshal(struct{ Command string }{"sftp"}))
	}
	ask(false, "env", env("LANG", "de"))
	ask(true, "window-change", size(100, 40))
	within(t, "the new size", s.Resized)
	for _, bad := range [][2]uint32{{0, 0}, {0, 40}, {100, 0}, {65535, 65535}, {1<<16 + 1, 1<<16 + 1}, {1<<32 - 1, 1<<32 - 1}} {
		ask(false, "window-change", size(bad[0], bad[1]))
	}
	if got := sizeOf(s.Out); got != "100x40" || len(s.Resized) != 0 {
		t.Errorf("the size is %s, %d told", got, len(s.Resized))
	}
	ask(true, "signal", gossh.Marshal(struct{ Name string }{"INT"}))
	within(t, "the signal", s.Interrupted)
	ask(true, "signal", gossh.Marshal(struct{ Name string }{"KILL"}))
	if len(s.Interrupted) != 0 {
		t.Error("another signal interrupts")
	}
	if v, _ := s.LookupEnv("LANG"); v != "C" {
		t.Errorf("LANG is %q", v)
	}
	close(end)
	var status struct{ Code uint32 }
	for r := range requests {
		if r.Type == "exit-status" {
			_ = gossh.Unmarshal(r.Payload, &status)
		}
	}
	if status.Code != 4 {
		t.Errorf("exit code %d", status.Code)
	}
}

// More sessions at a time than a connection may have are refused, and a client that goes
// on asking is closed.
func TestTooManySessions(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting()
	d := serving(t, run, withAgents(priya(key)))
	client := d.login(key)
	for range perConnection {
		d.begin(client)
		within(t, "a session", w.begun)
	}
	for range refusalsMost - 1 {
		_, _, err := client.OpenChannel("session", nil)
		var refused *gossh.OpenChannelError
		if !errors.As(err, &refused) || refused.Reason != gossh.ResourceShortage {
			t.Fatal(err)
		}
	}
	if len(w.ended) != 0 {
		t.Error("a session ended")
	}
	for range 2 {
		_, _, _ = client.OpenChannel("session", nil)
	}
	_ = client.Wait()
	for range perConnection {
		within(t, "the end", w.ended)
	}
}

// A channel that asks for a terminal and starts nothing is closed after a while, so that a
// client can't keep terminals for ever. Nobody counts it as a session.
func TestChannelThatStartsNothing(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, echo, withAgents(priya(key)), virtually)
	client := d.login(key)
	for range perConnection {
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := session.RequestPty("xterm", 24, 80, nil); err != nil {
			t.Fatal(err)
		}
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = client.Wait() // without a channel the line is closed too
	}()
	begun := d.clock.Now()
	running(t, d.clock, 5*time.Second, over)
	if lasted := d.clock.Now().Sub(begun); lasted < 2*loginTime {
		t.Errorf("closed after %v", lasted)
	}
}

// Escape sequences of a client come neither to the log nor back to a terminal.
func TestEscapeSequences(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, echo, withAgents(priya(key)))
	const evil = "\x1b]0;owned\a\x1b[2J\u009b1m\u202eroot\r\n"
	client, err := d.dialWith(&gossh.ClientConfig{User: evil, Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{evil, "show '" + evil + "'", "\x00", "list \xff"} {
		out, errs, code := d.exec(client, command)
		if out != "" || errs != "The command wasn't understood: the command has characters that can't be shown.\r\n" || code != exitUsage {
			t.Errorf("%q: %q %q %d", command, out, errs, code)
		}
	}
	_, errs, code := d.exec(client, "show 'x")
	if !strings.Contains(errs, "a quotation mark is missing") || code != exitUsage {
		t.Errorf("%q %d", errs, code)
	}
	_ = client.Close()
	if _, err := d.dialWith(&gossh.ClientConfig{User: evil, Auth: []gossh.AuthMethod{gossh.PublicKeys(newKey(t)), gossh.Password(evil)}}); err == nil {
		t.Error("let in")
	}
	d.waitForLog("user=?]0;owned??[2J?1m?root??\n")
	if log := d.log.String(); strings.ContainsAny(log, "\x1b\a\r\u009b\u202e") {
		t.Errorf("%q", log)
	}
}

// Only public keys may be tried, and not many: the library lets a client offer as many as
// it may try, and counts from then on.
func TestOnlyKeys(t *testing.T) {
	t.Parallel()
	d := serving(t, echo, withAgents(priya(newKey(t))))
	asked := false
	for _, method := range []gossh.AuthMethod{
		gossh.Password("priya"),
		gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) {
			asked = true
			return nil, nil
		}),
	} {
		_, err := d.dialWith(&gossh.ClientConfig{User: "priya", Auth: []gossh.AuthMethod{method}})
		if err == nil || !strings.Contains(err.Error(), "attempted methods [none], no supported methods remain") {
			t.Error(err)
		}
	}
	if asked {
		t.Error("a question was asked")
	}
	var offered atomic.Int32
	signers := make([]gossh.Signer, 50)
	for i := range signers {
		signers[i] = counted{newKey(t), &offered}
	}
	if _, err := d.dialWith(&gossh.ClientConfig{User: "priya", Auth: []gossh.AuthMethod{gossh.PublicKeys(signers...)}}); err == nil {
		t.Error("let in")
	}
	if got := offered.Load() / 2; got > 2*loginTries { // the client looks twice at each
		t.Errorf("%d keys were tried", got)
	}
	waitFor(t, "the counts", func() bool { return d.server.Logins() == Logins{Refused: 3} })
}

type counted struct {
	gossh.Signer
	times *atomic.Int32
}

func (c counted) PublicKey() gossh.PublicKey {
	c.times.Add(1)
	return c.Signer.PublicKey()
}

// Strangers who send anything at all before they log in leave nothing behind.
func TestNoise(t *testing.T) {
	t.Parallel()
	d := serving(t, echo)
	for _, noise := range []string{
		"", "\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SSH-1.0-old\r\n", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n" + strings.Repeat("\xff", 5000),
		strings.Repeat("x", 1<<20), "SSH-2.0-\x1b[2J\r\n\x00\x00\x00\x0c\x0a",
	} {
		c, err := net.Dial("tcp", d.address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, noise)
		_ = c.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, c)
		_ = c.Close()
	}
	waitFor(t, "the counts", func() bool { return d.server.Logins().Refused == 8 })
	if log := d.log.String(); strings.Contains(log, "\x1b") {
		t.Errorf("%q", log)
	}
}

// unreadSession begins a session whose output nobody reads, with a terminal or without.
func unreadSession(t *testing.T, client *gossh.Client, terminal bool) gossh.Channel {
	t.Helper()
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	if terminal {
		mustRequest(t, channel, "pty-req", ptyRequest{Term: "xterm", Columns: 80, Lines: 24})
	}
	mustRequest(t, channel, "exec", struct{ Command string }{"flood"})
	return channel
}

// A client that floods its session with requests, data and sizes ends when it is closed.
func TestFlood(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	run, w := waiting() // reads nothing
	d := serving(t, run, withAgents(priya(key)))
	for _, terminal := range []bool{false, true} {
		client := d.login(key)
		channel := unreadSession(t, client, terminal)
		within(t, "the session", w.begun)
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			for err := error(nil); err == nil; {
				_, err = channel.Write(bytes.Repeat([]byte("\x03\n"), 10_000))
			}
		}()
		for i := range 5000 {
			_, _ = channel.SendRequest("window-change", false, gossh.Marshal(windowChange{Columns: uint32(i%200 + 1), Lines: 24}))
			_, _ = channel.SendRequest(fmt.Sprint("x", i), false, nil)
			_, _ = channel.SendRequest("env", false, gossh.Marshal(struct{ Name, Value string }{fmt.Sprint("LC_", i), "x"}))
		}
		// The server still listens to it and to others.
		if ok, err := channel.SendRequest("signal", true, gossh.Marshal(struct{ Name string }{"INT"})); !ok || err != nil {
			t.Error(ok, err)
		}
		if _, _, code := d.exec(d.login(key), "x"); code != 0 {
			t.Errorf("another client: %d", code)
		}
		_ = client.Close()
		within(t, "the end of the flood", sent)
		if cause := within(t, "the end", w.ended); !errors.Is(cause, Dropped) {
			t.Error(cause)
		}
	}
	waitFor(t, "no session", func() bool { return len(d.server.Sessions()) == 0 })
}

// A client that asks and never reads is closed when it stops, or ended as idle: it holds
// up only itself.
func TestUnreadAnswers(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	d := serving(t, echo, withAgents(priya(key)))
	line, err := net.Dial("tcp", d.address)
	if err != nil {
		t.Fatal(err)
	}
	deaf := &deafConn{Conn: line, hear: make(chan struct{})}
	config := &gossh.ClientConfig{User: "x", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.FixedHostKey(hostKeyOf(t, d))}
	conn, channels, requests, err := gossh.NewClientConn(deaf, d.address, config)
	if err != nil {
		t.Fatal(err)
	}
	client := gossh.NewClient(conn, channels, requests)
	deaf.on.Store(true)
	var asked atomic.Int64
	for range 50 {
		go func() {
			for {
				asked.Add(1)
				if _, _, err := client.OpenChannel("session", nil); err != nil && !errors.As(err, new(*gossh.OpenChannelError)) {
					return
				}
			}
		}()
	}
	waitFor(t, "many questions", func() bool { return asked.Load() >= 50 })
	if out, _, code := d.exec(d.login(key), "list"); out != "priya|127.0.0.1|list\n" || code != 7 {
		t.Errorf("%q %d", out, code)
	}
	_ = client.Close()
	close(deaf.hear)
}

// deafConn stops reading once on is set, until hear is closed.
type deafConn struct {
	net.Conn
	on   atomic.Bool
	hear chan struct{}
}

func (c *deafConn) Read(p []byte) (int, error) {
	if c.on.Load() {
		<-c.hear
	}
	return c.Conn.Read(p)
}

func hostKeyOf(t *testing.T, d *desk) gossh.PublicKey {
	t.Helper()
	var key gossh.PublicKey
	_, _ = gossh.Dial("tcp", d.address, &gossh.ClientConfig{HostKeyCallback: func(_ string, _ net.Addr, k gossh.PublicKey) error {
		key = k
		return errors.New("only the key was asked for")
	}})
	if key == nil {
		t.Fatal("no host key")
	}
	return key
}
