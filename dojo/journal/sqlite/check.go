package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Check checks all that was ever recorded, unless this Store has checked it already:
// every page, every event against its hash and the event before, the attempts against
// the events, and the end against the file with the head. The first change that a Store
// records does it where nobody has. While one caller checks, the others wait.
//
// It reads in parts, so that other processes write meanwhile, and the log of the
// database can be ended. An error is a *journal.Error with its kind; ErrUnchecked where
// ctx ended first.
func (s *Store) Check(ctx context.Context) error {
	select {
	case s.checking <- struct{}{}:
		defer func() { <-s.checking }()
	case <-ctx.Done():
		return s.unchecked(ctx)
	}
	if s.checked {
		return s.Usable()
	}
	if err := s.checkNotReplaced(); err != nil {
		return s.keepLasting(err)
	}
	head, there, err := s.head.read() // before the events, so that they aren't older
	if err == nil {
		_, err = checkContents(ctx, s.snapshot, s.path, len(s.opt.steps), s.head.path(), head, there)
	}
	if err != nil && ctx.Err() != nil {
		return s.unchecked(ctx)
	}
	s.checked = err == nil
	return s.keepLasting(err)
}

func (s *Store) unchecked(ctx context.Context) error {
	return &journal.Error{Kind: journal.ErrUnchecked, Path: s.path, Err: ctx.Err()}
}

// partSize is how many rows a check reads at once: some 5 ms of work.
const partSize = 500

// found is what a check has found so far.
type found struct {
	journal.Head
	attempts, unfinished int
}

// checkContents checks all that is in the tables of a version, and the pages that they
// are on. Each part of it is one call of snapshot. Events are only ever added, so what
// was checked in one part is still so in the next. head is what the head file said
// before.
func checkContents(ctx context.Context, snapshot func(context.Context, func(queryer) error) error, path string, version int,
	headPath string, head journal.Head, there bool,
) (f found, err error) {
	f.Head = journal.Head{Hash: journal.NoHash}
	err = snapshot(ctx, func(q queryer) error { return checkPages(ctx, q, path) })
	for more := true; err == nil && more; {
		err = snapshot(ctx, func(q queryer) (err error) {
			if f.Head, more, err = checkEvents(ctx, q, path, version, f.Head); err == nil && !more {
				err = checkHead(ctx, q, headPath, head, there, f.Head)
			}
			return err
		})
	}
	last := int64(math.MinInt64)
	for more := true; err == nil && more; {
		err = snapshot(ctx, func(q queryer) (err error) {
			last, more, err = f.checkAttempts(ctx, q, path, version, last)
			return err
		})
	}
	return f, err
}

// checkTables checks that this is a journal, with the tables of the version that it
// gives.
func checkTables(ctx context.Context, q queryer, path string, steps []migration) (int, error) {
	v, err := version(ctx, q, path)
	switch {
	case err != nil:
		return v, err
	case v > len(steps):
		return v, tooNew(path, v, len(steps))
	case v == 0:
		return v, &journal.Error{Kind: journal.ErrNone, Path: path}
	}
	// An older version has the tables that the older steps make.
	return v, checkSchema(ctx, q, path, steps[:v])
}

// checkPages asks SQLite whether the file's pages and indexes are in order. That is one
// question, which SQLite can't answer in parts.
func checkPages(ctx context.Context, q queryer, path string) error {
	var said string
	if err := q.QueryRowContext(ctx, allPages).Scan(&said); err != nil {
		return classify(path, err)
	}
	if said != "ok" {
		return trouble(journal.ErrDamaged, path, "%s", said)
	}
	return nil
}

// checkEvents checks the next events of the chain, and that each has an attempt that
// knows of it. more says whether there may be events after these.
func checkEvents(ctx context.Context, q queryer, path string, version int, before journal.Head) (end journal.Head, more bool, err error) {
	from := before.Count + 1
	if before.Count == 0 {
		from = math.MinInt64 // no event has such a number
	}
	n := 0
	end = before
	for r, err := range rowsOf(ctx, q, path, someEventsFrom(version), from, partSize) {
		if err == nil {
			end, err = end.Next(r)
			err = damaged(path, err)
		}
		if err != nil {
			return end, false, err
		}
		n++
	}
	var alone int64
	err = q.QueryRowContext(ctx, selectMisplaced, from, end.Count).Scan(&alone)
	if errors.Is(err, sql.ErrNoRows) {
		return end, n == partSize, nil
	}
	return end, false, cmp.Or(classify(path, err), misplaced(path))
}

// checkEnd checks the event that the head names, and those after it: what one process
// had recorded when it ended without putting the head right. So the end of the journal
// is the one that was recorded last, whatever is wrong further back.
func checkEnd(ctx context.Context, q queryer, path string, version int, head journal.Head) error {
	end := head
	for r, err := range rowsOf(ctx, q, path, eventsFrom(version), head.Count) {
		switch {
		case err != nil:
		case r.Seq() == head.Count:
			_, err = r.Event() // checkHead has compared its hash
			err = damaged(path, err)
		default:
			end, err = end.Next(r)
			err = damaged(path, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func misplaced(path string) error {
	return damaged(path, errors.New("its attempts don't stand where the events say"))
}

// checkAttempts compares the next attempts with their first and last events, but for
// the column "beside": that says how things stood when the tables became version 2.
// after and last are SQLite's own numbers of rows.
//
// With checkEvents this shows that the table of attempts is the one that the events
// make: no event of an attempt is before its first or after its last one.
func (f *found) checkAttempts(ctx context.Context, q queryer, path string, version int, after int64) (last int64, more bool, err error) {
	rows, err := q.QueryContext(ctx, someAttemptsAfter(version), after, partSize)
	if err != nil {
		return after, false, classify(path, err)
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for rows.Next() {
		var environment, baseURL, at, state string
		var open, fits bool
		if err := rows.Scan(&after, &environment, &baseURL, &at, &state, &open, &fits); err != nil {
			return after, false, damaged(path, err)
		}
		if !fits || open != journal.State(state).Open() || version >= 2 && at != dojo.Place(dojo.Environment(environment), baseURL) {
			return after, false, misplaced(path)
		}
		n++
		f.attempts++
		if !journal.State(state).Final() {
			f.unfinished++
		}
	}
	return after, n == partSize, classify(path, rows.Err())
}

// checkHead compares the head on disk with the end of the database.
func checkHead(ctx context.Context, q queryer, path string, head journal.Head, there bool, end journal.Head) error {
	switch {
	case !there:
		return noHead(path, end)
	case head.Count > end.Count:
		return trouble(journal.ErrBehind, path, "%d events were recorded, %d are there", head.Count, end.Count)
	case head.Count == end.Count && head.Hash != end.Hash:
		return notRecorded(path, head)
	case head.Count == 0, head.Count == end.Count:
		return nil
	}
	var hash string
	err := q.QueryRowContext(ctx, selectHash, head.Count).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) || err == nil && hash != head.Hash {
		return notRecorded(path, head)
	}
	return classify(path, err)
}

func notRecorded(path string, head journal.Head) error {
	return trouble(journal.ErrDamaged, path, "event %d isn't the one that was recorded", head.Count)
}

func noHead(path string, end journal.Head) error {
	return trouble(journal.ErrHead, path, "the database has %d events, and nothing says whether that is all", end.Count)
}
