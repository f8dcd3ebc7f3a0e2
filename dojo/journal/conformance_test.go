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

// step is one call: of Begin, or of Move from one of the newest records.
type step struct {
	begin bool
	back  int // how many records are newer than the one that Move names
	a     Attempt
}

// from is the record that a step of Move names, or one that was never made.
func (s step) from(events []Attempt) Attempt {
	was, back := Attempt{ID: s.a.ID}, s.back
	for _, e := range slices.Backward(events) {
		if e.ID != s.a.ID {
			continue
		}
		if was = e; back == 0 {
			break
		}
		back--
	}
	return was
}

// steps draws calls as Memory allows them all, but for those that the Store
// refuses besides: an attempt is sent once, after it was intended.
func steps() *rapid.Generator[step] {
	states := []State{Intended, Sending, Created, Checking, Confirming, Successful, Failed, Already, Unresolved, Abandoned}
	return rapid.Custom(func(rt *rapid.T) step {
		id := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "id")
		s := step{a: attempt(id, rapid.SampledFrom([]string{"pi_1", "pi_2"}).Draw(rt, "payment"), "")}
		s.a.State = rapid.SampledFrom(states).Draw(rt, "to")
		s.a.HTTPStatus = rapid.IntRange(0, 3).Draw(rt, "status")
		s.back = rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(rt, "back")
		s.begin = rapid.IntRange(0, 2).Draw(rt, "begin") == 0
		if s.begin && rapid.Bool().Draw(rt, "right") {
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
			if do.begin {
				want, got = m.Begin(ctx, do.a), s.Begin(ctx, do.a)
			} else {
				from := do.from(m.Events())
				if mayMove(from.State, do.a.State, true, false) != nil {
					do.a.State = Failed // the Store has rules of its own
				}
				want, got = m.Move(ctx, from, do.a), s.Move(ctx, from, do.a)
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

// A change is made from exactly the record that its maker saw, in both stores:
// what was noted since without a new state is not written over.
func TestMoveFromTheExactRecord(t *testing.T) {
	t.Parallel()
	for name, j := range map[string]Journal{"memory": NewMemory(), "store": open(t, options(stateDir(t), newWall()))} {
		a := attempt("a", "pi_1", Intended)
		must(t, j.Begin(ctx, a))
		move := func(change func(*Attempt)) (was Attempt) {
			t.Helper()
			was = a
			change(&a)
			must(t, j.Move(ctx, was, a))
			return was
		}
		move(func(a *Attempt) { a.State = Sending })
		for _, noted := range []struct {
			what   string
			change func(*Attempt)
		}{
			{"a refusal, while it is being sent", func(a *Attempt) { a.Why, a.HTTPStatus = Refused, 400 }},
			{"its place in the diagram", func(a *Attempt) { a.State = Checking }},
			{"an answer that came late", func(a *Attempt) { a.Answered, a.ReversalID = "Failed", "rvs_1" }},
			{"its end", func(a *Attempt) { a.State = Failed }},
			{"a correction", func(a *Attempt) { a.CorrectedAt, a.LastStatus = noon, "Reversed" }},
			{"who did it", func(a *Attempt) { a.CorrectedBy = "b" }},
		} {
			was := move(noted.change)
			for _, to := range []State{was.State, Checking, Failed, Successful} {
				late := was
				late.State = to
				if err := j.Move(ctx, was, late); !errors.Is(err, ErrMoved) {
					t.Errorf("%s: %s was written over, to %s: %v", name, noted.what, to, err)
				}
			}
			got, err := j.Attempts(ctx, Filter{AttemptID: "a"})
			must(t, err)
			if len(got) != 1 || !Same(got[0], a) {
				t.Fatalf("%s: %s is lost: %+v", name, noted.what, got)
			}
		}
	}
}
