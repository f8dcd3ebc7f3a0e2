package dojo_test

import (
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"

	"pgregory.net/rapid"
)

// The zones of the properties: the shops' own, and those whose clocks do what
// code about days gets wrong: Beirut and Havana skip midnight, Cairo goes from
// 24:00 back to 23:00, Amman (until 2022) and the Azores have midnight twice.
var zones = []string{
	"Europe/London", "Europe/Dublin", "Europe/Madrid", "UTC",
	"Asia/Beirut", "America/Havana", "Africa/Cairo", "Asia/Amman", "Atlantic/Azores",
}

// years have clock changes in all of the zones.
var years = []int{2019, 2021, 2025, 2026}

// drawZone picks a zone.
func drawZone(t *rapid.T) *time.Location {
	z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// changes are the instants of a year at which a zone's clocks change.
func changes(year int, z *time.Location) []time.Time {
	var at []time.Time
	t := time.Date(year, 1, 1, 12, 0, 0, 0, z)
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.Year() > year {
			return at
		}
		at, t = append(at, end), end
	}
}

// drawInstant picks an instant, most often one within hours of a midnight or of
// a clock change.
func drawInstant(t *rapid.T, z *time.Location, label string) time.Time {
	year := rapid.SampledFrom(years).Draw(t, label+" year")
	anchor := time.Date(year, 1, rapid.IntRange(1, 365).Draw(t, label+" day"), 0, 0, 0, 0, z)
	if near := changes(year, z); len(near) > 0 && rapid.Bool().Draw(t, label+" at a clock change") {
		anchor = rapid.SampledFrom(near).Draw(t, label+" change")
	}
	return anchor.Add(drawShift(t, label)).UTC()
}

// drawShift picks a shift around an anchor: from nanoseconds to two days.
func drawShift(t *rapid.T, label string) time.Duration {
	reach := rapid.SampledFrom([]time.Duration{1, time.Second, 2 * time.Hour, 26 * time.Hour, 50 * time.Hour}).Draw(t, label+" reach")
	return time.Duration(rapid.Int64Range(-int64(reach), int64(reach)).Draw(t, label+" shift"))
}

func drawRule(t *rapid.T) dojo.Rule {
	return rapid.SampledFrom([]dojo.Rule{dojo.RuleSameDay, dojo.RulePublished}).Draw(t, "rule")
}

// drawPayment picks a payment, most often one that is close to reversible.
func drawPayment(t *rapid.T, z *time.Location) dojo.PaymentIntent {
	likely := func(label string) bool { return rapid.IntRange(0, 3).Draw(t, label) > 0 }
	p := dojo.PaymentIntent{ID: "pi_sandbox_one", Status: dojo.StatusAuthorized, Amount: gbp(4250)}.WithKind(dojo.Kind{CaptureMode: dojo.CaptureManual})
	if !likely("authorized") {
		p.Status = rapid.SampledFrom([]dojo.Status{
			dojo.StatusCreated, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled, "Settling", "",
		}).Draw(t, "status")
	}
	if !likely("manual") {
		p.EditKind(func(k *dojo.Kind) {
			k.CaptureMode = rapid.SampledFrom([]dojo.CaptureMode{dojo.CaptureAuto, "", "Later"}).Draw(t, "mode")
		})
	}
	if !likely("nothing refunded") {
		p.EditExtras(func(x *dojo.Extras) { x.Refunded = rapid.Int64Range(-1, 2).Draw(t, "refunded") })
	}
	if !likely("no captures") {
		for _, s := range rapid.SliceOfN(rapid.SampledFrom([]string{"Created", "Successful", "Declined", "Failed", "New", ""}), 1, 3).Draw(t, "captures") {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = append(p.Extras().Captures, dojo.Capture{Minor: 1, Status: s}) })
		}
	}
	if !likely("amount") {
		p.Amount = rapid.SampledFrom([]*dojo.Money{nil, gbp(0), gbp(-1), {Minor: 1}}).Draw(t, "money")
	}
	if !likely("readable") {
		p.EditExtras(func(x *dojo.Extras) {
			x.Gaps = []string{rapid.SampledFrom([]string{"captures", "description", "refundedAmount", "id"}).Draw(t, "gap")}
		})
	}
	p.CreatedAt = dojo.InstantOf(drawInstant(t, z, "created"))
	if likely("payment time") {
		p.PaidAt = dojo.InstantOf(p.CreatedAt.Time().Add(rapid.SampledFrom([]time.Duration{0, time.Minute, 3 * time.Hour, 20 * 24 * time.Hour}).Draw(t, "paid after")))
	} else if !likely("creation time") {
		p.CreatedAt = 0
	}
	return p
}

// drawNow picks an instant at which a payment is judged, most often near the
// payment or near the end of its day.
func drawNow(t *rapid.T, p *dojo.PaymentIntent, z *time.Location, label string) time.Time {
	at, _ := p.PaidOrCreated()
	if at.IsZero() {
		return drawInstant(t, z, label)
	}
	anchor := rapid.SampledFrom([]time.Time{
		at, dojo.DayOf(at, z).Start(z), dojo.DayOf(at, z).End(z), at.Add(7 * 24 * time.Hour),
	}).Draw(t, label+" anchor")
	return anchor.Add(drawShift(t, label)).UTC()
}

// The whole of the default rule in one line, told with the calendar of package
// time's formatter and not with Day.
func TestReversibleSameDayIsItsDefinition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z := drawZone(t)
		p := drawPayment(t, z)
		now := drawNow(t, &p, z, "now")

		at := p.PaidAt.Time()
		if at.IsZero() {
			at = p.CreatedAt.Time()
		}
		standing := slices.ContainsFunc(p.Extras().Captures, func(c dojo.Capture) bool { return c.Status != "Declined" && c.Status != "Failed" })
		readable := !slices.ContainsFunc(p.Extras().Gaps, func(g string) bool { return g != "description" })
		amount := p.Amount != nil && p.Amount.Minor > 0 && p.Amount.Currency != ""
		today := !at.IsZero() && at.In(z).Format(time.DateOnly) == now.In(z).Format(time.DateOnly)
		want := p.Status == dojo.StatusAuthorized && p.Extras().Refunded == 0 && !standing && readable && amount && today

		if v := dojo.Reversible(dojo.RuleSameDay, &p, dojo.At(now), z); v.Reversible != want {
			t.Fatalf("reversible %v (reason %d), want %v: %+v at %v", v.Reversible, v.Reason, want, p, now.In(z))
		}
	})
}

// The same for the other rule, whose seven days know no calendar.
func TestReversiblePublishedIsItsDefinition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z := drawZone(t)
		p := drawPayment(t, z)
		now := drawNow(t, &p, z, "now")

		at := p.PaidAt.Time()
		if at.IsZero() {
			at = p.CreatedAt.Time()
		}
		date := func(u time.Time) string { return u.In(z).Format(time.DateOnly) }
		standing := slices.ContainsFunc(p.Extras().Captures, func(c dojo.Capture) bool { return c.Status != "Declined" && c.Status != "Failed" })
		readable := !slices.ContainsFunc(p.Extras().Gaps, func(g string) bool { return g != "description" })
		amount := p.Amount != nil && p.Amount.Minor > 0 && p.Amount.Currency != ""
		manual := p.Status == dojo.StatusAuthorized && p.Kind().CaptureMode == dojo.CaptureManual && !standing &&
			date(now) >= date(at) && now.Sub(at) < 7*24*time.Hour
		auto := p.Status == dojo.StatusCaptured && p.Kind().CaptureMode == dojo.CaptureAuto && date(now) == date(at)
		want := (manual || auto) && p.Extras().Refunded == 0 && readable && amount && !at.IsZero()

		if v := dojo.Reversible(dojo.RulePublished, &p, dojo.At(now), z); v.Reversible != want {
			t.Fatalf("reversible %v (reason %d), want %v: %+v at %v", v.Reversible, v.Reason, want, p, now.In(z))
		}
	})
}

// Waiting never brings a reversal back: who is told "too late" can rely on it.
func TestReversibleNeverComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z, rule := drawZone(t), drawRule(t)
		p := drawPayment(t, z)
		at := []time.Time{drawNow(t, &p, z, "first"), drawNow(t, &p, z, "second"), drawNow(t, &p, z, "third")}
		slices.SortFunc(at, time.Time.Compare)
		yes := func(i int) bool { return dojo.Reversible(rule, &p, dojo.At(at[i]), z).Reversible }
		if yes(0) && !yes(1) && yes(2) {
			t.Fatalf("reversible again: %+v at %v", p, at)
		}
		if v := dojo.Reversible(rule, &p, dojo.At(at[0]), z); v.Reason == dojo.ReasonTooLate && (yes(1) || yes(2)) {
			t.Fatalf("too late, and then not: %+v at %v", p, at)
		}
	})
}

// A verdict's deadline is exact: one nanosecond before it the payment can be
// reversed, at it and ever after it can't.
func TestReversibleDeadlineIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z, rule := drawZone(t), drawRule(t)
		p := drawPayment(t, z)
		now := drawNow(t, &p, z, "now")
		v := dojo.Reversible(rule, &p, dojo.At(now), z)
		if !v.Reversible {
			if !v.Deadline.IsZero() {
				t.Fatalf("a deadline without a yes: %+v", v)
			}
			return
		}
		if !v.Deadline.After(now) {
			t.Fatalf("reversible at %v, deadline %v", now, v.Deadline)
		}
		last := dojo.Reversible(rule, &p, dojo.At(v.Deadline.Add(-1)), z)
		if !last.Reversible || !last.Deadline.Equal(v.Deadline) {
			t.Fatalf("a nanosecond before the deadline: %+v, at first %+v", last, v)
		}
		for _, later := range []time.Duration{0, 1, time.Hour, 24 * time.Hour, 365 * 24 * time.Hour} {
			if dojo.Reversible(rule, &p, dojo.At(v.Deadline.Add(later)), z).Reversible {
				t.Fatalf("reversible %v after the deadline %v", later, v.Deadline)
			}
		}
	})
}

// The zone of a time.Time says how to print it and must never decide anything.
func TestReversibleIgnoresHowTimesAreWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z, rule := drawZone(t), drawRule(t)
		p := drawPayment(t, z)
		now := drawNow(t, &p, z, "now")
		want := dojo.Reversible(rule, &p, dojo.At(now), z)
		elsewhere := time.FixedZone("elsewhere", rapid.IntRange(-12*3600, 14*3600).Draw(t, "offset"))
		if !p.PaidAt.IsZero() {
			p.PaidAt = dojo.InstantOf(p.PaidAt.Time().In(elsewhere))
		}
		if !p.CreatedAt.IsZero() {
			p.CreatedAt = dojo.InstantOf(p.CreatedAt.Time().In(elsewhere))
		}
		got := dojo.Reversible(rule, &p, dojo.At(now.In(elsewhere)), z)
		if got.Reversible != want.Reversible || got.Reason != want.Reason || !got.Deadline.Equal(want.Deadline) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

// A span allows what each instant of it allows, and nothing else.
func TestRulePropertySpan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z := time.UTC
		start := time.Date(2026, 3, 10, 0, 0, 0, 0, z)
		draw := func(label string) time.Time {
			return start.Add(time.Duration(rapid.Int64Range(0, int64(10*24*time.Hour)).Draw(t, label)))
		}
		p := dojo.PaymentIntent{
			ID: "pi_x", Status: rapid.SampledFrom([]dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured}).Draw(t, "status"),
			PaidAt: dojo.InstantOf(draw("paid")), Amount: &dojo.Money{Minor: 1, Currency: "GBP"},
		}.WithKind(dojo.Kind{CaptureMode: rapid.SampledFrom([]dojo.CaptureMode{dojo.CaptureManual, dojo.CaptureAuto}).Draw(t, "mode")})
		rule := rapid.SampledFrom([]dojo.Rule{dojo.RuleSameDay, dojo.RulePublished}).Draw(t, "rule")
		span := dojo.At(draw("one end"))
		if other := draw("another"); other.After(span.Latest) {
			span.Latest = other
		} else {
			span.Earliest = other
		}
		within := span.Earliest.Add(time.Duration(rapid.Float64Range(0, 1).Draw(t, "within") * float64(span.Latest.Sub(span.Earliest))))
		yes := func(s dojo.Span) bool { return dojo.Reversible(rule, &p, s, z).Reversible }
		if got := yes(span); got && !yes(dojo.At(within)) {
			t.Fatalf("allowed over %v, not at %v", span, within)
		} else if got != (yes(dojo.At(span.Earliest)) && yes(dojo.At(span.Latest))) {
			t.Fatalf("over %v: %v, not as at both ends", span, got)
		}
	})
}
