package ui

import (
	"slices"
	"sort"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/ui/worklist"
)

// manyPayments is how many payments' texts are read at once while a key is
// waited for; what is more is read beside the event loop.
const manyPayments = 4000

// search is what the list is searched with. The texts are read when somebody
// first searches, since most days nobody does.
type search struct {
	finder  *finder
	reading bool // a command reads the texts of a long list
}

// searchReady says whether the finder has the text of every payment, having
// read them if they are few.
func (m *Model) searchReady() bool {
	if m.search.reading {
		return false
	}
	if m.search.finder == nil || m.ledger.missing > 0 {
		if m.ledger.missing > manyPayments {
			return false
		}
		m.fillFinder()
	}
	return true
}

// fillFinder reads the texts that are missing.
func (m *Model) fillFinder() {
	l := m.ledger
	if f := m.search.finder; f == nil || f.len() > 2*len(l.marks)+manyPayments {
		// There is none, or most of its texts are of payments that changed.
		m.search.finder = newFinder(len(l.marks))
		for i := range l.marks {
			l.marks[i].slot = 0
		}
	}
	for i := range l.marks {
		if l.marks[i].slot == 0 {
			l.marks[i].slot = m.search.finder.add(l.payments[i], l.zone)
		}
	}
	l.missing = 0
}

// readTexts reads the texts of a long list outside of the event loop, once
// somebody searches.
func (m *Model) readTexts() tea.Cmd {
	if (m.find == "" && !m.finding) || m.search.reading || m.searchReady() {
		return nil
	}
	m.search.reading = true
	payments, zone := m.snap.Payments, m.set.Zone
	return func() tea.Msg {
		f := newFinder(len(payments))
		for _, p := range payments {
			f.add(p, zone)
		}
		return textsRead{payments: payments, finder: f}
	}
}

// textsRead takes in the texts of a long list. What has changed meanwhile is
// read now.
func (m *Model) textsRead(msg textsRead) {
	m.search = search{finder: msg.finder}
	m.ledger.slots(msg.payments)
	m.fillFinder()
	m.tabulate()
}

// filter leaves those rows in the table that match a query, and counts what
// only other views list. was is the table before: a payment that was found
// stays while it is being reversed, though its status no longer matches.
func (m *Model) filter(q query, was *table) {
	t, l := &m.table, m.ledger
	t.rows, t.first = nil, 0
	if !m.tabled.ready {
		return
	}
	match := m.matcher(q, was)
	m.found = m.find
	four := ""
	if q.lastFour() {
		four = q.words[0]
	}
	var rest []int32
	for i, k := range l.marks {
		switch {
		case !match(i):
		case !k.flags.in(m.view):
			t.elsewhere++
		case four != "" && l.payments[i].Card.Last4 != four:
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
func (m *Model) matcher(q query, was *table) func(place int) bool {
	l := m.ledger
	type word struct {
		texts    slots
		statuses []bool // by the number of the status
	}
	var words []word
	for _, w := range q.words {
		x := word{texts: m.search.finder.find(w), statuses: make([]bool, len(l.statuses))}
		for i, status := range l.statuses {
			x.statuses[i] = strings.Contains(status, w)
		}
		words = append(words, x)
	}
	also := m.placesByAttempt(q, was)
	return func(i int) bool {
		if _, ok := slices.BinarySearch(also, i); ok {
			return true
		}
		k := l.marks[i]
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
func (m *Model) placesByAttempt(q query, was *table) []int {
	var places []int
	add := func(p *dojo.PaymentIntent) {
		if i := m.snap.Position(p); i >= 0 {
			places = append(places, i)
		}
	}
	if p, ok := m.snap.Get(q.id); ok {
		add(p)
	}
	for id, a := range m.telling {
		p, ok := m.snap.Get(id)
		if !ok {
			continue
		}
		r := worklist.Judge(m.snap, p, m.set.Rule, m.span(), m.set.Zone)
		words := m.speak.StatusOf(p, r.Gone, r.Verdict, a, m.deps.Now()).Words[0]
		if q.matches(p, words, m.set.Zone) || (a.State.Open() && m.found == m.find && was.index(id) >= 0) {
			add(p)
		}
	}
	sort.Ints(places)
	return places
}
