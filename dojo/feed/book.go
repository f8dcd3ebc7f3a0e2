package feed

import (
	"cmp"
	"slices"
	"time"

	"dojoreversals/dojo"
)

// book is what is known of all payments: a plain value without clock and
// network. It is not safe for concurrent use.
type book struct {
	records map[string]*record
	// open are the payments shown as held or unpaid: those that can vanish.
	open    map[*record]struct{}
	errands map[string]*errand
	// pinned are payments that somebody looked up, with the instant of Dojo's
	// clock until which they stay though no list has them.
	pinned map[string]time.Time
	gone   map[string]time.Time
	// dirty are the payments that changed since the last snapshot.
	dirty     map[string]struct{}
	goneDirty bool
}

// errand is a payment that must be read singly.
type errand struct {
	doubt bool  // a list contradicts a read; otherwise it is missing from a list
	tries int   // reads that didn't settle it
	next  stamp // not before
	since stamp // when it came up
	err   error // why the last read failed
}

func newBook() *book {
	return &book{
		records: map[string]*record{}, open: map[*record]struct{}{}, errands: map[string]*errand{},
		pinned: map[string]time.Time{}, gone: map[string]time.Time{}, dirty: map[string]struct{}{},
	}
}

// add takes in a payment as a request showed it, and says whether what is
// shown changed.
func (b *book) add(v version) (changed bool) {
	id := v.payment.ID
	r := b.records[id]
	if r == nil {
		r = &record{}
		b.records[id] = r
	}
	if changed = r.add(v); changed {
		b.dirty[id] = struct{}{}
	}
	b.setGone(id, r, time.Time{})
	if groupOf(r.shown.Status) == settled {
		delete(b.open, r)
	} else {
		b.open[r] = struct{}{}
	}

	e := b.errands[id]
	listed := !v.single && v.payment.Status == r.shown.Status
	if e != nil && !e.doubt && (listed || groupOf(r.shown.Status) == settled) {
		delete(b.errands, id) // it is back, or it is known where it went
		e = nil
	}
	switch contested := r.contested(); {
	case contested && e == nil:
		b.errands[id] = &errand{doubt: true, next: v.sent, since: v.sent}
	case !contested && e != nil && e.doubt:
		delete(b.errands, id)
	}
	return changed
}

// miss takes in that a read was answered with 404. A payment that was never
// shown stays unknown.
func (b *book) miss(id string, sent stamp, now time.Time) {
	if r := b.records[id]; r != nil {
		r.miss(sent)
		b.setGone(id, r, now)
	}
}

func (b *book) setGone(id string, r *record, now time.Time) {
	_, was := b.gone[id]
	switch is := r.gone(); {
	case is && !was:
		b.gone[id], b.goneDirty = now, true
		delete(b.errands, id)
	case !is && was:
		delete(b.gone, id)
		b.goneDirty = true
	}
}

// vanished makes errands of the payments that a complete list of their group,
// begun at an instant, doesn't have although they were seen before it, and
// returns how many are new. Of a list that reaches back to an instant only,
// nothing is concluded of payments with an earlier time, whichever of their
// times Dojo goes by.
func (b *book) vanished(g group, began stamp, from time.Time) (fresh int) {
	for r := range b.open {
		id := r.shown.ID
		if groupOf(r.shown.Status) != g || r.seen >= began || r.gone() || b.errands[id] != nil || !since(r.shown, from) {
			continue
		}
		b.errands[id] = &errand{next: began, since: began}
		fresh++
	}
	return fresh
}

// since says whether a payment has no time before an instant.
func since(p *dojo.PaymentIntent, from time.Time) bool {
	for _, at := range []time.Time{p.CreatedAt, p.PaidAt, p.UpdatedAt} {
		if !at.IsZero() && at.Before(from) {
			return false
		}
	}
	return true
}

// due returns at most n payments that are to be read singly now, those that
// wait longest first.
func (b *book) due(now stamp, n int) []string {
	var ids []string
	for id, e := range b.errands {
		if e.next <= now {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(x, y string) int {
		return cmp.Or(cmp.Compare(b.errands[x].next, b.errands[y].next), cmp.Compare(x, y))
	})
	return ids[:min(n, len(ids))]
}

// retry notes that a read left its errand open: it failed, or a payment that
// no list has turned out to be as it was. Such a payment is read ever more
// seldom, down to once a minute.
func (b *book) retry(id string, now stamp, every time.Duration, err error) {
	if e := b.errands[id]; e != nil {
		e.err = err
		e.next = now + stamp(min(every<<min(e.tries, 10), time.Minute))
		e.tries++
	}
}

// failing returns the error of the single read that has failed most often, nil
// if none fails.
func (b *book) failing() error {
	var worst *errand
	first := ""
	for id, e := range b.errands {
		if e.err != nil && (worst == nil || e.tries > worst.tries || (e.tries == worst.tries && id < first)) {
			worst, first = e, id
		}
	}
	if worst == nil {
		return nil
	}
	return worst.err
}

// prune forgets payments that have left their range. A payment without any
// time stays until no list has had it for a day.
func (b *book) prune(w ranges, now time.Time, at stamp) {
	for id, until := range b.pinned {
		if until.Before(now) {
			delete(b.pinned, id)
		}
	}
	for id, r := range b.records {
		timed, _ := r.shown.PaidOrCreated()
		unseen := timed.IsZero() && r.shown.UpdatedAt.IsZero() && r.seen+stamp(24*time.Hour) < at
		if _, pinned := b.pinned[id]; pinned || (!unseen && !w.past(r.shown)) {
			continue
		}
		delete(b.records, id)
		delete(b.open, r)
		delete(b.errands, id)
		if _, gone := b.gone[id]; gone {
			delete(b.gone, id)
			b.goneDirty = true
		}
		b.dirty[id] = struct{}{}
	}
}

// changes returns what was removed from and what was added to the list since
// an index was made, and the index that has them.
func (b *book) changes(x index) (remove, add []*dojo.PaymentIntent, next index) {
	changed := make(map[string]*dojo.PaymentIntent, len(b.dirty))
	for id := range b.dirty {
		old := x.Find(id)
		var now *dojo.PaymentIntent
		if r := b.records[id]; r != nil {
			now = r.shown
		}
		if old == now {
			continue
		}
		changed[id] = now
		if old != nil {
			remove = append(remove, old)
		}
		if now != nil {
			add = append(add, now)
		}
	}
	clear(b.dirty)
	if len(changed) == 0 {
		return nil, nil, x
	}
	return remove, add, x.with(changed)
}
