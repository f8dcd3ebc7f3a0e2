package ui

import (
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

const (
	minWidth  = 40
	minHeight = 10
)

// size is the window's, in cells.
type size struct{ width, height int }

func (s size) tooSmall() bool { return s.width < minWidth || s.height < minHeight }

// headings is how many lines the column headings take.
func (s size) headings() int {
	if s.width >= 60 && s.height >= 14 {
		return 1 // the day begins with a line of its own there
	}
	return 0
}

// View draws the screen: never wider or taller than the terminal.
func (m *Model) View() string {
	if m.width <= 0 || m.height <= 0 || m.ended {
		return ""
	}
	return strings.Join(cells.Exactly(m.screen(), m.width, m.height), "\n")
}

func (m *Model) screen() []string {
	w := m.width
	if m.tooSmall() {
		if m.quit != nil {
			return cells.Wrap(m.speak.Say(words.TextTooSmallQuit), w)
		}
		return cells.Wrap(m.speak.Say(words.TextTooSmall), w)
	}
	if m.help.open {
		return m.help.view(m.speak, &m.theme, m.speak.Whose(), w)
	}
	f := m.frame()
	h := f.rows + m.headings()
	above, below := m.beyond(h)
	lines := make([]string, 0, m.height)
	lines = append(append(append(lines, header{theme: m.theme, speak: m.speak, list: m.list, mode: m.set.Mode, shop: m.set.Shop, operator: m.set.Operator, agent: m.set.Agent}.view(w)...), f.banners...), m.theme.rule("", above, w))
	lines = append(lines, cells.Exactly(m.body(w, h), w, h)...)
	lines = append(append(lines, ruleWith(f.notice, below, &m.theme, w)...), m.bottom(w))
	switch {
	case m.quit != nil:
		over(lines, newQuestionView(m.scene(), m.arming).leaving(m.quit, append(m.list.AskBeforeQuit(), m.deps.elsewhere()...)), m.size)
	case m.dialog != nil:
		box, ok := dialogBox(m.scene(), m.dialog, m.arming)
		if !ok {
			lines = append(lines[:1:1], cells.Wrap(m.speak.Say(words.TextDialogNoRoom), w)...)
			return append(lines, m.speak.Say(words.TextEscKeep))
		}
		over(lines, box, m.size)
	}
	return lines
}

// ruleWith is the rule under the list, with the first line of a notice in it, and the
// notice's other lines under it. So the rule stays where it is while a line is said.
func ruleWith(said []string, below beyond, t *theme, w int) []string {
	if len(said) == 0 {
		return []string{t.rule("", below, w)}
	}
	lines := []string{t.rule(said[0], below, w)}
	for _, l := range said[1:] {
		lines = append(lines, cells.Blank(ruleBefore)+l)
	}
	return lines
}

// besideCards is the column right of the references and the cards in a window of 120
// columns. What is asked about can be read there while a box is open, and what a box
// doesn't cover needn't be sent again.
const besideCards = 61

// over lays a box over the screen: in its middle, but right of the references and the
// cards as far as there is room.
func over(lines, box []string, on size) {
	for len(lines) < on.height {
		lines = append(lines, "")
	}
	const margin = 1
	w := cells.Width(box[0])
	x, y := min(max((on.width-w)/2, besideCards), on.width-w-margin), max((on.height-len(box))/2, 0)
	if x+w+margin == on.width {
		for i := y; i < min(y+len(box), len(lines)); i++ {
			lines[i] = cells.Cut(lines[i], x+w, "") // a single letter there would look lost
		}
	}
	cells.Splice(lines, box, x, y)
}

// scene is what the parts of the screen are drawn from.
func (m *Model) scene() scene {
	return scene{size: m.size, theme: &m.theme, speak: m.speak, list: m.list, readOnly: m.set.ReadOnly, technical: m.technical, announced: m.announced, typing: m.finder.open}
}

// frame is what takes lines from the list beside the header and the bottom line,
// and how many rows that leaves it.
type frame struct {
	banners, notice []string
	firstRow        int        // the line of the screen on which the list's first row stands
	room            noticeRoom // the notice may take so much: the list keeps a row
	rows            int
}

func (m *Model) frame() frame {
	s := m.scene()
	f := frame{banners: bannerLines(s, m.notices.words(s) != "")}
	const rule, bottom, row = 1, 1, 1
	f.firstRow = headerLines + len(f.banners) + rule + m.headings()
	f.room.lines = max(m.height-f.firstRow-bottom-row, 1)
	f.lay(&m.notices, s)
	if more := m.list.Len(); len(f.notice) > 0 && (more > f.rows || m.day.open) {
		// Beside the notice stands how many rows are below the screen.
		f.room.taken = besideCount(s.speak.Say(words.TextBelow, "n", s.speak.Grouped(more)))
		f.lay(&m.notices, s)
	}
	return f
}

// lay shares out the lines between the rows and the notice, whose first line stands in
// the rule.
func (f *frame) lay(n *notices, s scene) {
	f.notice = n.page(s, f.room)
	f.rows = max(s.height-f.firstRow-max(len(f.notice), 1)-1, 1)
}

// settle turns what is on the screen to the page that a step has led to. View
// draws that page and changes nothing.
func (m *Model) settle() {
	if m.tooSmall() || m.help.open {
		return // nothing of it is on the screen
	}
	rows := m.frame().rows
	switch h := rows + m.headings(); {
	case m.day.open:
		m.day.settle(m.list.Day())
		return
	case m.details.shown(m.list) && m.width < sideBySide:
		m.details.fit(m.scene(), m.width-1, h-1)
		return // the list isn't on the screen
	case m.details.shown(m.list):
		m.details.fit(m.scene(), detailsWidth, h)
	}
	m.rows.turn(m.list, rows)
}

// beyond says what of the list or the day lies above and below the screen. The body
// has h lines.
func (m *Model) beyond(h int) (above, below beyond) {
	switch {
	case m.day.open:
		return m.day.beyond(m.scene(), h)
	case m.details.shown(m.list) && m.width < sideBySide:
		return beyond{}, beyond{} // the details say it of themselves
	}
	return m.rows.beyond(m.scene())
}

// body is the list, the details over it, or both beside each other; or the day.
func (m *Model) body(w, h int) []string {
	s, t := m.scene(), &m.theme
	silent := m.notices.info.kind != infoNone
	switch {
	case m.day.open:
		return m.day.view(s, h)
	case !m.details.shown(m.list):
		return m.rows.view(s, silent, w, h)
	case w < sideBySide:
		title := " " + t.bold.Render(m.speak.Say(words.TitleDetails)) + "   " + m.speak.Say(words.TextDetailsKeys, "arrows", t.Arrows)
		return append([]string{title}, indent(m.details.page.view(m.speak, t), t.plain)...)
	}
	lines := cells.Exactly(m.rows.view(s, silent, w-detailsWidth-2, h), w, h)
	beside := cells.Exactly(m.details.page.view(m.speak, t), detailsWidth, h)
	for i := range lines {
		lines[i] = cells.Left(lines[i], w-detailsWidth-2, "") + t.grey.Render(t.Side) + " " + beside[i]
	}
	return lines
}
