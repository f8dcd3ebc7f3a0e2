package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
)

// shopBegins is what is never cut of the name of the drivers' shop: in the frame
// of a box it has the least room.
const shopBegins = "Corn"

// holds fails unless the newest frame keeps the promises of every size.
func (d *driver) holds(state string) {
	d.Helper()
	m := d.m
	w, h := m.width, m.height
	fitsIn(d, d.last, w, h)
	text := ansi.Strip(d.last)
	if w < minWidth || h < minHeight {
		d.asksForRoom(state, text)
		return
	}
	if !strings.Contains(text, m.set.Mode) || !strings.Contains(text, shopBegins) {
		d.Fatalf("%s at %dx%d doesn't say whose money it is:\n%s", state, w, h, text)
	}
	switch {
	case m.help:
		return
	case m.quit != nil:
		d.boxHolds(state, text, anyButton(buttonStay), anyButton(buttonQuit))
		return
	case m.dialog != nil:
		d.dialogHolds(state, text)
		return
	}
	if !strings.Contains(text, "? help") && !m.finding && m.find == "" {
		d.Fatalf("%s at %dx%d has no word of help:\n%s", state, w, h, text)
	}
	if (m.details && w < sideBySide) || m.day != nil {
		return
	}
	d.rowsHold(state, text)
}

// asksForRoom fails unless a window that is too small says so, and nothing
// else: in as many words as it can show.
func (d *driver) asksForRoom(state, text string) {
	d.Helper()
	want := textTooSmall
	if d.m.quit != nil {
		want = "Unfinished reversal. " + want
	}
	got := strings.Join(strings.Fields(text), " ")
	// The longest word has 11 letters, and the shortest window 10 columns.
	if d.m.width < len("Unfinished") {
		got, want = strings.ReplaceAll(got, " ", ""), strings.ReplaceAll(want, " ", "")
	}
	lines := strings.Count(text, "\n") + 1
	if got == "" || !strings.HasPrefix(want, got) || (lines >= 6 && d.m.width >= len("Unfinished") && got != want) {
		d.Fatalf("%s at %dx%d says %q, want %q", state, d.m.width, d.m.height, got, want)
	}
}

// anyButton is a button with the focus and without.
func anyButton(text string) []string { return []string{"[ " + text + " ]", "( " + text + " )"} }

// dialogHolds fails unless the dialog shows its amount and both buttons whole,
// or says that this window is too small for it.
func (d *driver) dialogHolds(state, text string) {
	d.Helper()
	m := d.m
	amount := m.speak.money(m.dialog.payment.Amount)
	if g := m.theme.glyphs; !strings.Contains(text, g.nw+g.line+" ") {
		if m.width >= 80 && m.height >= 24 {
			d.Fatalf("%s at %dx%d has no room for its dialog:\n%s", state, m.width, m.height, text)
		}
		d.has(textDialogNoRoom, textEscKeep)
		if strings.Contains(text, "( ") || strings.Contains(text, "[ ") {
			d.Fatalf("%s at %dx%d has a button, and no room for it:\n%s", state, m.width, m.height, text)
		}
		return
	}
	if m.dialog.broken != "" {
		d.boxHolds(state, text, []string{amount}, []string{m.speak.say(m.dialog.title)}, []string{"[ " + buttonOK + " ]"})
		return
	}
	keep := append(anyButton(buttonKeep), anyButton("Keep")...)
	whole := [][]string{{amount}, keep, anyButton("Reverse " + amount)}
	if m.dialog.needs != "" {
		whole = append(whole, []string{ansi.Strip(m.typedLine(m.dialog))})
	}
	d.boxHolds(state, text, whole...)
}

// boxHolds fails unless a box stands whole on the screen, each line of its frame
// in the same columns, and has one of each of the texts, unbroken.
func (d *driver) boxHolds(state, text string, texts ...[]string) {
	d.Helper()
	m, g := d.m, d.m.theme.glyphs
	fail := func(what string) {
		d.Helper()
		d.Fatalf("%s at %dx%d: %s:\n%s", state, m.width, m.height, what, text)
	}
	lines := strings.Split(text, "\n")
	top, from, to := 0, -1, -1
	for i, l := range lines {
		if at := strings.Index(l, g.nw+g.line+" "); at >= 0 {
			end := strings.LastIndex(l, g.line+g.ne)
			if end < at {
				fail("the box has no right corner")
			}
			top, from, to = i, cells(l[:at]), cells(l[:end])+2
			break
		}
	}
	if from < 0 {
		fail("there is no box")
	}
	whose := ansi.Cut(lines[top], from, to)
	if !strings.Contains(whose, m.set.Mode+", "+shopBegins) {
		fail("the box doesn't say whose money it is")
	}
	var inside []string
	bottom := g.sw + strings.Repeat(g.line, to-from-2) + g.se
	for i := top + 1; ; i++ {
		if i >= len(lines) {
			fail("the box has no lower edge in its columns")
		}
		l := ansi.Cut(lines[i], from, to)
		if l == bottom {
			break
		}
		if cells(l) != to-from || !strings.HasPrefix(l, g.side+" ") || !strings.HasSuffix(l, " "+g.side) {
			fail("the frame is broken in line " + l)
		}
		inside = append(inside, l)
	}
	for _, any := range texts {
		found := false
		for _, l := range inside {
			for _, s := range any {
				found = found || strings.Contains(l, s)
			}
		}
		if !found {
			fail("the box hasn't " + strings.Join(any, " or ") + " whole")
		}
	}
}

// rowsHold looks at each row of the list: its amount is whole, and so is the
// hint where the way back is a refund.
func (d *driver) rowsHold(state, text string) {
	d.Helper()
	m := d.m
	var listed []row
	for from, to := m.page(m.bodyHeight()); from < to; from++ {
		listed = append(listed, m.row(from))
	}
	if m.table.len() > 0 && len(listed) == 0 {
		d.Fatalf("%s at %dx%d lists nothing", state, m.width, m.height)
	}
	lines := strings.Split(text, "\n")
	top := len(m.header(m.width)) + 1 + m.headings()
	selected := 0
	for i, r := range listed {
		l := lines[top+i]
		amount := m.amountText(r.p)
		list := m.width
		if m.details {
			list = m.width - detailsWidth - 2
		}
		room := list - 3 - 1 - len(hintRefund)
		if list >= 60 {
			room -= 8 // the gaps between the columns
		}
		if !strings.Contains(l, amount) && cells(amount) > room {
			amount = textSeeDetails
		}
		if !strings.Contains(l, amount) {
			d.Fatalf("%s at %dx%d: row %d hasn't its amount %q whole:\n%q\n%s", state, m.width, m.height, i, amount, l, text)
		}
		a := m.attemptOf(r.p.ID)
		reversing := a != nil && (a.State.Open() || reversedBy(a)) // a refund would be one too many
		if refundInstead(r.verdict) && r.p.Status == dojo.StatusCaptured && !reversing && !strings.Contains(l, hintRefund) {
			d.Fatalf("%s at %dx%d: row %d has no %q:\n%q\n%s", state, m.width, m.height, i, hintRefund, l, text)
		}
		if strings.HasPrefix(l, ">") {
			selected++
			if r.p.ID != m.selected {
				d.Fatalf("%s: the wrong row is marked", state)
			}
		}
	}
	if len(listed) > 0 && selected != 1 {
		d.Fatalf("%s at %dx%d: %d rows are marked as selected:\n%s", state, m.width, m.height, selected, text)
	}
}
