package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/internal/journaltest"
)

var (
	ctx      = context.Background()
	noon     = journaltest.Noon
	newWall  = journaltest.NewClock
	attempt  = journaltest.Attempt
	moveFrom = func(s *Store, from journal.State, a journal.Attempt) error { return journaltest.MoveFrom(s, from, a) }
)

func must(t testing.TB, err error) {
	t.Helper()
	journaltest.Must(t, err)
}

// The Store keeps the contract of a journal.
func TestContract(t *testing.T) {
	t.Parallel()
	journaltest.Run(t, journaltest.Store{New: func(t testing.TB, now func() time.Time) func(string) journaltest.Journal {
		dir := stateDir(t)
		return func(process string) journaltest.Journal {
			return open(t, Options{Dir: dir, Process: process, Now: now})
		}
	}})
}

// cases is how many cases a test runs of those that it would.
func cases(n int) int {
	if testing.Short() {
		n /= 10
	}
	return max(1, n/slower)
}

func options(dir string, w *journaltest.Clock) Options {
	return Options{Dir: dir, Process: "process-1", Now: w.Now}
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

// stateDir is a directory that doesn't exist yet, in memory where the system has a
// folder there: most of a test's time would be waiting for a disk. What the disk
// is asked to do, and in which order, is what the tests with faults look at.
func stateDir(t testing.TB) string {
	if _, benchmark := t.(*testing.B); benchmark {
		return filepath.Join(t.TempDir(), "state") // large, and the disk's time is part of it
	}
	if runtime.GOOS != "linux" {
		return filepath.Join(t.TempDir(), "state")
	}
	dir, err := os.MkdirTemp("/dev/shm", "journal-test-") //nolint:usetesting // t.TempDir is on a disk
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "state")
}

func wantKind(t testing.TB, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: %v; want: %v", what, err, kind)
	}
	var named *journal.Error
	if errors.As(err, &named) && named.Path == "" {
		t.Errorf("%s: %v doesn't say where", what, err)
	}
}

func list(t testing.TB, s *Store, f journal.Filter) []journal.Event {
	t.Helper()
	var out []journal.Event
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
		a := attempt(fmt.Sprintf("a%06d", i), fmt.Sprintf("pi_%06d", i), journal.Intended)
		a.ConfirmedAt, a.Operator, a.Host, a.KeyFingerprint = noon, "sam", "till-1", "0123456789ab"
		a.Payment.Reference, a.Payment.Amount = "ORDER-1011", dojo.Money{Minor: 4250, Currency: "GBP"}
		must(t, s.Begin(ctx, a))
		a.State, a.SentAt = journal.Sending, noon
		must(t, moveFrom(s, journal.Intended, a))
		a.State, a.HTTPStatus, a.ReversalID, a.TraceID = journal.Successful, 200, "rev_1", "trace-1"
		must(t, moveFrom(s, journal.Sending, a))
	}
}

func TestStoreKeepsEvents(t *testing.T) {
	t.Parallel()
	w := newWall()
	o := options(stateDir(t), w)
	s := open(t, o)
	fill(t, s, 0, 3)
	before := list(t, s, journal.Filter{})
	head, err := s.End(ctx)
	must(t, err)
	if len(before) != 9 || head.Count != 9 || head.Hash != before[8].Hash || before[0].Prev != journal.NoHash {
		t.Fatalf("%d events, head %+v", len(before), head)
	}
	shut(t, s)
	s = open(t, o)
	after := list(t, s, journal.Filter{})
	if len(after) != 9 {
		t.Fatalf("%d events after a restart", len(after))
	}
	for i := range after {
		if after[i] != before[i] {
			t.Errorf("event %d changed:\n%+v\n%+v", i+1, before[i], after[i])
		}
	}
}

// The confirmation by Dojo's clock is recorded, and is part of the hash.
func TestConfirmedByDojoIsRecorded(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	a := attempt("a", "pi_1", journal.Intended)
	a.ConfirmedDojo = a.ConfirmedAt.Add(-25 * time.Hour)
	must(t, s.Begin(ctx, a))
	got, err := s.Attempts(ctx, journal.Filter{})
	if err != nil || len(got) != 1 || !got[0].ConfirmedDojo.Equal(a.ConfirmedDojo) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhatCannotBeRecorded(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	a := attempt("a", "pi_1", journal.Intended)
	a.Payment.PaidAt = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := s.Begin(ctx, a); err == nil || !strings.Contains(err.Error(), "paid_at") {
		t.Errorf("a year of five digits: %v", err)
	}
	a = attempt("a", "pi_1", journal.Intended)
	a.Verdict = -1
	if err := s.Begin(ctx, a); err == nil {
		t.Error("a verdict without a name")
	}
	// Odd bytes of a server are no reason to lose a record.
	a = attempt("a\x00", "pi_\xff", journal.Intended)
	a.Message = "\x00\xff'; DROP TABLE event; --"
	must(t, s.Begin(ctx, a))
	was := a
	a.State = journal.Sending
	must(t, s.Move(ctx, was, a))
	got, err := s.Attempts(ctx, journal.Filter{})
	must(t, err)
	if len(got) != 1 || got[0].Message != "\uFFFD\uFFFD'; DROP TABLE event; --" || got[0].ID != "a\uFFFD" {
		t.Errorf("%+v", got)
	}
	if n := len(list(t, s, journal.Filter{})); n != 2 {
		t.Errorf("%d events", n)
	}
}
