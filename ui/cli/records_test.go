package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/shop"
)

// countedStore counts what is asked of a store.
type countedStore struct {
	*sqlite.Store
	ends, changes, closes atomic.Int32
	broken                atomic.Pointer[error]
}

func (c *countedStore) End(ctx context.Context) (journal.Head, error) {
	c.ends.Add(1)
	return c.Store.End(ctx)
}

func (c *countedStore) Changes(ctx context.Context, of journal.Shop, after int64) ([]journal.Attempt, int64, error) {
	c.changes.Add(1)
	return c.Store.Changes(ctx, of, after)
}

func (c *countedStore) Usable() error {
	if err := c.broken.Load(); err != nil {
		return *err
	}
	return c.Store.Usable()
}

func (c *countedStore) Close() error {
	c.closes.Add(1)
	return c.Store.Close()
}

// recordsWorld is records over stores that are counted, by a clock that a test sets.
type recordsWorld struct {
	*records
	dir string

	mu     sync.Mutex
	at     time.Time
	opened []*countedStore
	fails  []error // of the next openings; nil for one that succeeds
}

func newRecordsWorld(t *testing.T) *recordsWorld {
	w := &recordsWorld{dir: filepath.Join(t.TempDir(), "state"), at: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	w.records = newRecords(w.clock)
	w.open = func(ctx context.Context, dir string) (store, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.fails) > 0 {
			err := w.fails[0]
			w.fails = w.fails[1:]
			if err != nil {
				return nil, err
			}
		}
		s, err := sqlite.Open(ctx, sqlite.Options{Dir: dir, Process: newID(), Now: func() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }})
		if err != nil {
			return nil, err
		}
		c := &countedStore{Store: s}
		w.opened = append(w.opened, c)
		return c, nil
	}
	return w
}

func (w *recordsWorld) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *recordsWorld) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func (w *recordsWorld) must(t *testing.T) shop.Journal {
	t.Helper()
	j, err := w.take(t.Context(), w.dir, func() time.Time { return time.Time{} })
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// Twelve shops that open at once have one store. Its end is read once for all of them as
// long as nothing happens, and each is told of what another one records.
func TestTwelveShopsShareOneRecord(t *testing.T) {
	t.Parallel()
	const shops = 12
	w := newRecordsWorld(t)
	js := make([]shop.Journal, shops)
	var all sync.WaitGroup
	for i := range js {
		all.Go(func() {
			var err error
			if js[i], err = w.take(t.Context(), w.dir, nil); err != nil {
				t.Errorf("shop %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	if len(w.opened) != 1 {
		t.Fatalf("%d stores were opened", len(w.opened))
	}
	for i, j := range js {
		all.Go(func() {
			if err := j.Check(t.Context()); err != nil {
				t.Errorf("shop %d: %v", i, err)
			}
		})
	}
	all.Wait()
	a := journal.Attempt{ID: "a", Payment: journal.Payment{ID: "pi_a"}, Environment: "sandbox", BaseURL: "https://dojo.example", State: journal.Intended}
	of := journal.Shop{Environment: a.Environment, BaseURL: a.BaseURL}
	if err := js[0].Begin(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	sending := a
	sending.State = journal.Sending
	if err := js[1].Move(t.Context(), a, sending); !errors.Is(err, journal.ErrNotOwner) {
		t.Errorf("another shop sends: %v", err)
	}
	last := make([]int64, shops)
	ask := func(want int) {
		t.Helper()
		for i, j := range js {
			news, n, err := j.Changes(t.Context(), of, last[i])
			if err != nil || len(news) != want {
				t.Errorf("shop %d: %d attempts up to %d, %v; want %d", i, len(news), n, err, want)
			}
			last[i] = n
		}
	}
	ask(1)
	s := w.opened[0]
	s.ends.Store(0)
	s.changes.Store(0)
	const rounds = 10
	for range rounds {
		w.pass(2 * time.Second)
		ask(0)
	}
	if ends, changes := s.ends.Load(), s.changes.Load(); ends != rounds || changes != 0 {
		t.Errorf("%d shops asked %d times: %d questions for the end and %d for changes; want %d and 0", shops, rounds, ends, changes, rounds)
	}
	if err := js[0].Move(t.Context(), a, sending); err != nil {
		t.Fatal(err)
	}
	w.pass(2 * time.Second)
	ask(1)
	for i, j := range js {
		if n := s.closes.Load(); n != 0 {
			t.Fatalf("it was closed %d times with %d shops open", n, shops-i)
		}
		for range 2 { // a shop that closes twice has left once
			if err := j.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if n := s.closes.Load(); n != 1 || len(w.all) != 0 {
		t.Errorf("it was closed %d times, and %d are left", n, len(w.all))
	}
	again := w.must(t)
	if len(w.opened) != 2 {
		t.Errorf("%d stores after all had left", len(w.opened))
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// What couldn't be opened is opened anew by the next shop, and so is what was found
// damaged since. Those who have it keep it.
func TestRecordsAreOpenedAnew(t *testing.T) {
	t.Parallel()
	w := newRecordsWorld(t)
	full := &journal.Error{Kind: journal.ErrFull, Path: w.dir}
	w.fails = []error{full}
	if _, err := w.take(t.Context(), w.dir, nil); !errors.Is(err, journal.ErrFull) {
		t.Fatal(err)
	}
	first := w.must(t)
	gone := error(&journal.Error{Kind: journal.ErrGone, Path: w.dir})
	w.opened[0].broken.Store(&gone)
	second := w.must(t)
	third := w.must(t)
	if len(w.opened) != 2 {
		t.Fatalf("%d stores", len(w.opened))
	}
	if w.opened[0].closes.Load() != 0 {
		t.Error("it was closed while a shop had it")
	}
	for _, j := range []shop.Journal{first, second, third} {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
	for i, s := range w.opened {
		if n := s.closes.Load(); n != 1 {
			t.Errorf("store %d was closed %d times", i, n)
		}
	}
	if len(w.all) != 0 {
		t.Errorf("%d are left", len(w.all))
	}
}

// A shop that is closed while it opens the record keeps no other shop from it. One that
// only waits for the opening doesn't wait for longer than it lives.
func TestAShopThatGivesUpKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	w := newRecordsWorld(t)
	opening, open := make(chan struct{}), w.open
	var calls atomic.Int32
	w.open = func(ctx context.Context, dir string) (store, error) {
		if calls.Add(1) > 1 {
			return open(ctx, dir)
		}
		close(opening)
		<-ctx.Done()
		return nil, fmt.Errorf("opening: %w", ctx.Err())
	}
	ends, end := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := w.take(ends, w.dir, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("the shop that gave up: %v", err)
		}
	})
	<-opening
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.take(over, w.dir, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("the shop that waited: %v", err)
	}
	all.Go(func() {
		j, err := w.take(t.Context(), w.dir, nil)
		if err != nil {
			t.Errorf("the shop that went on: %v", err)
		} else if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	for users := 0; users < 2; runtime.Gosched() { // it has joined the first one
		w.records.mu.Lock()
		for _, all := range w.all {
			users = all[0].users
		}
		w.records.mu.Unlock()
	}
	end()
	all.Wait()
	if len(w.opened) != 1 || len(w.all) != 0 {
		t.Errorf("%d stores, %d are left", len(w.opened), len(w.all))
	}
}
