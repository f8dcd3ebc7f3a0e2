package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// printedList is the list that was printed last. Its numbers belong to its
// payments until another one is printed, whatever becomes of the list.
type printedList struct {
	rows  []printedRow
	shown int // how many of them were printed; the others have no number yet
	stale bool
}

// printedRow is a payment of a printed list, as far as its line depends on it.
type printedRow struct {
	id, name  string
	status    dojo.Status
	can, gone bool
}

func printedOf(r *row) printedRow {
	return printedRow{
		id: r.p.ID, name: cmp.Or(r.p.Reference, r.p.ID), status: r.p.Status,
		can: r.verdict.Reversible, gone: r.gone,
	}
}

// print prints the list as it is now, from its beginning.
func (p *Plain) print() {
	p.sayText(plainHeader, "whose", p.m.whose(), "time", p.timeText())
	p.rows()
}

func (p *Plain) rows() {
	m := p.m
	p.list = printedList{}
	for i := range m.table.rows {
		p.list.rows = append(p.list.rows, printedOf(m.rowAt(i)))
	}
	if m.snap.State == feed.Ready {
		p.say(strings.ReplaceAll(m.countsText(1000), "   ", ", ") + ".")
	}
	for _, b := range m.banners() {
		p.say(b)
	}
	// What is wrong has been said by this.
	p.trouble = m.snap.Trouble != nil
	switch {
	case m.find != "" && len(p.list.rows) > 0:
		p.sayText(plainFound, "text", m.find, "n", strconv.Itoa(m.table.len()), "all", strconv.Itoa(m.table.all))
	case m.view != viewRecent:
		p.sayText(plainInView, "view", m.speak.view(m.view))
	}
	if len(p.list.rows) == 0 {
		p.sayEmpty()
		return
	}
	p.turn()
}

// more prints the next page of the list.
func (p *Plain) more() {
	switch {
	case len(p.list.rows) == 0:
		p.sayText(plainNoList)
	case p.list.shown == len(p.list.rows):
		p.sayText(plainNoMore)
	default:
		p.turn()
	}
}

// turn prints a page: the payments are those of the list, and what is said of
// each is what is known now.
func (p *Plain) turn() {
	m := p.m
	from, all := p.list.shown, len(p.list.rows)
	to := all
	if p.page > 0 {
		to = min(from+p.page, all)
	}
	for i := from; i < to; i++ {
		intent, ok := m.snap.Get(p.list.rows[i].id)
		if !ok {
			p.sayText(plainGone, "number", strconv.Itoa(i+1), "name", p.list.rows[i].name)
			continue
		}
		r := m.judged(intent, m.span())
		p.list.rows[i] = printedOf(&r)
		p.say(strconv.Itoa(i+1) + ". " + p.rowText(&r))
	}
	p.list.shown = to
	if to < all {
		p.sayText(plainPage, "from", strconv.Itoa(from+1), "to", strconv.Itoa(to), "all", strconv.Itoa(all))
	}
}

// rowText is one payment in words, in the order in which people look for it.
func (p *Plain) rowText(r *row) string {
	m := p.m
	at, _ := r.p.PaidOrCreated()
	a := m.attemptOf(r.p.ID)
	parts := []string{
		m.speak.whenText(at, m.now()), m.amountText(r.p), cmp.Or(m.speak.card(r.p.Card), m.speak.say(textNoCard)),
		cmp.Or(r.p.Reference, r.p.ID), lower(m.speak.statusOf(r.p, r.gone, r.verdict, a, m.deps.Now()).words[0], a != nil),
	}
	if r.verdict.Reversible && m.set.ReadOnly == "" && (a == nil || !a.State.Open() && !reversedBy(a)) {
		parts = append(parts, m.speak.say(plainCan))
	}
	if r.twin != nil {
		at, _ := r.twin.PaidOrCreated()
		parts = append(parts, m.sameAs(m.speak.whenText(at, m.now())))
	}
	return strings.Join(parts, ", ")
}

// lower begins a status with a small letter, since it stands within a line.
// Dojo's own words for a reversal stay as they are.
func lower(s string, dojos bool) string {
	if dojos {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

func (p *Plain) sayEmpty() {
	m := p.m
	switch {
	case m.find != "" && m.table.elsewhere > 0 && !m.snap.Whole():
		p.sayText(plainSoFar, "n", strconv.Itoa(m.table.elsewhere))
	case m.find != "" && m.table.elsewhere > 0:
		p.sayText(plainElsewhere, "n", strconv.Itoa(m.table.elsewhere))
	case m.find != "" && parseQuery(m.find).id != "":
		p.sayText(plainNotListed)
	case m.find != "" && !m.snap.Whole():
		p.sayText(textNotFoundYet)
	case m.find != "" && parseQuery(m.find).lastFour():
		p.sayText(textPhoneOrWatch)
	case m.find != "":
		p.sayText(plainNoMatch)
	case m.snap.State == feed.Loading:
	case !m.snap.Whole():
		p.sayText(textNoneYet)
	case m.view != viewRecent:
		p.sayText(plainNoneInView)
	}
}

// sayStale says once of a printed list that it isn't as printed any more. What
// a reversal from here has changed is told by itself, and a question isn't
// interrupted for it.
func (p *Plain) sayStale() {
	m := p.m
	if !p.started || p.ended || p.inputEnded || p.list.stale || m.dialog != nil || p.leaving {
		return
	}
	touched := map[string]bool{}
	for i := range m.attempts {
		touched[m.attempts[i].Payment.ID] = true
	}
	others := func(r printedRow) bool { return touched[r.id] }
	now := make([]printedRow, 0, m.table.len())
	for i := range m.table.rows {
		now = append(now, printedOf(m.rowAt(i)))
	}
	if !slices.Equal(slices.DeleteFunc(now, others), slices.DeleteFunc(slices.Clone(p.list.rows), others)) {
		p.list.stale = true
		p.sayText(plainStale)
	}
}
