package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"dojoreversals/dojo/journal"
)

// RecoverOptions say what to recover, and into what.
type RecoverOptions struct {
	From string  // the directory of the damaged journal, which isn't changed
	Into Options // a directory without a journal, for the new one
}

// Recovery is what Recover did.
type Recovery struct {
	Path      string            // the new database
	Copied    int64             // events that were whole
	Altered   int64             // events that aren't as they were written, and were left out
	Missing   int64             // events that couldn't be read, as far as their number is known
	Concluded []journal.Attempt // attempts whose end may be lost, as they are now
}

// Recover copies the whole events of a damaged journal into a new one, in their
// order. They get new numbers and hashes; Event.RecoveredFrom says what they were.
//
// A lost event may have happened, so its attempt is opened again:
//   - An attempt that was intended or being sent, and whose next events may be
//     missing, becomes checking. Its payment is read until its end is known.
//   - An attempt that must have ended, since another one began on its payment,
//     becomes unresolved. Its payment is read too.
//
// Neither journal may be open in this process, and no process should use the
// damaged one meanwhile.
func Recover(ctx context.Context, o RecoverOptions) (Recovery, error) {
	from, err := openReadOnly(ctx, o.From)
	noHead := errors.Is(err, journal.ErrHead)
	if noHead {
		// The events may be whole all the same. An empty database isn't opened:
		// SQLite would delete the log beside it.
		if info, statErr := os.Stat(from.path); statErr == nil && info.Size() > 0 {
			err = from.connect(ctx)
		}
	}
	if err != nil {
		return Recovery{}, err
	}
	defer from.close()
	if _, err := os.Lstat(filepath.Join(o.Into.Dir, dbName)); err == nil {
		return Recovery{}, trouble(journal.ErrForeign, o.Into.Dir, "there is a journal already")
	}
	into, err := Open(ctx, o.Into)
	if err != nil {
		return Recovery{}, err
	}
	defer func() { _ = into.Close() }()
	r := &recovery{from: from, into: into, noHead: noHead, version: len(migrations)}
	r.Path = into.path
	if v, err := version(ctx, from.db, from.path); err == nil && v > 0 {
		r.version = v
	}
	if err := r.read(ctx); err != nil {
		return r.Recovery, err
	}
	return r.Recovery, into.write(ctx, into.author(), r.copy)
}

type recovery struct {
	Recovery
	from    *readOnly
	into    *Store
	version int // of the damaged journal's tables

	noHead bool // the damaged journal's head couldn't be read

	events   []journal.Event // the whole ones, in their order
	lostUpTo int64           // the greatest number of an event that may be missing; 0 if none is
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
		// One page is broken, but those behind it may be whole. Ask for each event
		// by its number, until 10,000 in a row are gone.
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

// readFrom reads from an event to the end or the first error, and returns the number
// of the event that would have been next.
func (r *recovery) readFrom(ctx context.Context, seq int64) (int64, error) {
	for row, err := range rowsOf(ctx, r.from.db, r.from.path, eventsFrom(r.version), seq) {
		switch {
		case row.Values == nil:
			return seq, err
		case err != nil:
			r.Altered++
			return seq + 1, err
		}
		seq = max(seq, row.Seq()+1)
		r.keep(row)
	}
	return seq, nil
}

func (r *recovery) readOne(ctx context.Context, seq int64) bool {
	for row, err := range rowsOf(ctx, r.from.db, r.from.path, eventNumbered(r.version), seq) {
		if err == nil {
			r.keep(row)
		}
		return err == nil
	}
	return false
}

// keep takes an event if it is as it was written. Broken pages can show one
// event twice, or out of order.
func (r *recovery) keep(row journal.Row) {
	e, err := row.Event()
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
	case r.noHead || !r.from.there || failed || r.Altered > 0:
		// Nobody knows how long it was, or which events are gone.
		r.lostUpTo = math.MaxInt64
	case r.Missing > 0:
		r.lostUpTo = end
	}
}

// linked says whether the events form one chain that fits the head. Events that
// somebody replaced don't.
func (r *recovery) linked() bool {
	before := journal.Head{Hash: journal.NoHash}
	for _, e := range r.events {
		if e.Seq == before.Count+1 && e.Prev != before.Hash {
			return false
		}
		before = journal.Head{Count: e.Seq, Hash: e.Hash}
		if e.Seq == r.from.recorded.Count && e.Hash != r.from.recorded.Hash {
			return false
		}
	}
	return true
}

// copy writes the events into the new journal.
func (r *recovery) copy(ctx context.Context, t *transaction) error {
	last := map[string]journal.Event{}
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
		now, err := t.standing(ctx, e.Attempt.Storable())
		if err != nil {
			return err
		}
		a := now.Newest.Attempt
		if done[a.ID] || !a.State.Owned() || last[a.ID].Seq >= r.lostUpTo {
			continue
		}
		done[a.ID] = true
		if err := r.conclude(ctx, t, a, journal.Checking); err != nil {
			return err
		}
	}
	return nil
}

// makeRoom ends the attempt that still holds a's payment: its own end is missing.
func (r *recovery) makeRoom(ctx context.Context, t *transaction, a journal.Attempt) error {
	other, err := t.holder(ctx, a.Storable())
	if err != nil || other == nil {
		return err
	}
	return r.conclude(ctx, t, *other, journal.Unresolved)
}

// conclude records the state of an attempt whose events are missing. The attempt may
// have been sent, so SentAt is set: attempts with a SentAt are compared with their
// payments.
func (r *recovery) conclude(ctx context.Context, t *transaction, a journal.Attempt, s journal.State) error {
	if a.SentAt.IsZero() {
		a.SentAt = a.ConfirmedAt
	}
	if a.GaveUpAt.IsZero() {
		a.GaveUpAt = t.now
	}
	a.State = s
	if s == journal.Unresolved {
		a.SettledAt = t.now
	}
	r.Concluded = append(r.Concluded, a)
	return t.add(ctx, journal.Event{Kind: journal.Recovered, Attempt: a})
}
