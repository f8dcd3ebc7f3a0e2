//go:build linux

package sqlite

import (
	"errors"
	"os"
	"slices"
	"testing"

	"dojoreversals/dojo/journal"
)

// story is a reversal, a second one, and a correction of the first: what the
// tests below make fail at each of its steps. It returns what was acknowledged
// and what wasn't, with the reason.
func story(s *Store) (done []journal.Attempt, refused []refusal) {
	a, b := attempt("a", "pi_1", journal.Intended), attempt("b", "pi_2", journal.Intended)
	for _, next := range []struct {
		a        *journal.Attempt
		from, to journal.State
	}{{&a, "", journal.Intended}, {&a, journal.Intended, journal.Sending}, {&b, "", journal.Intended}, {&a, journal.Sending, journal.Successful}, {&b, journal.Intended, journal.Abandoned}} {
		before := *next.a
		if next.from != "" && before.State != next.from {
			continue // an earlier step of it failed
		}
		next.a.State = next.to
		var err error
		if next.from == "" {
			err = s.Begin(ctx, *next.a)
		} else {
			err = moveFrom(s, next.from, *next.a)
		}
		if err == nil {
			done = append(done, *next.a)
			continue
		}
		refused = append(refused, refusal{*next.a, err})
		*next.a = before
		if next.from == "" {
			next.a.State = "" // it never began
		}
	}
	return done, refused
}

type refusal struct {
	a   journal.Attempt
	err error
}

// A disk that fails at any step, once or from then on: what was acknowledged is
// there, what was refused isn't, but where the error said that it may be, and
// every error has a name. Nothing needs repair.
func TestDiskFailsAtEachStep(t *testing.T) {
	t.Parallel()
	f := newFaults(t)
	with := func() Options {
		o := options(stateDir(t), newWall())
		o.vfs, o.disk = f.name, f
		return o
	}
	f.arm(0, 0)
	s := open(t, with())
	opening, _ := f.counts()
	if done, _ := story(s); len(done) != 5 {
		t.Fatalf("without faults: %v", done)
	}
	total, _ := f.counts()
	shut(t, s)
	if opening < 5 || total < opening+5*5 {
		t.Fatalf("%d operations to open, %d in all: the disk isn't the one of the test", opening, total)
	}
	uncertain, clean := 0, 0
	for n := 1; n <= total; n += min(slower, 5) { // each of them, or under the race detector some
		for _, last := range []int{n, 1 << 30} {
			o := with()
			f.arm(n, last)
			s, err := Open(ctx, o)
			var done []journal.Attempt
			var refused []refusal
			if err == nil {
				done, refused = story(s)
				_ = s.Close()
			} else {
				var named *journal.Error
				if !errors.As(err, &named) {
					t.Errorf("operation %d: the opening fails without a name: %v", n, err)
				}
			}
			f.arm(0, 0)
			s, err = Open(ctx, o)
			if err != nil {
				t.Errorf("operation %d fails: afterwards: %v", n, err)
				continue
			}
			events := list(t, s, journal.Filter{})
			i := 0
			for _, e := range events {
				if i < len(done) && e.Attempt == done[i] {
					i++
					continue
				}
				if !allowed(refused, e.Attempt) {
					t.Errorf("operation %d: %s of %s is recorded, and wasn't acknowledged: %v", n, e.Attempt.State, e.Attempt.ID, refused)
				}
			}
			if i != len(done) {
				t.Errorf("operation %d: %d of %d acknowledged events are there", n, i, len(done))
			}
			for _, r := range refused {
				var named *journal.Error
				switch {
				case errors.Is(r.err, journal.ErrUncertain):
					uncertain++
				case errors.As(r.err, &named):
					clean++
				case !errors.Is(r.err, journal.ErrMoved):
					t.Errorf("operation %d: %v has no name", n, r.err)
				}
			}
			shut(t, s)
			if _, err := Verify(ctx, o.Dir, ""); err != nil {
				t.Errorf("operation %d: verify: %v", n, err)
			}
		}
	}
	t.Logf("%d operations, %d to open; %d records refused, %d of them uncertain", total, opening, clean+uncertain, uncertain)
	if uncertain == 0 || clean == 0 {
		t.Error("not all kinds of failures were seen")
	}
}

func allowed(refused []refusal, a journal.Attempt) bool {
	for _, r := range refused {
		if errors.Is(r.err, journal.ErrUncertain) && r.a == a {
			return true
		}
	}
	return false
}

// openFaulty opens a Store on a disk whose faults the test decides.
func openFaulty(t *testing.T) (*faults, *Store) {
	t.Helper()
	f := newFaults(t)
	o := options(stateDir(t), newWall())
	o.vfs, o.disk = f.name, f
	return f, open(t, o)
}

// A disk that was full for a while doesn't end the Store, and says what it is.
func TestDiskFullPasses(t *testing.T) {
	t.Parallel()
	f, s := openFaulty(t)
	must(t, s.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
	f.arm(1, 1)
	err := moveFrom(s, journal.Intended, attempt("a", "pi_1", journal.Sending))
	wantKind(t, "a full disk", err, journal.ErrFull)
	if errors.Is(err, journal.ErrUncertain) {
		t.Errorf("%v: nothing was written", err)
	}
	must(t, moveFrom(s, journal.Intended, attempt("a", "pi_1", journal.Abandoned)))
	if n := len(list(t, s, journal.Filter{})); n != 2 {
		t.Errorf("%d events", n)
	}
}

// A record that may be there is made again without being made twice.
func TestUncertainRecordIsMadeAgain(t *testing.T) {
	t.Parallel()
	f, s := openFaulty(t)
	must(t, s.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
	f.arm(0, 0)
	must(t, moveFrom(s, journal.Intended, attempt("a", "pi_1", journal.Sending)))
	n, _ := f.counts()
	f.arm(n-1, n-1) // the last but one step is the head's renaming
	next := attempt("a", "pi_1", journal.Created)
	wantKind(t, "no head", moveFrom(s, journal.Sending, next), journal.ErrUncertain)
	if f.failed[0] != "rename" {
		t.Fatalf("%v failed", f.failed)
	}
	must(t, moveFrom(s, journal.Sending, next))
	if err := moveFrom(s, journal.Sending, next); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("a third time: %v", err)
	}
	if n := len(list(t, s, journal.Filter{})); n != 3 {
		t.Errorf("%d events", n)
	}
	head, _, err := s.head.read()
	if err != nil || head.Count != 3 {
		t.Errorf("head %+v, %v", head, err)
	}
	// Another change of it is not taken for the same.
	f.arm(n-1, n-1)
	wantKind(t, "no head", moveFrom(s, journal.Created, attempt("a", "pi_1", journal.Checking)), journal.ErrUncertain)
	if err := moveFrom(s, journal.Created, attempt("a", "pi_1", journal.Successful)); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("%v", err)
	}
}

// The head is on the disk before it gets its name, and its name before the
// caller is told. Without the first, a power cut leaves an empty file under the
// head's name; without the second, the head of before.
func TestHeadIsOnTheDisk(t *testing.T) {
	t.Parallel()
	f, s := openFaulty(t)
	want := []string{"head write", "head sync", "rename", "dir sync"}
	for what, do := range map[string]func() error{
		"a record": func() error { return s.Begin(ctx, attempt("a", "pi_1", journal.Intended)) },
		"another":  func() error { return s.Begin(ctx, attempt("b", "pi_2", journal.Intended)) },
	} {
		f.arm(0, 0)
		must(t, do())
		if !slices.Equal(f.done, want) {
			t.Errorf("%s: %q, want %q", what, f.done, want)
		}
	}
	// A start that brings the head up to the database does it in the same way.
	shut(t, s)
	must(t, os.WriteFile(s.head.path(), formatHead(journal.Head{Hash: journal.NoHash}), 0o600))
	f.arm(0, 0)
	shut(t, open(t, s.opt))
	if !slices.Equal(f.done, want) {
		t.Errorf("at a start: %q, want %q", f.done, want)
	}
}

// What the disk is asked to do for one record: that number is what a reversal
// waits for, and must not grow unnoticed.
func TestSyncsPerRecord(t *testing.T) {
	t.Parallel()
	f, s := openFaulty(t)
	must(t, s.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
	f.arm(0, 0)
	must(t, moveFrom(s, journal.Intended, attempt("a", "pi_1", journal.Sending)))
	if _, syncs := f.counts(); syncs != 3 {
		t.Errorf("%d syncs: the log, the head, the directory", syncs)
	}
}
