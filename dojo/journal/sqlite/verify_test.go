package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// vandal changes a closed journal by SQL, as somebody with the right tools
// could, after having taken the triggers away and before putting them back.
func vandal(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, dbName)+"?_pragma=writable_schema(1)")
	must(t, err)
	db.SetMaxOpenConns(1)
	triggers := map[string]string{}
	rows, err := db.QueryContext(ctx, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
	must(t, err)
	for rows.Next() {
		var name, text string
		must(t, rows.Scan(&name, &text))
		triggers[name] = text
	}
	must(t, errors.Join(rows.Err(), rows.Close()))
	do := func(s string) {
		t.Helper()
		if _, err := db.ExecContext(ctx, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	for name := range triggers {
		do("DROP TRIGGER " + name)
	}
	for _, s := range statements {
		do(s)
	}
	for _, text := range triggers {
		do(text)
	}
	must(t, db.Close())
}

func TestTriggersRefuse(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	fill(t, s, 0, 1)
	for _, statement := range []string{
		"UPDATE event SET message = 'x'", "UPDATE event SET seq = seq + 1", "DELETE FROM event", "DELETE FROM event WHERE seq = 3",
		"DELETE FROM attempt",
		"INSERT INTO event SELECT * FROM event WHERE seq = 1",
		"INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
		"REPLACE INTO attempt SELECT * FROM attempt",
		"PRAGMA writable_schema = ON; DELETE FROM sqlite_schema",
	} {
		if _, err := s.writer.ExecContext(ctx, statement); err == nil {
			t.Errorf("%s: done", statement)
		}
	}
	if n := len(list(t, s, journal.Filter{})); n != 3 {
		t.Errorf("%d events", n)
	}
}

// headOf reads the file with the head.
func headOf(t *testing.T, dir string) journal.Head {
	t.Helper()
	h, _, err := newHeadFile(osDisk{}, dir, "").read()
	must(t, err)
	return h
}

func TestVerify(t *testing.T) {
	t.Parallel()
	_, err := Verify(ctx, stateDir(t), "")
	wantKind(t, "nothing there", err, journal.ErrNone)
	if _, err = Verify(ctx, "", ""); !errors.Is(err, journal.ErrNone) {
		t.Errorf("no directory: %v", err)
	}

	o := options(stateDir(t), newWall())
	s := open(t, o)
	r, err := Verify(ctx, o.Dir, "")
	if err != nil || r.Head != (journal.Head{Hash: journal.NoHash}) || r.Path != s.path {
		t.Errorf("an empty one: %+v, %v", r, err)
	}
	fill(t, s, 0, 2)
	noted, err := s.End(ctx)
	must(t, err)
	must(t, s.Begin(ctx, attempt("x", "pi_x", journal.Intended)))
	shut(t, s)
	before := files(t, o.Dir)
	r, err = Verify(ctx, o.Dir, " "+strings.ToUpper(noted.Hash)+"\n")
	if err != nil || r.Head.Count != 7 || r.Attempts != 3 || r.Unfinished != 1 || headOf(t, o.Dir) != r.Head {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = Verify(ctx, o.Dir, strings.Repeat("1", 64))
	wantKind(t, "another hash", err, journal.ErrOtherHead)
	if r.Head.Count != 7 {
		t.Errorf("%+v", r)
	}
	after := files(t, o.Dir)
	for name, b := range before {
		if !slices.Equal(after[name], b) {
			t.Errorf("%s was changed", name)
		}
	}
}

// A log that a killed program left is read without being ended.
func TestVerifyChangesNothing(t *testing.T) {
	t.Parallel()
	image, _ := crashed(t, func(s *Store) { fill(t, s, 0, 2) })
	dir := stateDir(t)
	lay(t, dir, image)
	if r, err := Verify(ctx, dir, ""); err != nil || r.Head.Count != 6 {
		t.Errorf("%+v, %v", r, err)
	}
	after := files(t, dir)
	delete(after, dbName+"-shm")
	if !maps.EqualFunc(image, after, slices.Equal[[]byte]) {
		t.Errorf("%d files, or others, are left of %d", len(after), len(image))
	}
}

// The whole chain written anew fits in itself, but not to the head, nor to a
// hash that was noted elsewhere.
func TestVerifyFindsAnotherChain(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 2)
	noted, err := s.End(ctx)
	must(t, err)
	shut(t, s)
	other := options(stateDir(t), newWall())
	other.Process = "forger"
	f := open(t, other)
	fill(t, f, 0, 2)
	shut(t, f)
	must(t, os.Rename(filepath.Join(other.Dir, dbName), filepath.Join(o.Dir, dbName)))
	_, err = Verify(ctx, o.Dir, "")
	wantKind(t, "another database", err, journal.ErrDamaged)
	must(t, os.Rename(filepath.Join(other.Dir, headName), filepath.Join(o.Dir, headName)))
	_, err = Verify(ctx, o.Dir, noted.Hash)
	wantKind(t, "with its head", err, journal.ErrOtherHead)
}

// The files hold nothing that mustn't be kept.
func TestNothingSecretIsKept(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	a := attempt("a", "pi_1", journal.Intended)
	key, err := dojo.ParseAPIKey("sk_sandbox_test_not_a_real_key")
	must(t, err)
	a.KeyFingerprint = key.Fingerprint()
	a.Payment.Card = dojo.Card{Brand: "Visa", Last4: "1013", EntryMode: "EMV_CONTACTLESS", Funding: "DebitFunding"}
	must(t, s.Begin(ctx, a))
	shut(t, s)
	for name, b := range files(t, o.Dir) {
		for _, secret := range []string{"sk_sandbox", "not_a_real_key", "EMV_", "DebitFunding"} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%s has %s", name, secret)
			}
		}
	}
	if b := files(t, o.Dir)[dbName]; !strings.Contains(string(b), fmt.Sprint("Visa", "1013")) {
		t.Error("the test doesn't see what is kept")
	}
}

// An event that was changed together with its hash doesn't fit the next one.
func TestVerifyFindsARehashedEvent(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 2)
	e := list(t, s, journal.Filter{})[1]
	shut(t, s)
	e.Attempt.Payment.Amount.Minor = 1
	r, err := journal.RowAfter(journal.Head{Count: 1, Hash: e.Prev}, e)
	must(t, err)
	vandal(t, o.Dir, fmt.Sprintf("UPDATE event SET amount_minor = 1, hash = '%s' WHERE seq = 2", r.Hash))
	_, err = Verify(ctx, o.Dir, "")
	wantKind(t, "a changed hash", err, journal.ErrDamaged)
	if err == nil || !strings.Contains(err.Error(), "event 3 doesn't follow") {
		t.Errorf("%v", err)
	}
}
