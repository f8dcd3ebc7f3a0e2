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

func printedOf(r worklist.Row) printedRow {
	return printedRow{
		id: r.Payment.ID, name: cmp.Or(r.Payment.Reference, r.Payment.ID), status: r.Payment.Status,
		can: r.Verdict.Reversible, gone: r.Gone,
	}
}

// print prints the list as it is now, from its beginning.
func (p *Plain) print() {
	p.sayText(words.PlainHeader, "whose", p.m.speak.Whose(), "time", p.timeText())
	p.rows()
}

func (p *Plain) rows() {
	m := p.m
	if m.list.Find() != "" {
		if read := m.list.ReadTexts(); read != nil {
			m.list.TakeTexts(read()) // of a long list; nothing else is done here meanwhile
		}
	}
	p.list = printedList{}
	for i := range m.list.Len() {
		p.list.rows = append(p.list.rows, printedOf(m.list.Row(i)))
	}
	if m.list.Snapshot().State == feed.Ready {
		counts, _ := m.speak.Counts(m.list)
		p.say(strings.Join(counts, ", ") + ".")
	}
	for _, b := range m.speak.Banners(m.list, m.set.ReadOnly, m.technical) {
		p.say(b)
	}
	// What is wrong has been said by this.
	p.trouble = m.list.Snapshot().Trouble != nil
	switch {
	case m.list.Find() != "" && len(p.list.rows) > 0:
		p.sayText(words.PlainFound, "text", m.list.Find(), "n", strconv.Itoa(m.list.Len()), "all", strconv.Itoa(m.list.Matches().Of))
	case m.list.View() != worklist.ViewRecent:
		p.sayText(words.PlainInView, "view", m.speak.View(m.list.View()))
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
		intent, ok := m.list.Get(p.list.rows[i].id)
		if !ok {
			p.sayText(words.PlainGone, "number", strconv.Itoa(i+1), "name", p.list.rows[i].name)
			continue
		}
		r := m.list.Judge(intent)
		p.list.rows[i] = printedOf(r)
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
	a := m.list.Attempt(r.Payment.ID)
	parts := []string{
		m.speak.WhenText(at, m.list.Now().Dojo), m.speak.Charged(r.Payment), cmp.Or(m.speak.Card(r.Payment.Card), m.speak.Say(words.TextNoCard)),
		cmp.Or(r.Payment.Reference, r.Payment.ID), lower(m.speak.StatusOf(r.Payment, r.Gone, r.Verdict, a, m.list.Now().PC).Words[0], a != nil),
	}
	if r.Verdict.Reversible && m.set.ReadOnly == "" && (a == nil || !a.State.Open() && !worklist.ReversedBy(a)) {
		parts = append(parts, m.speak.Say(words.PlainCan))
	}
	if r.Twin != nil {
		at, _ := r.Twin.PaidOrCreated()
		parts = append(parts, m.speak.Say(words.TextSameAs, "time", m.speak.WhenText(at, m.list.Now().Dojo)))
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
	elsewhere := strconv.Itoa(m.list.Matches().Elsewhere)
	switch m.list.Emptiness() {
	case worklist.EmptyElsewhere:
		text := words.PlainElsewhere
		if !m.list.Snapshot().Whole() {
			text = words.PlainSoFar
		}
		p.sayText(text, "n", elsewhere)
	case worklist.EmptyNotListed:
		p.sayText(words.PlainNotListed)
	case worklist.EmptyNotYet:
		p.sayText(words.TextNotFoundYet)
	case worklist.EmptyFourDigits:
		p.sayText(words.TextPhoneOrWatch)
	case worklist.EmptyNoMatch:
		p.sayText(words.PlainNoMatch)
	case worklist.EmptyNoneYet:
		p.sayText(words.TextNoneYet)
	case worklist.EmptyView:
		p.sayText(words.PlainNoneInView)
	case worklist.EmptySearching, worklist.EmptyLoading, worklist.EmptyUnreached, worklist.EmptyUnsaid:
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
	for i := range m.list.Attempts() {
		touched[m.list.Attempts()[i].Payment.ID] = true
	}
	others := func(r printedRow) bool { return touched[r.id] }
	now := make([]printedRow, 0, m.list.Len())
	for i := range m.list.Len() {
		now = append(now, printedOf(m.list.Row(i)))
	}
	if !slices.Equal(slices.DeleteFunc(now, others), slices.DeleteFunc(slices.Clone(p.list.rows), others)) {
		p.list.stale = true
		p.sayText(words.PlainStale)
	}
}
