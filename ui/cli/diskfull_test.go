package cli_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// TestDiskFull fails each write to the journal as a full disk does: only that
// write, or all from then on. If a write before the request fails, nothing is sent.
// If one after it fails, the result is shown as not recorded, and the next start
// reads the payment again.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 4; n++ {
		for _, more := range []string{"", "+"} {
			t.Run(fmt.Sprint("write ", n, more), func(t *testing.T) {
				t.Parallel()
				s := openFastShop(t)
				s.pay(sale("ORDER-1", 4250, "1013"))
				env := s.fastEnv()
				till := fastTill(s, append(env, fmt.Sprintf("DOJO_FAILWRITE=%d%s", n, more)))
				till.row("ORDER-1", "Held, r to reverse")
				till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
				if n <= 2 {
					s.notSent("ORDER-1")
					till.says("Not sent: the record of it can't be written on this PC. Nothing was done: £42.50, ORDER-1.")
					till.row("ORDER-1", "Not sent, r to try again")
					s.checkCalls()
					s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
				} else {
					eventually(t, "the request", func() bool { return s.Calls().Reversal == 1 })
					if more == "+" {
						till.says("(Not recorded on this PC.)")
					}
					s.clock.run(waitSpeed)
					till.row("ORDER-1", "Successful, reversed")
					said := []string{"Successful: £42.50, ORDER-1, is reversed."}
					if more == "+" {
						said = append(said, "(Not recorded on this PC.)")
					}
					till.says(said...)
				}
				till.Kill()

				s.clock.run(waitSpeed)
				till = fastTill(s, env)
				switch {
				case n == 1:
					till.row("ORDER-1", "Held, r to reverse")
				case n == 2:
					till.row("ORDER-1", "Not sent, r to try again")
				default:
					till.row("ORDER-1", "Successful, reversed")
					if more == "+" {
						till.says("priya", "£42.50, ORDER-1", "Reversed. Don't refund or pay cash as well.")
					}
				}
				s.verify(env)
			})
		}
	}
}

// TestUnusableRecord lists the payments read-only, and says why and what to do,
// wherever the record can't be used.
func TestUnusableRecord(t *testing.T) {
	t.Parallel()
	const before = "Read-only, nothing can be reversed:"
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		says  []string
	}{
		"not a folder": {func(t *testing.T, dir string) {
			if err := os.WriteFile(dir, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"is something else, not a folder.", "the setting is state_dir"}},
		"another file": {func(t *testing.T, dir string) {
			makeDir(t, dir, 0o700)
			if err := os.WriteFile(filepath.Join(dir, "journal.db"), []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"the record of reversals in", "is damaged", "journal recover"}},
		"open to others": {func(t *testing.T, dir string) { makeDir(t, dir, 0o755) },
			[]string{"other accounts of this PC can get at", "the setting is state_dir"}},
		"read-only": {func(t *testing.T, dir string) {
			if os.Geteuid() == 0 {
				t.Skip("root may write everywhere")
			}
			makeDir(t, dir, 0o500)
		}, []string{"can't be written. Allow this account to write there"}},
		"newer": {func(t *testing.T, dir string) {
			writeRecord(t, dir)
			execSQL(t, dir, "PRAGMA user_version = 99")
		}, []string{"was written by a newer version of this program. Use that version."}},
		"locked": {func(t *testing.T, dir string) {
			writeRecord(t, dir)
			execSQL(t, dir, "BEGIN IMMEDIATE")
		}, []string{"another program is holding the record of reversals in", "Close it, then start again."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.env("DOJO_API_KEY="+liveKey, "DOJO_LIVE_HOST=127.0.0.1")
			c.spoil(t, stateDir(t, env))
			till := run(t, s, ptytest.Options{Env: env, Cols: 100})
			screen := till.head(append([]string{"LIVE", before}, c.says...)...)
			if strings.Contains(screen.Text(), "sqlite") || strings.Contains(screen.Text(), "SQL") {
				t.Errorf("words of a library:\n%s", screen)
			}
			till.row("ORDER-1", "£42.50", "Held")
			till.press("r").says(before)
			if box(till.Screen()) != "" || till.Screen().Contains("r to reverse") {
				t.Errorf("it offers what it won't do:\n%s", till.Screen())
			}
			till.quit()
		})
	}
}

func makeDir(t *testing.T, dir string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
}

// execSQL changes a record as the program never would, on a connection that stays
// open until the end of the test.
func execSQL(t *testing.T, dir, statement string) {
	t.Helper()
	t.Cleanup(withSQL(t, dir, statement))
}

// withSQL is execSQL with a connection that its result closes. What it holds is free then.
func withSQL(t *testing.T, dir, statement string) (end func()) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "PRAGMA busy_timeout = 60000") // a program may be writing
	}
	if err == nil {
		_, err = conn.ExecContext(ctx, statement)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = conn.Close()
		_ = db.Close()
	}
}
