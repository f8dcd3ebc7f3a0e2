package journal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// RecoverOptions say what to recover, and into what.
type RecoverOptions struct {
	From string  // the directory of the damaged journal, which isn't changed
	Into Options // a directory without a journal, for the new one
}

// Recovery is what Recover did.
type Recovery struct {
	Path      string    // the new database
	Head      Head      // its end
	Copied    int64     // events that were whole
	Altered   int64     // events that could be read, but not as they were written: left out
	Missing   int64     // events that couldn't be read, as far as their number is known
	Concluded []Attempt // attempts of which an end may be lost, as they are now
	Trouble   error     // what was wrong with the damaged journal's head; nil if it could be read
}

// Recover copies the events that are whole out of a damaged journal into a new
// one, in their order. They get new numbers and hashes; RecoveredFrom says what
// they were.
//
// What may be lost must not be taken for what didn't happen. So where events
// are missing after the newest one of an attempt that was intended or being
// sent, the attempt becomes checking, to be read until its end is known; and
// where the end of an attempt is missing that must have been, since another one
// began on its payment, it becomes unresolved, which is read too.
//
// Neither journal may be open in this process, and no process should use the
// damaged one meanwhile.
func Recover(ctx context.Context, o RecoverOptions) (Recovery, error) {
	from, err := openReadOnly(ctx, o.From)
	var headTrouble error
	if errors.Is(err, ErrHead) {
		// The events may be whole all the same. An empty database isn't opened:
		// SQLite would delete the log beside it.
		if info, statErr := os.Stat(from.path); statErr == nil && info.Size() > 0 {
			headTrouble = err
			err = from.connect(ctx)
		}
	}
	if err != nil {
		return Recovery{}, err
	}
	defer from.close()
	if _, err := os.Lstat(filepath.Join(o.Into.Dir, dbName)); err == nil {
		return Recovery{}, trouble(ErrForeign, o.Into.Dir, "there is a journal already")
	}
	into, err := Open(ctx, o.Into)
	if err != nil {
		return Recovery{}, err
	}
	defer func() { _ = into.Close() }()
	r := &recovery{from: from, into: into}
	r.Path, r.Trouble = into.path, headTrouble
	r.list = columnList
	if v, err := version(ctx, from.db, from.path); err == nil && v > 0 {
		r.list = columnsIn(v)
	}
	if err := r.read(ctx); err != nil {
		return r.Recovery, err
	}
	err = into.write(ctx, r.copy)
	if err == nil {
		r.Head, err = into.Head(ctx)
	}
	return r.Recovery, err
}

type recovery struct {
	Recovery
	from *readOnly
	into *Store
	list string // the columns, as the damaged journal has them

	events   []Event // whole ones, by their numbers
	lostUpTo int64   // the greatest number that may be missing, 0 if none is
}

// read takes in every event that is whole.
func (r *recovery) read(ctx context.Context) error {
	next, failed := int64(1), false
	for {
		n, err := r.readFrom(ctx, next)
		next = n
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			break
		}
		failed = true
		// One page is broken, others behind it may not be: each event by its
		// number, until a stretch of them is gone.
		found := false
		end := max(r.from.recorded.Count, next+10_000)
		for ; next <= end && !found; next++ {
			found = r.readOne(ctx, next)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if !found {
			break
		}
	}
	r.count(failed)
	return nil
}

// readFrom reads on from an event until the end or the first trouble, and says
// which event would have been next.
func (r *recovery) readFrom(ctx context.Context, seq int64) (int64, error) {
	query := "SELECT " + r.list + ", hash FROM event WHERE seq >= $1 ORDER BY seq" //nolint:gosec // the names of columns are ours
	rows, err := r.from.db.QueryContext(ctx, query, seq)
	if err != nil {
		return seq, err
	}
	defer func() { _ = rows.Close() }()
	reader := newRowReader()
	for rows.Next() {
		if err := reader.scan(rows); err != nil {
			r.Altered++
			return seq + 1, err
		}
		if at := reader.number("seq"); at >= seq {
			seq = at + 1
		}
		r.keep(reader)
	}
	return seq, rows.Err()
}

func (r *recovery) readOne(ctx context.Context, seq int64) bool {
	rows, err := r.from.db.QueryContext(ctx, "SELECT "+r.list+", hash FROM event WHERE seq = $1", seq) //nolint:gosec // as above
	if err != nil {
		return false
	}
	defer func() { _ = rows.Close() }()
	reader := newRowReader()
	if !rows.Next() || reader.scan(rows) != nil {
		return false
	}
	r.keep(reader)
	return true
}

// keep takes an event if it is as it was written. Broken pages can show one
// event twice, or out of order.
func (r *recovery) keep(reader *rowReader) {
	e, err := reader.event()
	if err != nil {
		r.Altered++
		return
	}
	if n := len(r.events); n > 0 && r.events[n-1].Seq >= e.Seq {
		return
	}
	r.events = append(r.events, e)
}

// count works out what is missing.
func (r *recovery) count(failed bool) {
	end := r.from.recorded.Count
	if n := len(r.events); n > 0 {
		end = max(end, r.events[n-1].Seq)
	}
	r.Copied = int64(len(r.events))
	r.Missing = max(0, end-r.Copied-r.Altered)
	failed = failed || !r.linked()
	switch {
	case r.Trouble != nil || !r.from.there || failed || r.Altered > 0:
		// Nobody knows how long it was, or which events are gone.
		r.lostUpTo = math.MaxInt64
	case r.Missing > 0:
		r.lostUpTo = end
	}
}

// linked says whether the events that were read are those of one chain, and of
// the head. Events that were taken out and written anew are not.
func (r *recovery) linked() bool {
	before := Head{Hash: NoHash}
	for _, e := range r.events {
		if e.Seq == before.Count+1 && e.Prev != before.Hash {
			return false
		}
		before = Head{Count: e.Seq, Hash: e.Hash}
		if e.Seq == r.from.recorded.Count && e.Hash != r.from.recorded.Hash {
			return false
		}
	}
	return true
}

// copy writes the events into the new journal.
func (r *recovery) copy(ctx context.Context, t *transaction) error {
	last := map[string]Event{}
	for _, e := range r.events {
		if e.Attempt.State.Open() {
			if err := r.makeRoom(ctx, t, e.Attempt); err != nil {
				return err
			}
		}
		last[e.Attempt.ID] = e
		e.RecoveredFrom = fmt.Sprintf("%d:%s", e.Seq, e.Hash)
		if err := t.add(ctx, e); err != nil {
			return err
		}
	}
	done := map[string]bool{}
	for _, e := range r.events {
		k, found, err := t.attempt(ctx, e.Attempt.ID)
		if err != nil {
			return err
		}
		a := k.event.Attempt
		if !found || done[a.ID] || a.State != Intended && a.State != Sending || last[a.ID].Seq >= r.lostUpTo {
			continue
		}
		done[a.ID] = true
		if err := r.conclude(ctx, t, a, Checking); err != nil {
			return err
		}
	}
	return nil
}

// makeRoom ends the attempts whose end is missing.
func (r *recovery) makeRoom(ctx context.Context, t *transaction, a Attempt) error {
	var open *OpenError
	err := t.unclaimed(ctx, cleanKeys(a), a.ID)
	if !errors.As(err, &open) {
		return err
	}
	return r.conclude(ctx, t, open.Other, Unresolved)
}

// conclude records what follows from what is missing. The attempt may have been
// sent, so that it is compared with its payment from now on.
func (r *recovery) conclude(ctx context.Context, t *transaction, a Attempt, s State) error {
	if a.SentAt.IsZero() {
		a.SentAt = a.ConfirmedAt
	}
	if a.GaveUpAt.IsZero() {
		a.GaveUpAt = t.now
	}
	a.State = s
	if s == Unresolved {
		a.SettledAt = t.now
	}
	r.Concluded = append(r.Concluded, a)
	return t.add(ctx, Event{Kind: Recovered, Attempt: a})
}
