package ui

import (
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// sideBySide is the width from which the details stand beside the list.
const sideBySide = 110

// detailsWidth is the width of the details where they stand beside the list.
const detailsWidth = 46

// details are everything that is known of the selected payment, over the list or
// beside it.
type details struct {
	open    bool
	payment string // whose they are
	page    page
}

// shown says whether they are on the screen, where nothing lies over them.
func (d *details) shown(l *worklist.List) bool { return d.open && l.Index(l.Selected()) >= 0 }

// fit puts what is known of the selected payment on a page of w by h cells. Another
// payment is read from its beginning.
func (d *details) fit(s scene, w, h int) {
	r, ok := s.list.Current()
	if !ok {
		return
	}
	id := r.Payment.ID
	if id != d.payment {
		d.payment, d.page = id, page{}
	}
	d.page.fit(detailLines(s.speak.Details(s.list, r, s.around(id), s.technical), s.theme, w), w, h)
}

// detailLines puts the details into lines of w cells: names and values in columns.
func detailLines(all []words.Detail, t *theme, w int) []string {
	var lines []string
	for _, d := range all {
		switch {
		case d.Name == "" && d.Text == "":
			lines = append(lines, "")
		case d.Name == "":
			lines = append(lines, cells.Wrap(d.Text, w-1)...)
		default:
			lines = append(lines, detailLine(d, t, w)...)
		}
	}
	return lines
}

// detailLine draws a name and its value in two columns.
func detailLine(d words.Detail, t *theme, w int) []string {
	const names = 13
	if d.Part {
		d.Name = "  " + d.Name
	}
	lines := cells.Wrap(d.Text, max(w-names-1, 8))
	for i := range lines {
		label := cells.Blank(names)
		if i == 0 {
			label = t.grey.Render(cells.Left(d.Name, names, ""))
		}
		lines[i] = label + lines[i]
	}
	return lines
}
