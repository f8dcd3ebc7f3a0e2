package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// signal sends the server a signal that it lives on with.
func (h *helpdesk) signal(sig os.Signal) {
	h.t.Helper()
	server, err := os.FindProcess(h.server.Pid())
	if err == nil {
		err = server.Signal(sig)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// Two agents look at one shop: what one reverses the other sees at once, with the first
// one's name, and Dojo is asked for the list as often as where only one looks.
func TestHelpdeskTwoAgents(t *testing.T) {
	t.Parallel()
	h := newFastHelpdesk(t, "pier", "mall")
	h.lines = append(h.lines, `serve_idle = "12h"`)
	pier, mall := h.shops["pier"], h.shops["mall"]
	pier.pay(sale("PIER-1", 4250, "1013"))
	pier.pay(sale("PIER-2", 1999, "1096"))
	mall.pay(sale("MALL-1", 4250, "1013"))
	priya, omar, ada := h.agent("priya", "reverse", "pier"), h.agent("omar", "read", "pier"), h.agent("ada", "read", "mall")
	h.start("DOJO_REFRESH=10s")
	hers, his, other := h.login(priya, pier), h.login(omar, pier), h.login(ada, mall)
	hers.row("PIER-1", "Held, r to reverse")
	his.row("PIER-1", "Held")
	other.row("MALL-1", "Held")
	byTwo, byOne := pier.Calls().Search, mall.Calls().Search
	h.clock.run(waitSpeed)
	eventually(t, "the list to be read by one", func() bool { return mall.Calls().Search >= byOne+16 })
	byTwo, byOne = pier.Calls().Search-byTwo, mall.Calls().Search-byOne
	h.clock.run(handSpeed)
	if byTwo > byOne*3/2 { // a busy machine keeps either from its turn
		t.Errorf("the list was read %d times for one agent, and %d times for two", byOne, byTwo)
	}
	pier.fault("stuck") // until he has seen it under way
	hers.choose("PIER-2").ask().about("£19.99", "Visa ··1096", "PIER-2").reverse()
	his.row("PIER-2", "reversing")
	his.choose("PIER-2").press("enter").WaitFor("Details", "priya")
	if err := pier.Set(pier.ids["PIER-2"], dojo.StatusReversed); err != nil {
		t.Fatal(err)
	}
	h.clock.run(waitSpeed)
	his.WaitFor("Successful")
	hers.row("PIER-2", "Successful, reversed")
	pier.wantState("PIER-2", dojo.StatusReversed, 1)
	h.ofAgent(priya, "PIER-2", "successful")
}

// An agent's line is cut in the middle of a reversal. It goes on, the record has its end
// with their name, and they are told when they log in again.
func TestHelpdeskDroppedLine(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"before the end", "after the end"} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			h := newHelpdesk(t, "pier")
			s := h.shops["pier"]
			s.pay(sale("PIER-1", 4250, "1013"))
			s.holdAnswers()
			priya, omar := h.agent("priya", "reverse", "pier"), h.agent("omar", "read", "pier")
			h.start()
			his := h.login(omar, s)
			his.row("PIER-1", "Held")
			hers := h.login(priya, s)
			hers.row("PIER-1", "Held, r to reverse")
			hers.ask().about("£42.50", "Visa ··1013", "PIER-1").reverse()
			s.awaitHeld()
			hers.Kill()
			if when == "before the end" {
				hers = h.login(priya, s)
				hers.head("in progress 1")
			}
			s.answer()
			his.row("PIER-1", "Created")
			s.settle()
			his.row("PIER-1", "Successful, reversed")
			if when == "after the end" {
				hers = h.login(priya, s)
			}
			hers.row("PIER-1", "Successful, reversed")
			hers.says("Reversed. Don't refund or pay cash as well.", "PIER-1")
			s.wantState("PIER-1", dojo.StatusReversed, 1)
			h.ofAgent(priya, "PIER-1", "successful")
		})
	}
}

// An agent who has left a reversal under way, went to another shop and lost the line is told
// its end there when they have logged in again.
func TestHelpdeskDroppedElsewhere(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier", "mall")
	pier := h.shops["pier"]
	pier.pay(sale("PIER-1", 4250, "1013"))
	h.shops["mall"].pay(sale("MALL-1", 1999, "1096"))
	priya, omar := h.agent("priya", "reverse", "*"), h.agent("omar", "reverse", "*")
	h.start()
	hers := h.login(priya, pier)
	hers.row("PIER-1", "Held, r to reverse")
	hers.ask().about("£42.50", "Visa ··1013", "PIER-1").reverse()
	hers.row("PIER-1", "Created")
	hers.press("s").WaitFor("> MALL")
	hers.press("enter").row("MALL-1", "Held")
	hers.Kill()

	hers = h.login(priya, pier)
	hers.row("MALL-1", "Held")
	his := h.login(omar, pier)
	his.row("PIER-1", "Created")
	his.press("s").WaitFor("> MALL")
	his.press("enter").row("MALL-1", "Held")
	his.press("s").WaitFor("> PIER", "1 under way")
	pier.settle()
	hers.says("PIER: ", "£42.50", "Press s to go there")
	his.WaitGone("1 under way")
	his.press("esc").WaitGone("Choose a shop")
	if s := his.Screen(); s.Contains("Press s to go there") {
		t.Errorf("another agent is told:\n%s", s)
	}
	h.ofAgent(priya, "PIER-1", "successful")
}

// A script's line is cut while its command waits for Dojo's answer. The reversal goes on all
// the same.
func TestHelpdeskDroppedCommand(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	s := h.shops["pier"]
	id := s.pay(sale("PIER-1", 4250, "1013"))
	s.holdAnswers()
	priya := h.agent("priya", "reverse", "pier")
	h.start()
	s.confirmed("PIER-1")
	args := append(h.flags(priya), "-T", "-l", "priya", "127.0.0.1", "reverse", id, "--yes", "--amount", "42.50", "--reason", "x")
	script := ptytest.Start(t, ptytest.Options{Binary: openSSH, Args: args, KillAtEnd: true})
	s.awaitHeld()
	script.Kill()
	s.answer()
	s.settle()
	hers := h.login(priya, s)
	hers.row("PIER-1", "Successful, reversed")
	s.wantState("PIER-1", dojo.StatusReversed, 1)
	h.ofAgent(priya, "PIER-1", "successful")
}

// The settings are read again with SIGHUP: who is an agent no more is out, who has another
// role has to log in again, and with a mistake everything stays as it was.
func TestHelpdeskReload(t *testing.T) {
	t.Parallel()
	h := newFastHelpdesk(t, "pier", "mall")
	s := h.shops["pier"]
	s.pay(sale("PIER-1", 4250, "1013"))
	priya := h.agent("priya", "reverse", "pier")
	omar := h.agent("omar", "reverse", "pier")
	ada := h.agent("ada", "read", "*")
	h.start()
	tills := map[string]*till{}
	for _, a := range []deskAgent{priya, omar, ada} {
		tills[a.name] = h.login(a, s)
		tills[a.name].row("PIER-1", "Held")
	}
	h.clock.stop() // so that last words have all the time that they take

	h.change("omar", "king")
	h.signal(syscall.SIGHUP)
	h.server.WaitFor("the settings weren't taken, the former ones stay", "there is no role")
	for name, till := range tills {
		if till.Exited() {
			t.Errorf("%s is out", name)
		}
	}
	if r := h.run(omar, "whoami"); r.code != 0 {
		t.Errorf("omar: %+v", r)
	}

	h.change("omar", "")
	h.signal(syscall.SIGHUP)
	h.server.WaitFor("The settings were read again: 2 agents")
	tills["omar"].Wait()
	tills["omar"].left("You may not log in here any more. Ask whoever manages this server.")
	if r := h.run(omar, "whoami"); r.code != 255 {
		t.Errorf("omar: %+v", r)
	}

	h.change("ada", "reverse")
	h.signal(syscall.SIGHUP)
	tills["ada"].Wait()
	tills["ada"].left("Your role or your shops have changed. Log in again.")
	again := h.login(ada, s)
	again.row("PIER-1", "Held, r to reverse")
	again.press("q").ended(0)
	tills["priya"].press("q").ended(0)
	s.wantState("PIER-1", dojo.StatusAuthorized, 0)
}

// SIGTERM ends the server within its grace time: screens say so, nobody comes in, and a
// reversal under way is recorded.
func TestHelpdeskStops(t *testing.T) {
	t.Parallel()
	h := newFastHelpdesk(t, "pier", "mall")
	s := h.shops["pier"]
	s.pay(sale("PIER-1", 4250, "1013"))
	h.shops["mall"].pay(sale("MALL-1", 1999, "1096"))
	s.fault("reversal:slow=10s")
	priya, omar, ada := h.agent("priya", "reverse", "pier"), h.agent("omar", "read", "mall"), h.agent("ada", "read", "pier")
	h.start()
	hers, his, other := h.login(priya, s), h.login(omar, s), h.login(ada, s)
	other.row("PIER-1", "Held")
	his.row("MALL-1", "Held")
	hers.row("PIER-1", "Held, r to reverse")
	hers.ask().about("£42.50", "Visa ··1013", "PIER-1").reverse()
	eventually(t, "the request", func() bool { return s.Calls().Reversal > 0 })
	h.clock.stop() // so that the grace isn't over before all of it is seen
	h.signal(syscall.SIGTERM)
	h.server.WaitFor("Stopping: 3 sessions, which may go on for 30s")
	for _, till := range []*till{hers, his, other} {
		till.WaitFor("This server stops soon")
	}
	if r := h.run(omar, "whoami"); r.code != 255 || !strings.Contains(r.err, "refused") {
		t.Errorf("a log-in: %+v", r)
	}
	h.clock.step(25 * time.Second) // and then the last words have all the time that they take
	for _, till := range []*till{hers, his, other} {
		till.Wait()
		till.left("The server is stopping. Log in again in a few minutes.")
	}
	h.clock.run(handSpeed)
	if code := h.server.Wait(); code != 0 {
		t.Errorf("exit code %d\n%s", code, h.server.Screen())
	}
	h.ofAgent(priya, "PIER-1", "")
	h.again()
	hers = h.login(priya, s)
	hers.row("PIER-1", "Successful, reversed")
	s.wantState("PIER-1", dojo.StatusReversed, 1)
	h.ofAgent(priya, "PIER-1", "successful")
}

// calledItself is what whoami says to a client that has an agent's key and this name.
func (h *helpdesk) calledItself(a deskAgent, user string) string {
	h.t.Helper()
	line, err := gossh.Dial("tcp", address(h.port), &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(signerOf(h.t, a.key))}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = line.Close() }()
	session, err := line.NewSession()
	if err != nil {
		h.t.Fatal(err)
	}
	out, err := session.Output("whoami")
	if err != nil {
		h.t.Fatal(err)
	}
	return string(out)
}

// Names from outside that are paths, SQL or sequences for a terminal do nothing.
func TestHelpdeskHostileNames(t *testing.T) {
	t.Parallel()
	const path, sql = "../../etc", "'; DROP TABLE event;--"
	h := newHelpdesk(t, "pier", "mall", "port")
	pier, mall := h.shops["pier"], h.shops["mall"]
	id := pier.pay(sale("PIER-1", 4250, "1013"))
	mall.pay(sale("MALL-1", 1999, "1096"))
	h.named = map[string]string{"pier": path, "mall": sql, "port": "\x1b]0;x\x07\x1b[31mPORT\u202e"}
	priya := h.agent("priya", "reverse", "pier", "mall", "port")
	h.start()
	for _, name := range []string{path, sql} {
		r := h.run(priya, "list", "--shop", `"`+name+`"`, "--format", "json")
		if r.code != 0 || !strings.Contains(r.out, "-1\"") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	pier.confirmed("PIER-1")
	r := h.run(priya, "reverse", id, "--shop", `"`+path+`"`, "--yes", "--amount", "42.50", "--reason", `"'; DELETE FROM event; -- ../../x"`, "--wait", "1s")
	if r.code != 5 {
		t.Errorf("reverse: %+v", r)
	}
	till := h.login(priya, mall)
	till.row("PIER-1")
	till.head(path)
	till.press("s").WaitFor(sql, "PORT")
	till.press("esc").WaitGone(sql)
	till.press("q").ended(0)
	// Whatever a client calls itself, the agent is the one of the key. (OpenSSH's refuses
	// such a name by itself.)
	for _, user := range []string{"omar", "\x1b]0;root\x07\x1b[31m", sql, path, strings.Repeat("x", 100_000)} {
		if out := h.calledItself(priya, user); !strings.Contains(out, "Agent    priya\n") {
			t.Errorf("%.40q is %s", user, out)
		}
	}
	pier.settle()
	if r := h.run(priya, "watch", id, "--shop", "pier"); r.code != 0 {
		t.Errorf("watch: %+v", r)
	}
	h.ofAgent(priya, "PIER-1", "successful")
	entries, err := filepath.Glob(filepath.Join(h.state(), "*"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, file := range entries {
		if b, err := os.ReadFile(file); err == nil && strings.HasSuffix(file, ".log") && strings.ContainsAny(string(b), "\x1b\x07") {
			t.Errorf("%s has a sequence for a terminal", file)
		}
	}
	if raw := string(till.Raw()); strings.Contains(raw, "\x1b[31mPORT") || strings.Contains(raw, "\x1b]0;x\x07") || strings.Contains(raw, "\u202e") {
		t.Error("the name of a shop acts on the terminal")
	}
	for _, s := range append(sandbox.Decoys(), testKey) {
		if strings.Contains(string(till.Raw()), s) {
			t.Errorf("%q was shown", s)
		}
	}

	// As headings of the settings such names aren't taken, and the mistake is shown
	// without them acting.
	for _, text := range []string{
		"[shops.\"../../etc\"]\nname = 'x'\n", "[shops.\"'; DROP TABLE event;--\"]\nname = 'x'\n",
		"[agents.\"\\u001b[31mroot\"]\nrole = 'read'\nshops = '*'\nkeys = []\n", "[agents.\"../root\"]\nrole = 'read'\nshops = '*'\nkeys = []\n",
	} {
		h.write(text)
		if r := command(t, h.env, "serve"); r.code != 2 || !strings.Contains(r.err, "config.toml") || strings.Contains(r.out+r.err, "\x1b") {
			t.Errorf("%s: %+v", text, r)
		}
	}
}
