package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"dojoreversals/dojo"
)

// ErrMoved says that an attempt's newest record isn't the one that a change was
// worked out from: somebody else moved it on, and the change was not made.
var ErrMoved = errors.New("the attempt has moved on")

// OpenError says that another attempt on the payment is open.
type OpenError struct{ Other Attempt }

func (e *OpenError) Error() string {
	return fmt.Sprintf("attempt %s on this payment is %s", e.Other.ID, e.Other.State)
}

// Memory is a journal that lasts as long as the program: for the demo, for the
// sandbox and for tests. No real money may move by it.
type Memory struct {
	mu       sync.Mutex
	attempts map[string]Attempt
	open     map[claim]string // the open attempt of a payment
	events   []Attempt
}

// claim is what an open attempt holds: a payment, however its address is spelt.
type claim struct{ environment, place, payment string }

func claimOf(a Attempt) claim {
	return claim{string(a.Environment), dojo.Place(a.Environment, a.BaseURL), a.Payment.ID}
}

// sameTarget says whether two records are of one payment at one address.
func sameTarget(a, b Attempt) bool {
	return a.Environment == b.Environment && a.BaseURL == b.BaseURL && a.Payment.ID == b.Payment.ID
}

// NewMemory makes an empty journal.
func NewMemory() *Memory {
	return &Memory{attempts: map[string]Attempt{}, open: map[claim]string{}}
}

// Begin records a new attempt and claims its payment, or returns an *OpenError
// that names the attempt in the way.
func (m *Memory) Begin(_ context.Context, a Attempt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.State != Intended {
		return fmt.Errorf("attempt %s can't begin as %q", a.ID, a.State)
	}
	if other, ok := m.open[claimOf(a)]; ok {
		return &OpenError{Other: m.attempts[other]}
	}
	if _, ok := m.attempts[a.ID]; ok {
		return fmt.Errorf("attempt %s is recorded already", a.ID)
	}
	m.put(a)
	return nil
}

// Move records a change of an attempt if its newest record is still from, and
// returns ErrMoved otherwise. A change that opens the attempt again while
// another one holds its payment is an *OpenError.
func (m *Memory) Move(_ context.Context, from, a Attempt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before, ok := m.attempts[a.ID]
	switch {
	case !ok, !Same(before, from):
		return ErrMoved
	case !sameTarget(before, a):
		return fmt.Errorf("attempt %s can't move to another payment", a.ID)
	}
	// What gave its payment free may have been followed by another attempt.
	if other, ok := m.open[claimOf(a)]; ok && other != a.ID && a.State.Open() {
		return &OpenError{Other: m.attempts[other]}
	}
	m.put(a)
	return nil
}

func (m *Memory) put(a Attempt) {
	m.attempts[a.ID] = a
	m.events = append(m.events, a)
	key := claimOf(a)
	switch {
	case a.State.Open():
		m.open[key] = a.ID
	case m.open[key] == a.ID:
		delete(m.open, key)
	}
}

// Events returns everything that was recorded, oldest first.
func (m *Memory) Events() []Attempt {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Attempt(nil), m.events...)
}

// Attempts returns the newest state of each attempt, in the order in which
// they began. Memory doesn't know when anything was recorded, so that
// Filter.Since is held against when the attempts were confirmed.
func (m *Memory) Attempts(_ context.Context, f Filter) ([]Attempt, error) {
	var out []Attempt
	seen := map[string]bool{}
	for _, e := range m.Events() {
		m.mu.Lock()
		a := m.attempts[e.ID]
		m.mu.Unlock()
		if !seen[a.ID] && f.takes(a) && !a.ConfirmedAt.Before(f.Since) {
			out = append(out, a)
		}
		seen[a.ID] = true
	}
	return slices.Clip(out), nil
}

// TakeOver always returns ErrNotOwner: nothing in a program's own memory was
// left by another process.
func (m *Memory) TakeOver(_ context.Context, id string) (Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.attempts[id], ErrNotOwner
}
