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

func (m *Model) tooSmall() bool { return m.width < minWidth || m.height < minHeight }

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
		return m.help.view(m.speak, m.theme, m.speak.Whose(), w)
	}
	f := m.frame()
	h := f.rows + m.headings()
	rule := m.theme.rule(w)
	lines := make([]string, 0, m.height)
	lines = append(append(append(lines, m.header().view(w)...), f.banners...), rule)
	lines = append(lines, cells.Exactly(m.body(w, h), w, h)...)
	lines = append(append(append(lines, rule), f.notice...), m.bottom(w))
	switch {
	case m.quit != nil:
		m.over(lines, m.questions().leaving(m.quit, m.list.Watched()))
	case m.dialog != nil:
		box, ok := m.dialogBox(m.dialog)
		if !ok {
			lines = append(lines[:1:1], cells.Wrap(m.speak.Say(words.TextDialogNoRoom), w)...)
			return append(lines, m.speak.Say(words.TextEscKeep))
		}
		m.over(lines, box)
	}
	return lines
}

// over lays a box over the middle of the screen.
func (m *Model) over(lines, box []string) {
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	cells.Splice(lines, box, (m.width-cells.Width(box[0]))/2, max((m.height-len(box))/2, 0))
}

// headings is how many lines the column headings take.
func (m *Model) headings() int {
	if m.width >= 60 && m.height >= 14 {
		return 1 // the picture of the day begins with a line of its own there
	}
	return 0
}

func (m *Model) header() header {
	return header{theme: m.theme, speak: m.speak, list: m.list, mode: m.set.Mode, shop: m.set.Shop, operator: m.set.Operator}
}

// bannerLines are at most a third of the screen: the list and the keys need the
// rest. Where there is a notice they leave it three lines, in the lowest window
// too: a result must not be put away unread.
func (m *Model) bannerLines(w int) []string {
	var texts []string
	for _, b := range m.speak.Banners(m.list, m.set.ReadOnly, m.technical) {
		texts = append(texts, cells.Wrap(b, w-2)...)
	}
	most := max(m.height/3, 1)
	if m.notices.words(m.scene()) != "" {
		most = max(min(most, m.height-9), 1)
	}
	if len(texts) > most {
		texts = texts[:most]
		texts[most-1] = cells.Cut(texts[most-1], w-2-cells.Width(m.theme.Ellipsis), "") + m.theme.Ellipsis
	}
	return indent(texts, m.theme.banner)
}

// scene is what notices and details are drawn from.
func (m *Model) scene() scene {
	return scene{theme: &m.theme, speak: m.speak, list: m.list, readOnly: m.set.ReadOnly, technical: m.technical, width: m.width}
}

// frame is what takes lines from the list beside the header and the bottom line,
// and how many rows that leaves it.
type frame struct {
	banners, notice []string
	rows            int
}

func (m *Model) frame() frame {
	f := frame{banners: m.bannerLines(m.width)}
	const rules, bottom = 2, 1
	around := headerLines + len(f.banners) + rules + m.headings()
	f.notice = m.notices.page(m.scene(), m.noticeRoom())
	f.rows = max(m.height-around-len(f.notice)-bottom, 1)
	return f
}

// noticeRoom is how many lines the notice may take: the list keeps a row.
func (m *Model) noticeRoom() int {
	const rule, bottom, row = 1, 1, 1
	return max(m.height-m.firstRow()-rule-bottom-row, 1)
}

// bodyHeight is how many rows of payments fit between header and foot.
func (m *Model) bodyHeight() int { return m.frame().rows }

// firstRow is the line of the screen on which the first row of the list stands.
func (m *Model) firstRow() int {
	const rule = 1
	return headerLines + len(m.bannerLines(m.width)) + rule + m.headings()
}

// pageRows is how many rows a page has.
func (m *Model) pageRows() int { return max(m.bodyHeight(), 1) }

// settle turns what is on the screen to the page that a step has led to. View
// draws that page and changes nothing.
func (m *Model) settle() {
	if m.tooSmall() || m.help.open {
		return // nothing of it is on the screen
	}
	rows := m.bodyHeight()
	switch h := rows + m.headings(); {
	case m.day.open:
		m.day.settle(m.list.Day())
		return
	case m.detailsShown() && m.width < sideBySide:
		m.fitDetails(m.width-1, h-1)
		return // the list isn't on the screen
	case m.detailsShown():
		m.fitDetails(detailsWidth, h)
	}
	m.rows.turn(m.list, rows)
}

// detailsShown says whether the details are on the screen, where nothing lies over
// them.
func (m *Model) detailsShown() bool {
	return m.details.open && m.list.Index(m.list.Selected()) >= 0
}

func (m *Model) fitDetails(w, h int) {
	if r, ok := m.list.Current(); ok {
		id := r.Payment.ID
		m.details.fit(id, detailLines(m.speak.Details(m.list, r, m.scene().around(id), m.technical), &m.theme, w), w, h)
	}
}

// listLines draws the list, w cells wide and h lines high.
func (m *Model) listLines(w, h int) []string {
	if m.list.Len() == 0 {
		return emptyLines(m.list, m.speak, m.notices.info.kind != infoNone, w, h)
	}
	r := rowWriter{list: m.list, speak: &m.speak, theme: &m.theme, readOnly: m.set.ReadOnly != ""}
	return m.rows.lines(r, w, m.headings() > 0)
}

// body is the list, the details over it, or both beside each other; or the day
// as a picture.
func (m *Model) body(w, h int) []string {
	switch {
	case m.day.open:
		return m.day.view(m.list.Day(), m.speak, &m.theme, w, h)
	case !m.detailsShown():
		return m.listLines(w, h)
	case w < sideBySide:
		title := " " + m.theme.bold.Render(m.speak.Say(words.TitleDetails)) + "   " + m.speak.Say(words.TextDetailsKeys, "arrows", m.theme.Arrows)
		return append([]string{title}, indent(m.details.view(m.speak, &m.theme), m.theme.plain)...)
	}
	lines := cells.Exactly(m.listLines(w-detailsWidth-2, h), w, h)
	beside := cells.Exactly(m.details.view(m.speak, &m.theme), detailsWidth, h)
	for i := range lines {
		lines[i] = cells.Left(lines[i], w-detailsWidth-2, "") + m.theme.grey.Render(m.theme.Side) + " " + beside[i]
	}
	return lines
}
