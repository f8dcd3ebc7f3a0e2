package script

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// The code of each state, and of each reason for which an attempt came to nothing.
func TestCodeOfAttempt(t *testing.T) {
	t.Parallel()
	byState := map[journal.State]Code{
		journal.Intended: Unknown, journal.Sending: Unknown, journal.Created: Unknown, journal.Checking: Unknown, journal.Confirming: Unknown,
		journal.Successful: Done, journal.Already: NotReversible, journal.Unresolved: Unknown,
	}
	byWhy := map[journal.Why]Code{
		journal.NoConnection: Unreachable, journal.NotSent: Unreachable,
		journal.ReadRefused: Refused, journal.Refused: Refused, journal.Forbidden: Refused, journal.SaidFailed: Refused,
		journal.NotEligible: NotReversible, journal.Changed: NotReversible, journal.AlreadyReversed: NotReversible,
		journal.CapturedFirst: NotReversible, journal.RefundedFirst: NotReversible, journal.CanceledFirst: NotReversible,
		journal.OtherAttempt: Unknown,
		journal.TooSlow:      Failed, journal.NotRecorded: Failed, journal.Stopped: Failed, journal.Expired: Failed, journal.NotAllowed: Failed, "": Failed,
	}
	for _, state := range append([]journal.State{journal.Confirming}, shopday.AllStates...) {
		for _, why := range append([]journal.Why{journal.Expired}, shopday.AllWhys...) {
			a := shopday.AttemptIn(state, why)
			a.HTTPStatus = 400 // a refusal that Dojo made before it did anything
			want, known := byState[state]
			if state == journal.Failed || state == journal.Abandoned {
				want, known = byWhy[why]
			}
			if got := codeOfAttempt(&a); got != want || !known {
				t.Errorf("%s (%s): %d, want %d", state, why, got, want)
			}
		}
	}
}

// What Dojo shows after the end of an attempt counts for more than the end.
func TestCodeOfCorrections(t *testing.T) {
	t.Parallel()
	at := time.Now()
	for _, c := range []struct {
		state journal.State
		shows dojo.Status
		by    string
		want  Code
	}{
		{journal.Successful, dojo.StatusAuthorized, "", Unknown},
		{journal.Successful, dojo.StatusCaptured, "", NotReversible},
		{journal.Failed, dojo.StatusReversed, "", Done},
		{journal.Unresolved, dojo.StatusReversed, "", Done},
		{journal.Failed, dojo.StatusReversed, "another attempt", Refused},
		{journal.Already, dojo.StatusReversed, "another attempt", NotReversible},
	} {
		a := shopday.AttemptIn(c.state, "")
		if c.state == journal.Failed {
			a.Why = journal.Refused
		}
		a.CorrectedAt, a.LastStatus, a.CorrectedBy = at, c.shows, c.by
		if got := codeOfAttempt(&a); got != c.want {
			t.Errorf("%s, then %s by %q: %d, want %d", c.state, c.shows, c.by, got, c.want)
		}
	}
}

// An attempt that is under way is never called over, whatever else is known of it.
func TestUnderWayIsUnknown(t *testing.T) {
	t.Parallel()
	for _, state := range shopday.AllStates {
		for _, why := range shopday.AllWhys {
			for _, other := range []bool{false, true} {
				a := shopday.AttemptIn(state, why)
				a.OtherKey = other
				if worklist.UnderWay(&a) && codeOfAttempt(&a) != Unknown {
					t.Errorf("%s (%s): %d", state, why, codeOfAttempt(&a))
				}
			}
		}
	}
}

func TestCodeOfTrouble(t *testing.T) {
	t.Parallel()
	refused := func(code int, html bool) error {
		return &dojo.RefusedError{Exchange: dojo.Exchange{HTTPStatus: code}, Problem: &dojo.Problem{}, HTML: html}
	}
	for err, want := range map[error]Code{
		&dojo.BadIDError{Given: "../x"}:               WrongUse,
		&dojo.NotSentError{Cause: dojo.CauseConnect}:  Unreachable,
		&dojo.NoAnswerError{Cause: dojo.CauseCut}:     Unreachable,
		context.DeadlineExceeded:                      Unreachable,
		refused(400, false):                           Refused,
		fmt.Errorf("a read: %w", refused(401, false)): Refused,
		refused(403, false):                           Refused,
		refused(404, false):                           Refused,
		refused(403, true):                            Unreachable,
		refused(302, false):                           Unreachable,
		refused(407, false):                           Unreachable,
		refused(408, false):                           Unreachable,
		refused(429, false):                           Unreachable,
		refused(500, false):                           Unreachable,
		refused(503, false):                           Unreachable,
	} {
		if got := CodeOfTrouble(err); got != want {
			t.Errorf("%v: %d, want %d", err, got, want)
		}
	}
}

func TestCodeOfRefusal(t *testing.T) {
	t.Parallel()
	codes := map[confirm.Because]Code{
		confirm.ReadOnly: Failed, confirm.Slept: Failed, confirm.UnderWay: Unknown, confirm.ReversedHere: NotReversible, confirm.NotEligible: NotReversible,
		confirm.Changed: NotReversible, confirm.ReversedMeanwhile: NotReversible, confirm.CapturedMeanwhile: NotReversible,
		confirm.MidnightPassed: NotReversible, confirm.NotRead: Unreachable,
	}
	for because := confirm.ReadOnly; because <= confirm.NotRead; because++ {
		want, has := codes[because]
		if !has {
			t.Errorf("nothing is said of %d", because)
		}
		if got := CodeOfRefusal(&confirm.Refusal{Because: because, Err: context.DeadlineExceeded}); got != want {
			t.Errorf("%d: %d, want %d", because, got, want)
		}
	}
}

// Each refusal that a list can have says why in a word of its own.
func TestWhyNot(t *testing.T) {
	t.Parallel()
	words := map[string]bool{}
	for _, because := range []confirm.Because{confirm.ReadOnly, confirm.Slept, confirm.UnderWay, confirm.ReversedHere, confirm.NotEligible} {
		words[whyNot(&confirm.Refusal{Because: because})] = true
	}
	if len(words) != 5 {
		t.Errorf("%v", words)
	}
}

// An error keeps its code, however it is wrapped, and each code has its line in the help.
func TestCodes(t *testing.T) {
	t.Parallel()
	meanings := Meanings()
	if len(meanings) != int(Unreachable)+1 {
		t.Errorf("%d lines", len(meanings))
	}
	for i, m := range meanings {
		if int(m.Code) != i || m.Text == "" {
			t.Errorf("line %d: %+v", i, m)
		}
		if got := CodeOf(fmt.Errorf("more: %w", &Error{m.Code, "why"})); got != m.Code {
			t.Errorf("%d becomes %d", m.Code, got)
		}
	}
	if CodeOf(nil) != Done || CodeOf(errors.New("other")) != Failed {
		t.Error("no error, or another one")
	}
}

func TestIsFigure(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"42.50": true, "42,50": true, "1,234.50": true, "1 234,50": true, "4250": true, "0": true,
		"": false, "-42.50": false, "+42.50": false, "£42.50": false, "42.50 GBP": false, "42.": false, ".50": false, "4e2": false, " 42.50": false, "٤٢": false,
	} {
		if got := IsFigure(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
