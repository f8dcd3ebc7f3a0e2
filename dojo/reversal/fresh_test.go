package reversal

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

func TestAfterFreshRead(t *testing.T) {
	t.Parallel()
	const sendingFor = journal.Why("")
	cases := []struct {
		name   string
		change func(*dojo.PaymentIntent)
		err    error
		mayNot error
		wall   time.Duration // since the confirmation
		dojo   time.Duration // Dojo's clock, since the confirmation
		why    journal.Why   // "" for Sending
		reason dojo.Reason   // with NotEligible
	}{
		{name: "as confirmed", why: sendingFor},
		{name: "exactly ten seconds later", wall: 10 * time.Second, why: sendingFor},
		{name: "a till whose clock went back a little", wall: -10 * time.Second, why: sendingFor},
		{name: "texts and times may change", change: func(p *dojo.PaymentIntent) {
			p.UpdatedAt = dojo.InstantOf(noon)
			p.EditExtras(func(x *dojo.Extras) { x.Description = "NEW" })
		}, why: sendingFor},

		{name: "over ten seconds later", wall: 10*time.Second + 1, why: journal.TooSlow},
		{name: "hours later", wall: 5 * time.Hour, why: journal.TooSlow},
		{name: "clock set back by more than ten seconds", wall: -10*time.Second - 1, why: journal.TooSlow},

		{name: "the person may not any more", mayNot: errNotAllowed, why: journal.NotAllowed},
		{name: "may not, and too slow", mayNot: errNotAllowed, wall: time.Hour, why: journal.NotAllowed},
		{name: "may not, and it is reversed", mayNot: errNotAllowed, change: status(dojo.StatusReversed), why: journal.AlreadyReversed},
		{name: "may not, and it is captured", mayNot: errNotAllowed, change: status(dojo.StatusCaptured), why: journal.NotEligible, reason: dojo.ReasonCaptured},
		{name: "may not, and no connection", mayNot: errNotAllowed, err: notSent(), why: journal.NoConnection},

		{name: "no connection", err: notSent(), why: journal.NoConnection},
		{name: "timeout", err: noAnswer(dojo.CauseTimeout), why: journal.NoConnection},
		{name: "the answer is about another payment", err: noAnswer(dojo.CauseWrongID), why: journal.NoConnection},
		{name: "an error of no known kind", err: errors.New("odd"), why: journal.NoConnection},
		{name: "401", err: refused(401), why: journal.ReadRefused},
		{name: "403", err: refused(403), why: journal.ReadRefused},
		{name: "404", err: refused(404), why: journal.ReadRefused},
		{name: "429", err: refused(429), why: journal.ReadRefused},
		{name: "499 is still the 400s", err: refused(499), why: journal.ReadRefused},
		{name: "500", err: refused(500), why: journal.NoConnection},
		{name: "503", err: refused(503), why: journal.NoConnection},
		{name: "302, as the page of a Wi-Fi sends", err: refused(302), why: journal.NoConnection},
		{name: "399", err: refused(399), why: journal.NoConnection},

		{name: "reversed meanwhile", change: status(dojo.StatusReversed), why: journal.AlreadyReversed},
		{name: "reversed and changed", change: func(p *dojo.PaymentIntent) {
			p.Status = dojo.StatusReversed
			p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
		}, why: journal.AlreadyReversed},
		{name: "captured meanwhile", change: status(dojo.StatusCaptured), why: journal.NotEligible, reason: dojo.ReasonCaptured},
		{name: "a capture is under way", change: func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Created"}} })
		}, why: journal.NotEligible, reason: dojo.ReasonCapturing},
		{name: "partly refunded", change: func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Refunded = 1 }) }, why: journal.NotEligible, reason: dojo.ReasonPartRefunded},
		{name: "refunded", change: status(dojo.StatusRefunded), why: journal.NotEligible, reason: dojo.ReasonRefunded},
		{name: "cancelled", change: status(dojo.StatusCanceled), why: journal.NotEligible, reason: dojo.ReasonCanceled},
		{name: "not paid", change: status(dojo.StatusCreated), why: journal.NotEligible, reason: dojo.ReasonNotPaid},
		{name: "a word of the future", change: status("Settling"), why: journal.NotEligible, reason: dojo.ReasonUnknownStatus},
		{name: "midnight by Dojo's clock, not by the till's", dojo: 12 * time.Hour, why: journal.NotEligible, reason: dojo.ReasonTooLate},
		{name: "the last moment of the day by Dojo's clock", dojo: 12*time.Hour - 1, why: sendingFor},

		{name: "another amount", change: func(p *dojo.PaymentIntent) { p.Amount = &dojo.Money{Minor: 4001, Currency: "GBP"} }, why: journal.Changed},
		{name: "another currency", change: func(p *dojo.PaymentIntent) {
			p.Amount = &dojo.Money{Minor: 4250, Currency: "EUR"}
			p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
		}, why: journal.Changed},
		{name: "a tip came", change: func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Tips = &dojo.Money{Minor: 500, Currency: "GBP"} })
		}, why: journal.Changed},
		{name: "Dojo's own total came and disagrees", change: func(p *dojo.PaymentIntent) { p.TotalAmount = &dojo.Money{Minor: 4000, Currency: "GBP"} }, why: journal.Changed},
		{name: "another card", change: func(p *dojo.PaymentIntent) { p.Last4 = "1014" }, why: journal.Changed},
		{name: "another payment time", change: func(p *dojo.PaymentIntent) { p.PaidAt = dojo.InstantOf(p.PaidAt.Time().Add(-time.Minute)) }, why: journal.Changed},
		{name: "another payment", change: func(p *dojo.PaymentIntent) { p.ID = "pi_other" }, why: journal.Changed},
		{name: "changed and too slow", change: func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Tips = nil }) }, wall: time.Hour, why: journal.Changed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := intended("a", noon)
			p := held("pi_a", noon)
			if c.change != nil {
				c.change(&p)
			}
			wall := noon.Add(c.wall)
			got := afterFreshRead(a, dojo.Reading{Payment: p}, c.err, c.mayNot, rules(), dojo.At(noon.Add(c.dojo)), wall)
			if c.why == sendingFor {
				if got.State != journal.Sending || got.Why != "" || !got.SentAt.Equal(wall) || !got.SettledAt.IsZero() {
					t.Fatalf("state %q, why %q, sent %v, settled %v; want sending at %v", got.State, got.Why, got.SentAt, got.SettledAt, wall)
				}
			} else {
				if got.State != journal.Abandoned || got.Why != c.why {
					t.Fatalf("state %q, why %q; want abandoned, %q", got.State, got.Why, c.why)
				}
				if !got.SentAt.IsZero() || !got.SettledAt.Equal(wall) {
					t.Errorf("sent %v, settled %v; want never sent, settled at %v", got.SentAt, got.SettledAt, wall)
				}
			}
			if c.why == journal.NotEligible && got.Verdict != c.reason {
				t.Errorf("verdict %d, want %d", got.Verdict, c.reason)
			}
			if c.err == nil && got.LastStatus != p.Status {
				t.Errorf("last status %q, want %q", got.LastStatus, p.Status)
			}
			if c.err != nil && got.LastStatus != "" {
				t.Errorf("a failed read told the status %q", got.LastStatus)
			}
			if got.Payment != a.Payment {
				t.Errorf("what was confirmed changed to %+v", got.Payment)
			}
		})
	}
}

func status(s dojo.Status) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) { p.Status = s }
}

// The bank's code is the one thing that a fresh read may add to what was
// confirmed; a code that was there is never replaced.
func TestAfterFreshReadTakesTheBanksCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, read, want string }{
		{"", "777", "777"}, {"123456", "777", "123456"}, {"123456", "", "123456"}, {"", "", ""},
	} {
		a := intended("a", noon)
		a.Payment.AuthCode = c.before
		p := held("pi_a", noon)
		p.AuthCode = c.read
		got := afterFreshRead(a, dojo.Reading{Payment: p}, nil, nil, rules(), dojo.At(noon), noon)
		if got.State != journal.Sending || got.Payment.AuthCode != c.want {
			t.Errorf("%q then %q: state %q, code %q, want %q", c.before, c.read, got.State, got.Payment.AuthCode, c.want)
		}
	}
}

func TestAfterFreshReadKeepsTheTrace(t *testing.T) {
	t.Parallel()
	got := afterFreshRead(intended("a", noon), dojo.Reading{}, fmt.Errorf("wrapped: %w", refused(404)), nil, rules(), dojo.At(noon), noon)
	if got.Why != journal.ReadRefused || got.HTTPStatus != 404 || got.TraceID != "00-trace-01" {
		t.Errorf("why %q, HTTP %d, trace %q", got.Why, got.HTTPStatus, got.TraceID)
	}
}

func TestTooLateToSend(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		waited time.Duration
		want   bool
	}{
		{0, false}, {time.Second, false}, {10 * time.Second, false}, {10*time.Second + 1, true}, {8 * time.Hour, true},
		{-1, false}, {-10 * time.Second, false}, {-10*time.Second - 1, true}, {-8 * time.Hour, true},
	} {
		a := intended("a", noon)
		if got := tooLateToSend(a, noon.Add(c.waited)); got != c.want {
			t.Errorf("after %v: %v, want %v", c.waited, got, c.want)
		}
	}
}

// A laptop's monotonic clock stands still while it sleeps: the wall clock
// decides.
func TestTooLateToSendGoesByTheWallClock(t *testing.T) {
	t.Parallel()
	a, now := intended("a", noon), time.Now()
	a.ConfirmedAt = now.Add(-time.Hour).Round(0) // no monotonic reading is left
	if !tooLateToSend(a, now) {
		t.Error("an hour by the wall clock is not too late")
	}
	a.ConfirmedAt = now
	if !tooLateToSend(a, now.Round(0).Add(time.Hour)) {
		t.Error("an hour by the wall clock alone is not too late")
	}
}
