package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"dojoreversals/dojo/journal"
)

// The journals in testdata were written by versions 1 and 3 of the tables. Every later
// version must open them, with the hashes that they were written with. Their last hashes
// stand here so that nobody makes them anew without noticing.
const (
	v1Events = 7
	v1Hash   = "e253a44bceab16c264158529f7ef49646996c02b3959989561f1f23c62b18c10"
	v3Events = 6
	v3Hash   = "084aab44594a9c42bd57e9cdc425879228a6353b3e7880ea3614b104f1d680d5"
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

func TestOldVersionsOpen(t *testing.T) {
	t.Parallel()
	for folder, c := range map[string]struct {
		events int
		hash   string
	}{"v1": {v1Events, v1Hash}, "v3": {v3Events, v3Hash}} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			dir := old(t, folder)
			r, err := Verify(ctx, dir, c.hash)
			if err != nil || int(r.Head.Count) != c.events {
				t.Fatalf("%+v, %v", r, err)
			}
			s := open(t, options(dir, newWall()))
			events := list(t, s, journal.Filter{})
			if len(events) != c.events || events[c.events-1].Hash != c.hash {
				t.Errorf("%d events", len(events))
			}
			for _, e := range events {
				if e.Attempt.OperatorKey != "" { // no column of theirs
					t.Errorf("event %d has the SSH key %q", e.Seq, e.Attempt.OperatorKey)
				}
			}
			open, err := s.Attempts(ctx, journal.Filter{Unfinished: true})
			if err != nil || names(open) != "open " {
				t.Errorf("%s, %v", names(open), err)
			}
			a := attempt("x", "pi_x", journal.Intended)
			a.OperatorKey = "SHA256:of priya"
			must(t, s.Begin(ctx, a))
			if got, err := s.Attempt(ctx, "x"); err != nil || got.OperatorKey != a.OperatorKey {
				t.Errorf("%+v, %v", got, err)
			}
			r, err = Verify(ctx, dir, c.hash)
			if err != nil || int(r.Head.Count) != c.events+1 {
				t.Errorf("after one more event: %+v, %v", r, err)
			}
		})
	}
}

// later are the tables with a step to come: a column more, which old events
// leave empty.
var later = append(slices.Clone(migrations), statements("ALTER TABLE attempt ADD COLUMN note TEXT NOT NULL DEFAULT ''"))

func TestMigration(t *testing.T) {
	t.Parallel()
	dir := v1(t)
	old := open(t, options(dir, newWall())) // another process, still of this version
	must(t, old.Begin(ctx, attempt("z", "pi_z", journal.Intended)))
	o := options(dir, newWall())
	o.steps = later
	s := open(t, o)
	if n := len(list(t, s, journal.Filter{})); n != v1Events+1 {
		t.Errorf("%d events", n)
	}
	must(t, s.Begin(ctx, attempt("x", "pi_x", journal.Intended)))
	wantKind(t, "the old version goes on", old.Begin(ctx, attempt("y", "pi_y", journal.Intended)), journal.ErrNewer)
	wantKind(t, "the old version sends", moveFrom(old, journal.Intended, attempt("z", "pi_z", journal.Sending)), journal.ErrNewer)
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
