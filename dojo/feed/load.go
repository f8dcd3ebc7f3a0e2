package feed

import (
	"context"
	"slices"
	"time"
)

// overlap is how long before its own beginning a load reads again at its end:
// what arrived or moved between the pages meanwhile is in there.
const overlap = 5 * time.Minute

// clockJump is how wrong this machine's clock may have been when a load chose
// its ranges by it, before Dojo's clock was known.
const clockJump = time.Minute

// mostRefused is in how many rounds a window may be refused before the lists
// are read by one cursor each after all.
const mostRefused = 3

// load reads whole groups from the beginning: at the start, and when a reader
// asks for everything to be read again. It survives failures.
//
// Each group has one list. If one looks long, the range of those that aren't
// read to their ends is split into windows, and their lists wait; should the
// windows turn out to be no good, they are read on where they stopped.
type load struct {
	run    *runner
	began  time.Time        // this machine's clock
	offset time.Duration    // how far Dojo's clock was thought to be ahead
	lists  [groups]*listing // nil for a group that isn't wanted
	over   [groups]bool     // its conclusions were drawn

	rate    float64 // rows a second, of the lists that were begun
	windows *split
	// distinct and rows count what the lists brought before the split.
	distinct, rows int
	refused        int // rounds in which a window was refused
	closing        *listing
}

func (r *runner) newLoad(wanted ...group) *load {
	l := &load{run: r, began: r.feed.deps.Now(), offset: r.offset()}
	for _, g := range wanted {
		l.lists[g] = r.list(g)
	}
	return l
}

func (l *load) next() *listing {
	if l.windows != nil {
		return l.windows.next()
	}
	return furthestBehind(l.lists[:])
}

func (l *load) since() sweepTime { return sweepTime{began: l.run.feed.stamp(l.began)} }

// took splits the range if a list looks long, and gives the windows up if they
// bring the same rows again and again.
func (l *load) took(list *listing, t tally) {
	r := l.run
	if w := l.windows; w != nil {
		if !slices.Contains(l.lists[:], list) {
			w.took(list, t)
		}
		if w.wasteful() {
			r.windowsOff, l.windows = true, nil
		}
		return
	}
	l.rows, l.distinct = l.rows+t.rows, l.distinct+t.distinct
	if list.done || r.feed.opts.atOnce <= 1 || r.windowsOff || !slices.Contains(l.lists[:], list) {
		return
	}
	rate := rateOf(t)
	if list.pages == 1 {
		l.rate += rate
	}
	reach := r.feed.deps.Clock.Now().Sub(list.query.Start)
	if list.pages >= splitPages || rate*reach.Seconds() > splitRows {
		l.split()
	}
}

// rateOf is how many rows a second of its span a page has, as far as that can
// be told.
func rateOf(t tally) float64 {
	if t.rows < 2 || t.lo.IsZero() {
		return 0
	}
	return float64(t.rows) / max(t.hi.Sub(t.lo), time.Second).Seconds()
}

// split makes windows of the ranges of all lists that aren't at their ends.
func (l *load) split() {
	f := l.run.feed
	var starts []start
	for g, list := range l.lists {
		if list == nil || list.done {
			continue
		}
		from, statuses := list.query.Start, group(g).statuses()
		if i := slices.IndexFunc(starts, func(s start) bool { return s.from.Equal(from) }); i >= 0 {
			starts[i].statuses = append(starts[i].statuses, statuses...)
			continue
		}
		starts = append(starts, start{from: from, statuses: statuses})
	}
	slices.SortFunc(starts, func(a, b start) int { return a.from.Compare(b.from) })
	// Groups of which nothing was read yet are taken to be as dense as the rest.
	unread := 0
	for _, list := range l.lists {
		if list != nil && list.pages == 0 {
			unread++
		}
	}
	l.windows = newSplit(starts, f.deps.Clock.Now(), l.began, l.rate*float64(1+unread))
	l.windows.rows, l.windows.distinct = l.rows, l.distinct
}

// done says whether a group has been read, and finished is the list that
// stands for it.
func (l *load) done(g group) bool {
	return l.lists[g] != nil && (l.lists[g].done || (l.windows != nil && l.windows.done()))
}

// load carries a load on. What is held comes first, so that the first rows
// come with the first answer.
func (r *runner) load(ctx context.Context) error {
	f := r.feed
	l := r.loading
	if !r.clockKnown {
		if err := r.firstPage(ctx); err != nil {
			return err
		}
	}
	if l.over[held] && l.closing == nil && l.windows == nil {
		// The load was held up after this: see how it stands by now, so that
		// what can be reversed stays live while the rest is missing.
		l.lists[held], l.over[held] = r.list(held), false
	}
	for _, list := range l.lists {
		if list != nil {
			list.skip = false
		}
	}
	if l.windows != nil {
		l.windows.retry()
	}
	err := r.fetch(ctx, l, f.opts.atOnce)
	if err != nil && isOfOne(err) && l.windows != nil {
		// Perhaps it is the windows that Dojo doesn't like.
		if l.refused++; l.refused >= mostRefused {
			r.windowsOff, l.windows = true, nil
		}
	}
	for g := range groups {
		if l.done(g) && !l.over[g] {
			l.over[g] = true
			r.finishLoad(l, g)
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
	return r.close(ctx, l)
}

// finishLoad draws the conclusions of a group that was read in a load. Windows
// that weren't checked yet say what there is, but not what there isn't.
func (r *runner) finishLoad(l *load, g group) {
	list, w := l.lists[g], l.windows
	if list.done {
		r.finish(g, list, true)
		return
	}
	read := &listing{query: list.query, began: l.began, cut: w.cut, pages: r.feed.pagesOf(g)}
	if l.lists[held] == nil || g == held {
		read.unreadable = w.unreadable // which of the groups they belong to can't be told
	}
	r.finish(g, read, r.checked)
}

// close ends a load with the list of what happened meanwhile.
func (r *runner) close(ctx context.Context, l *load) error {
	if !l.closes() {
		l.closing = newListing(nil, l.began, l.began)
		l.closing.done = true
	}
	if l.closing == nil {
		l.closing = newListing(nil, r.dojoTime(l.began).Add(-overlap), r.feed.deps.Now())
		for g, list := range l.lists {
			if list != nil {
				l.closing.query.Statuses = append(l.closing.query.Statuses, group(g).statuses()...)
			}
		}
	}
	if err := r.read(ctx, l.closing); err != nil {
		return err
	}
	if l.windows != nil && !r.checked && r.check == nil {
		r.check = r.newCheck(l)
	}
	r.changesSince, r.cut[changes] = l.closing.began, l.closing.cut
	r.loading, r.loaded = nil, true
	for g, list := range l.lists {
		if list != nil {
			r.lanes[g].list, r.lanes[g].every = nil, 0
			r.plan(group(g), 1)
		}
	}
	r.lanes[recent].due = time.Time{}
	r.count()
	return nil
}

// closes says whether a load needs its closing list: one that had a page of
// each group had a single answer of each, and nothing slips between pages.
func (l *load) closes() bool {
	return l.windows != nil || slices.ContainsFunc(l.lists[:], func(list *listing) bool { return list != nil && list.pages > 1 })
}

// firstPage reads the first page of all, from which Dojo's clock is known. If
// the machine's own clock was wrong, the ranges chosen by it were too (a till
// that thinks it is next year asks for nothing), and they are chosen again.
func (r *runner) firstPage(ctx context.Context) error {
	l := r.loading
	first := l.lists[held]
	a := r.readPage(ctx, first, first.query)
	r.pace.note(a.took, a.err)
	t, err := r.take(a, l.since())
	if err != nil {
		return err
	}
	r.clockKnown = true
	r.feed.publishChanges()
	if (r.offset() - l.offset).Abs() <= clockJump {
		l.took(first, t)
		return nil
	}
	for g, list := range l.lists {
		if list != nil {
			l.lists[g] = r.list(group(g))
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
