package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"dojoreversals/dojo/journal"
)

// The journal in testdata was written by version 1 of the tables. Every later
// version must open it, with the hashes that it was written with. Its last hash
// stands here so that nobody makes it anew without noticing.
const (
	v1Events = 7
	v1Hash   = "e253a44bceab16c264158529f7ef49646996c02b3959989561f1f23c62b18c10"
)

func v1(t *testing.T) string { return old(t, "v1") }

// old copies a journal out of testdata.
func old(t *testing.T, folder string) string {
	t.Helper()
	dir := stateDir(t)
	must(t, os.Mkdir(dir, 0o700))
	for _, name := range []string{dbName, headName} {
		b, err := os.ReadFile(filepath.Join("testdata", folder, name))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
	return dir
}

func TestVersion1Opens(t *testing.T) {
	t.Parallel()
	dir := v1(t)
	r, err := Verify(ctx, dir, v1Hash)
	if err != nil || r.Head.Count != v1Events {
		t.Fatalf("%+v, %v", r, err)
	}
	s := open(t, options(dir, newWall()))
	events := list(t, s, journal.Filter{})
	if len(events) != v1Events || events[v1Events-1].Hash != v1Hash {
		t.Errorf("%d events", len(events))
	}
	open, err := s.Attempts(ctx, journal.Filter{Unfinished: true})
	if err != nil || names(open) != "open " {
		t.Errorf("%s, %v", names(open), err)
	}
	must(t, s.Begin(ctx, attempt("x", "pi_x", journal.Intended)))
}

// later are the tables with a step to come: a column more, which old events
// leave empty.
var later = append(slices.Clone(migrations), statements("ALTER TABLE attempt ADD COLUMN note TEXT NOT NULL DEFAULT ''"))

func TestMigration(t *testing.T) {
	t.Parallel()
	dir := v1(t)
	old := open(t, options(dir, newWall())) // another process, still of this version
	o := options(dir, newWall())
	o.steps = later
	s := open(t, o)
	if n := len(list(t, s, journal.Filter{})); n != v1Events {
		t.Errorf("%d events", n)
	}
	must(t, s.Begin(ctx, attempt("x", "pi_x", journal.Intended)))
	wantKind(t, "the old version goes on", old.Begin(ctx, attempt("y", "pi_y", journal.Intended)), journal.ErrNewer)
	shut(t, s)
	shut(t, open(t, o)) // again, with nothing to do
	_, err := Open(ctx, options(dir, newWall()))
	wantKind(t, "the old version opens it", err, journal.ErrNewer)
	_, err = Verify(ctx, dir, "")
	wantKind(t, "the old version verifies it", err, journal.ErrNewer)
}

// A migration that fails leaves the old version whole.
func TestMigrationFails(t *testing.T) {
	t.Parallel()
	dir := v1(t)
	o := options(dir, newWall())
	o.steps = append(slices.Clone(later), statements("CREATE TABLE event (x)"))
	_, err := Open(ctx, o)
	var named *journal.Error
	if !errors.As(err, &named) {
		t.Errorf("%v", err)
	}
	s := open(t, options(dir, newWall()))
	if n := len(list(t, s, journal.Filter{})); n != v1Events {
		t.Errorf("%d events", n)
	}
}
