package ui

import (
	"slices"
	"strconv"
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
		return m.brokenBox(d, w)
	}
	if d.reading != 0 {
		return m.readingBox(d, w)
	}
	for _, size := range []room{roomy, plainly, tight} {
		if box, ok := m.boxIfFits(m.speak.say(titleReverse), m.dialogLines(d, inner, size), w); ok {
			return box, true
		}
	}
	return nil, false
}

// brokenBox is the message that a dialog has turned into, with the line for the
// customer where there is room.
func (m *Model) brokenBox(d *dialog, w int) ([]string, bool) {
	inner := w - 4
	ok, hint := m.button(m.speak.say(buttonOK), d.focus == stopOK), m.speak.say(textEnterOK)
	if m.quiet.dropped != "" {
		hint = m.waitHint(inner)
	}
	label := wrap(m.theme.bold.Render(m.speak.label(d.payment)), inner)
	short := slices.Concat(label, wrap(d.broken, inner))
	whole := slices.Concat(short, []string{""}, wrap(m.customerOf(d.payment), inner))
	end := []string{"", ok, m.dialogHint(hint)}
	// The button says enough where the window is low.
	for _, lines := range [][]string{slices.Concat(whole, end), slices.Concat(short, end), append(short, ok)} {
		if box, fits := m.boxIfFits(m.speak.say(d.title), lines, w); fits {
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
	amount, say := m.speak.money(d.payment.Amount), m.speak.say
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
	escape := say(textEscKeep)
	hint := say(textTabThenEnter)
	if d.focus == stopReverse {
		hint = say(textEnterReverse)
	}
	if d.needs != "" && !d.typedRight() {
		hint = say(textTabThenType)
	}
	if d.focus == stopReason {
		hint = say(textChooseReason)
	}
	wait := m.waitHint(inner)
	switch {
	case wait != "" && !m.quiet.waiting && cells(wait)+cells(escape)+3 <= inner:
		lines = append(lines, m.dialogHint(wait+"   "+escape))
	case wait != "":
		lines = append(lines, m.dialogHint(wait))
	case cells(hint)+cells(escape)+3 <= inner:
		lines = append(lines, m.dialogHint(hint+"   "+escape))
	case size == tight:
		lines = append(lines, m.dialogHint(cut(say(textTabEnter)+"   "+escape, inner, m.theme.ellipsis)))
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
	}{{textTip, d.intent.Tips}, {textService, d.intent.ServiceCharge}, {textCashback, d.intent.Cashback}} {
		if part.m != nil && part.m.Minor != 0 {
			parts = append(parts, m.speak.say(part.text, "amount", m.speak.money(*part.m)))
		}
	}
	if len(parts) == 0 {
		return m.speak.say(textWhole)
	}
	return m.speak.say(textWholeWith, "parts", strings.Join(parts, ", "))
}

// whichText says which payment it is: card, reference and time.
func (m *Model) whichText(d *dialog, inner int) string {
	at := d.payment.PaidAt.In(m.set.Zone)
	when := m.speak.on(at, dateSeconds)
	if m.isToday(at) {
		when = m.speak.say(textToday, "time", m.speak.on(at, timeSeconds))
	}
	card := m.speak.card(d.payment.Card)
	if card == "" {
		card = m.speak.say(textNoCard)
	}
	reference := d.payment.Reference
	if reference == "" {
		reference = d.payment.ID
	}
	return card + "   " + cut(reference, inner, m.theme.ellipsis) + "   " + when
}

func (m *Model) warnings(d *dialog) []string {
	var list []string
	say := m.speak.say
	if m.set.Host != "" {
		list = append(list, say(textNotDojo, "host", m.hostText()))
	}
	switch c := d.intent.Charge(); {
	case c.Other != nil:
		list = append(list, say(textDisagree, "total", m.speak.money(c.Total), "other", m.speak.money(*c.Other)))
	case !c.Certain:
		list = append(list, say(textOneFigure))
	}
	if d.twin != nil {
		list = append(list, m.twinText(d))
	}
	if d.intent.CardMachine {
		list = append(list, say(textCardMachine))
	}
	now := m.span()
	if v := dojo.Reversible(m.set.Rule, d.intent, now, m.set.Zone); v.Reversible {
		if v.FromCreated {
			list = append(list, say(textFromCreated))
		}
		switch left := v.Deadline.Sub(now.Latest); {
		case left <= 2*time.Minute:
			list = append(list, say(textMayBeLate, "left", m.speak.minutesLeft(left)))
		case left <= lastMinutes:
			list = append(list, say(textTimeLeft, "left", m.speak.minutesLeft(left)))
		}
	}
	return list
}

// twinText says what became of the same payment of another minute, as it is
// known now.
func (m *Model) twinText(d *dialog) string {
	status, moving := m.twinNow(d)
	at, _ := d.twin.PaidOrCreated()
	text := textTwinOther
	switch a := m.attemptOf(d.twin.ID); {
	case moving && wentBack(a):
		text = textTwinUnsure
	case moving:
		text = textTwinMoving
	case status == dojo.StatusReversed:
		text = textTwinReversed
	case status == dojo.StatusAuthorized && !m.staleSince().IsZero():
		return m.speak.say(textTwinHeldThen, "amount", m.speak.money(d.payment.Amount), "time", m.speak.whenText(at, m.now()), "then", m.speak.at(m.staleSince()))
	case status == dojo.StatusAuthorized:
		text = textTwinHeld
	case status == dojo.StatusCaptured:
		text = textTwinCaptured
	case status == dojo.StatusRefunded:
		text = textTwinRefunded
	}
	return m.speak.say(text, "amount", m.speak.money(d.payment.Amount), "time", m.speak.whenText(at, m.now()), "status", string(status))
}

func (m *Model) effectText(d *dialog) string {
	text := textEffect
	if d.payment.Status == dojo.StatusCaptured {
		text = textEffectTaken
	}
	return m.speak.say(text, "amount", m.speak.money(d.payment.Amount))
}

// shortEffect says the same in fewer words.
func (m *Model) shortEffect(d *dialog) string {
	if d.payment.Status == dojo.StatusCaptured {
		return m.speak.say(textEffectTakenShort)
	}
	return m.speak.say(textEffectShort)
}

// typedLine is the field for the amount that must be typed.
func (m *Model) typedLine(d *dialog) string {
	field := left(d.typed, 14, "")
	if d.focus == stopTyped {
		field = "[" + d.typed + "_" + blank(13-cells(d.typed)) + "]"
	} else {
		field = "(" + field + ")"
	}
	return m.speak.say(textType, "amount", m.theme.bold.Render(m.speak.toType(d.payment.Amount)), "field", field)
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
	keep := m.button(m.speak.say(buttonKeep), d.focus == stopKeep)
	if size == tight {
		keep = m.button(m.speak.say(buttonKeepShort), d.focus == stopKeep)
	}
	reverse := m.button(m.speak.say(buttonReverse, "amount", m.speak.money(d.payment.Amount)), d.focus == stopReverse)
	if free := inner - cells(keep) - cells(reverse); free >= 3 {
		return []string{blank(min(2, free/2)) + keep + blank(min(8, free-free/2)) + reverse}
	}
	return []string{keep, reverse}
}

// waitHint says that keys don't act yet, and which one was dropped; "" for
// neither. A dropped key is the more important where there isn't room for both.
func (m *Model) waitHint(inner int) string {
	wait := ""
	if m.quiet.waiting {
		wait = m.speak.say(textOneMoment)
	}
	if m.quiet.dropped == "" {
		return wait
	}
	quick := m.speak.say(textTooQuick, "key", m.quiet.dropped)
	if wait != "" && cells(wait)+cells(quick)+3 <= inner {
		return wait + "   " + quick
	}
	return cut(quick, inner, m.theme.ellipsis)
}

func (m *Model) dialogHint(s string) string { return m.theme.grey.Render(s) }

func (m *Model) reasonLine(d *dialog, inner int) string {
	text, label := m.speak.say(reasons()[d.reason]), m.speak.say(textReason)
	if d.reason == len(reasons())-1 && (d.focus == stopReason || d.other != "") {
		text += ": " + d.other
		if d.focus == stopReason {
			text += "_"
		}
	}
	text = cut(text, inner-cells(label)-8, m.theme.ellipsis)
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
	if cells(title)+cells(whose)+10 > w && title == m.speak.say(titleReverse) {
		title = m.speak.say(titleShort)
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
	rest := wrap(m.speak.say(textQuitUnwatched), w-4)
	// Frame, buttons, hint and the blank line take the rest of the height.
	room := m.height - 5 - len(rest)
	var lines []string
	for i, a := range m.watched() {
		one := wrap(m.speak.unfinished(a), w-4)
		if i > 0 && len(lines)+len(one)+1 > room || i == 3 {
			lines = append(lines, m.speak.say(textAndMore, "n", strconv.Itoa(len(m.watched())-i)))
			break
		}
		lines = append(lines, one...)
	}
	lines = append(lines, rest...)
	stay, leave := m.button(m.speak.say(buttonStay), !m.quit.leave), m.button(m.speak.say(buttonQuit), m.quit.leave)
	lines = append(lines, "", "  "+stay+"    "+leave)
	if wait := m.waitHint(w - 4); wait != "" {
		lines = append(lines, m.dialogHint(wait))
	} else {
		lines = append(lines, m.dialogHint(m.speak.say(textTabThenQuit)))
	}
	return m.box(m.speak.say(titleQuit), lines, w)
}
