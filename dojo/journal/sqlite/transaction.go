package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dojoreversals/dojo/journal"
)

// transaction is one change of the journal while it is locked for writing.
type transaction struct {
	queryer
	store *Store
	by    journal.Author
	now   time.Time
	end   journal.Head // the journal's end, with what was added so far
	added []row        // the events that were added
	again string       // an attempt whose uncertain record is in the database, but not yet in the head
}

type row struct{ attempt, hash string }

// Usable says why nothing can be done with the Store any more; it is nil as long as
// something can.
func (s *Store) Usable() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

// keepLasting remembers an error after which this Store can't be used any more. A full
// disk, a lock or a read-only directory can pass, and a later call may succeed.
func (s *Store) keepLasting(err error) error {
	for _, lasting := range []error{journal.ErrBehind, journal.ErrDamaged, journal.ErrHead, journal.ErrNewer, journal.ErrForeign, journal.ErrGone, journal.ErrDisk} {
		if errors.Is(err, lasting) {
			s.mu.Lock()
			if s.broken == nil {
				s.broken = err
			}
			s.mu.Unlock()
		}
	}
	return err
}

// checkNotReplaced checks that the open database is still the file of that name.
// SQLite would go on writing to a deleted file, and lose it all at the end.
func (s *Store) checkNotReplaced() error {
	now, err := os.Stat(s.path)
	if err == nil && os.SameFile(now, s.file) {
		return nil
	}
	return &journal.Error{Kind: journal.ErrGone, Path: s.path, Err: err}
}

// onWriter runs do on the connection that writes. It waits while another call of
// this process has it.
func (s *Store) onWriter(ctx context.Context, do func(conn *sql.Conn) error) error {
	if err := s.Usable(); err != nil {
		return err
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return cmp.Or(s.Usable(), classify(s.path, err))
	}
	defer func() { _ = conn.Close() }()
	return do(conn)
}

// locked runs do while no other connection, of this process or another, can write.
// Waiting for the lock ends with ctx. do itself doesn't, so that no change is left
// half made.
func (s *Store) locked(ctx context.Context, do func(ctx context.Context, q queryer) (commit bool, err error)) error {
	return s.onWriter(ctx, func(conn *sql.Conn) error { return s.lockedOn(ctx, conn, do) })
}

func (s *Store) lockedOn(ctx context.Context, conn *sql.Conn, do func(ctx context.Context, q queryer) (commit bool, err error)) error {
	if err := s.checkNotReplaced(); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return classify(s.path, err)
	}
	ctx = context.WithoutCancel(ctx)
	open := true
	defer func() {
		// Roll back even if do panics: a connection that keeps its lock keeps every
		// other process out.
		if !open {
			return
		}
		if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil && !isNoTransaction(err) {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	commit, err := do(ctx, conn)
	if err != nil || !commit {
		return err
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return s.failedCommit(err)
	}
	open = false
	return nil
}

// isNoTransaction says whether SQLite has rolled back by itself.
func isNoTransaction(err error) bool {
	return strings.Contains(err.Error(), "no transaction is active")
}

// failedCommit tells a commit that can't have happened from one that may have. If the
// disk only failed to confirm, the log may be whole, and a crash would bring the event
// back.
func (s *Store) failedCommit(err error) error {
	named := classify(s.path, err)
	var db *sqlite.Error
	if errors.As(err, &db) {
		switch code := db.Code(); {
		case code == sqlite3.SQLITE_IOERR_WRITE, code&0xff != sqlite3.SQLITE_IOERR:
			return named
		}
	}
	return &journal.Error{Kind: journal.ErrUncertain, Path: s.path, Err: named}
}

// write runs do in one write transaction of an author, commits what it added, and then puts the
// head on the disk. The whole journal was checked before.
func (s *Store) write(ctx context.Context, by journal.Author, do func(ctx context.Context, t *transaction) error) error {
	if err := s.Check(ctx); err != nil {
		return err
	}
	return s.onWriter(ctx, func(conn *sql.Conn) error { return s.writeOn(ctx, conn, by, do) })
}

func (s *Store) writeOn(ctx context.Context, conn *sql.Conn, by journal.Author, do func(ctx context.Context, t *transaction) error) error {
	t := &transaction{store: s, by: by}
	err := s.lockedOn(ctx, conn, func(ctx context.Context, q queryer) (bool, error) {
		v, err := version(ctx, q, s.path)
		if err != nil {
			return false, err
		}
		if v != len(s.opt.steps) {
			return false, tooNew(s.path, v, len(s.opt.steps))
		}
		t.queryer, t.now = q, s.opt.Now().Round(0).UTC()
		if t.end, _, err = s.ends(ctx, q); err != nil {
			return false, err
		}
		if err := do(ctx, t); err != nil {
			return false, err
		}
		if len(t.added) == 0 && t.again == "" {
			return false, nil
		}
		return true, s.head.prepare(t.end)
	})
	if err == nil && (len(t.added) > 0 || t.again != "") {
		err = s.promote(ctx, conn, t.end)
	}
	s.keepUncertain(t, err)
	return s.keepLasting(err)
}

// keepUncertain remembers which records are uncertain, until something else is
// recorded of their attempts.
func (s *Store) keepUncertain(t *transaction, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range t.added {
		switch {
		case errors.Is(err, journal.ErrUncertain):
			s.uncertain[r.attempt] = r.hash
		case err == nil:
			delete(s.uncertain, r.attempt)
		}
	}
	if err == nil {
		delete(s.uncertain, t.again)
	}
}

// promote makes the prepared head the head. The transaction is committed by now, but
// its events are protected only by the head. If that fails, they are uncertain.
func (s *Store) promote(ctx context.Context, conn *sql.Conn, head journal.Head) error {
	err := s.lockedOn(context.WithoutCancel(ctx), conn, func(context.Context, queryer) (bool, error) {
		return false, s.head.promote(head)
	})
	if err == nil {
		return nil
	}
	return &journal.Error{Kind: journal.ErrUncertain, Path: s.path, Err: err}
}

// ends compares the end of the database with the head on disk, and gives both.
func (s *Store) ends(ctx context.Context, q queryer) (end, head journal.Head, err error) {
	head, there, err := s.head.read()
	if err != nil {
		return end, head, err
	}
	if end, err = endOf(ctx, q); err != nil {
		return end, head, classify(s.path, err)
	}
	return end, head, checkHead(ctx, q, s.head.path(), head, there, end)
}

// snapshot runs do over the journal as it is at one moment, whatever is written
// meanwhile. do returns errors that are classified already.
func (s *Store) snapshot(ctx context.Context, do func(q queryer) error) error {
	if err := s.Usable(); err != nil {
		return err
	}
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return cmp.Or(s.Usable(), classify(s.path, err))
	}
	err = do(tx)
	_ = tx.Rollback()
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	return s.keepLasting(err)
}
