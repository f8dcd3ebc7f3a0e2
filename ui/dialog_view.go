package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
)

const (
	dialogWidth    = 62 // cells, frame included, where there is room
	dialogMinWidth = 36
)

// dialogBox draws the dialog, frame included. It reports false where the
// window can't show its amount and both buttons whole: such a dialog doesn't
// open, and confirms nothing.
func (m *Model) dialogBox(d *dialog) ([]string, bool) {
	w := min(dialogWidth, m.width-2)
	if w < dialogMinWidth {
		return nil, false
	}
	inner := w - 4
	if d.broken != "" {
		lines := wrap(m.theme.bold.Render(m.speak.label(d.payment)), inner)
		lines = append(lines, wrap(m.theme.plainText(d.broken), inner)...)
		ok := m.button(buttonOK, d.focus == stopOK)
		if box, fits := m.boxIfFits(titleNot, append(slices.Clone(lines), "", ok, m.dialogHint(textEnterOK)), w); fits {
			return box, true
		}
		// The button says enough where the window is low.
		return m.boxIfFits(titleNot, append(lines, ok), w)
	}
	for _, size := range []room{roomy, plainly, tight} {
		if box, ok := m.boxIfFits(titleReverse, m.dialogLines(d, inner, size), w); ok {
			return box, true
		}
	}
	return nil, false
}

// room is how much of the dialog is drawn where the window is low.
type room int

const (
	roomy   room = iota // all of it
	plainly             // no blank lines, and the reason only while it is chosen
	tight               // and its sentences in their shortest form
)

func (m *Model) boxIfFits(title string, lines []string, w int) ([]string, bool) {
	if len(lines)+2 > m.height {
		return nil, false
	}
	for _, l := range lines {
		if cells(l) > w-4 {
			return nil, false
		}
	}
	return m.box(title, lines, w), true
}

func (m *Model) dialogLines(d *dialog, inner int, size room) []string {
	t := m.theme
	gap := func(lines []string) []string {
		if size == roomy {
			return append(lines, "")
		}
		return lines
	}
	amount := t.money(d.payment.Amount)
	var lines []string
	head := t.bold.Render(amount) + "   " + m.wholeText(d)
	if cells(head) > inner {
		lines = append(lines, t.bold.Render(amount))
		lines = append(lines, wrap(m.wholeText(d), inner)...)
	} else {
		lines = append(lines, head)
	}
	lines = append(lines, wrap(m.whichText(d, inner), inner)...)
	for _, warning := range m.warnings(d) {
		for _, l := range wrap("! "+warning, inner) {
			lines = append(lines, t.warn.Render(l))
		}
	}
	lines = gap(lines)
	effect := m.effectText(d)
	if size == tight {
		effect = m.shortEffect(d)
	}
	lines = append(lines, wrap(effect, inner)...)
	lines = gap(lines)
	if d.needs != "" {
		lines = append(lines, m.typedLine(d))
	}
	lines = append(lines, m.buttons(d, inner, size)...)
	hint := textTabThenEnter
	if d.focus == stopReverse {
		hint = textEnterReverse
	}
	if d.needs != "" && !d.typedRight() {
		hint = "tab, type the amount, then reverse"
	}
	switch {
	case m.quiet.waiting:
		lines = append(lines, m.dialogHint(textOneMoment))
	case cells(hint)+cells(textEscKeep)+3 <= inner:
		lines = append(lines, m.dialogHint(hint+"   "+textEscKeep))
	case size == tight:
		lines = append(lines, m.dialogHint(cut("tab, enter: reverse   "+textEscKeep, inner, m.theme.ellipsis)))
	default:
		lines = append(lines, m.dialogHint(hint), m.dialogHint(textEscKeep))
	}
	switch {
	case size == roomy:
		lines = append(lines, m.reasonLine(d, inner))
	case d.focus == stopReason:
		// In the place of the hint, so that the dialog takes no more room with
		// one focus than with another.
		lines[len(lines)-1] = m.reasonLine(d, inner)
	}
	return lines
}

// wholeText says that it is the whole amount, and of what it consists.
func (m *Model) wholeText(d *dialog) string {
	s := "the whole amount"
	var parts []string
	for _, part := range []struct {
		name string
		m    *dojo.Money
	}{{"tip", d.intent.Tips}, {"service charge", d.intent.ServiceCharge}, {"cashback", d.intent.Cashback}} {
		if part.m != nil && part.m.Minor != 0 {
			parts = append(parts, m.theme.money(*part.m)+" "+part.name)
		}
	}
	if len(parts) > 0 {
		s += ", including " + strings.Join(parts, ", ")
	}
	return s
}

// whichText says which payment it is: card, reference and time.
func (m *Model) whichText(d *dialog, inner int) string {
	at := d.payment.PaidAt.In(m.set.Zone)
	when := at.Format("Mon 2 Jan 15:04:05")
	if dojo.DayOf(at, m.set.Zone) == dojo.DayOf(m.now(), m.set.Zone) {
		when = "today " + at.Format("15:04:05")
	}
	card := m.speak.card(d.payment.Card)
	if card == "" {
		card = "card not known"
	}
	reference := d.payment.Reference
	if reference == "" {
		reference = d.payment.ID
	}
	return card + "   " + cut(reference, inner, m.theme.ellipsis) + "   " + when
}

func (m *Model) warnings(d *dialog) []string {
	var list []string
	if d.payment.Other != nil {
		list = append(list, fmt.Sprintf("Dojo's figures disagree: %s and %s.", m.theme.money(d.payment.Amount), m.theme.money(*d.payment.Other)))
	}
	if d.twin != nil {
		list = append(list, m.twinText(d))
	}
	if d.intent.CardMachine {
		list = append(list, textCardMachine)
	}
	if v := dojo.Reversible(m.set.Rule, d.intent, m.now(), m.set.Zone); v.Reversible {
		if v.FromCreated {
			list = append(list, "Dojo doesn't say when it was paid: this is when it was created.")
		}
		switch left := v.Deadline.Sub(m.now()); {
		case left <= 2*time.Minute:
			list = append(list, minutesLeft(left)+". "+textMayBeLate)
		case left <= lastMinutes:
			list = append(list, minutesLeft(left)+".")
		}
	}
	return list
}

// twinText says what became of the same payment of another minute, as it is
// known now.
func (m *Model) twinText(d *dialog) string {
	status, moving := m.twinNow(d)
	at, _ := d.twin.PaidOrCreated()
	when := whenText(at, m.now(), m.set.Zone)
	amount := m.theme.money(d.payment.Amount)
	if moving {
		return fmt.Sprintf("Same card paid %s at %s: being reversed now.", amount, when)
	}
	switch status {
	case dojo.StatusReversed:
		return fmt.Sprintf("You may be left unpaid: the same payment of %s is already reversed.", when)
	case dojo.StatusAuthorized:
		return fmt.Sprintf("Same card paid %s at %s: still held.", amount, when)
	case dojo.StatusCaptured:
		return fmt.Sprintf("Same card paid %s at %s: captured.", amount, when)
	case dojo.StatusRefunded:
		return fmt.Sprintf("Same card paid %s at %s: refunded.", amount, when)
	}
	return fmt.Sprintf("Same card paid %s at %s: %q.", amount, when, string(status))
}

func (m *Model) effectText(d *dialog) string {
	amount := m.theme.money(d.payment.Amount)
	if d.payment.Status == dojo.StatusCaptured {
		return fmt.Sprintf("Captured today: reversing cancels it in full. The customer gets %s back. %s", amount, textNotUndone)
	}
	return fmt.Sprintf("The customer's bank is told to release %s. %s %s", amount, textNoMoneyTaken, textNotUndone)
}

// shortEffect says the same in fewer words.
func (m *Model) shortEffect(d *dialog) string {
	if d.payment.Status == dojo.StatusCaptured {
		return "Gives it all back. " + textNotUndone
	}
	return "Releases the hold. " + textNotUndone
}

// typedLine is the field for the amount that must be typed.
func (m *Model) typedLine(d *dialog) string {
	field := left(d.typed, 14, "")
	if d.focus == stopTyped {
		field = "[" + d.typed + "_" + blank(13-cells(d.typed)) + "]"
	} else {
		field = "(" + field + ")"
	}
	return "Type " + m.theme.bold.Render(d.needs) + " to reverse it: " + field
}

// button draws a button; brackets mark the focus and parentheses the others.
func (m *Model) button(text string, focused bool) string {
	if focused {
		return m.theme.focused.Render("[ " + text + " ]")
	}
	return "( " + text + " )"
}

// buttons are Keep and Reverse, beside each other or, where they don't fit,
// one over the other; a button is never cut.
func (m *Model) buttons(d *dialog, inner int, size room) []string {
	keep := m.button(buttonKeep, d.focus == stopKeep)
	if size == tight {
		keep = m.button("Keep", d.focus == stopKeep)
	}
	reverse := m.button(buttonReverse+" "+m.theme.money(d.payment.Amount), d.focus == stopReverse)
	if free := inner - cells(keep) - cells(reverse); free >= 3 {
		return []string{blank(min(2, free/2)) + keep + blank(min(8, free-free/2)) + reverse}
	}
	return []string{keep, reverse}
}

func (m *Model) dialogHint(s string) string { return m.theme.grey.Render(m.theme.plainText(s)) }

func (m *Model) reasonLine(d *dialog, inner int) string {
	text := reasons[d.reason]
	if d.reason == len(reasons)-1 && (d.focus == stopReason || d.other != "") {
		text += ": " + d.other
		if d.focus == stopReason {
			text += "_"
		}
	}
	text = cut(text, inner-len(textReason)-8, m.theme.ellipsis)
	if d.focus == stopReason {
		return textReason + "  " + m.theme.focused.Render("[< "+text+" >]")
	}
	return textReason + "   < " + text + " >"
}

// box puts a frame with a title around lines; the mode and the shop stand in it
// too, since nobody should confirm anything without seeing whose money it is.
func (m *Model) box(title string, lines []string, w int) []string {
	t := m.theme
	whose := m.set.Mode
	if m.set.Shop != "" {
		whose += ", " + m.set.Shop
	}
	if cells(title)+cells(whose)+10 > w && title == titleReverse {
		title = titleReverseShort
	}
	title = " " + title + " "
	whose = " " + cut(whose, w-cells(title)-8, t.ellipsis) + " "
	line := strings.Repeat(t.line, max(w-4-cells(title)-cells(whose), 0))
	out := []string{t.nw + t.line + t.bold.Render(title) + line + t.bold.Render(whose) + t.line + t.ne}
	for _, l := range lines {
		out = append(out, t.side+" "+left(l, w-4, "")+" "+t.side)
	}
	return append(out, t.sw+strings.Repeat(t.line, w-2)+t.se)
}

// quitBox asks before the program ends while something is unfinished.
func (m *Model) quitBox() []string {
	w := min(dialogWidth, m.width-2)
	rest := wrap(textQuitUnwatched, w-4)
	// Frame, buttons, hint and the blank line take the rest of the height.
	room := m.height - 5 - len(rest)
	var lines []string
	for i, a := range m.open() {
		one := wrap(m.speak.unfinished(a), w-4)
		if i > 0 && len(lines)+len(one)+1 > room || i == 3 {
			lines = append(lines, fmt.Sprintf("and %d more", len(m.open())-i))
			break
		}
		lines = append(lines, one...)
	}
	lines = append(lines, rest...)
	stay, leave := m.button(buttonStay, !m.quit.leave), m.button(buttonQuit, m.quit.leave)
	lines = append(lines, "", "  "+stay+"    "+leave)
	if m.quiet.waiting {
		lines = append(lines, m.dialogHint(textOneMoment))
	} else {
		lines = append(lines, m.dialogHint(textTabThenQuit))
	}
	return m.box(titleQuit, lines, w)
}
