package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
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
	case m.help.open:
		return
	case m.quit != nil:
		d.boxHolds(state, text, anyButton(words.ButtonStay), anyButton(words.ButtonQuit))
		return
	case m.dialog != nil:
		d.dialogHolds(state, text)
		return
	}
	if !strings.Contains(text, "? help") && !m.finder.open && (m.list.Filter().Text == "" || !strings.Contains(text, "? q")) {
		d.Fatalf("%s at %dx%d has no word of help:\n%s", state, w, h, text)
	}
	if (m.details.open && w < sideBySide) || m.day.open {
		return
	}
	d.rowsHold(state, text)
}

// asksForRoom fails unless a window that is too small says so, and nothing
// else: in as many words as it can show.
func (d *driver) asksForRoom(state, text string) {
	d.Helper()
	want := words.TextTooSmall
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
	amount := m.speak.Money(m.dialog.Payment.Amount)
	if g := m.theme.Glyphs; !strings.Contains(text, g.Nw+g.Line+" ") {
		if m.width >= 80 && m.height >= 24 {
			d.Fatalf("%s at %dx%d has no room for its dialog:\n%s", state, m.width, m.height, text)
		}
		d.has(words.TextDialogNoRoom, words.TextEscKeep)
		if strings.Contains(text, "( ") || strings.Contains(text, "[ ") {
			d.Fatalf("%s at %dx%d has a button, and no room for it:\n%s", state, m.width, m.height, text)
		}
		return
	}
	if m.dialog.Broken != nil {
		title, _ := m.speak.Refusal(*m.dialog.Broken, m.scene().around(m.dialog.Payment.ID)).Broken()
		d.boxHolds(state, text, []string{amount}, []string{title}, []string{"[ " + words.ButtonOK + " ]"})
		return
	}
	keep := append(anyButton(words.ButtonKeep), anyButton("Keep")...)
	whole := [][]string{{amount}, keep, anyButton("Reverse " + amount)}
	if m.dialog.MustType {
		whole = append(whole, []string{ansi.Strip(newQuestionView(m.scene(), m.arming).typedLine(m.dialog))})
	}
	d.boxHolds(state, text, whole...)
}

// boxHolds fails unless a box stands whole on the screen, each line of its frame
// in the same columns, and has one of each of the texts, unbroken.
func (d *driver) boxHolds(state, text string, texts ...[]string) {
	d.Helper()
	m, g := d.m, d.m.theme.Glyphs
	fail := func(what string) {
		d.Helper()
		d.Fatalf("%s at %dx%d: %s:\n%s", state, m.width, m.height, what, text)
	}
	lines := strings.Split(text, "\n")
	top, from, to := 0, -1, -1
	for i, l := range lines {
		if at := strings.Index(l, g.Nw+g.Line+" "); at >= 0 {
			end := strings.LastIndex(l, g.Line+g.Ne)
			if end < at {
				fail("the box has no right corner")
			}
			top, from, to = i, cells.Width(l[:at]), cells.Width(l[:end])+2
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
	inside := []string{whose} // a title stands in the frame
	for i := top + 1; ; i++ {
		if i >= len(lines) {
			fail("the box has no lower edge in its columns")
		}
		l := ansi.Cut(lines[i], from, to)
		if strings.HasPrefix(l, g.Sw+g.Line) && strings.HasSuffix(l, g.Line+g.Se) && cells.Width(l) == to-from {
			inside = append(inside, l) // what the keys do stands in the frame
			break
		}
		if cells.Width(l) != to-from || !strings.HasPrefix(l, g.Side+" ") || !strings.HasSuffix(l, " "+g.Side) {
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
	var listed []worklist.Row
	for from, to := m.rows.from, m.rows.to; from < to; from++ {
		listed = append(listed, m.list.Row(from))
	}
	if m.list.Len() > 0 && len(listed) == 0 {
		d.Fatalf("%s at %dx%d lists nothing", state, m.width, m.height)
	}
	lines := strings.Split(text, "\n")
	top := m.frame().firstRow
	selected := 0
	for i, r := range listed {
		l := lines[top+i]
		amount := m.speak.Charged(r.Payment)
		list := m.width
		if m.details.open {
			list = m.width - detailsWidth - 2
		}
		room := list - 3 - 1 - len(words.HintRefund)
		if list >= 60 {
			room -= 8 // the gaps between the columns
		}
		if !strings.Contains(l, amount) && cells.Width(amount) > room {
			amount = words.TextSeeDetails
		}
		if !strings.Contains(l, amount) {
			d.Fatalf("%s at %dx%d: row %d hasn't its amount %q whole:\n%q\n%s", state, m.width, m.height, i, amount, l, text)
		}
		a := m.list.Attempt(r.Payment.ID)
		reversing := a != nil && (a.State.Open() || worklist.ReversedBy(a)) // a refund would be one too many
		if worklist.RefundInstead(r.Verdict) && r.Payment.Status == dojo.StatusCaptured && !reversing && !strings.Contains(l, words.HintRefund) {
			d.Fatalf("%s at %dx%d: row %d has no %q:\n%q\n%s", state, m.width, m.height, i, words.HintRefund, l, text)
		}
		if strings.HasPrefix(l, ">") {
			selected++
			if r.Payment.ID != m.list.Selected() {
				d.Fatalf("%s: the wrong row is marked", state)
			}
		}
	}
	if len(listed) > 0 && selected != 1 {
		d.Fatalf("%s at %dx%d: %d rows are marked as selected:\n%s", state, m.width, m.height, selected, text)
	}
}
