package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
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
		return m.brokenBox(d, w)
	}
	if d.reading != 0 {
		return m.readingBox(d, w)
	}
	for _, size := range []room{roomy, plainly, tight} {
		if box, ok := m.boxIfFits(m.speak.Say(words.TitleReverse), m.dialogLines(d, inner, size), w); ok {
			return box, true
		}
	}
	return nil, false
}

// brokenBox is the message that a dialog has turned into, with the line for the
// customer where there is room.
func (m *Model) brokenBox(d *dialog, w int) ([]string, bool) {
	inner := w - 4
	ok, hint := m.button(m.speak.Say(words.ButtonOK), d.focus == stopOK), m.speak.Say(words.TextEnterOK)
	if m.quiet.dropped != "" {
		hint = m.waitHint(inner)
	}
	label := cells.Wrap(m.theme.bold.Render(m.speak.Label(d.payment)), inner)
	short := slices.Concat(label, cells.Wrap(d.broken, inner))
	whole := slices.Concat(short, []string{""}, cells.Wrap(m.customerOf(d.payment), inner))
	end := []string{"", ok, m.dialogHint(hint)}
	// The button says enough where the window is low.
	for _, lines := range [][]string{slices.Concat(whole, end), slices.Concat(short, end), append(short, ok)} {
		if box, fits := m.boxIfFits(m.speak.Say(d.title), lines, w); fits {
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
		if cells.Width(l) > w-4 {
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
	amount, say := m.speak.Money(d.payment.Amount), m.speak.Say
	var lines []string
	head := t.bold.Render(amount) + "   " + m.wholeText(d)
	if cells.Width(head) > inner {
		lines = append(lines, t.bold.Render(amount))
		lines = append(lines, cells.Wrap(m.wholeText(d), inner)...)
	} else {
		lines = append(lines, head)
	}
	lines = append(lines, cells.Wrap(m.whichText(d, inner), inner)...)
	for _, warning := range m.warnings(d) {
		for _, l := range cells.Wrap("! "+warning, inner) {
			lines = append(lines, t.warn.Render(l))
		}
	}
	lines = gap(lines)
	effect := m.effectText(d)
	if size == tight {
		effect = m.shortEffect(d)
	}
	lines = append(lines, cells.Wrap(effect, inner)...)
	lines = gap(lines)
	if d.needs != "" {
		lines = append(lines, m.typedLine(d))
	}
	lines = append(lines, m.buttons(d, inner, size)...)
	escape := say(words.TextEscKeep)
	hint := say(words.TextTabThenEnter)
	if d.focus == stopReverse {
		hint = say(words.TextEnterReverse)
	}
	if d.needs != "" && !d.typedRight() {
		hint = say(words.TextTabThenType)
	}
	if d.focus == stopReason {
		hint = say(words.TextChooseReason)
	}
	wait := m.waitHint(inner)
	switch {
	case wait != "" && !m.quiet.waiting && cells.Width(wait)+cells.Width(escape)+3 <= inner:
		lines = append(lines, m.dialogHint(wait+"   "+escape))
	case wait != "":
		lines = append(lines, m.dialogHint(wait))
	case cells.Width(hint)+cells.Width(escape)+3 <= inner:
		lines = append(lines, m.dialogHint(hint+"   "+escape))
	case size == tight:
		lines = append(lines, m.dialogHint(cells.Cut(say(words.TextTabEnter)+"   "+escape, inner, m.theme.Ellipsis)))
	default:
		lines = append(lines, m.dialogHint(hint), m.dialogHint(escape))
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
	var parts []string
	for _, part := range []struct {
		text string
		m    *dojo.Money
	}{{words.TextTip, d.intent.Tips}, {words.TextService, d.intent.ServiceCharge}, {words.TextCashback, d.intent.Cashback}} {
		if part.m != nil && part.m.Minor != 0 {
			parts = append(parts, m.speak.Say(part.text, "amount", m.speak.Money(*part.m)))
		}
	}
	if len(parts) == 0 {
		return m.speak.Say(words.TextWhole)
	}
	return m.speak.Say(words.TextWholeWith, "parts", strings.Join(parts, ", "))
}

// whichText says which payment it is: card, reference and time.
func (m *Model) whichText(d *dialog, inner int) string {
	at := d.payment.PaidAt.In(m.set.Zone)
	when := m.speak.On(at, words.DateSeconds)
	if m.list.IsToday(at) {
		when = m.speak.Say(words.TextToday, "time", m.speak.On(at, words.TimeSeconds))
	}
	card := m.speak.Card(d.payment.Card)
	if card == "" {
		card = m.speak.Say(words.TextNoCard)
	}
	reference := d.payment.Reference
	if reference == "" {
		reference = d.payment.ID
	}
	return card + "   " + cells.Cut(reference, inner, m.theme.Ellipsis) + "   " + when
}

func (m *Model) warnings(d *dialog) []string {
	var list []string
	say := m.speak.Say
	if m.set.Host != "" {
		list = append(list, say(words.TextNotDojo, "host", m.hostText()))
	}
	switch c := d.intent.Charge(); {
	case c.Other != nil:
		list = append(list, say(words.TextDisagree, "total", m.speak.Money(c.Total), "other", m.speak.Money(*c.Other)))
	case !c.Certain:
		list = append(list, say(words.TextOneFigure))
	}
	if d.twin != nil {
		list = append(list, m.twinText(d))
	}
	if d.intent.CardMachine {
		list = append(list, say(words.TextCardMachine))
	}
	now := m.list.Now().Span
	if v := dojo.Reversible(m.set.Rule, d.intent, now, m.set.Zone); v.Reversible {
		if v.FromCreated {
			list = append(list, say(words.TextFromCreated))
		}
		switch left := v.Deadline.Sub(now.Latest); {
		case left <= 2*time.Minute:
			list = append(list, say(words.TextMayBeLate, "left", m.speak.MinutesLeft(left)))
		case left <= lastMinutes:
			list = append(list, say(words.TextTimeLeft, "left", m.speak.MinutesLeft(left)))
		}
	}
	return list
}

// twinText says what became of the same payment of another minute, as it is
// known now.
func (m *Model) twinText(d *dialog) string {
	status, moving := m.twinNow(d)
	at, _ := d.twin.PaidOrCreated()
	text := words.TextTwinOther
	switch a := m.list.Attempt(d.twin.ID); {
	case moving && worklist.WentBack(a):
		text = words.TextTwinUnsure
	case moving:
		text = words.TextTwinMoving
	case status == dojo.StatusReversed:
		text = words.TextTwinReversed
	case status == dojo.StatusAuthorized && !m.list.StaleSince().IsZero():
		return m.speak.Say(words.TextTwinHeldThen, "amount", m.speak.Money(d.payment.Amount), "time", m.speak.WhenText(at, m.list.Now().Dojo), "then", m.speak.At(m.list.StaleSince()))
	case status == dojo.StatusAuthorized:
		text = words.TextTwinHeld
	case status == dojo.StatusCaptured:
		text = words.TextTwinCaptured
	case status == dojo.StatusRefunded:
		text = words.TextTwinRefunded
	}
	return m.speak.Say(text, "amount", m.speak.Money(d.payment.Amount), "time", m.speak.WhenText(at, m.list.Now().Dojo), "status", string(status))
}

func (m *Model) effectText(d *dialog) string {
	text := words.TextEffect
	if d.payment.Status == dojo.StatusCaptured {
		text = words.TextEffectTaken
	}
	return m.speak.Say(text, "amount", m.speak.Money(d.payment.Amount))
}

// shortEffect says the same in fewer words.
func (m *Model) shortEffect(d *dialog) string {
	if d.payment.Status == dojo.StatusCaptured {
		return m.speak.Say(words.TextEffectTakenShort)
	}
	return m.speak.Say(words.TextEffectShort)
}

// typedLine is the field for the amount that must be typed.
func (m *Model) typedLine(d *dialog) string {
	field := cells.Left(d.typed, 14, "")
	if d.focus == stopTyped {
		field = "[" + d.typed + "_" + cells.Blank(13-cells.Width(d.typed)) + "]"
	} else {
		field = "(" + field + ")"
	}
	return m.speak.Say(words.TextType, "amount", m.theme.bold.Render(m.speak.ToType(d.payment.Amount)), "field", field)
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
	keep := m.button(m.speak.Say(words.ButtonKeep), d.focus == stopKeep)
	if size == tight {
		keep = m.button(m.speak.Say(words.ButtonKeepShort), d.focus == stopKeep)
	}
	reverse := m.button(m.speak.Say(words.ButtonReverse, "amount", m.speak.Money(d.payment.Amount)), d.focus == stopReverse)
	if free := inner - cells.Width(keep) - cells.Width(reverse); free >= 3 {
		return []string{cells.Blank(min(2, free/2)) + keep + cells.Blank(min(8, free-free/2)) + reverse}
	}
	return []string{keep, reverse}
}

// waitHint says that keys don't act yet, and which one was dropped; "" for
// neither. A dropped key is the more important where there isn't room for both.
func (m *Model) waitHint(inner int) string {
	wait := ""
	if m.quiet.waiting {
		wait = m.speak.Say(words.TextOneMoment)
	}
	if m.quiet.dropped == "" {
		return wait
	}
	quick := m.speak.Say(words.TextTooQuick, "key", m.quiet.dropped)
	if wait != "" && cells.Width(wait)+cells.Width(quick)+3 <= inner {
		return wait + "   " + quick
	}
	return cells.Cut(quick, inner, m.theme.Ellipsis)
}

func (m *Model) dialogHint(s string) string { return m.theme.grey.Render(s) }

func (m *Model) reasonLine(d *dialog, inner int) string {
	text, label := m.speak.Say(reasons()[d.reason]), m.speak.Say(words.TextReason)
	if d.reason == len(reasons())-1 && (d.focus == stopReason || d.other != "") {
		text += ": " + d.other
		if d.focus == stopReason {
			text += "_"
		}
	}
	text = cells.Cut(text, inner-cells.Width(label)-8, m.theme.Ellipsis)
	if d.focus == stopReason {
		return label + "  " + m.theme.focused.Render("[< "+text+" >]")
	}
	return label + "   < " + text + " >"
}

// box puts a frame with a title around lines; the mode and the shop stand in it
// too, since nobody should confirm anything without seeing whose money it is.
func (m *Model) box(title string, lines []string, w int) []string {
	t := m.theme
	whose := m.modeAndShop() // the first warning names the host
	if cells.Width(title)+cells.Width(whose)+10 > w && title == m.speak.Say(words.TitleReverse) {
		title = m.speak.Say(words.TitleShort)
	}
	title = " " + title + " "
	whose = " " + cells.Cut(whose, w-cells.Width(title)-8, t.Ellipsis) + " "
	line := strings.Repeat(t.Line, max(w-4-cells.Width(title)-cells.Width(whose), 0))
	out := []string{t.Nw + t.Line + t.bold.Render(title) + line + t.bold.Render(whose) + t.Line + t.Ne}
	for _, l := range lines {
		out = append(out, t.Side+" "+cells.Left(l, w-4, "")+" "+t.Side)
	}
	return append(out, t.Sw+strings.Repeat(t.Line, w-2)+t.Se)
}

// quitBox asks before the program ends while something is unfinished.
func (m *Model) quitBox() []string {
	w := min(dialogWidth, m.width-2)
	rest := cells.Wrap(m.speak.Say(words.TextQuitUnwatched), w-4)
	// Frame, buttons, hint and the blank line take the rest of the height.
	room := m.height - 5 - len(rest)
	var lines []string
	for i, a := range m.list.Watched() {
		one := cells.Wrap(m.speak.Unfinished(a), w-4)
		if i > 0 && len(lines)+len(one)+1 > room || i == 3 {
			lines = append(lines, m.speak.Say(words.TextAndMore, "n", strconv.Itoa(len(m.list.Watched())-i)))
			break
		}
		lines = append(lines, one...)
	}
	lines = append(lines, rest...)
	stay, leave := m.button(m.speak.Say(words.ButtonStay), !m.quit.leave), m.button(m.speak.Say(words.ButtonQuit), m.quit.leave)
	lines = append(lines, "", "  "+stay+"    "+leave)
	if wait := m.waitHint(w - 4); wait != "" {
		lines = append(lines, m.dialogHint(wait))
	} else {
		lines = append(lines, m.dialogHint(m.speak.Say(words.TextTabThenQuit)))
	}
	return m.box(m.speak.Say(words.TitleQuit), lines, w)
}
