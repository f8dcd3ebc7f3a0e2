package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"dojoreversals/dojo/journal"
)

// rowsOf gives the events that a query finds. Its columns must be those of
// allColumns. A row is valid until the next one. A row with values of the wrong types
// comes with an error, and the caller may go on to the next row. If the database
// fails, the last row has an error and no values.
func rowsOf(ctx context.Context, q queryer, path, query string, args ...any) iter.Seq2[journal.Row, error] {
	return func(yield func(journal.Row, error) bool) {
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			yield(journal.Row{}, classify(path, err))
			return
		}
		defer func() { _ = rows.Close() }()
		r := journal.Row{Values: make([]any, len(journal.Fields))}
		into := make([]any, 0, len(journal.Fields)+1)
		for i := range r.Values {
			into = append(into, &r.Values[i])
		}
		into = append(into, &r.Hash)
		for rows.Next() {
			err := rows.Scan(into...)
			if err == nil {
				err = r.CheckTypes()
			}
			if !yield(r, damaged(path, err)) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(journal.Row{}, classify(path, err))
		}
	}
}

// eventsOf is rowsOf for events as values. It checks each event against its hash, and
// ends with the first error.
func eventsOf(ctx context.Context, q queryer, path, query string, args ...any) iter.Seq2[journal.Event, error] {
	return func(yield func(journal.Event, error) bool) {
		for r, err := range rowsOf(ctx, q, path, query, args...) {
			var e journal.Event
			if err == nil {
				e, err = r.Event()
				err = damaged(path, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// eventAt reads one event and checks it against its hash.
func eventAt(ctx context.Context, q queryer, path string, seq int64) (journal.Event, error) {
	for e, err := range eventsOf(ctx, q, path, selectEvent, seq) {
		return e, err
	}
	return journal.Event{}, damaged(path, fmt.Errorf("event %d is missing", seq))
}

// endOf reads the last event's number and hash.
func endOf(ctx context.Context, q queryer) (journal.Head, error) {
	h := journal.Head{Hash: journal.NoHash}
	err := q.QueryRowContext(ctx, selectEnd).Scan(&h.Count, &h.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	return h, err
}
