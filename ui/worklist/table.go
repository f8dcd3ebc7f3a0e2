package worklist

import (
	"slices"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// table is the list as one view and one query show it: which payments of a
// snapshot, in which order. It has no copy of them.
type table struct {
	snap *feed.Snapshot
	rows []int32 // places in snap.Payments
	// first is how many of the rows rank before the others; both parts are in
	// the order of the snapshot.
	first     int
	all       int // rows of the view without the query
	elsewhere int // matches that only other views list
	query     query
}

func (t *table) len() int { return len(t.rows) }

func (t *table) payment(i int) *dojo.PaymentIntent { return t.snap.Payments[t.rows[i]] }

// index finds a payment among the rows, or -1. It takes time that grows with
// the logarithm of their number.
func (t *table) index(id string) int {
	if t.snap == nil {
		return -1
	}
	p, ok := t.snap.Get(id)
	if !ok {
		return -1
	}
	at := int32(t.snap.Position(p)) //nolint:gosec // a list has less than 2^31 payments
	if i, ok := slices.BinarySearch(t.rows[:t.first], at); ok {
		return i
	}
	if i, ok := slices.BinarySearch(t.rows[t.first:], at); ok {
		return t.first + i
	}
	return -1
}

// tableKey is all that a table depends on: it is only made anew once one of these
// has changed.
type tableKey struct {
	version  uint64
	epoch    epoch // for the words of attempts; the verdicts may be those of an earlier one
	view     View
	filter   Filter
	attempts int  // how often they have changed, where they decide which rows there are
	ready    bool // the finder has every payment's text
}

// tabulate makes the table anew if anything that it depends on has changed.
func (l *List) tabulate() {
	key := tableKey{version: l.snap.Version, epoch: epochOf(l.now.Span, l.now.Zone), view: l.view, filter: l.filter}
	was := l.table
	fresh := was.snap == nil || key.version != l.key.version
	if fresh || key.epoch != l.key.epoch {
		l.verdicts = l.opt.Judge.verdicts(l.snap, l.now.Span)
	}
	if key.filter.Text != "" {
		key.ready = l.opt.Judge.texts.ready(l.verdicts.payments)
	}
	if key.filter.Text != "" || key.keepsRows() {
		key.attempts = l.changes
	}
	if !fresh && key == l.key {
		return
	}
	l.key = key
	listed := l.verdicts.views[l.view]
	if kept := l.keptRows(); len(kept) > 0 {
		listed = slices.Concat(listed, kept)
		slices.Sort(listed)
		listed = slices.Compact(listed)
	}
	l.table = table{snap: l.snap, rows: listed, first: len(listed), all: len(listed)}
	switch {
	case key.filter.Text != "":
		l.table.query = parseQuery(key.filter.Text)
		l.keepFound(l.table.query, &was)
	case !key.filter.None():
		l.table.keepHour(key.filter.Hour, l.verdicts)
	}
	l.found = key.filter
	l.keepSelection()
}

// keptRows are the places of payments that stay in the view while they are
// reversed and until what came of it was put away. A row that left at once would
// hand its place, and the cursor, to its twin, which then looks as if nothing
// had happened to it.
func (l *List) keptRows() []int32 {
	if !l.key.keepsRows() {
		return nil
	}
	var kept []int32
	for _, a := range l.Notices() {
		if p, ok := l.snap.Get(a.Payment.ID); ok {
			if i := l.snap.Position(p); i >= 0 {
				kept = append(kept, int32(i)) //nolint:gosec // a list has less than 2^31 payments
			}
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// keepsRows says whether keptRows may have any: some views list all payments anyway,
// and the finder keeps what it found.
func (k tableKey) keepsRows() bool {
	return k.view != ViewRecent && k.view != ViewEverything && k.filter.Text == ""
}

// keepSelection follows the selected payment to its row. Where it has left the
// list, the row in its place is selected.
func (l *List) keepSelection() {
	if l.Len() == 0 {
		return // the selection is kept: its payment may come back
	}
	i := l.Index(l.selected)
	switch {
	case !l.chosen:
		// While the first load goes on and nobody has pressed a key, the
		// newest payment that can be reversed is the likeliest choice.
		i = l.firstReversible()
		l.chosen = l.snap.State == feed.Ready
	case i < 0:
		i = min(max(l.at, 0), l.Len()-1)
	}
	l.selected = l.Payment(i).ID
	l.at = i
}

// firstReversible is the first row that can be reversed, or else the first.
func (l *List) firstReversible() int {
	for _, place := range l.verdicts.views[ViewToReverse] {
		if i := l.Index(l.snap.Payments[place].ID); i >= 0 {
			return i
		}
	}
	return 0
}
