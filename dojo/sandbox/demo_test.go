package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// all reads everything that a shop has, as the client sees it.
func (r *rig) all(t tb) []dojo.PaymentIntent {
	t.Helper()
	statuses := []dojo.Status{dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled}
	return slices.Concat(pages(t, r.client(t, "2024-02-05"), dojo.Query{Statuses: statuses})...)
}

// pages reads all pages of a query.
func pages(t tb, c *dojo.Client, q dojo.Query) (out [][]dojo.PaymentIntent) {
	t.Helper()
	var walk dojo.Walk
	for {
		page, err := c.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Payments)
		if q.After = walk.Next(&page); q.After == "" {
			return out
		}
	}
}

func zone(t tb, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// The demo's day is a whole day's at every time of it, and all of it is past.
func TestDemoAtEveryTimeOfDay(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/London", "Europe/Madrid"} {
		z := zone(t, name)
		for _, day := range []dojo.Day{{Year: 2026, Month: 11, Dom: 22}, {Year: 2026, Month: 3, Dom: 29}, {Year: 2026, Month: 10, Dom: 25}, {Year: 2027, Month: 1, Dom: 1}} {
			for _, clock := range []time.Duration{time.Second, time.Minute, 59 * time.Minute, 90 * time.Minute, 3 * time.Hour, 9*time.Hour + 5*time.Minute, 13 * time.Hour, 19 * time.Hour, 22*time.Hour + 59*time.Minute} {
				now := day.Start(z).Add(clock)
				t.Run(fmt.Sprint(name, now), func(t *testing.T) {
					t.Parallel()
					r := start(t, now, sandbox.Options{Demo: true, Seed: 1, Zone: z})
					checkDay(t, r, now, z)
				})
			}
		}
	}
}

func checkDay(t *testing.T, r *rig, now time.Time, z *time.Location) {
	t.Helper()
	today := dojo.DayOf(now, z)
	count := map[dojo.Status]int{}
	var newest dojo.PaymentIntent
	before, reversible, ofToday := 0, 0, 0
	byID := map[string]dojo.PaymentIntent{}
	for _, p := range r.all(t) {
		byID[p.ID] = p
		for what, at := range map[string]time.Time{"created": p.CreatedAt.Time(), "updated": p.UpdatedAt.Time(), "paid": p.PaidAt.Time()} {
			if !at.IsZero() && !at.Before(now) {
				t.Errorf("%s is %s in the future: %v, now %v", p.Reference, what, at, now)
			}
		}
		if p.UpdatedAt.Time().Before(p.PaidAt.Time().Truncate(time.Millisecond)) || (!p.PaidAt.IsZero() && p.CreatedAt.Time().After(p.PaidAt.Time())) {
			t.Errorf("%s: created %v, paid %v, updated %v", p.Reference, p.CreatedAt.Time(), p.PaidAt.Time(), p.UpdatedAt.Time())
		}
		if utf8.RuneCountInString(p.Reference) > 60 {
			t.Errorf("%q is longer than Dojo takes", p.Reference)
		}
		at, _ := p.PaidOrCreated()
		if dojo.DayOf(at, z) != today {
			before++
			continue
		}
		ofToday++
		count[p.Status]++
		if p.PaidAt.Time().After(newest.PaidAt.Time()) {
			newest = p
		}
		if dojo.Reversible(dojo.RuleSameDay, &p, dojo.At(now), z).Reversible {
			reversible++
		}
	}
	want := map[dojo.Status]int{dojo.StatusAuthorized: 18, dojo.StatusCaptured: 9, dojo.StatusReversed: 3, dojo.StatusRefunded: 2, dojo.StatusCreated: 6, dojo.StatusCanceled: 1}
	if ofToday < 38 || before != 10 || reversible != count[dojo.StatusAuthorized] {
		t.Errorf("%d of today, %d before, %d reversible", ofToday, before, reversible)
	}
	for s, n := range want {
		if count[s] < n {
			t.Errorf("%d are %s, want at least %d", count[s], s, n)
		}
	}
	cast := r.Cast()
	if newest.ID != cast["newest"] {
		t.Errorf("the newest is %s of %v", newest.Reference, newest.PaidAt.Time())
	}
	a, b := byID[cast["twin"]], byID[cast["other-twin"]]
	if a.Card() != b.Card() || *a.Amount != *b.Amount || a.PaidAt.Time().Sub(b.PaidAt.Time()) > 5*time.Minute || !b.PaidAt.Time().Before(a.PaidAt.Time()) {
		t.Errorf("no twins: %+v and %+v", a, b)
	}
}

func TestDemoCastPlaysItsParts(t *testing.T) {
	t.Parallel()
	z := zone(t, "Europe/London")
	r := start(t, time.Date(2026, 11, 22, 18, 59, 0, 0, z), sandbox.Options{Demo: true, Seed: 9, Zone: z})
	cast := r.Cast()
	if p := r.reverse(t, cast["fails"], "2022-01-03"); p.str("status") != "Failed" || p.str("message") == "" {
		t.Errorf("fails: %s", p.body)
	}
	wantStatus(t, r.reverse(t, cast["captured-first"], "2022-01-03"), http.StatusBadRequest)
	r.cutRequest(t, r.request(t, http.MethodPost, "/payment-intents/"+cast["answer-lost"]+"/reversal", "2022-01-03", ""))
	wantStatus(t, r.reverse(t, cast["newest"], "2022-01-03"), http.StatusOK)
	r.clock.Advance(10 * time.Second)
	for role, want := range map[string]dojo.Status{
		"fails": dojo.StatusAuthorized, "captured-first": dojo.StatusCaptured, "answer-lost": dojo.StatusReversed, "newest": dojo.StatusReversed,
	} {
		if got := r.status(t, cast[role]); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
}

func TestSameSeedSameDay(t *testing.T) {
	t.Parallel()
	describe := func(seed uint64, at time.Time, times bool) []string {
		r := start(t, at, sandbox.Options{Demo: true, Seed: seed, Payments: 200, Arrivals: time.Minute})
		r.clock.Advance(10 * time.Minute)
		var out []string
		for _, p := range r.all(t) {
			line := fmt.Sprintln(p.ID, p.Reference, p.Card(), *p.Amount, p.AuthCode)
			if times {
				line += fmt.Sprintln(p.Status, p.CreatedAt.Time(), p.PaidAt.Time(), p.UpdatedAt.Time())
			}
			out = append(out, line)
		}
		return out
	}
	same := func(a, b []string) bool { return fmt.Sprint(a) == fmt.Sprint(b) }
	first := describe(4, noon, true)
	if !same(first, describe(4, noon, true)) {
		t.Error("the same seed at the same time made another day")
	}
	if same(first, describe(5, noon, true)) {
		t.Error("another seed made the same day")
	}
	cast := func(at time.Time) map[string]string {
		return sandbox.New(sandbox.Options{Now: newClock(at).Now, Demo: true, Seed: 4}).Cast()
	}
	if a, b := cast(noon), cast(noon.Add(5*time.Hour)); fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("the same seed at another time made other payments: %v, %v", a, b)
	}
}

func TestArrivals(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{Arrivals: time.Minute})
	if n := len(r.all(t)); n != 0 {
		t.Fatalf("%d payments in an empty shop", n)
	}
	r.clock.Advance(time.Hour)
	list := r.all(t)
	if len(list) < 45 || len(list) > 80 {
		t.Errorf("%d payments in an hour, one a minute", len(list))
	}
	for _, p := range list {
		if p.Status != dojo.StatusAuthorized || p.Kind().CaptureMode != dojo.CaptureManual || p.PaidAt.Time().Before(noon) || p.PaidAt.Time().After(noon.Add(time.Hour)) {
			t.Errorf("%+v", p)
		}
	}
	// A laptop that slept for a year doesn't wake to half a million payments.
	r.clock.Advance(365 * 24 * time.Hour)
	first := len(r.all(t))
	if again := len(r.all(t)); first > 1000 || again != first {
		t.Errorf("%d payments after a year, then %d", first, again)
	}
}

func TestPaymentsMadeUp(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{Payments: 400, Seed: 2})
	z := zone(t, "Europe/London")
	today, ids := 0, map[string]bool{}
	for _, p := range r.all(t) {
		at, _ := p.PaidOrCreated()
		if dojo.DayOf(at, z) == dojo.DayOf(noon, z) {
			today++
		}
		if ids[p.ID] || !at.Before(noon) || p.UpdatedAt.Time().After(noon) {
			t.Errorf("%+v", p)
		}
		ids[p.ID] = true
	}
	if today != 400 || len(ids) != 500 {
		t.Errorf("%d of today, %d in all", today, len(ids))
	}
}
