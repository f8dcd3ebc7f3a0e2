package journal

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// Shop is whose payments an attempt is about: what one key sees. The key
// itself is never recorded. Of the base URL only its place counts, see
// dojo.Place.
type Shop struct {
	Environment    dojo.Environment
	BaseURL        string
	KeyFingerprint string // "" in a Filter takes any key
}

// Has says whether an attempt is about payments that the shop's address shows,
// with whatever key it was made.
func (s Shop) Has(a Attempt) bool {
	return a.Environment == s.Environment && dojo.Place(a.Environment, a.BaseURL) == dojo.Place(s.Environment, s.BaseURL)
}

// Filter chooses attempts or events. What is zero takes all.
type Filter struct {
	// Since takes what was recorded at this time or later, by this machine's
	// clock or by Dojo's: a clock that was behind hides nothing, and one that
	// was ahead doesn't either.
	Since      time.Time
	PaymentID  string
	AttemptID  string
	Unfinished bool // attempts whose end isn't known
	Shop       *Shop
}

// takes says whether an attempt is chosen, but for the time.
func (f Filter) takes(a Attempt) bool {
	switch {
	case f.PaymentID != "" && a.Payment.ID != f.PaymentID,
		f.AttemptID != "" && a.ID != f.AttemptID,
		f.Unfinished && !a.State.Open() && (a.State != Unresolved || !a.CorrectedAt.IsZero()):
		return false
	case f.Shop == nil:
		return true
	}
	return f.Shop.Has(a) && (f.Shop.KeyFingerprint == "" || a.KeyFingerprint == f.Shop.KeyFingerprint)
}

// where writes the filter as SQL over the table of events, called "event".
func (f Filter) where() (string, []any) {
	parts, args := []string{"1 = 1"}, []any{}
	add := func(condition string, arg any) {
		args = append(args, arg)
		parts = append(parts, fmt.Sprintf(condition, len(args)))
	}
	if !f.Since.IsZero() {
		add("(event.at >= $%[1]d OR event.dojo_at >= $%[1]d)", f.Since.UTC().Format(timeLayout))
	}
	if f.PaymentID != "" {
		add("event.payment_id = $%d", f.PaymentID)
	}
	if f.AttemptID != "" {
		add("event.attempt_id = $%d", f.AttemptID)
	}
	if f.Shop != nil {
		add("event.environment = $%d", string(f.Shop.Environment))
		add("event.attempt_id IN (SELECT attempt_id FROM attempt WHERE place = $%d)", dojo.Place(f.Shop.Environment, f.Shop.BaseURL))
		if f.Shop.KeyFingerprint != "" {
			add("event.key_fingerprint = $%d", f.Shop.KeyFingerprint)
		}
	}
	return strings.Join(parts, " AND "), args
}

// isUnfinished says whether an attempt's end isn't known, by the newest of its
// events: what was unresolved and then corrected has its end.
const isUnfinished = "(attempt.open = 1 OR attempt.state = 'unresolved' AND event.corrected_at = '')"

// unfinished are the attempts whose end isn't known.
const unfinished = `SELECT attempt.attempt_id FROM attempt JOIN event ON event.seq = attempt.last_seq
	WHERE ` + isUnfinished

// Attempts returns the newest state of each attempt that the filter chooses by
// it, in the order in which they began. Filter.Since is held against their
// newest records.
func (s *Store) Attempts(ctx context.Context, f Filter) ([]Attempt, error) {
	where, args := f.where()
	// The index on attempts finds those of one payment.
	if f.PaymentID != "" {
		args = append(args, f.PaymentID)
		where += fmt.Sprintf(" AND attempt.payment_id = $%d", len(args))
	}
	if f.Unfinished {
		where += " AND " + isUnfinished
	}
	query := "SELECT event." + strings.ReplaceAll(columnList, ", ", ", event.") + ", event.hash" +
		" FROM attempt JOIN event ON event.seq = attempt.last_seq WHERE " + where + " ORDER BY attempt.first_seq"
	var out []Attempt
	err := s.snapshot(ctx, func(q queryer) error {
		return eachRow(ctx, q, s.path, query, args, func(r *rowReader) error {
			e, err := r.event()
			if err != nil {
				return damaged(s.path, err)
			}
			out = append(out, e.Attempt)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

var errStop = errors.New("enough")

// Events returns every event that the filter chooses, oldest first, each
// checked against its hash. Filter.Unfinished takes all events of attempts that
// are unfinished by now. An error ends the sequence.
func (s *Store) Events(ctx context.Context, f Filter) iter.Seq2[Event, error] {
	where, args := f.where()
	if f.Unfinished {
		where += " AND event.attempt_id IN (" + unfinished + ")"
	}
	query := "SELECT " + columnList + ", hash FROM event WHERE " + where + " ORDER BY seq"
	return func(yield func(Event, error) bool) {
		err := s.snapshot(ctx, func(q queryer) error {
			return eachRow(ctx, q, s.path, query, args, func(r *rowReader) error {
				e, err := r.event()
				if err != nil {
					return damaged(s.path, err)
				}
				if !yield(e, nil) {
					return errStop
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Event{}, err)
		}
	}
}

// Head gives the journal's end. It changes with every event, of this process or
// another, and costs little to ask.
func (s *Store) Head(ctx context.Context) (Head, error) {
	var h Head
	err := s.snapshot(ctx, func(q queryer) error {
		var err error
		h, err = endOf(ctx, q)
		return classify(s.path, err)
	})
	return h, err
}

func eachRow(ctx context.Context, q queryer, path, query string, args []any, do func(*rowReader) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return classify(path, err)
	}
	defer func() { _ = rows.Close() }()
	r := newRowReader()
	for rows.Next() {
		if err := r.scan(rows); err != nil {
			return damaged(path, err)
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return classify(path, rows.Err())
}
