package sqlite

import (
	"context"
	"os"
	"path/filepath"

	"dojoreversals/dojo/journal"
)

// Recorded returns the newest attempts of a record, newest first and at most so many.
// It writes nothing, not even the files that SQLite makes beside a database which it
// reads, and leaves out the checks of a Store: it is for hints, not for decisions.
// Other processes may be writing meanwhile; this process must not have a Store open on
// the directory.
func Recorded(ctx context.Context, dir string, most int) ([]journal.Attempt, error) {
	r := &readOnly{path: filepath.Join(dir, dbName), head: newHeadFile(osDisk{}, dir, "")}
	if err := r.exists(); err != nil {
		return nil, err
	}
	params := readOnlySettings(100)
	if wal, err := os.Stat(r.path + "-wal"); err != nil || wal.Size() == 0 {
		// Nobody has it open. SQLite would make an index of the log, and the log.
		params.Set("immutable", "1")
	}
	if err := r.try(ctx, params); err != nil {
		return nil, err
	}
	defer r.close()
	var out []journal.Attempt
	err := r.snapshot(ctx, func(q queryer) error {
		if _, err := checkTables(ctx, q, r.path, migrations); err != nil {
			return err
		}
		for e, err := range eventsOf(ctx, q, r.path, selectNewest, most) {
			if err != nil {
				return err
			}
			out = append(out, e.Attempt)
		}
		return nil
	})
	return out, err
}
