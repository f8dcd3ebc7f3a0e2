package feed

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"dojoreversals/dojo"
)

// Feed is the live list of a shop's payments. All of its methods are safe for
// concurrent use; only Run talks to Dojo by itself.
type Feed struct {
	deps    Deps
	opts    Options
	epoch   time.Time // this machine's clock when the feed was made
	budget  *budget
	running atomic.Bool
	run     *runner // used by Run alone

	snapshot atomic.Pointer[Snapshot]

	mu        sync.Mutex
	readers   map[*Reader]struct{}
	book      *book
	draft     Snapshot // the next snapshot, but for what comes from the book
	published time.Time
	index     index // of the newest snapshot's payments
	asked     request
	wake      chan struct{} // has a value when Run may have more to do
}

// request is what a reader wants from the next refresh.
type request struct{ all, unpaid bool }

// New makes a feed. It reads nothing until Run is called.
func New(d Deps, o Options) *Feed {
	d = d.checked()
	f := &Feed{deps: d, opts: o.checked(), epoch: d.Now(), readers: map[*Reader]struct{}{}, book: newBook(), wake: make(chan struct{}, 1)}
	f.budget = newBudget(f.epoch)
	f.run = newRunner(f)
	f.snapshot.Store(&Snapshot{})
	return f
}

// Snapshot returns the newest snapshot, which is never nil.
func (f *Feed) Snapshot() *Snapshot { return f.snapshot.Load() }

// Refresh asks for everything to be read again now, or as soon as Dojo allows.
// Asking many times before that is asking once.
func (f *Feed) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = request{all: true, unpaid: true}
	poke(f.wake)
}

// take returns what was asked for since the last time.
func (f *Feed) take() (r request, unpaidOn bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.wake:
	default:
	}
	r, f.asked = f.asked, request{}
	return r, f.anyReader(wantsUnpaid)
}

// isAsked says whether a reader asked for something to be read.
func (f *Feed) isAsked() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked != request{}
}

// isLookedAt says whether somebody looks at what any reader shows.
func (f *Feed) isLookedAt() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.anyReader(looks)
}

// pagesOf is how many pages the list of a group has, by what is known.
func (f *Feed) pagesOf(g group) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, r := range f.book.records {
		if groupOf(r.shown.Status) == g {
			n++
		}
	}
	return n/dojo.PageLimit + 1
}

// Observe merges a good read of one payment that was made elsewhere, such as
// by the watch over a reversal.
func (f *Feed) Observe(reading dojo.Reading) {
	if reading.Payment.ID == "" {
		return
	}
	v := version{payment: &reading.Payment, sent: f.sent(reading.Exchange, f.deps.Now()), single: true}
	f.mu.Lock()
	f.book.add(v)
	f.mu.Unlock()
	f.publishChanges()
}

// lookedUpFor is how long a payment that was looked up stays in the list
// though it is older than what is listed.
const lookedUpFor = 24 * time.Hour

// LookUp reads one payment, listed or not, and puts it in the list. The ID may
// have what people paste around it, see dojo.CleanID; the errors are those of
// dojo.Client.PaymentIntent. It neither waits for the list nor retries.
func (f *Feed) LookUp(ctx context.Context, id string) (dojo.PaymentIntent, error) {
	id, err := dojo.CleanID(id)
	if err != nil {
		return dojo.PaymentIntent{}, err
	}
	f.budget.spend(f.deps.Now()) // what somebody waits for comes first, and the lists wait for it
	reading, err := f.read(ctx, id, true)
	f.publishChanges()
	return reading.Payment, err
}

// afford waits until the budget has a call left, or the context ends.
func (f *Feed) afford(ctx context.Context) error {
	wait := f.budget.spend(f.deps.Now())
	if wait == 0 {
		return nil
	}
	select {
	case <-f.deps.After(wait):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read reads one payment and merges the answer without publishing it. One that
// is to be pinned stays for a day, however old it is.
func (f *Feed) read(ctx context.Context, id string, pin bool) (dojo.Reading, error) {
	asked := f.deps.Now()
	reading, err := f.deps.Source.PaymentIntent(ctx, id)
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err == nil && reading.Payment.ID != id:
		// The client checks this too; a payment that is taken for another one
		// must not depend on it.
		return dojo.Reading{}, errors.New("feed: the answer is about another payment")
	case err == nil:
		if pin {
			f.book.pinned[id] = f.deps.Clock.Now().Add(lookedUpFor)
		}
		f.book.add(version{payment: &reading.Payment, sent: f.sent(reading.Exchange, asked), single: true})
	case isUnknown(err):
		f.book.miss(id, f.sent(reading.Exchange, asked), f.deps.Clock.Now())
	}
	return reading, err
}

// isUnknown says whether an error is Dojo's word that it doesn't know a
// payment. A web page that says 404 isn't Dojo's word.
func isUnknown(err error) bool {
	var refused *dojo.RefusedError
	return errors.As(err, &refused) && refused.Exchange.HTTPStatus == http.StatusNotFound && !refused.HTML
}

// sweepTime is when what a list belongs to began.
type sweepTime struct {
	began  stamp
	before time.Time // Dojo's clock: what is older should be known; zero for no matter
}

// tally is what was on a page.
type tally struct {
	rows       int
	unreadable int       // had no ID
	distinct   int       // were seen for the first time since the load began
	changed    int       // said something new
	missed     int       // were not known, though old enough
	lo, hi     time.Time // the earliest and the latest time of payment
}

// merge takes in a page, without publishing it.
func (f *Feed) merge(page dojo.Page, asked time.Time, since sweepTime) tally {
	w := rangesAt(f.deps.Clock.Now(), f.opts.RecentDays)
	t := tally{rows: len(page.Payments)}
	f.mu.Lock()
	defer f.mu.Unlock()
	sent := f.sent(page.Exchange, asked)
	for i := range page.Payments {
		p := &page.Payments[i]
		if p.ID == "" {
			t.unreadable++
			continue
		}
		if at, _ := p.PaidOrCreated(); !at.IsZero() {
			if t.lo.IsZero() || at.Before(t.lo) {
				t.lo = at
			}
			if at.After(t.hi) {
				t.hi = at
			}
		}
		known := f.book.records[p.ID]
		if known == nil && w.past(p) {
			continue
		}
		if known == nil || known.seen < since.began {
			t.distinct++
		}
		if known == nil && p.UpdatedAt.Before(since.before) && p.PaidAt.Before(since.before) && p.CreatedAt.Before(since.before) {
			t.missed++
		}
		if f.book.add(version{payment: p, sent: sent}) {
			t.changed++
		}
	}
	return t
}

// sent is when a request was sent, or was about to be.
func (f *Feed) sent(x dojo.Exchange, asked time.Time) stamp {
	if !x.Sent.IsZero() {
		asked = x.Sent
	}
	return f.stamp(asked)
}

func (f *Feed) stamp(t time.Time) stamp { return stamp(t.Sub(f.epoch)) }

// update changes the next snapshot and publishes it.
func (f *Feed) update(change func(*Snapshot)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(&f.draft)
	f.publish()
}

// publishChanges publishes if any payment changed since the last snapshot.
func (f *Feed) publishChanges() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.book.dirty) > 0 || f.book.goneDirty {
		f.publish()
	}
}

// publishEvery is how often a load that is under way is published: each time
// the whole list is copied, which readers then work through.
const publishEvery = 100 * time.Millisecond

// publishSoon publishes what changed unless that was done just now.
func (f *Feed) publishSoon() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.book.dirty) > 0 && (f.published.IsZero() || f.deps.Now().Sub(f.published) >= publishEvery) {
		f.publish()
	}
}

// publish makes a snapshot of what is known and tells the readers. f.mu is
// held. If no payment changed, the new snapshot has the list of the old one.
func (f *Feed) publish() {
	old, d := f.snapshot.Load(), &f.draft
	if len(f.book.dirty) > 0 {
		remove, add, next := f.book.changes(f.index)
		if len(remove)+len(add) > 0 {
			f.index = next
			d.Payments, d.Index = splice(old.Payments, remove, add), next
			d.Version++
		}
	}
	if f.book.goneDirty {
		d.Gone = maps.Clone(f.book.gone)
		f.book.goneDirty = false
		d.Version++
	}
	if d.Version > 0 {
		f.published = f.deps.Now()
	}
	s := *d
	f.snapshot.Store(&s)
	for r := range f.readers {
		poke(r.signal)
	}
}
