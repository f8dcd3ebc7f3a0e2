package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

const (
	dialogWidth    = 62 // cells, frame included, where there is room
	dialogMinWidth = 36
)

// questionView draws the questions: the one before a reversal, and the one before
// the program ends.
type questionView struct {
	theme         *theme
	speak         words.Speaker
	width, height int    // of the screen
	whose         string // whose money it is, without the host: the first warning names that
	arming        confirm.Arming
}

func newQuestionView(s scene, arming confirm.Arming) questionView {
	return questionView{theme: s.theme, speak: s.speak, width: s.width, height: s.height, whose: s.speak.ModeAndShop(), arming: arming}
}

// knownNow is what is known by now of what a dialog asks about.
type knownNow struct {
	twin     confirm.Twin
	verdict  dojo.Verdict
	around   words.Around
	customer string
}

// dialogBox draws the dialog, frame included. It reports false where the window
// can't show its amount and both buttons whole: such a dialog doesn't open, and
// confirms nothing.
func dialogBox(s scene, d *dialog, arming confirm.Arming) ([]string, bool) {
	return newQuestionView(s, arming).dialog(d, knownNow{
		twin: d.TwinNow(s.list), verdict: s.list.Judge(d.Intent).Verdict, around: s.around(d.Payment.ID), customer: s.customer(d.Payment),
	})
}

func (v questionView) dialog(d *dialog, now knownNow) ([]string, bool) {
	w := min(dialogWidth, v.width-2)
	if w < dialogMinWidth {
		return nil, false
	}
	if d.Broken != nil {
		return v.broken(d, now, w)
	}
	if d.Reading {
		return v.reading(d, w)
	}
	for _, size := range []room{roomy, plainly, tight} {
		if box, ok := v.boxIfFits(v.speak.Say(words.TitleReverse), v.dialogLines(d, now, w-4, size), w); ok {
			return box, true
		}
	}
	return nil, false
}

// broken is the message that a dialog has turned into, with the line for the
// customer where there is room.
func (v questionView) broken(d *dialog, now knownNow, w int) ([]string, bool) {
	inner := w - 4
	ok, hint := v.button(v.speak.Say(words.ButtonOK), d.Focus == confirm.StopOK), v.speak.Say(words.TextEnterOK)
	if v.arming.Dropped != "" {
		hint = v.waitHint(inner)
	}
	title, text := v.speak.Refusal(*d.Broken, now.around).Broken()
	label := cells.Wrap(v.theme.bold.Render(v.speak.Label(d.Payment)), inner)
	short := slices.Concat(label, cells.Wrap(text, inner))
	whole := slices.Concat(short, []string{""}, cells.Wrap(now.customer, inner))
	end := []string{"", ok, v.hint(hint)}
	// The button says enough where the window is low.
	for _, lines := range [][]string{slices.Concat(whole, end), slices.Concat(short, end), append(short, ok)} {
		if box, fits := v.boxIfFits(title, lines, w); fits {
			return box, true
		}
	}
	return nil, false
}

// reading is the dialog while its payment is read.
func (v questionView) reading(d *dialog, w int) ([]string, bool) {
	lines := cells.Wrap(v.theme.bold.Render(v.speak.Label(d.Payment)), w-4)
	lines = append(lines, cells.Wrap(v.speak.Say(words.TextReadingFirst), w-4)...)
	lines = append(lines, v.button(v.speak.Say(words.ButtonKeep), true), v.hint(v.speak.Say(words.TextEscKeep)))
	return v.boxIfFits(v.speak.Say(words.TitleReverse), lines, w)
}

// room is how much of the dialog is drawn where the window is low.
type room int

const (
	roomy   room = iota // all of it
	plainly             // no blank lines, and the reason only while it is chosen
	tight               // and its sentences in their shortest form
)

func (v questionView) boxIfFits(title string, lines []string, w int) ([]string, bool) {
	if len(lines)+2 > v.height {
		return nil, false
	}
	for _, l := range lines {
		if cells.Width(l) > w-4 {
			return nil, false
		}
	}
	return v.box(title, lines, w), true
}

func (v questionView) dialogLines(d *dialog, now knownNow, inner int, size room) []string {
	t := v.theme
	gap := func(lines []string) []string {
		if size == roomy {
			return append(lines, "")
		}
		return lines
	}
	amount, say, question := v.speak.Money(d.Payment.Amount), v.speak.Say, v.speak.Question(d.Question, now.around)
	var lines []string
	head := t.bold.Render(amount) + "   " + question.Whole()
	if cells.Width(head) > inner {
		lines = append(lines, t.bold.Render(amount))
		lines = append(lines, cells.Wrap(question.Whole(), inner)...)
	} else {
		lines = append(lines, head)
	}
	which := cells.Wrap(v.which(question), inner)
	if size == tight && len(which) > 2 {
		// A long reference begins behind the card, and goes on where the line ends.
		which = strings.Split(ansi.Hardwrap(v.which(question), inner, true), "\n")
	}
	lines = append(lines, which...)
	for _, warning := range question.Warnings(now.twin, now.verdict) {
		for _, l := range cells.Wrap("! "+warning, inner) {
			lines = append(lines, t.warn.Render(l))
		}
	}
	lines = gap(lines)
	effect, short := question.Effect()
	if size == tight {
		effect = short
	}
	lines = append(lines, cells.Wrap(effect, inner)...)
	lines = gap(lines)
	if d.MustType {
		lines = append(lines, v.typedLine(d))
	}
	lines = append(lines, v.buttons(d, inner, size)...)
	escape := say(words.TextEscKeep)
	hint := say(words.TextTabThenEnter)
	if d.Focus == confirm.StopReverse {
		hint = say(words.TextEnterReverse)
	}
	switch {
	case !d.AmountMissing():
	case d.Focus == confirm.StopAmount:
		hint = say(words.TextTypeThenTab)
	default:
		hint = say(words.TextTabThenType)
	}
	if d.Focus == confirm.StopReason {
		hint = say(words.TextChooseReason)
	}
	wait := v.waitHint(inner)
	switch {
	case wait != "" && !v.arming.Waiting && cells.Width(wait)+cells.Width(escape)+3 <= inner:
		lines = append(lines, v.hint(wait+"   "+escape))
	case wait != "":
		lines = append(lines, v.hint(wait))
	case cells.Width(hint)+cells.Width(escape)+3 <= inner:
		lines = append(lines, v.hint(hint+"   "+escape))
	case size == tight:
		lines = append(lines, v.hint(cells.Cut(say(words.TextTabEnter)+"   "+escape, inner, v.theme.Ellipsis)))
	default:
		lines = append(lines, v.hint(hint), v.hint(escape))
	}
	switch {
	case size == roomy:
		lines = append(lines, v.reasonLine(d, question, inner))
	case d.Focus == confirm.StopReason:
		// In the place of the hint, so that the dialog takes no more room with
		// one focus than with another.
		lines[len(lines)-1] = v.reasonLine(d, question, inner)
	}
	return lines
}

// which says which payment it is: card, reference and time.
func (v questionView) which(question words.Question) string {
	card, reference, at := question.Which()
	return card + "   " + reference + "   " + at
}

// typedLine is the field for the amount that must be typed.
func (v questionView) typedLine(d *dialog) string {
	const width = 14
	field := "(" + cells.Left(d.amount.text(), width, "") + ")"
	if d.Focus == confirm.StopAmount {
		typed := d.amount.withCaret(width, v.theme.Ellipsis)
		field = "[" + typed + cells.Blank(width-cells.Width(typed)) + "]"
	}
	text := words.TextType
	if d.AmountWrong() {
		text = words.TextNotType
	}
	return v.speak.Say(text, "amount", v.theme.bold.Render(v.speak.ToType(d.Payment.Amount)), "field", field)
}

// button draws a button; brackets mark the focus and parentheses the others.
func (v questionView) button(text string, focused bool) string {
	if focused {
		return v.theme.focused.Render("[ " + text + " ]")
	}
	return "( " + text + " )"
}

// buttons are Keep and Reverse, beside each other or, where they don't fit,
// one over the other; a button is never cut.
func (v questionView) buttons(d *dialog, inner int, size room) []string {
	keep := v.button(v.speak.Say(words.ButtonKeep), d.Focus == confirm.StopKeep)
	if size == tight {
		keep = v.button(v.speak.Say(words.ButtonKeepShort), d.Focus == confirm.StopKeep)
	}
	reverse := v.button(v.speak.Say(words.ButtonReverse, "amount", v.speak.Money(d.Payment.Amount)), d.Focus == confirm.StopReverse)
	if free := inner - cells.Width(keep) - cells.Width(reverse); free >= 3 {
		return []string{cells.Blank(min(2, free/2)) + keep + cells.Blank(min(8, free-free/2)) + reverse}
	}
	return []string{keep, reverse}
}

// waitHint says that keys don't act yet, and which one was dropped; "" for
// neither. A dropped key is the more important where there isn't room for both.
func (v questionView) waitHint(inner int) string {
	wait := ""
	if v.arming.Waiting {
		wait = v.speak.Say(words.TextOneMoment)
	}
	if v.arming.Dropped == "" {
		return wait
	}
	quick := v.speak.Say(words.TextTooQuick, "key", v.arming.Dropped)
	if wait != "" && cells.Width(wait)+cells.Width(quick)+3 <= inner {
		return wait + "   " + quick
	}
	return cells.Cut(quick, inner, v.theme.Ellipsis)
}

func (v questionView) hint(s string) string { return v.theme.grey.Render(s) }

func (v questionView) reasonLine(d *dialog, question words.Question, inner int) string {
	text, label := question.Reason(), v.speak.Say(words.TextReason)
	room := inner - cells.Width(label) - 8
	switch own := d.Reason == confirm.Other; {
	case own && d.Focus == confirm.StopReason:
		text += ": "
		text += d.reason.withCaret(room-cells.Width(text), v.theme.Ellipsis)
	case own && d.reason.text() != "":
		text += ": " + d.reason.text()
	}
	text = cells.Cut(text, room, v.theme.Ellipsis)
	if d.Focus == confirm.StopReason {
		return label + "  " + v.theme.focused.Render("[< "+text+" >]")
	}
	return label + "   < " + text + " >"
}

// box puts a frame with a title around lines; the mode and the shop stand in it
// too, since nobody should confirm anything without seeing whose money it is.
func (v questionView) box(title string, lines []string, w int) []string {
	t := v.theme
	whose := v.whose
	if cells.Width(title)+cells.Width(whose)+10 > w && title == v.speak.Say(words.TitleReverse) {
		title = v.speak.Say(words.TitleShort)
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

// leaving asks before the program ends while something is unfinished.
func (v questionView) leaving(l *confirm.Leaving, watched []*reversal.Attempt) []string {
	w := min(dialogWidth, v.width-2)
	rest := cells.Wrap(v.speak.Say(words.TextQuitUnwatched), w-4)
	// Frame, buttons, hint and the blank line take the rest of the height.
	room := v.height - 5 - len(rest)
	var lines []string
	for i, a := range watched {
		one := cells.Wrap(v.speak.Attempt(a, words.Around{}).Unfinished(), w-4)
		if i > 0 && len(lines)+len(one)+1 > room || i == 3 {
			lines = append(lines, v.speak.Say(words.TextAndMore, "n", strconv.Itoa(len(watched)-i)))
			break
		}
		lines = append(lines, one...)
	}
	lines = append(lines, rest...)
	stay, leave := v.button(v.speak.Say(words.ButtonStay), !l.Quit), v.button(v.speak.Say(words.ButtonQuit), l.Quit)
	lines = append(lines, "", "  "+stay+"    "+leave)
	if wait := v.waitHint(w - 4); wait != "" {
		lines = append(lines, v.hint(wait))
	} else {
		lines = append(lines, v.hint(v.speak.Say(words.TextTabThenQuit)))
	}
	return v.box(v.speak.Say(words.TitleQuit), lines, w)
}
