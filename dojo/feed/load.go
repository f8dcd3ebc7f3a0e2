package feed

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dojoreversals/dojo"
)

// overlap is how long before the beginning of a load its last list begins. That
// list has all that arrived or moved while the load turned its pages.
const overlap = 5 * time.Minute

// clockJump is how wrong this machine's clock may be when a load chooses its
// ranges by it. Dojo's clock isn't known before the first answer.
const clockJump = time.Minute

// mostRefused is how many rounds in which Dojo refuses a window end the use of
// windows.
const mostRefused = 3

// load reads whole groups from their beginning: at the start, and when a reader
// asks for everything to be read again. After a failure it goes on where it was.
//
// Each group has one list. If a list looks long, the ranges of all unfinished
// lists are split into windows, and these lists wait. If the windows turn out
// useless, the lists go on where they stopped.
type load struct {
	run       *runner
	began     time.Time        // this machine's clock
	offset    time.Duration    // how far Dojo's clock was thought to be ahead
	lists     [groups]*listing // nil for a group that isn't read
	concluded [groups]bool     // finishLoad was called for it

	rate    float64 // rows in a second of the range, by the first pages of the lists
	windows *split
	// These count the rows of the lists before the split.
	distinct, rows int
	refused        int      // rounds in which a window was refused
	closing        *listing // what changed since overlap before the load began

	poll poll
}

func (r *runner) newLoad(wanted ...group) *load {
	l := &load{run: r, began: r.feed.deps.Now(), offset: r.offset(), poll: poll{run: r}}
	for _, g := range wanted {
		l.lists[g] = r.list(g)
	}
	return l
}

func (l *load) next() *listing {
	if l.poll.singly {
		return nil // the load goes on after that
	}
	next := l.nextOfLoad()
	if next == nil {
		return nil // the end of the load doesn't wait for the poll
	}
	return cmp.Or(l.poll.next(), next)
}

func (l *load) nextOfLoad() *listing {
	if l.windows != nil {
		return l.windows.next()
	}
	return furthestBehind(l.lists[:])
}

func (l *load) readsAhead() bool { return l.windows != nil && l.windows.rows >= longLoad }

func (l *load) since() sweepTime { return sweepTime{began: l.run.feed.stamp(l.began)} }

// took splits the range if a list looks long. It gives the windows up if they
// bring the same rows again and again.
func (l *load) took(list *listing, t tally) {
	r := l.run
	if list == l.poll.list {
		l.poll.took()
		return
	}
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

// rateOf is how many rows a page has for each second between its earliest and its
// latest payment; 0 if that can't be told.
func rateOf(t tally) float64 {
	if t.rows < 2 || t.lo.IsZero() {
		return 0
	}
	return float64(t.rows) / max(t.hi.Sub(t.lo), time.Second).Seconds()
}

// split makes windows of the ranges of all unfinished lists.
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
	// A group that wasn't read yet is assumed to be as dense as the others.
	unread := 0
	for _, list := range l.lists {
		if list != nil && list.pages == 0 {
			unread++
		}
	}
	l.windows = newSplit(starts, f.deps.Clock.Now(), l.began, l.rate*float64(1+unread))
	l.windows.rows, l.windows.distinct = l.rows, l.distinct
}

// done says whether a group was read to its end.
func (l *load) done(g group) bool {
	return l.lists[g] != nil && (l.lists[g].done || (l.windows != nil && l.windows.done()))
}

// load goes on with a load. It begins with the held payments, so that the first
// answer has the rows that people wait for.
func (r *runner) load(ctx context.Context) error {
	f := r.feed
	l := r.loading
	if !r.clockKnown {
		if err := r.firstPage(ctx); err != nil {
			return err
		}
	}
	if l.concluded[held] && l.closing == nil && l.windows == nil {
		// A failure held the load up after the held payments were read. They are
		// read again, so that they stay up to date while the rest is missing.
		l.lists[held], l.concluded[held] = r.list(held), false
	}
	for _, list := range l.lists {
		if list != nil {
			list.skip = false
		}
	}
	if l.windows != nil {
		l.windows.retry()
	}
	l.poll.begin()
	how := manner{atOnce: f.opts.atOnce, giveWay: true}
	err := r.fetch(ctx, l, how)
	for err == nil && l.poll.singly {
		l.poll.singly = false
		if err = r.follow(ctx); err == nil {
			err = r.fetch(ctx, l, how)
		}
	}
	if err != nil && isOfOne(err) && l.windows != nil {
		// Dojo may be refusing the windows as such.
		if l.refused++; l.refused >= mostRefused {
			r.windowsOff, l.windows = true, nil
		}
	}
	var pages [groups]int
	if l.windows != nil && l.windows.done() {
		pages = f.pages()
	}
	for g := range groups {
		if l.done(g) && !l.concluded[g] {
			l.concluded[g] = true
			r.finishLoad(l, g, pages[g])
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

// finishLoad draws the conclusions after a load has read a group, whose list should have
// so many pages if windows read it. Unchecked windows never prove that a payment is
// missing.
func (r *runner) finishLoad(l *load, g group, pages int) {
	list, w := l.lists[g], l.windows
	if list.done {
		r.finish(g, list, true)
		return
	}
	read := &listing{query: list.query, began: l.began, cut: w.cut, pages: pages}
	if l.lists[held] == nil || g == held {
		read.unreadable = w.unreadable // counted once, since their group is unknown
	}
	r.finish(g, read, r.checked)
}

// close ends a load with the list of what changed during it.
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

// closes says whether a load needs its closing list. A payment can only slip
// between pages, so a load of one page for each group doesn't need it.
func (l *load) closes() bool {
	return l.windows != nil || slices.ContainsFunc(l.lists[:], func(list *listing) bool { return list != nil && list.pages > 1 })
}

// firstPage reads the very first page. Its answer tells Dojo's clock. If this
// machine's clock turns out wrong, the ranges are chosen again: a till that
// believes it is next year would ask for nothing.
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
	return r.feed.deps.Clock.Now().Add(-dojo.Elapsed(t, r.feed.deps.Now()))
}
