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
	dialogWidth    = 54 // cells, frame included, where there is room
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
		lines, keys := v.dialogLines(d, now, w-4, size)
		if box, ok := v.boxIfFits(v.speak.Say(words.TitleReverse), lines, keys, w); ok {
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
		hint = v.waitHint(inner - 2)
	}
	title, text := v.speak.Refusal(*d.Broken, now.around).Broken()
	label := cells.Wrap(v.theme.bold.Render(v.speak.Label(d.Payment)), inner)
	short := slices.Concat(label, cells.Wrap(text, inner))
	whole := slices.Concat(short, []string{""}, cells.Wrap(now.customer, inner))
	for _, lines := range [][]string{append(whole, "", ok), slices.Concat(short, []string{"", ok}), append(short, ok)} {
		if box, fits := v.boxIfFits(title, lines, hint, w); fits {
			return box, true
		}
	}
	return nil, false
}

// reading is the dialog while its payment is read.
func (v questionView) reading(d *dialog, w int) ([]string, bool) {
	lines := cells.Wrap(v.theme.bold.Render(v.speak.Label(d.Payment)), w-4)
	lines = append(lines, cells.Wrap(v.speak.Say(words.TextReadingFirst), w-4)...)
	lines = append(lines, v.button(v.speak.Say(words.ButtonKeep), true))
	return v.boxIfFits(v.speak.Say(words.TitleReverse), lines, v.speak.Say(words.TextEscKeep), w)
}

// room is how much of the dialog is drawn where the window is low.
type room int

const (
	roomy   room = iota // all of it
	plainly             // no blank lines
	tight               // and its sentences in their shortest form
)

func (v questionView) boxIfFits(title string, lines []string, keys string, w int) ([]string, bool) {
	for _, l := range lines {
		if cells.Width(l) > w-4 {
			return nil, false
		}
	}
	box := v.box(title, lines, keys, w)
	return box, len(box) <= v.height
}

// dialogLines are the lines of the dialog, and what its keys do.
func (v questionView) dialogLines(d *dialog, now knownNow, inner int, size room) (lines []string, keys string) {
	t := v.theme
	gap := func(lines []string) []string {
		if size == roomy {
			return append(lines, "")
		}
		return lines
	}
	amount, question := v.speak.Money(d.Payment.Amount), v.speak.Question(d.Question, now.around)
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
	lines = append(lines, v.reasonLine(d, question, inner))
	line, keys := v.dialogKeys(d, size, inner-2)
	if line != "" {
		lines = append(lines, v.hint(line))
	}
	return lines, keys
}

// dialogKeys say what the keys do, or that they don't act yet: in w cells of the frame,
// and in a line of their own where that is too short for all of them.
func (v questionView) dialogKeys(d *dialog, size room, w int) (line, keys string) {
	say := v.speak.Say
	escape, next := say(words.TextEscKeep), say(words.TextTabThenEnter)
	switch {
	case d.Focus == confirm.StopReason:
		next = say(words.TextChooseReason)
	case d.AmountMissing() && d.Focus == confirm.StopAmount:
		next = say(words.TextTypeThenTab)
	case d.AmountMissing():
		next = say(words.TextTabThenType)
	case d.Focus == confirm.StopReverse:
		next = say(words.TextEnterReverse)
	}
	keys = next + "   " + escape
	switch {
	case cells.Width(keys) <= w:
	case size == tight:
		keys = cells.Cut(say(words.TextTabEnter)+"   "+escape, w, v.theme.Ellipsis)
	default:
		line, keys = next, escape
	}
	wait := v.waitHint(w)
	switch {
	case wait == "":
		return line, keys
	case line == "" && !v.arming.Waiting && cells.Width(wait)+3+cells.Width(escape) <= w:
		wait += "   " + escape
	}
	// The frame stays as it is when the wait is over.
	return line, cells.Left(wait, max(cells.Width(wait), cells.Width(keys)), "")
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

// box puts a frame with a title around lines. What the keys do stands in the frame, or
// in a line of its own where they don't fit there. So do the mode and the shop, since
// nobody should confirm anything without seeing whose money it is.
func (v questionView) box(title string, lines []string, keys string, w int) []string {
	t := v.theme
	whose := v.whose
	if cells.Width(title)+cells.Width(whose)+10 > w && title == v.speak.Say(words.TitleReverse) {
		title = v.speak.Say(words.TitleShort)
	}
	title = " " + title + " "
	whose = " " + cells.Cut(whose, w-cells.Width(title)-8, t.Ellipsis) + " "
	line := strings.Repeat(t.Line, max(w-4-cells.Width(title)-cells.Width(whose), 0))
	if cells.Width(keys) > w-6 {
		lines, keys = append(lines, v.hint(keys)), ""
	}
	out := []string{t.Nw + t.Line + t.bold.Render(title) + line + t.bold.Render(whose) + t.Line + t.Ne}
	for _, l := range lines {
		out = append(out, t.Side+" "+cells.Left(l, w-4, "")+" "+t.Side)
	}
	if keys == "" {
		return append(out, t.Sw+strings.Repeat(t.Line, w-2)+t.Se)
	}
	return append(out, t.Sw+t.Line+" "+v.hint(keys)+" "+strings.Repeat(t.Line, w-5-cells.Width(keys))+t.Se)
}

// leaving asks before the program ends while something is unfinished. The question stays
// once all of that is over: nobody's enter meets another screen.
func (v questionView) leaving(l *confirm.Leaving, watched []*reversal.Attempt) []string {
	w := min(dialogWidth, v.width-2)
	text := words.Quitting(v.speak)
	if len(watched) == 0 {
		text = v.speak.Say(words.TextQuitOver)
	}
	rest := cells.Wrap(text, w-4)
	keys := v.waitHint(w - 6)
	if keys == "" {
		keys = v.speak.Say(words.TextTabThenQuit)
	}
	// Frame, buttons, the blank line and perhaps the keys take the rest of the height.
	room := v.height - 5 - len(rest)
	var lines []string
	for i, a := range watched {
		one := cells.Wrap(words.InShop(v.speak, a, v.speak.Attempt(a, words.Around{}).Unfinished()), w-4)
		if i > 0 && len(lines)+len(one)+1 > room || i == 3 {
			lines = append(lines, v.speak.Say(words.TextAndMore, "n", strconv.Itoa(len(watched)-i)))
			break
		}
		lines = append(lines, one...)
	}
	lines = append(lines, rest...)
	stay, leave := v.button(v.speak.Say(words.ButtonStay), !l.Quit), v.button(v.speak.Say(words.ButtonQuit), l.Quit)
	lines = append(lines, "", "  "+stay+"    "+leave)
	return v.box(v.speak.Say(words.TitleQuit), lines, keys, w)
}
