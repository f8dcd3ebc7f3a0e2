package reversal

import (
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// over is an attempt that came to an end at noon.
func over(s journal.State, why journal.Why) journal.Attempt {
	a := inState(s, why)
	a.SettledAt = noon
	return a
}

// What Dojo shows against the end of an attempt is a correction: at once what is
// captured, refunded or cancelled, and what is held once ten minutes are over.
func TestCorrections(t *testing.T) {
	t.Parallel()
	corrected := func(a journal.Attempt, by dojo.Status) journal.Attempt {
		a.CorrectedAt, a.LastStatus = noon, by
		return a
	}
	byCard := func(a journal.Attempt) journal.Attempt { a.Payment.Status = dojo.StatusCaptured; return a }
	never := over(journal.Abandoned, journal.TooSlow)
	never.SentAt = time.Time{}
	already := over(journal.Abandoned, journal.AlreadyReversed)
	already.SentAt = time.Time{}
	const no = journal.State("")
	for _, c := range []struct {
		name   string
		from   journal.Attempt
		status dojo.Status
		after  time.Duration
		then   journal.State // no: no correction
	}{
		{"Successful, then captured", over(journal.Successful, ""), dojo.StatusCaptured, time.Second, journal.Successful},
		{"Successful, then refunded", over(journal.Successful, ""), dojo.StatusRefunded, time.Hour, journal.Successful},
		{"Successful, then cancelled", over(journal.Successful, ""), dojo.StatusCanceled, time.Hour, journal.Successful},
		{"Successful, and held a little later", over(journal.Successful, ""), dojo.StatusAuthorized, 10*time.Minute - 1, no},
		{"Successful, and held ten minutes later", over(journal.Successful, ""), dojo.StatusAuthorized, 10 * time.Minute, journal.Confirming},
		{"Successful, and held, by a clock that was set back", over(journal.Successful, ""), dojo.StatusAuthorized, -time.Hour, journal.Confirming},
		{"Successful, and reversed", over(journal.Successful, ""), dojo.StatusReversed, time.Hour, no},
		{"Successful, and a word of the future", over(journal.Successful, ""), "Settling", time.Hour, no},
		{"Successful, and no status", over(journal.Successful, ""), "", time.Hour, no},
		{"Successful by card, and captured a little later", byCard(over(journal.Successful, "")), dojo.StatusCaptured, time.Minute, no},
		{"Successful by card, and captured ten minutes later", byCard(over(journal.Successful, "")), dojo.StatusCaptured, 10 * time.Minute, journal.Confirming},
		{"confirming, and captured", inState(journal.Confirming, ""), dojo.StatusCaptured, time.Second, journal.Successful},
		{"confirming, and refunded", inState(journal.Confirming, ""), dojo.StatusRefunded, time.Second, journal.Successful},
		{"confirming, and held a little later", inState(journal.Confirming, ""), dojo.StatusAuthorized, 10*time.Minute - 1, no},
		{"confirming, and held ten minutes later", inState(journal.Confirming, ""), dojo.StatusAuthorized, 10 * time.Minute, journal.Confirming},
		{"confirming, and held, by a clock that was set back", inState(journal.Confirming, ""), dojo.StatusAuthorized, -24 * time.Hour, journal.Confirming},
		{"still held, and still", corrected(inState(journal.Confirming, ""), dojo.StatusAuthorized), dojo.StatusAuthorized, time.Hour, no},
		{"still held, then reversed", corrected(inState(journal.Confirming, ""), dojo.StatusAuthorized), dojo.StatusReversed, time.Hour, journal.Successful},
		{"still held, then captured", corrected(inState(journal.Confirming, ""), dojo.StatusAuthorized), dojo.StatusCaptured, time.Hour, journal.Successful},
		{"captured after all, then reversed", corrected(over(journal.Successful, ""), dojo.StatusCaptured), dojo.StatusReversed, time.Hour, journal.Successful},
		{"captured after all, and still", corrected(over(journal.Successful, ""), dojo.StatusCaptured), dojo.StatusCaptured, time.Hour, no},
		{"captured after all, then refunded", corrected(over(journal.Successful, ""), dojo.StatusCaptured), dojo.StatusRefunded, time.Hour, journal.Successful},
		{"reversed again, then captured", corrected(over(journal.Successful, ""), dojo.StatusReversed), dojo.StatusCaptured, time.Second, journal.Successful},
		{"reversed again, then held", corrected(over(journal.Successful, ""), dojo.StatusReversed), dojo.StatusAuthorized, time.Hour, journal.Confirming},
		{"already, then captured", over(journal.Already, journal.Refused), dojo.StatusCaptured, time.Second, journal.Already},
		{"already, then held", over(journal.Already, ""), dojo.StatusAuthorized, time.Hour, journal.Already},
		{"reversed before it was sent, then captured", already, dojo.StatusCaptured, time.Second, journal.Abandoned},
		{"never sent, then reversed", never, dojo.StatusReversed, time.Hour, no},
		{"never sent, then captured", never, dojo.StatusCaptured, time.Hour, no},
		{"failed, then reversed", over(journal.Failed, journal.CapturedFirst), dojo.StatusReversed, time.Hour, journal.Failed},
		{"refused, then reversed", over(journal.Failed, journal.Refused), dojo.StatusReversed, time.Hour, journal.Failed},
		{"failed, and captured", over(journal.Failed, journal.Refused), dojo.StatusCaptured, time.Hour, no},
		{"failed, then reversed, then captured", corrected(over(journal.Failed, ""), dojo.StatusReversed), dojo.StatusCaptured, time.Second, journal.Failed},
		{"unresolved, then reversed", over(journal.Unresolved, ""), dojo.StatusReversed, time.Second, journal.Unresolved},
		{"unresolved, then reversed, then held", corrected(over(journal.Unresolved, ""), dojo.StatusReversed), dojo.StatusAuthorized, time.Hour, journal.Unresolved},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wall := noon.Add(c.after)
			got := afterRead(c.from, readingOf(held("pi_a", noon), c.status), nil, nil, time.Hour, wall)
			is := differ(got, c.from) && got.CorrectedAt.Equal(wall)
			if is != (c.then != no) {
				t.Fatalf("corrected %v: %s, at %v", is, got.State, got.CorrectedAt)
			}
			switch {
			case !is && differ(got, c.from):
				t.Errorf("changed without a correction: %+v", got)
			case is && (got.State != c.then || got.LastStatus != c.status || got.CorrectedBy != ""):
				t.Errorf("%s, shown as %s, by %q", got.State, got.LastStatus, got.CorrectedBy)
			}
			if got.Reversed() && isEnd(c.status) && !asBefore(c.from, c.status) {
				t.Errorf("told as reversed though it reads %s", c.status)
			}
			again := afterRead(got, readingOf(held("pi_a", noon), c.status), nil, nil, time.Hour, wall.Add(time.Second))
			if is && differ(again, got) {
				t.Errorf("corrected twice by one status: %+v", again)
			}
			if failed := afterRead(c.from, dojo.Reading{}, notSent(), nil, time.Hour, wall); failed != c.from {
				t.Error("a read that failed changed it")
			}
		})
	}
}

// A payment's reversal is credited to the attempt that Dojo answered Successful
// or Created for, whichever of them is read first; the others name it.
func TestCredit(t *testing.T) {
	t.Parallel()
	at := func(a journal.Attempt, id string, n int) journal.Attempt {
		a.ID, a.ConfirmedAt, a.SettledAt = id, noon.Add(time.Duration(n)*time.Minute), noon.Add(time.Duration(n+1)*time.Minute)
		return a
	}
	answered := func(a journal.Attempt, s dojo.ReversalStatus) journal.Attempt {
		a.Answered, a.HTTPStatus = s, 200
		return a
	}
	http := func(a journal.Attempt, status int) journal.Attempt { a.HTTPStatus = status; return a }
	numbered := over(journal.Unresolved, "")
	numbered.ReversalID, numbered.HTTPStatus = "rvs_1", 200
	// As of an error that comes with HTTP 200, see dojo.Client.Reverse.
	unreadable := http(over(journal.Unresolved, ""), 200)
	failed := answered(over(journal.Failed, journal.SaidFailed), "Failed")
	refused := http(over(journal.Failed, journal.Refused), 400)
	silent := over(journal.Unresolved, "")
	slow := answered(over(journal.Unresolved, ""), "Created")
	for _, c := range []struct {
		name          string
		first, second journal.Attempt
		want          string
	}{
		{"failed, then Successful", failed, answered(inState(journal.Confirming, ""), "Successful"), "b"},
		{"failed, then Created", failed, answered(inState(journal.Created, ""), "Created"), "b"},
		{"refused, then Created", refused, answered(inState(journal.Created, ""), "Created"), "b"},
		{"no answer, then Created", silent, answered(inState(journal.Created, ""), "Created"), "b"},
		{"failed, then no answer", failed, inState(journal.Checking, ""), "b"},
		{"Created, then no answer", slow, inState(journal.Checking, ""), "a"},
		{"Created, then refused", slow, http(inState(journal.Sending, journal.Refused), 400), "a"},
		{"Created, then 409", slow, http(inState(journal.Checking, ""), 409), "a"},
		{"a number without a status, then 409", numbered, http(inState(journal.Checking, ""), 409), "a"},
		{"an error with 200, then no answer", unreadable, inState(journal.Checking, ""), "b"},
		{"an error with 200, then Created", unreadable, answered(inState(journal.Created, ""), "Created"), "b"},
		{"an error with 200, then 409", unreadable, http(inState(journal.Checking, ""), 409), "a"},
		{"no answer, then 409", silent, http(inState(journal.Checking, ""), 409), "a"},
		{"no answer, then refused", silent, http(inState(journal.Sending, journal.Refused), 400), "a"},
		{"Created, then Created", slow, answered(inState(journal.Created, ""), "Created"), "b"},
		{"refused, then 409", refused, http(inState(journal.Checking, ""), 409), ""},
		{"refused, then never sent", refused, inState(journal.Checking, journal.NotSent), ""},
	} {
		for _, order := range []string{"ab", "ba", "aba", "bab", "abba"} {
			t.Run(fmt.Sprintf("%s, read %s", c.name, order), func(t *testing.T) {
				t.Parallel()
				is := map[string]journal.Attempt{"a": at(c.first, "a", 0), "b": at(c.second, "b", 1)}
				for n, which := range order + "ab" {
					id, other := string(which), "a"
					if which == 'a' {
						other = "b"
					}
					wall := noon.Add(time.Hour + time.Duration(n)*time.Minute)
					is[id] = afterRead(is[id], readingOf(held("pi_a", noon), dojo.StatusReversed), nil, []journal.Attempt{is[other]}, time.Hour, wall)
				}
				for id, a := range is {
					if a.State == journal.Successful != (id == c.want && id == "b") {
						t.Errorf("%s ends as %s (%s)", id, a.State, a.Why)
					}
					if !a.Reversed() || id != c.want && a.CorrectedBy != c.want || id == c.want && a.CorrectedBy != "" {
						t.Errorf("%s is %s, reversed %v, by %q", id, a.State, a.Reversed(), a.CorrectedBy)
					}
				}
				if is["a"].State != c.first.State {
					t.Errorf("the first became %s", is["a"].State)
				}
			})
		}
	}
}

// After an answer that says that this request was not carried out, a Reversed is
// somebody else's. After one that can come after the work it may be ours.
func TestTurnedAwayIsNeverOurs(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]journal.State{
		409: journal.Already, 402: journal.Already, 405: journal.Already, 406: journal.Already, 407: journal.Already,
		410: journal.Already, 412: journal.Already, 415: journal.Already, 418: journal.Already, 422: journal.Already,
		423: journal.Already, 425: journal.Already, 429: journal.Already, 451: journal.Already,
		400: journal.Already, 401: journal.Already, 403: journal.Already, 404: journal.Already,
		408: journal.Successful, 499: journal.Successful, 301: journal.Successful, 302: journal.Successful, 303: journal.Successful,
		307: journal.Successful, 500: journal.Successful, 502: journal.Successful, 503: journal.Successful, 504: journal.Successful,
	} {
		reversed := readingOf(held("pi_a", noon), dojo.StatusReversed)
		a := afterAnswer(sent("a", noon), dojo.ReversalAnswer{}, refused(status), noon.Add(time.Second))
		got := afterRead(a, reversed, nil, nil, time.Hour, noon.Add(2*time.Second))
		if got.State != want || got.HTTPStatus != status {
			t.Errorf("%d, then Reversed: %s (HTTP %d), want %s", status, got.State, got.HTTPStatus, want)
		}
		// The same where the read came first, since another process had moved the
		// attempt on.
		checking, _ := afterClaim(sent("a", noon), noon.Add(time.Minute))
		early := afterRead(checking, reversed, nil, nil, time.Hour, noon.Add(time.Minute))
		late := afterAnswer(early, dojo.ReversalAnswer{}, refused(status), noon.Add(2*time.Minute))
		if early.State != journal.Successful || late.State != want || !differ(late, early) {
			t.Errorf("Reversed, then %d: %s, then %s; want %s", status, early.State, late.State, want)
		}
	}
}
