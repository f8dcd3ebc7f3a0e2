package journaltest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Noon is when the tests play.
var Noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// Journal is what package reversal asks of a store.
type Journal interface {
	Begin(ctx context.Context, a journal.Attempt) error
	Move(ctx context.Context, from, a journal.Attempt) error
	Attempt(ctx context.Context, id string) (journal.Attempt, error)
	Changes(ctx context.Context, shop journal.Shop, after int64) ([]journal.Attempt, int64, error)
}

// Store is a store to test.
type Store struct {
	// New makes an empty journal with a clock of its own. What it returns opens
	// that journal for a process, any number of times.
	// A Journal that has a Close is closed before its process opens it again.
	New func(t testing.TB, now func() time.Time) (open func(process string) Journal)
	// OneProcess is for a store that no second process can open: all that is
	// recorded in it is its own.
	OneProcess bool
}

// Run tests a store.
func Run(t *testing.T, s Store) {
	for name, test := range map[string]func(t *testing.T){
		"begin claims the payment": s.beginClaims, "claims end": s.claimsEnd, "moves": s.moves,
		"moves from the exact record": s.exactRecord, "opening again": s.reopens, "spellings": s.spellings,
		"changes": s.changes, "who did it": s.whoDidIt, "races": s.races, "like the model": s.likeTheModel,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t) })
	}
	if !s.OneProcess {
		t.Run("only the owner sends", func(t *testing.T) { t.Parallel(); s.onlyTheOwner(t) })
		t.Run("takeover", func(t *testing.T) { t.Parallel(); s.takeover(t) })
	}
}

// Clock is a machine's clock that a test sets.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock shows Noon.
func NewClock() *Clock { return &Clock{at: Noon} }

// Now is the present.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Attempt is an attempt on a payment of Shop.
func Attempt(id, payment string, s journal.State) journal.Attempt {
	return journal.Attempt{ID: id, Payment: journal.Payment{ID: payment}, Environment: dojo.Sandbox, BaseURL: "https://dojo.example", State: s}
}

// Shop is whose payments the attempts are about.
var Shop = journal.Shop{Environment: dojo.Sandbox, BaseURL: "https://dojo.example"}

// Must ends the test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// MoveFrom moves an attempt on from its newest record, if that is in a state.
func MoveFrom(j Journal, from journal.State, a journal.Attempt) error {
	was, err := j.Attempt(context.Background(), a.ID)
	if err != nil || was.State != from {
		was = journal.Attempt{ID: a.ID, State: from}
	}
	return j.Move(context.Background(), was, a)
}

// takeThrough begins an attempt and moves it through states.
func takeThrough(t testing.TB, j Journal, a journal.Attempt, states ...journal.State) {
	t.Helper()
	Must(t, j.Begin(t.Context(), a))
	for _, s := range states {
		was := a
		a.State = s
		Must(t, j.Move(t.Context(), was, a))
	}
}

// heldBy says whether an error is that of a payment which an attempt holds.
func heldBy(err error, id string) bool {
	var open *journal.OpenError
	return errors.As(err, &open) && open.Other.ID == id
}

var states = []journal.State{
	journal.Intended, journal.Sending, journal.Created, journal.Checking, journal.Confirming,
	journal.Successful, journal.Failed, journal.Already, journal.Unresolved, journal.Abandoned,
}
