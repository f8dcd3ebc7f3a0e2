package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"maps"

	"dojoreversals/dojo/journal"
)

// checkAll checks a whole database, without the head file: that it is a journal, its
// tables, all its pages, each event, and the attempts.
func checkAll(ctx context.Context, q queryer, path string, steps []migration) (*journal.Chain, error) {
	c := journal.NewChain()
	v, err := version(ctx, q, path)
	switch {
	case err != nil:
		return c, err
	case v > len(steps):
		return c, tooNew(path, v, len(steps))
	case v == 0:
		return c, &journal.Error{Kind: journal.ErrNone, Path: path}
	}
	// An older version has the tables that the older steps make.
	if err := checkSchema(ctx, q, path, steps[:v]); err != nil {
		return c, err
	}
	if err := checkPages(ctx, q, path); err != nil {
		return c, err
	}
	for r, err := range rowsOf(ctx, q, path, "SELECT "+columnsIn(v)+", hash FROM event ORDER BY seq") {
		if err == nil {
			err = damaged(path, c.Add(r))
		}
		if err != nil {
			return c, err
		}
	}
	return c, checkAttempts(ctx, q, path, v, c.Attempts)
}

// checkPages asks SQLite whether the file's pages and indexes are in order.
func checkPages(ctx context.Context, q queryer, path string) error {
	var said string
	if err := q.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return classify(path, err)
	}
	if said != "ok" {
		return trouble(journal.ErrDamaged, path, "%s", said)
	}
	return nil
}

// checkAttempts compares the table of attempts with the events, but for its column
// "beside": that says how things stood when the tables became version 2.
func checkAttempts(ctx context.Context, q queryer, path string, version int, want map[string]journal.Position) error {
	place := "place"
	if version < 2 {
		place = "''"
		want = maps.Clone(want)
		for id, p := range want {
			p.Place = ""
			want[id] = p
		}
	}
	rows, err := q.QueryContext(ctx, `SELECT attempt_id, first_seq, last_seq, last_at, environment, base_url,
		`+place+`, payment_id, owner, key_fingerprint, state, open FROM attempt`)
	if err != nil {
		return classify(path, err)
	}
	defer func() { _ = rows.Close() }()
	got := map[string]journal.Position{}
	for rows.Next() {
		var id string
		var p journal.Position
		if err := rows.Scan(&id, &p.First, &p.Last, &p.LastAt, &p.Environment, &p.BaseURL, &p.Place, &p.PaymentID, &p.Process,
			&p.KeyFingerprint, &p.State, &p.Open); err != nil {
			return damaged(path, err)
		}
		got[id] = p
	}
	if err := rows.Err(); err != nil {
		return classify(path, err)
	}
	if !maps.Equal(got, want) {
		return damaged(path, errors.New("its attempts don't stand where the events say"))
	}
	return nil
}

// checkHead compares the head on disk with the end of the database.
func checkHead(ctx context.Context, q queryer, path string, head journal.Head, there bool, end journal.Head) error {
	switch {
	case !there:
		return noHead(path, end)
	case head.Count > end.Count:
		return trouble(journal.ErrBehind, path, "%d events were recorded, %d are there", head.Count, end.Count)
	case head.Count == end.Count && head.Hash != end.Hash:
		return trouble(journal.ErrDamaged, path, "event %d isn't the one that was recorded", head.Count)
	case head.Count == 0, head.Count == end.Count:
		return nil
	}
	var hash string
	err := q.QueryRowContext(ctx, "SELECT hash FROM event WHERE seq = $1", head.Count).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) || err == nil && hash != head.Hash {
		return trouble(journal.ErrDamaged, path, "event %d isn't the one that was recorded", head.Count)
	}
	return classify(path, err)
}

func noHead(path string, end journal.Head) error {
	return trouble(journal.ErrHead, path, "the database has %d events, and nothing says whether that is all", end.Count)
}
