package journaltest

import (
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// two opens a new journal as two processes.
func (s Store) two(t *testing.T) (mine, theirs Journal, clock *Clock) {
	clock = NewClock()
	open := s.New(t, clock.Now)
	return open("mine"), open("theirs"), clock
}

func (s Store) onlyTheOwner(t *testing.T) {
	mine, theirs, clock := s.two(t)
	ctx := t.Context()
	Must(t, mine.Begin(ctx, Attempt("a", "pi_1", journal.Intended)))
	if err := theirs.Begin(ctx, Attempt("b", "pi_1", journal.Intended)); !heldBy(err, "a") {
		t.Errorf("a second attempt: %v", err)
	}
	refused := func(when string, from journal.State, states ...journal.State) {
		t.Helper()
		for _, to := range states {
			if err := MoveFrom(theirs, from, Attempt("a", "pi_1", to)); !errors.Is(err, journal.ErrNotOwner) {
				t.Errorf("another process moves it from %s to %s %s: %v", from, to, when, err)
			}
		}
	}
	refused("at once", journal.Intended, journal.Sending, journal.Abandoned, journal.Checking, journal.Successful)
	clock.Pass(journal.ClaimLasts)
	refused("after its time", journal.Intended, journal.Sending, journal.Checking, journal.Successful)
	Must(t, MoveFrom(mine, journal.Intended, Attempt("a", "pi_1", journal.Sending)))
	refused("at once", journal.Sending, journal.Sending, journal.Checking, journal.Successful, journal.Created)
	Must(t, MoveFrom(mine, journal.Sending, Attempt("a", "pi_1", journal.Created)))
	// From here anyone may watch.
	Must(t, MoveFrom(theirs, journal.Created, Attempt("a", "pi_1", journal.Successful)))
	if err := MoveFrom(mine, journal.Successful, Attempt("a", "pi_1", journal.Sending)); !errors.Is(err, journal.ErrOrder) {
		t.Errorf("sent again: %v", err)
	}
}

// Another process takes an attempt over from the exact record that it saw, once
// that record is journal.ClaimLasts old.
func (s Store) takeover(t *testing.T) {
	for _, c := range []struct {
		at     journal.State
		passes time.Duration
		taken  bool
	}{
		{journal.Intended, journal.ClaimLasts - time.Nanosecond, false},
		{journal.Intended, journal.ClaimLasts, true},
		{journal.Sending, 0, false},
		{journal.Sending, journal.ClaimLasts, true},
		// The clock was set back: waiting for it could take for ever.
		{journal.Sending, -journal.ClaimLasts + time.Nanosecond, false},
		{journal.Sending, -journal.ClaimLasts, true},
	} {
		mine, theirs, clock := s.two(t)
		ctx := t.Context()
		was := Attempt("a", "pi_1", journal.Intended)
		takeThrough(t, mine, was)
		if c.at == journal.Sending {
			Must(t, MoveFrom(mine, journal.Intended, Attempt("a", "pi_1", journal.Sending)))
			stale := Attempt("a", "pi_1", journal.Sending)
			was = stale
			was.Why = journal.Refused // the owner has an answer, but no read yet
			Must(t, mine.Move(ctx, stale, was))
		}
		clock.Pass(c.passes)
		next, _ := journal.MoveOn(was, clock.Now().Add(-journal.ClaimLasts), clock.Now())
		if c.at == journal.Sending {
			stale, _ := journal.MoveOn(Attempt("a", "pi_1", journal.Sending), clock.Now().Add(-journal.ClaimLasts), clock.Now())
			if err := theirs.Move(ctx, Attempt("a", "pi_1", journal.Sending), stale); !errors.Is(err, journal.ErrMoved) {
				t.Errorf("taken over from a record that is no longer the newest: %v", err)
			}
		}
		err := theirs.Move(ctx, was, next)
		if !c.taken {
			if !errors.Is(err, journal.ErrNotOwner) {
				t.Errorf("%s after %s: %v", c.at, c.passes, err)
			}
			continue
		}
		if got, readErr := mine.Attempt(ctx, "a"); err != nil || readErr != nil || !journal.Same(got, next) {
			t.Errorf("%s after %s: %+v, %v, %v", c.at, c.passes, got, err, readErr)
		}
		// A suspended owner that wakes up can't go on.
		for _, to := range []journal.State{journal.Sending, journal.Successful, journal.Created} {
			if err := MoveFrom(mine, c.at, Attempt("a", "pi_1", to)); !errors.Is(err, journal.ErrMoved) {
				t.Errorf("the owner goes on to %s: %v", to, err)
			}
		}
		// Twice is once.
		if err := theirs.Move(ctx, was, next); !errors.Is(err, journal.ErrMoved) {
			t.Errorf("again: %v", err)
		}
	}
}
