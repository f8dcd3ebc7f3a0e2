package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dojoreversals/dojo/journal"
)

// damaged makes an error one of a damaged journal; nil stays nil.
func damaged(path string, err error) error {
	if err == nil {
		return nil
	}
	return &journal.Error{Kind: journal.ErrDamaged, Path: path, Err: err}
}

func trouble(kind error, path, format string, args ...any) *journal.Error {
	return &journal.Error{Kind: kind, Path: path, Err: fmt.Errorf(format, args...)}
}

// classify turns an error of the database or of the system into a *journal.Error.
// Errors that are one already, and the end of a context, stay as they are.
func classify(path string, err error) error {
	var named *journal.Error
	switch {
	case err == nil, errors.As(err, &named),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return &journal.Error{Kind: kindOf(err), Path: path, Err: err}
}

func kindOf(err error) error {
	var db *sqlite.Error
	if errors.As(err, &db) {
		return kindOfCode(db.Code())
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), isQuota(err):
		return journal.ErrFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return journal.ErrReadOnly
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return journal.ErrDisk
	}
	// All that is left is a value of a type that the tables can't hold.
	return journal.ErrDamaged
}

// kindOfCode gives the kind of a result code of SQLite. An error in SQL that worked
// before can only mean that the tables have changed.
func kindOfCode(code int) error {
	if code == sqlite3.SQLITE_IOERR_SHORT_READ || code == sqlite3.SQLITE_IOERR_CORRUPTFS {
		return journal.ErrDamaged
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return journal.ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH:
		return journal.ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return journal.ErrLocked
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT,
		sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_FORMAT:
		return journal.ErrDamaged
	}
	return journal.ErrDisk
}
