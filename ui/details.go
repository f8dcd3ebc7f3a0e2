package ui

import (
	"slices"
	"strconv"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// sideBySide is the width from which the details stand beside the list.
const sideBySide = 110

// detailsWidth is the width of the details where they stand beside the list.
const detailsWidth = 46

// detailPage is what of the details is on the screen: h lines, with a line
// that says how the rest is reached.
func (m *Model) detailPage(w, h int) []string {
	lines := m.detailLines(w)
	if len(lines) <= h || h < 2 {
		return lines
	}
	top := m.detailTop(len(lines), h)
	more := m.speak.Say(words.TextMoreAbove)
	if left := len(lines) - top - (h - 1); left > 0 {
		more = m.speak.Say(words.TextMoreBelow, "n", strconv.Itoa(left))
	}
	return append(slices.Clone(lines[top:top+h-1]), m.theme.grey.Render(more))
}

// detailTop is the first line of the details on a screen of h lines.
func (m *Model) detailTop(lines, h int) int {
	if m.scrolled.payment != m.list.Selected() {
		return 0
	}
	return min(m.scrolled.top, max(lines-(h-1), 0))
}

// detailScroll is how far the details of a payment are scrolled.
type detailScroll struct {
	payment string
	top     int
}

// detailsShown says whether the details are on the screen.
func (m *Model) detailsShown() bool {
	return m.details && m.list.Index(m.list.Selected()) >= 0
}

// scrollDetails turns a page of the details, and says whether there was one to
// turn: else the key is the list's.
func (m *Model) scrollDetails(by int) bool {
	if !m.detailsShown() {
		return false
	}
	w, h := detailsWidth, m.frame().rows+m.headings()
	if m.width < sideBySide {
		w, h = m.width-1, h-1
	}
	n := len(m.detailLines(w))
	if n <= h || h < 2 {
		return m.width < sideBySide // the list isn't on the screen
	}
	was := m.detailTop(n, h)
	top := min(max(was+by*max(h-2, 1), 0), n-(h-1))
	m.scrolled = detailScroll{payment: m.list.Selected(), top: top}
	return top != was || m.width < sideBySide // at their end the key is the list's again
}

// detailLines draws everything that is known of the selected payment, w cells
// wide.
func (m *Model) detailLines(w int) []string {
	r, ok := m.list.Current()
	if !ok {
		return nil
	}
	var lines []string
	for _, d := range m.speak.Details(m.list, r, m.around(r.Payment.ID), m.technical) {
		switch {
		case d.Name == "" && d.Text == "":
			lines = append(lines, "")
		case d.Name == "":
			lines = append(lines, cells.Wrap(d.Text, w-1)...)
		default:
			lines = append(lines, m.detail(d, w)...)
		}
	}
	return lines
}

// detail draws a name and its value in two columns.
func (m *Model) detail(d words.Detail, w int) []string {
	const names = 13
	if d.Part {
		d.Name = "  " + d.Name
	}
	lines := cells.Wrap(d.Text, max(w-names-1, 8))
	for i := range lines {
		label := cells.Blank(names)
		if i == 0 {
			label = m.theme.grey.Render(cells.Left(d.Name, names, ""))
		}
		lines[i] = label + lines[i]
	}
	return lines
}
