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
	mu      sync.Mutex
	events  []*Event          // event n stands at n-1, nil where its attempt has a newer one
	newest  map[string]*Event // by attempt ID
	holders map[Claim]*Event  // the newest event of the open attempt that holds a payment
}

// NewMemory makes an empty journal.
func NewMemory() *Memory {
	return &Memory{newest: map[string]*Event{}, holders: map[Claim]*Event{}}
}

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
	var s Standing
	was, holder := m.newest[a.ID], m.holders[a.Claim()]
	if was != nil {
		s.Newest = *was
	}
	if holder != nil && holder.Attempt.ID != a.ID {
		s.Holder = &holder.Attempt
	}
	e, err := change(s)
	if err != nil {
		return err
	}
	if was != nil {
		m.events[was.Seq-1] = nil
	}
	m.events = append(m.events, &e)
	e.Seq = int64(len(m.events))
	m.newest[a.ID] = &e
	switch {
	case a.State.Open():
		m.holders[a.Claim()] = &e
	case holder != nil && holder.Attempt.ID == a.ID:
		delete(m.holders, a.Claim())
	}
	return nil
}

// Attempt returns the newest record of one attempt.
func (m *Memory) Attempt(_ context.Context, id string) (Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.newest[id]
	if e == nil {
		return Attempt{}, fmt.Errorf("the journal has no attempt %s", id)
	}
	return e.Attempt, nil
}

// Changes returns the shop's attempts that have an event after the one named, and the
// number of the newest event. It looks at no event before that one.
func (m *Memory) Changes(_ context.Context, shop Shop, after int64) ([]Attempt, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Attempt
	last := int64(len(m.events))
	for _, e := range m.events[min(max(after, 0), last):] {
		if e != nil && shop.Has(e.Attempt) {
			out = append(out, e.Attempt)
		}
	}
	return out, last, nil
}
