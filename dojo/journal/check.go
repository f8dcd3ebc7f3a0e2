package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"

	"dojoreversals/dojo"
)

// chain is what reading all events gives.
type chain struct {
	Head
	attempts map[string]standing
}

// standing is a row of table "attempt", as its events make it.
type standing struct {
	first, last                                                         int64
	at, environment, baseURL, place, payment, fingerprint, owner, state string
	open                                                                int64
}

// checkAll checks everything in a database but its head file: that it is one,
// its tables, all of its pages, each event, and the attempts.
func checkAll(ctx context.Context, q queryer, path string, steps []migration) (chain, error) {
	v, err := version(ctx, q, path)
	switch {
	case err != nil:
		return chain{}, err
	case v > len(steps):
		return chain{}, tooNew(path, v, len(steps))
	case v == 0:
		return chain{}, &Error{Kind: ErrNone, Path: path}
	}
	// Tables of an older version are those that the older steps make.
	if err := checkSchema(ctx, q, path, steps[:v]); err != nil {
		return chain{}, err
	}
	if err := checkPages(ctx, q, path); err != nil {
		return chain{}, err
	}
	c, err := checkEvents(ctx, q, path, columnsIn(v))
	if err != nil {
		return c, err
	}
	return c, checkAttempts(ctx, q, path, v, c)
}

// checkPages asks SQLite whether the file's pages and indexes are in order.
func checkPages(ctx context.Context, q queryer, path string) error {
	var said string
	if err := q.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return classify(path, err)
	}
	if said != "ok" {
		return trouble(ErrDamaged, path, "%s", said)
	}
	return nil
}

// checkEvents reads every event and checks it against its hash, the event
// before it and its number. list are the columns as columnsIn gives them.
func checkEvents(ctx context.Context, q queryer, path, list string) (chain, error) {
	c := chain{Head: Head{Hash: NoHash}, attempts: map[string]standing{}}
	rows, err := q.QueryContext(ctx, "SELECT "+list+", hash FROM event ORDER BY seq")
	if err != nil {
		return c, classify(path, err)
	}
	defer func() { _ = rows.Close() }()
	r := newRowReader()
	for rows.Next() {
		if err := r.scan(rows); err != nil {
			return c, damaged(path, err)
		}
		if err := r.follows(c.Head); err != nil {
			return c, damaged(path, err)
		}
		c.Head = Head{Count: r.number("seq"), Hash: r.hash}
		c.take(r)
	}
	return c, classify(path, rows.Err())
}

func (c chain) take(r *rowReader) {
	id := r.text("attempt_id")
	now, seen := c.attempts[id]
	if !seen {
		now = standing{
			first: c.Count, environment: r.text("environment"), baseURL: r.text("base_url"),
			payment: r.text("payment_id"), owner: r.text("process"),
		}
		now.place = dojo.Place(dojo.Environment(now.environment), now.baseURL)
	}
	now.last, now.at, now.fingerprint, now.state = c.Count, r.text("at"), r.text("key_fingerprint"), r.text("state")
	now.open = 0
	if State(now.state).Open() {
		now.open = 1
	}
	c.attempts[id] = now
}

// checkAttempts compares the table of attempts with the events. "beside" isn't
// compared: it says how things stood when the tables became version 2.
func checkAttempts(ctx context.Context, q queryer, path string, version int, c chain) error {
	place := "place"
	if version < 2 {
		place = "''"
		for id, s := range c.attempts {
			s.place = ""
			c.attempts[id] = s
		}
	}
	rows, err := q.QueryContext(ctx, `SELECT attempt_id, first_seq, last_seq, last_at, environment, base_url,
		`+place+`, payment_id, owner, key_fingerprint, state, open FROM attempt`)
	if err != nil {
		return classify(path, err)
	}
	defer func() { _ = rows.Close() }()
	got := map[string]standing{}
	for rows.Next() {
		var id string
		var s standing
		if err := rows.Scan(&id, &s.first, &s.last, &s.at, &s.environment, &s.baseURL, &s.place, &s.payment, &s.owner,
			&s.fingerprint, &s.state, &s.open); err != nil {
			return damaged(path, err)
		}
		got[id] = s
	}
	if err := rows.Err(); err != nil {
		return classify(path, err)
	}
	if !maps.Equal(got, c.attempts) {
		return damaged(path, errors.New("its attempts don't stand where the events say"))
	}
	return nil
}

func damaged(path string, err error) error {
	return &Error{Kind: ErrDamaged, Path: path, Err: err}
}

// agrees compares the end of the database with the head on disk.
func agrees(ctx context.Context, q queryer, path string, head Head, there bool, end Head) error {
	switch {
	case !there:
		return noHead(path, end)
	case head.Count > end.Count:
		return trouble(ErrBehind, path, "%d events were recorded, %d are there", head.Count, end.Count)
	case head.Count == end.Count && head.Hash != end.Hash:
		return trouble(ErrDamaged, path, "event %d isn't the one that was recorded", head.Count)
	case head.Count == 0, head.Count == end.Count:
		return nil
	}
	var hash string
	err := q.QueryRowContext(ctx, "SELECT hash FROM event WHERE seq = $1", head.Count).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) || err == nil && hash != head.Hash {
		return trouble(ErrDamaged, path, "event %d isn't the one that was recorded", head.Count)
	}
	return classify(path, err)
}

func noHead(path string, end Head) error {
	return trouble(ErrHead, path, "the database has %d events, and nothing says whether that is all", end.Count)
}

// endOf reads the last event's number and hash.
func endOf(ctx context.Context, q queryer) (Head, error) {
	h := Head{Hash: NoHash}
	err := q.QueryRowContext(ctx, "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").Scan(&h.Count, &h.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	return h, err
}

// eventAt reads one event and checks it against its hash.
func eventAt(ctx context.Context, q queryer, path string, seq int64) (Event, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+columnList+", hash FROM event WHERE seq = $1", seq)
	if err != nil {
		return Event{}, classify(path, err)
	}
	defer func() { _ = rows.Close() }()
	r := newRowReader()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return Event{}, classify(path, err)
		}
		return Event{}, damaged(path, fmt.Errorf("event %d is missing", seq))
	}
	if err := r.scan(rows); err != nil {
		return Event{}, damaged(path, err)
	}
	e, err := r.event()
	if err != nil {
		return Event{}, damaged(path, err)
	}
	return e, nil
}
