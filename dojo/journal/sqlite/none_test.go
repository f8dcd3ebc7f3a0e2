package sqlite

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"dojoreversals/dojo/journal"
)

// A record that is lost isn't taken for one that was never begun, neither by Verify nor
// by Open. Half a beginning is no record.
func TestLostIsNotNone(t *testing.T) {
	t.Parallel()
	full, _ := crashed(t, func(s *Store) { fill(t, s, 0, 2) })
	empty, _ := crashed(t, func(*Store) {})
	blank := blankDatabase(t)
	without := func(image map[string][]byte, names ...string) map[string][]byte {
		image = maps.Clone(image)
		for _, name := range names {
			delete(image, name)
		}
		return image
	}
	with := func(image map[string][]byte, name string, b []byte) map[string][]byte {
		image = maps.Clone(image)
		image[name] = b
		return image
	}
	log := dbName + "-wal"
	for name, c := range map[string]struct {
		image map[string][]byte
		want  error
	}{
		"nothing there":                         {nil, journal.ErrNone},
		"a database before its head":            {map[string][]byte{dbName: {}}, journal.ErrNone},
		"a head before its tables":              {map[string][]byte{dbName: {}, headName: empty[headName]}, journal.ErrNone},
		"a blank database before its head":      {map[string][]byte{dbName: blank}, journal.ErrNone},
		"no database":                           {without(full, dbName), journal.ErrBehind},
		"no database, no log":                   {without(full, dbName, log), journal.ErrBehind},
		"no database, and nothing recorded":     {without(empty, dbName), journal.ErrDamaged},
		"no more than the empty one's head":     {without(empty, dbName, log), journal.ErrDamaged},
		"an emptied database":                   {with(without(full, log), dbName, nil), journal.ErrBehind},
		"a blank database in the other's place": {with(without(full, log), dbName, blank), journal.ErrBehind},
		"no database, no head":                  {without(full, dbName, headName), journal.ErrHead},
		"no head":                               {without(full, headName), journal.ErrHead},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := stateDir(t)
			lay(t, dir, c.image)
			_, err := Verify(ctx, dir, "")
			wantKind(t, "verify", err, c.want)
			s, err := Open(ctx, options(dir, newWall()))
			if errors.Is(c.want, journal.ErrNone) {
				must(t, err)
				shut(t, s)
				return
			}
			wantKind(t, "open", err, c.want)
		})
	}
}

// blankDatabase is a database that SQLite has made, without a table.
func blankDatabase(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), dbName)
	r := &readOnly{path: path}
	must(t, r.try(ctx, settings(5000, "")))
	_, err := r.db.ExecContext(ctx, "CREATE TABLE x (y); DROP TABLE x; PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, err)
	r.close()
	b, err := os.ReadFile(path)
	must(t, err)
	return b
}

// Who only reads makes no record.
func TestExistingMakesNothing(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	o.Existing = true
	_, err := Open(ctx, o)
	wantKind(t, "nothing there", err, journal.ErrNone)
	if _, err := os.Lstat(o.Dir); !os.IsNotExist(err) {
		t.Errorf("the directory was made: %v", err)
	}
	lay(t, o.Dir, nil)
	_, err = Open(ctx, o)
	wantKind(t, "an empty directory", err, journal.ErrNone)
	for name := range files(t, o.Dir) {
		t.Errorf("%s was made", name)
	}
	o.Existing = false
	shut(t, open(t, o))
	o.Existing = true
	shut(t, open(t, o))
}
