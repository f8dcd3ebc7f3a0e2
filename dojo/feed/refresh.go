package feed

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"dojoreversals/dojo"
)

// extraPages is how long the list of settled payments may have been for it to
// be read out of turn, because a held payment vanished. Where it is longer, the
// single read of that payment has to do until the next turn.
const extraPages = 10

// refresh reads what is held, follows up what vanished, and reads the others
// when it is their turn.
func (r *runner) refresh(ctx context.Context) error {
	f := r.feed
	asked, wantUnpaid := f.take()
	r.turn++
	if r.turn >= f.opts.FullEvery || asked.settled {
		r.owed = request{settled: true, unpaid: true}
	}
	r.owed.unpaid = (r.owed.unpaid || asked.unpaid) && wantUnpaid

	l := r.list(held)
	if err := r.read(ctx, l); err != nil {
		return err
	}
	if r.finish(held, l) > 0 && r.settledPages <= extraPages {
		r.owed.settled = true
	}
	if err := r.follow(ctx); err != nil {
		return err
	}
	return r.others(ctx)
}

// others reads the groups that are owed. What fails stays owed.
func (r *runner) others(ctx context.Context) error {
	var lists [groups]*listing
	var some []*listing
	for g, owed := range map[group]bool{settled: r.owed.settled, unpaid: r.owed.unpaid} {
		if owed {
			lists[g] = r.list(g)
		}
	}
	for _, l := range lists {
		if l != nil {
			some = append(some, l)
		}
	}
	err := r.read(ctx, some...)
	if l := lists[settled]; l != nil && l.done {
		r.finish(settled, l)
		r.owed.settled, r.turn = false, 0
	}
	if l := lists[unpaid]; l != nil && l.done {
		r.finish(unpaid, l)
		r.owed.unpaid = false
	}
	return err
}

// finish draws the conclusions of a list that was read to its end, and returns
// how many payments are newly missing from it.
func (r *runner) finish(g group, l *listing) (vanished int) {
	f := r.feed
	r.capped[g], r.unreadable[g] = l.capped, l.unreadable
	now := f.deps.Clock.Now()
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case g == settled:
		r.settledPages = l.pages
		f.book.prune(windowsAt(now, f.opts.RecentDays), now, f.stamp(f.deps.Now()))
	case !l.capped:
		vanished = f.book.vanished(g, f.stamp(l.began))
	}
	d := &f.draft
	if g == held {
		d.AsOf = r.dojoTime(l.began)
	}
	d.Capped, d.Unreadable = false, 0
	for g := range r.capped {
		d.Capped = d.Capped || r.capped[g]
		d.Unreadable += r.unreadable[g]
	}
	d.Complete = d.State == Ready && !d.Capped
	f.publish()
	return vanished
}

// follow reads payments singly: those that vanished, and those of which a list
// says other than an earlier read. It returns an error only if that would meet
// any other request as well; one payment that can't be read is tried again
// later, and reported until then.
func (r *runner) follow(ctx context.Context) error {
	f := r.feed
	f.mu.Lock()
	due := f.book.due(f.stamp(f.deps.Now()), f.opts.Reads)
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
	for range min(f.opts.ReadsAtOnce, len(due)) {
		wg.Go(func() {
			for id := range ids {
				if ctx.Err() != nil {
					return
				}
				if err := r.followOne(ctx, id); err != nil {
					cancel(err) // the first one stays
				}
			}
		})
	}
	wg.Wait()
	f.publishChanges()
	return context.Cause(ctx)
}

func (r *runner) followOne(ctx context.Context, id string) error {
	f := r.feed
	_, err := f.read(ctx, id, false)
	if ctx.Err() != nil && err != nil {
		return err // it was given up, which says nothing of the payment
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.stamp(f.deps.Now())
	var bad *dojo.BadIDError
	switch {
	case errors.As(err, &bad):
		// It can't be asked for, and no list has it.
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

// isOfOne says whether a failed read may be the fault of what was asked for,
// so that the next request may well succeed, rather than of the line, the key
// or Dojo as a whole.
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
