package reversal

import (
	"context"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// interposed is a journal in which something is recorded just before a change.
type interposed struct {
	Journal
	before func(a journal.Attempt)
}

func (j interposed) Move(ctx context.Context, from, a journal.Attempt) error {
	j.before(a)
	return j.Journal.Move(ctx, from, a)
}

// What another process notes between two steps of this one is not written over:
// the change is worked out again from the newest record.
func TestChangeIsMadeFromTheNewestRecord(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		noted func(a *journal.Attempt)
		state journal.State
		why   journal.Why
	}{
		{"the answer Failed", func(a *journal.Attempt) { a.Why, a.Answered = journal.SaidFailed, "Failed" }, journal.Already, journal.SaidFailed},
		{"a refusal", func(a *journal.Attempt) { a.Why, a.HTTPStatus = journal.Refused, 400 }, journal.Already, journal.Refused},
		{"that it never left", func(a *journal.Attempt) { a.Why = journal.NotSent }, journal.Already, journal.NotSent},
		{"only its number at Dojo", func(a *journal.Attempt) { a.Answered, a.ReversalID = "Created", "rvs_9" }, journal.Successful, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			atCounter(t, account{posts: []post{{Err: "lost", Work: 2 * time.Second}}}, func(x *counter) {
				done := false
				var noted journal.Attempt
				priya := x.start("priya", func(d *Deps) {
					d.Journal = interposed{d.Journal, func(a journal.Attempt) {
						if done || !a.State.Final() {
							return
						}
						done = true
						was := x.recorded(a.ID)
						noted = was
						c.noted(&noted)
						if err := x.w.ledger.of("priya").Move(context.Background(), was, noted); err != nil {
							t.Errorf("could not be noted: %v", err)
						}
					}}
				})
				id := x.press(priya)
				x.pass(20 * time.Second)
				x.want(priya, id, c.state, c.why)
				if got := x.recorded(id); got.Answered != noted.Answered || got.ReversalID != noted.ReversalID || !done {
					t.Errorf("recorded %q, %q; noted was %q, %q", got.Answered, got.ReversalID, noted.Answered, noted.ReversalID)
				}
			})
		})
	}
}

// All that is learnt of an attempt is recorded, also where its state stays.
// That a read found nothing new is not.
func TestWhatIsWorthRecording(t *testing.T) {
	t.Parallel()
	for what, learn := range map[string]func(*journal.Attempt){
		"the state":          func(a *journal.Attempt) { a.State = journal.Checking },
		"why":                func(a *journal.Attempt) { a.Why = journal.Refused },
		"what was answered":  func(a *journal.Attempt) { a.Answered = dojo.ReversalFailed },
		"the HTTP status":    func(a *journal.Attempt) { a.HTTPStatus = 409 },
		"Dojo's number":      func(a *journal.Attempt) { a.ReversalID = "rvs_1" },
		"a correction":       func(a *journal.Attempt) { a.CorrectedAt = noon },
		"who did it":         func(a *journal.Attempt) { a.CorrectedBy = "b" },
		"whose key it is of": func(a *journal.Attempt) { a.KeyFingerprint = "ffffffffffff" },
	} {
		was := Attempt{Attempt: inState(journal.Created, "")}
		was.recorded = was.Attempt
		next := was.Attempt
		if learn(&next); !worthRecording(was, next) {
			t.Errorf("%s isn't recorded", what)
		}
	}
	was := Attempt{Attempt: inState(journal.Created, "")}
	next := was.Attempt
	next.GoodReads, next.LastStatus = 3, dojo.StatusAuthorized
	if worthRecording(was, next) {
		t.Error("a read that found nothing new is recorded")
	}
	was.Unrecorded = true
	if !worthRecording(was, was.Attempt) {
		t.Error("what could not be recorded isn't tried again")
	}
}
