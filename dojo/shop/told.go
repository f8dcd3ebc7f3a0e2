package shop

import (
	"maps"
	"sync"

	"dojoreversals/dojo/reversal"
)

// told knows which results the people at a shop's sessions have been told, so that
// a session that opens later tells the others and no old ones.
//
// Every session that is open when an attempt ends tells it. If none is open then,
// the next one does. The person who confirmed the attempt is told by each session
// that they open later, too: their line may have dropped before the end.
type told struct {
	mu   sync.Mutex
	open int             // sessions
	ends map[string]bool // by attempt ID: it was over while a session was open
}

// begin opens a session, and returns the attempts whose ends it need not tell.
func (t *told) begin(attempts func() []reversal.Attempt, by reversal.Identity) (past map[string]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := attempts()
	if t.open > 0 {
		t.note(all)
	}
	past = maps.Clone(t.ends)
	for i := range all {
		if all[i].Operator == by.Operator {
			delete(past, all[i].ID)
		}
	}
	t.open++
	t.note(all)
	return past
}

// end closes a session.
func (t *told) end(attempts func() []reversal.Attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.note(attempts())
	t.open--
}

// note takes in that the ends of these attempts are told by now. t.mu is held.
func (t *told) note(attempts []reversal.Attempt) {
	for i := range attempts {
		if a := &attempts[i]; a.State.Final() && !a.Unrecorded {
			t.ends[a.ID] = true
		}
	}
}
