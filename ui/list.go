package ui

import (
	"strconv"
	"time"

	"github.com/charmbracelet/lipgloss"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// columns are the widths of a row's parts, in cells, for one width of the
// screen. A width of 0 leaves the part out.
type columns struct {
	time, reference, card, amount, status int
	longCard                              bool // "Visa ··1013", else "Visa 1013"
	bareCard                              bool // only the digits
	headings                              bool
}

// roomForIf is the width from which a row has room for "refund if captured".
const roomForIf = 50

// layout shares out a row. The amount is never cut, so its column is as wide as
// the widest amount on screen; then come the hint, the time, the card and the
// reference.
func layout(w, amount int) columns {
	const gutter = 3 // marker, twin mark, space
	c := columns{time: 6, amount: amount, headings: true}
	switch {
	case w >= 100:
		c.time, c.card, c.longCard = 8, 17, true
		c.status = max(w*2/5, 36)
	case w >= 72:
		c.card, c.status = 15, len(words.StatusIfCaptured)
	case w >= 60:
		c.card, c.bareCard, c.status = 4, true, 24
	case w >= roomForIf:
		c.headings = false
		c.status = len(words.StatusShortIf)
	default:
		c.headings = false
		c.status = len(words.HintRefund)
	}
	gaps := 3
	if c.card > 0 {
		gaps = 4
	}
	if c.longCard {
		gaps += 4
	}
	c.reference = w - gutter - c.time - c.card - c.amount - c.status - gaps
	if c.reference > 28 {
		c.status += c.reference - 28
		c.reference = 28
	}
	if c.reference < 4 && c.card > 0 {
		c.reference += c.card + 1
		c.card = 0
	}
	if c.reference < 3 {
		c.status += c.reference + 1
		c.reference = 0
	}
	// Two figures, or one in an unknown currency, can take half a screen: the
	// time goes before the hint does, and such an amount is read in the details
	// rather than cut.
	if c.status < len(words.HintRefund) {
		c.status += c.time + 1
		c.time = 0
	}
	if missing := len(words.HintRefund) - c.status; missing > 0 {
		c.status += missing
		c.amount -= missing
	}
	return c
}

// listColumns shares out the rows from one to before another.
func (m *Model) listColumns(w, from, to int) columns {
	widest := cells.Width(m.speak.Say(words.WordAmount))
	for i := from; i < to; i++ {
		widest = max(widest, cells.Width(m.amountText(m.list.Payment(i))))
	}
	return layout(w, widest)
}

// amountText is what the customer was charged; both figures where Dojo's own
// disagree.
func (m *Model) amountText(p *dojo.PaymentIntent) string {
	if text, ok := m.amounts[p]; ok {
		return text
	}
	text := m.speak.Charged(p)
	m.amounts[p] = text
	return text
}

func (m *Model) cardText(c dojo.Card, col columns) string {
	switch {
	case col.longCard:
		return m.speak.Card(c)
	case col.bareCard:
		return c.Last4
	case c.Brand != "" && c.Last4 != "":
		return c.Brand + " " + c.Last4
	}
	return c.Brand + c.Last4
}

// pageRows is how many rows of the list fit on the screen.
func (m *Model) pageRows() int { return max(m.bodyHeight(), 1) }

// page is the rows on screen, from one to before another: whole pages are
// turned at the edges, since moving by a line sends every line anew, and the
// first row stays where it is while payments arrive above it.
func (m *Model) page(height int) (from, to int) {
	n := m.list.Len()
	if height <= 0 || n == 0 {
		return 0, 0
	}
	top := 0
	if m.topID != "" {
		top = max(m.list.Index(m.topID), 0)
	}
	at := min(max(m.list.Position(), 0), n-1)
	// How many pages to turn is reckoned, since there may be thousands.
	if at < top {
		top = max(top-(top-at+height-1)/height*height, 0)
	}
	if at >= top+height {
		top += (at - top) / height * height
	}
	if top > 0 {
		top = max(min(top, n-height), 0)
	}
	m.topID = ""
	if top > 0 {
		m.topID = m.list.Payment(top).ID
	}
	return top, min(top+height, n)
}

// listLines draws the list, w cells wide and h lines high.
func (m *Model) listLines(w, h int) []string {
	if m.list.Len() == 0 {
		return m.emptyLines(w, h)
	}
	body := h
	withHead := m.headings() > 0
	if withHead {
		body--
	}
	from, to := m.page(body)
	col := m.listColumns(w, from, to)
	lines := make([]string, 0, h)
	if withHead {
		say := m.speak.Say
		lines = append(lines, m.theme.grey.Render(m.rowText(col, w, "   ",
			say(words.WordTime), cells.Left(say(words.WordReference), col.reference, m.theme.Ellipsis), say(words.WordCard), say(words.WordAmount), say(words.WordStatus))))
	}
	m.drawn.keep(m.drawing(col, w))
	for i := from; i < to; i++ {
		p := m.list.Payment(i)
		which := drawnRow{p: p, selected: p.ID == m.list.Selected()}
		line, known := m.drawn.rows[which]
		if !known {
			line = m.rowLine(i, col, w)
			m.drawn.rows[which] = line
		}
		lines = append(lines, line)
	}
	return lines
}

func (m *Model) emptyLines(w, h int) []string {
	say := m.speak.Say
	text, elsewhere := "", strconv.Itoa(m.list.Matches().Elsewhere)
	switch m.list.Emptiness() {
	case worklist.EmptySearching:
		text = say(words.TextSearching, "n", m.speak.Grouped(len(m.list.Snapshot().Payments)))
	case worklist.EmptyElsewhere:
		if text = say(words.TextElsewhere, "n", elsewhere); !m.list.Snapshot().Whole() {
			text = say(words.TextElsewhereYet, "n", elsewhere)
		}
	case worklist.EmptyNotListed:
		if m.info.kind == infoNone { // else it is being looked up, or what came of that is said below
			text = say(words.TextNotListed)
		}
	case worklist.EmptyNotYet:
		text = say(words.TextNotFoundYet)
	case worklist.EmptyFourDigits:
		text = say(words.TextPhoneOrWatch)
	case worklist.EmptyNoMatch:
		text = say(words.TextNoMatch)
	case worklist.EmptyLoading:
		text = say(words.TextStillLoading)
	case worklist.EmptyNoneYet:
		text = say(words.TextNoneYet)
	case worklist.EmptyView:
		text = say(words.TextNoneInView)
	case worklist.EmptyUnreached, worklist.EmptyUnsaid:
	}
	lines := []string{""}
	for _, l := range cells.Wrap(text, w-4) {
		lines = append(lines, "   "+l)
	}
	return lines[:min(len(lines), h)]
}

// drawn keeps the rows that were drawn last, since most of them are the same in
// the next frame.
type drawn struct {
	by   drawing
	rows map[drawnRow]string
}

type drawnRow struct {
	p        *dojo.PaymentIntent // never changes
	selected bool
}

// drawing is what a row depends on beside its payment and the selection.
type drawing struct {
	col     columns
	width   int
	version uint64
	minute  time.Time
	moved   int
	second  int64 // while an attempt counts them
}

func (m *Model) drawing(col columns, w int) drawing {
	d := drawing{col: col, width: w, version: m.list.Snapshot().Version, minute: m.list.Now().Dojo.Truncate(time.Minute), moved: m.list.Changes()}
	if len(m.list.Watched()) > 0 {
		d.second = m.deps.Now().UnixNano()
	}
	return d
}

// keep forgets the rows unless they are still drawn so. There are few more of
// them than a screen has.
func (d *drawn) keep(by drawing) {
	const most = 500
	if d.by != by || len(d.rows) > most || d.rows == nil {
		d.by, d.rows = by, map[drawnRow]string{}
	}
}

// rowLine draws one payment.
func (m *Model) rowLine(i int, col columns, w int) string {
	r := m.list.Row(i)
	selected := r.Payment.ID == m.list.Selected()
	paid, _ := r.Payment.PaidOrCreated()
	s := m.speak.StatusOf(r.Payment, r.Gone, r.Verdict, m.list.Attempt(r.Payment.ID), m.deps.Now())
	status := s.Fitting(col.status)
	if selected && s.Tone == words.ToneHeld && r.Verdict.Reversible && m.set.ReadOnly == "" {
		room := col.status
		if r.Twin != nil && cells.Width(status)+3+cells.Width(m.sameAs("Mon 22")) <= room {
			room -= 3 + cells.Width(m.sameAs("Mon 22")) // the twin's time is worth more than a key that stands below
		}
		if hint := m.speak.Say(words.StatusHeldKey, "status", status); cells.Width(hint) <= room {
			status = hint
		}
	}
	mark := "   "
	if r.Twin != nil {
		mark = " = "
		at, _ := r.Twin.PaidOrCreated()
		if same := m.sameAs(m.speak.WhenText(at, m.list.Now().Dojo)); cells.Width(status)+3+cells.Width(same) <= col.status {
			status = cells.Left(status, max(col.status-cells.Width(m.sameAs("Mon 22")), cells.Width(status)+3), "") + same
		}
	}
	if selected {
		mark = ">" + mark[1:]
	}
	amount := m.amountText(r.Payment)
	if cells.Width(amount) > col.amount {
		amount = m.speak.Say(words.TextSeeDetails)
	}
	line := m.rowText(col, w, mark,
		m.speak.WhenText(paid, m.list.Now().Dojo), r.Payment.Reference, m.cardText(r.Payment.Card, col), amount, status)
	if selected {
		line = m.theme.fillRow(line, w)
	}
	return m.rowStyle(s.Tone, selected).Render(line)
}

// sameAs names the time of a twin.
func (m *Model) sameAs(when string) string { return m.speak.Say(words.TextSameAs, "time", when) }

func (m *Model) rowStyle(t words.Tone, selected bool) lipgloss.Style {
	th := m.theme
	style := th.plain
	switch t {
	case words.ToneGrey:
		style = th.grey
	case words.ToneMoving:
		style = th.moving
	case words.ToneGood:
		style = th.good
	case words.ToneBad:
		style = th.bad
	case words.ToneWarn:
		style = th.warn
	}
	if selected {
		style = th.selectedRow(style)
	}
	return style
}

// rowText puts the parts of a row into their columns: at most w cells.
func (m *Model) rowText(col columns, w int, mark, at, reference, card, amount, status string) string {
	e := m.theme.Ellipsis
	s := mark
	if col.time > 0 {
		s += cells.Left(at, col.time, e) + " "
	}
	gap := " "
	if col.longCard {
		gap = "  "
	}
	if col.reference > 0 {
		fit := cells.Left
		if col.reference < 12 {
			fit = cells.Ending
		}
		s += fit(reference, col.reference, e) + gap
	}
	if col.card > 0 {
		s += cells.Left(card, col.card, e) + gap
	}
	s += cells.Right(amount, col.amount, "") + gap
	if col.longCard {
		s += " "
	}
	return cells.Cut(s+status, w, "")
}
