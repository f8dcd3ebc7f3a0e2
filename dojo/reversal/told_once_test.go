package reversal

import (
	"context"
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// unanswered is a journal whose single attempts can't be read while down is set.
type unanswered struct {
	Journal
	down bool
}

func (u *unanswered) Attempt(ctx context.Context, id string) (journal.Attempt, error) {
	if u.down {
		return journal.Attempt{}, errors.New("input/output error")
	}
	return u.Journal.Attempt(ctx, id)
}

// The journal tells of each event once. What can't be taken in at once is asked for
// again, though nothing else happens.
func TestNewsThatHasToWaitIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]func(s *Service, j *unanswered) (end func()){
		"the attempt is in hand here": func(s *Service, _ *unanswered) func() {
			s.note("a", func(a *Attempt) { a.inHand = true })
			return func() { s.note("a", func(a *Attempt) { a.inHand = false }) }
		},
		"the journal doesn't answer": func(_ *Service, j *unanswered) func() {
			j.down = true
			return func() { j.down = false }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, j, ctx := newsTo(t)
			was := recordedIn(t, s, j, "a", journal.Unresolved)
			end := block(s, j)
			next := was
			next.State = journal.Successful
			if err := j.Move(ctx, was, next); err != nil {
				t.Fatal(err)
			}
			take(t, s)
			if is := s.attempt("a"); is.State != journal.Unresolved {
				t.Fatalf("it is %s already", is.State)
			}
			end()
			take(t, s)
			if is := s.attempt("a"); is.State != journal.Successful {
				t.Errorf("it is still %s", is.State)
			}
		})
	}
}

// sinceOf is a journal that tells after which event it was asked.
type sinceOf struct {
	Journal
	after []int64
}

func (o *sinceOf) Changes(ctx context.Context, shop journal.Shop, after int64) ([]journal.Attempt, int64, error) {
	o.after = append(o.after, after)
	return o.Journal.Changes(ctx, shop, after)
}

// Only what is new is asked for, unless the clock has leapt: which attempts are
// recent may be another question by then.
func TestAllIsAskedForAgainAfterALeapOfTheClock(t *testing.T) {
	t.Parallel()
	s, j, _ := newsTo(t)
	recordedIn(t, s, j, "a", journal.Successful)
	asked := &sinceOf{Journal: j}
	s.deps.Journal = asked
	now := s.deps.Now()
	s.deps.Now = func() time.Time { return now }
	take(t, s)
	for _, d := range []time.Duration{2 * time.Second, 90 * time.Minute, 2 * time.Second, -48 * time.Hour, 2 * time.Second} {
		now = now.Add(d)
		take(t, s)
	}
	all := 0
	for i, after := range asked.after {
		if leapt := i == 2 || i == 4; (after == 0) != leapt {
			t.Errorf("question %d was for what came after %d", i, after)
		} else if leapt {
			all++
		}
	}
	if all != 2 {
		t.Errorf("all was asked for %d times", all)
	}
}

func newsTo(t *testing.T) (*Service, *unanswered, context.Context) {
	t.Helper()
	w := &world{}
	j := &unanswered{Journal: newLedger(w).of("")}
	deps := depsOf(w, 1)
	deps.Dojo, deps.Journal = reversedDojo{}, j
	deps.Wait = func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }
	s := New(deps)
	t.Cleanup(func() { s.Stop(context.Background()) })
	return s, j, t.Context()
}

// recordedIn records an attempt that another process made, and takes it in.
func recordedIn(t *testing.T, s *Service, j Journal, id string, state journal.State) journal.Attempt {
	t.Helper()
	a := intended(id, s.deps.Now())
	a.Payment.ID, a.Environment, a.BaseURL, a.KeyFingerprint = "pi_a", s.deps.Shop.Environment, s.deps.Shop.BaseURL, s.deps.Shop.KeyFingerprint
	if err := j.Begin(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	for _, next := range []journal.State{journal.Sending, journal.Checking, state} {
		was := a
		a.State = next
		if next == journal.Sending {
			a.SentAt = s.deps.Now()
		}
		if err := j.Move(t.Context(), was, a); err != nil {
			t.Fatal(err)
		}
	}
	take(t, s)
	return a
}

func take(t *testing.T, s *Service) {
	t.Helper()
	if err := s.takeIn(t.Context(), false); err != nil {
		t.Fatal(err)
	}
}
