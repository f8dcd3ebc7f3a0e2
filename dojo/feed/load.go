package feed

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"dojoreversals/dojo"
)

// overlap is how long before its own beginning a load reads again at its end:
// what arrived or moved between the pages meanwhile is in there.
const overlap = 5 * time.Minute

// clockJump is how wrong this machine's clock may have been when a load chose
// its windows by it, before Dojo's clock was known.
const clockJump = time.Minute

// listing is one list on its way: a query, and how far it has been read.
type listing struct {
	query      dojo.Query
	began      time.Time // this machine's clock before the first request
	pages      int
	unreadable int
	done       bool
	capped     bool

	next func() (dojo.Page, error, bool) // nil between tries
	stop func()
}

func newListing(statuses []dojo.Status, from, now time.Time) *listing {
	return &listing{query: dojo.Query{Statuses: statuses, Start: from.UTC(), Limit: dojo.PageLimit}, began: now}
}

// list makes the listing of a whole group. It has no end date: what arrives
// while it is read belongs to it.
func (r *runner) list(g group) *listing {
	w := windowsAt(r.feed.deps.Clock.Now(), r.feed.opts.RecentDays)
	return newListing(g.statuses(), w[g], r.feed.deps.Now())
}

// page reads the next page of a listing, merges it and publishes it. After an
// error the listing goes on where it stopped when it is called again.
func (r *runner) page(ctx context.Context, l *listing) error {
	f := r.feed
	if l.next == nil {
		l.next, l.stop = iter.Pull2(f.deps.Source.Pages(ctx, l.query))
	}
	asked := f.deps.Now()
	page, err, ok := l.next()
	switch {
	case !ok:
		l.done = true
	case errors.Is(err, dojo.ErrPageCap):
		l.done, l.capped = true, true
	case err != nil:
		l.halt()
		if l.query.After != "" && refusedCursor(err) {
			l.query.After = "" // from the start, then
		}
		return err
	default:
		l.pages++
		l.unreadable += f.merge(page, asked)
		l.query.After = page.After
		f.publishChanges()
	}
	return nil
}

// halt gives the iterator up; how far it came is kept.
func (l *listing) halt() {
	if l.stop != nil {
		l.stop()
	}
	l.next, l.stop = nil, nil
}

// refusedCursor says whether an error may mean that a cursor is no longer good.
// How long one lives is not documented.
func refusedCursor(err error) bool {
	var refused *dojo.RefusedError
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Exchange.HTTPStatus {
	case 400, 404, 409, 410, 422:
		return true
	}
	return false
}

// read reads listings to their ends, a page of each in turns, never two at
// once. If Dojo refuses one of them the others are still read.
func (r *runner) read(ctx context.Context, listings ...*listing) error {
	defer func() {
		for _, l := range listings {
			l.halt()
		}
	}()
	var refused error
	left := slices.Clone(listings)
	for len(left) > 0 {
		var next []*listing
		for _, l := range left {
			switch err := r.page(ctx, l); {
			case err != nil && !isOfOne(err):
				return err
			case err != nil && refused == nil:
				refused = err
			case err == nil && !l.done:
				next = append(next, l)
			}
		}
		left = next
	}
	return refused
}

// firstLoad is the first load on its way; it survives failures.
type firstLoad struct {
	began   time.Time        // this machine's clock
	offset  time.Duration    // how far Dojo's clock was thought to be ahead
	lists   [groups]*listing // unpaid is nil unless it is wanted
	closing *listing
}

// load is the first load, or what is left of it. The lists are read page by
// page in turns, the held payments first, so that the first rows come with the
// first answer.
func (r *runner) load(ctx context.Context) error {
	f := r.feed
	if r.loading == nil {
		r.loading = r.newLoad()
	}
	if !r.clockKnown {
		if err := r.firstPage(ctx); err != nil {
			return err
		}
	}
	load := r.loading
	if load.lists[held].done {
		// The load was held up after this: see how it stands by now, so that
		// what can be reversed stays live while the rest is missing.
		load.lists[held] = r.list(held)
	}
	var open []*listing
	for _, l := range load.lists {
		if l != nil && !l.done {
			open = append(open, l)
		}
	}
	// The list that is furthest behind has the next turn.
	slices.SortStableFunc(open, func(a, b *listing) int { return cmp.Compare(a.pages, b.pages) })
	err := r.read(ctx, open...)
	for g, l := range load.lists {
		if l != nil && l.done {
			r.finish(group(g), l)
		}
	}
	if err == nil || isOfOne(err) {
		if ferr := r.follow(ctx); err == nil {
			err = ferr
		}
	}
	if err != nil {
		return err
	}
	if load.closing == nil {
		load.closing = newListing(nil, r.dojoTime(load.began).Add(-overlap), f.deps.Now())
		for g, l := range load.lists {
			if l != nil {
				load.closing.query.Statuses = append(load.closing.query.Statuses, group(g).statuses()...)
			}
		}
	}
	if err := r.read(ctx, load.closing); err != nil {
		return err
	}
	r.loading, r.loaded = nil, true
	f.update(func(s *Snapshot) { s.State, s.Complete = Ready, !s.Capped })
	return nil
}

func (r *runner) newLoad() *firstLoad {
	_, wanted := r.feed.take()
	l := &firstLoad{began: r.feed.deps.Now(), offset: r.offset()}
	l.lists[held], l.lists[settled] = r.list(held), r.list(settled)
	if wanted {
		l.lists[unpaid] = r.list(unpaid)
	}
	return l
}

// firstPage reads the first page of all, from which Dojo's clock is known. If
// the machine's own clock was wrong, the windows chosen by it were too (a till
// that thinks it is next year asks for nothing), and they are chosen again.
func (r *runner) firstPage(ctx context.Context) error {
	load := r.loading
	first := load.lists[held]
	if err := r.page(ctx, first); err != nil {
		return err
	}
	r.clockKnown = true
	if (r.offset() - load.offset).Abs() <= clockJump {
		return nil
	}
	first.halt()
	for g, l := range load.lists {
		if l != nil {
			load.lists[g] = r.list(group(g))
		}
	}
	return nil
}

// offset is how far Dojo's clock is ahead of this machine's.
func (r *runner) offset() time.Duration {
	return r.feed.deps.Clock.Now().Sub(r.feed.deps.Now())
}

// dojoTime is Dojo's clock at a past instant of this machine's, as it is known
// by now.
func (r *runner) dojoTime(t time.Time) time.Time {
	return r.feed.deps.Clock.Now().Add(t.Sub(r.feed.deps.Now()))
}
