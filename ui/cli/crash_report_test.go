package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The report of an earlier run has nothing secret that the runtime wrote, and is named
// after the run.
func TestEarlierReport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(logDir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(logDir(dir), "20260715T110000Z-617-1.jsonl")
	text := `{"time":"2026-07-15T11:00:00.000Z","msg":"the last line"}` + "\n" +
		"panic: sk_live_notARealKey, card 4111111111111111\x1b[2J\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:1 +0x1\n"
	if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ended := time.Date(2026, 7, 15, 15, 30, 0, 0, time.UTC)
	if err := os.Chtimes(log, ended, ended); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "crash-20260715T153000Z-617.txt")
	if notes := reportCrashes(dir); len(notes) != 1 || !strings.Contains(notes[0], "on 15 July 2026 at 15:30 UTC") || !strings.Contains(notes[0], path) {
		t.Errorf("%q", notes)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"time     2026-07-15T15:30:00.000Z\nprocess  617\n", `"the last line"`, "panic: sk_live_…, card …1111[2J\n", "main.main()\n\t/src/main.go:1 +0x1\n"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("it hasn't %q:\n%s", want, b)
		}
	}
	if notes := reportCrashes(dir); len(notes) != 0 {
		t.Errorf("again: %q", notes)
	}
}
