package feed

import (
	"time"

	"dojoreversals/dojo"
)

// A poll reads today's held payments again and again while a load goes on, which may
// take minutes on a bad line. They are what people reverse, and would otherwise be
// shown as they were when the load came to them. It reads them at the pace of
// refreshes, a page beside those of the load, and what vanished from them is read
// singly at once. It has no say in whether anything is complete.
type poll struct {
	run    *runner
	list   *listing  // being read; nil between two times
	due    time.Time // when it is read again, by this machine's clock
	off    bool      // it has too many pages
	singly bool      // payments are to be read singly now, see follow
}

// polledHeld is how far back a poll reads. It has all of today, whatever the shop's
// time zone.
const polledHeld = 24 * time.Hour

// begin has the list read anew after a while. A load that goes on after a failure comes
// first.
func (p *poll) begin() {
	p.list, p.singly = nil, false
	p.due = p.run.feed.deps.Now().Add(p.run.lookInterval())
}

// next is the list if a page of it is to be read now, or nil.
func (p *poll) next() *listing {
	f := p.run.feed
	now := f.deps.Now()
	if p.list == nil && !p.off && !now.Before(p.due) {
		p.list = newListing([]dojo.Status{dojo.StatusAuthorized}, f.deps.Clock.Now().Add(-polledHeld), now)
	}
	if p.list == nil || p.list.busy || p.list.skip {
		return nil
	}
	return p.list
}

// took draws the conclusions of a page of the list.
func (p *poll) took() {
	r, l := p.run, p.list
	switch {
	case l.done:
		f := r.feed
		now := f.deps.Now()
		f.mu.Lock()
		if !l.cut {
			f.book.vanished(held, f.stamp(l.began), l.query.Start)
		}
		p.singly = len(f.book.due(f.stamp(now), 1)) > 0
		f.mu.Unlock()
		r.newestPages, r.newestTook = l.pages, now.Sub(l.began)
		p.list, p.due = nil, now.Add(r.lookInterval())
	case l.pages >= smallPages:
		p.list, p.off = nil, true
	}
}
