package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dojoreversals/dojo/journal"
)

// Begin records a new attempt by the author that the Options name, see BeginBy.
func (s *Store) Begin(ctx context.Context, a journal.Attempt) error {
	return s.BeginBy(ctx, s.author(), a)
}

// Move records a change of an attempt by the author that the Options name, see MoveBy.
func (s *Store) Move(ctx context.Context, from, a journal.Attempt) error {
	return s.MoveBy(ctx, s.author(), from, a)
}

func (s *Store) author() journal.Author {
	return journal.Author{Process: s.opt.Process, DojoNow: s.opt.DojoNow}
}

// BeginBy records a new attempt, see Standing.Begin. Once it returns nil the record
// is on the disk.
func (s *Store) BeginBy(ctx context.Context, by journal.Author, a journal.Attempt) error {
	a = a.Storable()
	return s.write(ctx, by, func(ctx context.Context, t *transaction) error {
		now, err := t.standing(ctx, a)
		if err != nil {
			return err
		}
		e, err := now.Begin(a)
		if err != nil {
			return err
		}
		return t.add(ctx, e)
	})
}

// MoveBy records a change of an attempt, see Standing.Move. A change that failed
// with ErrUncertain may be made again as it was: it is not recorded twice.
func (s *Store) MoveBy(ctx context.Context, by journal.Author, from, a journal.Attempt) error {
	a = a.Storable()
	return s.write(ctx, by, func(ctx context.Context, t *transaction) error {
		now, err := t.standing(ctx, a)
		if err != nil {
			return err
		}
		if s.isUncertain(a.ID, now.Newest.Hash) && journal.Same(now.Newest.Attempt, a) {
			t.again = a.ID
			return nil
		}
		e, err := now.Move(from, a, by.Process, t.now)
		if err != nil {
			return err
		}
		return t.add(ctx, e)
	})
}

// isUncertain says whether the record with this hash is the attempt's uncertain one:
// its writer was told that it may not have been made.
func (s *Store) isUncertain(id, hash string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, ok := s.uncertain[id]
	return ok && was == hash
}

// standing reads what the claim rules ask for a change of an attempt.
func (t *transaction) standing(ctx context.Context, a journal.Attempt) (s journal.Standing, err error) {
	var seq int64
	err = t.QueryRowContext(ctx, selectStanding, a.ID).Scan(&seq, &s.Owner)
	if err == nil {
		s.Newest, err = eventAt(ctx, t, t.store.path, seq)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, classify(t.store.path, err)
	}
	s.Holder, err = t.holder(ctx, a)
	return s, err
}

// holder reads which other attempt holds an attempt's payment, nil for none.
func (t *transaction) holder(ctx context.Context, a journal.Attempt) (*journal.Attempt, error) {
	c := a.Claim()
	for e, err := range eventsOf(ctx, t, t.store.path, selectHolder, c.Environment, c.Place, c.Payment, a.ID) {
		return &e.Attempt, err
	}
	return nil, nil
}

// add writes one event at the end, and where its attempt then stands. The times and
// the process are the transaction's where the event doesn't have its own.
func (t *transaction) add(ctx context.Context, e journal.Event) error {
	s := t.store
	if e.At.IsZero() {
		e.At, e.Process = t.now, t.by.Process
		if t.by.DojoNow != nil {
			e.DojoAt = t.by.DojoNow()
		}
	}
	r, err := journal.RowAfter(t.end, e)
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, insertEvent, append(r.Values, r.Hash)...); err != nil {
		return classify(s.path, err)
	}
	a := e.Attempt.Storable()
	_, err = t.ExecContext(ctx, insertAttempt,
		a.ID, r.Seq(), r.Text("at"), string(a.Environment), a.BaseURL, a.Claim().Place, a.Payment.ID,
		a.KeyFingerprint, r.Text("process"), r.Text("state"), a.State.Open())
	if err != nil {
		return classify(s.path, err)
	}
	t.end = journal.Head{Count: r.Seq(), Hash: r.Hash}
	t.added = append(t.added, row{attempt: a.ID, hash: r.Hash})
	return nil
}
