package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// spoilings are what can happen to the files of a record.
var spoilings = map[string]struct {
	spoil func(t *testing.T, dir string)
	says  string
	file  string
}{
	"tampered": {func(t *testing.T, dir string) {
		edit(t, filepath.Join(dir, "journal.db"), func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("pi_sandbox_one"), []byte("pi_sandbox_0ne"))
		})
	}, "is damaged", "journal.db"},
	"truncated": {func(t *testing.T, dir string) {
		edit(t, filepath.Join(dir, "journal.db"), func(b []byte) []byte { return b[:len(b)-4096] })
	}, "is damaged", "journal.db"},
	"no head": {func(t *testing.T, dir string) {
		if err := os.Remove(filepath.Join(dir, "journal.head")); err != nil {
			t.Fatal(err)
		}
	}, "is damaged", "journal.head"},
	"behind its head": {func(t *testing.T, dir string) {
		edit(t, filepath.Join(dir, "journal.head"), func(b []byte) []byte { return append([]byte("7"), b[1:]...) })
	}, "has lost events", "journal.head"},
	"empty": {func(t *testing.T, dir string) {
		edit(t, filepath.Join(dir, "journal.db"), func([]byte) []byte { return nil })
	}, "has lost events", "journal.db"},
}

func edit(t *testing.T, file string, change func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, change(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestDamagedRecord holds that the commands and the screen refuse a damaged record
// and name the cure, that the list works read-only, and that journal recover copies
// what is readable into a record that works.
func TestDamagedRecord(t *testing.T) {
	t.Parallel()
	for name, c := range spoilings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.env()
			dir := stateDir(t, env)
			writeRecord(t, dir)
			c.spoil(t, dir)
			for _, args := range [][]string{{"journal"}, {"journal", "verify"}} {
				r := command(t, env, args...)
				if r.code != 1 || r.out != "" || !allIn(r.err, []string{c.says, filepath.Join(dir, c.file), "dojo-reversals journal recover"}) {
					t.Errorf("%v: %+v", args, r)
				}
			}
			till := run(t, s, ptytest.Options{Env: env, Cols: 120})
			till.head("Read-only, nothing can be reversed: the record of reversals in", c.says, "journal recover")
			till.row("ORDER-1", "Held")
			till.press("r").says("Read-only, nothing can be reversed")
			till.press("R").says("Read-only, nothing can be reversed")
			if box(till.Screen()) != "" || till.Screen().Contains("r to reverse") {
				t.Errorf("it offers what it won't do:\n%s", till.Screen())
			}
			till.quit()
			into := filepath.Join(t.TempDir(), "new")
			r := command(t, env, "journal", "recover", "--into", into)
			if name == "empty" || name == "truncated" {
				if r.code != 1 || !allIn(r.err, []string{"nothing of the record of reversals in " + dir + " can be read any more", "set state_dir to a new one"}) {
					t.Errorf("recover: %+v", r)
				}
				return
			}
			if r.code != 0 || !allIn(r.out, []string{"Copied into " + filepath.Join(into, "journal.db") + ": ", "set state_dir to " + into}) {
				t.Fatalf("recover: %+v", r)
			}
			env = append(env, "DOJO_STATE_DIR="+into)
			s.verify(env)
			till = run(t, s, ptytest.Options{Env: env})
			till.row("ORDER-1", "Held, r to reverse")
			till.quit()
		})
	}
}

// TestRecoverOnce holds that recover never writes into an existing record.
func TestRecoverOnce(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	dir := stateDir(t, env)
	writeRecord(t, dir)
	spoilings["no head"].spoil(t, dir)
	if r := command(t, env, "journal", "recover", "--into", dir); r.code != 1 || r.out != "" {
		t.Errorf("into itself: %+v", r)
	}
	r := command(t, env, "journal", "recover")
	if r.code != 0 || !allIn(r.out, []string{"Copied into " + dir + "-recovered-", ": 6 events. Altered and left out: 0. Missing: 0. Checked again at the next start: 0 attempts.\n"}) {
		t.Errorf("%+v", r)
	}
}

// TestNothingToRecover holds that recover copies nothing of a record that is whole,
// and advises no other folder.
func TestNothingToRecover(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	dir := stateDir(t, env)
	if r := command(t, env, "journal", "recover"); r.code != 1 || r.out != "" || !strings.Contains(r.err, "there is no record of reversals in "+dir) || strings.Contains(r.err, "state_dir") {
		t.Errorf("nothing there: %+v", r)
	}
	writeRecord(t, dir)
	into := filepath.Join(t.TempDir(), "new")
	r := command(t, env, "journal", "recover", "--into", into)
	if r.code != 0 || r.out != "Nothing to recover: "+filepath.Join(dir, "journal.db")+" is whole, with 6 events. Nothing was copied.\n" || r.err != "" {
		t.Errorf("a whole one: %+v", r)
	}
	if _, err := os.Stat(into); !os.IsNotExist(err) {
		t.Errorf("it made %s: %v", into, err)
	}
}
