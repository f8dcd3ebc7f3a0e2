package ui

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"strings"
	"time"
)

var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}()

// sunday is the moment at which most tests begin: Sunday 22 November, 18:59 in
// London.
var sunday = time.Date(2026, 11, 22, 18, 59, 0, 0, london)

// clockAt is an instant of that Sunday, "18:42" or "18:42:07".
func clockAt(s string) time.Time {
	layout := "15:04"
	if strings.Count(s, ":") == 2 {
		layout = "15:04:05"
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 22, t.Hour(), t.Minute(), t.Second(), 0, london)
}

func pounds(minor int64) *dojo.Money { return &dojo.Money{Minor: minor, Currency: "GBP"} }

// paid makes a held payment; change alters it.
func paid(id, at string, minor int64, change ...func(*dojo.PaymentIntent)) *dojo.PaymentIntent {
	p := &dojo.PaymentIntent{
		ID: "pi_" + id, Status: dojo.StatusAuthorized, CaptureMode: dojo.CaptureManual,
		Reference: "ORDER-" + id, Amount: pounds(minor), TotalAmount: pounds(minor),
		Card: dojo.Card{Brand: "Visa", Last4: "1013", EntryMode: "Contactless", Funding: "Debit"},
	}
	p.PaidAt = clockAt(at).UTC()
	p.CreatedAt = p.PaidAt.Add(-time.Minute)
	p.UpdatedAt = p.PaidAt
	for _, c := range change {
		c(p)
	}
	return p
}

func is(s dojo.Status) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) { p.Status = s }
}

func card(brand, last4 string) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) { p.Card.Brand, p.Card.Last4 = brand, last4 }
}

func daysAgo(n int) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) {
		p.PaidAt = p.PaidAt.AddDate(0, 0, -n)
		p.CreatedAt, p.UpdatedAt = p.PaidAt.Add(-time.Minute), p.PaidAt
	}
}

// changed is a copy of a payment with a change.
func changed(p *dojo.PaymentIntent, change ...func(*dojo.PaymentIntent)) *dojo.PaymentIntent {
	c := *p
	for _, f := range change {
		f(&c)
	}
	return &c
}

// shopDay is a day with one payment of each kind.
func shopDay() []*dojo.PaymentIntent {
	return []*dojo.PaymentIntent{
		paid("1011", "18:42:07", 4250, func(p *dojo.PaymentIntent) {
			p.Amount, p.Tips, p.AuthCode = pounds(4000), pounds(250), "123456"
			p.AutoExpireIn, p.AutoExpireAction = 6*24*time.Hour, dojo.ExpireRelease
		}),
		paid("1010", "18:40", 4250),
		paid("1009", "18:36", 11200, card("Mastercard", "1096")),
		paid("1008", "18:31", 999, card("Amex", "1002"), is(dojo.StatusReversed)),
		paid("1007", "18:10", 9999, is(dojo.StatusCaptured)),
		paid("1006", "17:05", 123450, card("Visa", "4242")),
		paid("1005", "16:00", 1500, is(dojo.StatusRefunded)),
		paid("1004", "15:00", 1600, is(dojo.StatusCreated)),
		paid("0990", "13:00", 8888, card("Visa", "1014"), daysAgo(1), func(p *dojo.PaymentIntent) {
			p.AutoExpireIn, p.AutoExpireAction = 7*24*time.Hour, dojo.ExpireCapture
		}),
		paid("0985", "12:00", 2222, daysAgo(9)),
	}
}

// source is a Dojo that is never asked: snapshots are made by feed.Observe.
type source struct{ feed.Source }

// snapshotOf makes a snapshot of a list that is loaded and well.
func snapshotOf(version uint64, payments []*dojo.PaymentIntent) *feed.Snapshot {
	now := func() time.Time { return sunday }
	f := feed.New(feed.Deps{Source: source{}, Now: now, Clock: fixed(sunday), After: time.After}, feed.Options{})
	for _, p := range payments {
		f.Observe(dojo.Reading{Payment: *p})
	}
	s := *f.Snapshot()
	s.Version, s.State, s.Complete, s.AsOf = version, feed.Ready, true, sunday
	return &s
}

type fixed time.Time

func toState(s journal.State) func(*reversal.Attempt) {
	return func(a *reversal.Attempt) {
		a.State = s
		if a.SentAt.IsZero() && s != journal.Intended && s != journal.Abandoned {
			a.SentAt = a.ConfirmedAt
		}
		a.LastStatus = dojo.StatusAuthorized
	}
}

func (f fixed) Now() time.Time { return time.Time(f) }

var allWhys = []journal.Why{
	"", journal.NoConnection, journal.ReadRefused, journal.NotEligible, journal.Changed, journal.AlreadyReversed, journal.TooSlow,
	journal.NotRecorded, journal.OtherAttempt, journal.Stopped, journal.Unusable,
	journal.Refused, journal.Forbidden, journal.SaidFailed, journal.NotSent, journal.CapturedFirst, journal.RefundedFirst, journal.CanceledFirst,
}

func onlyASCII(t interface {
	Helper()
	Errorf(format string, args ...any)
}, text string) {
	t.Helper()
	for _, r := range text {
		if r > '~' {
			t.Fatalf("%q in %q", r, text)
		}
	}
}

var reasonsOfTheRule = []dojo.Reason{
	dojo.ReasonHeld, dojo.ReasonCapturedToday, dojo.ReasonCaptured, dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonTooLate,
	dojo.ReasonReversed, dojo.ReasonRefunded, dojo.ReasonCanceled, dojo.ReasonNotPaid, dojo.ReasonCaptureMode, dojo.ReasonUnknownStatus,
	dojo.ReasonNoPaymentTime, dojo.ReasonPaidInTheFuture, dojo.ReasonNoAmount, dojo.ReasonUnreadable, dojo.ReasonDayUnsure,
}

var allStates = []journal.State{
	journal.Intended, journal.Sending, journal.Created, journal.Checking, journal.Successful, journal.Failed, journal.Already,
	journal.Unresolved, journal.Abandoned,
}

var allStatuses = []dojo.Status{
	dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled, "Frobbed", "",
}

// attemptIn is an attempt of seven seconds ago.
func attemptIn(s journal.State, why journal.Why) reversal.Attempt {
	a := reversal.Attempt{Attempt: journal.Attempt{
		ID: "attempt-1", Payment: journal.Confirmed(shopDay()[0]), Operator: "priya", Host: "till 2",
		ConfirmedAt: sunday.Add(-7 * time.Second), State: s, Why: why, LastStatus: dojo.StatusAuthorized,
	}}
	if s != journal.Intended && s != journal.Abandoned {
		a.SentAt = sunday.Add(-5 * time.Second)
	}
	return a
}
