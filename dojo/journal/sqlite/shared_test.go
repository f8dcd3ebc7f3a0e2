package sqlite

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/internal/journaltest"
)

// authored is a store as one of its authors has it.
type authored struct {
	reading
	store *Store
	by    journal.Author
}

type reading interface {
	Attempt(ctx context.Context, id string) (journal.Attempt, error)
	Changes(ctx context.Context, shop journal.Shop, after int64) ([]journal.Attempt, int64, error)
}

func (a authored) Begin(ctx context.Context, at journal.Attempt) error {
	return a.store.BeginBy(ctx, a.by, at)
}

func (a authored) Move(ctx context.Context, from, to journal.Attempt) error {
	return a.store.MoveBy(ctx, a.by, from, to)
}

// Authors who share one store are kept apart as processes are that have one each.
func TestContractOfSharers(t *testing.T) {
	t.Parallel()
	journaltest.Run(t, journaltest.Store{New: func(t testing.TB, now func() time.Time) func(string) journaltest.Journal {
		s := open(t, Options{Dir: stateDir(t), Process: "the store's own", Now: now})
		return func(process string) journaltest.Journal {
			return authored{s, s, journal.Author{Process: process}}
		}
	}})
}

// Each event has the time of its author's Dojo, and its author's token.
func TestAuthorsHaveTheirOwnDojo(t *testing.T) {
	t.Parallel()
	w := newWall()
	s := open(t, options(stateDir(t), w))
	by := func(process string, ahead time.Duration) journal.Author {
		return journal.Author{Process: process, DojoNow: func() time.Time { return w.Now().Add(ahead) }}
	}
	pier, mall, quay := by("pier", time.Hour), by("mall", -time.Hour), journal.Author{Process: "quay"}
	for _, a := range []journal.Author{pier, mall, quay} {
		must(t, s.BeginBy(ctx, a, attempt(a.Process, "pi_"+a.Process, journal.Intended)))
	}
	was, to := attempt("pier", "pi_pier", journal.Intended), attempt("pier", "pi_pier", journal.Sending)
	if err := s.MoveBy(ctx, mall, was, to); !errors.Is(err, journal.ErrNotOwner) {
		t.Errorf("another author sends: %v", err)
	}
	must(t, s.MoveBy(ctx, pier, was, to))
	want := []struct {
		process string
		ahead   time.Duration
	}{{"pier", time.Hour}, {"mall", -time.Hour}, {"quay", 0}, {"pier", time.Hour}}
	for i, e := range list(t, s, journal.Filter{}) {
		at := time.Time{}
		if want[i].ahead != 0 {
			at = w.Now().Add(want[i].ahead)
		}
		if e.Process != want[i].process || !e.DojoAt.Equal(at) {
			t.Errorf("event %d: %s at %v, want %+v", e.Seq, e.Process, e.DojoAt, want[i])
		}
	}
}

// Sharers who ask at once for the check have it made once.
func TestSharersCheckOnce(t *testing.T) {
	t.Parallel()
	dir := stateDir(t)
	before := open(t, options(dir, newWall()))
	fill(t, before, 0, 20)
	shut(t, before)
	reads := &countingDisk{}
	o := options(dir, newWall())
	o.disk = reads
	s := open(t, o)
	opened := reads.heads()
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if err := s.Check(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := reads.heads() - opened; n != 1 { // each check begins with the head
		t.Errorf("%d checks", n)
	}
}

// countingDisk counts how often the head was read.
type countingDisk struct {
	osDisk
	mu sync.Mutex
	n  int
}

func (d *countingDisk) ReadFile(path string) ([]byte, error) {
	d.mu.Lock()
	d.n++
	d.mu.Unlock()
	return d.osDisk.ReadFile(path)
}

func (d *countingDisk) heads() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n
}
