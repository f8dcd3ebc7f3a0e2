package sqlite

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// newestEvents begins a query for the newest event of each attempt.
var newestEvents = "SELECT event." + strings.ReplaceAll(allColumns, ", ", ", event.") +
	" FROM attempt JOIN event ON event.seq = attempt.last_seq WHERE "

// isUnfinished is the SQL over newestEvents for journal.Filter.Unfinished.
const isUnfinished = "(attempt.open = 1 OR attempt.state = 'unresolved' AND event.corrected_at = '')"

// isSince is the SQL over events for journal.Filter.Since.
const isSince = "(event.at >= $%[1]d OR event.dojo_at >= $%[1]d)"

// recordedSince is the SQL for the IDs of the attempts with an event that isSince,
// found by the indexes.
const recordedSince = "SELECT attempt_id FROM event WHERE at >= $%[1]d UNION SELECT attempt_id FROM event WHERE dojo_at >= $%[1]d"

// whereOf writes a filter as SQL over newestEvents.
func whereOf(f journal.Filter) (string, []any) {
	where, args := eventsWhere(f)
	// The indexes on attempts find those of one payment, and one of them.
	if f.AttemptID != "" {
		args = append(args, f.AttemptID)
		where += fmt.Sprintf(" AND attempt.attempt_id = $%d", len(args))
	}
	if f.PaymentID != "" {
		args = append(args, f.PaymentID)
		where += fmt.Sprintf(" AND attempt.payment_id = $%d", len(args))
	}
	if !f.Since.IsZero() {
		args = append(args, f.Since.UTC().Format(journal.TimeLayout))
		where += fmt.Sprintf(" AND attempt.attempt_id IN ("+recordedSince+")", len(args))
	}
	if f.Unfinished {
		where += " AND attempt.attempt_id IN (SELECT attempt_id FROM attempt WHERE " + mayBeUnfinished + ") AND " + isUnfinished
	}
	return where, args
}

// eventsWhere writes a filter, but for Unfinished, as SQL over the events.
func eventsWhere(f journal.Filter) (string, []any) {
	parts, args := []string{"1 = 1"}, []any{}
	add := func(condition string, arg any) {
		args = append(args, arg)
		parts = append(parts, fmt.Sprintf(condition, len(args)))
	}
	if !f.Since.IsZero() {
		add(isSince, f.Since.UTC().Format(journal.TimeLayout))
	}
	if f.PaymentID != "" {
		add("event.payment_id = $%d", f.PaymentID)
	}
	if f.AttemptID != "" {
		add("event.attempt_id = $%d", f.AttemptID)
	}
	if f.Shop != nil {
		add("event.environment = $%d", string(f.Shop.Environment))
		add("(SELECT place FROM attempt WHERE attempt.attempt_id = event.attempt_id) = $%d", dojo.Place(f.Shop.Environment, f.Shop.BaseURL))
		if f.Shop.KeyFingerprint != "" {
			add("event.key_fingerprint = $%d", f.Shop.KeyFingerprint)
		}
	}
	return strings.Join(parts, " AND "), args
}

// Attempts returns the newest record of each attempt whose newest record the filter
// chooses, in the order in which the attempts began.
func (s *Store) Attempts(ctx context.Context, f journal.Filter) ([]journal.Attempt, error) {
	where, args := whereOf(f)
	return s.newest(ctx, where, args)
}

func (s *Store) newest(ctx context.Context, where string, args []any) ([]journal.Attempt, error) {
	var out []journal.Attempt
	err := s.snapshot(ctx, func(q queryer) error {
		for e, err := range eventsOf(ctx, q, s.path, newestEvents+where+" ORDER BY attempt.first_seq", args...) {
			if err != nil {
				return err
			}
			out = append(out, e.Attempt)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Attempt returns the newest record of one attempt.
func (s *Store) Attempt(ctx context.Context, id string) (journal.Attempt, error) {
	list, err := s.Attempts(ctx, journal.Filter{AttemptID: id})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("the journal has no attempt %s", id)
	}
	if err != nil {
		return journal.Attempt{}, err
	}
	return list[0], nil
}

// Changes returns the shop's attempts, of any of its keys, that have an event after
// the one named, and the number of the newest event. After 0, these are the
// Remembered ones, and all that are unfinished.
func (s *Store) Changes(ctx context.Context, shop journal.Shop, after int64) ([]journal.Attempt, int64, error) {
	head, err := s.end(ctx)
	if err != nil || head.Count == after {
		return nil, after, err
	}
	shop.KeyFingerprint = ""
	where, args := whereOf(journal.Filter{Shop: &shop})
	which, arg := changedAfter(after, s.opt.Now().Add(-journal.Remembered), len(args)+1)
	list, err := s.newest(ctx, where+which, append(args, arg))
	return list, head.Count, err
}

// changedAfter is the SQL over newestEvents for Changes, and its argument, which has
// this number.
func changedAfter(after int64, since time.Time, number int) (string, any) {
	if after > 0 {
		return fmt.Sprintf(" AND attempt.attempt_id IN (SELECT attempt_id FROM event WHERE seq > $%d)", number), after
	}
	found := recordedSince + " UNION SELECT attempt_id FROM attempt WHERE " + mayBeUnfinished
	return fmt.Sprintf(" AND attempt.attempt_id IN ("+found+") AND ("+isSince+" OR "+isUnfinished+")", number),
		since.UTC().Format(journal.TimeLayout)
}

// Events returns every event that the filter chooses, oldest first, each
// checked against its hash. Filter.Unfinished takes all events of attempts that
// are unfinished by now. An error ends the sequence.
func (s *Store) Events(ctx context.Context, f journal.Filter) iter.Seq2[journal.Event, error] {
	where, args := eventsWhere(f)
	if f.Unfinished {
		where += " AND event.attempt_id IN (SELECT attempt.attempt_id FROM attempt JOIN event ON event.seq = attempt.last_seq WHERE " + isUnfinished +
			" AND attempt.attempt_id IN (SELECT attempt_id FROM attempt WHERE " + mayBeUnfinished + "))"
	}
	query := "SELECT " + allColumns + " FROM event WHERE " + where + " ORDER BY seq"
	return func(yield func(journal.Event, error) bool) {
		enough := false
		err := s.snapshot(ctx, func(q queryer) error {
			for e, err := range eventsOf(ctx, q, s.path, query, args...) {
				if err != nil {
					return err
				}
				if enough = !yield(e, nil); enough {
					return nil
				}
			}
			return nil
		})
		if err != nil && !enough {
			yield(journal.Event{}, err)
		}
	}
}

// end gives the journal's end. Every event changes it, whichever process wrote it.
// It is cheap to ask for.
func (s *Store) end(ctx context.Context) (journal.Head, error) {
	var h journal.Head
	err := s.snapshot(ctx, func(q queryer) error {
		var err error
		h, err = endOf(ctx, q)
		return classify(s.path, err)
	})
	return h, err
}
