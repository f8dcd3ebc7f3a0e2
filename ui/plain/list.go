package plain

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
func (p *Session) print() {
	p.sayText(words.PlainHeader, "whose", p.speak.Whose(), "time", p.timeText())
	p.rows()
}

func (p *Session) rows() {
	if p.list.Find() != "" {
		if read := p.list.ReadTexts(); read != nil {
			p.list.TakeTexts(read()) // of a long list; nothing else is done here meanwhile
		}
	}
	p.printed = printedList{}
	for i := range p.list.Len() {
		p.printed.rows = append(p.printed.rows, printedOf(p.list.Row(i)))
	}
	if p.list.Snapshot().State == feed.Ready {
		counts, _ := p.speak.Counts(p.list)
		p.say(strings.Join(counts, ", ") + ".")
	}
	for _, b := range p.speak.Banners(p.list, p.set.ReadOnly, p.technical) {
		p.say(b)
	}
	// What is wrong has been said by this.
	p.heard.trouble = p.list.Snapshot().Trouble != nil
	switch {
	case p.list.Find() != "" && len(p.printed.rows) > 0:
		p.sayText(words.PlainFound, "text", p.list.Find(), "n", strconv.Itoa(p.list.Len()), "all", strconv.Itoa(p.list.Matches().Of))
	case p.list.View() != worklist.ViewRecent:
		p.sayText(words.PlainInView, "view", p.speak.View(p.list.View()))
	}
	if len(p.printed.rows) == 0 {
		p.sayEmpty()
		return
	}
	p.turn()
}

// more prints the next page of the list.
func (p *Session) more() {
	switch {
	case len(p.printed.rows) == 0:
		p.sayText(words.PlainNoList)
	case p.printed.shown == len(p.printed.rows):
		p.sayText(words.PlainNoMore)
	default:
		p.turn()
	}
}

// turn prints a page: the payments are those of the list, and what is said of
// each is what is known now.
func (p *Session) turn() {
	from, all := p.printed.shown, len(p.printed.rows)
	to := all
	if p.page > 0 {
		to = min(from+p.page, all)
	}
	for i := from; i < to; i++ {
		intent, ok := p.list.Get(p.printed.rows[i].id)
		if !ok {
			p.sayText(words.PlainGone, "number", strconv.Itoa(i+1), "name", p.printed.rows[i].name)
			continue
		}
		r := p.list.Judge(intent)
		p.printed.rows[i] = printedOf(r)
		p.say(strconv.Itoa(i+1) + ". " + p.rowText(&r))
	}
	p.printed.shown = to
	if to < all {
		p.sayText(words.PlainPage, "from", strconv.Itoa(from+1), "to", strconv.Itoa(to), "all", strconv.Itoa(all))
	}
}

// rowText is one payment in words, in the order in which people look for it.
func (p *Session) rowText(r *worklist.Row) string {
	at, _ := r.Payment.PaidOrCreated()
	a := p.list.Attempt(r.Payment.ID)
	parts := []string{
		p.speak.WhenText(at, p.list.Now().Dojo), p.speak.Charged(r.Payment), cmp.Or(p.speak.Card(r.Payment.Card), p.speak.Say(words.TextNoCard)),
		cmp.Or(r.Payment.Reference, r.Payment.ID), lower(p.speak.StatusOf(r.Payment, r.Gone, r.Verdict, a, p.list.Now().PC).Words[0], a != nil),
	}
	if r.Verdict.Reversible && p.set.ReadOnly == "" && (a == nil || !a.State.Open() && !worklist.ReversedBy(a)) {
		parts = append(parts, p.speak.Say(words.PlainCan))
	}
	if r.Twin != nil {
		at, _ := r.Twin.PaidOrCreated()
		parts = append(parts, p.speak.Say(words.TextSameAs, "time", p.speak.WhenText(at, p.list.Now().Dojo)))
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

func (p *Session) sayEmpty() {
	elsewhere := strconv.Itoa(p.list.Matches().Elsewhere)
	switch p.list.Emptiness() {
	case worklist.EmptyElsewhere:
		text := words.PlainElsewhere
		if !p.list.Snapshot().Whole() {
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
func (p *Session) sayStale() {
	if !p.started || p.ended || p.inputEnded || p.printed.stale || p.question != nil || p.leaving {
		return
	}
	touched := map[string]bool{}
	for i := range p.list.Attempts() {
		touched[p.list.Attempts()[i].Payment.ID] = true
	}
	others := func(r printedRow) bool { return touched[r.id] }
	now := make([]printedRow, 0, p.list.Len())
	for i := range p.list.Len() {
		now = append(now, printedOf(p.list.Row(i)))
	}
	if !slices.Equal(slices.DeleteFunc(now, others), slices.DeleteFunc(slices.Clone(p.printed.rows), others)) {
		p.printed.stale = true
		p.sayText(words.PlainStale)
	}
}
