package doctor

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// has checks a finding: its state, and texts that stand in it. A fault and a warning have
// a cure.
func has(t *testing.T, what string, f Finding, state State, texts ...string) {
	t.Helper()
	all := fmt.Sprint(f)
	for _, text := range texts {
		if !strings.Contains(all, text) {
			t.Errorf("%s: %q isn't in %+v", what, text, f)
		}
	}
	if f.State != state {
		t.Errorf("%s: %s, want %s: %+v", what, f.State, state, f)
	}
	if needs := f.State == Fault || f.State == Warning; needs != (f.Cure != "") {
		t.Errorf("%s: %s with the cure %q", what, f.State, f.Cure)
	}
	if f.Found == "" || f.Name == "" {
		t.Errorf("%s: it says nothing: %+v", what, f)
	}
}

func aKey(t *testing.T, text string) dojo.APIKey {
	t.Helper()
	key, err := dojo.ParseAPIKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSettingsKeyAndZone(t *testing.T) {
	t.Parallel()
	has(t, "none", CheckSettings("", nil, nil, nil), OK, "no settings file")
	has(t, "some", CheckSettings("/c.toml", []string{"timezone: /c.toml, line 3"}, nil, nil), OK, "/c.toml, line 3")
	has(t, "warned", CheckSettings("/c.toml", nil, nil, []string{"other users can open it. chmod 600"}), Warning, "chmod 600")
	has(t, "wrong", CheckSettings("/c.toml", nil, []string{"bad zone"}, []string{"a warning"}), Fault, "bad zone", "a warning")

	live, sandbox := aKey(t, "sk_prod_not_a_real_key"), aKey(t, "sk_sandbox_not_a_real_key")
	has(t, "live", CheckKey(Secret{Key: live, Source: "environment DOJO_API_KEY"}), OK, "LIVE", "real money", live.Fingerprint(), "DOJO_API_KEY")
	has(t, "sandbox", CheckKey(Secret{Key: sandbox, Source: "x"}), OK, "SANDBOX", "no money")
	has(t, "bad", CheckKey(Secret{Problems: []string{"api_key is too short"}}), Fault, "too short")
	has(t, "not asked", CheckKey(Secret{NotAsked: true}), Warning, "--ask-keyring")
	has(t, "other faults", CheckKey(Secret{}), Skipped, "settings")
	if text := fmt.Sprintf("%+v", CheckKey(Secret{Key: live})); strings.Contains(text, "not_a_real_key") {
		t.Errorf("the key is told: %s", text)
	}

	zone := time.FixedZone("Europe/Dublin", 3600)
	now := time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)
	has(t, "zone", CheckZone(zone, "--timezone", now), OK, "Europe/Dublin (--timezone)", "2026-07-15 13:00", "another zone")
	if f := CheckZone(zone, "--timezone", now.In(zone)); strings.Contains(f.Found, "another zone") {
		t.Errorf("the same zone: %s", f.Found)
	}
	has(t, "program", CheckProgram("dojo-reversals 1.2.3"), OK, "1.2.3", "can't ask")
}

func TestFolderAndJournal(t *testing.T) {
	t.Parallel()
	open := &journal.Error{Kind: journal.ErrTooOpen, Path: "/s"}
	has(t, "no folder", CheckFolder("", nil, ""), Fault, "DOJO_STATE_DIR")
	has(t, "fine", CheckFolder("/s", nil, ""), OK, "this account's own")
	has(t, "new", CheckFolder("/s", fmt.Errorf("x: %w", fs.ErrNotExist), "x"), OK, "first start")
	has(t, "too open", CheckFolder("/s", open, "other accounts of this PC can get at /s"), Fault, "Other accounts of this PC can get at /s.")

	whole := Record{Path: "/s/journal.db", Head: journal.Head{Count: 7, Hash: "abc"}, Attempts: 3}
	unfinished := whole
	unfinished.Unfinished = 2
	broken := func(kind error) Record { return Record{Err: &journal.Error{Kind: kind}, Cure: "the cure"} }
	lost := broken(journal.ErrNone)
	lost.Lost = true
	for _, c := range []struct {
		name     string
		r        Record
		journal  State
		attempts State
		text     string
	}{
		{"whole", whole, OK, OK, "7 events. Its head is abc"},
		{"unfinished", unfinished, OK, Warning, "2 of 3 attempts"},
		{"none", broken(journal.ErrNone), OK, OK, "No record yet"},
		{"lost", lost, Fault, Skipped, "backup"},
		{"newer", broken(journal.ErrNewer), Fault, Skipped, "Update this program"},
		{"damaged", broken(journal.ErrDamaged), Fault, Skipped, "The cure."},
		{"behind", broken(journal.ErrBehind), Fault, Skipped, "The cure."},
	} {
		j, a := CheckJournal(c.r), CheckAttempts(c.r)
		has(t, c.name, j, c.journal)
		has(t, c.name, a, c.attempts)
		if all := fmt.Sprint(j, a); !strings.Contains(all, c.text) {
			t.Errorf("%s: %q isn't in %s", c.name, c.text, all)
		}
	}
}

func TestTerminalAndClipboard(t *testing.T) {
	t.Parallel()
	good := Screen{There: true, Columns: 120, Lines: 40, Draws: true, Term: "xterm-256color", Colours: "256 colours or more"}
	with := func(change func(*Screen)) Screen {
		s := good
		change(&s)
		return s
	}
	for _, c := range []struct {
		name  string
		s     Screen
		state State
		text  string
	}{
		{"good", good, OK, "120 columns, 40 lines, 256 colours or more, UTF-8, TERM is xterm-256color."},
		{"none", Screen{}, Skipped, "a pipe"},
		{"dumb", with(func(s *Screen) { s.Term = "dumb" }), Warning, "plain lines"},
		{"an old console", with(func(s *Screen) { s.Draws = false }), Warning, "Windows Terminal"},
		{"narrow", with(func(s *Screen) { s.Columns = 59 }), Warning, "larger"},
		{"low", with(func(s *Screen) { s.Lines = 14 }), Warning, "larger"},
		{"large enough", with(func(s *Screen) { s.Columns, s.Lines = 60, 15 }), OK, "60 columns"},
		{"Latin-1", with(func(s *Screen) { s.Encoding = "ISO-8859-1" }), Warning, "ISO-8859-1"},
		{"ASCII", with(func(s *Screen) { s.ASCII = true }), OK, "ASCII alone"},
	} {
		has(t, c.name, CheckTerminal(c.s), c.state, c.text)
	}
	for _, c := range []struct {
		name  string
		there bool
		t     Tmux
		state State
		text  string
	}{
		{"no terminal", false, Tmux{Inside: true}, Skipped, "no terminal"},
		{"no tmux", true, Tmux{}, OK, "OSC 52"},
		{"on", true, Tmux{true, "on"}, OK, "hands on"},
		{"external", true, Tmux{true, "external"}, Warning, "set -s set-clipboard on"},
		{"off", true, Tmux{true, "off"}, Warning, "is off"},
		{"silent", true, Tmux{Inside: true}, Warning, "doesn't say"},
	} {
		has(t, c.name, CheckClipboard(c.there, c.t), c.state, c.text)
	}
}
