package feed

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"dojoreversals/dojo"
)

// Source is what the feed reads from. *dojo.Client is one. It must be safe for
// concurrent use, and must not change what it has handed out.
type Source interface {
	// Search reads one page of a query.
	Search(ctx context.Context, q dojo.Query) (dojo.Page, error)
	// PaymentIntent reads one payment.
	PaymentIntent(ctx context.Context, id string) (dojo.Reading, error)
}

// Deps is all that the feed has of the outside world. Only Rand may be left
// out.
type Deps struct {
	Source Source
	// Now is this machine's clock, with its monotonic reading.
	Now func() time.Time
	// Clock is Dojo's clock, such as *dojo.Clock.
	Clock interface{ Now() time.Time }
	// After is a channel that gets a value once a duration has passed, such as
	// time.After.
	After func(time.Duration) <-chan time.Time
	// Rand is a random number in [0, 1), for the jitter of waits. It is called
	// by Run alone.
	Rand func() float64
}

// Options say how the list of a shop is read.
type Options struct {
	// Refresh is the wait from the end of one refresh to the start of the
	// next, give or take a tenth. It is longer where a refresh costs much, where
	// nobody looks and where Dojo asks for it.
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

// heldDays is how far back held payments are listed: an intent can wait 30
// days for its payment, and a hold lasts 7; the day more is for the edges.
const heldDays = 38

// group is one of the sets that are listed.
type group int

const (
	held    group = iota // to reverse, or captured any moment
	settled              // greyed
	unpaid               // only in the view "everything"
	groups
)

// statuses returns what a group is asked for by. Dojo leaves Canceled out by
// default, so every status is named.
func (g group) statuses() []dojo.Status {
	switch g {
	case held:
		return []dojo.Status{dojo.StatusAuthorized}
	case unpaid:
		return []dojo.Status{dojo.StatusCreated}
	}
	return []dojo.Status{dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled}
}

// groupOf is the group that lists a status. Unknown ones are listed nowhere
// and count as settled: they leave with the shorter window.
func groupOf(s dojo.Status) group {
	switch s {
	case dojo.StatusAuthorized:
		return held
	case dojo.StatusCreated:
		return unpaid
	}
	return settled
}

// ranges are the instants of Dojo's clock from which each group is listed.
type ranges [groups]time.Time

func rangesAt(now time.Time, recentDays int) ranges {
	const day = 24 * time.Hour
	recent := now.Add(-time.Duration(recentDays) * day)
	return ranges{held: now.Add(-heldDays * day), settled: recent, unpaid: recent}
}

// past says whether a payment has left the range of its group by all of its
// times: whichever of them Dojo filters by, a payment that Dojo lists doesn't
// come and go here.
func (w ranges) past(p *dojo.PaymentIntent) bool {
	at, _ := p.PaidOrCreated()
	if p.UpdatedAt.After(at) {
		at = p.UpdatedAt
	}
	return !at.IsZero() && at.Before(w[groupOf(p.Status)])
}
