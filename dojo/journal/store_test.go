package journal

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// noon is when the tests play.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// wall is a machine's clock that a test sets.
type wall struct {
	mu sync.Mutex
	at time.Time
}

func newWall() *wall { return &wall{at: noon} }

func (w *wall) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *wall) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// cases is how many cases a test runs of those that it would.
func cases(n int) int {
	if testing.Short() {
		n /= 10
	}
	return max(1, n/slower)
}

func options(dir string, w *wall) Options {
	return Options{Dir: dir, Process: "process-1", Now: w.now}
}

func open(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func shut(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// stateDir is a directory that doesn't exist yet.
func stateDir(t testing.TB) string { return filepath.Join(t.TempDir(), "state") }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: %v; want: %v", what, err, kind)
	}
	var named *Error
	if errors.As(err, &named) && named.Path == "" {
		t.Errorf("%s: %v doesn't say where", what, err)
	}
}

func list(t testing.TB, s *Store, f Filter) []Event {
	t.Helper()
	var out []Event
	for e, err := range s.Events(ctx, f) {
		must(t, err)
		out = append(out, e)
	}
	return out
}

// fill begins and ends attempts on payments of their own: n times 3 events.
func fill(t testing.TB, s *Store, from, n int) {
	t.Helper()
	for i := from; i < from+n; i++ {
		a := attempt(fmt.Sprintf("a%06d", i), fmt.Sprintf("pi_%06d", i), Intended)
		a.ConfirmedAt, a.Operator, a.Host, a.KeyFingerprint = noon, "sam", "till-1", "0123456789ab"
		a.Payment.Reference, a.Payment.Amount = "ORDER-1011", dojo.Money{Minor: 4250, Currency: "GBP"}
		must(t, s.Begin(ctx, a))
		a.State, a.SentAt = Sending, noon
		must(t, moveFrom(s, Intended, a))
		a.State, a.HTTPStatus, a.ReversalID, a.TraceID = Successful, 200, "rev_1", "trace-1"
		must(t, moveFrom(s, Sending, a))
	}
}

// moveFrom moves an attempt on from its newest record, if that is in a state.
func moveFrom(j interface {
	Attempts(ctx context.Context, f Filter) ([]Attempt, error)
	Move(ctx context.Context, from, a Attempt) error
}, from State, a Attempt) error {
	was := Attempt{ID: a.ID, State: from}
	list, err := j.Attempts(ctx, Filter{AttemptID: a.ID})
	if err != nil {
		return err
	}
	if len(list) == 1 && list[0].State == from {
		was = list[0]
	}
	return j.Move(ctx, was, a)
}

func TestStoreKeepsEvents(t *testing.T) {
	t.Parallel()
	w := newWall()
	o := options(stateDir(t), w)
	s := open(t, o)
	fill(t, s, 0, 3)
	before := list(t, s, Filter{})
	head, err := s.Head(ctx)
	must(t, err)
	if len(before) != 9 || head.Count != 9 || head.Hash != before[8].Hash || before[0].Prev != NoHash {
		t.Fatalf("%d events, head %+v", len(before), head)
	}
	shut(t, s)
	s = open(t, o)
	after := list(t, s, Filter{})
	if len(after) != 9 {
		t.Fatalf("%d events after a restart", len(after))
	}
	for i := range after {
		if after[i] != before[i] {
			t.Errorf("event %d changed:\n%+v\n%+v", i+1, before[i], after[i])
		}
	}
}
