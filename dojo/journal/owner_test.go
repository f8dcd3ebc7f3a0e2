package journal

import (
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// two opens one journal as two processes would, each with its own token.
func two(t *testing.T) (mine, theirs *Store, w *wall) {
	t.Helper()
	w = newWall()
	o := options(stateDir(t), w)
	mine = open(t, o)
	o.Process = "process-2"
	return mine, open(t, o), w
}

func TestOnlyTheOwnerSends(t *testing.T) {
	t.Parallel()
	mine, theirs, w := two(t)
	must(t, mine.Begin(ctx, attempt("a", "pi_1", Intended)))
	var open *OpenError
	if err := theirs.Begin(ctx, attempt("b", "pi_1", Intended)); !errors.As(err, &open) || open.Other.ID != "a" {
		t.Errorf("a second attempt: %v", err)
	}
	for _, to := range []State{Sending, Abandoned, Checking, Successful} {
		if err := moveFrom(theirs, Intended, attempt("a", "pi_1", to)); !errors.Is(err, ErrNotOwner) {
			t.Errorf("another process moves it to %s: %v", to, err)
		}
	}
	w.pass(ClaimLasts)
	for _, to := range []State{Sending, Checking, Successful} {
		if err := moveFrom(theirs, Intended, attempt("a", "pi_1", to)); !errors.Is(err, ErrNotOwner) {
			t.Errorf("another process moves it to %s after its time: %v", to, err)
		}
	}
	must(t, moveFrom(mine, Intended, attempt("a", "pi_1", Sending)))
	for _, to := range []State{Sending, Checking, Successful, Created} {
		if err := moveFrom(theirs, Sending, attempt("a", "pi_1", to)); !errors.Is(err, ErrNotOwner) {
			t.Errorf("another process moves what is being sent to %s: %v", to, err)
		}
	}
	must(t, moveFrom(mine, Sending, attempt("a", "pi_1", Created)))
	// From here anyone may watch.
	must(t, moveFrom(theirs, Created, attempt("a", "pi_1", Successful)))
	// Nothing goes back to where it could be sent once more.
	for _, from := range []State{Created, Checking, Unresolved, Failed, Abandoned} {
		for _, to := range []State{Intended, Sending} {
			if err := mayMove(from, to, true, true); !errors.Is(err, ErrOrder) {
				t.Errorf("from %s to %s: %v", from, to, err)
			}
		}
	}
	if err := moveFrom(mine, Successful, attempt("a", "pi_1", Sending)); !errors.Is(err, ErrOrder) {
		t.Errorf("sent again: %v", err)
	}
}

func TestTakeOver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at, want State
		passes   time.Duration
		early    bool
	}{
		{Intended, Intended, ClaimLasts - time.Nanosecond, true},
		{Intended, Abandoned, ClaimLasts, false},
		{Sending, Sending, 0, true},
		{Sending, Checking, ClaimLasts, false},
		// The clock was set back: waiting for it could take for ever.
		{Sending, Sending, -ClaimLasts + time.Nanosecond, true},
		{Sending, Checking, -ClaimLasts, false},
	} {
		mine, theirs, w := two(t)
		must(t, mine.Begin(ctx, attempt("a", "pi_1", Intended)))
		if c.at == Sending {
			a := attempt("a", "pi_1", Sending)
			a.Why = Refused // the owner had an answer, but no read yet
			must(t, moveFrom(mine, Intended, a))
		}
		w.pass(c.passes)
		got, err := theirs.TakeOver(ctx, "a")
		var early *TooEarlyError
		if errors.As(err, &early) != c.early || (err == nil) == c.early || got.State != c.want {
			t.Errorf("%s after %s: %s, %v", c.at, c.passes, got.State, err)
			continue
		}
		if c.early {
			if !errors.Is(err, ErrNotOwner) || !early.Until.Equal(noon.Add(ClaimLasts)) || early.Error() == "" {
				t.Errorf("%v", err)
			}
			continue
		}
		now := w.now()
		switch got.State {
		case Abandoned:
			if got.Why != Expired || !got.SettledAt.Equal(now) {
				t.Errorf("%+v", got)
			}
		case Checking:
			if got.Why != Refused || !got.GaveUpAt.Equal(now) {
				t.Errorf("%+v", got)
			}
		}
		// A suspended owner that wakes up can't go on.
		for _, to := range []State{Sending, Successful, Created} {
			if err := moveFrom(mine, c.at, attempt("a", "pi_1", to)); !errors.Is(err, ErrMoved) {
				t.Errorf("the owner goes on to %s: %v", to, err)
			}
		}
		events := list(t, theirs, Filter{})
		if last := events[len(events)-1]; last.Kind != TakenOver || last.Process != "process-2" {
			t.Errorf("%+v", last)
		}
		// Twice is once.
		if again, err := theirs.TakeOver(ctx, "a"); !errors.Is(err, ErrMoved) || again.State != c.want {
			t.Errorf("again: %+v, %v", again, err)
		}
	}
	mine, theirs, w := two(t)
	if _, err := mine.TakeOver(ctx, "nobody's"); !errors.Is(err, ErrMoved) {
		t.Errorf("an attempt that isn't there: %v", err)
	}
	// By Move, which is told apart in the events too.
	must(t, mine.Begin(ctx, attempt("a", "pi_1", Intended)))
	w.pass(ClaimLasts)
	must(t, moveFrom(theirs, Intended, attempt("a", "pi_1", Abandoned)))
	if e := list(t, mine, Filter{}); e[1].Kind != TakenOver {
		t.Errorf("%+v", e[1])
	}
	must(t, mine.Begin(ctx, attempt("b", "pi_1", Intended)))
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	mine, theirs, w := two(t)
	begin := func(id, key string, states ...State) {
		t.Helper()
		a := attempt(id, "pi_"+id, Intended)
		a.KeyFingerprint = key
		must(t, mine.Begin(ctx, a))
		for _, s := range states {
			from := a.State
			a.State = s
			must(t, moveFrom(mine, from, a))
		}
	}
	begin("intended", "old")
	begin("sending", "old", Sending)
	begin("checking", "old", Sending, Checking)
	begin("unresolved", "old", Sending, Checking, Unresolved)
	begin("successful", "old", Sending, Successful)
	begin("other", "older", Sending, Checking)
	begin("new", "new", Sending, Checking)
	elsewhere := attempt("elsewhere", "pi_elsewhere", Intended)
	elsewhere.KeyFingerprint, elsewhere.Environment = "old", dojo.Live
	must(t, mine.Begin(ctx, elsewhere))

	to := Shop{Environment: dojo.Sandbox, BaseURL: "https://dojo.example", KeyFingerprint: "new"}
	if _, err := theirs.Adopt(ctx, "old", Shop{}); err == nil {
		t.Error("handed to no key")
	}
	got, err := theirs.Adopt(ctx, "old", to)
	must(t, err)
	if names(got.Adopted) != "checking unresolved " || names(got.Left) != "intended sending " {
		t.Errorf("%s, left %s", names(got.Adopted), names(got.Left))
	}
	w.pass(ClaimLasts)
	got, err = theirs.Adopt(ctx, "", to)
	must(t, err)
	if names(got.Adopted) != "intended sending other " || len(got.Left) != 0 {
		t.Errorf("%s, left %s", names(got.Adopted), names(got.Left))
	}
	for _, a := range got.Adopted {
		if a.KeyFingerprint != "new" || a.State == Intended || a.State == Sending {
			t.Errorf("%+v", a)
		}
	}
	if again, err := theirs.Adopt(ctx, "", to); err != nil || len(again.Adopted)+len(again.Left) != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	events := list(t, mine, Filter{})
	if last := events[len(events)-1]; last.Kind != Adopted {
		t.Errorf("%+v", last)
	}
	// The old key's process can't go on with what isn't its own any more.
	was := attempt("checking", "pi_checking", Checking)
	was.KeyFingerprint = "old"
	a := was
	a.State = Successful
	if err := mine.Move(ctx, was, a); !errors.Is(err, ErrMoved) {
		t.Errorf("%v", err)
	}
	if err := moveFrom(mine, Checking, a); !errors.Is(err, ErrMoved) {
		t.Errorf("under its old key again: %v", err)
	}
	all, err := mine.Attempts(ctx, Filter{Shop: &to, Unfinished: true})
	must(t, err)
	if names(all) != "sending checking unresolved other new " {
		t.Errorf("unfinished by now: %s", names(all))
	}
}

func names(list []Attempt) string {
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
	w.pass(time.Hour)
	must(t, s.Begin(ctx, attempt("x", "pi_000001", Intended)))
	corrected := attempt("y", "pi_y", Intended)
	must(t, s.Begin(ctx, corrected))
	corrected.State = Unresolved
	must(t, moveFrom(s, Intended, corrected))
	sandbox := &Shop{Environment: dojo.Sandbox, BaseURL: "https://dojo.example"}
	for _, c := range []struct {
		what     string
		f        Filter
		attempts string
		events   int
	}{
		{"all", Filter{}, "a000000 a000001 x y ", 9},
		{"a payment", Filter{PaymentID: "pi_000001"}, "a000001 x ", 4},
		{"an attempt", Filter{AttemptID: "a000001"}, "a000001 ", 3},
		{"since", Filter{Since: noon.Add(time.Hour).In(time.FixedZone("", 3600))}, "x y ", 3},
		{"since later", Filter{Since: noon.Add(time.Hour + 1)}, "", 0},
		{"unfinished", Filter{Unfinished: true}, "x y ", 3},
		{"a shop", Filter{Shop: sandbox}, "a000000 a000001 x y ", 9},
		{"a key", Filter{Shop: &Shop{sandbox.Environment, sandbox.BaseURL, "0123456789ab"}}, "a000000 a000001 ", 6},
		{"another place", Filter{Shop: &Shop{Environment: dojo.Live, BaseURL: sandbox.BaseURL}}, "", 0},
		{"all at once", Filter{Since: noon, PaymentID: "pi_000001", AttemptID: "x", Unfinished: true, Shop: sandbox}, "x ", 1},
		{"quotes", Filter{PaymentID: "' OR 1=1 --"}, "", 0},
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
	must(t, moveFrom(s, Unresolved, corrected))
	if got, err := s.Attempts(ctx, Filter{Unfinished: true}); err != nil || names(got) != "x " {
		t.Errorf("a corrected one is unfinished: %s, %v", names(got), err)
	}
	// A reader that has enough leaves the Store in order.
	for range s.Events(ctx, Filter{}) {
		break
	}
	must(t, s.Begin(ctx, attempt("z", "pi_z", Intended)))
}

// What a clock recorded that was years behind, or ahead, isn't hidden by Since.
func TestSinceByEitherClock(t *testing.T) {
	t.Parallel()
	for off, want := range map[time.Duration]string{-10 * 365 * 24 * time.Hour: "a ", -time.Hour: "a ", 24 * time.Hour: "a "} {
		w := newWall()
		o := options(stateDir(t), w)
		o.Now = func() time.Time { return w.now().Add(off) }
		o.DojoNow = w.now
		s := open(t, o)
		must(t, s.Begin(ctx, attempt("a", "pi_1", Intended)))
		got, err := s.Attempts(ctx, Filter{Since: w.now().Add(-time.Minute)})
		must(t, err)
		if names(got) != want {
			t.Errorf("a clock that was off by %v: %q", off, names(got))
		}
		if n := len(list(t, s, Filter{Since: w.now().Add(time.Minute).Add(max(off, 0))})); n != 0 {
			t.Errorf("a clock that was off by %v: %d events from later", off, n)
		}
	}
}
