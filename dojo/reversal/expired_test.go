package reversal

import (
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// Anyone may move an attempt on after 30 seconds, and nobody before.
func TestExpired(t *testing.T) {
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
		{journal.Created, time.Hour, ""},
		{journal.Checking, time.Hour, ""},
		{journal.Unresolved, time.Hour, ""},
		{journal.Successful, time.Hour, ""},
		{journal.Abandoned, time.Hour, ""},
	} {
		a := sent("a", noon)
		a.State = c.state
		if c.state == journal.Sending {
			a.ConfirmedAt = noon.Add(-9 * time.Second) // it is sent that counts
		}
		got, ok := expired(a, noon.Add(c.after))
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
	if got, _ := expired(a, noon.Add(time.Minute)); got.Why != journal.Refused || !got.GaveUpAt.Equal(a.GaveUpAt) {
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
		{of(journal.Checking, journal.Refused), of(journal.Successful, ""), of(journal.Successful, "")},
		{of(journal.Unresolved, ""), of(journal.Checking, journal.NotSent), of(journal.Unresolved, journal.NotSent)},
		{of(journal.Unresolved, ""), of(journal.Failed, journal.CapturedFirst), of(journal.Failed, journal.CapturedFirst)},
		{of(journal.Successful, ""), of(journal.Unresolved, ""), of(journal.Successful, "")},
		{of(journal.Failed, journal.Refused), of(journal.Checking, ""), of(journal.Failed, journal.Refused)},
	} {
		if got := onTop(c.recorded, c.learnt); got.State != c.want.State || got.Why != c.want.Why {
			t.Errorf("%s (%s) on %s (%s): %s (%s), want %s (%s)", c.learnt.State, c.learnt.Why, c.recorded.State, c.recorded.Why, got.State, got.Why, c.want.State, c.want.Why)
		}
	}
	recorded, learnt := of(journal.Unresolved, ""), of(journal.Checking, "")
	learnt.ReversalID, learnt.Answered, learnt.Message = "rvs_1", "Created", "on its way"
	recorded.CorrectedAt, recorded.CorrectedBy = noon, "b"
	got := onTop(recorded, learnt)
	if got.ReversalID != "rvs_1" || got.Answered != "Created" || got.Message != "on its way" || got.CorrectedBy != "b" || !got.CorrectedAt.Equal(noon) {
		t.Errorf("%+v", got)
	}
	if again := onTop(got, learnt); again != got {
		t.Errorf("%+v, and once more %+v", got, again)
	}
}
