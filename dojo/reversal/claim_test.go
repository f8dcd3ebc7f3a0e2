package reversal

import (
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// Anyone may move an attempt on after 30 seconds, and nobody before. A record
// from the future was made by a clock that was set back since: nobody waits for
// the clock to catch up.
func TestEndOfAClaim(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state journal.State
		after time.Duration
		then  journal.State // "" for not yet, or never
	}{
		{journal.Intended, 30*time.Second - 1, ""},
		{journal.Intended, 30 * time.Second, journal.Abandoned},
		{journal.Sending, 30*time.Second - 1, ""},
		{journal.Sending, 30 * time.Second, journal.Checking},
		{journal.Intended, -30*time.Second + 1, ""},
		{journal.Intended, -30 * time.Second, journal.Abandoned},
		{journal.Intended, -24 * time.Hour, journal.Abandoned},
		{journal.Sending, -30*time.Second + 1, ""},
		{journal.Sending, -30 * time.Second, journal.Checking},
		{journal.Sending, -10 * 365 * 24 * time.Hour, journal.Checking},
		{journal.Created, time.Hour, ""},
		{journal.Created, -time.Hour, ""},
		{journal.Successful, -time.Hour, ""},
		{journal.Checking, time.Hour, ""},
		{journal.Unresolved, time.Hour, ""},
		{journal.Successful, time.Hour, ""},
		{journal.Abandoned, time.Hour, ""},
	} {
		a := sent("a", noon)
		a.State = c.state
		if c.state == journal.Sending {
			a.ConfirmedAt = noon.Add(-9 * time.Second) // when it was sent counts
		}
		got, ok := afterClaim(a, noon.Add(c.after))
		switch {
		case ok != (c.then != ""):
			t.Errorf("%s after %v: %v", c.state, c.after, ok)
		case !ok && got != a:
			t.Errorf("%s after %v: changed to %s", c.state, c.after, got.State)
		case ok && (got.State != c.then || got.State == journal.Abandoned && got.Why != journal.Expired):
			t.Errorf("%s after %v: %s (%s)", c.state, c.after, got.State, got.Why)
		case ok && got.State == journal.Checking && !got.GaveUpAt.Equal(noon.Add(c.after)):
			t.Errorf("given up at %v", got.GaveUpAt)
		}
	}
	// An answer that was noted stands, and so does when it came.
	a := sent("a", noon)
	a.Why, a.GaveUpAt = journal.Refused, noon.Add(time.Second)
	if got, _ := afterClaim(a, noon.Add(time.Minute)); got.Why != journal.Refused || !got.GaveUpAt.Equal(a.GaveUpAt) {
		t.Errorf("%s, given up at %v", got.Why, got.GaveUpAt)
	}
}

// What could not be recorded is kept, and what others recorded meanwhile too.
func TestOnTop(t *testing.T) {
	t.Parallel()
	of := func(s journal.State, why journal.Why) journal.Attempt {
		a := sent("a", noon)
		a.State, a.Why, a.GaveUpAt = s, why, noon
		return a
	}
	for _, c := range []struct{ recorded, learnt, want journal.Attempt }{
		{of(journal.Intended, ""), of(journal.Abandoned, journal.NotRecorded), of(journal.Abandoned, journal.NotRecorded)},
		{of(journal.Sending, ""), of(journal.Abandoned, journal.NotRecorded), of(journal.Sending, journal.NotSent)},
		{of(journal.Checking, ""), of(journal.Abandoned, journal.NotRecorded), of(journal.Checking, journal.NotSent)},
		{of(journal.Abandoned, journal.Expired), of(journal.Abandoned, journal.NotRecorded), of(journal.Abandoned, journal.Expired)},
		{of(journal.Sending, ""), of(journal.Created, ""), of(journal.Created, "")},
		{of(journal.Checking, ""), of(journal.Sending, journal.Refused), of(journal.Checking, journal.Refused)},
		{of(journal.Checking, journal.Refused), of(journal.Checking, ""), of(journal.Checking, journal.Refused)},
		{of(journal.Checking, ""), of(journal.Successful, ""), of(journal.Successful, "")},
		{of(journal.Checking, journal.Refused), of(journal.Successful, ""), of(journal.Checking, journal.Refused)},
		{of(journal.Unresolved, ""), of(journal.Checking, journal.NotSent), of(journal.Unresolved, journal.NotSent)},
		{of(journal.Unresolved, ""), of(journal.Failed, journal.CapturedFirst), of(journal.Failed, journal.CapturedFirst)},
		{of(journal.Successful, ""), of(journal.Unresolved, ""), of(journal.Successful, "")},
		{of(journal.Failed, journal.Refused), of(journal.Checking, ""), of(journal.Failed, journal.Refused)},
	} {
		if got := mergeUnrecorded(c.recorded, c.learnt); got.State != c.want.State || got.Why != c.want.Why {
			t.Errorf("%s (%s) on %s (%s): %s (%s), want %s (%s)", c.learnt.State, c.learnt.Why, c.recorded.State, c.recorded.Why, got.State, got.Why, c.want.State, c.want.Why)
		}
	}
	recorded, learnt := of(journal.Unresolved, ""), of(journal.Checking, "")
	learnt.ReversalID, learnt.Answered, learnt.Message = "rvs_1", "Created", "on its way"
	recorded.CorrectedAt, recorded.CorrectedBy = noon, "b"
	got := mergeUnrecorded(recorded, learnt)
	if got.ReversalID != "rvs_1" || got.Answered != "Created" || got.Message != "on its way" || got.CorrectedBy != "b" || !got.CorrectedAt.Equal(noon) {
		t.Errorf("%+v", got)
	}
	recorded.KeyFingerprint, learnt.KeyFingerprint = "adopted", "before"
	for _, l := range []journal.Attempt{learnt, of(journal.Abandoned, journal.NotRecorded), of(journal.Successful, "")} {
		for _, r := range []journal.Attempt{recorded, of(journal.Checking, journal.Refused), of(journal.Intended, "")} {
			r.KeyFingerprint = "adopted"
			if got := mergeUnrecorded(r, l); got.KeyFingerprint != "adopted" {
				t.Errorf("%s on %s is of the key %q", l.State, r.State, got.KeyFingerprint)
			}
		}
	}
	if again := mergeUnrecorded(got, learnt); again != got {
		t.Errorf("%+v, and once more %+v", got, again)
	}
}

// Dojo has shown no change for long enough once both the record and this
// process's own watching say so: the record's clock may have been set since.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state           journal.State
		reads           int
		waited, watched time.Duration
		want            bool
	}{
		{journal.Checking, 3, time.Minute, time.Minute, true},
		{journal.Checking, 3, time.Minute, time.Minute - 1, false},
		{journal.Checking, 3, time.Minute - 1, time.Hour, false},
		{journal.Checking, 2, time.Hour, time.Hour, false},
		{journal.Checking, 3, -24 * time.Hour, time.Minute, true},
		{journal.Checking, 3, -24 * time.Hour, 2 * time.Second, false},
		{journal.Checking, 3, 10 * 365 * 24 * time.Hour, 2 * time.Second, false},
		{journal.Created, 1, 10 * time.Minute, time.Minute, true},
		{journal.Created, 1, 10*time.Minute - 1, time.Hour, false},
		{journal.Created, 1, -10 * time.Minute, time.Minute, true},
		{journal.Created, 1, -time.Minute, time.Minute, false},
		{journal.Created, 1, 24 * time.Hour, time.Minute - 1, false},
		{journal.Unresolved, 9, time.Hour, time.Hour, false},
	} {
		a := inState(c.state, "")
		a.GoodReads, a.GaveUpAt = c.reads, noon
		if got := unchanged(a, c.watched, noon.Add(c.waited)); got != c.want {
			t.Errorf("%s, %d reads, waited %v, watched %v: %v", c.state, c.reads, c.waited, c.watched, got)
		}
	}
}

// An attempt is forgotten once both clocks say that its 8 days are over.
func TestForgettable(t *testing.T) {
	t.Parallel()
	const days = 24 * time.Hour
	for _, c := range []struct {
		wall, dojo time.Duration // since it was sent, and since it was paid
		want       bool
	}{
		{8 * days, 8*days + time.Minute, false},
		{8*days + 1, 8*days + time.Minute, true},
		{8*days + 1, 8 * days, false},
		{-9 * days, time.Hour, false},       // the clock was ahead
		{10 * 365 * days, time.Hour, false}, // or behind
		{10 * 365 * days, 9 * days, true},
		{-10 * 365 * days, 9 * days, true},
		{time.Hour, 9 * days, false},
	} {
		a := sent("a", noon)
		a.Payment.PaidAt = noon
		if got := forgettable(a, noon.Add(c.dojo), noon.Add(c.wall)); got != c.want {
			t.Errorf("%v by the machine, %v by Dojo: %v", c.wall, c.dojo, got)
		}
	}
	never := intended("a", noon)
	never.Payment.PaidAt = time.Time{}
	if forgettable(never, noon, noon.Add(8*days)) || !forgettable(never, noon, noon.Add(8*days+1)) {
		t.Error("what was never sent, and whose payment has no time, goes by its confirmation")
	}
}
