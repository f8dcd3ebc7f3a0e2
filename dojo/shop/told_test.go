package shop

import (
	"context"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// of is an attempt as a session has it.
func (w *world) of(n *Session, id string) reversal.Attempt {
	w.Helper()
	for _, a := range n.Attempts() {
		if a.ID == id {
			return a
		}
	}
	w.Fatalf("%s doesn't know %s", n.by.Operator, id)
	return reversal.Attempt{}
}

// ends waits until a session sees the end of an attempt.
func (w *world) ends(n *Session, id string) {
	w.Helper()
	if states := n.states(w, id); states[len(states)-1] != journal.Successful {
		w.Fatalf("%s saw %v", n.by.Operator, states)
	}
}

// endsUntold waits for the end of an attempt without a session.
func (w *world) endsUntold(s *Shop, id string) {
	w.Helper()
	changed, end := s.reversals.Load().Subscribe()
	defer end()
	for late := time.After(patience); ; {
		for _, a := range s.Attempts() {
			if a.ID == id && a.State.Final() {
				return
			}
		}
		select {
		case <-changed:
		case <-late:
			w.Fatalf("%s has no end", id)
		}
	}
}

// What one session begins is its own there and a colleague's in the other one, and
// both are told how it ends.
func TestWhoseAttemptItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.open()
	priya, marek := w.person(s, "priya"), w.person(s, "marek")
	id := priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
	// The first state and the last.
	for range 2 {
		if a := w.of(priya, id); a.Resumed || a.OtherSession || a.Past {
			t.Errorf("to priya, who began it: resumed %v, other session %v, past %v", a.Resumed, a.OtherSession, a.Past)
		}
		if a := w.of(marek, id); !a.Resumed || !a.OtherSession || a.Past {
			t.Errorf("to marek: resumed %v, other session %v, past %v", a.Resumed, a.OtherSession, a.Past)
		}
		w.ends(priya, id)
		w.ends(marek, id)
	}
	if a := s.Attempts()[0]; a.Resumed || a.OtherSession || a.Past {
		t.Errorf("to the shop: resumed %v, other session %v, past %v", a.Resumed, a.OtherSession, a.Past)
	}
}

// What was begun by another program isn't another session's: this program may be
// the only one that follows it.
func TestAnotherProgramIsNoSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	record := journal.NewMemory()
	w.options.OpenJournal = func(context.Context, func() time.Time) (Journal, error) { return record, nil }
	priya := w.person(w.open(), "priya")
	id := priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
	w.ends(priya, id)
	if a := w.of(w.person(w.open(), "priya"), id); !a.Resumed || a.OtherSession || !a.Past {
		t.Errorf("resumed %v, other session %v, past %v", a.Resumed, a.OtherSession, a.Past)
	}
}

// Each session tells the results that nobody has been told, those of its own
// person, and no old ones.
func TestWhoIsToldAResult(t *testing.T) {
	t.Parallel()
	// The reversal has its answer, and then its end, only once the test answers.
	begin := func(w *world) (s *Shop, priya *Session, id string, answer func()) {
		asked, answered := make(chan struct{}), make(chan struct{})
		w.options.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
			return j, heldAnswer{d, asked, answered}
		}
		s = w.open()
		answer = sync.OnceFunc(func() { close(answered) })
		w.Cleanup(answer) // before the shop is closed, which waits for it
		priya = w.person(s, "priya")
		return s, priya, priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now()), answer
	}
	told := func(w *world, s *Shop, who string, id string, want bool) {
		w.Helper()
		if a := w.of(w.person(s, who), id); a.Past == want {
			w.Errorf("%s is told %v", who, !a.Past)
		}
	}
	t.Run("not to who comes after somebody was told", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		s, priya, id, answer := begin(w)
		answer()
		w.ends(priya, id)
		told(w, s, "marek", id, false)
		priya.Close()
		priya.Close() // once more changes nothing
		told(w, s, "sam", id, false)
	})
	t.Run("to who comes first after nobody was there", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		s, priya, id, answer := begin(w)
		priya.Close()
		answer()
		w.endsUntold(s, id)
		told(w, s, "marek", id, true)
		told(w, s, "sam", id, false)
	})
	t.Run("to who confirmed it and comes back", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		s, priya, id, answer := begin(w)
		marek := w.person(s, "marek")
		priya.Close()
		answer()
		w.ends(marek, id)
		told(w, s, "priya", id, true)
	})
}
