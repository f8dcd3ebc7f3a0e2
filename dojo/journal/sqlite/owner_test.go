package sqlite

import (
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/internal/journaltest"
)

// two opens one journal as two processes would, each with its own token.
func two(t *testing.T) (mine, theirs *Store, w *journaltest.Clock) {
	t.Helper()
	w = newWall()
	o := options(stateDir(t), w)
	mine = open(t, o)
	o.Process = "process-2"
	return mine, open(t, o), w
}

// Whoever takes an attempt over is told apart in the events.
func TestTakeOverIsRecorded(t *testing.T) {
	t.Parallel()
	mine, theirs, w := two(t)
	must(t, mine.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
	w.Pass(journal.ClaimLasts)
	must(t, moveFrom(theirs, journal.Intended, attempt("a", "pi_1", journal.Abandoned)))
	if e := list(t, mine, journal.Filter{}); e[1].Kind != journal.TakenOver || e[1].Process != "process-2" {
		t.Errorf("%+v", e[1])
	}
	must(t, mine.Begin(ctx, attempt("b", "pi_1", journal.Intended)))
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	mine, theirs, w := two(t)
	begin := func(id, key string, states ...journal.State) {
		t.Helper()
		a := attempt(id, "pi_"+id, journal.Intended)
		a.KeyFingerprint = key
		must(t, mine.Begin(ctx, a))
		for _, s := range states {
			from := a.State
			a.State = s
			must(t, moveFrom(mine, from, a))
		}
	}
	begin("intended", "old")
	begin("sending", "old", journal.Sending)
	begin("checking", "old", journal.Sending, journal.Checking)
	begin("unresolved", "old", journal.Sending, journal.Checking, journal.Unresolved)
	begin("successful", "old", journal.Sending, journal.Successful)
	begin("other", "older", journal.Sending, journal.Checking)
	begin("new", "new", journal.Sending, journal.Checking)
	elsewhere := attempt("elsewhere", "pi_elsewhere", journal.Intended)
	elsewhere.KeyFingerprint, elsewhere.Environment = "old", dojo.Live
	must(t, mine.Begin(ctx, elsewhere))

	to := journal.Shop{Environment: dojo.Sandbox, BaseURL: "https://dojo.example", KeyFingerprint: "new"}
	if _, err := theirs.Adopt(ctx, "old", journal.Shop{}); err == nil {
		t.Error("handed to no key")
	}
	got, err := theirs.Adopt(ctx, "old", to)
	must(t, err)
	if names(got.Adopted) != "checking unresolved " || names(got.Left) != "intended sending " {
		t.Errorf("%s, left %s", names(got.Adopted), names(got.Left))
	}
	w.Pass(journal.ClaimLasts)
	got, err = theirs.Adopt(ctx, "", to)
	must(t, err)
	if names(got.Adopted) != "intended sending other " || len(got.Left) != 0 {
		t.Errorf("%s, left %s", names(got.Adopted), names(got.Left))
	}
	for _, a := range got.Adopted {
		if a.KeyFingerprint != "new" || a.State == journal.Intended || a.State == journal.Sending {
			t.Errorf("%+v", a)
		}
	}
	if again, err := theirs.Adopt(ctx, "", to); err != nil || len(again.Adopted)+len(again.Left) != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	events := list(t, mine, journal.Filter{})
	if last := events[len(events)-1]; last.Kind != journal.Adopted {
		t.Errorf("%+v", last)
	}
	// The old key's process can't go on with what isn't its own any more.
	was := attempt("checking", "pi_checking", journal.Checking)
	was.KeyFingerprint = "old"
	a := was
	a.State = journal.Successful
	if err := mine.Move(ctx, was, a); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("%v", err)
	}
	if err := moveFrom(mine, journal.Checking, a); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("under its old key again: %v", err)
	}
	all, err := mine.Attempts(ctx, journal.Filter{Shop: &to, Unfinished: true})
	must(t, err)
	if names(all) != "sending checking unresolved other new " {
		t.Errorf("unfinished by now: %s", names(all))
	}
}

func names(list []journal.Attempt) string {
	out := ""
	for _, a := range list {
		out += a.ID + " "
	}
	return out
}

func TestFilters(t *testing.T) {
	t.Parallel()
	w := newWall()
	s := open(t, options(stateDir(t), w))
	fill(t, s, 0, 2)
	w.Pass(time.Hour)
	must(t, s.Begin(ctx, attempt("x", "pi_000001", journal.Intended)))
	corrected := attempt("y", "pi_y", journal.Intended)
	must(t, s.Begin(ctx, corrected))
	corrected.State = journal.Unresolved
	must(t, moveFrom(s, journal.Intended, corrected))
	sandbox := &journal.Shop{Environment: dojo.Sandbox, BaseURL: "https://dojo.example"}
	for _, c := range []struct {
		what     string
		f        journal.Filter
		attempts string
		events   int
	}{
		{"all", journal.Filter{}, "a000000 a000001 x y ", 9},
		{"a payment", journal.Filter{PaymentID: "pi_000001"}, "a000001 x ", 4},
		{"an attempt", journal.Filter{AttemptID: "a000001"}, "a000001 ", 3},
		{"since", journal.Filter{Since: noon.Add(time.Hour).In(time.FixedZone("", 3600))}, "x y ", 3},
		{"since later", journal.Filter{Since: noon.Add(time.Hour + 1)}, "", 0},
		{"unfinished", journal.Filter{Unfinished: true}, "x y ", 3},
		{"a shop", journal.Filter{Shop: sandbox}, "a000000 a000001 x y ", 9},
		{"a key", journal.Filter{Shop: &journal.Shop{Environment: sandbox.Environment, BaseURL: sandbox.BaseURL, KeyFingerprint: "0123456789ab"}}, "a000000 a000001 ", 6},
		{"another place", journal.Filter{Shop: &journal.Shop{Environment: dojo.Live, BaseURL: sandbox.BaseURL}}, "", 0},
		{"all at once", journal.Filter{Since: noon, PaymentID: "pi_000001", AttemptID: "x", Unfinished: true, Shop: sandbox}, "x ", 1},
		{"quotes", journal.Filter{PaymentID: "' OR 1=1 --"}, "", 0},
	} {
		got, err := s.Attempts(ctx, c.f)
		must(t, err)
		if names(got) != c.attempts {
			t.Errorf("%s: %s", c.what, names(got))
		}
		if n := len(list(t, s, c.f)); n != c.events {
			t.Errorf("%s: %d events", c.what, n)
		}
	}
	corrected.CorrectedAt = noon
	must(t, moveFrom(s, journal.Unresolved, corrected))
	if got, err := s.Attempts(ctx, journal.Filter{Unfinished: true}); err != nil || names(got) != "x " {
		t.Errorf("a corrected one is unfinished: %s, %v", names(got), err)
	}
	// A reader that has enough leaves the Store in order.
	for range s.Events(ctx, journal.Filter{}) {
		break
	}
	must(t, s.Begin(ctx, attempt("z", "pi_z", journal.Intended)))
}

// What a clock recorded that was years behind, or ahead, isn't hidden by Since.
func TestSinceByEitherClock(t *testing.T) {
	t.Parallel()
	for off, want := range map[time.Duration]string{-10 * 365 * 24 * time.Hour: "a ", -time.Hour: "a ", 24 * time.Hour: "a "} {
		w := newWall()
		o := options(stateDir(t), w)
		o.Now = func() time.Time { return w.Now().Add(off) }
		o.DojoNow = w.Now
		s := open(t, o)
		must(t, s.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
		got, err := s.Attempts(ctx, journal.Filter{Since: w.Now().Add(-time.Minute)})
		must(t, err)
		if names(got) != want {
			t.Errorf("a clock that was off by %v: %q", off, names(got))
		}
		if n := len(list(t, s, journal.Filter{Since: w.Now().Add(time.Minute).Add(max(off, 0))})); n != 0 {
			t.Errorf("a clock that was off by %v: %d events from later", off, n)
		}
	}
}
