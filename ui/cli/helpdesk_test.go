package cli_test

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/ui/internal/ptytest"
)

// openSSH is OpenSSH's client. The tests with a helpdesk log in with it.
const openSSH = "/usr/bin/ssh"

// hostAlias is what the agents' known_hosts call the server, whatever its port is.
const hostAlias = "helpdesk"

// helpdesk is a server of the real program, its shops, and its agents.
type helpdesk struct {
	t       *testing.T
	binary  string
	folder  string // the settings, the state and all keys
	env     []string
	port    int
	slow    int        // the port of a slow line to it, for agents to log in through; 0 for none
	clock   *fastClock // of all shops and the server; nil for the machine's
	shops   map[string]*shop
	handles []string          // in their order
	named   map[string]string // names of shops that have another than their handle in capitals
	lines   []string          // more settings, above all headings
	agents  []deskAgent
	server  *ptytest.Terminal
}

// deskAgent is who may log in.
type deskAgent struct {
	name, role string
	shops      []string
	key        string // the file of the private key
	print      string // the key's fingerprint
	public     string // as in authorized_keys
	certified  bool   // the settings don't have the key: it comes with a certificate
}

// newHelpdesk makes a helpdesk with these shops, whose server isn't started yet. The name
// of each shop is its handle in capitals, unless named has another.
func newHelpdesk(t *testing.T, handles ...string) *helpdesk {
	t.Helper()
	h := unbuiltHelpdesk(t)
	h.binary = build(t)
	for _, handle := range handles {
		h.addShop(handle, openShop(t))
	}
	return h
}

// newFastHelpdesk is newHelpdesk with the fail points, and with one fast clock for all.
func newFastHelpdesk(t *testing.T, handles ...string) *helpdesk {
	t.Helper()
	h := unbuiltHelpdesk(t)
	h.binary = fastBuild(t)
	h.clock = newFastClock(t)
	h.env = append(h.env, "DOJO_FAILCLOCK="+h.clock.file, "DOJO_REFRESH=1m")
	for _, handle := range handles {
		h.addShop(handle, fastShopAt(h.clock))
	}
	return h
}

func unbuiltHelpdesk(t *testing.T) *helpdesk {
	t.Helper()
	if _, err := os.Stat(openSSH); err != nil {
		t.Skip("there is no " + openSSH + " here, and the server is tested with OpenSSH's own client")
	}
	h := &helpdesk{t: t, folder: t.TempDir(), shops: map[string]*shop{}, port: freePort(t)}
	h.env = append(sealed(t), "DOJO_CONFIG="+h.file("config.toml"), "DOJO_STATE_DIR="+h.state())
	return h
}

func (h *helpdesk) file(name string) string { return filepath.Join(h.folder, name) }

func (h *helpdesk) state() string { return h.file("state") }

// freePort finds a port on which nobody listens, below those that the system gives out
// itself. Another test may take it all the same before the server does: see start.
func freePort(tb testing.TB) int {
	tb.Helper()
	for range 100 {
		port := 20_000 + mathrand.IntN(10_000)
		if l, err := net.Listen("tcp", address(port)); err == nil {
			_ = l.Close()
			return port
		}
	}
	tb.Fatal("no port is free")
	return 0
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

func (h *helpdesk) addShop(handle string, s *shop) {
	h.t.Helper()
	h.shops[handle] = s
	h.handles = append(h.handles, handle)
	h.t.Cleanup(s.checkCalls)
}

// agent makes an agent with a new key.
func (h *helpdesk) agent(name, role string, shops ...string) deskAgent {
	h.t.Helper()
	a := deskAgent{name: name, role: role, shops: shops, key: h.file("key-of-" + name)}
	public := newKey(h.t, a.key)
	a.print = gossh.FingerprintSHA256(public)
	a.public = strings.TrimSpace(string(gossh.MarshalAuthorizedKey(public)))
	h.agents = append(h.agents, a)
	return a
}

// newKey writes a new private key into a file.
func newKey(t *testing.T, file string) gossh.PublicKey {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return signerOf(t, file).PublicKey()
}

// signerOf reads a private key.
func signerOf(t *testing.T, file string) gossh.Signer {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.ParsePrivateKey(b)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// change replaces the role of an agent; with "" they are agents no more.
func (h *helpdesk) change(name, role string) {
	h.t.Helper()
	i := slices.IndexFunc(h.agents, func(a deskAgent) bool { return a.name == name })
	if role == "" {
		h.agents = slices.Delete(h.agents, i, i+1)
	} else {
		h.agents[i].role = role
	}
	h.write("")
}

// write writes the settings, with more text at their end.
func (h *helpdesk) write(more string) {
	h.t.Helper()
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "serve_listen = %q\nserve_logins = 1000\n", address(h.port))
	for _, line := range h.lines {
		_, _ = fmt.Fprintln(&b, line)
	}
	for _, handle := range h.handles {
		s := h.shops[handle]
		name, err := json.Marshal(cmp.Or(h.named[handle], strings.ToUpper(handle))) // as TOML has it too
		if err != nil {
			h.t.Fatal(err)
		}
		_, _ = fmt.Fprintf(&b, "[shops.%s]\nname = %s\nbase_url = %q\ntimezone = %q\napi_key = %q\n", handle, name, s.url, s.zone, testKey+"_"+handle)
	}
	for _, a := range h.agents {
		_, _ = fmt.Fprintf(&b, "[agents.%s]\nrole = %q\nshops = [%s]\n", a.name, a.role, quotedList(a.shops))
		if !a.certified {
			_, _ = fmt.Fprintf(&b, "keys = [%q]\n", a.public)
		}
	}
	if err := os.WriteFile(h.file("config.toml"), []byte(b.String()+more), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func quotedList(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, strconv.Quote(text))
	}
	return strings.Join(quoted, ", ")
}

// start writes the settings and starts the server, until agents may log in.
func (h *helpdesk) start(env ...string) *helpdesk {
	h.t.Helper()
	for {
		h.write("")
		h.server = ptytest.Start(h.t, ptytest.Options{Binary: h.binary, Args: []string{"serve"}, Env: append(slices.Clone(h.env), env...), Cols: 120, Rows: 14, KillAtEnd: true})
		s := h.server.WaitUntil("the server to listen", func(s ptytest.Screen) bool {
			return s.Contains("The host key is") && s.Contains("SHA256:") || s.Contains("something listens at")
		})
		if !s.Contains("something listens at") {
			break
		}
		h.port = freePort(h.t)
	}
	host := signerOf(h.t, filepath.Join(h.state(), "ssh_host_ed25519_key")).PublicKey()
	h.server.WaitFor(gossh.FingerprintSHA256(host))
	known := fmt.Sprintf("%s %s", hostAlias, gossh.MarshalAuthorizedKey(host))
	if err := os.WriteFile(h.file("known_hosts"), []byte(known), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return h
}

// again starts a server that was killed.
func (h *helpdesk) again(env ...string) *helpdesk {
	h.t.Helper()
	h.server.Wait()
	return h.start(env...)
}

// flags are those of ssh for an agent.
func (h *helpdesk) flags(a deskAgent) []string {
	return []string{
		"-F", "none", "-e", "none", "-i", a.key, "-p", strconv.Itoa(cmp.Or(h.slow, h.port)),
		"-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
		"-o", "UserKnownHostsFile=" + h.file("known_hosts"), "-o", "HostKeyAlias=" + hostAlias, "-o", "GlobalKnownHostsFile=/dev/null", "-o", "UpdateHostKeys=no",
		"-o", "LogLevel=ERROR", "-o", "SendEnv=LANG LC_* COLORTERM NO_COLOR",
	}
}

// login opens the screen of an agent, or runs another command, on a terminal. s is the
// shop whose reversals the agent confirms.
func (h *helpdesk) login(a deskAgent, s *shop, command ...string) *till {
	h.t.Helper()
	return h.loginAs(a, a.name, nil, s, command...)
}

// loginAs is login with a name that the client says and more flags.
func (h *helpdesk) loginAs(a deskAgent, user string, flags []string, s *shop, command ...string) *till {
	h.t.Helper()
	args := append(append(h.flags(a), flags...), "-l", user, "-t", "127.0.0.1")
	p := &till{t: h.t, shop: s, far: true}
	p.Terminal = ptytest.Start(h.t, ptytest.Options{Binary: openSSH, Args: append(args, command...), Cols: 100, KillAtEnd: true})
	h.t.Cleanup(func() {
		for _, never := range []string{testKey, "goroutine ", "panic:"} {
			if strings.Contains(string(p.Raw()), never) {
				h.t.Errorf("%q was written to the terminal", never)
			}
		}
	})
	return p
}

// run runs an agent's command without a terminal.
func (h *helpdesk) run(a deskAgent, command ...string) ran {
	h.t.Helper()
	return h.runWith(a, "", nil, command...)
}

// runWith is run with an input, and with more flags of ssh.
func (h *helpdesk) runWith(a deskAgent, input string, flags []string, command ...string) ran {
	h.t.Helper()
	args := append(append(h.flags(a), flags...), "-l", a.name, "127.0.0.1")
	if len(command) > 0 && len(flags) == 0 {
		args = append(args, "--") // what follows is no flag of ssh
	}
	return client(h.t, openSSH, input, append(args, command...)...)
}

// client runs one of OpenSSH's programs.
func client(t *testing.T, program, input string, args ...string) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, program, args...)
	c.Env = []string{"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + t.TempDir()}
	c.Stdin = strings.NewReader(input)
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{out.String(), errs.String(), c.ProcessState.ExitCode()}
}

// recorded is a line of the record, as far as it says who did something.
type recorded struct {
	Attempt, Reference, State, Why, Operator, Client string

	OperatorKey string `json:"operator_key"`
}

// record is all lines of the record in the order in which they were written, once it has
// been verified.
func (h *helpdesk) record() (all []recorded) {
	h.t.Helper()
	if r := command(h.t, h.env, "journal", "verify"); r.code != 0 || !strings.Contains(r.out, " is whole: ") {
		h.t.Errorf("journal verify: exit code %d\n%s%s", r.code, r.out, r.err)
	}
	r := command(h.t, h.env, "journal", "--since", "0", "--format", "json")
	in := json.NewDecoder(strings.NewReader(r.out))
	for in.More() {
		var one recorded
		if err := in.Decode(&one); err != nil {
			h.t.Fatalf("%v in %s%s", err, r.out, r.err)
		}
		all = append(all, one)
	}
	return all
}

// ofAgent fails unless the record's attempt at a payment ends with this state, or with ""
// any or none, and each line of it names the agent, the key and the address.
func (h *helpdesk) ofAgent(a deskAgent, reference, state string) {
	h.t.Helper()
	last := ""
	for _, line := range h.record() {
		if line.Reference != reference {
			continue
		}
		last = line.State
		if line.Operator != a.name || line.OperatorKey != a.print || line.Client != "127.0.0.1" {
			h.t.Errorf("the record names %+v, and it was %s with %s", line, a.name, a.print)
		}
	}
	if state != "" && last != state {
		h.t.Errorf("%s ends with %q in the record, want %q", reference, last, state)
	}
}

type screen = ptytest.Screen
