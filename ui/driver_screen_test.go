package ui

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui/internal/cells"
)

// text is the screen without styles.
func (d *driver) text() string { return ansi.Strip(d.m.View()) }

// has fails unless every text is on the screen, line breaks and runs of spaces
// aside.
func (d *driver) has(texts ...string) *driver {
	d.Helper()
	for _, s := range texts {
		if !d.shows(s) {
			d.Fatalf("%q isn't on the screen:\n%s", s, d.text())
		}
	}
	return d
}

func (d *driver) hasNot(texts ...string) *driver {
	d.Helper()
	for _, s := range texts {
		if d.shows(s) {
			d.Fatalf("%q is on the screen:\n%s", s, d.text())
		}
	}
	return d
}

// shows says whether a text is on the screen. What is said under the list may have the
// number of rows below beside its first line.
func (d *driver) shows(text string) bool {
	all, text := d.text(), flat(text)
	return strings.Contains(flat(all), text) || strings.Contains(flat(withoutCounts(all)), text)
}

// withoutCounts takes the numbers of rows beyond the screen out of its rules.
func withoutCounts(text string) string {
	return regexp.MustCompile(`(?m)[─-] [↑↓^v] [^─\n]*([─-])[─-]$`).ReplaceAllString(text, "")
}

// flat takes frames, line breaks and runs of spaces out of a text.
func flat(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "─", " ").Replace(s)), " ")
}

// listed are the IDs of the payments that the list has, in its order.
func (d *driver) listed() []string {
	var ids []string
	for i := range d.m.list.Len() {
		ids = append(ids, d.m.list.Payment(i).ID)
	}
	return ids
}

// row is the line of a payment.
func (d *driver) row(reference string) string {
	d.Helper()
	for _, l := range strings.Split(d.text(), "\n") {
		if strings.Contains(l, reference) {
			return strings.TrimRight(l, " ")
		}
	}
	d.Fatalf("no row has %q:\n%s", reference, d.text())
	return ""
}

// box is the text of the dialog, without what is beside it.
func (d *driver) box() string {
	var lines []string
	inside := false
	text := d.text()
	if d.m.theme.Ascii {
		text = strings.NewReplacer("|", "│", "+- ", "├ ", "--", " ").Replace(text)
	}
	for _, l := range strings.Split(text, "\n") {
		switch corner := strings.IndexAny(l, "┌└├"); {
		case corner >= 0:
			end := max(strings.LastIndexAny(l, "┐┘+"), corner) // what a dialog's keys do stands in its frame
			inside = !inside
			lines = append(lines, l[corner:end])
		case inside:
			from, to := strings.Index(l, "│"), strings.LastIndex(l, "│")
			lines = append(lines, l[from+len("│"):to])
		}
	}
	return flat(strings.Join(lines, "\n"))
}

// asks fails unless the dialog is open and has every text.
func (d *driver) asks(texts ...string) *driver {
	d.Helper()
	box := d.box()
	for _, s := range texts {
		if box == "" || !strings.Contains(box, flat(s)) {
			d.Fatalf("%q isn't in the dialog:\n%s", s, d.text())
		}
	}
	return d
}

// reversed fails unless so many reversals were started.
func (d *driver) reversed(n int) *driver {
	d.Helper()
	if len(d.rev.Starts) != n {
		d.Fatalf("%d reversals were started, want %d:\n%s", len(d.rev.Starts), n, d.text())
	}
	return d
}

// fits fails unless the screen is exactly as many lines as the window has, and
// no line is wider than it.
func (d *driver) fits() *driver {
	d.Helper()
	fitsIn(d, d.m.View(), d.m.width, d.m.height)
	return d
}

func fitsIn(t tb, view string, w, h int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) != h {
		t.Fatalf("%d lines in a window of %dx%d:\n%s", len(lines), w, h, view)
	}
	for _, l := range lines {
		if n := cells.Width(l); n > w {
			t.Fatalf("a line of %d cells in a window of %dx%d: %q\n%s", n, w, h, l, view)
		}
		if strings.ContainsAny(l, "\r\t") || !utf8.ValidString(l) {
			t.Fatalf("a broken line in a window of %dx%d: %q", w, h, l)
		}
	}
}
