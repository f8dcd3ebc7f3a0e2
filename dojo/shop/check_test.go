package shop

import (
	"context"
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// unchecked is a journal whose check ends when the test says, and as it says.
type unchecked struct {
	*journal.Memory
	found chan error
}

func (j unchecked) Check(ctx context.Context) error {
	select {
	case err := <-j.found:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *world) uncheckedJournal() unchecked {
	j := unchecked{journal.NewMemory(), make(chan error, 1)}
	w.options.OpenJournal = func(context.Context, func() time.Time) (Journal, error) { return j, nil }
	return j
}

// leftOpen puts an attempt into a journal that an earlier run left unfinished, and that
// has reversed its payment.
func (w *world) leftOpen(j Journal, payment string) (id string) {
	w.Helper()
	client, err := dojo.NewClient(w.options.Client)
	if err != nil {
		w.Fatal(err)
	}
	defer client.Close()
	now := w.options.Client.Now()
	a := journal.Attempt{
		ID: "left-open", Payment: journal.Payment{ID: payment, Amount: dojo.Money{Minor: 4250, Currency: "GBP"}, Status: dojo.StatusAuthorized},
		Environment: client.Environment(), BaseURL: client.BaseURL(), KeyFingerprint: client.KeyFingerprint(),
		ConfirmedAt: now, State: journal.Intended,
	}
	ctx := context.Background()
	if err := j.Begin(ctx, a); err != nil {
		w.Fatal(err)
	}
	for _, next := range []journal.State{journal.Sending, journal.Checking} {
		was := a
		a.State, a.SentAt = next, now
		if next == journal.Checking {
			a.GaveUpAt = now
		}
		if err := j.Move(ctx, was, a); err != nil {
			w.Fatal(err)
		}
	}
	if err := w.dojo.Set(payment, dojo.StatusReversed); err != nil {
		w.Fatal(err)
	}
	return a.ID
}

// until waits until a session sees an attempt as the test wants it.
func (n *Session) until(w *world, id, what string, is func(reversal.Attempt) bool) {
	w.Helper()
	for late := time.After(patience); ; {
		for _, a := range n.Attempts() {
			if a.ID == id && is(a) {
				return
			}
		}
		select {
		case <-n.ReversalNews():
		case <-late:
			w.Fatalf("%s is never %s: %+v", id, what, n.Attempts())
		}
	}
}

// While the journal is being checked, the list is there and attempts that were left are
// followed by reads. Nothing is recorded, and nothing is sent.
func TestNothingIsSentBeforeTheCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	j := w.uncheckedJournal()
	left := w.leftOpen(j, w.payments[1])
	s := w.open()
	priya := w.person(s, "priya")
	id := priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
	priya.until(w, left, "read", func(reversal.Attempt) bool { return w.dojo.Calls().Get > 0 })
	if _, err := j.Attempt(context.Background(), id); err == nil || w.dojo.Calls().Reversal > 0 {
		t.Errorf("it is recorded, or sent: %v, %+v", err, w.dojo.Calls())
	}
	if a, err := j.Attempt(context.Background(), left); err != nil || a.State != journal.Checking {
		t.Errorf("what was left is %s by now, %v", a.State, err)
	}
	if err := s.ReadOnly(); err != nil {
		t.Errorf("read-only: %v", err)
	}
	j.found <- nil
	if err := s.Checked(); err != nil {
		t.Errorf("checked: %v", err)
	}
	states := priya.states(w, id)
	if states[len(states)-1] != journal.Successful || w.dojo.Calls().Reversal != 1 {
		t.Errorf("%v, %d requests", states, w.dojo.Calls().Reversal)
	}
	priya.until(w, left, "over, and recorded", func(a reversal.Attempt) bool { return a.State.Final() && !a.Unrecorded })
}

// What the check finds makes the shop read-only: what was waiting isn't sent, and what
// was left open is followed and shown, though nothing more is recorded of it.
func TestTheCheckFindsDamage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	j := w.uncheckedJournal()
	left := w.leftOpen(j, w.payments[1])
	broken := &journal.Error{Kind: journal.ErrDamaged, Path: "journal.db"}
	w.options.Instrument = func(k reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
		return worn{k, broken}, d
	}
	s := w.open()
	priya := w.person(s, "priya")
	payment := w.confirmed(priya, w.payments[0])
	waiting := priya.Start(payment, "", w.options.Client.Now())
	j.found <- broken
	if err := s.Checked(); !errors.Is(err, broken) || !errors.Is(s.ReadOnly(), broken) {
		t.Errorf("read-only since %v", err)
	}
	later := priya.Start(payment, "", w.options.Client.Now())
	for _, id := range []string{waiting, later} {
		priya.states(w, id)
		priya.until(w, id, "refused", func(a reversal.Attempt) bool { return a.State == journal.Abandoned && a.Why == journal.NotRecorded })
	}
	priya.until(w, left, "shown as it is now", func(a reversal.Attempt) bool { return a.Unrecorded && a.State.Final() })
	if calls := w.dojo.Calls(); calls.Reversal != 0 {
		t.Errorf("%d requests", calls.Reversal)
	}
}

// worn is a journal that records no change, as a store that has found damage.
type worn struct {
	reversal.Journal
	err error
}

func (b worn) Move(context.Context, journal.Attempt, journal.Attempt) error { return b.err }

// A program that ends waits for no check: what was waiting for it is not sent.
func TestEndingWaitsForNoCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	j := w.uncheckedJournal()
	s := w.open()
	priya := w.person(s, "priya")
	id := priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
	s.Stop(context.Background()) // without an end to its grace
	if err := s.Checked(); err != nil {
		t.Errorf("read-only: %v", err)
	}
	priya.until(w, id, "given up", func(a reversal.Attempt) bool { return a.State == journal.Abandoned && a.Why == journal.Stopped })
	if _, err := j.Attempt(context.Background(), id); err == nil || w.dojo.Calls().Reversal > 0 {
		t.Errorf("it is recorded, or sent: %+v", w.dojo.Calls())
	}
}

// What was sent is recorded after the shop was told to stop.
func TestAnswerIsRecordedAfterStop(t *testing.T) {
	t.Parallel()
	for range 20 { // what is chosen by chance is chosen otherwise sometimes
		w := newWorld(t)
		s := w.open()
		if err := s.Checked(); err != nil {
			t.Fatal(err)
		}
		s.stop()
		a := journal.Attempt{ID: "a", Payment: journal.Payment{ID: "pi_1"}, State: journal.Intended}
		if err := (careful{journal.NewMemory(), s}).Begin(context.Background(), a); err != nil {
			t.Fatal(err)
		}
	}
}
