package journal

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Memory is a journal of one process that lasts as long as the process. It is for the
// demo and for tests; no real money may move by it. It is safe for concurrent use.
type Memory struct {
	mu       sync.Mutex
	events   int64
	attempts map[string]Event // the newest event of each
}

// NewMemory makes an empty journal.
func NewMemory() *Memory { return &Memory{attempts: map[string]Event{}} }

// Check finds nothing wrong.
func (m *Memory) Check(context.Context) error { return nil }

// Close does nothing.
func (m *Memory) Close() error { return nil }

// Begin records a new attempt, see Standing.Begin.
func (m *Memory) Begin(_ context.Context, a Attempt) error {
	return m.record(a, func(s Standing) (Event, error) { return s.Begin(a) })
}

// Move records a change of an attempt, see Standing.Move.
func (m *Memory) Move(_ context.Context, from, a Attempt) error {
	return m.record(a, func(s Standing) (Event, error) { return s.Move(from, a, "", time.Time{}) })
}

func (m *Memory) record(a Attempt, change func(Standing) (Event, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := Standing{Newest: m.attempts[a.ID]}
	for id, e := range m.attempts {
		if id != a.ID && e.Attempt.State.Open() && e.Attempt.Claim() == a.Claim() {
			s.Holder = &e.Attempt
		}
	}
	e, err := change(s)
	if err != nil {
		return err
	}
	m.events++
	e.Seq = m.events
	m.attempts[a.ID] = e
	return nil
}

// Attempt returns the newest record of one attempt.
func (m *Memory) Attempt(_ context.Context, id string) (Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.attempts[id]
	if !ok {
		return Attempt{}, fmt.Errorf("the journal has no attempt %s", id)
	}
	return e.Attempt, nil
}

// Changes returns the shop's attempts that have an event after the one named, and the
// number of the newest event.
func (m *Memory) Changes(_ context.Context, shop Shop, after int64) ([]Attempt, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Attempt
	for _, e := range m.attempts {
		if e.Seq > after && shop.Has(e.Attempt) {
			out = append(out, e.Attempt)
		}
	}
	return out, m.events, nil
}
