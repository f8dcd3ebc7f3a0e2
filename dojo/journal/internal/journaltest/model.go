package journaltest

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo/journal"
)

// model is a journal of one process as a list, searched from end to end.
type model struct{ events []journal.Attempt }

// newest is the newest record of each attempt, in the order of their beginnings.
func (m *model) newest() []journal.Attempt {
	var out []journal.Attempt
next:
	for _, e := range m.events {
		for i := range out {
			if out[i].ID == e.ID {
				out[i] = e
				continue next
			}
		}
		out = append(out, e)
	}
	return out
}

// records are all records of one attempt, oldest first.
func (m *model) records(id string) []journal.Attempt {
	var out []journal.Attempt
	for _, e := range m.events {
		if e.ID == id {
			out = append(out, e)
		}
	}
	return out
}

// inTheWay is what is said of another attempt that holds a payment, or "".
func (m *model) inTheWay(a journal.Attempt) string {
	for _, other := range m.newest() {
		if other.ID != a.ID && other.Payment.ID == a.Payment.ID && other.State.Open() {
			return "in the way: " + other.ID + ", " + string(other.State)
		}
	}
	return ""
}

func (m *model) begin(a journal.Attempt) string {
	switch held := m.inTheWay(a); {
	case a.State != journal.Intended:
		return "refused"
	case held != "":
		return held
	case len(m.records(a.ID)) > 0:
		return "refused"
	}
	m.events = append(m.events, a)
	return "done"
}

func (m *model) move(from, a journal.Attempt) string {
	all := m.records(a.ID)
	if len(all) == 0 || !journal.Same(all[len(all)-1], from) {
		return "moved"
	}
	before, held := all[len(all)-1], m.inTheWay(a)
	switch {
	case before.Payment.ID != a.Payment.ID:
		return "refused"
	case a.State == journal.Intended && before.State != journal.Intended,
		a.State == journal.Sending && before.State != journal.Intended && before.State != journal.Sending:
		return "out of order"
	case a.State.Open() && held != "":
		return held
	}
	m.events = append(m.events, a)
	return "done"
}

// outcome is what a caller can tell one result from another by.
func outcome(err error) string {
	var open *journal.OpenError
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, journal.ErrMoved):
		return "moved"
	case errors.Is(err, journal.ErrOrder):
		return "out of order"
	case errors.As(err, &open):
		return fmt.Sprintf("in the way: %s, %s", open.Other.ID, open.Other.State)
	}
	return "refused"
}

// The store gives the results of the model for the same calls, also where it is
// opened anew between any two of them.
func (s Store) likeTheModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		open := s.New(t, NewClock().Now)
		j, m := open("mine"), &model{}
		shut := func() {
			if c, ok := j.(io.Closer); ok {
				Must(t, c.Close())
			}
		}
		defer func() { shut() }()
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			if rapid.IntRange(0, 3).Draw(rt, "restart") == 0 {
				shut()
				j = open("mine")
			}
			a := Attempt(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "id"), rapid.SampledFrom([]string{"pi_1", "pi_2"}).Draw(rt, "payment"), "")
			a.State, a.HTTPStatus = rapid.SampledFrom(states).Draw(rt, "to"), rapid.IntRange(0, 3).Draw(rt, "status")
			if rapid.IntRange(0, 2).Draw(rt, "begin") == 0 {
				if rapid.Bool().Draw(rt, "right") {
					a.State = journal.Intended
				}
				want := m.begin(a)
				if got := outcome(j.Begin(ctx, a)); got != want {
					rt.Fatalf("begin %+v: %s, want %s", a, got, want)
				}
				continue
			}
			// From one of the newest records of the attempt, or one that was never made.
			from := journal.Attempt{ID: a.ID}
			if all := m.records(a.ID); len(all) > 0 {
				from = all[max(0, len(all)-1-rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(rt, "back"))]
			}
			want := m.move(from, a)
			if got := outcome(j.Move(ctx, from, a)); got != want {
				rt.Fatalf("from %+v to %+v: %s, want %s", from, a, got, want)
			}
		}
		list, last, err := j.Changes(ctx, Shop, 0)
		if newest := m.newest(); err != nil || int(last) != len(m.events) || len(list) != len(newest) {
			rt.Fatalf("%+v, %d, %v; want %+v", list, last, err, m.events)
		}
		for _, want := range m.newest() {
			if got, err := j.Attempt(ctx, want.ID); err != nil || !journal.Same(got, want) || !has(list, want) {
				rt.Fatalf("%+v, %v; want %+v", got, err, want)
			}
		}
	})
}
