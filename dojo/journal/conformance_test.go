package journal

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// step is one call, of Begin where from is "".
type step struct {
	from State
	a    Attempt
}

// steps draws calls as Memory allows them all, but for those that the Store
// refuses besides: an attempt is sent once, after it was intended.
func steps() *rapid.Generator[step] {
	states := []State{Intended, Sending, Created, Checking, Successful, Failed, Already, Unresolved, Abandoned}
	return rapid.Custom(func(rt *rapid.T) step {
		id := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "id")
		s := step{a: attempt(id, rapid.SampledFrom([]string{"pi_1", "pi_2"}).Draw(rt, "payment"), "")}
		s.a.State = rapid.SampledFrom(states).Draw(rt, "to")
		s.a.HTTPStatus = rapid.IntRange(0, 3).Draw(rt, "status")
		if rapid.IntRange(0, 2).Draw(rt, "begin") > 0 {
			s.from = rapid.SampledFrom(states).Draw(rt, "from")
			if mayMove(s.from, s.a.State, true, 0) != nil {
				s.from = Intended
			}
		} else if rapid.Bool().Draw(rt, "right") {
			s.a.State = Intended
		}
		return s
	})
}

// outcome is what a caller can tell one result from another by.
func outcome(err error) string {
	var open *OpenError
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, ErrMoved):
		return "moved"
	case errors.As(err, &open):
		return fmt.Sprintf("in the way: %s, %s", open.Other.ID, open.Other.State)
	}
	return "refused"
}

// The Store and Memory give the same results for the same calls, also where the
// Store is closed and opened between any two of them.
func TestStoreIsLikeMemory(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value
	before := checks.String()
	if before == "2000" { // nobody asked for another number
		must(t, checks.Set(strconv.Itoa(cases(120))))
		defer func() { _ = checks.Set(before) }()
	}
	rapid.Check(t, func(rt *rapid.T) {
		m := NewMemory()
		o := options(stateDir(t), newWall())
		s := open(t, o)
		defer func() { _ = s.Close() }()
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			if rapid.IntRange(0, 3).Draw(rt, "restart") == 0 {
				_ = s.Close()
				s = open(t, o)
			}
			do := steps().Draw(rt, "call")
			var want, got error
			if do.from == "" {
				want, got = m.Begin(ctx, do.a), s.Begin(ctx, do.a)
			} else {
				want, got = m.Move(ctx, do.from, do.a), s.Move(ctx, do.from, do.a)
			}
			if outcome(got) != outcome(want) {
				rt.Fatalf("%+v: %v, want %v", do, got, want)
			}
		}
		for _, f := range []Filter{{}, {Unfinished: true}, {PaymentID: "pi_1"}, {AttemptID: "b"}} {
			want, _ := m.Attempts(ctx, f)
			got, err := s.Attempts(ctx, f)
			if err != nil || !slices.Equal(got, want) {
				rt.Fatalf("%+v: %+v, %v; want %+v", f, got, err, want)
			}
		}
		var events []Attempt
		for e, err := range s.Events(ctx, Filter{}) {
			must(t, err)
			events = append(events, e.Attempt)
		}
		if !slices.Equal(events, m.Events()) {
			rt.Fatalf("events %+v, want %+v", events, m.Events())
		}
		_ = s.Close()
		if r, err := Verify(ctx, o.Dir, ""); err != nil || int(r.Head.Count) != len(events) {
			rt.Fatalf("verify: %+v, %v", r, err)
		}
	})
}
