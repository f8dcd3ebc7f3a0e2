package worklist

import (
	"slices"
	"sort"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// search is what the list is searched with. The texts are read when somebody
// first searches, since most days nobody does.
type search struct {
	finder  *finder
	reading bool // a command reads the texts of a long list
}

// ready says whether the finder has the text of every payment, having read them
// if they are few.
func (s *search) ready(vs *verdicts) bool {
	if s.reading {
		return false
	}
	if s.finder == nil || vs.missing > 0 {
		if vs.missing > feed.LongList {
			// A command reads them, so that the key needn't wait.
			return false
		}
		s.fill(vs)
	}
	return true
}

// fill reads the texts that are missing.
func (s *search) fill(vs *verdicts) {
	if f := s.finder; f == nil || f.len() > 2*len(vs.marks)+feed.LongList {
		// There is none, or most of its texts are of payments that changed.
		s.finder = newFinder(len(vs.marks), vs.hay())
		for i := range vs.marks {
			vs.marks[i].slot = 0
		}
	}
	for i := range vs.marks {
		if vs.marks[i].slot == 0 {
			vs.marks[i].slot = s.finder.add(vs.payments[i])
		}
	}
	vs.missing = 0
}

// Texts are the texts of a long list, as the finder looks through them.
type Texts struct {
	payments []*dojo.PaymentIntent
	finder   *finder // the payments' slots are in their order, from 1 on
}

// ReadTexts is what a face runs beside its event loop once somebody searches a
// long list. What it returns is to be given to TakeTexts. It is nil where there
// is nothing to read, or it is being read.
func (l *List) ReadTexts() func() Texts {
	if l.search.reading || l.search.ready(l.verdicts) {
		return nil
	}
	l.search.reading = true
	payments, hay := l.snap.Payments, l.verdicts.hay()
	return func() Texts {
		f := newFinder(len(payments), hay)
		for _, p := range payments {
			f.add(p)
		}
		return Texts{payments: payments, finder: f}
	}
}

// TakeTexts takes in the texts of a long list. What has changed meanwhile is
// read now.
func (l *List) TakeTexts(t Texts) {
	l.search = search{finder: t.finder}
	l.verdicts.slots(t.payments)
	l.search.fill(l.verdicts)
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
	l.found = l.filter
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
	type found struct {
		texts    slots
		statuses []bool // by the number of the status
	}
	var words []found
	for _, w := range q.words {
		x := found{texts: l.search.finder.find(w), statuses: make([]bool, len(vs.statuses))}
		for i, status := range vs.statuses {
			x.statuses[i] = strings.Contains(status, w.text)
		}
		words = append(words, x)
	}
	also := l.placesByAttempt(q, was)
	return func(i int) bool {
		if _, ok := slices.BinarySearch(also, i); ok {
			return true
		}
		k := vs.marks[i]
		for _, w := range words {
			if !w.statuses[k.status] && !w.texts.has(k.slot) {
				return false
			}
		}
		return true
	}
}

// placesByAttempt are the places of payments that a query finds by the words of
// a reversal, or by their whole ID, sorted.
func (l *List) placesByAttempt(q query, was *table) []int {
	var places []int
	hay, fold := l.verdicts.hay(), folder{}
	add := func(p *dojo.PaymentIntent) {
		if i := l.snap.Position(p); i >= 0 {
			places = append(places, i)
		}
	}
	if p, ok := l.snap.Get(q.id); ok {
		add(p)
	}
	for id, a := range l.telling {
		p, ok := l.snap.Get(id)
		if !ok {
			continue
		}
		r := l.judge(p)
		words := l.opt.Words(r, a, l.now)
		if q.matches(p.ID, hay.of(p), fold.text(strings.Join(words, " "))) || (a.State.Open() && l.found == l.filter && was.index(id) >= 0) {
			add(p)
		}
	}
	sort.Ints(places)
	return places
}
