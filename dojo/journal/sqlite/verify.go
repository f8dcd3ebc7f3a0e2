package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"dojoreversals/dojo/journal"
)

// Report is what Verify found.
type Report struct {
	Path       string       // the database
	Head       journal.Head // its end, which a person can note down and ask for later
	Attempts   int
	Unfinished int
}

// Verify checks a whole journal without changing it: its pages and tables, every
// event against its hash and the event before, the attempts against the events, and
// the end against the file with the head. wantHead is a hash that somebody noted
// before, or "". If an event has that hash, all events up to it are as they were
// then. Other processes may be writing meanwhile; this process must not have a Store
// open on the directory.
//
// An error is a *journal.Error with its kind, or that of ctx: journal.ErrNone only where
// no journal was ever begun as far as the files tell. The report is filled as far as
// the events could be read.
func Verify(ctx context.Context, dir, wantHead string) (Report, error) {
	r, err := openReadOnly(ctx, dir)
	if err != nil {
		return Report{Path: r.path}, err
	}
	defer r.close()
	report := Report{Path: r.path}
	var v int
	err = r.snapshot(ctx, func(q queryer) (err error) {
		v, err = checkTables(ctx, q, r.path, migrations)
		return err
	})
	if errors.Is(err, journal.ErrNone) && r.recorded.Count > 0 {
		return report, lostAll(r.path, r.recorded)
	}
	if err != nil {
		return report, err
	}
	f, err := checkContents(ctx, r.snapshot, r.path, v, r.head.path(), r.recorded, r.there)
	report.Head, report.Attempts, report.Unfinished = f.Head, f.attempts, f.unfinished
	if err != nil {
		return report, err
	}
	return report, r.snapshot(ctx, func(q queryer) error { return checkHas(ctx, q, r.path, wantHead) })
}

// checkHas checks that an event has a hash. No hash, and that of an empty
// journal, need none.
func checkHas(ctx context.Context, q queryer, path, hash string) error {
	hash = strings.ToLower(strings.TrimSpace(hash))
	if hash == "" || hash == journal.NoHash {
		return nil
	}
	var seq int64
	err := q.QueryRowContext(ctx, allWithHash, hash).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return trouble(journal.ErrOtherHead, path, "no event has the hash %q", hash)
	}
	return classify(path, err)
}

// readOnly is a journal that is opened for reading only.
type readOnly struct {
	path     string
	head     headFile
	recorded journal.Head
	there    bool
	db       *sql.DB
}

// openReadOnly opens what may be damaged. It reads the head first, so that the
// database isn't older than it.
func openReadOnly(ctx context.Context, dir string) (*readOnly, error) {
	full, err := filepath.Abs(dir)
	r := &readOnly{path: filepath.Join(full, dbName), head: newHeadFile(osDisk{}, full, "")}
	if err != nil || dir == "" {
		return r, &journal.Error{Kind: journal.ErrNone, Path: dir, Err: errors.New("no directory was named")}
	}
	if err := r.exists(); err != nil {
		return r, err
	}
	if r.recorded, r.there, err = r.head.read(); err != nil {
		return r, err
	}
	return r, r.connect(ctx)
}

// exists says what is wrong where there is no record, or one that lost all.
func (r *readOnly) exists() error {
	isNew, err := checkNotEmptied(r.path, r.head)
	if err == nil && isNew {
		err = &journal.Error{Kind: journal.ErrNone, Path: r.path}
	}
	return err
}

// readOnlySettings are those of a connection that doesn't write.
func readOnlySettings(busyMillis int64) url.Values {
	params := settings(busyMillis, "")
	params.Set("mode", "ro")
	params.Set("_query_only", "1")
	return params
}

// connect opens the database so that SQLite can't write to it, not even what
// it would write by itself when the last connection closes.
func (r *readOnly) connect(ctx context.Context) error {
	params := readOnlySettings(5000)
	if err := r.try(ctx, params); !errors.Is(err, journal.ErrReadOnly) {
		return err
	}
	// On a medium that can't be written there is no room for SQLite's index of
	// the log. Where there is no log either, none is needed.
	if wal, err := os.Stat(r.path + "-wal"); err == nil && wal.Size() > 0 {
		return trouble(journal.ErrReadOnly, r.path, "its log can be read only where files can be made beside it: copy the whole directory")
	}
	params.Set("immutable", "1")
	return r.try(ctx, params)
}

func (r *readOnly) try(ctx context.Context, params url.Values) error {
	db, err := sql.Open("sqlite", dsn(r.path, params))
	if err != nil {
		return classify(r.path, err)
	}
	db.SetMaxOpenConns(1)
	var n int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n); err != nil {
		_ = db.Close()
		return classify(r.path, err)
	}
	r.db = db
	return nil
}

func (r *readOnly) close() { _ = r.db.Close() }

func (r *readOnly) snapshot(ctx context.Context, do func(q queryer) error) error {
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return classify(r.path, err)
	}
	defer func() { _ = tx.Rollback() }()
	if err = do(tx); err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
