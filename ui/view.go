package ui

import (
	"fmt"
	"strings"
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
	return strings.Join(exactly(m.screen(), m.width, m.height), "\n")
}

func (m *Model) screen() []string {
	w := m.width
	if m.tooSmall() {
		if m.quit != nil {
			return wrap("Unfinished reversal. "+textTooSmall, w)
		}
		return wrap(textTooSmall, w)
	}
	if m.help {
		return m.helpLines(w)
	}
	f := m.frame()
	h := f.rows + m.headings()
	lines := make([]string, 0, m.height)
	lines = append(append(lines, f.header...), f.rule)
	lines = append(lines, exactly(m.body(w, h), w, h)...)
	lines = append(append(lines, f.rule), f.foot...)
	switch {
	case m.quit != nil:
		m.over(lines, m.quitBox())
	case m.dialog != nil:
		box, ok := m.dialogBox(m.dialog)
		if !ok {
			lines = append(lines[:1:1], wrap(textDialogNoRoom, w)...)
			return append(lines, textEscKeep)
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
	splice(lines, box, (m.width-cells(box[0]))/2, max((m.height-len(box))/2, 0))
}

// headings is how many lines the column headings take.
func (m *Model) headings() int {
	if m.width >= 60 && m.height >= 14 {
		return 1
	}
	return 0
}

// frame is what stands around the list, and how many rows that leaves it.
type frame struct {
	header, foot []string
	rule         string
	rows         int
}

func (m *Model) frame() frame {
	f := frame{header: m.header(m.width), rule: m.theme.rule(m.width)}
	around := len(f.header) + 2 + m.headings()
	f.foot = m.foot(m.width, max(m.height-around-2, 1))
	f.rows = max(m.height-around-len(f.foot), 1)
	return f
}

// bodyHeight is how many rows of payments fit between header and foot.
func (m *Model) bodyHeight() int { return m.frame().rows }

// body is the list, the details over it, or both beside each other.
func (m *Model) body(w, h int) []string {
	if !m.details || m.current() == nil {
		return m.listLines(w, h)
	}
	if w < sideBySide {
		return append([]string{" " + m.theme.bold.Render(titleDetails) + "   enter or esc closes them, " + m.theme.arrows + " go on"}, indent(m.detailLines(w-1), m.theme.plain)...)
	}
	lines := exactly(m.listLines(w-detailsWidth-2, h), w, h)
	beside := exactly(m.detailLines(detailsWidth), detailsWidth, h)
	for i := range lines {
		lines[i] = left(lines[i], w-detailsWidth-2, "") + m.theme.grey.Render(m.theme.side) + " " + beside[i]
	}
	return lines
}

// foot is the notice and the bottom line. The notice has at most so many lines
// that the list keeps a row.
func (m *Model) foot(w, most int) []string {
	lines := m.noticeLines(w)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = " " + m.theme.bold.Render("(enlarge the window to read it all)")
	}
	return append(lines, m.bottom(w))
}

// bottom is the finder, the filter, or the keys. Help is never left out.
func (m *Model) bottom(w int) string {
	t := m.theme
	switch {
	case m.dialog != nil || m.quit != nil:
		return "" // these keys mean nothing there
	case m.finding:
		return left(" find: "+m.find+"_   "+m.matches()+", enter: to the list, esc: clear", w, t.ellipsis)
	case m.find != "":
		return left(fmt.Sprintf(" find %q: %s, esc clears", m.find, m.matches()), w, t.ellipsis)
	}
	help := "? help   q quit "
	s := " " + t.arrows + " move"
	for _, k := range Keys() {
		if k.Short == "" || k.action == actHelp || k.action == actQuit || (k.Danger && m.set.ReadOnly != "") {
			continue
		}
		if next := s + "   " + k.Keys[0] + " " + k.Short; cells(next)+3+cells(help) <= w {
			s = next
		}
	}
	return t.grey.Render(apart(s, help, w, ""))
}

func (m *Model) matches() string {
	if !m.tabled.ready {
		return m.theme.plainText("searching…")
	}
	return fmt.Sprintf("%d of %d", m.table.len(), m.table.all)
}
