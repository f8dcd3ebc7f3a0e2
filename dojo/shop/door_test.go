package shop

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// closes waits until a shop is idle and then closes.
func (w *world) closes(s *Shop) {
	w.Helper()
	changed, end := s.Subscribe()
	defer end()
	for late := time.After(patience); !s.TryClose(); {
		select {
		case <-changed:
		case <-time.After(time.Millisecond): // an attempt's goroutine ends after its last news
		case <-late:
			w.Fatal("the shop is never idle")
		}
	}
}

// A shop is closed only while no session is open and nothing is under way. From then on
// it opens no session.
func TestTryClose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var closed atomic.Int64
	w.options.OpenJournal = func(context.Context, func() time.Time) (Journal, error) {
		return counted{journal.NewMemory(), &closed}, nil
	}
	asked, answer := make(chan struct{}), make(chan struct{})
	w.options.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
		return j, heldAnswer{d, asked, answer}
	}
	s := w.open()
	if since, idle := s.Idle(); !idle || !since.IsZero() {
		t.Errorf("before the first session: idle %v since %v", idle, since)
	}
	priya, marek := w.person(s, "priya"), w.person(s, "marek")
	refuses := func(when string) {
		t.Helper()
		if _, idle := s.Idle(); idle || s.TryClose() {
			t.Errorf("%s: idle %v, or closed", when, idle)
		}
	}
	refuses("two are there")
	marek.Close()
	marek.Close() // again, which counts once
	refuses("one is there")
	id := priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
	<-asked
	left := w.options.Client.Now()
	priya.Close()
	refuses("a request is under way, and nobody is there")
	close(answer)
	w.endsUntold(s, id)
	w.closes(s)
	if since, idle := s.Idle(); !idle || since.Before(left) {
		t.Errorf("in the end: idle %v since %v, and the last one left at %v", idle, since, left)
	}
	if n, ok := s.Session(reversal.Person{}); ok || n != nil {
		t.Error("a closed shop opens a session")
	}
	if !s.TryClose() || closed.Load() != 1 {
		t.Errorf("the journal was closed %d times", closed.Load())
	}
	if a := s.Attempts(); len(a) != 1 || a[0].State != journal.Successful || a[0].Unrecorded {
		t.Errorf("left as %+v", a)
	}
}

// counted is a journal that counts how often it is closed.
type counted struct {
	*journal.Memory
	closed *atomic.Int64
}

func (c counted) Check(context.Context) error { return nil }

func (c counted) Close() error {
	c.closed.Add(1)
	return nil
}

// An end that can't be recorded keeps the shop open: it is tried again until it can.
func TestNotClosedBeforeTheEndIsRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var full atomic.Bool
	w.options.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
		return filling{j, &full}, d
	}
	s := w.open()
	priya := w.person(s, "priya")
	id := priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
	priya.until(w, id, "over, and not recorded", func(a reversal.Attempt) bool { return a.State.Final() && a.Unrecorded })
	priya.Close()
	if s.TryClose() {
		t.Fatal("it is closed, and its last end isn't recorded")
	}
	full.Store(true) // the disk has room again
	w.closes(s)
	if a := s.Attempts(); len(a) != 1 || a[0].Unrecorded {
		t.Errorf("left as %+v", a)
	}
}

// filling is a journal that can't record an end, until it is told that it can.
type filling struct {
	reversal.Journal
	works *atomic.Bool
}

func (f filling) Move(ctx context.Context, from, a journal.Attempt) error {
	if !f.works.Load() && from.State == journal.Created {
		return errors.New("the disk is full")
	}
	return f.Journal.Move(ctx, from, a)
}

// A shop that is being opened, for whoever comes, isn't idle.
func TestNotClosedWhileItOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked, goOn := slowJournal(w)
	s := w.made()
	if _, idle := s.Idle(); idle || s.TryClose() {
		t.Error("it is closed before it is open")
	}
	opened := make(chan bool, 1)
	go func() { opened <- s.Open() }()
	<-asked
	if _, idle := s.Idle(); idle || s.TryClose() {
		t.Error("it is closed while it opens")
	}
	close(goOn)
	if !<-opened {
		t.Fatal("it doesn't open")
	}
	w.person(s, "priya").Close()
	w.closes(s)
}

// People come while others close the shop, again and again. Each of them either has a
// session of an open shop, in which a reversal goes to its end, or is told that there is
// none. It is for the race detector too.
func TestComingAndClosingAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var closed atomic.Int64
	record := journal.NewMemory()
	w.options.OpenJournal = func(context.Context, func() time.Time) (Journal, error) { return counted{record, &closed}, nil }
	var now atomic.Pointer[Shop]
	now.Store(w.open())
	var opening sync.Mutex
	// enter opens the shop anew where it was closed, as a house does.
	enter := func() (*Session, *Shop) {
		for {
			s := now.Load()
			if n, ok := s.Session(reversal.Person{Identity: reversal.Identity{Operator: "sam"}}); ok {
				return n, s
			}
			opening.Lock()
			if now.Load() == s {
				fresh, err := New(w.options)
				if err != nil {
					t.Error(err)
				}
				w.Cleanup(fresh.Close)
				fresh.Open()
				now.Store(fresh)
			}
			opening.Unlock()
		}
	}
	n, _ := enter()
	var payments []journal.Payment
	for _, id := range w.payments {
		payments = append(payments, w.confirmed(n, id))
	}
	n.Close()
	var people sync.WaitGroup
	for _, payment := range payments {
		people.Go(func() {
			for range 5 {
				n, s := enter()
				n.Close()
				w.closes(s) // or somebody else does
			}
			n, s := enter()
			id := n.Start(payment, "", w.options.Client.Now())
			n.Close()
			w.closes(s)
			if a, err := record.Attempt(context.Background(), id); err != nil || a.State != journal.Successful {
				t.Errorf("%s (%s), %v", a.State, a.Why, err)
			}
		})
	}
	people.Wait()
	if calls := w.dojo.Calls(); calls.Reversal != len(payments) {
		t.Errorf("%d requests", calls.Reversal)
	}
	if closed.Load() < 5 {
		t.Errorf("it was closed %d times", closed.Load())
	}
}
