package shop

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/sandbox"
)

// patience is how long a test waits for what must happen.
const patience = time.Minute

// journalPoll is how often the journal is asked for what others recorded.
const journalPoll = 2 * time.Second

// world is a sandbox with payments of today, and what a shop is opened with.
type world struct {
	testing.TB
	dojo     *sandbox.Dojo
	payments []string // IDs
	options  Options
	ids      atomic.Int64
	polls    chan time.Time // ends a wait until the journal is asked
	polling  atomic.Int64   // how many of these waits were begun

	mu      sync.Mutex
	waits   []time.Duration // that the shop asked for
	crashes chan any
}

// newWorld's waits pass a hundred times as fast as they should, but for those of
// the journal, which the test ends.
func newWorld(t testing.TB) *world {
	t.Helper()
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	began := time.Now()
	now := func() time.Time { return noon.Add(time.Since(began)) }
	w := &world{TB: t, polls: make(chan time.Time), crashes: make(chan any, 1)}
	w.dojo = sandbox.New(sandbox.Options{Now: now, Zone: time.UTC, SettleMin: 50 * time.Millisecond, SettleMax: 100 * time.Millisecond})
	for i := range 5 {
		w.payments = append(w.payments, w.dojo.Add(sandbox.Payment{
			PaidAt: noon.Add(-time.Duration(i+1) * time.Minute), Amount: dojo.Money{Minor: 4250, Currency: "GBP"},
		}))
	}
	server, err := sandbox.Listen(w.dojo, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	w.options = Options{
		Name: "Corner Shop", Rule: dojo.RuleSameDay, Zone: time.UTC,
		Client:      dojo.Options{BaseURL: server.URL(), Key: key, Now: now},
		List:        feed.Options{Refresh: 5 * time.Second, RecentDays: 7},
		OpenJournal: func(context.Context, func() time.Time) (Journal, error) { return journal.NewMemory(), nil },
		After:       w.after, Random: func() float64 { return 0.5 },
		NewID:   func() string { return fmt.Sprintf("attempt-%03d", w.ids.Add(1)) },
		Crashed: func(what any) { w.crashes <- what },
	}
	return w
}

func (w *world) after(d time.Duration) <-chan time.Time {
	if d == journalPoll {
		w.polling.Add(1)
		return w.polls
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waits = append(w.waits, d)
	return time.After(d / 100)
}

func (w *world) open() *Shop {
	w.Helper()
	s, err := New(w.options)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(s.Close)
	if !s.Open() {
		w.Fatal("the shop doesn't open")
	}
	return s
}

// person is a session of somebody at a till.
func (w *world) person(s *Shop, name string) *Session {
	return w.personWho(s, name, nil)
}

// personWho is a session of somebody at a till, and says what they may do.
func (w *world) personWho(s *Shop, name string, may func() error) *Session {
	w.Helper()
	n, ok := s.Session(reversal.Person{May: may, Identity: reversal.Identity{
		Operator: name, Client: "192.0.2.7", OperatorKey: "SHA256:of " + name, Host: "till of " + name,
	}})
	if !ok {
		w.Fatal("the shop is closed")
	}
	w.Cleanup(n.Close)
	return n
}

// loaded waits until a session has the whole list.
func (w *world) loaded(n *Session) *feed.Snapshot {
	w.Helper()
	for late := time.After(patience); n.Snapshot().State != feed.Ready; {
		select {
		case <-n.ListNews():
		case <-late:
			w.Fatalf("the list never loads: %+v", n.Snapshot().Trouble)
		}
	}
	return n.Snapshot()
}

// confirmed is a payment as a session's dialog shows it.
func (w *world) confirmed(n *Session, id string) journal.Payment {
	w.Helper()
	p, ok := w.loaded(n).Get(id)
	if !ok {
		w.Fatalf("%s isn't listed", id)
	}
	return journal.Confirmed(p)
}

// states are those that a session saw of an attempt, until one that ends it.
func (n *Session) states(w *world, id string) (seen []journal.State) {
	late := time.After(patience)
	for {
		for _, a := range n.Attempts() {
			if a.ID != id {
				continue
			}
			if !slices.Contains(seen, a.State) {
				seen = append(seen, a.State)
			}
			if a.State.Final() {
				return seen
			}
		}
		select {
		case <-n.ReversalNews():
		case <-late:
			w.Errorf("%s saw %v of %s, and no end", n.by.Operator, seen, id)
			return seen
		}
	}
}
