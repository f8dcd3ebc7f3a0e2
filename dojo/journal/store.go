package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// Begin records a new attempt and claims its payment, or returns an *OpenError
// that names the attempt in the way. Once it returns nil the record is on the
// disk.
func (s *Store) Begin(ctx context.Context, a Attempt) error {
	if a.State != Intended {
		return fmt.Errorf("attempt %s can't begin as %q", a.ID, a.State)
	}
	a = cleanKeys(a)
	return s.write(ctx, func(ctx context.Context, t *transaction) error {
		if err := t.unclaimed(ctx, a, ""); err != nil {
			return err
		}
		if _, found, err := t.attempt(ctx, a.ID); err != nil {
			return err
		} else if found {
			return fmt.Errorf("attempt %s is recorded already", a.ID)
		}
		return t.add(ctx, Event{Kind: Begun, Attempt: a})
	})
}

// Move records a change of an attempt if its newest record is still from, and
// returns ErrMoved otherwise: whoever worked the change out from an older one
// must work it out again, or what was recorded meanwhile would be lost. A change
// that opens the attempt again while another one holds its payment is an
// *OpenError. ErrNotOwner and ErrOrder are those of the package's rules.
//
// A change that failed with ErrUncertain may be made again as it was: it is not
// recorded twice.
func (s *Store) Move(ctx context.Context, from, a Attempt) error {
	a = cleanKeys(a)
	return s.write(ctx, func(ctx context.Context, t *transaction) error {
		last, found, err := t.attempt(ctx, a.ID)
		if err != nil {
			return err
		}
		before := last.event.Attempt
		switch {
		case found && s.isUncertain(a.ID, last.event.Hash) && Same(before, a):
			t.again = a.ID
			return nil
		case !found, !Same(before, from), before.KeyFingerprint != a.KeyFingerprint:
			return ErrMoved
		case !sameTarget(before, a):
			return fmt.Errorf("attempt %s can't move to another payment", a.ID)
		}
		owner := last.owner == s.opt.Process
		if err := mayMove(before.State, a.State, owner, ClaimOver(last.event.At, t.now)); err != nil {
			return err
		}
		// One that is open holds its payment already, if need be beside another
		// (see version2).
		if a.State.Open() && !before.State.Open() {
			if err := t.unclaimed(ctx, a, a.ID); err != nil {
				return err
			}
		}
		kind := Moved
		if !owner && (before.State == Intended || before.State == Sending) {
			kind = TakenOver
		}
		return t.add(ctx, Event{Kind: kind, Attempt: a})
	})
}

// isUncertain says whether an attempt's record with this hash is one of which
// its writer was told that it may not have been made.
func (s *Store) isUncertain(id, hash string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, ok := s.uncertain[id]
	return ok && was == hash
}

// Same says whether what is recorded of two attempts is the same.
func Same(a, b Attempt) bool {
	x, errX := values(&Event{Attempt: a})
	y, errY := values(&Event{Attempt: b})
	return errX == nil && errY == nil && hashOf(x) == hashOf(y)
}

// cleanKeys makes the texts that are searched for what the table holds.
func cleanKeys(a Attempt) Attempt {
	a.ID, a.Payment.ID = plain(a.ID), plain(a.Payment.ID)
	a.BaseURL, a.KeyFingerprint = plain(a.BaseURL), plain(a.KeyFingerprint)
	a.Environment = dojo.Environment(plain(string(a.Environment)))
	return a
}

// known is where an attempt stands.
type known struct {
	event Event
	owner string // the process that began it
}

// attempt reads where an attempt stands by its newest event.
func (t *transaction) attempt(ctx context.Context, id string) (known, bool, error) {
	var k known
	var seq int64
	err := t.QueryRowContext(ctx, "SELECT last_seq, owner FROM attempt WHERE attempt_id = $1", id).Scan(&seq, &k.owner)
	if errors.Is(err, sql.ErrNoRows) {
		return k, false, nil
	}
	if err == nil {
		k.event, err = eventAt(ctx, t, t.store.path, seq)
	}
	return k, err == nil, classify(t.store.path, err)
}

// unclaimed says whether an attempt holds a payment, one of them left out.
func (t *transaction) unclaimed(ctx context.Context, a Attempt, but string) error {
	var seq int64
	c := claimOf(a)
	err := t.QueryRowContext(ctx, `SELECT last_seq FROM attempt
		WHERE environment = $1 AND place = $2 AND payment_id = $3 AND open = 1 AND attempt_id <> $4 ORDER BY first_seq LIMIT 1`,
		c.environment, c.place, c.payment, but).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return classify(t.store.path, err)
	}
	other, err := eventAt(ctx, t, t.store.path, seq)
	if err != nil {
		return err
	}
	return &OpenError{Other: other.Attempt}
}

// add writes one event at the end, and where its attempt then stands. The time
// and the process are this Store's where the event doesn't have its own.
func (t *transaction) add(ctx context.Context, e Event) error {
	s := t.store
	e.Seq, e.Prev = t.end.Count+1, t.end.Hash
	if e.At.IsZero() {
		e.At, e.Process = t.now, s.opt.Process
		if s.opt.DojoNow != nil {
			e.DojoAt = s.opt.DojoNow()
		}
	}
	vals, err := values(&e)
	if err != nil {
		return err
	}
	hash := hashOf(vals)
	if _, err := t.ExecContext(ctx, insertEvent, append(vals, hash)...); err != nil {
		return classify(s.path, err)
	}
	a := cleanKeys(e.Attempt)
	open := 0
	if a.State.Open() {
		open = 1
	}
	_, err = t.ExecContext(ctx, insertAttempt,
		a.ID, e.Seq, vals[columnAt["at"]], string(a.Environment), a.BaseURL, claimOf(a).place, a.Payment.ID,
		a.KeyFingerprint, vals[columnAt["process"]], vals[columnAt["state"]], open)
	if err != nil {
		return classify(s.path, err)
	}
	t.end = Head{Count: e.Seq, Hash: hash}
	t.added = append(t.added, row{attempt: a.ID, hash: hash})
	return nil
}

var insertEvent = func() string {
	var b strings.Builder
	b.WriteString("INSERT INTO event (" + columnList + ", hash) VALUES (")
	for i := range columns {
		fmt.Fprintf(&b, "$%d, ", i+1)
	}
	fmt.Fprintf(&b, "$%d)", len(columns)+1)
	return b.String()
}()

const insertAttempt = `INSERT INTO attempt
	(attempt_id, first_seq, last_seq, last_at, environment, base_url, place, payment_id, key_fingerprint, owner, state, open)
	VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
	ON CONFLICT (attempt_id) DO UPDATE SET
	last_seq = excluded.last_seq, last_at = excluded.last_at, key_fingerprint = excluded.key_fingerprint,
	state = excluded.state, open = excluded.open`

// TooEarlyError says that an attempt still belongs to the process that began
// it, and until when by this machine's clock.
type TooEarlyError struct {
	Attempt Attempt
	Until   time.Time
}

func (e *TooEarlyError) Error() string {
	return fmt.Sprintf("attempt %s belongs to another process until %s", e.Attempt.ID, e.Until.Format(time.RFC3339))
}

// Is makes it an ErrNotOwner.
func (e *TooEarlyError) Is(target error) bool { return target == ErrNotOwner }
