package feed

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"dojoreversals/dojo"
)

// If a held payment vanished and the list of settled payments has up to extraPages
// pages, that list is read at once. If it is longer, only the vanished payment is
// read.
const extraPages = 10

// refresh reads the newest payments and changes, then the payments that vanished,
// and spends the rest of its time on the long lists that are due.
func (r *runner) refresh(ctx context.Context) error {
	f := r.feed
	asked, wantUnpaid := f.take()
	r.began, r.wantUnpaid = f.deps.Now(), wantUnpaid
	if asked.all {
		wanted := []group{held, settled}
		if wantUnpaid {
			wanted = append(wanted, unpaid)
		}
		r.loading = r.newLoad(wanted...)
		return r.load(ctx)
	}
	if asked.unpaid {
		r.lanes[unpaid].due = time.Time{}
	}
	if err := r.readNewest(ctx); err != nil {
		return err
	}
	if err := r.follow(ctx); err != nil {
		return err
	}
	return r.readLong(ctx)
}

// readNewest is the cheap part of a refresh. It reads all held payments if they
// fill few pages, and otherwise what arrived or changed in the last minutes.
func (r *runner) readNewest(ctx context.Context) error {
	f := r.feed
	r.newestPages = 0
	if r.isSmall() {
		l := r.list(held)
		if err := r.read(ctx, l); err != nil {
			return err
		}
		r.newestPages = l.pages
		r.cut[recent] = false // this list includes the recent ones
		if r.finish(held, l, true) > 0 {
			r.expectChanges()
			if r.lanes[settled].pages <= extraPages {
				r.lanes[settled].due = time.Time{}
			}
		}
		if !r.isSmall() {
			r.plan(held, 1)
		}
	}
	now := f.deps.Now()
	often := time.Duration(f.opts.fullEvery) * f.opts.Refresh
	if !f.isLookedAt() {
		often *= awayTimes
	}
	if r.isSmall() && (!now.Before(r.lanes[settled].due) || now.Sub(r.changesSince) < often) {
		r.newestTook = now.Sub(r.began)
		return nil
	}
	l := newListing(nil, r.dojoTime(r.changesSince).Add(-overlap), now)
	for g := range groups {
		if g != unpaid || r.wantUnpaid {
			l.query.Statuses = append(l.query.Statuses, g.statuses()...)
		}
	}
	if err := r.read(ctx, l); err != nil {
		return err
	}
	if l.changed > 0 {
		r.expectChanges()
	}
	r.newestPages += l.pages
	r.tookChanges(l)
	r.newestTook = f.deps.Now().Sub(r.began)
	return nil
}

// tookChanges draws the conclusions of a list of what changed lately. If it was
// cut, the next one begins where this one began.
func (r *runner) tookChanges(l *listing) {
	if !l.cut {
		r.changesSince = l.began
	}
	if r.cut[changes] != l.cut {
		r.cut[changes] = l.cut
		r.count()
	}
}

// readLong reads the long lists that are due until it is time for the next
// refresh. Unfinished lists go on from there the next time.
func (r *runner) readLong(ctx context.Context) error {
	f := r.feed
	until := r.began.Add(r.interval())
	var due []*listing
	for n := range r.lanes {
		lane := &r.lanes[n]
		of := group(n)
		if n == recent {
			of = held
		}
		switch idle := of == unpaid && !r.wantUnpaid || of == held && r.isSmall(); {
		case idle || r.check != nil && r.check.lists[of] != nil: // the check reads the same
			lane.list = nil
			continue
		case lane.list == nil && f.deps.Now().Before(lane.due):
			continue
		case lane.list == nil && n == recent:
			from := f.deps.Clock.Now().Add(-recentHeld)
			lane.list = newListing(held.statuses(), from, f.deps.Now())
		case lane.list == nil:
			lane.list = r.list(group(n))
		}
		lane.list.skip = false
		due = append(due, lane.list)
	}
	err := r.fetch(ctx, &upTo{agenda: &inTurns{lists: due}, now: f.deps.Now, until: until}, manner{atOnce: 1, giveWay: true})
	for n := range r.lanes {
		if l := r.lanes[n].list; l != nil && l.done {
			r.lanes[n].list = nil
			if n == recent {
				r.finishRecent(l)
				continue
			}
			r.finish(group(n), l, true)
			r.plan(group(n), l.changed)
		}
	}
	if err == nil && r.check != nil {
		err = r.verify(ctx, until)
	}
	return err
}

// finish draws the conclusions of a list of a whole group that was read to its
// end. It returns how many payments are newly missing from it; from a list that
// isn't trusted, none are.
func (r *runner) finish(g group, l *listing, trusted bool) (vanished int) {
	f := r.feed
	r.cut[g], r.unreadable[g] = l.cut, l.unreadable
	r.lanes[g].pages = l.pages
	r.heldRead = r.heldRead || g == held && trusted && !l.cut
	now := f.deps.Clock.Now()
	f.mu.Lock()
	switch {
	case g == settled:
		f.book.prune(rangesAt(now, f.opts.RecentDays), now, f.stamp(f.deps.Now()))
	case trusted && !l.cut:
		vanished = f.book.vanished(g, f.stamp(l.began), time.Time{})
	}
	if g == held {
		f.heldAsOf(l.began, r.dojoTime(l.began))
	}
	f.mu.Unlock()
	r.count()
	return vanished
}

// finishRecent draws the conclusions of a list of the recently held payments.
func (r *runner) finishRecent(l *listing) {
	f := r.feed
	r.planRecent(l.pages)
	r.cut[recent] = l.cut
	if !l.cut {
		f.mu.Lock()
		f.book.vanished(held, f.stamp(l.began), l.query.Start)
		f.heldAsOf(l.began, r.dojoTime(l.began))
		f.mu.Unlock()
	}
	r.count()
}

// count publishes how complete the list is.
func (r *runner) count() {
	r.feed.update(func(d *Snapshot) {
		d.Cut, d.Unreadable = slices.Contains(r.cut[:], true), 0
		for _, n := range r.unreadable {
			d.Unreadable += n
		}
		if r.loaded {
			d.State = Ready
		}
		d.Complete = d.State == Ready && !d.Cut && r.check == nil
		heldCut := r.cut[held] || r.cut[recent] || r.cut[changes]
		d.HeldComplete = d.State == Ready && r.heldRead && !heldCut && d.Unreadable == 0
	})
}

// follow reads payments singly: those that vanished from a list, and those on
// which a list contradicts an earlier read. If one payment can't be read, it is
// tried again later and reported until then. follow returns an error only if
// other requests would meet it too.
func (r *runner) follow(ctx context.Context) error {
	f := r.feed
	f.mu.Lock()
	due := f.book.due(f.stamp(f.deps.Now()), f.opts.reads)
	f.mu.Unlock()
	if len(due) == 0 {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ids := make(chan string, len(due))
	for _, id := range due {
		ids <- id
	}
	close(ids)
	var wg sync.WaitGroup
	for range min(f.opts.readsAtOnce, len(due)) {
		wg.Go(func() {
			for id := range ids {
				if ctx.Err() != nil {
					return
				}
				if err := r.followOne(ctx, id); err != nil {
					cancel(err) // context.Cause keeps the first error
				}
			}
		})
	}
	wg.Wait()
	f.publishChanges()
	return context.Cause(ctx)
}

func (r *runner) followOne(ctx context.Context, id string) (err error) {
	f := r.feed
	defer f.catch(&err)
	err = f.afford(ctx)
	if err == nil {
		_, err = f.read(ctx, id, false)
	}
	if ctx.Err() != nil && err != nil {
		return err // we gave it up, which says nothing of the payment
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.stamp(f.deps.Now())
	var bad *dojo.BadIDError
	switch {
	case errors.As(err, &bad):
		// No request can name it, and no list has it.
		f.book.miss(id, now, f.deps.Clock.Now())
		return nil
	case isUnknown(err):
		f.book.retry(id, now, f.opts.Refresh, nil)
		return nil
	}
	f.book.retry(id, now, f.opts.Refresh, err)
	if err == nil || isOfOne(err) {
		return nil
	}
	return err
}

// isOfOne says whether a failure may lie in this one request, so that another
// request may succeed. Otherwise it lies in the line, the key or Dojo as a whole.
func isOfOne(err error) bool {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		switch refused.Exchange.HTTPStatus {
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable:
			return false
		}
		return refused.RetryAfter == 0
	}
	switch dojo.CauseOf(err) {
	case dojo.CauseUnreadable, dojo.CauseWrongID, dojo.CauseTooLarge:
		return true
	}
	return false
}
