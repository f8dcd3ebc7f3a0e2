package worklist

import (
	"strings"
	"sync"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// texts are what the finder looks through, for all the screens of a shop. They are
// read when somebody first searches, since most days nobody does. They are safe for
// concurrent use.
type texts struct {
	hay      hayWriter
	building sync.Mutex // held while the texts of a long list are read

	mu     sync.Mutex
	finder *finder
	// slots are where the finder has the texts of a list of payments. Neither list is
	// changed.
	payments []*dojo.PaymentIntent
	slots    []uint32
}

// ready says whether the finder has the text of every payment, having read those that
// were missing if they are few. Otherwise read must be called, beside the event loop.
func (t *texts) ready(payments []*dojo.PaymentIntent) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.fill(payments, feed.LongList)
}

// fill makes payments those whose slots are known, and reads the texts that are missing
// unless there are more than most. t.mu is held.
func (t *texts) fill(payments []*dojo.PaymentIntent, most int) bool {
	if sameList(payments, t.payments) && t.finder != nil {
		return true
	}
	if t.finder == nil || t.finder.len() > 2*len(payments)+feed.LongList {
		if len(payments) > most {
			return false
		}
		// There is none, or most of its texts are of payments that changed.
		t.finder, t.payments, t.slots = newFinder(len(payments), t.hay), nil, nil
	}
	d := difference(t.payments, payments)
	if len(d.added) > most {
		return false
	}
	slots := make([]uint32, len(payments))
	copy(slots, t.slots[:d.now.from])
	copy(slots[d.now.to:], t.slots[d.was.to:])
	for i, from := range d.from {
		place := d.now.from + i
		if from >= 0 {
			slots[place] = t.slots[from]
		} else {
			slots[place] = t.finder.add(payments[place])
		}
	}
	t.payments, t.slots = payments, slots
	return true
}

// read reads the texts of a long list, unless another screen has done so meanwhile.
func (t *texts) read(payments []*dojo.PaymentIntent) {
	t.building.Lock()
	defer t.building.Unlock()
	if t.ready(payments) {
		return
	}
	f := texts{hay: t.hay}
	f.fill(payments, len(payments))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.finder, t.payments, t.slots = f.finder, f.payments, f.slots
}

// catchUp reads all texts that are missing, however many there are.
func (t *texts) catchUp(payments []*dojo.PaymentIntent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fill(payments, len(payments))
}

// find returns the slot of each payment, and for each word those slots that have it.
// The texts must have been ready.
func (t *texts) find(payments []*dojo.PaymentIntent, words []word) (slots []uint32, found []slotSet) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fill(payments, len(payments))
	for _, w := range words {
		found = append(found, t.finder.find(w))
	}
	return t.slots, found
}

// sameList says whether two lists are one.
func sameList(a, b []*dojo.PaymentIntent) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// ReadTexts is what a face runs beside its event loop once somebody searches a
// long list. When it has returned, TakeTexts is to be called. It is nil where there
// is nothing to read, or it is being read.
func (l *List) ReadTexts() (read func()) {
	texts, payments := &l.opt.Judge.texts, l.verdicts.payments
	if l.reading || texts.ready(payments) {
		return nil
	}
	l.reading = true
	return func() { texts.read(payments) }
}

// TakeTexts takes in that the texts of a long list have been read. What has changed
// meanwhile is read now.
func (l *List) TakeTexts() {
	l.reading = false
	l.opt.Judge.texts.catchUp(l.verdicts.payments)
	l.tabulate()
}

// Matches are what the finder has found.
type Matches struct {
	Ready     bool // it has looked at every payment
	Found     int  // rows
	Of        int  // rows of the view without the finder
	Elsewhere int  // found, and listed by other views only
	// ID is the payment ID that is searched for; "" where none is. ToLookUp
	// is the same where it can only be looked up at Dojo: it is neither here nor the
	// beginning of one that is.
	ID, ToLookUp string
}

// Matches are how much is found.
func (l *List) Matches() Matches {
	m := Matches{Ready: l.key.ready || l.filter.Text == "", Found: l.Len(), Of: l.table.all, Elsewhere: l.table.elsewhere, ID: l.table.query.id}
	if _, listed := l.snap.Get(m.ID); !listed && m.Found == 0 && m.Ready {
		m.ToLookUp = m.ID
	}
	return m
}

// keepFound leaves those rows in the table that match a query, and counts what
// only other views list. was is the table before: a payment that was found
// stays while it is being reversed, though its status no longer matches.
func (l *List) keepFound(q query, was *table) {
	t, vs := &l.table, l.verdicts
	t.rows, t.first = nil, 0
	if !l.key.ready {
		return
	}
	match := l.matcher(q, was)
	var rest []int32
	for i, k := range vs.marks {
		switch {
		case !match(i):
		case !k.flags.in(l.view):
			t.elsewhere++
		case q.four != "" && vs.payments[i].Last4 != q.four:
			rest = append(rest, int32(i))
		default:
			t.rows = append(t.rows, int32(i))
		}
	}
	t.first = len(t.rows)
	t.rows = append(t.rows, rest...)
}

// matcher says of each place in the list what query.matches says of its
// payment, with the words of its own status or of an attempt on it.
func (l *List) matcher(q query, was *table) func(place int) bool {
	vs := l.verdicts
	slots, found := l.opt.Judge.texts.find(vs.payments, q.words)
	statuses := make([][]bool, len(q.words)) // of each word, by the number of the status
	for i, w := range q.words {
		statuses[i] = make([]bool, len(vs.statuses))
		for n, status := range vs.statuses {
			statuses[i][n] = strings.Contains(status, w.text)
		}
	}
	also := l.byAttempt(q, was, slots, found)
	return func(i int) bool {
		if also.has(uint32(i)) { //nolint:gosec // a list has less than 2^31 payments
			return true
		}
		for w := range q.words {
			if !statuses[w][vs.marks[i].status] && !found[w].has(slots[i]) {
				return false
			}
		}
		return true
	}
}
