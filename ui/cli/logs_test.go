package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dojoreversals/ui/internal/ptytest"
)

// On a terminal logs is for people, follows what another run logs, and ends with ctrl+c.
func TestLogsFollow(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env := s.env()
	p := run(t, nil, ptytest.Options{Args: []string{"logs", "--follow"}, Env: env, Cols: 250, Rows: 80})
	p.WaitFor("Nothing was logged yet in " + filepath.Join(stateDir(t, env), "logs"))
	till := run(t, s, ptytest.Options{Env: env, Cols: 100})
	till.row("ORDER-1", "r to reverse")
	p.WaitFor("INFO  start version=", "call method=POST path=payment-intents/search status=200", "journal check whole=true")
	till.quit()
	p.WaitFor("end reason=closed under_way=0")
	p.press("ctrl+c")
	p.ended(0)
}

// Where nothing was logged lately it says where there is more.
func TestLogsOfBefore(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	dir := filepath.Join(stateDir(t, env), "logs")
	makeDir(t, dir, 0o700)
	at := time.Now().Add(-50 * time.Hour).UTC()
	path := filepath.Join(dir, "20260715T110000Z-617-1.jsonl")
	text := `{"time":"` + at.Format(time.RFC3339) + `","level":"INFO","msg":"start"}` + "\nfatal error: out of memory\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
	if r := command(t, env, "logs"); r.code != 0 || r.out != "" || !strings.Contains(r.err, "To see it: dojo-reversals logs --since 3d") {
		t.Errorf("%+v", r)
	}
	r := command(t, env, "logs", "--since", "3d")
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
	if r.code != 0 || r.err != "" || len(lines) != 2 || !strings.Contains(lines[1], `"text":"fatal error: out of memory"`) {
		t.Errorf("%+v", r)
	}
}

// Where the log can't be written, a reversal is made all the same, and nobody is told.
func TestNoRoomForTheLog(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env := s.env()
	dir := stateDir(t, env)
	makeDir(t, dir, 0o700)
	if err := os.WriteFile(filepath.Join(dir, "logs"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	till := run(t, s, ptytest.Options{Env: env, Cols: 100})
	till.row("ORDER-1", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Created, reversing")
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	if screen := till.Screen(); screen.Contains("log") {
		t.Errorf("the screen speaks of the log:\n%s", screen)
	}
	till.says("Successful: ")
	till.press("esc").WaitGone("Successful: ")
	till.quit()
}
