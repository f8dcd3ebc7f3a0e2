package journal

import (
	"database/sql"
	"fmt"
)

// rowReader reads events row by row. It keeps the row that it read last.
type rowReader struct {
	vals []any
	hash string
	into []any
}

func newRowReader() *rowReader {
	r := &rowReader{vals: make([]any, len(columns))}
	for i := range r.vals {
		r.into = append(r.into, &r.vals[i])
	}
	r.into = append(r.into, &r.hash)
	return r
}

func (r *rowReader) scan(rows *sql.Rows) error {
	if err := rows.Scan(r.into...); err != nil {
		return err
	}
	for i, c := range columns {
		if _, ok := r.vals[i].(int64); ok != c.number {
			return fmt.Errorf("%s has a value of the wrong type", c.name)
		}
		if _, ok := r.vals[i].(string); ok == c.number {
			return fmt.Errorf("%s has a value of the wrong type", c.name)
		}
	}
	return nil
}

func (r *rowReader) text(name string) string  { return r.vals[columnAt[name]].(string) } //nolint:errcheck // typed checks each value first
func (r *rowReader) number(name string) int64 { return r.vals[columnAt[name]].(int64) }  //nolint:errcheck // as for text

// follows says whether the row is as it was written, right after end.
func (r *rowReader) follows(end Head) error {
	if seq := r.number("seq"); seq != end.Count+1 {
		return fmt.Errorf("event %d is missing", end.Count+1)
	}
	if r.text("prev_hash") != end.Hash {
		return fmt.Errorf("event %d doesn't follow the one before it", end.Count+1)
	}
	return intact(r.vals, r.hash)
}

// event gives the row as a value, if it is as it was written.
func (r *rowReader) event() (Event, error) {
	if err := intact(r.vals, r.hash); err != nil {
		return Event{}, err
	}
	return eventOf(r.vals, r.hash)
}
