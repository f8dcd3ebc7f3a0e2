package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo"
)

// Commands over SSH end with the exit codes that they have at a till, and what an agent's
// role may not do, or what no agent may, is refused before anything is sent.
func TestHelpdeskCommands(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier", "mall")
	pier, mall := h.shops["pier"], h.shops["mall"]
	id := pier.pay(sale("PIER-1", 4250, "1013"))
	captured := sale("PIER-2", 700, "1013")
	captured.Status = dojo.StatusCaptured
	gone := pier.pay(captured)
	kept := mall.pay(sale("MALL-1", 1999, "1096"))
	priya := h.agent("priya", "reverse", "pier")
	omar := h.agent("omar", "read", "pier", "mall")
	ada := h.agent("ada", "audit", "*")
	idle := h.agent("idle", "audit")
	h.start()

	yes := []string{"--yes", "--amount", "42.50", "--reason", "'charged twice'"}
	for _, c := range []struct {
		by      deskAgent
		command string
		code    int
		says    string // in the output or among the errors
	}{
		{priya, "list --format json", 0, `"PIER-1"`},
		{priya, "list --shop pier --format csv", 0, "PIER-1"},
		{priya, "show " + id, 0, "PIER-1"},
		{priya, "show PIER-404", 4, "doesn't know"},
		{priya, "shops --format json", 0, `"pier"`},
		{priya, "watch " + id, 1, ""},
		{priya, "version", 0, "dojo-reversals"},
		{priya, "--help", 0, "This server lists"},
		{priya, "help", 0, "This server lists"},
		{omar, "list", 2, "--shop"},
		{omar, "list --shop mall --format json", 0, `"MALL-1"`},
		{priya, "list --shop mall", 2, "isn't one of your shops"},
		{priya, "show --shop mall " + kept, 2, "isn't one of your shops"},
		{priya, "reverse --shop mall " + kept + " --yes --amount 19.99 --reason x", 2, "isn't one of your shops"},
		// The amount isn't the payment's, a word is missing, and it can't be reversed.
		{priya, "reverse " + id + " --yes --amount 42.51 --reason x", 2, "£42.50"},
		{priya, "reverse " + id, 2, "ssh SERVER reverse " + id + ` --yes --amount 42.50 --reason "'customer asked'"`},
		{priya, "reverse --help", 0, `--reason "'charged twice'"`},
		{priya, "reverse " + gone + " --yes --amount 7.00 --reason x", 3, ""},
		// What the role may not do is no command of theirs.
		{omar, "reverse --shop pier " + id + " " + strings.Join(yes, " "), 1, "not reverse. Ask whoever manages this server for another role."},
		{ada, "reverse --shop pier " + id + " " + strings.Join(yes, " "), 1, "not reverse. Ask whoever manages this server for another role."},
		// The shell before ssh takes quotation marks away.
		{priya, "reverse " + id + " --yes --amount 42.50 --reason charged twice", 2, `--reason "'charged twice'"`},
		{priya, "reverse " + id + " --yes --amount 42.50", 2, `ssh SERVER reverse ` + id + ` --yes --amount 42.50 --reason "'customer asked'"`},
		{priya, "show", 2, "ssh SERVER list"},
		{priya, "--nonsense", 2, "Try 'ssh SERVER help'"},
		{idle, "list", 1, "ssh SERVER journal"},
		// What nobody may do over SSH.
		{priya, "sh", 2, ""},
		{priya, "/bin/sh -c id", 2, ""},
		{priya, "list; id", 2, ""},
		{priya, "list | cat", 2, ""},
		{priya, "__complete list ''", 2, "isn't a command"},
		{priya, "__completeNoDesc list ''", 2, "isn't a command"},
		{priya, "--shop=mall __complete show ''", 2, "isn't a command"},
		{priya, "--ascii=x --shop=mall __completeNoDesc show ''", 2, "isn't a command"},
		{priya, "completion bash", 2, ""},
		{priya, "login", 2, ""},
		{priya, "logout", 2, ""},
		{priya, "config", 2, ""},
		{priya, "config set operator root", 2, ""},
		{priya, "doctor", 2, ""},
		{priya, "logs", 2, ""},
		{priya, "sandbox", 2, ""},
		{priya, "serve", 2, ""},
		{priya, "list --config /etc/passwd", 2, "config"},
		{priya, "list --state-dir /tmp", 2, "state-dir"},
		{priya, "list --base-url http://127.0.0.1:1", 2, "base-url"},
		{priya, "list --operator root", 2, "operator"},
		{priya, "--operator root", 2, "operator"},
		{priya, "--demo", 2, "demo"},
		{priya, "list 'unfinished", 2, "wasn't understood"},
		{priya, "list \x1b[31m", 2, "wasn't understood"},
	} {
		r := h.run(c.by, c.command)
		if r.code != c.code || !strings.Contains(r.out+r.err, c.says) {
			t.Errorf("%s: %s: exit code %d, want %d, saying %q\n%s%s", c.by.name, c.command, r.code, c.code, c.says, r.out, r.err)
		}
		if strings.Contains(r.out+r.err, "uid=") || strings.Contains(r.out+r.err, "root:") || strings.Contains(r.out+r.err, "\x1b") {
			t.Errorf("%s: %s: %s%s", c.by.name, c.command, r.out, r.err)
		}
	}
	if n := pier.Calls().Reversal + mall.Calls().Reversal; n != 0 {
		t.Fatalf("%d reversals were sent", n)
	}
	for _, a := range []deskAgent{omar, ada} {
		if r := h.run(a, "--help"); strings.Contains(r.out, "  reverse") {
			t.Errorf("reversing is offered to %s:\n%s", a.name, r.out)
		}
	}

	r := h.run(priya, "whoami", "--format", "json")
	var who struct{ Agent, Role, Shops, Key, Address string }
	if err := json.Unmarshal([]byte(r.out), &who); err != nil ||
		fmt.Sprint(who) != fmt.Sprint(struct{ Agent, Role, Shops, Key, Address string }{"priya", "reverse", "pier", priya.print, "127.0.0.1"}) {
		t.Errorf("%v: %+v", err, r)
	}

	// The reversal itself: it isn't finished when it is to be waited for no longer, and is
	// when it is watched.
	pier.confirmed("PIER-1")
	if r := h.run(priya, append([]string{"reverse", id, "--wait", "1s"}, yes...)...); r.code != 5 || !strings.Contains(r.err+r.out, "ssh SERVER watch --shop=pier") {
		t.Errorf("reverse: %+v", r)
	}
	pier.settle()
	if r := h.run(priya, "watch", id); r.code != 0 || !strings.Contains(r.out, "PIER-1") {
		t.Errorf("watch: %+v", r)
	}
	if r := h.run(priya, append([]string{"reverse", id}, yes...)...); r.code != 3 {
		t.Errorf("a second time: %+v", r)
	}
	h.ofAgent(priya, "PIER-1", "successful")
	for _, a := range []deskAgent{priya, omar, ada} {
		if r := h.run(a, "journal", "--reference", "PIER-1", "--format", "json"); r.code != 0 || !strings.Contains(r.out, "charged twice") || !strings.Contains(r.out, priya.print) {
			t.Errorf("%s: journal: %+v", a.name, r)
		}
	}
}

// What a command writes and how it ends is the same over SSH as at a till.
func TestHelpdeskCommandsAsAtATill(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier", "mall", "port")
	pier := h.shops["pier"]
	h.shops["port"].url = "http://127.0.0.1:9" // where nobody answers
	id := pier.pay(sale("PIER-1", 4250, "1013"))
	captured := sale("PIER-2", 700, "1096")
	captured.Status = dojo.StatusCaptured
	gone := pier.pay(captured)
	kept := h.shops["mall"].pay(sale("MALL-1", 1999, "1096"))
	h.shops["mall"].fault("reversal:refused")
	priya := h.agent("priya", "reverse", "*")
	h.start()
	till := append(slices.Clone(h.env), "DOJO_STATE_DIR="+filepath.Join(t.TempDir(), "state"), "DOJO_OPERATOR=priya")
	for _, c := range []struct {
		args string
		code int
	}{
		{"list --shop pier --format json", 0},
		{"list --shop pier --format csv --reference PIER-2", 0},
		{"list --shop PIER", 0},
		{"list --shop pier --reference nothing", 0},
		{"show --shop pier --format json " + id, 0},
		{"show --shop pier PIER-404", 4},
		{"list --shop pier --format xml", 2},
		{"list --shop pier --frmat json", 2},
		{"list --shop elsewhere", 2},
		{"watch --shop pier " + id, 1},
		{"reverse --shop pier " + gone + " --yes --amount 7.00 --reason x", 3},
		{"reverse --shop pier " + id + " --yes --amount 7.00 --reason x", 2},
		{"reverse --shop pier " + id + " --yes --reason x", 2},
		{"reverse --shop pier " + id, 2},
		{"reverse --shop port " + id + " --yes --amount 42.50 --reason x", 6},
	} {
		args := strings.Fields(c.args)
		near, far := command(t, till, args...), h.run(priya, args...)
		if near.code != c.code || far.code != c.code || near.out != far.out {
			t.Errorf("%s: want code %d\nat a till %+v\nover SSH  %+v", c.args, c.code, near, far)
		}
	}
	if n := pier.Calls().Reversal; n != 0 {
		t.Fatalf("%d reversals were sent", n)
	}
	// Each sends its own, and Dojo refuses both.
	args := []string{"reverse", "--shop", "mall", kept, "--yes", "--amount", "19.99", "--reason", "x"}
	h.shops["mall"].confirmed("MALL-1")
	h.shops["mall"].confirmed("MALL-1")
	near, far := command(t, till, args...), h.run(priya, args...)
	if near.code != 4 || far.code != 4 {
		t.Errorf("refused by Dojo:\nat a till %+v\nover SSH  %+v", near, far)
	}
}

// Plain lines come with a terminal if they are asked for, and without one always.
func TestHelpdeskPlain(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	pier := h.shops["pier"]
	pier.pay(sale("PIER-1", 4250, "1013"))
	priya := h.agent("priya", "reverse", "pier")
	h.start()
	for _, command := range []string{"plain", ""} {
		r := h.runWith(priya, "list\n1\nreverse\nquit\n", nil, strings.Fields(command)...)
		if r.code != 0 || !allIn(r.out, []string{"1. ", "PIER-1", "A reversal needs a terminal"}) || strings.Contains(r.out, "\x1b") {
			t.Errorf("%q: %+v", command, r)
		}
	}
	till := h.login(priya, pier, "plain")
	till.plainReverse("1", "£42.50, PIER-1", "")
	pier.carriesOut("PIER-1")
	pier.settle()
	till.WaitFor("Successful: £42.50, PIER-1")
	till.Type("quit\n")
	if code := till.Wait(); code != 0 {
		t.Errorf("exit code %d\n%s", code, till.Screen())
	}
	h.ofAgent(priya, "PIER-1", "successful")
}

// A role that doesn't reverse isn't offered it, and its r reverses nothing.
func TestHelpdeskRoleOnScreen(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	h.shops["pier"].pay(sale("PIER-1", 4250, "1013"))
	omar := h.agent("omar", "read", "pier")
	h.start()
	till := h.login(omar, h.shops["pier"])
	till.row("PIER-1", "Held")
	till.head("Your role is read")
	if s := till.Screen(); s.Contains("r to reverse") || s.Contains("r reverse") {
		t.Errorf("reversing is offered:\n%s", s)
	}
	till.press("r", "tab", "enter").WaitFor("Details   enter") // of the list: no dialog took it
	till.press("esc").WaitGone("Details")
	till.press("q").ended(0)
	h.shops["pier"].wantState("PIER-1", dojo.StatusAuthorized, 0)
}

// Only keys let anybody in, and nothing but a session is served.
func TestHelpdeskRefuses(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	h.shops["pier"].pay(sale("PIER-1", 4250, "1013"))
	priya := h.agent("priya", "reverse", "pier")
	stranger := h.agent("stranger", "reverse", "pier")
	h.agents = h.agents[:1]
	h.start()
	if r := h.run(stranger, "list"); r.code != 255 || !strings.Contains(r.err, "Permission denied (publickey)") || r.out != "" {
		t.Errorf("an unknown key: %+v", r)
	}
	for _, method := range []string{"password", "keyboard-interactive", "hostbased", "none"} {
		r := h.runWith(priya, "", []string{"-o", "PreferredAuthentications=" + method, "-o", "PubkeyAuthentication=no"}, "list")
		if r.code != 255 || !strings.Contains(r.err, "Permission denied (publickey)") {
			t.Errorf("%s: %+v", method, r)
		}
	}
	for _, old := range []string{"KexAlgorithms=diffie-hellman-group14-sha1", "Ciphers=aes128-cbc", "Ciphers=aes256-ctr", "HostKeyAlgorithms=ssh-rsa"} {
		if r := h.runWith(priya, "", []string{"-o", old}, "list"); r.code != 255 {
			t.Errorf("%s: %+v", old, r)
		}
	}
	// A forwarding from here is taken by the client alone, but what comes to it isn't served.
	target, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	visited := make(chan struct{}, 16)
	go func() {
		for {
			c, err := target.Accept()
			if err != nil {
				close(visited)
				return
			}
			visited <- struct{}{}
			_ = c.Close()
		}
	}()
	to := target.Addr().String()
	if r := h.runWith(priya, "", []string{"-W", to}); r.code == 0 || r.out != "" {
		t.Errorf("-W: %+v", r)
	}
	for _, flag := range []string{"-L", "-D"} {
		local := address(freePort(t))
		spec := local
		if flag == "-L" {
			spec = local + ":" + to
		}
		till := h.loginAs(priya, "priya", []string{flag, spec}, h.shops["pier"])
		till.row("PIER-1", "Held")
		through(t, local, to, flag == "-D")
		till.press("q").ended(0)
	}
	if r := h.runWith(priya, "", []string{"-o", "ExitOnForwardFailure=yes", "-R", "0:" + to}, "list"); r.code != 255 || !strings.Contains(r.err, "remote port forwarding failed") {
		t.Errorf("-R: %+v", r)
	}
	if r := h.runWith(priya, "", []string{"-s"}, "sftp"); r.code != 255 || !strings.Contains(r.err, "subsystem request failed") {
		t.Errorf("sftp: %+v", r)
	}
	// An agent's own agent is asked for nothing: the session goes on without it.
	agentSocket := h.file("agent.sock")
	l, err := net.Listen("unix", agentSocket)
	if err != nil {
		t.Fatal(err)
	}
	if r := h.runWith(priya, "", []string{"-o", "ForwardAgent=" + agentSocket}, "list", "--format", "json"); r.code != 0 || !strings.Contains(r.out, "PIER-1") {
		t.Errorf("-A: %+v", r)
	}
	_ = l.Close()
	_ = target.Close()
	for range visited {
		t.Error("the server has connected to where a client wanted")
	}
	if info, err := os.Stat(h.state() + "/ssh_host_ed25519_key"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the host key: %v, %v", info, err)
	}
}

// through connects to a forwarded port, and fails unless the line ends without an answer.
func through(t *testing.T, local, to string, socks bool) {
	t.Helper()
	c, err := net.Dial("tcp", local)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(patience))
	if socks { // version 4: connect to the target
		addr, err := net.ResolveTCPAddr("tcp4", to)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write(append(append([]byte{4, 1, byte(addr.Port >> 8), byte(addr.Port)}, addr.IP.To4()...), 0))
	}
	got, err := io.ReadAll(c)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("the forwarded line is left open: %v", err)
	}
	if socks && len(got) > 1 && got[1] == 90 && len(got) > 8 || !socks && len(got) > 0 {
		t.Errorf("the forwarded line answers %q", got)
	}
}

// Certificates of an authority let those in whose principal is an agent.
func TestHelpdeskCertificates(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	h.shops["pier"].pay(sale("PIER-1", 4250, "1013"))
	priya := h.agent("priya", "read", "pier")
	h.agents[0].certified = true
	ca := newKey(t, h.file("ca"))
	newKey(t, h.file("other-ca"))
	if err := os.WriteFile(h.file("ca.pub"), []byte("@cert-authority * "+string(gossh.MarshalAuthorizedKey(ca))), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(priya.key+".pub", []byte(priya.public+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.lines = append(h.lines, `serve_ca_file = "ca.pub"`)
	h.start()
	for name, c := range map[string]struct {
		ca        string
		principal string
		valid     string
		code      int
	}{
		"good":              {"ca", "priya", "-1h:+1h", 0},
		"other principal":   {"ca", "root", "-1h:+1h", 255},
		"no principal":      {"ca", "", "-1h:+1h", 255},
		"expired":           {"ca", "priya", "-2h:-1h", 255},
		"another authority": {"other-ca", "priya", "-1h:+1h", 255},
	} {
		args := []string{"-q", "-s", h.file(c.ca), "-I", name, "-V", c.valid}
		if c.principal != "" {
			args = append(args, "-n", c.principal)
		}
		if r := client(t, "/usr/bin/ssh-keygen", "", append(args, priya.key+".pub")...); r.code != 0 {
			t.Fatalf("%+v", r)
		}
		r := h.run(priya, "whoami") // ssh finds the certificate beside the key
		if r.code != c.code || c.code == 0 && !allIn(r.out, []string{"priya", priya.print}) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if err := os.Remove(priya.key + "-cert.pub"); err != nil {
		t.Fatal(err)
	}
	if r := h.run(priya, "whoami"); r.code != 255 {
		t.Errorf("the key alone: %+v", r)
	}
}
