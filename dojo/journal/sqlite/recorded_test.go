package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"dojoreversals/dojo/journal"
)

// TestRecorded reads the newest attempts of a record that nobody has open, of one that
// a program has open, and of none, and makes no file in any.
func TestRecorded(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	_, err := Recorded(ctx, o.Dir, 10)
	wantKind(t, "no record", err, journal.ErrNone)
	s := open(t, o)
	fill(t, s, 0, 5)
	all, err := s.Attempts(ctx, journal.Filter{})
	must(t, err)
	// A copy is what another process sees: its files are there, and its log has events.
	running := t.TempDir()
	must(t, os.CopyFS(running, os.DirFS(o.Dir)))
	if wal, err := os.Stat(filepath.Join(running, dbName+"-wal")); err != nil || wal.Size() == 0 {
		t.Fatalf("the log is empty: %v", err)
	}
	shut(t, s)
	for _, dir := range []string{o.Dir, running} {
		before := filesIn(t, dir)
		got, err := Recorded(ctx, dir, 3)
		must(t, err)
		if len(got) != 3 || got[0].ID != all[4].ID || got[2].ID != all[2].ID {
			t.Errorf("%d attempts, not the newest three: %+v", len(got), got)
		}
		if after := filesIn(t, dir); after != before {
			t.Errorf("the files were %s, and are %s", before, after)
		}
	}
}

// filesIn are the files of a directory.
func filesIn(t *testing.T, dir string) (list string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		list += e.Name() + " "
	}
	return list
}
