package journal

import (
	"errors"
	"fmt"
)

// What can be wrong with a journal on disk. An *Error carries one of these and
// says where; errors.Is finds them. After any of them nothing may be sent.
var (
	// ErrBehind says that the journal has fewer events than were once recorded: it is
	// an old copy, or has lost its end.
	ErrBehind = errors.New("it has lost events that were recorded")
	// ErrDamaged says that something in the journal is not as it was written.
	ErrDamaged = errors.New("it is damaged")
	// ErrHead says that the file with the count and the hash is missing or
	// can't be understood, so that nobody can tell whether events are missing.
	ErrHead = errors.New("the file that says how many events it has is missing or damaged")
	// ErrNewer says that a newer version of the program has written it.
	ErrNewer = errors.New("it was written by a newer version of this program")
	// ErrNetwork says that it is on a network file system, which can't keep several
	// processes apart.
	ErrNetwork = errors.New("it is on a network file system, which can't keep two programs apart")
	// ErrLocked says that another process held it for too long.
	ErrLocked = errors.New("another program is holding it")
	// ErrFull says that the disk, or the share of it that may be used, is full.
	ErrFull = errors.New("the disk is full")
	// ErrReadOnly says that this account may not write there.
	ErrReadOnly = errors.New("it can't be written")
	// ErrTooOpen says that other accounts may read or change it.
	ErrTooOpen = errors.New("other accounts of this machine can get at it")
	// ErrForeign says that what lies there is no journal.
	ErrForeign = errors.New("it is something else, not a journal of this program")
	// ErrDisk says that the disk, or the system, failed.
	ErrDisk = errors.New("the disk failed")
	// ErrGone says that it was moved, replaced or deleted while in use.
	ErrGone = errors.New("it was moved, replaced or deleted while this program used it")
	// ErrUncertain says that a record may be on disk or not. Treat it as not
	// recorded; the next start reads what became of it.
	ErrUncertain = errors.New("it isn't certain that this was recorded")
	// ErrNone says that there is no journal.
	ErrNone = errors.New("there is no journal")
	// ErrOtherHead says that a hash that somebody noted is not in the journal.
	ErrOtherHead = errors.New("it doesn't have the hash that was asked for")
	// ErrUnchecked says that the check of it hasn't come to its end.
	ErrUnchecked = errors.New("it is still being checked")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("it was closed")
)

// Error says that nothing could be recorded, or that the record can't be relied on.
type Error struct {
	Kind error  // one of the errors above
	Path string // the file or folder
	Err  error  // what the system or the check said; may be nil
}

func (e *Error) Error() string {
	text := fmt.Sprintf("the journal %s: %v", e.Path, e.Kind)
	if e.Err != nil {
		text += " (" + e.Err.Error() + ")"
	}
	return text
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}
