package ui

import (
	"slices"
	"strconv"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// listView is the list on the screen: which of its rows are there, and the lines
// in which they were drawn.
type listView struct {
	from, to int    // the rows on the screen, from one to before another
	topID    string // the first of them, so that the rest stays still; "" for the first of all

	// Which payment was selected when the rows were turned to last, and how many
	// rows above it are on the screen.
	selected string
	line     int

	// newest was the first row of all when that was last on the screen, or when this
	// list began: what is newer has arrived since.
	newest *dojo.PaymentIntent

	// What was listed when topID was there. Another list begins at its beginning.
	ofView   worklist.View
	ofFilter worklist.Filter

	drawn drawnRows
}

// turn turns to the page with the selected row, of height rows. Where somebody has
// moved the selection, whole pages are turned at the edges, since moving by a line
// sends every line anew. Else the rows stay where they are, whatever arrives above
// them or leaves, and give way no further than the selected row needs.
func (v *listView) turn(l *worklist.List, height int) {
	n := l.Len()
	fresh := n == 0 || v.ofView != l.View() || v.ofFilter != l.Filter()
	if fresh {
		v.topID, v.newest, v.selected, v.line, v.ofView, v.ofFilter = "", nil, "", 0, l.View(), l.Filter()
	}
	if height <= 0 || n == 0 {
		v.from, v.to = 0, 0
		return
	}
	at := min(max(l.Position(), 0), n-1)
	top := v.top(l, at)
	stays := v.selected == l.Selected()
	switch {
	case at < top && stays:
		top = at
	case at >= top+height && stays:
		top = at - height + 1
	// How many pages to turn is reckoned, since there may be thousands.
	case at < top:
		top = max(top-(top-at+height-1)/height*height, 0)
	case at >= top+height:
		top += (at - top) / height * height
	}
	if top > 0 {
		top = max(min(top, n-height), 0)
	}
	v.topID = ""
	if top > 0 {
		v.topID = l.Payment(top).ID
	}
	if top == 0 || v.newest == nil {
		v.newest = l.Payment(0)
	}
	v.from, v.to = top, min(top+height, n)
	v.selected, v.line = l.Selected(), at-top
}

// top is where the first row of the screen is by now. Where its payment has left the
// list, the selected one stays in its line.
func (v *listView) top(l *worklist.List, selected int) int {
	if v.topID == "" {
		return 0
	}
	if i := l.Index(v.topID); i >= 0 {
		return i
	}
	return max(selected-v.line, 0)
}

// beyond says how many rows lie above and below the screen.
func (v *listView) beyond(s scene) (above, below beyond) {
	l := s.list
	count := func(text string, n int, with ...string) beyond {
		if n <= 0 {
			return beyond{}
		}
		return beyond{text: s.speak.Say(text, append(with, "n", s.speak.Grouped(n))...)}
	}
	below = count(words.TextBelow, l.Len()-v.to)
	if !l.NewestFirst() {
		return count(words.TextAbove, v.from), below
	}
	above = count(words.TextNewer, v.from)
	if arrived := v.arrived(l); arrived > 0 {
		above = count(words.TextArrived, v.from, "new", s.speak.Grouped(arrived))
		above.new = true
	}
	return above, below
}

// arrived is how many of the rows above the screen have come since the first row of
// all was last on it.
func (v *listView) arrived(l *worklist.List) int {
	if v.from == 0 || v.newest == nil {
		return 0
	}
	return min(l.Newer(v.newest), v.from)
}

// columns shares out w cells among the parts of the rows on the screen.
func (v *listView) columns(l *worklist.List, speak *words.Speaker, w int) columns {
	v.drawn.keepAmounts(v.to - v.from)
	widest := cells.Width(speak.Say(words.WordAmount))
	for i := v.from; i < v.to; i++ {
		widest = max(widest, cells.Width(v.drawn.amount(l.Payment(i), speak)))
	}
	return layout(w, widest)
}

// view draws the list, w cells wide and h lines high. silent says that something is
// said of a payment ID that isn't listed already.
func (v *listView) view(s scene, silent bool, w, h int) []string {
	if s.list.Len() == 0 {
		return emptyLines(s, silent, w, h)
	}
	r := rowWriter{scene: s, col: v.columns(s.list, &s.speak, w), w: w}
	lines := make([]string, 0, v.to-v.from+1)
	if s.headings() > 0 {
		lines = append(lines, r.names())
	}
	v.drawn.keepRows(r.drawing(), v.to-v.from)
	references := v.drawn.references(r.list, v.from, v.to, r.col.reference, r.theme.Ellipsis)
	for i := v.from; i < v.to; i++ {
		p := r.list.Payment(i)
		which := drawnRow{p: p, reference: references[i-v.from], selected: p.ID == r.list.Selected()}
		row := r.list.Judge(p)
		line, known := v.drawn.rows[which]
		if !known || line.row != row {
			line = drawnLine{row, r.line(row, which.reference, v.drawn.amount(p, &r.speak), which.selected)}
			v.drawn.rows[which] = line
		}
		lines = append(lines, line.text)
	}
	return lines
}

// drawnRows keeps what was drawn last, since most of it is the same in the next
// frame. Whether it is kept or drawn anew changes nothing on the screen.
type drawnRows struct {
	by   drawing
	rows map[drawnRow]drawnLine
	// amounts are those of payments that were on screen: to write one is most of
	// the work of drawing a row.
	amounts map[*dojo.PaymentIntent]string
	// short are the references of the rows on screen in so many cells, and whole what
	// they were made from.
	short, whole []string
	wide         int
}

type drawnRow struct {
	p         *dojo.PaymentIntent // never changes
	reference string              // as it fits, which the other rows decide too
	selected  bool
}

type drawnLine struct {
	row  worklist.Row // what was drawn
	text string
}

// drawing is what a row depends on beside what is known of its payment, and the
// selection.
type drawing struct {
	col            columns
	width          int
	minute, latest time.Time // Dojo's, and the latest that it may be
	unsure         bool
	readOnly       string
	changes        int   // of the attempts
	second         int64 // while an attempt counts them
}

// keptPages is how many pages of rows are kept at most, and of amounts: a list that
// changes leaves those of its former payments behind.
const keptPages = 4

// keepRows forgets the rows unless they are still drawn so.
func (d *drawnRows) keepRows(by drawing, onScreen int) {
	if d.by != by || len(d.rows) > keptPages*onScreen || d.rows == nil {
		d.by, d.rows = by, map[drawnRow]drawnLine{}
	}
}

// keepAmounts forgets the amounts once there are too many.
func (d *drawnRows) keepAmounts(onScreen int) {
	if len(d.amounts) > keptPages*onScreen || d.amounts == nil {
		d.amounts = map[*dojo.PaymentIntent]string{}
	}
}

// references are those of the rows from one to before another, w cells wide.
func (d *drawnRows) references(l *worklist.List, from, to, w int, ellipsis string) []string {
	same := d.wide == w && len(d.whole) == to-from
	for i := from; same && i < to; i++ {
		same = d.whole[i-from] == l.Payment(i).Reference
	}
	if !same {
		d.wide, d.whole = w, make([]string, 0, to-from)
		for i := from; i < to; i++ {
			d.whole = append(d.whole, l.Payment(i).Reference)
		}
		d.short = shorten(d.whole, w, ellipsis)
	}
	return d.short
}

func (d *drawnRows) amount(p *dojo.PaymentIntent, speak *words.Speaker) string {
	text, known := d.amounts[p]
	if !known {
		text = speak.Charged(p)
		d.amounts[p] = text
	}
	return text
}

// emptyLines says why nothing is listed, and what to do next.
func emptyLines(s scene, silent bool, w, h int) []string {
	var lines []string
	for _, part := range cells.Wrap(emptyText(s, silent), w-4) {
		lines = append(lines, "   "+part)
	}
	if len(lines) < h {
		lines = slices.Insert(lines, 0, "")
	}
	return lines[:min(len(lines), h)]
}

// emptyText is what emptyLines says.
func emptyText(s scene, silent bool) string {
	l, say := s.list, s.speak.Say
	switch l.Emptiness() {
	case worklist.EmptySearching:
		return say(words.TextSearching, "n", s.speak.Grouped(len(l.Snapshot().Payments)))
	case worklist.EmptyElsewhere:
		return say(elsewhereText(l.Snapshot().Whole(), s.typing), "n", strconv.Itoa(l.Matches().Elsewhere))
	case worklist.EmptyNotListed:
		if !silent { // else it is being looked up, or what came of that is said below
			return say(words.TextNotListed)
		}
	case worklist.EmptyNotLoaded:
		return say(words.TextNotLoaded)
	case worklist.EmptyNotYet:
		return say(words.TextNotFoundYet)
	case worklist.EmptyFourDigits:
		return say(words.TextPhoneOrWatch)
	case worklist.EmptyNoMatch:
		return s.speak.NoMatch(l)
	case worklist.EmptyLoading:
		return say(words.TextStillLoading)
	case worklist.EmptyNoneYet:
		return say(words.TextNoneYet)
	case worklist.EmptyView:
		return say(words.TextNoneInView)
	case worklist.EmptyUnreached, worklist.EmptyUnsaid:
	}
	return ""
}

// elsewhereText says that another view has what was typed. While somebody types, v
// is a letter.
func elsewhereText(whole, typing bool) string {
	switch {
	case whole && typing:
		return words.TextElsewhereIn
	case typing:
		return words.TextElsewhereSo
	case whole:
		return words.TextElsewhere
	}
	return words.TextElsewhereYet
}
