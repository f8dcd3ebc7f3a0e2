package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

var ctx = context.Background()

func attempt(id, payment string, s State) Attempt {
	return Attempt{ID: id, Payment: Payment{ID: payment}, Environment: dojo.Sandbox, BaseURL: "https://dojo.example", State: s}
}

func TestBeginClaims(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	if err := m.Begin(ctx, attempt("a", "pi_1", Intended)); err != nil {
		t.Fatal(err)
	}
	if err := m.Begin(ctx, attempt("a", "pi_2", Intended)); err == nil {
		t.Error("one attempt begins twice")
	}
	err := m.Begin(ctx, attempt("b", "pi_1", Intended))
	var open *OpenError
	if !errors.As(err, &open) || open.Other.ID != "a" || !strings.Contains(err.Error(), "attempt a") {
		t.Errorf("the second attempt on a payment: %v", err)
	}
	if err := m.Begin(ctx, attempt("c", "pi_2", Intended)); err != nil {
		t.Errorf("another payment: %v", err)
	}
	other := attempt("d", "pi_1", Intended)
	other.Environment = dojo.Live
	if err := m.Begin(ctx, other); err != nil {
		t.Errorf("another environment: %v", err)
	}
	other = attempt("e", "pi_1", Intended)
	other.BaseURL = "https://elsewhere.example"
	if err := m.Begin(ctx, other); err != nil {
		t.Errorf("another Dojo: %v", err)
	}
	other = attempt("f", "pi_1", Intended)
	other.KeyFingerprint = "another key"
	if err := m.Begin(ctx, other); !errors.As(err, &open) {
		t.Errorf("another key of the same shop: %v", err)
	}
	for _, s := range []State{"", Sending, Created, Checking, Unresolved, Successful, Failed, Already, Abandoned} {
		if err := m.Begin(ctx, attempt("g"+string(s), "pi_3", s)); err == nil {
			t.Errorf("an attempt begins as %q", s)
		}
	}
	if n := len(m.Events()); n != 4 {
		t.Errorf("%d events", n)
	}
}

func TestClaimEnds(t *testing.T) {
	t.Parallel()
	for _, s := range []State{Sending, Created, Checking, Confirming, Unresolved, Successful, Failed, Already, Abandoned} {
		m := NewMemory()
		if err := errors.Join(m.Begin(ctx, attempt("a", "pi_1", Intended)), moveFrom(m, Intended, attempt("a", "pi_1", s))); err != nil {
			t.Fatal(err)
		}
		err := m.Begin(ctx, attempt("b", "pi_1", Intended))
		if (err == nil) == s.Open() {
			t.Errorf("%s: a second attempt: %v", s, err)
		}
		var open *OpenError
		if s.Open() && (!errors.As(err, &open) || open.Other.State != s) {
			t.Errorf("%s: in the way: %v", s, err)
		}
	}
}

func TestMove(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	if err := m.Begin(ctx, attempt("a", "pi_1", Intended)); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, from State, a Attempt, want error) {
		t.Helper()
		before := m.Events()
		err := moveFrom(m, from, a)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
		if !slices.Equal(m.Events(), before) {
			t.Errorf("%s: recorded all the same", what)
		}
	}
	refused("from another state", Sending, attempt("a", "pi_1", Created), ErrMoved)
	refused("an attempt that never began", Intended, attempt("x", "pi_1", Sending), ErrMoved)
	refused("an attempt that never began, from no state", "", attempt("x", "pi_1", Sending), ErrMoved)
	refused("to another payment", Intended, attempt("a", "pi_2", Sending), nil)
	if err := moveFrom(m, Intended, attempt("a", "pi_1", Sending)); err != nil {
		t.Fatal(err)
	}
	refused("twice from one state", Intended, attempt("a", "pi_1", Sending), ErrMoved)
	if err := moveFrom(m, Sending, attempt("a", "pi_1", Unresolved)); err != nil {
		t.Fatal(err)
	}
	if err := m.Begin(ctx, attempt("b", "pi_1", Intended)); err != nil {
		t.Fatal(err)
	}
	var open *OpenError
	before := len(m.Events())
	if err := moveFrom(m, Unresolved, attempt("a", "pi_1", Checking)); !errors.As(err, &open) || open.Other.ID != "b" {
		t.Errorf("two attempts open on one payment: %v", err)
	}
	if len(m.Events()) != before {
		t.Error("recorded all the same")
	}
	// What is no claim doesn't touch the other's.
	if err := moveFrom(m, Unresolved, attempt("a", "pi_1", Failed)); err != nil {
		t.Error(err)
	}
	if err := m.Begin(ctx, attempt("c", "pi_1", Intended)); !errors.As(err, &open) || open.Other.ID != "b" {
		t.Errorf("the claim was lost: %v", err)
	}
}

func TestEventsAreACopy(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	if err := m.Begin(ctx, attempt("a", "pi_1", Intended)); err != nil {
		t.Fatal(err)
	}
	m.Events()[0].State = Failed
	if got := m.Events(); len(got) != 1 || got[0].State != Intended {
		t.Errorf("%+v", got)
	}
}

// Memory does what a list of attempts, searched from end to end, does.
func TestMemoryAgainstModel(t *testing.T) {
	t.Parallel()
	states := []State{Intended, Sending, Created, Checking, Confirming, Successful, Failed, Already, Unresolved, Abandoned}
	rapid.Check(t, func(rt *rapid.T) {
		m := NewMemory()
		var model, events []Attempt
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			a := attempt(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "id"), rapid.SampledFrom([]string{"pi_1", "pi_2"}).Draw(rt, "payment"), "")
			known := slices.IndexFunc(model, func(b Attempt) bool { return b.ID == a.ID })
			blocked := slices.ContainsFunc(model, func(b Attempt) bool {
				return b.ID != a.ID && b.Payment.ID == a.Payment.ID && b.State.Open()
			})
			var err error
			var want bool
			if rapid.Bool().Draw(rt, "begin") {
				a.State = Intended
				want = known < 0 && !blocked
				err = m.Begin(ctx, a)
			} else {
				from := rapid.SampledFrom(states).Draw(rt, "from")
				a.State = rapid.SampledFrom(states).Draw(rt, "to")
				was := a
				if known >= 0 {
					was = model[known]
				}
				want = known >= 0 && was.State == from && was.Payment.ID == a.Payment.ID && (!a.State.Open() || !blocked)
				was.State = from
				err = m.Move(ctx, was, a)
			}
			if (err == nil) != want {
				rt.Fatalf("%+v: %v, want success: %v", a, err, want)
			}
			if !want {
				continue
			}
			events = append(events, a)
			if known < 0 {
				model = append(model, a)
			} else {
				model[known] = a
			}
		}
		if !slices.Equal(m.Events(), events) {
			rt.Fatalf("events %v, want %v", m.Events(), events)
		}
	})
}

// Of many who want one payment, one gets it; and of many who want to move an
// attempt on, one does.
func TestMemoryRace(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	const n = 32
	var wg sync.WaitGroup
	var mu sync.Mutex
	begun := []string{}
	moved := 0
	for i := range n {
		wg.Go(func() {
			a := attempt(fmt.Sprint(i), "pi_1", Intended)
			if m.Begin(ctx, a) != nil {
				return
			}
			mu.Lock()
			begun = append(begun, a.ID)
			mu.Unlock()
		})
	}
	wg.Wait()
	if len(begun) != 1 {
		t.Fatalf("%d attempts hold one payment", len(begun))
	}
	for range n {
		wg.Go(func() {
			_ = m.Events()
			if moveFrom(m, Intended, attempt(begun[0], "pi_1", Sending)) != nil {
				return
			}
			mu.Lock()
			moved++
			mu.Unlock()
		})
	}
	wg.Wait()
	if moved != 1 || len(m.Events()) != 2 {
		t.Errorf("moved on %d times, %d events", moved, len(m.Events()))
	}
}
