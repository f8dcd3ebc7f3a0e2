package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// forced is the environment in which OpenSSH's own server runs the command of an agent's
// line in authorized_keys. exposed is what it says of the log-in, "" for nothing.
func (h *helpdesk) forced(exposed, command string) []string {
	h.t.Helper()
	env := append(slices.Clone(h.env), "LANG=C.UTF-8", "GORACE=atexit_sleep_ms=0", "SSH_CONNECTION=127.0.0.1 50022 127.0.0.1 22")
	if command != "" {
		env = append(env, "SSH_ORIGINAL_COMMAND="+command)
	}
	if exposed != "" {
		f, err := os.CreateTemp(h.folder, "sshauth.")
		if err != nil {
			h.t.Fatal(err)
		}
		if _, err := f.WriteString(exposed); err != nil {
			h.t.Fatal(err)
		}
		_ = f.Close()
		env = append(env, "SSH_USER_AUTH="+f.Name())
	}
	return env
}

// runForced runs an agent's command as OpenSSH's own server does, without a terminal.
func (h *helpdesk) runForced(name, exposed, command string, more ...string) ran {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, h.binary, "session", "--agent", name)
	c.Env = append(h.forced(exposed, command), more...)
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) {
		h.t.Fatal(err)
	}
	return ran{out.String(), errs.String(), c.ProcessState.ExitCode()}
}

// openForced opens an agent's screen as OpenSSH's own server does.
func (h *helpdesk) openForced(a deskAgent, s *shop, command string) *till {
	h.t.Helper()
	p := &till{t: h.t, shop: s}
	p.Terminal = ptytest.Start(h.t, ptytest.Options{
		Binary: h.binary, Args: []string{"session", "--agent", a.name}, Env: h.forced("publickey "+a.public+"\n", command), Cols: 100, KillAtEnd: true,
	})
	return p
}

// newForced is a helpdesk without a server, at which each agent comes through OpenSSH's
// own.
func newForced(t *testing.T) (h *helpdesk, pier, mall *shop) {
	t.Helper()
	h = newHelpdesk(t, "pier", "mall", "port")
	h.lines = append(h.lines, `refresh = "2s"`)
	return h, h.shops["pier"], h.shops["mall"]
}

// Behind OpenSSH's own server an agent has the screen at their shops, and what they
// reverse there is recorded with their name, key and address.
func TestForcedScreen(t *testing.T) {
	t.Parallel()
	h, pier, mall := newForced(t)
	pier.pay(sale("PIER-1", 4250, "1013"))
	mall.pay(sale("MALL-1", 1999, "1096"))
	priya := h.agent("priya", "reverse", "pier", "mall")
	h.write("")

	till := h.openForced(priya, mall, "")
	till.head("PIER")
	till.row("PIER-1", "Held, r to reverse")
	till.press("ctrl+z").WaitFor("no shell")
	till.press("s").WaitFor("> MALL")
	if s := till.Screen(); s.Contains("PORT") {
		t.Errorf("a shop that isn't theirs is offered:\n%s", s)
	}
	till.press("enter").head("MALL")
	till.choose("MALL-1").ask().about("£19.99", "Visa ··1096", "MALL-1").reverse()
	till.row("MALL-1", "Created")
	mall.settle()
	till.row("MALL-1", "Successful, reversed")
	till.press("q").ended(0)
	mall.wantState("MALL-1", dojo.StatusReversed, 1)
	h.ofAgent(priya, "MALL-1", "successful")

	plain := h.openForced(priya, mall, "plain --shop mall")
	plain.WaitFor("MALL-1")
	plain.Signal(syscall.SIGHUP) // the line drops
	plain.ended(0)
}

// A line that drops while Dojo's answer is on its way ends the process with the answer, and
// the next one goes on with it. Nobody is told that a server watches.
func TestForcedDropsWhileSending(t *testing.T) {
	t.Parallel()
	h, _, mall := newForced(t)
	p := sale("MALL-1", 1999, "1096")
	p.Script.Outcome = sandbox.Succeeds
	mall.pay(p)
	priya := h.agent("priya", "reverse", "mall")
	h.write("")
	mall.holdAnswers()

	till := h.openForced(priya, mall, "")
	till.row("MALL-1", "Held, r to reverse")
	till.ask().about("£19.99", "Visa ··1096", "MALL-1").reverse()
	mall.awaitHeld()
	till.Signal(syscall.SIGHUP)
	till.WaitFor("Waiting for Dojo's answer about £19.99, MALL-1.")
	mall.answer()
	till.ended(0)
	till.left("Not watched any more: log in again, and it is looked at again.")
	mall.wantState("MALL-1", dojo.StatusReversed, 1)
	h.openForced(priya, mall, "").row("MALL-1", "Successful, reversed")
	h.ofAgent(priya, "MALL-1", "successful")
}

// Commands behind OpenSSH's own server end with their own exit codes, and nobody gets at
// more than their role and their shops allow.
func TestForcedCommands(t *testing.T) {
	t.Parallel()
	h, pier, mall := newForced(t)
	id := pier.pay(sale("PIER-1", 4250, "1013"))
	kept := mall.pay(sale("MALL-1", 1999, "1096"))
	priya := h.agent("priya", "reverse", "pier")
	omar := h.agent("omar", "read", "pier", "mall")
	nobody := h.agent("nobody", "read")
	h.agents = h.agents[:2]
	h.write("")

	reverse := " --yes --amount 42.50 --reason 'charged twice'"
	for _, c := range []struct {
		by      deskAgent
		command string
		code    int
		says    string // in the output or among the errors
	}{
		{priya, "list --format json", 0, `"PIER-1"`},
		{priya, "shops", 0, "pier"},
		{priya, "help", 0, "This server lists"},
		{omar, "list", 2, "--shop"},
		{omar, "list --shop mall --format json", 0, `"MALL-1"`},
		{priya, "list --shop mall", 2, "isn't one of your shops"},
		{priya, "reverse --shop mall " + kept + " --yes --amount 19.99 --reason x", 2, "isn't one of your shops"},
		{omar, "reverse --shop pier " + id + reverse, 1, "not reverse"},
		// What a shell would act on is a word like any other.
		{priya, "list; touch " + h.file("pwned"), 2, "list;"},
		{priya, "$(touch " + h.file("pwned") + ")", 2, "isn't a command"},
		{priya, "list 'x", 2, "quotation mark"},
		{priya, "list\x1b[2J", 2, "can't be shown"},
		{priya, "__complete list --shop ''", 2, "__complete"},
		{priya, "--config /etc/passwd list", 2, `"--config" isn't a flag`},
		{priya, "list --config /etc/passwd", 2, "--config"},
		{priya, "list --base-url http://127.0.0.1:1", 2, "--base-url"},
		{priya, "list --operator omar", 2, "--operator"},
		{priya, "session --agent omar", 2, "isn't a flag"},
		{priya, "session", 2, "isn't a command"},
		{priya, "config get api_key", 2, "isn't a command"},
		{priya, "internal-sftp", 2, "isn't a command"},
	} {
		r := h.runForced(c.by.name, "publickey "+c.by.public+"\n", c.command)
		if r.code != c.code || !strings.Contains(r.out+r.err, c.says) {
			t.Errorf("%s: %s\nexit code %d, want %d and %q\n%s%s", c.by.name, c.command, r.code, c.code, c.says, r.out, r.err)
		}
	}
	if r := h.runForced("priya", "", "list\x1b[2J"); strings.Contains(r.err, "\x1b") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(h.file("pwned")); err == nil {
		t.Error("a command ran in a shell")
	}

	// Whoever isn't known, or comes with another key, is refused.
	for _, c := range []struct{ name, exposed, says string }{
		{"nobody", "publickey " + nobody.public + "\n", `no agent "nobody"`},
		{"", "", "--agent"},
		{"priya", "publickey " + nobody.public + "\n", "isn't one of priya's (unknown key)"},
		{"priya", "publickey " + omar.public + "\n", "is another agent's"},
		{"priya", "password\n", "without a public key"},
		{"priya", "publickey ssh-ed25519 AAAA\n", "can't be read"},
	} {
		want := 1
		if c.name == "" {
			want = 2
		}
		r := h.runForced(c.name, c.exposed, "list --format json")
		if r.code != want || !strings.Contains(strings.ReplaceAll(r.err, "\n", " "), c.says) || r.out != "" {
			t.Errorf("%s with %q: exit code %d, want %d and %q\n%s%s", c.name, c.exposed, r.code, want, c.says, r.out, r.err)
		}
	}
	if r := h.runForced("priya", "", "list", "SSH_USER_AUTH="+h.file("none")); r.code != 1 || !strings.Contains(r.err, "log-in") {
		t.Errorf("%+v", r)
	}

	// A client's environment sets no shop, no key and no address.
	hostile := []string{
		"DOJO_SHOP=mall", "DOJO_API_KEY=nonsense", "DOJO_BASE_URL=http://127.0.0.1:1", "DOJO_OPERATOR=omar", "DOJO_REVERSAL_RULE=x",
		"HTTPS_PROXY=nonsense", "DOJO_TIMEZONE=x", "CREDENTIALS_DIRECTORY=/x", "ACCESSIBLE=1",
	}
	if r := h.runForced("priya", "", "list --format json", hostile...); r.code != 0 || !strings.Contains(r.out, "PIER-1") {
		t.Errorf("%+v", r)
	}

	// What is reversed in the end names the agent.
	if n := pier.Calls().Reversal + mall.Calls().Reversal; n != 0 {
		t.Fatalf("%d reversals were sent", n)
	}
	pier.confirmed("PIER-1")
	r := h.runForced("priya", "publickey "+priya.public+"\n", "reverse "+id+reverse+" --wait 1s")
	if r.code != 5 || !strings.Contains(r.err+r.out, "ssh SERVER watch --shop=pier") {
		t.Errorf("reverse: %+v", r)
	}
	pier.settle()
	if r := h.runForced("priya", "", "watch "+id); r.code != 0 || !strings.Contains(r.out, "PIER-1") {
		t.Errorf("watch: %+v", r)
	}
	h.ofAgent(priya, "PIER-1", "successful")
	r = h.runForced("priya", "publickey "+priya.public+"\n", "whoami --format json")
	var who struct{ Agent, Key, Address string }
	if err := json.Unmarshal([]byte(r.out), &who); err != nil || who.Agent != "priya" || who.Key != priya.print || who.Address != "127.0.0.1" {
		t.Errorf("%v %+v", err, r)
	}
}
