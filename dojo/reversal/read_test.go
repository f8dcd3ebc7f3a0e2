package reversal

import (
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// inState is a sent attempt brought to a state, its request given up at noon.
func inState(s journal.State, why journal.Why) journal.Attempt {
	a := sent("a", noon.Add(-time.Second))
	a.State, a.Why, a.GaveUpAt = s, why, noon
	return a
}

func TestAfterRead(t *testing.T) {
	t.Parallel()
	captured := func(a journal.Attempt) journal.Attempt { a.Payment.Status = dojo.StatusCaptured; return a }
	reads := func(n int, a journal.Attempt) journal.Attempt { a.GoodReads = n; return a }
	const none = journal.Why("")
	unsure := []journal.Attempt{inState(journal.Sending, ""), inState(journal.Created, ""), inState(journal.Checking, "")}
	var saidNo []journal.Attempt
	for _, s := range []journal.State{journal.Sending, journal.Checking} {
		for _, w := range []journal.Why{journal.Refused, journal.Forbidden, journal.SaidFailed, journal.NotSent} {
			saidNo = append(saidNo, inState(s, w))
		}
	}
	same := journal.State("") // the state and the reason stay
	type row struct {
		name   string
		from   journal.Attempt
		status dojo.Status // "" for a read that failed
		after  time.Duration
		state  journal.State
		why    journal.Why
	}
	var rows []row
	for _, a := range unsure {
		rows = append(rows,
			row{"reversed", a, dojo.StatusReversed, 0, journal.Successful, none},
			row{"captured first", a, dojo.StatusCaptured, 0, journal.Failed, journal.CapturedFirst},
			row{"captured as it was confirmed", captured(a), dojo.StatusCaptured, 0, same, none},
			row{"refunded first", a, dojo.StatusRefunded, 0, journal.Failed, journal.RefundedFirst},
			row{"cancelled first", a, dojo.StatusCanceled, 0, journal.Failed, journal.CanceledFirst},
			row{"still held", a, dojo.StatusAuthorized, 0, same, none},
			row{"a word of the future", a, "Settling", 0, same, none})
	}
	for _, a := range saidNo {
		rows = append(rows,
			row{"reversed by somebody else", a, dojo.StatusReversed, 0, journal.Already, a.Why},
			row{"captured first", a, dojo.StatusCaptured, 0, journal.Failed, journal.CapturedFirst},
			row{"refunded first", a, dojo.StatusRefunded, 0, journal.Failed, journal.RefundedFirst},
			row{"still held", a, dojo.StatusAuthorized, 0, journal.Failed, a.Why},
			row{"still captured", captured(a), dojo.StatusCaptured, 0, journal.Failed, a.Why},
			row{"no good read", a, "", time.Hour, journal.Checking, a.Why})
	}
	rows = append(rows,
		row{"no good read", inState(journal.Created, ""), "", 24 * time.Hour, same, none},
		row{"no good read", reads(100, inState(journal.Checking, "")), "", 24 * time.Hour, same, none},
		row{"no good read", inState(journal.Unresolved, ""), "", 24 * time.Hour, same, none},

		row{"third read after a minute", reads(2, inState(journal.Checking, "")), dojo.StatusAuthorized, time.Minute, journal.Unresolved, none},
		row{"third read before it", reads(2, inState(journal.Checking, "")), dojo.StatusAuthorized, time.Minute - 1, same, none},
		row{"second read after it", reads(1, inState(journal.Checking, "")), dojo.StatusAuthorized, time.Hour, same, none},
		row{"many reads before it", reads(50, inState(journal.Checking, "")), dojo.StatusAuthorized, 59 * time.Second, same, none},
		row{"created, ten minutes", inState(journal.Created, ""), dojo.StatusAuthorized, 10 * time.Minute, journal.Unresolved, none},
		row{"created, nearly", reads(100, inState(journal.Created, "")), dojo.StatusAuthorized, 10*time.Minute - 1, same, none},
		row{"the minute over and reversed", reads(9, inState(journal.Checking, "")), dojo.StatusReversed, time.Hour, journal.Successful, none},
		row{"the minute over and captured", reads(9, inState(journal.Checking, "")), dojo.StatusCaptured, time.Hour, journal.Failed, journal.CapturedFirst},

		// What Dojo called Successful is so once a read has shown it.
		row{"reversed", inState(journal.Confirming, ""), dojo.StatusReversed, 0, journal.Successful, none},
		row{"no good read", inState(journal.Confirming, ""), "", time.Hour, same, none},

		// That it went through after all is a correction.
		row{"reversed", inState(journal.Unresolved, ""), dojo.StatusReversed, time.Hour, same, none},
		row{"still held", inState(journal.Unresolved, ""), dojo.StatusAuthorized, time.Hour, same, none},
		row{"captured by now", inState(journal.Unresolved, ""), dojo.StatusCaptured, time.Hour, journal.Failed, journal.CapturedFirst},
		row{"refunded by now", inState(journal.Unresolved, ""), dojo.StatusRefunded, time.Hour, journal.Failed, journal.RefundedFirst},
	)
	for _, r := range rows {
		if r.state == same {
			r.state, r.why = r.from.State, r.from.Why
		}
		t.Run(fmt.Sprintf("%s %s, %s", r.from.State, r.from.Why, r.name), func(t *testing.T) {
			t.Parallel()
			wall := noon.Add(r.after)
			var err error
			if r.status == "" {
				err = noAnswer(dojo.CauseTimeout)
			}
			got := afterRead(r.from, readingOf(held("pi_a", noon), r.status), err, nil, time.Hour, wall)
			if got.State != r.state || got.Why != r.why {
				t.Fatalf("state %q, why %q; want %q, %q", got.State, got.Why, r.state, r.why)
			}
			settled := r.from.State != got.State && (got.State.Final() || got.State == journal.Unresolved)
			if settled != got.SettledAt.Equal(wall) {
				t.Errorf("settled at %v, settled: %v", got.SettledAt, settled)
			}
			want := r.from.LastStatus
			if err == nil {
				want = r.status
			}
			if got.LastStatus != want {
				t.Errorf("last status %q, want %q", got.LastStatus, want)
			}
			if err != nil && got.GoodReads != r.from.GoodReads {
				t.Error("a failed read was counted as a good one")
			}
		})
	}
}

func TestReadAfter(t *testing.T) {
	t.Parallel()
	// The first reads come 0.5, 1, 2 and 3 seconds after the answer.
	var at time.Duration
	for n, want := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second} {
		at += readAfter(n, at, 0.99)
		if at != want {
			t.Errorf("read %d at %v, want %v", n, at, want)
		}
	}
	for _, c := range []struct {
		watched, want time.Duration
	}{
		{3 * time.Second, 5 * time.Second}, {time.Minute, 5 * time.Second}, {time.Minute + 1, 10 * time.Second},
		{2 * time.Minute, 20 * time.Second}, {3 * time.Minute, 30 * time.Second}, {10 * time.Minute, 30 * time.Second},
		{1 << 62, 30 * time.Second}, {-time.Hour, 5 * time.Second},
	} {
		if got := readAfter(4, c.watched, 0); got != c.want {
			t.Errorf("after %v: %v, want %v", c.watched, got, c.want)
		}
		if got := readAfter(1<<30, c.watched, 1); got != c.want+c.want/5 {
			t.Errorf("after %v with full jitter: %v, want %v", c.watched, got, c.want+c.want/5)
		}
	}
}
