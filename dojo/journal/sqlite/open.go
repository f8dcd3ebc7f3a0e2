package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"dojoreversals/dojo/journal"
)

// Options say where a journal lies and who writes it.
type Options struct {
	// Dir is the journal's directory, made if it doesn't exist.
	Dir string
	// Existing opens only what is there: where there is no journal yet, Open makes
	// none and gives journal.ErrNone.
	Existing bool
	// Process and DojoNow are the author of what is recorded without naming one, see
	// journal.Author.
	Process string
	DojoNow func() time.Time
	// Now is this machine's clock.
	Now func() time.Time
	// Busy is how long a call may wait for other processes; 5 seconds if zero.
	Busy time.Duration

	// What tests put something else in the place of.
	fileSystem func(dir string) (fileSystem, error) // that a directory is on
	vfs        string                               // SQLite's way to the disk
	disk       disk                                 // the head's way to the disk
	steps      []migration
}

func (o Options) withDefaults() Options {
	if o.Busy <= 0 {
		o.Busy = 5 * time.Second
	}
	if o.fileSystem == nil {
		o.fileSystem = fileSystemOf
	}
	if o.disk == nil {
		o.disk = osDisk{}
	}
	if o.steps == nil {
		o.steps = migrations
	}
	return o
}

// Store is the journal on disk. It is safe for concurrent use, and several
// processes of one machine may have the same journal open. A process must not open
// a directory twice at once: its shops share one Store, each as an author of its own.
type Store struct {
	opt  Options
	path string
	head headFile
	file fs.FileInfo // the database that was opened, to notice when it is replaced

	writer *sql.DB // one connection: this process's writes wait here for each other
	reader *sql.DB // reads don't wait for writes

	mu        sync.Mutex
	broken    error             // why this Store can't be used any more; nil while it can
	uncertain map[string]string // attempt ID → hash of its event that may or may not be recorded

	checking chan struct{} // holds a value while somebody checks the journal
	checked  bool          // all of it was found to be in order; for whoever checks
}

// Open opens a journal, or makes an empty one. It checks the tables, and the end against
// the file with the head: the event that the head names, and those after it. Check
// checks the rest. An error is a *journal.Error with its kind, or that of ctx. There is
// no Store then, and nothing may be sent.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Process == "" || o.Now == nil {
		return nil, errors.New("a journal needs a clock and its process's token")
	}
	o = o.withDefaults()
	dir, err := filepath.Abs(o.Dir)
	if err != nil || o.Dir == "" {
		return nil, &journal.Error{Kind: journal.ErrNone, Path: o.Dir, Err: errors.New("no directory was named")}
	}
	s := &Store{
		opt: o, path: filepath.Join(dir, dbName), head: newHeadFile(o.disk, dir, o.Process),
		uncertain: map[string]string{}, checking: make(chan struct{}, 1),
	}
	if o.Existing {
		if isNew, err := checkNotEmptied(s.path, s.head); err != nil {
			return nil, err
		} else if isNew {
			return nil, &journal.Error{Kind: journal.ErrNone, Path: s.path}
		}
	}
	if err := prepareDir(dir, o.fileSystem); err != nil {
		return nil, err
	}
	if _, err := checkNotEmptied(s.path, s.head); err != nil {
		return nil, err
	}
	if err := prepareFile(dir); err != nil {
		return nil, err
	}
	if s.file, err = os.Stat(s.path); err != nil {
		return nil, classify(s.path, err)
	}
	if err := s.connect(); err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// smallestFile is the size in bytes of the smallest page that a database can have.
// SQLite takes a shorter file for an empty one.
const smallestFile = 512

// checkNotEmptied refuses a database that lost everything before SQLite gets to
// see it: SQLite takes an empty file for a new database, and deletes the log
// beside it, which may be all that is left. It reports whether there is no
// journal yet.
//
// It reads the head before it looks for the database: a new journal has its database
// first, so that a head without one has lost it.
func checkNotEmptied(path string, h headFile) (isNew bool, err error) {
	head, there, headErr := h.read()
	info, err := os.Stat(path)
	switch {
	case err == nil && info.Size() >= smallestFile:
		return false, nil
	case err == nil && info.Size() > 0:
		return false, trouble(journal.ErrDamaged, path, "only %d bytes of it are left", info.Size())
	case headErr != nil:
		return false, headErr
	case head.Count > 0:
		return false, lostAll(path, head)
	case there && errors.Is(err, fs.ErrNotExist):
		return false, trouble(journal.ErrDamaged, path, "it is gone, and the file with its head is there")
	}
	// While another process makes a new journal, there is a log and no database for
	// a moment. The head is written before the first event, so without a head nobody
	// can tell what the log was for.
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 && !there {
		return false, trouble(journal.ErrHead, path, "the database is empty, but its log isn't")
	}
	return true, nil
}

func lostAll(path string, head journal.Head) error {
	return trouble(journal.ErrBehind, path, "%d events were recorded, none is there", head.Count)
}

// connect opens the two pools. Their connections stay open as long as the Store:
// when the last one closes, SQLite ends its log.
func (s *Store) connect() error {
	params := settings(s.opt.Busy.Milliseconds(), s.opt.vfs)
	var err error
	if s.writer, err = sql.Open("sqlite", dsn(s.path, params)); err != nil {
		return classify(s.path, err)
	}
	s.writer.SetMaxOpenConns(1)
	s.writer.SetMaxIdleConns(1)
	params.Set("_query_only", "1")
	if s.reader, err = sql.Open("sqlite", dsn(s.path, params)); err != nil {
		return errors.Join(classify(s.path, err), s.writer.Close())
	}
	s.reader.SetMaxOpenConns(2)
	s.reader.SetMaxIdleConns(2)
	return nil
}

func (s *Store) start(ctx context.Context) error {
	if err := s.useLog(ctx); err != nil {
		return err
	}
	if err := s.setUp(ctx); err != nil {
		return err
	}
	head, there, err := s.head.read() // before the snapshot, so that the snapshot isn't older
	if err != nil {
		return err
	}
	err = s.snapshot(ctx, func(q queryer) error {
		v, err := checkTables(ctx, q, s.path, s.opt.steps)
		if err != nil {
			return err
		}
		end, err := endOf(ctx, q)
		if err == nil {
			err = checkHead(ctx, q, s.head.path(), head, there, end)
		}
		if err != nil {
			return classify(s.path, err)
		}
		return checkEnd(ctx, q, s.path, v, head)
	})
	if err != nil {
		return err
	}
	return s.repairHead(ctx)
}

// useLog turns SQLite's write-ahead log on, and makes sure that it is on.
func (s *Store) useLog(ctx context.Context) error {
	return s.retryLocked(ctx, func() error {
		var mode string
		err := s.writer.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode)
		if err == nil && mode != "wal" {
			err = s.writer.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
		}
		if err == nil && mode != "wal" {
			return trouble(journal.ErrDisk, s.path, "it can't keep a write-ahead log, but is in mode %q", mode)
		}
		return classify(s.path, err)
	})
}

// setUp makes the tables of a new journal, or brings those of an old one to the
// present version.
//
// In a new journal the head is on the disk before the tables, and the tables are in
// the database itself, not only in its log, before the first event. So a database
// with tables and no head has lost its head, and a database without tables never
// had an event. Whichever file is lost, a journal that had events can't pass for a
// new one.
func (s *Store) setUp(ctx context.Context) error {
	var end journal.Head
	err := s.locked(ctx, func(ctx context.Context, q queryer) (commit bool, err error) {
		v, err := version(ctx, q, s.path)
		if err != nil {
			return false, err
		}
		head, there, err := s.head.read()
		if err != nil {
			return false, err
		}
		switch {
		case v > len(s.opt.steps):
			return false, tooNew(s.path, v, len(s.opt.steps))
		case v == 0 && head.Count > 0:
			return false, lostAll(s.path, head)
		case v == 0 && !there:
			if err := s.head.put(journal.Head{Hash: journal.NoHash}); err != nil {
				return false, err
			}
		case v > 0:
			if end, err = endOf(ctx, q); err != nil {
				return false, classify(s.path, err)
			}
			if !there {
				return false, noHead(s.head.path(), end)
			}
		}
		return v < len(s.opt.steps), migrate(ctx, q, s.path, s.opt.steps)
	})
	if err != nil || end.Count > 0 {
		return err
	}
	return s.retryLocked(ctx, func() error {
		var busy, log, done int
		err := s.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done)
		if err == nil && busy != 0 {
			return trouble(journal.ErrLocked, s.path, "its new tables can't be put in their place")
		}
		return classify(s.path, err)
	})
}

// retryLocked tries again while another process holds the database, for as long as
// this Store may wait. SQLite itself doesn't wait where two processes might wait for
// each other.
func (s *Store) retryLocked(ctx context.Context, try func() error) error {
	const pause = 20 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		err := try()
		if !errors.Is(err, journal.ErrLocked) || waited >= s.opt.Busy {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// repairHead brings the head up to the database. A process that ended between its
// commit and its head has left the head behind.
func (s *Store) repairHead(ctx context.Context) error {
	return s.locked(ctx, func(ctx context.Context, q queryer) (bool, error) {
		s.head.tidy()
		end, head, err := s.ends(ctx, q)
		if err != nil || head.Count == end.Count {
			return false, err
		}
		return false, s.head.put(end)
	})
}

// Close ends the Store. It waits for calls under way.
func (s *Store) Close() error {
	s.mu.Lock()
	s.broken = &journal.Error{Kind: journal.ErrClosed, Path: s.path}
	s.mu.Unlock()
	return errors.Join(s.reader.Close(), s.writer.Close())
}
