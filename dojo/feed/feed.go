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
	urgent  urgent
	running atomic.Bool
	run     *runner // used by Run alone

	snapshot atomic.Pointer[Snapshot]

	mu        sync.Mutex
	readers   map[*Reader]struct{}
	book      *book
	draft     Snapshot // the next snapshot, without the book's latest changes
	published time.Time
	index     index // of the newest snapshot's payments
	asked     request
	woke      time.Time     // this machine's clock when it was found to have slept
	came      time.Time     // this machine's clock when somebody came to a list that was old
	wake      chan struct{} // has a value when Run may have more to do
}

// request is what readers asked the next refresh to read.
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

// Snapshot returns the newest snapshot. It is never nil.
func (f *Feed) Snapshot() *Snapshot { return f.snapshot.Load() }

// Refresh asks for everything to be read again now, or as soon as Dojo allows.
// Until that begins, asking again changes nothing.
func (f *Feed) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = request{all: true, unpaid: true}
	poke(f.wake)
}

// take returns what was asked for since the last take, and whether a reader
// shows unpaid payments.
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

// isLookedAt says whether somebody looks at what any reader shows, and isEmpty that
// there is nobody who could.
func (f *Feed) isLookedAt() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.anyReader(looks)
}

func (f *Feed) isEmpty() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.anyReader(here)
}

// pages are how many pages the list of each group should have.
func (f *Feed) pages() (pages [groups]int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.book.records {
		pages[groupOf(r.shown.Status)]++
	}
	for g, n := range pages {
		pages[g] = n/dojo.PageLimit + 1
	}
	return pages
}

// Observe merges a good read of one payment that was made outside the feed, such
// as by a reversal.
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

// lookedUpFor is how long a payment that was looked up stays in the list, however
// old it is.
const lookedUpFor = 24 * time.Hour

// LookUp reads one payment, listed or not, and puts it in the list. It takes IDs
// as people paste them, see dojo.CleanID. The errors are those of
// dojo.Client.PaymentIntent. It neither waits for the list nor retries.
func (f *Feed) LookUp(ctx context.Context, id string) (dojo.PaymentIntent, error) {
	id, err := dojo.CleanID(id)
	if err != nil {
		return dojo.PaymentIntent{}, err
	}
	f.budget.spend(f.deps.Now()) // it counts, but doesn't wait: somebody is waiting for the answer
	reading, err := f.read(ctx, id, true)
	f.publishChanges()
	return reading.Payment, err
}

// afford waits until the budget has a call left.
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

// read reads one payment and merges the answer, without publishing it. If it is
// to be pinned, it stays in the list for lookedUpFor.
func (f *Feed) read(ctx context.Context, id string, pin bool) (dojo.Reading, error) {
	asked := f.deps.Now()
	reading, err := f.deps.Source.PaymentIntent(ctx, id)
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err == nil && reading.Payment.ID != id:
		// The client checks this too, but no payment may be taken for another one
		// even if it didn't.
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

// isUnknown says whether Dojo answered that it doesn't know a payment. A web page
// with status 404 may come from something else on the way.
func isUnknown(err error) bool {
	var refused *dojo.RefusedError
	return errors.As(err, &refused) && refused.Exchange.HTTPStatus == http.StatusNotFound && !refused.HTML
}

// sweepTime is when the load or the check began that a list belongs to.
type sweepTime struct {
	began  stamp
	before time.Time // Dojo's clock: older payments should be known by now; zero if not
}

// tally counts the rows of a page.
type tally struct {
	rows       int
	unreadable int       // without an ID
	distinct   int       // seen for the first time since sweepTime.began
	changed    int       // with something new
	missed     int       // not known before, although older than sweepTime.before
	lo, hi     time.Time // the earliest and the latest time of payment
}

// merge merges a page, without publishing it.
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
		if known == nil && max(p.UpdatedAt, p.PaidAt, p.CreatedAt).Time().Before(since.before) {
			t.missed++
		}
		if f.book.add(version{payment: p, sent: sent}) {
			t.changed++
		}
	}
	return t
}

// sent is when a request was sent, or asked if the client doesn't know.
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

// The least time between two snapshots during a load. Each of them copies the whole
// list, and readers go over all of it: so it is longer for a longer list.
const (
	publishEvery = 100 * time.Millisecond // up to 33,000 payments
	publishEach  = 3 * time.Microsecond   // for each payment
)

// publishSoon publishes the changes, unless the last snapshot is too young.
func (f *Feed) publishSoon() {
	f.mu.Lock()
	defer f.mu.Unlock()
	least := max(publishEvery, time.Duration(len(f.book.records))*publishEach)
	if len(f.book.dirty) > 0 && (f.published.IsZero() || f.deps.Now().Sub(f.published) >= least) {
		f.publish()
	}
}

// publish makes a snapshot and tells the readers. If no payment changed, the new
// snapshot shares its list with the old one. f.mu is held.
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
