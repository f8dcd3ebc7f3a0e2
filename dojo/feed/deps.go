package feed

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"dojoreversals/dojo"
)

// Source is what the feed reads from, such as *dojo.Client. It must be safe for
// concurrent use, and must not change what it has returned.
type Source interface {
	// Search reads one page of a query.
	Search(ctx context.Context, q dojo.Query) (dojo.Page, error)
	// PaymentIntent reads one payment.
	PaymentIntent(ctx context.Context, id string) (dojo.Reading, error)
}

// Deps are the feed's ways to the outside world. Only Rand and Crashed may be nil.
type Deps struct {
	Source Source
	// Now is this machine's clock. Its times have a monotonic reading.
	Now func() time.Time
	// Clock is Dojo's clock, such as *dojo.Clock.
	Clock interface{ Now() time.Time }
	// After is time.After, or stands in for it.
	After func(time.Duration) <-chan time.Time
	// Rand returns a random number in [0, 1), for the jitter of waits. Only Run
	// calls it.
	Rand func() float64
	// Crashed is told of a panic in a goroutine of the feed. It must not wait. Without
	// it, the panic ends the program.
	Crashed func(what any)
}

// Options say how the list of a shop is read.
type Options struct {
	// Refresh is the wait from the end of one refresh to the start of the next,
	// give or take a tenth. It grows if a refresh takes many pages or much time,
	// while nobody looks, and when Dojo asks for fewer calls.
	Refresh time.Duration
	// RecentDays is how many times 24 hours back settled and unpaid payments
	// are listed.
	RecentDays int

	// Tests set these; zero is the default.
	fullEvery   int // after how many waits of Refresh the settled payments are read again, at least
	atOnce      int // how many pages a load reads at once, at most; with 1 no list is split into windows
	reads       int // how many payments one refresh reads singly, at most…
	readsAtOnce int // …and how many of them at a time
}

func (o Options) checked() Options {
	if o.Refresh <= 0 || o.RecentDays <= 0 {
		panic("feed: Options needs Refresh and RecentDays")
	}
	o.fullEvery = cmp.Or(o.fullEvery, 12)
	o.atOnce = cmp.Or(o.atOnce, 8)
	o.reads = cmp.Or(o.reads, 20)
	o.readsAtOnce = cmp.Or(o.readsAtOnce, 4)
	return o
}

func (d Deps) checked() Deps {
	if d.Source == nil || d.Now == nil || d.Clock == nil || d.After == nil {
		panic("feed: Deps needs Source, Now, Clock and After")
	}
	if d.Rand == nil {
		d.Rand = rand.Float64
	}
	return d
}

// heldDays is how far back held payments are listed. An intent can wait 30 days
// for its payment and a hold lasts 7; one more day covers the edges.
const heldDays = 38

// group is one of the sets of payments that are listed.
type group int

const (
	held    group = iota // Authorized: some can be reversed
	settled              // over, or nearly so
	unpaid               // Created: read only while a reader shows them
	groups
)

// statuses are the statuses of a group. A query names each of them, since Dojo
// leaves Canceled out by default.
func (g group) statuses() []dojo.Status {
	switch g {
	case held:
		return []dojo.Status{dojo.StatusAuthorized}
	case unpaid:
		return []dojo.Status{dojo.StatusCreated}
	}
	return []dojo.Status{dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled}
}

// groupOf is the group of a status. No query asks for an unknown status; such a
// payment counts as settled, which is forgotten earlier.
func groupOf(s dojo.Status) group {
	switch s {
	case dojo.StatusAuthorized:
		return held
	case dojo.StatusCreated:
		return unpaid
	}
	return settled
}

// ranges are the times of Dojo's clock from which each group is listed.
type ranges [groups]time.Time

func rangesAt(now time.Time, recentDays int) ranges {
	const day = 24 * time.Hour
	recent := now.Add(-time.Duration(recentDays) * day)
	return ranges{held: now.Add(-heldDays * day), settled: recent, unpaid: recent}
}

// past says whether a payment is older than its group's range by all of its
// times. So a payment that Dojo still lists stays here, whichever of its times
// Dojo filters by.
func (w ranges) past(p *dojo.PaymentIntent) bool {
	at := max(cmp.Or(p.PaidAt, p.CreatedAt), p.UpdatedAt)
	return !at.IsZero() && at.Time().Before(w[groupOf(p.Status)])
}
