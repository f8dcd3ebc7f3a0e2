package feed

import (
	"context"
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo"
)

func newID(prefix string, i int) string {
	return prefix + string([]byte{'0' + byte(i/1000%10), '0' + byte(i/100%10), '0' + byte(i/10%10), '0' + byte(i%10)})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		failures int
		err      error
		random   float64
		want     time.Duration
	}{
		{1, unreachable, 0, 200 * time.Millisecond},
		{1, unreachable, 0.99, 990 * time.Millisecond},
		{2, unreachable, 0.5, time.Second},
		{4, unreachable, 0.5, 4 * time.Second},
		{6, unreachable, 0.5, 15 * time.Second},
		{1_000_000, unreachable, 0.5, 15 * time.Second},
		{1, refused(500, 0), 0.5, 500 * time.Millisecond},
		{1, refused(401, 0), 0.5, 30 * time.Second},
		{9, refused(403, 0), 0, 27 * time.Second},
	} {
		if got := backoff(c.failures, c.err, c.random); got != c.want {
			t.Errorf("after %d failures (%v): %v, want %v", c.failures, c.err, got, c.want)
		}
	}
}

// An outage of Dojo is said, the rows stay, and the list recovers by itself.
func TestOutage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ahead = 3 * time.Hour
	w.pay("held", 20, dojo.StatusAuthorized)
	down := false
	w.fail = func(call) error {
		if down {
			return unreachable
		}
		return nil
	}
	f := w.feed(Options{})
	w.at(time.Minute, false, func() { down = true })
	w.at(10*time.Minute, false, func() {
		s := f.Snapshot()
		if len(s.Payments) != 20 || s.State != Ready || s.Trouble == nil {
			t.Fatalf("%d rows, state %v, trouble %+v", len(s.Payments), s.State, s.Trouble)
		}
		tr := s.Trouble
		if !errors.Is(tr.Err, unreachable) || f.run.failures < 30 {
			t.Errorf("trouble %+v", tr)
		}
		if d := tr.Since.Sub(noon.Add(3*time.Hour + time.Minute)); d < 0 || d > 6*time.Second {
			t.Errorf("since %v by Dojo's clock", tr.Since)
		}
		if d := tr.RetryAt.Sub(w.Now()); d <= 0 || d > 30*time.Second {
			t.Errorf("the next try is in %v", d)
		}
		if d := s.AsOf.Sub(noon.Add(3*time.Hour + time.Minute)); d > 0 || d < -6*time.Second {
			t.Errorf("as of %v", s.AsOf)
		}
		down = false
	})
	w.run(f, 11*time.Minute)
	if s := f.Snapshot(); s.Trouble != nil || w.now.Add(w.ahead).Sub(s.AsOf) > 6*time.Second {
		t.Errorf("it didn't recover: %+v, as of %v", s.Trouble, s.AsOf)
	}
	if n := len(w.calls); n > 80 {
		t.Errorf("%d calls in 11 minutes, most of which Dojo was away", n)
	}
}

// Each outage has its own beginning and its own count.
func TestASecondOutageIsCountedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	down := false
	w.fail = func(call) error {
		if down {
			return unreachable
		}
		return nil
	}
	f := w.feed(Options{})
	for i, s := range []time.Duration{10, 60, 100, 103} {
		w.at(s*time.Second, false, func() { down = i%2 == 0 })
	}
	w.at(107*time.Second, false, func() { down = true })
	w.at(112*time.Second, false, func() {
		tr := f.Snapshot().Trouble
		if tr == nil || f.run.failures > 6 || tr.Since.Before(noon.Add(107*time.Second)) {
			t.Errorf("%+v", tr)
		}
	})
	w.run(f, 2*time.Minute)
}

func TestDojoDownAtTheStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 20, dojo.StatusAuthorized)
	w.fail = func(call) error {
		if w.Now().Before(noon.Add(2 * time.Minute)) {
			return refused(401, 0)
		}
		return nil
	}
	f := w.feed(Options{})
	w.at(100*time.Second, false, func() {
		if s := f.Snapshot(); s.State != Loading || s.Trouble == nil || !s.AsOf.IsZero() {
			t.Errorf("%+v", s)
		}
		if n := len(w.calls); n != 4 {
			t.Errorf("%d calls in 100 s with a bad key, want one every 30 s", n)
		}
	})
	w.run(f, 3*time.Minute)
	if s := f.Snapshot(); s.State != Ready || s.Trouble != nil || len(s.Payments) != 20 {
		t.Errorf("it didn't recover: %+v", s)
	}
}

func TestRetryAfterIsAMinimum(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 3, dojo.StatusAuthorized)
	limited := false
	w.fail = func(call) error {
		if limited {
			limited = false
			return refused(429, 90*time.Second)
		}
		return nil
	}
	f := w.feed(Options{})
	before := 0
	w.at(10*time.Second, false, func() { limited = true })
	// Pressing the key doesn't help.
	for s := 20 * time.Second; s < 90*time.Second; s += 7 * time.Second {
		w.at(s, true, func() {
			before = len(w.calls)
			f.Refresh()
		})
	}
	w.run(f, 2*time.Minute)
	var at time.Duration
	for _, c := range w.calls[before:] {
		at = c.at.Sub(noon)
		break
	}
	if at < 100*time.Second || at > 106*time.Second {
		t.Errorf("the next call came after %v", at)
	}
	if lists(settled)(w.calls[before]) || !lists(settled)(w.calls[before+1]) {
		t.Errorf("the refresh that was asked for isn't a full one: %+v", w.calls[before:])
	}
}

func TestRefreshByKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.pay("held", 3, dojo.StatusAuthorized)
	w.fail = func(call) error {
		if at := w.Now(); at.After(noon.Add(30*time.Second)) && at.Before(noon.Add(5*time.Minute)) {
			return refused(401, 0)
		}
		return nil
	}
	f := w.feed(Options{Refresh: 20 * time.Second})
	at := 10 * time.Second
	w.at(at, true, func() {
		for range 50 {
			f.Refresh() // asking often is asking once
		}
	})
	w.at(at+time.Second, false, func() {
		if n := w.count(lists(held)); n != 2 || w.count(lists(settled)) != 2 {
			t.Errorf("%d lists, want those of the load and one more of each", n)
		}
	})
	// In trouble too the key tries at once.
	var n int
	w.at(4*time.Minute, true, func() { n = len(w.calls); f.Refresh() })
	w.at(4*time.Minute+time.Second, false, func() {
		if len(w.calls) != n+1 || f.Snapshot().Trouble == nil {
			t.Errorf("%d calls at once", len(w.calls)-n)
		}
	})
	// A key that is held down is no flood.
	for i := range 300 {
		w.at(6*time.Minute+time.Duration(i)*33*time.Millisecond, true, f.Refresh)
	}
	w.at(6*time.Minute, false, func() { n = len(w.calls) })
	w.run(f, 6*time.Minute+10*time.Second)
	if got := len(w.calls) - n; got < 20 || got > 36 {
		t.Errorf("%d calls for a key held down for 10 s", got)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.feed(Options{})
	ctx, cancel := context.WithCancel(context.Background())
	waiting := make(chan struct{}, 1)
	f.deps.After = func(time.Duration) <-chan time.Time {
		waiting <- struct{}{}
		return nil
	}
	w.end, w.stop = noon.Add(time.Hour), cancel
	done := make(chan error)
	go func() { done <- f.Run(ctx) }()
	<-waiting
	if err := f.Run(ctx); !errors.Is(err, ErrRunning) {
		t.Errorf("a second Run: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
	if s := f.Snapshot(); s.Trouble != nil {
		t.Errorf("its end is no trouble: %+v", s.Trouble)
	}

	// In the middle of a call too.
	f = w.feed(Options{})
	ctx, cancel = context.WithCancel(context.Background())
	w.fail = func(call) error { cancel(); return ctx.Err() }
	if err := f.Run(ctx); !errors.Is(err, context.Canceled) || f.Snapshot().Trouble != nil {
		t.Errorf("Run ended with %v, trouble %v", err, f.Snapshot().Trouble)
	}
}
