package dojo_test

import (
	"testing"
	"time"

	"dojoreversals/dojo"
)

// zone loads a time zone of the embedded data.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// instant reads an RFC 3339 time.
func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func gbp(minor int64) *dojo.Money { return &dojo.Money{Minor: minor, Currency: "GBP"} }

// held is an Authorized payment of £42.50, made at noon UTC on 10 March 2026.
func held() dojo.PaymentIntent {
	return dojo.PaymentIntent{
		ID: "pi_sandbox_one", Status: dojo.StatusAuthorized, Amount: gbp(4250),
		CreatedAt: dojo.InstantOf(time.Date(2026, 3, 10, 11, 58, 0, 0, time.UTC)),
		PaidAt:    dojo.InstantOf(time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)),
	}.WithKind(dojo.Kind{CaptureMode: dojo.CaptureManual})
}

func TestReversible(t *testing.T) {
	t.Parallel()
	const (
		sameDay   = dojo.RuleSameDay
		published = dojo.RulePublished
		anHour    = time.Hour
		nextDay   = 24 * time.Hour
	)
	with := func(change func(*dojo.PaymentIntent)) dojo.PaymentIntent {
		p := held()
		change(&p)
		return p
	}
	status := func(s dojo.Status) dojo.PaymentIntent {
		return with(func(p *dojo.PaymentIntent) { p.Status = s })
	}
	mode := func(s dojo.Status, m dojo.CaptureMode) dojo.PaymentIntent {
		return with(func(p *dojo.PaymentIntent) {
			p.Status = s
			p.EditKind(func(k *dojo.Kind) { k.CaptureMode = m })
		})
	}
	capture := func(s string) dojo.PaymentIntent {
		return with(func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 4250, Status: s}} })
		})
	}
	refunded := func(s dojo.Status, minor int64) dojo.PaymentIntent {
		return with(func(p *dojo.PaymentIntent) {
			p.Status = s
			p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto })
			p.EditExtras(func(x *dojo.Extras) { x.Refunded = minor })
		})
	}
	gap := func(name string) dojo.PaymentIntent {
		return with(func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{name} }) })
	}
	amount := func(m *dojo.Money) dojo.PaymentIntent {
		return with(func(p *dojo.PaymentIntent) { p.Amount = m })
	}

	reached := map[dojo.Reason]bool{}
	for _, tt := range []struct {
		name       string
		rule       dojo.Rule
		payment    dojo.PaymentIntent
		after      time.Duration // how long after noon it is judged
		reversible bool
		reason     dojo.Reason
	}{
		{"held, paid today", sameDay, held(), anHour, true, dojo.ReasonHeld},
		{"held, paid today, published", published, held(), anHour, true, dojo.ReasonHeld},
		{"held, in the very second", sameDay, held(), 0, true, dojo.ReasonHeld},
		{"held, the till is a second behind Dojo", sameDay, held(), -time.Second, true, dojo.ReasonHeld},
		{"held, Auto", sameDay, mode(dojo.StatusAuthorized, dojo.CaptureAuto), anHour, true, dojo.ReasonHeld},
		{"held, no mode sent", sameDay, mode(dojo.StatusAuthorized, ""), anHour, true, dojo.ReasonHeld},
		{"held, Auto, published", published, mode(dojo.StatusAuthorized, dojo.CaptureAuto), anHour, false, dojo.ReasonCaptureMode},
		{"held, no mode sent, published", published, mode(dojo.StatusAuthorized, ""), anHour, false, dojo.ReasonCaptureMode},
		{"held, unknown mode, published", published, mode(dojo.StatusAuthorized, "Later"), anHour, false, dojo.ReasonCaptureMode},

		{"the last nanosecond of the day", sameDay, held(), 12*time.Hour - 1, true, dojo.ReasonHeld},
		{"midnight", sameDay, held(), 12 * time.Hour, false, dojo.ReasonTooLate},
		{"the next day", sameDay, held(), nextDay, false, dojo.ReasonTooLate},
		{"the next day, published", published, held(), nextDay, true, dojo.ReasonHeld},
		{"the last nanosecond of seven days, published", published, held(), 7*nextDay - 1, true, dojo.ReasonHeld},
		{"seven days, published", published, held(), 7 * nextDay, false, dojo.ReasonTooLate},

		{"captured", sameDay, status(dojo.StatusCaptured), anHour, false, dojo.ReasonCaptured},
		{"captured, Auto", sameDay, mode(dojo.StatusCaptured, dojo.CaptureAuto), anHour, false, dojo.ReasonCaptured},
		{"captured, Manual, published", published, status(dojo.StatusCaptured), anHour, false, dojo.ReasonCaptured},
		{"captured, no mode sent, published", published, mode(dojo.StatusCaptured, ""), anHour, false, dojo.ReasonCaptured},
		{"captured, Auto, published", published, mode(dojo.StatusCaptured, dojo.CaptureAuto), anHour, true, dojo.ReasonCapturedToday},
		{"captured, Auto, published, midnight", published, mode(dojo.StatusCaptured, dojo.CaptureAuto), 12 * time.Hour, false, dojo.ReasonCaptured},
		{"captured, Auto, published, partly refunded", published, refunded(dojo.StatusCaptured, 1), anHour, false, dojo.ReasonPartRefunded},
		{"captured, partly refunded", sameDay, refunded(dojo.StatusCaptured, 1), anHour, false, dojo.ReasonPartRefunded},
		{"held, partly refunded", sameDay, refunded(dojo.StatusAuthorized, 1), anHour, false, dojo.ReasonPartRefunded},
		{"held, partly refunded, published", published, refunded(dojo.StatusAuthorized, 1), anHour, false, dojo.ReasonPartRefunded},
		{"held, a refund below nothing", sameDay, refunded(dojo.StatusAuthorized, -1), anHour, false, dojo.ReasonPartRefunded},

		{"capture begun", sameDay, capture("Created"), anHour, false, dojo.ReasonCapturing},
		{"capture done, status behind", sameDay, capture("Successful"), anHour, false, dojo.ReasonCapturing},
		{"capture of a new kind", sameDay, capture("Settling"), anHour, false, dojo.ReasonCapturing},
		{"capture without a status", sameDay, capture(""), anHour, false, dojo.ReasonCapturing},
		{"capture begun, published", published, capture("Created"), anHour, false, dojo.ReasonCapturing},
		{"capture declined", sameDay, capture("Declined"), anHour, true, dojo.ReasonHeld},
		{"capture failed", sameDay, capture("Failed"), anHour, true, dojo.ReasonHeld},
		{"one capture failed, one stands", sameDay, with(func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Status: "Failed"}, {Status: "Successful"}} })
		}), anHour, false, dojo.ReasonCapturing},

		{"created", sameDay, status(dojo.StatusCreated), anHour, false, dojo.ReasonNotPaid},
		{"created, published", published, status(dojo.StatusCreated), anHour, false, dojo.ReasonNotPaid},
		{"reversed", sameDay, status(dojo.StatusReversed), anHour, false, dojo.ReasonReversed},
		{"reversed, published", published, status(dojo.StatusReversed), anHour, false, dojo.ReasonReversed},
		{"refunded", sameDay, status(dojo.StatusRefunded), anHour, false, dojo.ReasonRefunded},
		{"cancelled", sameDay, status(dojo.StatusCanceled), anHour, false, dojo.ReasonCanceled},
		{"unknown status", sameDay, status("Declined"), anHour, false, dojo.ReasonUnknownStatus},
		{"unknown status, published", published, status("Declined"), anHour, false, dojo.ReasonUnknownStatus},
		{"another case is another word", sameDay, status("authorized"), anHour, false, dojo.ReasonUnknownStatus},
		{"no status", sameDay, status(""), anHour, false, dojo.ReasonUnknownStatus},

		{"no times", sameDay, with(func(p *dojo.PaymentIntent) { p.PaidAt, p.CreatedAt = 0, 0 }), anHour, false, dojo.ReasonNoPaymentTime},
		{"paid tomorrow", sameDay, with(func(p *dojo.PaymentIntent) { p.PaidAt = dojo.InstantOf(p.PaidAt.Time().Add(nextDay)) }), anHour, false, dojo.ReasonPaidInTheFuture},
		{"paid tomorrow, published", published, with(func(p *dojo.PaymentIntent) { p.PaidAt = dojo.InstantOf(p.PaidAt.Time().Add(nextDay)) }), anHour, false, dojo.ReasonPaidInTheFuture},

		{"no amount", sameDay, amount(nil), anHour, false, dojo.ReasonNoAmount},
		{"an amount of nothing", sameDay, amount(gbp(0)), anHour, false, dojo.ReasonNoAmount},
		{"an amount below nothing", sameDay, amount(gbp(-1)), anHour, false, dojo.ReasonNoAmount},
		{"an amount in no currency", sameDay, amount(&dojo.Money{Minor: 4250}), anHour, false, dojo.ReasonNoAmount},
		{"no amount, captured today", published, with(func(p *dojo.PaymentIntent) {
			p.Status, p.Amount = dojo.StatusCaptured, nil
			p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto })
		}), anHour, false, dojo.ReasonNoAmount},

		{"ID unreadable", sameDay, gap("id"), anHour, false, dojo.ReasonUnreadable},
		{"refund unreadable", sameDay, gap("refundedAmount"), anHour, false, dojo.ReasonUnreadable},
		{"captures unreadable", published, gap("captures"), anHour, false, dojo.ReasonUnreadable},
		{"one capture unreadable", sameDay, gap("captures[]"), anHour, false, dojo.ReasonUnreadable},
		{"details unreadable", sameDay, gap("paymentDetails"), anHour, false, dojo.ReasonUnreadable},
		{"description unreadable", sameDay, gap("description"), anHour, true, dojo.ReasonHeld},
		{"unreadable and captured says the more useful thing", sameDay, with(func(p *dojo.PaymentIntent) {
			p.Status = dojo.StatusCaptured
			p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"captures"} })
		}), anHour, false, dojo.ReasonCaptured},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noon := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
			before := tt.payment
			v := dojo.Reversible(tt.rule, &tt.payment, dojo.At(noon.Add(tt.after)), zone(t, "Europe/London"))
			if v.Reversible != tt.reversible || v.Reason != tt.reason {
				t.Errorf("got %v for reason %d, want %v for reason %d", v.Reversible, v.Reason, tt.reversible, tt.reason)
			}
			if v.Reversible == v.Deadline.IsZero() {
				t.Errorf("reversible %v with deadline %v", v.Reversible, v.Deadline)
			}
			if before.Status != tt.payment.Status || before.PaidAt.Time() != tt.payment.PaidAt.Time() {
				t.Error("the rule changed the payment")
			}
			reached[tt.reason] = true
		})
	}
	for r := dojo.ReasonHeld; r < dojo.ReasonDayUnsure; r++ {
		if !reached[r] {
			t.Errorf("no case for reason %d", r)
		}
	}
}

func TestReversibleByTheDayOfPayment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		created, paid string // "" for not sent
		now           string
		zone          string
		reversible    bool
		fromCreated   bool
	}{
		{"created before midnight, paid after, judged the same day", "2026-03-09T23:58:00Z", "2026-03-10T00:01:00Z", "2026-03-10T20:00:00Z", "Europe/London", true, false},
		{"created before midnight, paid after, judged a day later", "2026-03-09T23:58:00Z", "2026-03-10T00:01:00Z", "2026-03-11T00:00:00Z", "Europe/London", false, false},
		{"a link made three weeks ago, paid today", "2026-02-17T10:00:00Z", "2026-03-10T10:00:00Z", "2026-03-10T12:00:00Z", "Europe/London", true, false},
		{"no payment time: the creation decides", "2026-03-10T10:00:00Z", "", "2026-03-10T12:00:00Z", "Europe/London", true, true},
		{"no payment time, created yesterday", "2026-03-09T10:00:00Z", "", "2026-03-10T12:00:00Z", "Europe/London", false, true},
		{"summer: 23:30 UTC is after midnight in London", "2026-07-01T23:30:00Z", "2026-07-01T23:30:00Z", "2026-07-02T22:00:00Z", "Europe/London", true, false},
		{"summer: 22:59 UTC is before midnight in London", "2026-07-01T22:59:00Z", "2026-07-01T22:59:00Z", "2026-07-01T23:00:00Z", "Europe/London", false, false},
		{"Madrid is an hour ahead", "2026-03-10T22:30:00Z", "2026-03-10T22:30:00Z", "2026-03-10T23:00:00Z", "Europe/Madrid", false, false},
		{"the same instants in Dublin", "2026-03-10T22:30:00Z", "2026-03-10T22:30:00Z", "2026-03-10T23:00:00Z", "Europe/Dublin", true, false},
		{"spring forward: the day ends at 23:00 UTC", "2026-03-29T00:30:00Z", "2026-03-29T00:30:00Z", "2026-03-29T23:00:00Z", "Europe/London", false, false},
		{"spring forward: a nanosecond earlier", "2026-03-29T00:30:00Z", "2026-03-29T00:30:00Z", "2026-03-29T22:59:59.999999999Z", "Europe/London", true, false},
		{"fall back: the day has 25 hours", "2026-10-24T23:00:00Z", "2026-10-24T23:00:00Z", "2026-10-25T23:59:59.999999999Z", "Europe/London", true, false},
		{"fall back: and not more", "2026-10-24T23:00:00Z", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z", "Europe/London", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := held()
			p.CreatedAt, p.PaidAt = dojo.InstantOf(instant(t, tt.created)), 0
			if tt.paid != "" {
				p.PaidAt = dojo.InstantOf(instant(t, tt.paid))
			}
			v := dojo.Reversible(dojo.RuleSameDay, &p, dojo.At(instant(t, tt.now)), zone(t, tt.zone))
			if v.Reversible != tt.reversible || v.FromCreated != tt.fromCreated {
				t.Errorf("reversible %v from created %v, want %v and %v", v.Reversible, v.FromCreated, tt.reversible, tt.fromCreated)
			}
			want := p.PaidAt.Time()
			if tt.fromCreated {
				want = p.CreatedAt.Time()
			}
			if !v.PaidAt.Equal(want) {
				t.Errorf("judged by %v, want %v", v.PaidAt, want)
			}
		})
	}
}

// A payment may be reversed only where the earliest and the latest possible
// time allow it. What a working clock can't tell is decided for "too late"; what
// disagreeing clocks can't tell is called unsure.
func TestRuleOverASpan(t *testing.T) {
	t.Parallel()
	london := zone(t, "Europe/London")
	at := func(s string) time.Time { return instant(t, s) }
	held := dojo.PaymentIntent{
		ID: "pi_x", Status: dojo.StatusAuthorized, PaidAt: dojo.InstantOf(at("2026-03-10T15:00:00Z")),
		Amount: &dojo.Money{Minor: 100, Currency: "GBP"},
	}.WithKind(dojo.Kind{CaptureMode: dojo.CaptureManual})
	captured := held
	captured.Status = dojo.StatusCaptured
	captured.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto })
	summer := held
	summer.PaidAt = dojo.InstantOf(at("2026-07-10T23:30:00Z")) // 00:30 on the 11th in London
	for _, tt := range []struct {
		name             string
		rule             dojo.Rule
		payment          dojo.PaymentIntent
		earliest, latest string
		want             dojo.Reason
	}{
		{"one day", dojo.RuleSameDay, held, "2026-03-10T15:00:00Z", "2026-03-10T23:59:59Z", dojo.ReasonHeld},
		{"just over midnight", dojo.RuleSameDay, held, "2026-03-10T23:59:59Z", "2026-03-11T00:00:00Z", dojo.ReasonTooLate},
		{"two days", dojo.RuleSameDay, held, "2026-03-10T15:00:00Z", "2026-03-11T15:00:00Z", dojo.ReasonDayUnsure},
		{"all too late", dojo.RuleSameDay, held, "2026-03-11T00:00:00Z", "2026-03-12T15:00:00Z", dojo.ReasonTooLate},
		{"perhaps the day before", dojo.RuleSameDay, held, "2026-03-09T15:00:00Z", "2026-03-10T15:00:00Z", dojo.ReasonDayUnsure},
		{"a moment before the day", dojo.RuleSameDay, summer, "2026-07-10T22:59:59Z", "2026-07-10T23:00:01Z", dojo.ReasonPaidInTheFuture},
		{"all before", dojo.RuleSameDay, held, "2026-03-08T15:00:00Z", "2026-03-09T15:00:00Z", dojo.ReasonPaidInTheFuture},
		{"before and after", dojo.RuleSameDay, held, "2026-03-09T15:00:00Z", "2026-03-11T15:00:00Z", dojo.ReasonDayUnsure},
		{"a summer's day begins in UTC's evening", dojo.RuleSameDay, summer, "2026-07-10T23:30:00Z", "2026-07-11T22:59:59Z", dojo.ReasonHeld},
		{"and ends there", dojo.RuleSameDay, summer, "2026-07-11T20:00:00Z", "2026-07-11T23:00:00Z", dojo.ReasonDayUnsure},
		{"seven days", dojo.RulePublished, held, "2026-03-11T15:00:00Z", "2026-03-17T14:59:59Z", dojo.ReasonHeld},
		{"perhaps seven days", dojo.RulePublished, held, "2026-03-11T15:00:00Z", "2026-03-17T15:00:00Z", dojo.ReasonDayUnsure},
		{"captured, perhaps of yesterday", dojo.RulePublished, captured, "2026-03-10T15:00:00Z", "2026-03-11T15:00:00Z", dojo.ReasonCaptured},
		{"captured today", dojo.RulePublished, captured, "2026-03-10T15:00:00Z", "2026-03-10T18:00:00Z", dojo.ReasonCapturedToday},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := dojo.Reversible(tt.rule, &tt.payment, dojo.Span{Earliest: at(tt.earliest), Latest: at(tt.latest)}, london)
			if v.Reason != tt.want || v.Reversible != (tt.want <= dojo.ReasonCapturedToday) {
				t.Errorf("reason %d, reversible %v, want reason %d", v.Reason, v.Reversible, tt.want)
			}
		})
	}
}
