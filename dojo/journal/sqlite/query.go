package sqlite

import (
	"context"
	"fmt"
	"iter"

	"dojoreversals/dojo/journal"
)

// Attempts returns the newest record of each attempt whose newest record the filter
// chooses, in the order in which the attempts began.
func (s *Store) Attempts(ctx context.Context, f journal.Filter) ([]journal.Attempt, error) {
	query, args := selectAttempts(f)
	return s.newest(ctx, query, args)
}

func (s *Store) newest(ctx context.Context, query string, args []any) ([]journal.Attempt, error) {
	var out []journal.Attempt
	err := s.snapshot(ctx, func(q queryer) error {
		for e, err := range eventsOf(ctx, q, s.path, query, args...) {
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
	head, err := s.End(ctx)
	if err != nil || head.Count == after {
		return nil, after, err
	}
	shop.KeyFingerprint = ""
	query, args := selectChanges(shop, after, s.opt.Now().Add(-journal.Remembered))
	list, err := s.newest(ctx, query, args)
	return list, head.Count, err
}

// Events returns every event that the filter chooses, oldest first, each
// checked against its hash. Filter.Unfinished takes all events of attempts that
// are unfinished by now. An error ends the sequence.
func (s *Store) Events(ctx context.Context, f journal.Filter) iter.Seq2[journal.Event, error] {
	query, args := selectEvents(f)
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

// End gives the journal's end. Every event changes it, whichever process wrote it.
// It is cheap to ask for.
func (s *Store) End(ctx context.Context) (journal.Head, error) {
	var h journal.Head
	err := s.snapshot(ctx, func(q queryer) error {
		var err error
		h, err = endOf(ctx, q)
		return classify(s.path, err)
	})
	return h, err
}

// EventsAfter returns the events after a number, oldest first and at most so many, each
// checked against its hash.
func (s *Store) EventsAfter(ctx context.Context, seq int64, most int) ([]journal.Event, error) {
	var out []journal.Event
	err := s.snapshot(ctx, func(q queryer) error {
		for e, err := range eventsOf(ctx, q, s.path, someEventsFrom(len(s.opt.steps)), seq+1, most) {
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}
