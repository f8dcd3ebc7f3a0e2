package shopday

import (
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// London is the shop's zone.
var London = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}()

// Sunday is the moment at which most tests begin: Sunday 22 November, 18:59 in
// London.
var Sunday = time.Date(2026, 11, 22, 18, 59, 0, 0, London)

// ClockAt is an instant of that Sunday, "18:42" or "18:42:07".
func ClockAt(s string) time.Time {
	layout := "15:04"
	if strings.Count(s, ":") == 2 {
		layout = "15:04:05"
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 22, t.Hour(), t.Minute(), t.Second(), 0, London)
}

// Pounds is an amount in pence.
func Pounds(minor int64) *dojo.Money { return &dojo.Money{Minor: minor, Currency: "GBP"} }

// Paid makes a held payment; change alters it.
func Paid(id, at string, minor int64, change ...func(*dojo.PaymentIntent)) *dojo.PaymentIntent {
	p := new(dojo.PaymentIntent{
		ID: "pi_" + id, Status: dojo.StatusAuthorized, Reference: "ORDER-" + id, Amount: Pounds(minor), TotalAmount: Pounds(minor),
		Last4: "1013",
	}.WithKind(dojo.Kind{CaptureMode: dojo.CaptureManual, Brand: "Visa", EntryMode: "Contactless", Funding: "Debit"}))
	p.PaidAt = dojo.InstantOf(ClockAt(at))
	p.CreatedAt = dojo.InstantOf(p.PaidAt.Time().Add(-time.Minute))
	p.UpdatedAt = p.PaidAt
	for _, c := range change {
		c(p)
	}
	return p
}

// Is gives a payment a status.
func Is(s dojo.Status) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) { p.Status = s }
}

// Card gives a payment a card.
func Card(brand, last4 string) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) {
		p.Last4 = last4
		p.EditKind(func(k *dojo.Kind) { k.Brand = brand })
	}
}

// DaysAgo puts a payment back by days.
func DaysAgo(n int) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) {
		p.PaidAt = dojo.InstantOf(p.PaidAt.Time().AddDate(0, 0, -n))
		p.CreatedAt, p.UpdatedAt = dojo.InstantOf(p.PaidAt.Time().Add(-time.Minute)), p.PaidAt
	}
}

// Changed is a copy of a payment with a change.
func Changed(p *dojo.PaymentIntent, change ...func(*dojo.PaymentIntent)) *dojo.PaymentIntent {
	c := *p
	for _, f := range change {
		f(&c)
	}
	return &c
}

// Payments is a day with one payment of each kind.
func Payments() []*dojo.PaymentIntent {
	return []*dojo.PaymentIntent{
		Paid("1011", "18:42:07", 4250, func(p *dojo.PaymentIntent) {
			p.Amount, p.AuthCode = Pounds(4000), "123456"
			p.EditExtras(func(x *dojo.Extras) { x.Tips = Pounds(250) })
			p.EditKind(func(k *dojo.Kind) {
				k.AutoExpireIn = 6 * 24 * time.Hour
				k.AutoExpireAction = dojo.ExpireRelease
			})
		}),
		Paid("1010", "18:40", 4250),
		Paid("1009", "18:36", 11200, Card("Mastercard", "1096")),
		Paid("1008", "18:31", 999, Card("Amex", "1002"), Is(dojo.StatusReversed)),
		Paid("1007", "18:10", 9999, Is(dojo.StatusCaptured)),
		Paid("1006", "17:05", 123450, Card("Visa", "4242")),
		Paid("1005", "16:00", 1500, Is(dojo.StatusRefunded)),
		Paid("1004", "15:00", 1600, Is(dojo.StatusCreated)),
		Paid("0990", "13:00", 8888, Card("Visa", "1014"), DaysAgo(1), func(p *dojo.PaymentIntent) {
			p.EditKind(func(k *dojo.Kind) {
				k.AutoExpireIn = 7 * 24 * time.Hour
				k.AutoExpireAction = dojo.ExpireCapture
			})
		}),
		Paid("0985", "12:00", 2222, DaysAgo(9)),
	}
}

// SnapshotOf makes a snapshot of a list that is loaded and well, of payments in
// any order. It points to the very payments that were given.
func SnapshotOf(version uint64, payments []*dojo.PaymentIntent) *feed.Snapshot {
	byID := byID{}
	for _, p := range payments {
		byID[p.ID] = p
	}
	sorted := slices.SortedFunc(slices.Values(payments), feed.NewestFirst)
	return &feed.Snapshot{Payments: sorted, Version: version, State: feed.Ready, Complete: true, AsOf: Sunday, Index: byID}
}

type byID map[string]*dojo.PaymentIntent

func (m byID) Find(id string) *dojo.PaymentIntent { return m[id] }

// ToState moves an attempt to a state.
func ToState(s journal.State) func(*reversal.Attempt) {
	return func(a *reversal.Attempt) {
		a.State = s
		if a.SentAt.IsZero() && s != journal.Intended && s != journal.Abandoned {
			a.SentAt = a.ConfirmedAt
		}
		a.LastStatus = dojo.StatusAuthorized
	}
}

// AllWhys are the reasons of the journal.
var AllWhys = []journal.Why{
	"", journal.NoConnection, journal.ReadRefused, journal.NotEligible, journal.Changed, journal.AlreadyReversed, journal.TooSlow,
	journal.NotRecorded, journal.OtherAttempt, journal.Stopped, journal.NotAllowed,
	journal.Refused, journal.Forbidden, journal.SaidFailed, journal.NotSent, journal.CapturedFirst, journal.RefundedFirst, journal.CanceledFirst,
}

// OnlyASCII fails for a text that has any other character.
func OnlyASCII(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, text string) {
	t.Helper()
	for _, r := range text {
		if r > '~' {
			t.Fatalf("%q in %q", r, text)
		}
	}
}

// ReasonsOfTheRule are the reasons of dojo.Reversible.
var ReasonsOfTheRule = []dojo.Reason{
	dojo.ReasonHeld, dojo.ReasonCapturedToday, dojo.ReasonCaptured, dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonTooLate,
	dojo.ReasonReversed, dojo.ReasonRefunded, dojo.ReasonCanceled, dojo.ReasonNotPaid, dojo.ReasonCaptureMode, dojo.ReasonUnknownStatus,
	dojo.ReasonNoPaymentTime, dojo.ReasonPaidInTheFuture, dojo.ReasonNoAmount, dojo.ReasonUnreadable, dojo.ReasonDayUnsure,
}

// AllStates are the states of an attempt.
var AllStates = []journal.State{
	journal.Intended, journal.Sending, journal.Created, journal.Checking, journal.Successful, journal.Failed, journal.Already,
	journal.Unresolved, journal.Abandoned,
}

// AttemptIn is an attempt of seven seconds ago.
func AttemptIn(s journal.State, why journal.Why) reversal.Attempt {
	a := reversal.Attempt{Attempt: journal.Attempt{
		ID: "attempt-1", Payment: journal.Confirmed(Payments()[0]), Operator: "priya", Host: "till 2",
		ConfirmedAt: Sunday.Add(-7 * time.Second), State: s, Why: why, LastStatus: dojo.StatusAuthorized,
	}}
	if s != journal.Intended && s != journal.Abandoned {
		a.SentAt = Sunday.Add(-5 * time.Second)
	}
	return a
}

// WithOtherHours are Payments and four of the morning: one captured, one in euros,
// one cancelled, and one whose capture is under way.
func WithOtherHours() []*dojo.PaymentIntent {
	return append(Payments(),
		Paid("2001", "09:59", 100, Is(dojo.StatusCaptured)),
		Paid("2002", "09:00", 500, func(p *dojo.PaymentIntent) { p.Amount.Currency, p.TotalAmount = "EUR", nil }),
		Paid("2003", "08:00", 700, Is(dojo.StatusCanceled)),
		Paid("2004", "08:30", 700, func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 700, Status: "Created"}} })
		}),
	)
}
