package journal

import (
	"context"
	"fmt"
)

// Expire is Move: in memory there is one process only.
func (m *Memory) Expire(ctx context.Context, from, a Attempt) error {
	return m.Move(ctx, from, a)
}

// Attempt returns the newest state of one attempt.
func (m *Memory) Attempt(_ context.Context, id string) (Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.attempts[id]
	if !ok {
		return Attempt{}, fmt.Errorf("there is no attempt %s", id)
	}
	return a, nil
}

// Changes returns the newest state of every attempt that was recorded after an
// event, and the number of the newest event.
func (m *Memory) Changes(_ context.Context, after int64) ([]Attempt, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	last := int64(len(m.events))
	ids := map[string]bool{}
	var changed []Attempt
	for _, e := range m.events[min(max(after, 0), last):] {
		if !ids[e.ID] {
			ids[e.ID] = true
			changed = append(changed, m.attempts[e.ID])
		}
	}
	return changed, last, nil
}
