package sqlite

import (
	"errors"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Two tills that share a journal, each a program with an address of its own.
func TestTwoProgramsTwoSpellings(t *testing.T) {
	t.Parallel()
	mine, theirs, _ := two(t)
	a := attempt("a", "pi_1", journal.Intended)
	a.Environment, a.BaseURL = dojo.Live, "https://api.dojo.tech"
	b := a
	b.ID, b.BaseURL = "b", "https://proxy.example/dojo"
	must(t, mine.Begin(ctx, a))
	var taken *journal.OpenError
	if err := theirs.Begin(ctx, b); !errors.As(err, &taken) || taken.Other.ID != "a" {
		t.Errorf("%v", err)
	}
	// The index holds them apart by itself, should the question before it fail.
	_, err := mine.writer.ExecContext(ctx, `INSERT INTO attempt SELECT 'c', first_seq, last_seq, last_at, environment,
		'https://elsewhere.example', payment_id, key_fingerprint, owner, state, open, place, 0 FROM attempt`)
	if err == nil {
		t.Error("the index takes two open attempts on one payment")
	}
}

// The journal of v1-spellings was written by version 1, with open attempts on
// one payment under several spellings of an address.
const (
	spellingsEvents = 23
	spellingsHash   = "46ac8ef0f2d2373f201ca1c8726f1cb7edd6b55e402ac1d30168cb494cd47605"
	spellingsOpen   = "live-1 live-2 live-3 sandbox-1 sandbox-2 elsewhere alone "
)

func TestVersion1WithTwoSpellings(t *testing.T) {
	t.Parallel()
	dir := old(t, "v1-spellings")
	if r, err := Verify(ctx, dir, spellingsHash); err != nil || r.Unfinished != 7 {
		t.Fatalf("before the migration: %+v, %v", r, err)
	}
	w := newWall()
	s := open(t, options(dir, w))
	if events := list(t, s, journal.Filter{}); len(events) != spellingsEvents || events[spellingsEvents-1].Hash != spellingsHash {
		t.Errorf("%d events", len(events))
	}
	unfinished, err := s.Attempts(ctx, journal.Filter{Unfinished: true})
	if err != nil || names(unfinished) != spellingsOpen {
		t.Errorf("unfinished: %s, %v", names(unfinished), err)
	}
	barred := func(env dojo.Environment, url, payment, by string) {
		t.Helper()
		a := attempt("new", payment, journal.Intended)
		a.Environment, a.BaseURL = env, url
		var taken *journal.OpenError
		if err := s.Begin(ctx, a); !errors.As(err, &taken) || taken.Other.ID != by {
			t.Errorf("%s at %s: %v, want it barred by %s", payment, url, err, by)
		}
	}
	end := func(id string) {
		t.Helper()
		for _, next := range []journal.State{journal.Checking, journal.Failed} { // it goes on beside the others
			a := state(t, s, id)
			from := a
			a.State, a.GoodReads = next, a.GoodReads+1
			must(t, s.Move(ctx, from, a))
		}
	}
	w.Pass(journal.ClaimLasts)
	barred(dojo.Live, "https://api.dojo.tech", "pi_alone", "alone")
	barred(dojo.Live, "https://api.dojo.tech", "pi_live", "live-1")
	end("live-1")
	barred(dojo.Live, "https://anywhere.example", "pi_live", "live-2")
	end("live-2")
	left := state(t, s, "live-3")
	moved, _ := journal.MoveOn(left, noon, w.Now())
	must(t, s.Move(ctx, left, moved))
	barred(dojo.Live, "https://api.dojo.tech", "pi_live", "live-3")
	end("live-3")
	barred(dojo.Sandbox, "http://[::1]:5000", "pi_sandbox", "sandbox-1")
	barred(dojo.Sandbox, "http://[::1]:5001", "pi_sandbox", "elsewhere")
	end("sandbox-1")
	shut(t, s)
	s = open(t, options(dir, w)) // nothing of this is lost by a start
	barred(dojo.Sandbox, "http://127.0.0.1:5000", "pi_sandbox", "sandbox-2")
	end("sandbox-2")
	again := attempt("again", "pi_live", journal.Intended)
	again.Environment, again.BaseURL, again.Shop = dojo.Live, "https://api.dojo.tech", "Corner Shop"
	must(t, s.Begin(ctx, again))
	// An attempt that had stood beside another one can't be opened again while
	// there is a newer one.
	failed := state(t, s, "live-2")
	reopened := failed
	reopened.State = journal.Checking
	var taken *journal.OpenError
	if err := s.Move(ctx, failed, reopened); !errors.As(err, &taken) || taken.Other.ID != "again" {
		t.Errorf("opened again: %v", err)
	}
	if got := state(t, s, "again"); got.Shop != "Corner Shop" {
		t.Errorf("%+v", got)
	}
	shut(t, s)
	if r, err := Verify(ctx, dir, spellingsHash); err != nil {
		t.Errorf("after the migration: %+v, %v", r, err)
	}
}

// What is recovered out of a journal of version 1 loses no open attempt, but
// only one of each payment can stay open.
func TestRecoverVersion1WithTwoSpellings(t *testing.T) {
	t.Parallel()
	r, into, err := recoverInto(t, old(t, "v1-spellings"))
	must(t, err)
	if r.Copied != spellingsEvents || r.Altered+r.Missing != 0 {
		t.Errorf("%+v", r)
	}
	unfinished, err := into.Attempts(ctx, journal.Filter{Unfinished: true})
	if err != nil || names(unfinished) != spellingsOpen {
		t.Errorf("unfinished: %s, %v", names(unfinished), err)
	}
}

// A journal whose claims were altered isn't used.
func TestAlteredPlaceIsNoticed(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	must(t, s.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
	shut(t, s)
	vandal(t, o.Dir, "UPDATE attempt SET place = 'https://elsewhere.example'")
	err := openChecked(o)
	wantKind(t, "another place", err, journal.ErrDamaged)
}
