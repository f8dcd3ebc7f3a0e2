package shop

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
)

// slowJournal makes a world's journal wait to be opened: it takes a value from go on,
// or fails once its context has ended.
func slowJournal(w *world) (asked, goOn chan struct{}) {
	asked, goOn = make(chan struct{}), make(chan struct{})
	w.options.OpenJournal = func(ctx context.Context, _ func() time.Time) (Journal, error) {
		close(asked)
		select {
		case <-goOn:
			return journal.NewMemory(), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return asked, goOn
}

// made is a shop that isn't open.
func (w *world) made() *Shop {
	w.Helper()
	s, err := New(w.options)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(s.Close)
	return s
}

// A shop that isn't open has asked neither for its journal nor for its list.
func TestNewTouchesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.options.OpenJournal = func(context.Context, func() time.Time) (Journal, error) {
		t.Error("the journal was opened")
		return journal.NewMemory(), nil
	}
	s := w.made()
	if got := s.Attempts(); got != nil {
		t.Errorf("it has attempts: %v", got)
	}
	s.Close()
	if calls := w.dojo.Calls(); calls.Search+calls.Get+calls.Reversal > 0 {
		t.Errorf("Dojo was asked: %+v", calls)
	}
}

// The list is read while the journal is being opened, and nobody is told of it before
// the attempts are known.
func TestListIsReadWhileTheJournalOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked, goOn := slowJournal(w)
	s := w.made()
	reader := s.list.Subscribe()
	t.Cleanup(reader.Close)
	opened := make(chan bool, 1)
	go func() { opened <- s.Open() }()
	<-asked
	for late := time.After(patience); s.list.Snapshot().State != feed.Ready; {
		select {
		case <-reader.Next():
		case <-late:
			t.Fatalf("the list isn't read: %+v", s.list.Snapshot().Trouble)
		}
	}
	select {
	case <-opened:
		t.Fatal("the shop is open before its journal is")
	default:
	}
	close(goOn)
	if !<-opened || s.ReadOnly() != nil {
		t.Fatalf("the shop isn't open: %v", s.ReadOnly())
	}
	if n := w.person(s, "priya"); len(n.Snapshot().Payments) != len(w.payments) {
		t.Errorf("the session begins with %d payments", len(n.Snapshot().Payments))
	}
}

// A shop may be closed while its journal is being opened. Nothing goes on then, and a
// journal that opens all the same is closed.
func TestCloseWhileTheJournalOpens(t *testing.T) {
	t.Parallel()
	t.Run("it gives up", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		asked, _ := slowJournal(w)
		s := w.made()
		opened := make(chan bool, 1)
		go func() { opened <- s.Open() }()
		<-asked
		s.Close()
		if <-opened {
			t.Error("it says that it is open")
		}
	})
	t.Run("it opens all the same", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		asked, goOn := make(chan struct{}), make(chan struct{})
		var closed atomic.Bool
		w.options.OpenJournal = func(context.Context, func() time.Time) (Journal, error) {
			close(asked)
			<-goOn
			return closing{journal.NewMemory(), &closed}, nil
		}
		s := w.made()
		opened := make(chan bool, 1)
		go func() { opened <- s.Open() }()
		<-asked
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		s.Stop(ended)
		if <-opened {
			t.Error("it says that it is open")
		}
		close(goOn)
		s.Close()
		if !closed.Load() {
			t.Error("the journal is left open")
		}
		if n := w.polling.Load(); n > 0 {
			t.Error("the journal is followed")
		}
	})
}

// closing notes that a journal was closed.
type closing struct {
	*journal.Memory
	closed *atomic.Bool
}

func (c closing) Close() error {
	c.closed.Store(true)
	return nil
}

// An unlisted shop reads what is looked up, and no list.
func TestUnlisted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.options.Unlisted = true
	s := w.open()
	priya := w.person(s, "priya")
	p, err := priya.LookUp(context.Background(), w.payments[0])
	if err != nil || p.ID != w.payments[0] {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, known := priya.Snapshot().Get(p.ID); !known {
		t.Error("what was looked up isn't known")
	}
	priya.states(w, priya.Start(journal.Confirmed(&p), "", w.options.Client.Now()))
	if calls := w.dojo.Calls(); calls.Search != 0 || calls.Reversal != 1 {
		t.Errorf("%+v", calls)
	}
}
