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
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// printedList is the list that was printed last. Its numbers belong to its
// payments until another one is printed, whatever becomes of the list.
type printedList struct {
	page  int // how many payments are printed before more must be typed, 0 for all
	rows  []printedRow
	shown int  // how many of them were printed; the others have no number yet
	stale bool // it was said that the list has changed since
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

func rowsOf(l *worklist.List) []printedRow {
	rows := make([]printedRow, l.Len())
	for i := range rows {
		rows[i] = printedOf(l.Row(i))
	}
	return rows
}

// renew prints the list as it is now, from its beginning, with new numbers.
func (p *printedList) renew(v *voice) {
	if v.list.Filter().Text != "" {
		if read := v.list.ReadTexts(); read != nil {
			read() // the texts of a long list; nothing else is done here meanwhile
			v.list.TakeTexts()
		}
	}
	*p = printedList{page: p.page, rows: rowsOf(v.list)}
	if v.list.Snapshot().State == feed.Ready {
		counts, _ := v.speak.Header(v.list).Counts()
		v.say(strings.Join(counts, ", ") + ".")
	}
	for _, b := range v.speak.Header(v.list).Banners(v.readOnly, v.technical) {
		v.say(b)
	}
	switch {
	case v.list.Filter().Text != "" && len(p.rows) > 0:
		v.sayText(words.PlainFound, "text", v.list.Filter().Text, "n", strconv.Itoa(len(p.rows)), "all", strconv.Itoa(v.list.Matches().Of))
	case v.list.View() != worklist.ViewRecent:
		v.sayText(words.PlainInView, "view", v.speak.View(v.list.View()))
	}
	if len(p.rows) > 0 {
		p.turn(v)
	} else if text := emptyText(v); text != "" {
		v.say(text)
	}
}

// more prints the next page of the list.
func (p *printedList) more(v *voice) {
	switch {
	case len(p.rows) == 0:
		v.sayText(words.PlainNoList)
	case p.shown == len(p.rows):
		v.sayText(words.PlainNoMore)
	default:
		p.turn(v)
	}
}

// turn prints a page: the payments are those of the list, and what is said of
// each is what is known now.
func (p *printedList) turn(v *voice) {
	from, all := p.shown, len(p.rows)
	to := all
	if p.page > 0 {
		to = min(from+p.page, all)
	}
	for i := from; i < to; i++ {
		intent, ok := v.list.Get(p.rows[i].id)
		if !ok {
			v.sayText(words.PlainGone, "number", strconv.Itoa(i+1), "name", p.rows[i].name)
			continue
		}
		r := v.list.Judge(intent)
		p.rows[i] = printedOf(r)
		v.say(strconv.Itoa(i+1) + ". " + rowText(v, r))
	}
	p.shown = to
	if to < all {
		v.sayText(words.PlainPage, "from", strconv.Itoa(from+1), "to", strconv.Itoa(to), "all", strconv.Itoa(all))
	}
}

// numbered is the payment of a number that was typed after verb. Where the list
// has none, it says why.
func (p *printedList) numbered(v *voice, verb, number string) (worklist.Row, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(number, "."))
	switch {
	case number == "":
		v.sayText(words.PlainWhich, "verb", verb)
	case p.shown == 0:
		v.sayText(words.PlainNoList)
	case err != nil || n < 1 || n > len(p.rows):
		v.sayText(words.PlainNoNumber, "number", cells.Cut(number, 40, v.speak.Ellipsis))
	case n > p.shown:
		v.sayText(words.PlainNotYet, "number", strconv.Itoa(n))
	default:
		if intent, ok := v.list.Get(p.rows[n-1].id); ok {
			return v.list.Judge(intent), true
		}
		v.sayText(words.PlainGone, "number", strconv.Itoa(n), "name", p.rows[n-1].name)
	}
	return worklist.Row{}, false
}

// sayStale says once of a printed list that it isn't as printed any more. What
// a reversal from here has changed is told by itself.
func (p *printedList) sayStale(v *voice) {
	if p.stale {
		return
	}
	toldApart := func(r printedRow) bool { return v.list.Attempt(r.id) != nil }
	if !slices.Equal(slices.DeleteFunc(rowsOf(v.list), toldApart), slices.DeleteFunc(slices.Clone(p.rows), toldApart)) {
		p.stale = true
		v.sayText(words.PlainStale)
	}
}

// rowText is one payment in words, in the order in which people look for it.
func rowText(v *voice, r worklist.Row) string {
	at, _ := r.Payment.PaidOrCreated()
	now := v.list.Now()
	a := v.list.Attempt(r.Payment.ID)
	parts := []string{
		v.speak.WhenText(at, now.Dojo), v.speak.Charged(r.Payment), cmp.Or(v.speak.Card(r.Payment.Card()), v.speak.Say(words.TextNoCard)),
		cmp.Or(r.Payment.Reference, r.Payment.ID), lower(v.speak.Payment(r).StatusAfter(a, words.Around{Now: now}).Words[0], a != nil),
	}
	if r.Verdict.Reversible && v.readOnly == "" && (a == nil || !a.State.Open() && !worklist.ReversedBy(a)) {
		parts = append(parts, v.speak.Say(words.PlainCan))
	}
	if r.Twin != nil {
		at, _ := r.Twin.PaidOrCreated()
		parts = append(parts, v.speak.Say(words.TextSameAs, "time", v.speak.WhenText(at, now.Dojo)))
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

// emptyText says why no payment is listed; "" where the lines before it do.
func emptyText(v *voice) string {
	say := v.speak.Say
	switch l := v.list; l.Emptiness() {
	case worklist.EmptyElsewhere:
		text := words.PlainElsewhere
		if !l.Snapshot().Whole() {
			text = words.PlainSoFar
		}
		return say(text, "n", strconv.Itoa(l.Matches().Elsewhere))
	case worklist.EmptyNotListed:
		return say(words.PlainNotListed)
	case worklist.EmptyNotLoaded:
		return say(words.TextNotLoaded)
	case worklist.EmptyNotYet:
		return say(words.TextNotFoundYet)
	case worklist.EmptyFourDigits:
		return say(words.PlainThenAll, "text", say(words.TextPhoneOrWatch))
	case worklist.EmptyNoMatch:
		return say(words.PlainThenAll, "text", v.speak.NoMatch(l))
	case worklist.EmptyNoneYet:
		return say(words.TextNoneYet)
	case worklist.EmptyView:
		return say(words.PlainNoneInView)
	case worklist.EmptySearching, worklist.EmptyLoading, worklist.EmptyUnreached, worklist.EmptyUnsaid:
	}
	return ""
}
