package journaltest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// mine is a new journal, as its first process has it open.
func (s Store) mine(t testing.TB) Journal { return s.New(t, NewClock().Now)("mine") }

func (s Store) beginClaims(t *testing.T) {
	j, ctx := s.mine(t), t.Context()
	Must(t, j.Begin(ctx, Attempt("a", "pi_1", journal.Intended)))
	if err := j.Begin(ctx, Attempt("a", "pi_2", journal.Intended)); err == nil {
		t.Error("one attempt begins twice")
	}
	err := j.Begin(ctx, Attempt("b", "pi_1", journal.Intended))
	if !heldBy(err, "a") || !strings.Contains(err.Error(), "attempt a") {
		t.Errorf("the second attempt on a payment: %v", err)
	}
	for what, change := range map[string]func(a *journal.Attempt){
		"another payment":     func(a *journal.Attempt) { a.Payment.ID = "pi_2" },
		"another environment": func(a *journal.Attempt) { a.Environment = dojo.Live },
		"another Dojo":        func(a *journal.Attempt) { a.BaseURL = "https://elsewhere.example" },
	} {
		other := Attempt(what, "pi_1", journal.Intended)
		change(&other)
		if err := j.Begin(ctx, other); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	other := Attempt("f", "pi_1", journal.Intended)
	other.KeyFingerprint = "another key"
	if err := j.Begin(ctx, other); !heldBy(err, "a") {
		t.Errorf("another key of the same shop: %v", err)
	}
	for _, state := range append([]journal.State{""}, states[1:]...) {
		if err := j.Begin(ctx, Attempt("g"+string(state), "pi_3", state)); err == nil {
			t.Errorf("an attempt begins as %q", state)
		}
	}
	if _, last, err := j.Changes(ctx, Shop, 0); err != nil || last != 4 {
		t.Errorf("%d events, %v", last, err)
	}
}

func (s Store) claimsEnd(t *testing.T) {
	j, ctx := s.mine(t), t.Context()
	for _, state := range states[1:] {
		payment := "pi_" + string(state)
		takeThrough(t, j, Attempt("a"+payment, payment, journal.Intended), state)
		err := j.Begin(ctx, Attempt("b"+payment, payment, journal.Intended))
		if (err == nil) == state.Open() {
			t.Errorf("%s: a second attempt: %v", state, err)
		}
		var open *journal.OpenError
		if state.Open() && (!errors.As(err, &open) || open.Other.State != state) {
			t.Errorf("%s: in the way: %v", state, err)
		}
	}
}

func (s Store) moves(t *testing.T) {
	j, ctx := s.mine(t), t.Context()
	Must(t, j.Begin(ctx, Attempt("a", "pi_1", journal.Intended)))
	refused := func(what string, from journal.State, a journal.Attempt, want error) {
		t.Helper()
		_, before, err := j.Changes(ctx, Shop, 0)
		Must(t, err)
		if err := MoveFrom(j, from, a); err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
		if _, after, err := j.Changes(ctx, Shop, 0); err != nil || after != before {
			t.Errorf("%s: recorded all the same, %v", what, err)
		}
	}
	refused("from another state", journal.Sending, Attempt("a", "pi_1", journal.Created), journal.ErrMoved)
	refused("an attempt that never began", journal.Intended, Attempt("x", "pi_1", journal.Sending), journal.ErrMoved)
	refused("an attempt that never began, from no state", "", Attempt("x", "pi_1", journal.Sending), journal.ErrMoved)
	refused("to another payment", journal.Intended, Attempt("a", "pi_2", journal.Sending), nil)
	Must(t, MoveFrom(j, journal.Intended, Attempt("a", "pi_1", journal.Sending)))
	refused("twice from one state", journal.Intended, Attempt("a", "pi_1", journal.Sending), journal.ErrMoved)
	refused("to another key", journal.Sending, withKey(Attempt("a", "pi_1", journal.Created), "another"), journal.ErrMoved)
	refused("back to where it began", journal.Sending, Attempt("a", "pi_1", journal.Intended), journal.ErrOrder)
	Must(t, MoveFrom(j, journal.Sending, Attempt("a", "pi_1", journal.Unresolved)))
	refused("sent again", journal.Unresolved, Attempt("a", "pi_1", journal.Sending), journal.ErrOrder)
}

func withKey(a journal.Attempt, key string) journal.Attempt {
	a.KeyFingerprint = key
	return a
}

// A change is made from exactly the record that its maker saw: what was noted
// since, without a new state, is not written over.
func (s Store) exactRecord(t *testing.T) {
	j, ctx := s.mine(t), t.Context()
	a := Attempt("a", "pi_1", journal.Intended)
	Must(t, j.Begin(ctx, a))
	move := func(change func(*journal.Attempt)) (was journal.Attempt) {
		t.Helper()
		was = a
		change(&a)
		Must(t, j.Move(ctx, was, a))
		return was
	}
	move(func(a *journal.Attempt) { a.State = journal.Sending })
	for _, noted := range []struct {
		what   string
		change func(*journal.Attempt)
	}{
		{"a refusal, while it is being sent", func(a *journal.Attempt) { a.Why, a.HTTPStatus = journal.Refused, 400 }},
		{"its place in the diagram", func(a *journal.Attempt) { a.State = journal.Checking }},
		{"an answer that came late", func(a *journal.Attempt) { a.Answered, a.ReversalID = "Failed", "rvs_1" }},
		{"its end", func(a *journal.Attempt) { a.State = journal.Failed }},
		{"a correction", func(a *journal.Attempt) { a.CorrectedAt, a.LastStatus = Noon, "Reversed" }},
		{"who did it", func(a *journal.Attempt) { a.CorrectedBy = "b" }},
	} {
		was := move(noted.change)
		for _, to := range []journal.State{was.State, journal.Checking, journal.Failed, journal.Successful} {
			late := was
			late.State = to
			if err := j.Move(ctx, was, late); !errors.Is(err, journal.ErrMoved) {
				t.Errorf("%s was written over, to %s: %v", noted.what, to, err)
			}
		}
		if got, err := j.Attempt(ctx, "a"); err != nil || !journal.Same(got, a) {
			t.Fatalf("%s is lost: %+v, %v", noted.what, got, err)
		}
	}
	if _, err := j.Attempt(ctx, "nobody's"); err == nil {
		t.Error("an attempt that isn't there is found")
	}
}

// Who confirmed a reversal, from where and with which SSH key, is kept to its end, also
// when the journal is opened again.
func (s Store) whoDidIt(t *testing.T) {
	open, ctx := s.New(t, NewClock().Now), t.Context()
	a := Attempt("a", "pi_1", journal.Intended)
	a.Operator, a.Client, a.Host, a.Shop = "priya", "192.0.2.7", "helpdesk", "Corner Shop"
	a.OperatorKey = "SHA256:MwxfIbXvCzlS7SuXLU9S7dTdbHBW7SB8RtgPZ2wAhXo"
	j := open("mine")
	takeThrough(t, j, a, journal.Sending, journal.Checking, journal.Successful)
	if c, ok := j.(io.Closer); ok {
		Must(t, c.Close())
	}
	j = open("mine")
	got, err := j.Attempt(ctx, "a")
	Must(t, err)
	changes, _, err := j.Changes(ctx, Shop, 0)
	Must(t, err)
	a.State = journal.Successful
	for _, of := range append(changes, got) {
		if !journal.Same(of, a) || of.OperatorKey != a.OperatorKey {
			t.Errorf("it was recorded as by %+v", of)
		}
	}
	if len(changes) != 1 {
		t.Errorf("%d attempts", len(changes))
	}
}

// An attempt that had ended is opened again only where no other one holds its
// payment by now. What is no claim doesn't touch the other's.
func (s Store) reopens(t *testing.T) {
	j, ctx := s.mine(t), t.Context()
	for _, ended := range []journal.State{journal.Unresolved, journal.Failed, journal.Abandoned, journal.Already, journal.Successful} {
		for i, again := range []journal.State{journal.Checking, journal.Created} {
			for n, spelling := range []string{"https://dojo.example", "https://DOJO.example:443/."} {
				id := fmt.Sprint(ended, i, n)
				first, second, third := Attempt("1"+id, id, journal.Intended), Attempt("2"+id, id, journal.Intended), Attempt("3"+id, id, journal.Intended)
				second.BaseURL = spelling
				takeThrough(t, j, first, ended)
				Must(t, j.Begin(ctx, second))

				over, reopened, noted := first, first, first
				over.State, reopened.State, noted.State, noted.HTTPStatus = ended, again, ended, 409
				var taken *journal.OpenError
				if err := j.Move(ctx, over, reopened); !errors.As(err, &taken) || !journal.Same(taken.Other, second) {
					t.Errorf("from %s to %s beside an open one: %v", ended, again, err)
				}
				if got, err := j.Attempt(ctx, first.ID); err != nil || !journal.Same(got, over) {
					t.Errorf("%+v, %v", got, err)
				}
				Must(t, j.Move(ctx, over, noted))
				if err := j.Begin(ctx, third); !heldBy(err, second.ID) {
					t.Errorf("the claim was lost: %v", err)
				}
				gone := second
				gone.State = journal.Abandoned
				Must(t, j.Move(ctx, second, gone))
				Must(t, j.Move(ctx, noted, reopened))
				if err := j.Begin(ctx, third); !errors.As(err, &taken) || !journal.Same(taken.Other, reopened) {
					t.Errorf("opened again as %s, and it holds nothing: %v", again, err)
				}
			}
		}
	}
}

// A payment is claimed once, however the address is spelt by which it was
// reached. A live payment is claimed once by whatever address.
func (s Store) spellings(t *testing.T) {
	open := s.New(t, NewClock().Now)
	mine, theirs, ctx := open("mine"), open("theirs"), t.Context()
	for i, c := range []struct {
		env     dojo.Environment
		a, b    string
		shared  bool
		comment string
	}{
		{dojo.Sandbox, "http://127.0.0.1:5000", "http://localhost:5000", true, "names of this machine"},
		{dojo.Sandbox, "http://[::1]:5000", "http://127.9.9.9:5000", true, "its addresses"},
		{dojo.Sandbox, "http://[::ffff:127.0.0.1]:5000", "http://LOCALHOST.:05000/", true, "all at once"},
		{dojo.Sandbox, "https://api.dojo.tech", "https://API.dojo.tech:443/.", true, "upper case, port, path"},
		{dojo.Sandbox, "https://api.dojo.tech/v1", "https://api.dojo.tech.//x/../%76%31/", true, "dots"},
		{dojo.Sandbox, "https://bücher.example", "https://xn--bcher-kva.example", true, "IDNA"},
		{dojo.Sandbox, "http://localhost:5000", "http://localhost:5001", false, "another port"},
		{dojo.Sandbox, "https://one.example", "https://two.example", false, "another host"},
		{dojo.Sandbox, "https://one.example/a", "https://one.example/A", false, "another path"},
		{dojo.Sandbox, "not an address", "not an address", true, "no address, as it was recorded"},
		{dojo.Sandbox, "", "https://api.dojo.tech", true, "the default"},
		{dojo.Live, "https://api.dojo.tech", "https://API.dojo.tech:443/.", true, "live"},
		{dojo.Live, "https://api.dojo.tech", "https://proxy.example/dojo", true, "live by another address"},
	} {
		payment := fmt.Sprint("pi_", i)
		first, second := Attempt("a"+payment, payment, journal.Intended), Attempt("b"+payment, payment, journal.Intended)
		first.Environment, second.Environment = c.env, c.env
		first.BaseURL, second.BaseURL = c.a, c.b
		Must(t, mine.Begin(ctx, first))
		if err := theirs.Begin(ctx, second); heldBy(err, first.ID) != c.shared || (err == nil) == c.shared {
			t.Errorf("%s: %q and %q: %v", c.comment, c.a, c.b, err)
		}
		// What is asked for by one spelling is found under the other.
		found, _, err := theirs.Changes(ctx, journal.Shop{Environment: c.env, BaseURL: c.b}, 0)
		if err != nil || has(found, first) != c.shared {
			t.Errorf("%s: %+v, %v", c.comment, found, err)
		}
	}
}

// has says whether an attempt is in a list as it was written.
func has(list []journal.Attempt, a journal.Attempt) bool {
	for _, b := range list {
		if b.ID == a.ID {
			return journal.Same(a, b)
		}
	}
	return false
}

func (s Store) changes(t *testing.T) {
	clock := NewClock()
	open := s.New(t, clock.Now)
	mine, theirs, ctx := open("mine"), open("theirs"), t.Context()
	if list, last, err := theirs.Changes(ctx, Shop, 0); err != nil || len(list) != 0 || last != 0 {
		t.Fatalf("an empty journal: %v, %d, %v", list, last, err)
	}
	begin := func(id string, change func(a *journal.Attempt), states ...journal.State) {
		t.Helper()
		a := Attempt(id, "pi_"+id, journal.Intended)
		a.ConfirmedAt = clock.Now()
		change(&a)
		takeThrough(t, mine, a, states...)
	}
	nothing := func(*journal.Attempt) {}
	begin("old", nothing, journal.Abandoned)
	begin("open", nothing, journal.Sending, journal.Checking)
	begin("unresolved", nothing, journal.Sending, journal.Checking, journal.Unresolved)
	clock.Pass(journal.Remembered + time.Second)
	begin("key", func(a *journal.Attempt) { a.KeyFingerprint = "another" }, journal.Abandoned)
	begin("elsewhere", func(a *journal.Attempt) { a.BaseURL = "https://elsewhere.example" })
	begin("live", func(a *journal.Attempt) { a.Environment = dojo.Live })
	list, last, err := theirs.Changes(ctx, Shop, 0)
	if err != nil || last != 13 {
		t.Errorf("%d events, %v", last, err)
	}
	got := map[string]journal.State{}
	for _, a := range list {
		got[a.ID] = a.State
	}
	// Whether it tells of an old one that has ended is for the store to say.
	delete(got, "old")
	if len(got) != 3 || got["open"] != journal.Checking || got["unresolved"] != journal.Unresolved || got["key"] != journal.Abandoned {
		t.Errorf("%v", got)
	}
	if list, again, err := theirs.Changes(ctx, Shop, last); err != nil || len(list) != 0 || again != last {
		t.Errorf("nothing new: %v, %d, %v", list, again, err)
	}
	begin("new", nothing)
	list, last, err = theirs.Changes(ctx, Shop, last)
	if err != nil || last != 14 || len(list) != 1 || !has(list, func() journal.Attempt { a, _ := mine.Attempt(ctx, "new"); return a }()) {
		t.Errorf("something new: %v, %d, %v", list, last, err)
	}
	// An attempt of long ago that moves is told like any other, and once for two moves.
	Must(t, MoveFrom(mine, journal.Checking, Attempt("open", "pi_open", journal.Unresolved)))
	Must(t, MoveFrom(mine, journal.Unresolved, Attempt("open", "pi_open", journal.Successful)))
	list, last, err = theirs.Changes(ctx, Shop, last)
	if err != nil || last != 16 || len(list) != 1 || list[0].ID != "open" || list[0].State != journal.Successful {
		t.Errorf("an old one moves: %v, %d, %v", list, last, err)
	}
}

// Of many who want one payment, one gets it; and of many who want to move an
// attempt on, one does.
func (s Store) races(t *testing.T) {
	open := s.New(t, NewClock().Now)
	processes, ctx := []Journal{open("one"), open("two"), open("three")}, t.Context()
	var wg sync.WaitGroup
	var mu sync.Mutex
	won, moved := map[string][]string{}, map[string]int{}
	for i := range 24 {
		wg.Go(func() {
			j, payment := processes[i%3], fmt.Sprint("pi_", i%4)
			a := Attempt(fmt.Sprint("a", i), payment, journal.Intended)
			err := j.Begin(ctx, a)
			mu.Lock()
			defer mu.Unlock()
			var held *journal.OpenError
			switch {
			case err == nil:
				won[payment] = append(won[payment], a.ID)
			case !errors.As(err, &held):
				t.Error(err)
			}
			if _, _, err := j.Changes(ctx, Shop, 0); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for payment, ids := range won {
		if len(won) != 4 || len(ids) != 1 {
			t.Fatalf("%v", won)
		}
		for i := range 8 {
			wg.Go(func() {
				// The owner sends; the others race it, and are refused.
				err := MoveFrom(processes[i%3], journal.Intended, Attempt(ids[0], payment, journal.Sending))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					moved[payment]++
				case !errors.Is(err, journal.ErrMoved) && !errors.Is(err, journal.ErrNotOwner):
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if _, last, err := processes[0].Changes(ctx, Shop, 0); err != nil || last != 8 {
		t.Errorf("%d events, %v; moved on: %v", last, err, moved)
	}
}
