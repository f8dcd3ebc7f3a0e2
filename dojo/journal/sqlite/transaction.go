package sqlite

import (
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
	now   time.Time
	end   journal.Head // after what was added so far
	added []row        // what was added
	again string       // the attempt whose record is there, and only wants its head
}

type row struct{ attempt, hash string }

// usable says why nothing can be done any more, if so.
func (s *Store) usable() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

// note keeps an error that ends this Store. A full disk, a lock or a read-only
// directory can pass, and a later call may succeed.
func (s *Store) note(err error) error {
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

// unmoved says whether the open database still is the one of its name. SQLite
// would go on writing to a file that was deleted, and lose it all at the end.
func (s *Store) unmoved() error {
	now, err := os.Stat(s.path)
	if err != nil {
		return &journal.Error{Kind: journal.ErrGone, Path: s.path, Err: err}
	}
	if !os.SameFile(now, s.file) {
		return &journal.Error{Kind: journal.ErrGone, Path: s.path}
	}
	return nil
}

// locked runs do while no other connection, of this process or another, can
// write. Waiting for the lock ends with ctx; what follows doesn't, so that no
// change is left half made.
func (s *Store) locked(ctx context.Context, do func(ctx context.Context, q queryer) (commit bool, err error)) error {
	if err := s.usable(); err != nil {
		return err
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		if closed := s.usable(); closed != nil {
			return closed
		}
		return classify(s.path, err)
	}
	defer func() { _ = conn.Close() }()
	return s.lockedOn(ctx, conn, do)
}

func (s *Store) lockedOn(ctx context.Context, conn *sql.Conn, do func(ctx context.Context, q queryer) (commit bool, err error)) error {
	if err := s.unmoved(); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return classify(s.path, err)
	}
	ctx = context.WithoutCancel(ctx)
	open := true
	defer func() {
		// Also when do panics: a connection that kept its lock would keep
		// every other process out.
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

// isNoTransaction says whether SQLite had rolled back by itself.
func isNoTransaction(err error) bool {
	return strings.Contains(err.Error(), "no transaction is active")
}

// failedCommit tells a commit that can't have happened from one that may have:
// where the disk failed to confirm, the log may be whole all the same, and a
// crash would bring the event back.
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

// write runs do in one write transaction, commits what it added, and then puts
// the head on the disk.
func (s *Store) write(ctx context.Context, do func(ctx context.Context, t *transaction) error) error {
	if err := s.usable(); err != nil {
		return err
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		if closed := s.usable(); closed != nil {
			return closed
		}
		return classify(s.path, err)
	}
	defer func() { _ = conn.Close() }()

	t := &transaction{store: s}
	err = s.lockedOn(ctx, conn, func(ctx context.Context, q queryer) (bool, error) {
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
	s.remember(t, err)
	return s.note(err)
}

// remember keeps which records are uncertain, until something else is recorded
// of their attempts.
func (s *Store) remember(t *transaction, err error) {
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

// promote makes the prepared head the head. The transaction has been committed
// by now: the event is there, but is protected only once this is done, so that
// a failure leaves it uncertain.
func (s *Store) promote(ctx context.Context, conn *sql.Conn, head journal.Head) error {
	err := s.lockedOn(context.WithoutCancel(ctx), conn, func(context.Context, queryer) (bool, error) {
		return false, s.head.promote(head)
	})
	if err == nil {
		return nil
	}
	return &journal.Error{Kind: journal.ErrUncertain, Path: s.path, Err: err}
}

// ends gives the end of the database and the head on disk, after having
// compared them.
func (s *Store) ends(ctx context.Context, q queryer) (end, head journal.Head, err error) {
	head, there, err := s.head.read()
	if err != nil {
		return end, head, err
	}
	if end, err = endOf(ctx, q); err != nil {
		return end, head, classify(s.path, err)
	}
	return end, head, agrees(ctx, q, s.head.path(), head, there, end)
}

// snapshot runs do over the journal as it is at one moment, whatever is
// written meanwhile. do names its errors itself.
func (s *Store) snapshot(ctx context.Context, do func(q queryer) error) error {
	if err := s.usable(); err != nil {
		return err
	}
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		if closed := s.usable(); closed != nil {
			return closed
		}
		return classify(s.path, err)
	}
	err = do(tx)
	_ = tx.Rollback()
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	return s.note(err)
}
