package doctor

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/script"
)

var update = flag.Bool("update", false, "write the golden files")

// aPage has a finding of each kind: of this computer, of a shop that works, and of one
// that doesn't.
func aPage(t *testing.T) Page {
	t.Helper()
	now := time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)
	whole := Record{Path: "/home/priya/.local/state/dojo-reversals/journal.db", Head: journal.Head{Count: 7, Hash: strings.Repeat("ab", 32)}, Attempts: 3, Unfinished: 1}
	findings := []Finding{
		CheckProgram("dojo-reversals 0.1.0"),
		CheckSettings("/home/priya/.config/dojo-reversals/config.toml", []string{"timezone: Europe/Dublin (/home/priya/.config/dojo-reversals/config.toml, line 3)", "base_url: https://api.dojo.tech (environment DOJO_BASE_URL)"}, nil, nil),
		CheckFolder("/home/priya/.local/state/dojo-reversals", nil, ""),
		CheckJournal(whole), CheckAttempts(whole),
		CheckTerminal(Screen{}), CheckClipboard(false, Tmux{}),
	}
	of := func(shop string, list ...Finding) {
		for _, f := range list {
			f.Shop = shop
			findings = append(findings, f)
		}
	}
	of("high-street", CheckKey(Secret{Key: aKey(t, "sk_prod_not_a_real_key"), Source: "the system's keyring"}), CheckZone(time.UTC, "default", now))
	of("high-street", CheckDojo(t.Context(), &fake{}, aWay())...)
	of("market", CheckKey(Secret{Key: aKey(t, "sk_sandbox_not_a_real_key"), Source: "/keys/market"}), CheckZone(time.UTC, "default", now))
	of("market", CheckDojo(t.Context(), &fake{search: &dojo.NotSentError{Exchange: dojo.Exchange{Method: "POST", Path: "/payment-intents/search", Sent: now, Received: now.Add(12 * time.Millisecond)}, Cause: dojo.CauseName, Err: errors.New("x")}}, aWay())...)
	return NewPage("dojo-reversals 0.1.0", now, findings)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	for _, width := range []int{80, 50} {
		golden(t, "page-"+strconv.Itoa(width)+".txt", []byte(p.Text(width, false)))
	}
	b, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "page.json", b)
	var back Page
	if err := json.Unmarshal(b, &back); err != nil || len(back.Findings) != len(p.Findings) {
		t.Errorf("%v, %d findings", err, len(back.Findings))
	}
}

// No line is wider than the terminal, but for a word that is, and colours change no word.
func TestPageFits(t *testing.T) {
	t.Parallel()
	p := aPage(t)
	for width := 40; width <= 130; width++ {
		text := p.Text(width, false)
		for line := range strings.Lines(text) {
			if cells.Width(strings.TrimSuffix(line, "\n")) >= width && len(strings.Fields(line)) > 1 {
				t.Errorf("%d columns: %q", width, line)
			}
		}
		coloured := p.Text(width, true)
		if ansi.Strip(coloured) != text || !strings.Contains(coloured, "\x1b[1;31mFAULT\x1b[0m") {
			t.Errorf("%d columns: colours change the page", width)
		}
	}
}

// Nothing that looks like a key or a password is left, however narrow the page is, and no
// sign that moves the cursor.
func TestPageHasNoSecret(t *testing.T) {
	t.Parallel()
	const text = "operator: sk_prod_one_two_three_four_five_six_seven \x1b[2J http://priya:password@proxy.test"
	f := fault(Key, text, "first\n"+text)
	f.More, f.Shop = []string{text}, "sk_prod_one_two"
	p := NewPage("p", time.Time{}, []Finding{f})
	b, err := p.JSON()
	if err != nil || !json.Valid(b) {
		t.Fatalf("%v: %s", err, b)
	}
	for _, page := range []string{string(b), p.Text(80, false), p.Text(40, false)} {
		for _, never := range []string{"one", "seven", "password", "\x1b", `\u001b`} {
			if strings.Contains(page, never) {
				t.Errorf("%q is in %s", never, page)
			}
		}
		if !strings.Contains(page, "sk_prod_…") || !strings.Contains(page, "first") {
			t.Errorf("something else is missing: %s", page)
		}
	}
}

func TestCodeAndState(t *testing.T) {
	t.Parallel()
	away := fault(Connection, "x", "y")
	away.Unreachable = true
	for _, c := range []struct {
		name     string
		findings []Finding
		code     script.Code
		state    State
		summary  string
	}{
		{"well", []Finding{ok(Key, "x"), ok(Clock, "y")}, script.Done, OK, "All is well."},
		{"not all checked", []Finding{ok(Key, "x"), skipped(Clock, "y")}, script.Done, OK, "0 faults, 0 warnings, 1 not checked."},
		{"warned", []Finding{warning(Settings, "x", "y"), ok(Key, "x")}, script.Done, Warning, "0 faults, 1 warning."},
		{"unreachable", []Finding{ok(Key, "x"), away, warning(Settings, "x", "y")}, script.Unreachable, Fault, "1 fault, 1 warning."},
		{"a fault before", []Finding{fault(Key, "x", "y"), away}, script.Failed, Fault, "2 faults, 0 warnings."},
		{"a fault behind", []Finding{away, fault(Journal, "x", "y")}, script.Failed, Fault, "2 faults, 0 warnings."},
	} {
		p := NewPage("p", time.Time{}, c.findings)
		if p.Code() != c.code || p.State != c.state || p.summary() != c.summary {
			t.Errorf("%s: %d, %s, %s", c.name, p.Code(), p.State, p.summary())
		}
	}
}

func TestBundle(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "support.zip")
	at := time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)
	parts := []Part{{"doctor.txt", []byte("a page")}, {"logs/x.jsonl", []byte(strings.Repeat("{}\n", 1000))}}
	parts = append(parts, Manifest("dojo-reversals 0.1.0", at, parts))
	if err := WriteBundle(path, false, at, parts); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil || f.Name != parts[i].Name || !bytes.Equal(b, parts[i].Data) {
			t.Errorf("%s: %v, %q", f.Name, err, b)
		}
	}
	if list := string(parts[2].Data); !strings.Contains(list, "     3000 bytes  logs/x.jsonl\n") {
		t.Errorf("the list is\n%s", list)
	}
	if err := WriteBundle(path, false, at, nil); !errors.Is(err, ErrBundleThere) {
		t.Errorf("a second one: %v", err)
	}
	if err := place(path, path, false); !errors.Is(err, ErrBundleThere) { // made meanwhile
		t.Errorf("over another one: %v", err)
	}
	if err := WriteBundle(path, true, at, parts[:1]); err != nil {
		t.Error(err)
	}
	if err := WriteBundle(filepath.Join(path, "no", "folder.zip"), false, at, nil); err == nil {
		t.Error("below a file")
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("something is left behind: %v, %v", entries, err)
	}
}
