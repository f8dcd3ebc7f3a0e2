package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/config"
)

// broken is a screen that panics where it is told to.
type broken struct{ at string }

func (b broken) panics(at string) {
	if b.at == at {
		panic(at)
	}
}

func (b broken) command(at string) tea.Cmd {
	return func() tea.Msg { b.panics(at); return nil }
}

func (b broken) Init() tea.Cmd { return b.command("init") }

func (b broken) Update(tea.Msg) (tea.Model, tea.Cmd) {
	b.panics("update")
	return b, tea.Batch(b.command("command"), tea.Batch(b.command("batch"), b.command("none")))
}

func (b broken) View() string { b.panics("view"); return "" }
func (b broken) Moment() int  { return 0 }

// A panic anywhere in the screen or in what it does in the background ends the program,
// whatever comes next.
func TestPanicsInTheScreen(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"init", "update", "command", "batch", "view", "none at all"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			c := newCrashes(time.Now)
			c.keep(t.TempDir(), nil)
			p := newPainter(newTerminal(nil, &strings.Builder{}, false, ""), machine{})
			m := &painted{screen: broken{at}, by: p, window: newWindow(func(string) (string, bool) { return "", false }), crashes: c, seen: func(tea.Msg) {}}
			var do func(tea.Cmd) (quits bool)
			do = func(cmd tea.Cmd) (quits bool) {
				switch msg := cmd().(type) {
				case tea.QuitMsg:
					return true
				case tea.BatchMsg:
					for _, cmd := range msg {
						quits = do(cmd) || quits
					}
				}
				return quits
			}
			quits := do(m.Init())
			for _, msg := range []tea.Msg{drawNow{}, tea.FocusMsg{}} {
				model, cmd := m.Update(msg)
				if model != m {
					t.Fatalf("the model is %v", model)
				}
				quits = cmd != nil && do(cmd) || quits
			}
			if crashed := at != "none at all"; c.any() != crashed || (c.err() != nil) != crashed {
				t.Errorf("crashed: %v, %v", c.any(), c.err())
			}
			if direct := at == "update" || at == "view"; quits != direct {
				t.Errorf("the screen ends by itself: %v", quits)
			}
		})
	}
}

// The report of the first panic has all that helps to find the mistake, and no key. Later
// ones change nothing.
func TestCrashReport(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	began := time.Date(2026, 7, 15, 11, 0, 0, 0, time.UTC)
	now := began
	c := newCrashes(func() time.Time { return now })
	log := newAppLog(config.Settings{StateDir: dir, Debug: true}, machine{now: func() time.Time { return now }}, false)
	c.keep(dir, log)
	log.Info("something", "text", "card 4111111111111111\x1b[2J sk_live_notARealKey")
	now = now.Add(90 * time.Second)
	if err := c.run(func() error { return nil }); err != nil || c.err() != nil {
		t.Fatal(err)
	}
	second := make(chan struct{})
	_ = c.run(func() error { panic("first, with sk_sandbox_notARealKey in it") })
	c.spawn(func() { defer close(second); panic("second") })
	<-second
	path := filepath.Join(dir, fmt.Sprintf("crash-20260715T110130Z-%d.txt", os.Getpid()))
	err := c.err()
	if err == nil || !strings.Contains(err.Error(), "\n    "+path+"\n") || !strings.Contains(err.Error(), "start the program again") {
		t.Fatalf("it says %v", err)
	}
	b, readErr := os.ReadFile(path)
	if readErr != nil {
		t.Fatal(readErr)
	}
	for _, want := range []string{
		"time     2026-07-15T11:01:30.000Z\n", "version  dojo-reversals ", ", ran for 1m30s\n", "panic    first, with sk_sandbox_… in it\n",
		`"msg":"something","pid":`, `"text":"card …1111`, "goroutine ", "TestCrashReport", "testing.tRunner",
	} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("the report hasn't %q", want)
		}
	}
	for _, never := range []string{"notARealKey", "4111111111111111", "second", "\x1b"} {
		if bytes.Contains(b, []byte(never)) {
			t.Errorf("the report has %q", never)
		}
	}
	if info, err := os.Stat(path); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o600) {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// Where the state folder takes no report, the folder of temporary files does. If that
// doesn't either, the panic itself is said.
func TestCrashReportElsewhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, temporary := range []string{t.TempDir(), file} {
		for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
			t.Setenv(name, temporary)
		}
		c := newCrashes(time.Now)
		c.keep(filepath.Join(file, "state"), nil)
		_ = c.run(func() error { panic("boom") })
		text := c.err().Error()
		if written := temporary != file; strings.Contains(text, "is written in\n    "+temporary) != written || strings.Contains(text, "Write this down: boom") == written {
			t.Errorf("with %s it says %s", temporary, text)
		}
	}
}

func TestOldCrashReportsGo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"crash-1.txt", "crash-20260101T000000Z-notes.txt"} { // of other programs
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 7, 15, 11, 0, 0, 0, time.UTC)
	for range crashReports + 5 {
		now = now.Add(time.Hour)
		if _, err := writeReport(dir, now, 1, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != crashReports+2 || !strings.Contains(names[len(names)-1], now.Format("20060102T150405Z")) {
		t.Errorf("%d reports are left, the last is %v, %v", len(names), names[len(names)-1], err)
	}
}

// Reports of one second don't take each other's place.
func TestCrashReportsOfOneSecond(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Date(2026, 7, 15, 11, 0, 0, 0, time.UTC)
	for i := range 3 {
		path, err := writeReport(dir, now, 1, fmt.Append(nil, i))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != fmt.Sprint(i) {
			t.Errorf("%s has %q, %v", path, b, err)
		}
	}
	if names, err := filepath.Glob(filepath.Join(dir, "crash-*.txt")); err != nil || len(names) != 3 {
		t.Errorf("%v, %v", names, err)
	}
}
