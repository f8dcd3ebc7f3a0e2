package ui

import (
	"slices"
	"strconv"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// notices is what stands in the rule under the list and below it: what was just said,
// or else the first result that nobody has put away, or else a warning.
type notices struct {
	info     info      // said until the next key
	warnings []warning // said one after another, each until it is put away
	read     reading   // how far the one on screen was read
	clock    worklist.ClockNews
}

// warning is said once. It has a note, or says something of the clock.
type warning struct {
	note  string        // of the settings, or of a shop that isn't shown
	shop  string        // the name of that shop
	ahead time.Duration // how far this machine's clock is ahead
	jump  dojo.Jump     // of the clock that is shown
}

// scene is what the parts of the screen are drawn from.
type scene struct {
	size
	theme     *theme
	speak     words.Speaker
	list      *worklist.List
	readOnly  string // why nothing can be reversed, "" if it can
	technical bool   // what the helpdesk needs is said too
	announced string // stands above the list; "" for nothing
	typing    bool   // the finder is open: letters are text
}

// around is what is known around a payment.
func (s scene) around(payment string) words.Around {
	return words.Around{List: s.list.OnList(payment), Now: s.list.Now(), ReadOnly: s.readOnly}
}

// customer is the line for the customer of a payment about which somebody was
// asked, and which can't be reversed any more.
func (s scene) customer(p journal.Payment) string {
	return s.speak.CustomerAsked(p, s.list.Attempt(p.ID), s.around(p.ID))
}

// attempt speaks of an attempt.
func (s scene) attempt(a *reversal.Attempt) words.Attempt {
	return s.speak.Attempt(a, s.around(a.Payment.ID))
}

func (w warning) text(s words.Speaker) string {
	switch {
	case w.note != "":
		return s.PlainText(w.note)
	case w.ahead != 0:
		return s.ClockAhead(w.ahead)
	}
	return s.Jumped(w.jump)
}

// warn says something after whatever is being said: none is lost.
func (n *notices) warn(w warning) {
	if !slices.Contains(n.warnings, w) {
		n.warnings = append(slices.Clip(n.warnings), w)
	}
}

// watchClock warns once that this machine's clock is wrong, as soon as that is
// sure, and each time that the clock which is shown has jumped.
func (n *notices) watchClock(c worklist.Clock, now worklist.Now) {
	if ahead, known := c.Offset(); n.clock.Wrong(now, known) {
		n.warn(warning{ahead: ahead})
	}
	if j := c.Jump(); n.clock.Jumped(j) {
		n.warn(warning{jump: j})
	}
}

// lines are those of the notice, however many. So many cells of the first are taken.
func (n *notices) lines(s scene, taken int) []string {
	t := s.theme
	if text := n.info.text(s); text != "" {
		return noticeLines(s, text, "", taken, t.bold)
	}
	list := s.list.Notices()
	switch {
	case len(list) > 0:
	case len(n.warnings) > 0:
		text := firstOf(s.speak, len(n.warnings), n.warnings[0].text(s.speak))
		return noticeLines(s, text, closes(s), taken, t.bold)
	default:
		return hintLines(s, taken)
	}
	a := list[0]
	text := firstOf(s.speak, len(list)+len(n.warnings), s.attempt(a).Notice())
	esc := ""
	if !worklist.UnderWay(a) {
		esc = closes(s)
	}
	lines := noticeLines(s, text, esc, taken, noticeStyle(t, a))
	if s.technical {
		lines = append(lines, noticeLines(s, s.attempt(a).ForHelpdesk(), "", 0, t.grey)...)
	}
	return lines
}

// noticeLines puts a text into lines, of which the first stands in the rule. closes says
// how to put it away, "" for nothing.
func noticeLines(s scene, text, closes string, taken int, style renderer) []string {
	const left, right = ruleBefore, 1
	room := s.width - left - right
	lines := cells.WrapBeside(text, taken, room)
	last := len(lines) - 1
	if last == 0 {
		room -= taken
	}
	switch {
	case closes == "":
	case cells.Width(lines[last])+2+cells.Width(closes) <= room:
		lines[last] += "  " + closes
	default:
		lines = append(lines, closes)
	}
	for i, l := range lines {
		lines[i] = style.Render(l)
	}
	return lines
}

// closes says that esc puts a notice away. While somebody types it closes the finder.
func closes(s scene) string {
	if s.typing {
		return ""
	}
	return s.speak.Say(words.TextEscCloses)
}

// firstOf says of the first of several notices how many there are.
func firstOf(s words.Speaker, n int, text string) string {
	if n < 2 {
		return text
	}
	return s.Say(words.TextOneOf, "n", strconv.Itoa(n), "notice", text)
}

// hintLines are the whole status of the selected hold where its row has room for no
// more than a word of it, such as that it is too late.
func hintLines(s scene, taken int) []string {
	if s.width >= roomForIf {
		return nil
	}
	r, ok := s.list.Current()
	if !ok || r.Gone || r.Payment.Status != dojo.StatusAuthorized {
		return nil
	}
	switch r.Verdict.Reason {
	case dojo.ReasonTooLate, dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonCaptureMode:
		return noticeLines(s, s.speak.Payment(r).Status().Words[0], "", taken, s.theme.grey)
	}
	return nil
}

func noticeStyle(t *theme, a *reversal.Attempt) renderer {
	switch {
	case a.State == journal.Successful && !worklist.WentBack(a), worklist.IsNews(a) && a.Reversed():
		return t.good
	case worklist.Voided(a):
	case a.State == journal.Failed, worklist.WentBack(a):
		return t.bad
	}
	return t.bold
}

type renderer interface{ Render(...string) string }

func indent(lines []string, style renderer) []string {
	for i, l := range lines {
		lines[i] = " " + style.Render(l)
	}
	return lines
}

// reading is how far a notice was read: one that is longer than a low window has
// room for is read in pages, since what to tell the customer stands at its end.
type reading struct {
	words string // of the notice: when they change, it is read from its beginning
	page  int
}

// words are those of the notice on screen. Seconds that run down are none of them.
func (n *notices) words(s scene) string {
	if text := n.info.text(s); text != "" {
		return text
	}
	if list := s.list.Notices(); len(list) > 0 {
		still := *list[0]
		still.NextRead = time.Time{}
		return still.ID + s.attempt(&still).Notice()
	}
	if len(n.warnings) > 0 {
		return n.warnings[0].text(s.speak)
	}
	return ""
}

// settle begins anew with a notice that says something else by now.
func (n *notices) settle(s scene) {
	if n.read != (reading{}) && n.read.words != n.words(s) {
		n.read = reading{}
	}
}

// noticeRoom is what a notice may take.
type noticeRoom struct {
	lines int
	taken int // cells of the first line, by what stands beside it
}

// page is what of the notice is on the screen.
func (n *notices) page(s scene, room noticeRoom) []string {
	lines, most := n.lines(s, room.taken), room.lines
	switch {
	case len(lines) <= most:
		return lines
	case most < 2:
		return []string{s.theme.bold.Render(s.speak.Say(words.TextEnlarge))}
	}
	lines = lines[min(n.read.page, (len(lines)-1)/(most-1))*(most-1):]
	if len(lines) < most {
		return lines
	}
	return append(lines[:most-1:most-1], s.theme.bold.Render(s.speak.Say(words.TextReadOn)))
}

// readOn turns to the next page, and says whether there was one.
func (n *notices) readOn(s scene, room noticeRoom) bool {
	n.settle(s)
	lines, most := len(n.lines(s, room.taken)), room.lines
	if lines <= most || most < 2 || lines-n.read.page*(most-1) < most {
		return false
	}
	n.read = reading{words: n.words(s), page: n.read.page + 1}
	return true
}
