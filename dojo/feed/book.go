package feed

import (
	"cmp"
	"slices"
	"time"

	"dojoreversals/dojo"
)

// book is what is known of all payments. It has no clock and no network, and
// isn't safe for concurrent use.
type book struct {
	records map[string]*record
	// open are the payments shown as held or unpaid. Only these can vanish.
	open    map[*record]struct{}
	pending map[string]*pendingRead
	// pinned are the payments that somebody looked up. Until this time of Dojo's
	// clock they stay in the list, however old they are.
	pinned map[string]time.Time
	gone   map[string]time.Time // see Snapshot.Gone
	// dirty are the payments that changed since the last snapshot, as it has them; nil
	// for those that it doesn't have.
	dirty     map[string]*dojo.PaymentIntent
	goneDirty bool
}

// pendingRead is a payment that is to be read by itself.
type pendingRead struct {
	doubt bool  // a list contradicts a read; otherwise it is missing from a list
	tries int   // reads that left the question open
	next  stamp // the earliest time of the next read
	err   error // of the last read
}

func newBook() *book {
	return &book{
		records: map[string]*record{}, open: map[*record]struct{}{}, pending: map[string]*pendingRead{},
		pinned: map[string]time.Time{}, gone: map[string]time.Time{}, dirty: map[string]*dojo.PaymentIntent{},
	}
}

// add merges a payment as one answer showed it, and says whether the shown
// payment changed.
func (b *book) add(v version) (changed bool) {
	r := b.records[v.payment.ID]
	if r == nil {
		r = &record{}
	}
	was := r.shown
	changed = r.add(v)
	id := r.shown.ID // not v's, whose memory nothing may hold on to
	if changed {
		b.records[id] = r // again for a known one, so that its key is the new text
		b.changed(id, was)
	}
	b.setGone(id, r, time.Time{})
	if groupOf(r.shown.Status) == settled {
		delete(b.open, r)
	} else {
		b.open[r] = struct{}{}
	}

	e := b.pending[id]
	listed := !v.single && v.payment.Status == r.shown.Status
	if e != nil && !e.doubt && (listed || groupOf(r.shown.Status) == settled) {
		delete(b.pending, id) // it is listed again, or its new status is known
		e = nil
	}
	switch contested := r.contested(); {
	case contested && e == nil:
		b.pending[id] = &pendingRead{doubt: true, next: v.sent}
	case !contested && e != nil && e.doubt:
		delete(b.pending, id)
	}
	return changed
}

// changed notes that a payment isn't as it was any more; was is nil for a new one.
func (b *book) changed(id string, was *dojo.PaymentIntent) {
	if _, again := b.dirty[id]; !again {
		b.dirty[id] = was
	}
}

// miss notes that Dojo answered a read with 404. It ignores payments that were
// never listed.
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
		delete(b.pending, id)
	case !is && was:
		delete(b.gone, id)
		b.goneDirty = true
	}
}

// vanished has the payments read singly that are missing from a complete list of
// their group. Such a payment was seen before the list began, and not since.
// It returns how many of them are newly missing. If the list reaches back only to
// from, a payment with an earlier time isn't missing, since Dojo may filter by
// any of its times.
func (b *book) vanished(g group, began stamp, from time.Time) (fresh int) {
	for r := range b.open {
		id := r.shown.ID
		if groupOf(r.shown.Status) != g || r.seen >= began || r.gone() || b.pending[id] != nil || !since(r.shown, from) {
			continue
		}
		b.pending[id] = &pendingRead{next: began}
		fresh++
	}
	return fresh
}

// since says whether a payment has no time before an instant.
func since(p *dojo.PaymentIntent, from time.Time) bool {
	for _, at := range []dojo.Instant{p.CreatedAt, p.PaidAt, p.UpdatedAt} {
		if !at.IsZero() && at.Time().Before(from) {
			return false
		}
	}
	return true
}

// due returns up to n payments that are to be read singly now. Those that have
// waited longest come first.
func (b *book) due(now stamp, n int) []string {
	var ids []string
	for id, e := range b.pending {
		if e.next <= now {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(x, y string) int {
		return cmp.Or(cmp.Compare(b.pending[x].next, b.pending[y].next), cmp.Compare(x, y))
	})
	return ids[:min(n, len(ids))]
}

// retry notes that a single read left the question open: it failed, or it showed
// the payment unchanged although no list has it. The waits between such reads
// double, up to a minute.
func (b *book) retry(id string, now stamp, every time.Duration, err error) {
	if e := b.pending[id]; e != nil {
		e.err = err
		e.next = now + stamp(min(every<<min(e.tries, 10), time.Minute))
		e.tries++
	}
}

// failing returns the error of the single read that has failed most often, nil
// if none fails.
func (b *book) failing() error {
	var worst *pendingRead
	first := ""
	for id, e := range b.pending {
		if e.err != nil && (worst == nil || e.tries > worst.tries || (e.tries == worst.tries && id < first)) {
			worst, first = e, id
		}
	}
	if worst == nil {
		return nil
	}
	return worst.err
}

// prune forgets payments that are too old for their group. A payment without any
// time is forgotten when no list has had it for a day.
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
		delete(b.pending, id)
		if _, gone := b.gone[id]; gone {
			delete(b.gone, id)
			b.goneDirty = true
		}
		b.changed(id, r.shown)
	}
}

// changes compares the payments with the last snapshot, of which x is the index. It
// returns what to remove from its list, what to add, and the new index.
func (b *book) changes(x index) (remove, add []*dojo.PaymentIntent, next index) {
	changed := make(map[string]*dojo.PaymentIntent, len(b.dirty))
	for id, old := range b.dirty {
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
