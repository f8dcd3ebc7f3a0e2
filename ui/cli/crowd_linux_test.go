package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"dojoreversals/dojo/sandbox"
)

// crowd is `serve` in a process of its own, with agents who come over SSH, and each
// shop at a Dojo of its own in this process.
type crowd struct {
	testing.TB
	dojos   []*sandbox.Dojo
	signers []ssh.Signer // of each agent
	address string       // where the server listens
	hostKey string       // its fingerprint
	process *exec.Cmd
	probe   string // the socket of a test's probe, see probed
	watched string // the address of a probed server's metrics
}

// crowdShape says what to start.
type crowdShape struct {
	shops, agents, payments int
	refresh                 string
	probed                  bool     // this test's own program, which answers questions: see probed
	env                     []string // more of it
}

// startCrowd starts a server. The n-th log-in is of agent n modulo their number, who
// works at shop n modulo the number of the shops, which divides that of the agents. It is stopped when the test ends, and must stop well.
func startCrowd(tb testing.TB, shape crowdShape) *crowd {
	tb.Helper()
	h := &crowd{TB: tb}
	dir := tb.TempDir()
	state := filepath.Join(dir, "state")
	if err := os.Mkdir(state, 0o700); err != nil {
		tb.Fatal(err)
	}
	var settings strings.Builder
	fmt.Fprintf(&settings, "timezone = %q\nstate_dir = %q\nrefresh = %q\nserve_logins = 100000\nserve_sessions = 2000\nserve_per_agent = 1000\n\n",
		daytime(tb).String(), state, shape.refresh)
	for i := range shape.shops {
		d := sandbox.New(sandbox.Options{Now: time.Now, Zone: daytime(tb)})
		for n := range shape.payments {
			p := sale(fmt.Sprintf("ORDER-%04d", 1999-n), int64(4250+n), fmt.Sprint(1000+n))
			p.PaidAt = time.Now().Add(-time.Duration(n+60) * time.Second)
			d.Add(p)
		}
		server, err := sandbox.Listen(d, "127.0.0.1:0")
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = server.Close() })
		h.dojos = append(h.dojos, d)
		fmt.Fprintf(&settings, "[shops.%s]\nname = \"Shop %d\"\nbase_url = %q\napi_key = \"%s_%d\"\n\n", handleOf(i), i, server.URL(), testKey, i)
	}
	for i := range shape.agents {
		signer := newSigner(tb)
		h.signers = append(h.signers, signer)
		// Each comes back to the shop that they have used last.
		last := filepath.Join(state, fmt.Sprintf("last-shops-agent-%d", i))
		if err := os.WriteFile(last, []byte(handleOf(i%shape.shops)+"\n"), 0o600); err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(&settings, "[agents.agent-%d]\nkeys = [%q]\nshops = [\"*\"]\nrole = \"reverse\"\n\n", i, bytes.TrimSpace(ssh.MarshalAuthorizedKey(signer.PublicKey())))
	}
	file := filepath.Join(dir, "config.toml")
	for listens := false; !listens; { // another test may take a port before the server does
		h.address = address(freePort(tb))
		text := fmt.Sprintf("serve_listen = %q\n", h.address)
		if shape.probed {
			h.watched = address(freePort(tb))
			text += fmt.Sprintf("serve_metrics = %q\n", h.watched)
		}
		if err := os.WriteFile(file, []byte(text+settings.String()), 0o600); err != nil {
			tb.Fatal(err)
		}
		listens = h.start(shape, file)
	}
	return h
}

func handleOf(shop int) string { return fmt.Sprintf("shop-%d", shop) }

// start starts the server, and waits until it listens. It reports false if somebody else
// has its port.
func (h *crowd) start(shape crowdShape, settings string) (listens bool) {
	h.Helper()
	env := slices.Concat(sealed(h), []string{"DOJO_CONFIG=" + settings}, shape.env)
	env = slices.DeleteFunc(env, func(v string) bool {
		return strings.HasPrefix(v, "DOJO_REFRESH=") || strings.HasPrefix(v, "DOJO_STATE_DIR=")
	})
	program := ""
	if shape.probed {
		folder, err := os.MkdirTemp("", "probe") // a socket's name must be short
		if err != nil {
			h.Fatal(err)
		}
		h.Cleanup(func() { _ = os.RemoveAll(folder) })
		h.probe = filepath.Join(folder, "s")
		env = append(env, probeVariable+"="+h.probe)
		if program, err = os.Executable(); err != nil {
			h.Fatal(err)
		}
	} else {
		program = build(h)
	}
	h.process = exec.Command(program, "serve")
	h.process.Env = env
	var said bytes.Buffer
	h.process.Stderr = &said
	out, err := h.process.StdoutPipe()
	if err != nil {
		h.Fatal(err)
	}
	if err := h.process.Start(); err != nil {
		h.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && h.hostKey == "" {
		if text := strings.TrimSpace(lines.Text()); strings.HasPrefix(text, "SHA256:") {
			h.hostKey = text
			break
		}
	}
	if h.hostKey == "" {
		_ = h.process.Process.Kill() // unless it has ended
		_ = h.process.Wait()
		if !strings.Contains(said.String(), "something listens at") {
			h.Fatalf("the server doesn't listen:\n%s", said.String())
		}
		return false
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(io.Discard, out)
	}()
	h.Cleanup(func() {
		_ = h.process.Process.Signal(syscall.SIGTERM)
		_ = h.process.Process.Signal(syscall.SIGTERM) // it waits for nobody
		<-read
		if err := h.process.Wait(); err != nil || said.Len() > 0 {
			h.Errorf("the server: %v\n%s", err, said.String())
		}
	})
	return true
}

// calls are all requests that came to each Dojo so far.
func (h *crowd) calls() (all []int) {
	for _, d := range h.dojos {
		c := d.Calls()
		all = append(all, c.Search+c.Get+c.Create+c.Capture+c.Reversal+c.Cancel+c.Other)
	}
	return all
}

// screenOver is one agent at a terminal of 120 by 40, over SSH.
type screenOver struct {
	line *ssh.Client
	keys io.WriteCloser
	over chan struct{} // closed when nothing comes any more

	mu   sync.Mutex
	raw  []byte        // what came since it was forgotten last
	came int           // bytes so far
	at   time.Time     // when the last of them came
	more chan struct{} // replaced when something comes
}

// logIn is the n-th log-in.
func (h *crowd) logIn(n int) (*ssh.Client, error) {
	return dial(h.address, h.hostKey, h.signers[n%len(h.signers)])
}

// dial logs in with a key.
func dial(address, hostKey string, with ssh.Signer) (*ssh.Client, error) {
	return ssh.Dial("tcp", address, &ssh.ClientConfig{
		User: "agent", Auth: []ssh.AuthMethod{ssh.PublicKeys(with)}, Timeout: time.Minute,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if print := ssh.FingerprintSHA256(key); print != hostKey {
				return fmt.Errorf("the host key is %s, not %s", print, hostKey)
			}
			return nil
		},
	})
}

// newSigner makes a key.
func newSigner(tb testing.TB) ssh.Signer {
	tb.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		tb.Fatal(err)
	}
	return signer
}

// open opens the screen of the n-th log-in.
func (h *crowd) open(n int) (*screenOver, error) {
	line, err := h.logIn(n)
	if err != nil {
		return nil, err
	}
	s := &screenOver{line: line, over: make(chan struct{}), more: make(chan struct{})}
	session, err := line.NewSession()
	if err != nil {
		return nil, err
	}
	shown, err := session.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if s.keys, err = session.StdinPipe(); err != nil {
		return nil, err
	}
	if err := session.Setenv("LANG", "en_GB.UTF-8"); err != nil {
		return nil, err
	}
	if err := session.RequestPty("xterm-256color", 40, 120, ssh.TerminalModes{}); err != nil {
		return nil, err
	}
	go s.read(shown)
	return s, session.Shell()
}

func (s *screenOver) read(from io.Reader) {
	defer close(s.over)
	p := make([]byte, 8192)
	for {
		n, err := from.Read(p)
		s.mu.Lock()
		s.raw, s.came, s.at = append(s.raw, p[:n]...), s.came+n, time.Now()
		close(s.more)
		s.more = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// waits waits until so is true of what came, and returns when the last of it did.
func (s *screenOver) waits(so func(s *screenOver) bool) (time.Time, error) {
	for end := time.After(patience); ; {
		s.mu.Lock()
		yes, at, more, raw := so(s), s.at, s.more, s.raw
		s.mu.Unlock()
		if yes {
			return at, nil
		}
		select {
		case <-more:
		case <-s.over:
			return at, fmt.Errorf("the session has ended: %q", raw)
		case <-end:
			return at, fmt.Errorf("it never came: %q", raw)
		}
	}
}

// sees waits for a text that is written in one piece, and returns when it came.
func (s *screenOver) sees(text string) (time.Time, error) {
	return s.waits(func(s *screenOver) bool { return bytes.Contains(s.raw, []byte(text)) })
}

// forget forgets what came so far.
func (s *screenOver) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw = nil
}

// leave quits, and waits for the end of the line.
func (s *screenOver) leave() error {
	if _, err := s.keys.Write([]byte("q")); err != nil {
		return err
	}
	<-s.over
	return s.line.Close()
}

// openAll opens screens, the n-th one at shop n modulo the shops, some at a time, and
// waits until each shows its list. They are closed when the test ends.
func (h *crowd) openAll(from, to int) []*screenOver {
	h.Helper()
	all := make([]*screenOver, to-from)
	each(h, all, 8, func(i int, _ *screenOver) error {
		s, err := h.open(from + i)
		if err != nil {
			return err
		}
		all[i] = s
		_, err = s.sees("ORDER-1999")
		s.forget()
		return err
	})
	h.Cleanup(func() {
		for _, s := range all {
			_ = s.line.Close()
			<-s.over
		}
	})
	return all
}

// each does something with each screen, some at a time.
func each(tb testing.TB, all []*screenOver, atOnce int, do func(i int, s *screenOver) error) {
	tb.Helper()
	next := make(chan int)
	errs := make(chan error, atOnce)
	for range atOnce {
		go func() {
			var first error
			for i := range next {
				if err := do(i, all[i]); first == nil {
					first = err
				}
			}
			errs <- first
		}()
	}
	for i := range all {
		next <- i
	}
	close(next)
	for range atOnce {
		if err := <-errs; err != nil {
			tb.Error(err)
		}
	}
	if tb.Failed() {
		tb.FailNow()
	}
}

// ask asks the probe of a probed server.
func (h *crowd) ask(path string) []byte {
	h.Helper()
	return h.get("unix", h.probe, path)
}

// metrics are the metrics of a probed server.
func (h *crowd) metrics() string {
	h.Helper()
	return string(h.get("tcp", h.watched, "/metrics"))
}

// get reads a page from whatever listens at an address.
func (h *crowd) get(network, address, path string) []byte {
	h.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}}
	answer, err := client.Get("http://localhost" + path)
	if err != nil {
		h.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		h.Fatal(err)
	}
	return text
}

// counts are those of a probed server now.
func (h *crowd) counts() (c counts) {
	h.Helper()
	if err := json.Unmarshal(h.ask("/counts"), &c); err != nil {
		h.Fatal(err)
	}
	return c
}
