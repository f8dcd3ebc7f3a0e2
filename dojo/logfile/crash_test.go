package logfile

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// crashIn logs a line and ends this process by what nothing can catch.
func crashIn(dir string) {
	opened := make(chan error, 1)
	var c clock
	o := childOptions(dir, &c)
	o.Opened = func(f *os.File) { opened <- debug.SetCrashOutput(f, debug.CrashOptions{}) }
	l := New(o)
	_, _ = l.Write(said(&c, "the last line"))
	l.Begin()
	if <-opened != nil {
		os.Exit(0)
	}
	l.Close(nil)
	new(sync.Mutex).Unlock()
}

// What the runtime writes at the end of a process is taken out of its log once, as soon as
// it could be kept. What only looks like it stays.
func TestTakeCrashes(t *testing.T) {
	// Not beside other tests, see TestTwoProcesses.
	dir := filepath.Join(t.TempDir(), "state", "logs")
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashDir+"="+dir)
	if err := child.Run(); err == nil {
		t.Fatal("it didn't crash")
	}
	const line, crashed = `{"time":"2026-07-15T11:00:00.000Z","msg":"x"}` + "\n", "fatal error: all goroutines are asleep\n\ngoroutine 1 [running]:\n"
	others := map[string]string{
		"20400101T000001Z-1-1.jsonl": "",
		"20400101T000002Z-1-1.jsonl": line,
		"20400101T000003Z-1-1.jsonl": line + `{"time":"2026-07-15T11:00:00.000Z","msg":"fatal err`,
		"20400101T000004Z-1-1.jsonl": line + "SIGQUIT: quit\nPC=0x1\n\ngoroutine 1 [running]:\n",
		"20400101T000005Z-1-1.jsonl": line + crashed + line,
		"20400101T000006Z-1-2.jsonl": line + crashed,
		"notes.jsonl":                crashed,
	}
	for name, text := range others {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	running, err := create(filepath.Join(dir, "20400101T000007Z-1-1.jsonl"))
	if err != nil || !tryLock(running) {
		t.Fatal(err)
	}
	defer func() { _ = running.Close() }()
	if _, err := running.WriteString(crashed); err != nil {
		t.Fatal(err)
	}

	full := errors.New("the disk is full")
	if err := TakeCrashes(dir, func(Crash) ([]byte, error) { return nil, full }); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	var taken []Crash
	keep := func(c Crash) ([]byte, error) {
		taken = append(taken, c)
		return []byte(`{"time":"` + c.At.Format(TimeForm) + `","msg":"kept"}`), nil
	}
	for range 2 {
		if err := TakeCrashes(dir, keep); err != nil {
			t.Fatal(err)
		}
	}
	if len(taken) != 1 {
		t.Fatalf("%d were taken", len(taken))
	}
	c := taken[0]
	if c.Process != child.Process.Pid || time.Since(c.At) > time.Hour || !strings.Contains(string(c.Log), `"the last line"`) ||
		!strings.Contains(string(c.Text), "goroutine ") || !strings.Contains(string(c.Text), "crashIn(") {
		t.Errorf("%d, %v\n%s\n%s", c.Process, c.At, c.Log, c.Text)
	}
	var said []string
	for _, l := range read(t, dir) {
		if strings.HasSuffix(l.Process, "-"+strconv.Itoa(c.Process)) {
			said = append(said, string(l.Text))
		}
	}
	if len(said) != 2 || !strings.Contains(said[1], `"kept"`) {
		t.Errorf("its log is %q", said)
	}
	for name, text := range others {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != text {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	if err := TakeCrashes(filepath.Join(dir, "none"), keep); err != nil {
		t.Error(err)
	}
}

// However many lines there are before it, a crash has the last of them.
func TestCrashAfterALongLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	line := `{"time":"2026-07-15T11:00:00.000Z","msg":"` + strings.Repeat("x", 5000) + `"}` + "\n"
	path := filepath.Join(dir, "20260715T110000Z-1-1.jsonl")
	if err := os.WriteFile(path, []byte(strings.Repeat(line, 20)+"panic: boom\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := TakeCrashes(dir, func(c Crash) ([]byte, error) {
		if string(c.Log) != strings.Repeat(line, newestMost/len(line)) || string(c.Text) != "panic: boom\n" {
			t.Errorf("%d bytes before %q", len(c.Log), c.Text)
		}
		return []byte("{}"), nil
	})
	if got, readErr := os.ReadFile(path); err != nil || readErr != nil || string(got) != strings.Repeat(line, 20)+"{}\n" {
		t.Errorf("%v, %v, %d bytes", err, readErr, len(got))
	}
}

// What the runtime wrote has the time of the end, however long nothing was logged before.
func TestTimeOfACrash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "20260715T110000Z-1-1.jsonl")
	if err := os.WriteFile(path, []byte(`{"time":"2026-07-15T11:00:00.000Z"}`+"\npanic: boom\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ended := time.Date(2026, 7, 15, 15, 30, 0, 0, time.UTC)
	if err := os.Chtimes(path, ended, ended); err != nil {
		t.Fatal(err)
	}
	if lines := read(t, dir); len(lines) != 2 || !lines[1].Time.Equal(ended) {
		t.Errorf("%v", lines)
	}
}
