package logfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a clock that a test moves.
type clock struct{ ahead time.Duration }

func (c *clock) now() time.Time { return time.Now().Add(c.ahead) }

func options(t testing.TB, c *clock) Options {
	t.Helper()
	return Options{Dir: filepath.Join(t.TempDir(), "state", "logs"), Now: c.now, Process: 7, FileMost: 1 << 20, Most: 10 << 20, MostFiles: 100, MostAge: 14 * 24 * time.Hour}
}

// said is a line of a log as the program writes it.
func said(c *clock, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return fmt.Appendf(nil, "{\"time\":%q,\"msg\":%s}\n", c.now().UTC().Format(TimeForm), quoted)
}

func read(t testing.TB, dir string) []Line {
	t.Helper()
	lines, err := NewReader(dir, time.Time{}).Poll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// What was logged before the log began is written too, in order, to files that nobody
// else can read.
func TestLog(t *testing.T) {
	t.Parallel()
	var c clock
	o := options(t, &c)
	var opened *os.File
	o.Opened = func(f *os.File) { opened = f }
	l := New(o)
	var wrote sync.WaitGroup
	_, _ = l.Write(said(&c, "first"))
	if _, err := os.Stat(filepath.Dir(o.Dir)); !os.IsNotExist(err) {
		t.Errorf("a folder is made before Begin: %v", err)
	}
	l.Begin()
	l.Begin()
	for i := range 10 {
		wrote.Go(func() {
			for j := range 100 {
				_, _ = l.Write(said(&c, fmt.Sprint(i, " ", j)))
			}
		})
	}
	wrote.Wait()
	l.Close(nil)
	l.Close(nil)
	_, _ = l.Write(said(&c, "too late"))
	lines := read(t, o.Dir)
	if len(lines) != 1001 || !bytes.Contains(lines[0].Text, []byte("first")) || opened == nil {
		t.Errorf("%d lines, the first %s", len(lines), lines[0].Text)
	}
	if got := l.Newest(); !bytes.HasSuffix(got, []byte("\"too late\"}\n")) || len(got) > newestMost || len(got) < newestMost-100 || got[0] != '{' {
		t.Errorf("the newest are %d bytes: %.80s", len(got), got)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{o.Dir: 0o700, filepath.Dir(o.Dir): 0o700, opened.Name(): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// A program that ended before its log began leaves nothing.
func TestLogThatNeverBegan(t *testing.T) {
	t.Parallel()
	var c clock
	o := options(t, &c)
	l := New(o)
	_, _ = l.Write(said(&c, "x"))
	l.Close(nil)
	l.Begin()
	if _, err := os.Stat(o.Dir); !os.IsNotExist(err) {
		t.Error(err)
	}
	var none *Log
	none.Begin()
	_, err := none.Write([]byte("x\n"))
	none.Close(nil)
	if none.Newest() != nil || err != nil {
		t.Error("no log has lines")
	}
}

// Lines that can't be written are dropped, and a later line says how many.
func TestDroppedLines(t *testing.T) {
	t.Parallel()
	var c clock
	o := options(t, &c)
	began := time.Now() // the clock stands still, so that a slow test isn't longer than openAgain
	o.Now = func() time.Time { return began.Add(c.ahead) }
	if err := os.WriteFile(filepath.Dir(o.Dir), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l := New(o)
	log := func(text string) {
		_, _ = l.Write(said(&c, text))
		l.flush()
	}
	log("a")
	if err := os.Remove(filepath.Dir(o.Dir)); err != nil {
		t.Fatal(err)
	}
	log("b") // it isn't tried again so soon
	c.ahead += openAgain
	log("c")
	good := l.files.current
	bad, err := os.Create(filepath.Join(t.TempDir(), "closed"))
	if err = errors.Join(err, bad.Close()); err != nil {
		t.Fatal(err)
	}
	l.files.current = bad // as on a full disk
	log("d")
	l.files.current = good
	log("e")
	for range pendingMost/len(said(&c, "f")) + 3 {
		_, _ = l.Write(said(&c, "f"))
	}
	l.flush()
	log("g")
	l.files.close()
	var got []string
	for _, line := range read(t, o.Dir) {
		if text := string(line.Text); !strings.Contains(text, `"f"`) {
			_, text, _ = strings.Cut(text, `"msg":`)
			got = append(got, text)
		}
	}
	want := []string{`"log lines dropped","count":2}`, `"c"}`, `"log lines dropped","count":1}`, `"e"}`, `"log lines dropped","count":3}`, `"g"}`}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A folder that others can enter gets no log.
func TestNoLogWhereOthersCanEnter(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes mean nothing here")
	}
	var c clock
	for _, open := range []func(Options) string{
		func(o Options) string { return o.Dir },
		func(o Options) string { return filepath.Dir(o.Dir) },
	} {
		o := options(t, &c)
		if err := errors.Join(os.MkdirAll(o.Dir, 0o700), os.Chmod(open(o), 0o750)); err != nil {
			t.Fatal(err)
		}
		l := New(o)
		l.Begin()
		_, _ = l.Write(said(&c, "x"))
		l.Close(nil)
		if lines := read(t, o.Dir); len(lines) > 0 {
			t.Errorf("%s: %d lines", open(o), len(lines))
		}
	}
}

// Close doesn't wait for a disk that never answers.
func TestCloseWaitsNoLongerThanItShould(t *testing.T) {
	t.Parallel()
	var c clock
	o := options(t, &c)
	hangs := make(chan struct{})
	o.Opened = func(*os.File) { <-hangs }
	l := New(o)
	l.Begin()
	_, _ = l.Write(said(&c, "x"))
	late := make(chan time.Time, 1)
	late <- time.Time{}
	l.Close(late)
	close(hangs)
	<-l.done
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Basic sk_sandbox_abcDEF123-_.~+/=x, and": "Basic sk_sandbox_…, and",
		"SK_LIVE_abcdef":                         "SK_LIVE_…",
		"%20sk_prod_abcdef":                      "%20sk_prod_…",
		`"sk_abcdef"`:                            `"sk_…"`,
		"pk_test_abcdef":                         "pk_test_…",
		"sk_sandbox_…":                           "sk_sandbox_…",
		"disk_full, task_manager, risk_x":        "disk_full, task_manager, risk_x",
		"proxy http://anna:pass%40@proxy:3128/x": "proxy http://…@proxy:3128/x",
		"a@b //c/d@e":                            "a@b //c/d@e",
		"":                                       "",
	} {
		if got := string(Redact([]byte(in))); got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
	var c clock
	l := New(options(t, &c))
	_, _ = l.Write([]byte("sk_live_abcdef\n"))
	if got := string(l.Newest()) + string(l.pending); got != "sk_live_…\nsk_live_…\n" {
		t.Errorf("it keeps %q", got)
	}
}

// Logging a line costs few allocations, and no disk.
func BenchmarkWrite(b *testing.B) {
	var c clock
	l := New(options(b, &c))
	l.Begin()
	defer l.Close(nil)
	line := said(&c, strings.Repeat("x", 150))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = l.Write(line)
	}
}
