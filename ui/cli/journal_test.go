package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// stateDir is where the programs of an environment keep their record.
func stateDir(t *testing.T, env []string) string {
	t.Helper()
	for _, entry := range env {
		if dir, ok := strings.CutPrefix(entry, "DOJO_STATE_DIR="); ok {
			return dir
		}
	}
	t.Fatal("the environment has no DOJO_STATE_DIR")
	return ""
}

// formula is a reference chosen by somebody who wants to run something on the PC of
// the shop's accountant.
const formula = `=HYPERLINK("http://dojo.invalid","ORDER-7")`

// attempts are two that a record is made of: one of today and one of two days
// ago.
func attempts(now time.Time) []journal.Attempt {
	a := journal.Attempt{
		ID: "0199a000-0000-7000-8000-000000000001",
		Payment: journal.Payment{
			ID: "pi_sandbox_one", Reference: formula, Card: dojo.Card{Brand: "Visa", Last4: "1013"},
			Amount: dojo.Money{Minor: 4250, Currency: "GBP"}, PaidAt: now.Add(-time.Minute), Status: dojo.StatusAuthorized,
		},
		Reason: "+customer asked", Environment: dojo.Sandbox, BaseURL: "https://dojo.invalid", KeyFingerprint: "-aaaa",
		Operator: "@priya", Host: "till-2", ConfirmedAt: now, State: journal.Intended,
	}
	b := a
	b.ID, b.Payment.ID, b.Payment.Reference, b.Reason = "0199a000-0000-7000-8000-000000000002", "pi_sandbox_two", "ORDER-2", "charged twice"
	b.ConfirmedAt = now.Add(-48 * time.Hour)
	return []journal.Attempt{a, b}
}

// writeRecord makes a record with the first attempt reversed and the second one
// abandoned two days before.
func writeRecord(t *testing.T, dir string) {
	t.Helper()
	now := time.Now()
	list := attempts(now)
	a, b := list[0], list[1]
	at := func(when time.Time, do func(s *sqlite.Store) error) {
		t.Helper()
		s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Process: "test-" + when.String(), Now: func() time.Time { return when }})
		if err == nil {
			err = do(s)
			if shut := s.Close(); err == nil {
				err = shut
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	at(b.ConfirmedAt, func(s *sqlite.Store) error { return takeThrough(t.Context(), s, b, journal.Abandoned) })
	at(now, func(s *sqlite.Store) error {
		return takeThrough(t.Context(), s, a, journal.Sending, journal.Created, journal.Successful)
	})
}

// takeThrough records an attempt in one state after the other.
func takeThrough(ctx context.Context, s *sqlite.Store, a journal.Attempt, states ...journal.State) error {
	if err := s.Begin(ctx, a); err != nil {
		return err
	}
	for _, next := range states {
		from := a
		a.State = next
		if err := s.Move(ctx, from, a); err != nil {
			return err
		}
	}
	return nil
}

// A card number that an older version recorded stays as it was recorded, and is
// cut wherever it is shown.
func TestJournalShowsNoCardNumber(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: stateDir(t, env), Process: "test", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	a := attempts(time.Now())[0]
	a.Payment.Reference, a.Reason, a.Message = "card 4111 1111 1111 1111", "other: 4111-1111-1111-1111", "reversed 4111111111111111 MR A CUSTOMER"
	err = takeThrough(t.Context(), s, a, journal.Sending, journal.Successful)
	if shut := s.Close(); err != nil || shut != nil {
		t.Fatal(err, shut)
	}
	for _, format := range []string{"table", "csv", "json"} {
		r := command(t, env, "journal", "--format", format)
		if r.code != 0 || !strings.Contains(r.out, "card …1111") || strings.Contains(strings.NewReplacer(" ", "", "-", "").Replace(r.out), "411111") {
			t.Errorf("%s: %+v", format, r)
		}
	}
	if r := command(t, env, "journal", "verify"); r.code != 0 {
		t.Errorf("%+v", r)
	}
}

func TestJournalShown(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	if r := command(t, env, "journal"); r.code != 0 || r.out != "Nothing is recorded.\n" {
		t.Errorf("an empty record: %+v", r)
	}
	writeRecord(t, stateDir(t, env))

	r := command(t, env, "journal")
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	if r.code != 0 || len(lines) != 1+2+4 || !strings.HasPrefix(lines[0], "TIME (UTC)") {
		t.Fatalf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	for i, words := range map[int][]string{
		1: {"@priya@till-2", "pi_sandbox_two", "ORDER-2", "GBP 42.50", "intended"},
		2: {"pi_sandbox_two", "abandoned"}, 3: {"pi_sandbox_one", "intended"}, 4: {"sending"}, 5: {"created"}, 6: {"successful"},
	} {
		if !allIn(lines[i], words) {
			t.Errorf("line %d isn't about %q: %s", i, words, lines[i])
		}
	}
	for since, both := range map[string]bool{"24h": false, "1d": false, "1 day": false, "2w": true, "3 days": true, "0": true} {
		r := command(t, env, "journal", "--since", since)
		if r.code != 0 || strings.Contains(r.out, "pi_sandbox_two") != both || !strings.Contains(r.out, "pi_sandbox_one") {
			t.Errorf("--since %s\n%s%s", since, r.out, r.err)
		}
	}
	if r := command(t, env, "journal", "--payment", "{pi_sandbox_two}"); strings.Contains(r.out, "pi_sandbox_one") || !strings.Contains(r.out, "pi_sandbox_two") {
		t.Errorf("--payment\n%s%s", r.out, r.err)
	}
}

func TestJournalAsJSON(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	writeRecord(t, stateDir(t, env))
	r := command(t, env, "journal", "--format", "json")
	in := json.NewDecoder(strings.NewReader(r.out))
	var last map[string]any
	n := 0
	for ; in.More(); n++ {
		last = nil
		if err := in.Decode(&last); err != nil {
			t.Fatal(err)
		}
	}
	if n != 6 {
		t.Errorf("%d lines\n%s", n, r.out)
	}
	for name, want := range map[string]any{
		"seq": 6.0, "payment": "pi_sandbox_one", "reference": formula, "amount_minor": 4250.0, "currency": "GBP",
		"state": "successful", "operator": "@priya", "host": "till-2", "environment": "SANDBOX", "reason": "+customer asked",
	} {
		if last[name] != want {
			t.Errorf("%s is %v, want %v", name, last[name], want)
		}
	}
	if hash, ok := last["hash"].(string); !ok || len(hash) != 64 {
		t.Errorf("the hash is %v", last["hash"])
	}
}

// TestJournalForSpreadsheets holds that no cell starts a formula, and that each
// still says what was recorded.
func TestJournalForSpreadsheets(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	writeRecord(t, stateDir(t, env))
	r := command(t, env, "journal", "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(r.out)).ReadAll()
	if err != nil || len(rows) != 7 {
		t.Fatalf("%d rows, %v\n%s", len(rows), err, r.out)
	}
	cell := map[string]string{}
	for i, name := range rows[0] {
		cell[name] = rows[6][i]
	}
	for name, want := range map[string]string{
		"reference": "'" + formula, "reason": "'+customer asked", "operator": "'@priya", "key_fingerprint": "'-aaaa",
		"amount_minor": "4250", "state": "successful",
	} {
		if cell[name] != want {
			t.Errorf("%s is %q, want %q", name, cell[name], want)
		}
	}
	for _, row := range rows {
		for _, c := range row {
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				t.Errorf("a cell that starts a formula: %q", c)
			}
		}
	}
	for locale, begins := range map[string]string{"en-GB": "\ufeffseq,time,", "es-ES": "\ufeffseq;time;"} {
		conf := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(conf, []byte("locale = '"+locale+"'"), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := command(t, env, "journal", "--excel", "--config", conf); r.code != 0 || !strings.HasPrefix(r.out, begins) || r.err != "" {
			t.Errorf("%s: %+v", locale, r)
		}
	}
}

func TestJournalMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"format":          {[]string{"journal", "--format", "xml"}, []string{"--format", `"xml"`, "table, json or csv"}},
		"since":           {[]string{"journal", "--since", "yesterday"}, []string{"--since", `"yesterday"`, "a span of time, such as", "7d or 2w"}},
		"months":          {[]string{"journal", "--since", "1 month"}, []string{"--since", `"1 month"`, "a span of time"}},
		"bare number":     {[]string{"journal", "--since", "7"}, []string{"--since", `"7"`, "7d or 2w"}},
		"excel as json":   {[]string{"journal", "--excel", "--format", "json"}, []string{"--excel only goes with --format csv"}},
		"negative since":  {[]string{"journal", "--since", "-1h"}, []string{"--since", "negative"}},
		"payment":         {[]string{"journal", "--payment", "../x"}, []string{"--payment"}},
		"argument":        {[]string{"journal", "nonsense"}, []string{`"nonsense"`, "journal --help"}},
		"adopt, no key":   {[]string{"journal", "adopt"}, []string{"This till isn't connected to Dojo."}},
		"verify argument": {[]string{"journal", "verify", "abc"}, []string{`"abc"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := command(t, sealed(t), c.args...)
			if r.code != 2 || r.out != "" || !allIn(r.err, c.says) {
				t.Errorf("exit code %d, %q %q", r.code, r.out, r.err)
			}
		})
	}
}

// TestVerify verifies a whole record, with and without a noted head, and records
// that are damaged or changed in each way.
func TestVerify(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	dir := stateDir(t, env)
	writeRecord(t, dir)
	r := command(t, env, "journal", "verify")
	if r.code != 0 || !strings.Contains(r.out, "is whole: 6 events of 2 attempts, 0 not finished.") {
		t.Fatalf("%+v", r)
	}
	_, head, _ := strings.Cut(r.out, "Its head is ")
	head, _, _ = strings.Cut(head, ":")
	if r := command(t, env, "journal", "verify", "--head", head); r.code != 0 {
		t.Errorf("its own head: %+v", r)
	}
	other := strings.Repeat("0123456789abcdef", 4)
	if r := command(t, env, "journal", "verify", "--head", other); r.code != 1 || !strings.Contains(r.err, "doesn't have the hash that was asked for") {
		t.Errorf("another head: %+v", r)
	}
}

// TestVerifyCounts holds that one attempt is "1 attempt".
func TestVerifyCounts(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: stateDir(t, env), Process: "test", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Begin(t.Context(), attempts(time.Now())[0])
	if shut := s.Close(); err != nil || shut != nil {
		t.Fatal(err, shut)
	}
	if r := command(t, env, "journal", "verify"); r.code != 0 || !strings.Contains(r.out, "is whole: 1 event of 1 attempt, 1 not finished.") {
		t.Errorf("%+v", r)
	}
}

// TestAdopt hands an unfinished reversal to the shop's new key.
func TestAdopt(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.fault("stuck")
	env := s.env()
	till := run(t, s, ptytest.Options{Env: env})
	till.row("ORDER-1", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Created")
	till.leaveWatching().ended(0)

	env = append(env, "DOJO_API_KEY="+testKey+"_new")
	till = run(t, s, ptytest.Options{Env: env, Cols: 120})
	till.row("ORDER-1", "Reversal open, made with another key")
	till.says("Open, made with another key: only that key can follow it.")
	till.quit()

	// Without a terminal it shows what it would take, and takes nothing.
	r := command(t, env, "journal", "adopt")
	if r.code != 2 || !allIn(r.out, []string{"(Corner Shop), unfinished: 1", s.ids["ORDER-1"], "GBP 42.50", "created"}) || !strings.Contains(r.err, "--yes") {
		t.Fatalf("%+v", r)
	}
	for _, c := range []struct {
		answer, says string
		code         int
	}{{"no", "nothing was adopted", 1}, {"", "nothing was adopted", 1}, {"yes", "Adopted: 1. Open the program to follow them.", 0}} {
		asked := ptytest.Start(t, ptytest.Options{Binary: build(t), Env: env, Cols: 120, Args: []string{"journal", "adopt"}})
		asked.WaitFor("Type yes:")
		asked.Type(c.answer + "\r")
		asked.WaitFor(c.says)
		if code := asked.Wait(); code != c.code {
			t.Errorf("%q: exit code %d", c.answer, code)
		}
	}
	if r := command(t, env, "journal", "adopt", "--yes"); r.code != 0 || !strings.HasPrefix(r.out, "Nothing to adopt") {
		t.Errorf("again: %+v", r)
	}
	till = run(t, s, ptytest.Options{Env: env, Cols: 120, KillAtEnd: true})
	till.row("ORDER-1", "Created, reversing")
	till.says("Dojo is processing the reversal.")
	s.verify(env)
}

// TestFilesOfTheRecord holds that only this account can read the record's files and
// that they hold no secret, while the program runs too.
func TestFilesOfTheRecord(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env := s.env("DOJO_API_KEY="+liveKey, "DOJO_LIVE_HOST=127.0.0.1")
	dir := stateDir(t, env)
	till := run(t, s, ptytest.Options{Env: env})
	till.row("ORDER-1", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Created")
	check := func(least int) {
		t.Helper()
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", dir, info.Mode(), err)
		}
		files, err := os.ReadDir(dir)
		if err != nil || len(files) < least {
			t.Errorf("%d files, %v", len(files), err)
		}
		for _, f := range files {
			info, err := f.Info()
			if f.Name() == "logs" { // TestNoSecretIsWritten reads what is in it
				if err != nil || info.Mode().Perm() != 0o700 {
					t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
				}
				continue
			}
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
			}
			// Reading the files isn't done in the process that has them open.
			b, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Error(err)
			}
			for _, never := range append(sandbox.Decoys(), liveKey) {
				if bytes.Contains(b, []byte(never)) {
					t.Errorf("%s has %q in it", f.Name(), never)
				}
			}
		}
	}
	check(4) // the database, its log, the log's index, the head
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	till.quit()
	check(2)
	s.verify(env)
}
