//go:build linux || darwin

package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
	"dojoreversals/ui/internal/ptytest"
)

// openSSH is OpenSSH's client with a folder of its own.
type openSSH struct {
	t       testing.TB
	dir     string
	program string
	options []string
}

// withOpenSSH skips the test where there is no OpenSSH.
func withOpenSSH(t testing.TB, d *desk) *openSSH {
	t.Helper()
	program, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("OpenSSH's client isn't installed: no ssh in PATH")
	}
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("OpenSSH's tools aren't installed: no ssh-keygen in PATH")
	}
	dir := t.TempDir()
	_, port, _ := net.SplitHostPort(d.address)
	hosts := filepath.Join(dir, "known_hosts")
	return &openSSH{t: t, dir: dir, program: program, options: []string{
		"-F", "none", "-p", port,
		"-o", "UserKnownHostsFile=" + hosts, "-o", "GlobalKnownHostsFile=none", "-o", "StrictHostKeyChecking=accept-new",
		"-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20",
	}}
}

// keygen runs ssh-keygen in the folder.
func (o *openSSH) keygen(args ...string) {
	o.t.Helper()
	c := exec.CommandContext(o.t.Context(), "ssh-keygen", append([]string{"-q"}, args...)...)
	c.Dir = o.dir
	if out, err := c.CombinedOutput(); err != nil {
		o.t.Fatalf("ssh-keygen %q: %v\n%s", args, err, out)
	}
}

// key makes a pair of keys and returns the fingerprint.
func (o *openSSH) key(name, kind string) string {
	o.t.Helper()
	o.keygen("-t", kind, "-N", "", "-C", "test", "-f", name)
	return o.fingerprint(name + ".pub")
}

func (o *openSSH) fingerprint(file string) string {
	o.t.Helper()
	text, err := os.ReadFile(filepath.Join(o.dir, file))
	if err != nil {
		o.t.Fatal(err)
	}
	key, _, _, _, err := gossh.ParseAuthorizedKey(text)
	if err != nil {
		o.t.Fatal(err)
	}
	return gossh.FingerprintSHA256(key)
}

// save writes a key of a test as OpenSSH reads it.
func (o *openSSH) args(identity string, args ...string) []string {
	all := append([]string{}, o.options...)
	if identity != "" {
		all = append(all, "-i", filepath.Join(o.dir, identity))
	}
	return append(all, args...)
}

// run runs ssh to its end.
func (o *openSSH) run(identity string, args ...string) (out, errs string, code int) {
	o.t.Helper()
	return o.runWith(nil, identity, args...)
}

func (o *openSSH) runWith(change func(*exec.Cmd), identity string, args ...string) (out, errs string, code int) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 2*patience)
	defer cancel()
	c := exec.CommandContext(ctx, o.program, o.args(identity, args...)...)
	var outs, said bytes.Buffer
	c.Stdout, c.Stderr = &outs, &said
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	if change != nil {
		change(c)
	}
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		o.t.Fatal(err)
	}
	return outs.String(), said.String(), c.ProcessState.ExitCode()
}

const refusedByServer = "Permission denied (publickey)."

func TestOpenSSHKeys(t *testing.T) {
	t.Parallel()
	d := serving(t, echo, func(_ *desk, o *Options) { o.Banner = "Helpdesk only." })
	ssh := withOpenSSH(t, d)
	good, rsa := ssh.key("good", "ed25519"), ssh.key("rsa", "rsa")
	ecdsa := ssh.key("ecdsa", "ecdsa")
	ssh.keygen("-t", "rsa", "-b", "1024", "-N", "", "-f", "short")
	ssh.key("bad", "ed25519")
	a := priya()
	a.Keys = []string{good, rsa, ecdsa, ssh.fingerprint("short.pub")}
	if err := d.server.Reload(Agents{List: []agent.Agent{a}}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"good", "rsa", "ecdsa"} {
		out, errs, code := ssh.run(name, "whoever@127.0.0.1", "list", "--filter 'a b'")
		if out != "priya|127.0.0.1|list,--filter,a b\n" || code != 7 || !strings.Contains(errs, "Helpdesk only.\n") {
			t.Errorf("%s: %q %q %d", name, out, errs, code)
		}
	}
	for _, tt := range []struct {
		name, identity string
		args           []string
	}{
		{"another key", "bad", nil},
		{"a short key", "short", nil},
		{"no key", "", []string{"-o", "PubkeyAuthentication=no"}},
		{"a password", "", []string{"-o", "PubkeyAuthentication=no", "-o", "BatchMode=no", "-o", "PreferredAuthentications=password,keyboard-interactive", "-o", "NumberOfPasswordPrompts=1"}},
		{"SHA-1", "rsa", []string{"-o", "PubkeyAcceptedAlgorithms=ssh-rsa"}},
	} {
		out, errs, code := ssh.run(tt.identity, append(tt.args, "root@127.0.0.1", "list")...)
		if out != "" || code != 255 || !strings.Contains(errs, refusedByServer) {
			t.Errorf("%s: %q %q %d", tt.name, out, errs, code)
		}
	}
	for _, old := range []string{
		"Ciphers=aes128-ctr", "Ciphers=aes256-cbc", "KexAlgorithms=diffie-hellman-group14-sha256", "KexAlgorithms=diffie-hellman-group1-sha1",
		"HostKeyAlgorithms=ssh-rsa",
	} {
		out, errs, code := ssh.run("good", "-o", old, "root@127.0.0.1", "list")
		if out != "" || code != 255 || !strings.Contains(errs, "no matching") {
			t.Errorf("%s: %q %q %d", old, out, errs, code)
		}
	}
	for _, want := range []string{
		`msg="log-in accepted" connection=`, "fingerprint=" + good, "address=127.0.0.1",
		`why="unknown key" fingerprint=` + ssh.fingerprint("bad.pub") + " user=root",
		`why="RSA key of less than 2048 bits"`,
		`msg="session begun"`, `terminal=false`, `msg="session ended"`, "why=finished code=7 ms=",
	} {
		d.waitForLog(want)
	}
	waitFor(t, "the counts", func() bool { return d.server.Logins() == Logins{Accepted: 3, Refused: 10} })
}

func TestOpenSSHCertificates(t *testing.T) {
	t.Parallel()
	d := serving(t, func(_ context.Context, s *Session) int {
		_, _ = fmt.Fprintf(s.Out, "%s|%s|%s|%v\n", s.Agent.Name, s.Fingerprint, s.CertificateID, s.PTY)
		return 0
	})
	ssh := withOpenSSH(t, d)
	authority := ssh.key("ca", "ed25519")
	ssh.key("other", "ed25519")
	key := ssh.key("id", "ed25519")
	a, b := priya(), priya()
	b.Name, b.Principals = "joe", []string{"joe@example.com"}
	if err := d.server.Reload(Agents{List: []agent.Agent{a, b}, Authorities: []string{authority}}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, authority string
		args            []string
		ok              bool
		why             string
	}{
		{"good", "ca", []string{"-n", "priya@example.com", "-V", "-5m:+5m"}, true, ""},
		{"for ever", "ca", []string{"-n", "priya@example.com"}, true, ""},
		{"one of several principals", "ca", []string{"-n", "x,priya@example.com,y"}, true, ""},
		{"from here", "ca", []string{"-n", "priya@example.com", "-O", "source-address=127.0.0.0/8"}, true, ""},
		{"no terminal", "ca", []string{"-n", "priya@example.com", "-O", "clear"}, true, ""},
		{"of two agents", "ca", []string{"-n", "priya@example.com,joe@example.com"}, false, "two agents have principals of the certificate"},
		{"wrong principal", "ca", []string{"-n", "root"}, false, "no agent has a principal of the certificate"},
		{"no principal", "ca", nil, false, "no agent has a principal of the certificate"},
		{"expired", "ca", []string{"-n", "priya@example.com", "-V", "-10m:-5m"}, false, "certificate not valid: ssh: cert has expired"},
		{"not yet", "ca", []string{"-n", "priya@example.com", "-V", "+5m:+10m"}, false, "certificate not valid: ssh: cert is not yet valid"},
		{"another authority", "other", []string{"-n", "priya@example.com"}, false, "certificate of an unknown authority"},
		{"a host's", "ca", []string{"-h", "-n", "priya@example.com"}, false, ""}, // the client doesn't even offer it
		{"from elsewhere", "ca", []string{"-n", "priya@example.com", "-O", "source-address=10.0.0.0/8"}, false, "source-address restriction"},
		{"another command", "ca", []string{"-n", "priya@example.com", "-O", "force-command=list"}, false, `unsupported critical option`},
		{"an unknown option", "ca", []string{"-n", "priya@example.com", "-O", "critical:x@example.com=y"}, false, `unsupported critical option`},
	} {
		ssh.keygen(append([]string{"-s", tt.authority, "-I", "priya's laptop", "-z", "7"}, append(tt.args, "id.pub")...)...)
		out, errs, code := ssh.run("id", "root@127.0.0.1", "x")
		if tt.ok {
			if want := "priya|" + key + "|priya's laptop|false\n"; out != want || code != 0 {
				t.Errorf("%s: %q %q %d", tt.name, out, errs, code)
			}
			terminal, _, _ := ssh.run("id", "-tt", "root@127.0.0.1", "x")
			if got := strings.Contains(terminal, "|true"); got != (tt.name != "no terminal") {
				t.Errorf("%s: %q", tt.name, terminal)
			}
		} else if out != "" || code != 255 || !strings.Contains(errs, refusedByServer) {
			t.Errorf("%s: %q %q %d", tt.name, out, errs, code)
		}
		d.waitForLog(tt.why)
	}
}

// Whatever isn't a session is refused, and nothing says what there might be.
func TestOpenSSHForwardings(t *testing.T) {
	t.Parallel()
	inside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = inside.Close() }()
	reached := make(chan struct{}, 9)
	go func() {
		for {
			c, err := inside.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
			reached <- struct{}{}
		}
	}()
	d := serving(t, func(_ context.Context, s *Session) int {
		for _, name := range []string{"TERM", "LANG", "LC_ALL", "COLORTERM", "NO_COLOR", "PATH", "SSH_AUTH_SOCK", "DISPLAY", "SECRET"} {
			if value, ok := s.LookupEnv(name); ok {
				_, _ = fmt.Fprintf(s.Out, "%s=%s\n", name, value)
			}
		}
		return 0
	})
	ssh := withOpenSSH(t, d)
	a := priya()
	a.Keys = []string{ssh.key("id", "ed25519")}
	if err := d.server.Reload(Agents{List: []agent.Agent{a}}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"straight through", []string{"-W", inside.Addr().String(), "x@127.0.0.1"}, "unknown channel type"},
		{"a port from there", []string{"-o", "ExitOnForwardFailure=yes", "-R", "0:" + inside.Addr().String(), "x@127.0.0.1", "x"}, "remote port forwarding failed"},
		{"a socket from there", []string{"-o", "ExitOnForwardFailure=yes", "-R", filepath.Join(ssh.dir, "s") + ":" + inside.Addr().String(), "x@127.0.0.1", "x"}, "remote port forwarding failed"},
		{"SFTP", []string{"-s", "x@127.0.0.1", "sftp"}, "subsystem request failed"},
		{"a device", []string{"-w", "0:0", "-o", "ExitOnForwardFailure=yes", "x@127.0.0.1", "x"}, ""},
	} {
		out, errs, code := ssh.run("id", tt.args...)
		if out != "" || code == 0 || !strings.Contains(errs, tt.want) {
			t.Errorf("%s: %q %q %d", tt.name, out, errs, code)
		}
	}
	select {
	case <-reached:
		t.Error("a forwarding came through")
	default:
	}
	// An agent and a display are asked for without an answer; the session must not know them.
	out, errs, code := ssh.runWith(func(c *exec.Cmd) {
		c.Env = append(c.Env, "LANG=de_AT.UTF-8", "COLORTERM=truecolor", "NO_COLOR=", "SECRET=x", "TERM=xterm-256color", "DISPLAY=:9")
	}, "id", "-tt", "-A", "-X", "-o", "SendEnv=LANG LC_* COLORTERM NO_COLOR SECRET PATH", "x@127.0.0.1")
	if want := "TERM=xterm-256color\r\nLANG=de_AT.UTF-8\r\nLC_ALL=C.UTF-8\r\nCOLORTERM=truecolor\r\nNO_COLOR=\r\n"; out != want || code != 0 {
		t.Errorf("%q %q %d", out, errs, code)
	}
}

// A terminal gives keys, line editing, ctrl+c, its size and changes of it.
func TestOpenSSHTerminal(t *testing.T) {
	t.Parallel()
	d := serving(t, func(ctx context.Context, s *Session) int {
		_, _ = fmt.Fprintf(s.Out, "size %s\n", sizeOf(s.Out))
		lines := make(chan string)
		go func() {
			defer close(lines)
			buffer := make([]byte, 100)
			for {
				n, err := s.In.Read(buffer)
				if n > 0 {
					lines <- string(buffer[:n])
				}
				if err != nil || n == 0 {
					return
				}
			}
		}()
		for {
			select {
			case <-s.Resized:
				_, _ = fmt.Fprintf(s.Out, "size %s\n", sizeOf(s.Out))
			case <-s.Interrupted:
				_, _ = fmt.Fprintf(s.Out, "interrupted\n")
			case line, ok := <-lines:
				if !ok {
					_, _ = fmt.Fprintf(s.Out, "the end\n")
					return 5
				}
				_, _ = fmt.Fprintf(s.Out, "line %q\n", line)
			case <-ctx.Done():
				return 6
			}
		}
	})
	ssh := withOpenSSH(t, d)
	a := priya()
	a.Keys = []string{ssh.key("id", "ed25519")}
	if err := d.server.Reload(Agents{List: []agent.Agent{a}}); err != nil {
		t.Fatal(err)
	}
	term := ptytest.Start(t, ptytest.Options{Binary: ssh.program, Args: ssh.args("id", "x@127.0.0.1"), Cols: 100, Rows: 30})
	term.WaitFor("size 100x30")
	term.Type("hallo\x7fo there\r")
	term.WaitFor(`hallo there`, `line "hallo there\n"`)
	term.Resize(60, 20)
	term.WaitFor("size 60x20")
	term.Type("\x03")
	term.WaitFor("interrupted")
	term.Type("\x04")
	term.WaitFor("the end")
	if code := term.Wait(); code != 5 {
		t.Errorf("exit code %d", code)
	}
	ptytest.AssertClean(t, term)
}
