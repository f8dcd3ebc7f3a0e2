package reversal

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

func TestAfterAnswer(t *testing.T) {
	t.Parallel()
	const none = journal.Why("")
	answer := func(s dojo.ReversalStatus) dojo.ReversalAnswer {
		return dojo.ReversalAnswer{Status: s, ID: "rvs_1", Message: "said", Exchange: dojo.Exchange{HTTPStatus: 200, TraceID: "00-trace-01"}}
	}
	type want struct {
		state journal.State
		why   journal.Why
	}
	cases := []struct {
		name string
		ans  dojo.ReversalAnswer
		err  error
		want want
	}{
		{"Successful", answer("Successful"), nil, want{journal.Confirming, none}},
		{"Created", answer("Created"), nil, want{journal.Created, none}},
		{"no status, as newer versions", answer(""), nil, want{journal.Created, none}},
		{"a status of the future", answer("Pending"), nil, want{journal.Created, none}},
		{"lower case is another word", answer("successful"), nil, want{journal.Created, none}},
		{"an empty 200", dojo.ReversalAnswer{Exchange: dojo.Exchange{HTTPStatus: 200}}, nil, want{journal.Created, none}},
		// "Not done" is believed only after a read: the state stays Sending.
		{"Failed", answer("Failed"), nil, want{journal.Sending, journal.SaidFailed}},
		{"not sent", dojo.ReversalAnswer{}, notSent(), want{journal.Sending, journal.NotSent}},
		{"not sent, wrapped", dojo.ReversalAnswer{}, fmt.Errorf("x: %w", notSent()), want{journal.Sending, journal.NotSent}},
		{"400", dojo.ReversalAnswer{}, refused(400), want{journal.Sending, journal.Refused}},
		{"401", dojo.ReversalAnswer{}, refused(401), want{journal.Sending, journal.Forbidden}},
		{"403", dojo.ReversalAnswer{}, refused(403), want{journal.Sending, journal.Forbidden}},
		{"404", dojo.ReversalAnswer{}, refused(404), want{journal.Sending, journal.Refused}},
		{"timeout", dojo.ReversalAnswer{}, noAnswer(dojo.CauseTimeout), want{journal.Checking, none}},
		{"cut", dojo.ReversalAnswer{}, noAnswer(dojo.CauseCut), want{journal.Checking, none}},
		{"2xx that can't be read", dojo.ReversalAnswer{}, noAnswer(dojo.CauseUnreadable), want{journal.Checking, none}},
		{"2xx web page", dojo.ReversalAnswer{}, noAnswer(dojo.CauseHTML), want{journal.Checking, none}},
		{"given up by ourselves", dojo.ReversalAnswer{}, noAnswer(dojo.CauseStopped), want{journal.Checking, none}},
		{"an error of no known kind", dojo.ReversalAnswer{}, errors.New("odd"), want{journal.Checking, none}},
		// An answer beside an error isn't an answer.
		{"Successful beside an error", answer("Successful"), noAnswer(dojo.CauseCut), want{journal.Checking, none}},
	}
	for _, s := range []int{100, 301, 302, 303, 307, 308, 402, 405, 406, 407, 408, 409, 410, 412, 415, 418, 422, 423, 425, 429, 451, 499, 500, 501, 502, 503, 504, 520, 599} {
		cases = append(cases, struct {
			name string
			ans  dojo.ReversalAnswer
			err  error
			want want
		}{fmt.Sprint(s), dojo.ReversalAnswer{}, refused(s), want{journal.Checking, none}})
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wall := noon.Add(3 * time.Second)
			got := afterAnswer(sent("a", noon), c.ans, c.err, wall)
			if got.State != c.want.state || got.Why != c.want.why {
				t.Fatalf("state %q, why %q; want %q, %q", got.State, got.Why, c.want.state, c.want.why)
			}
			if !got.GaveUpAt.Equal(wall) || !got.SettledAt.IsZero() {
				t.Errorf("gave up %v, settled %v", got.GaveUpAt, got.SettledAt)
			}
			if c.err == nil {
				if got.HTTPStatus != 200 || got.ReversalID != c.ans.ID || got.Message != c.ans.Message || got.Answered != c.ans.Status || got.TraceID != c.ans.Exchange.TraceID {
					t.Errorf("the answer wasn't kept: %+v", got)
				}
				return
			}
			if got.ReversalID != "" || got.Answered != "" {
				t.Errorf("an answer was made up: %+v", got)
			}
			if x, ok := dojo.ExchangeOf(c.err); ok && (got.HTTPStatus != x.HTTPStatus || got.TraceID != x.TraceID) {
				t.Errorf("HTTP %d, trace %q; want %d, %q", got.HTTPStatus, got.TraceID, x.HTTPStatus, x.TraceID)
			}
			var r *dojo.RefusedError
			if errors.As(c.err, &r) && got.Message != "because" {
				t.Errorf("Dojo's words were lost: %q", got.Message)
			}
		})
	}
}
