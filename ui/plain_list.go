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
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
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

func printedOf(r *worklist.Row) printedRow {
	return printedRow{
		id: r.Payment.ID, name: cmp.Or(r.Payment.Reference, r.Payment.ID), status: r.Payment.Status,
		can: r.Verdict.Reversible, gone: r.Gone,
	}
}

// print prints the list as it is now, from its beginning.
func (p *Plain) print() {
	p.sayText(words.PlainHeader, "whose", p.m.whose(), "time", p.timeText())
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
		p.sayText(words.PlainFound, "text", m.find, "n", strconv.Itoa(m.table.len()), "all", strconv.Itoa(m.table.all))
	case m.view != worklist.ViewRecent:
		p.sayText(words.PlainInView, "view", m.speak.View(m.view))
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
		p.sayText(words.PlainNoList)
	case p.list.shown == len(p.list.rows):
		p.sayText(words.PlainNoMore)
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
			p.sayText(words.PlainGone, "number", strconv.Itoa(i+1), "name", p.list.rows[i].name)
			continue
		}
		r := m.judged(intent, m.span())
		p.list.rows[i] = printedOf(&r)
		p.say(strconv.Itoa(i+1) + ". " + p.rowText(&r))
	}
	p.list.shown = to
	if to < all {
		p.sayText(words.PlainPage, "from", strconv.Itoa(from+1), "to", strconv.Itoa(to), "all", strconv.Itoa(all))
	}
}

// rowText is one payment in words, in the order in which people look for it.
func (p *Plain) rowText(r *worklist.Row) string {
	m := p.m
	at, _ := r.Payment.PaidOrCreated()
	a := m.attemptOf(r.Payment.ID)
	parts := []string{
		m.speak.WhenText(at, m.now()), m.amountText(r.Payment), cmp.Or(m.speak.Card(r.Payment.Card), m.speak.Say(words.TextNoCard)),
		cmp.Or(r.Payment.Reference, r.Payment.ID), lower(m.speak.StatusOf(r.Payment, r.Gone, r.Verdict, a, m.deps.Now()).Words[0], a != nil),
	}
	if r.Verdict.Reversible && m.set.ReadOnly == "" && (a == nil || !a.State.Open() && !worklist.ReversedBy(a)) {
		parts = append(parts, m.speak.Say(words.PlainCan))
	}
	if r.Twin != nil {
		at, _ := r.Twin.PaidOrCreated()
		parts = append(parts, m.sameAs(m.speak.WhenText(at, m.now())))
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
		p.sayText(words.PlainSoFar, "n", strconv.Itoa(m.table.elsewhere))
	case m.find != "" && m.table.elsewhere > 0:
		p.sayText(words.PlainElsewhere, "n", strconv.Itoa(m.table.elsewhere))
	case m.find != "" && parseQuery(m.find).id != "":
		p.sayText(words.PlainNotListed)
	case m.find != "" && !m.snap.Whole():
		p.sayText(words.TextNotFoundYet)
	case m.find != "" && parseQuery(m.find).lastFour():
		p.sayText(words.TextPhoneOrWatch)
	case m.find != "":
		p.sayText(words.PlainNoMatch)
	case m.snap.State == feed.Loading:
	case !m.snap.Whole():
		p.sayText(words.TextNoneYet)
	case m.view != worklist.ViewRecent:
		p.sayText(words.PlainNoneInView)
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
		p.sayText(words.PlainStale)
	}
}
