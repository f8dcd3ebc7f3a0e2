package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// sideBySide is the width from which the details stand beside the list.
const sideBySide = 110

// detailsWidth is the width of the details where they stand beside the list.
const detailsWidth = 46

// detailPage is what of the details is on the screen: h lines, with a line
// that says how the rest is reached.
func (m *Model) detailPage(w, h int) []string {
	lines := m.detailLines(w)
	if len(lines) <= h || h < 2 {
		return lines
	}
	top := m.detailTop(len(lines), h)
	more := m.speak.say(textMoreAbove)
	if left := len(lines) - top - (h - 1); left > 0 {
		more = m.speak.say(textMoreBelow, "n", strconv.Itoa(left))
	}
	return append(slices.Clone(lines[top:top+h-1]), m.theme.grey.Render(more))
}

// detailTop is the first line of the details on a screen of h lines.
func (m *Model) detailTop(lines, h int) int {
	if m.scrolled.payment != m.selected {
		return 0
	}
	return min(m.scrolled.top, max(lines-(h-1), 0))
}

// detailScroll is how far the details of a payment are scrolled.
type detailScroll struct {
	payment string
	top     int
}

// scrollDetails turns a page of the details, and says whether there was one to
// turn: else the key is the list's.
func (m *Model) scrollDetails(by int) bool {
	if !m.details || m.current() == nil {
		return false
	}
	w, h := detailsWidth, m.frame().rows+m.headings()
	if m.width < sideBySide {
		w, h = m.width-1, h-1
	}
	n := len(m.detailLines(w))
	if n <= h || h < 2 {
		return m.width < sideBySide // the list isn't on the screen
	}
	was := m.detailTop(n, h)
	top := min(max(was+by*max(h-2, 1), 0), n-(h-1))
	m.scrolled = detailScroll{payment: m.selected, top: top}
	return top != was || m.width < sideBySide // at their end the key is the list's again
}

// detailLines draws everything that is known of the selected payment, w cells
// wide.
func (m *Model) detailLines(w int) []string {
	r := m.current()
	if r == nil {
		return nil
	}
	return m.detailsOf(r, w)
}

// detailsOf are the lines about one payment: names and values in columns of w
// cells in all, or, for a width of 0, unbroken lines in words.
func (m *Model) detailsOf(r *row, w int) []string {
	d := &detailList{w: w, m: m}
	p := r.p
	d.line(labelAmount, m.amountText(p))
	d.parts(p)
	d.line(labelReference, p.Reference)
	d.line(labelCard, m.speak.card(p.Card)+join(p.Card.Funding)+join(p.Card.EntryMode))
	status := string(p.Status)
	if r.gone {
		status = m.speak.say(textGoneStatus, "status", status)
	}
	d.line(labelStatus, status)
	d.line(labelID, p.ID)
	switch a := m.attemptOf(p.ID); {
	case r.verdict.Reversible && a != nil && barred(a):
		d.text(m.barText(a, p))
	case r.verdict.Reversible && m.set.ReadOnly != "":
		// The header says why nothing can be reversed here.
	case r.verdict.Reversible:
		d.text(m.speak.say(textUntil, "time", m.speak.on(r.verdict.Deadline, dateClock)))
	default:
		d.text(m.refusalOf(*r))
	}
	if p.Status == dojo.StatusAuthorized {
		d.text(m.speak.holdEnds(p))
	}
	d.time(labelPaid, p.PaidAt)
	d.time(labelCreated, p.CreatedAt)
	d.time(labelUpdated, p.UpdatedAt)
	d.line(labelBankCode, p.AuthCode)
	d.line(labelCapture, string(p.CaptureMode))
	if p.CardMachine {
		d.line(labelCardMachine, cmp.Or(p.TerminalID, m.speak.say(textYes)))
	}
	d.line(labelAbout, p.Description)
	if r.twin != nil {
		at, _ := r.twin.PaidOrCreated()
		d.text(m.speak.say(textSameCard, "time", m.speak.whenText(at, m.now()), "name", cmp.Or(r.twin.Reference, r.twin.ID), "status", string(r.twin.Status)))
	}
	d.attempts(p.ID)
	d.events(p)
	if len(p.Gaps) > 0 {
		d.text(m.speak.say(textGaps, "fields", strings.Join(p.Gaps, ", ")))
	}
	return d.lines
}

func join(s string) string {
	if s == "" {
		return ""
	}
	return ", " + s
}

type detailList struct {
	m     *Model
	w     int
	lines []string
}

// line adds a name and its value; what isn't known isn't drawn.
func (d *detailList) line(name, value string) {
	if strings.TrimSpace(value) == "" {
		return
	}
	if d.w == 0 {
		d.lines = append(d.lines, strings.TrimSpace(d.m.speak.say(name))+": "+value)
		return
	}
	const names = 13
	for i, part := range wrap(value, max(d.w-names-1, 8)) {
		label := blank(names)
		if i == 0 {
			label = d.m.theme.grey.Render(left(d.m.speak.say(name), names, ""))
		}
		d.lines = append(d.lines, label+part)
	}
}

func (d *detailList) text(s string) {
	if d.w == 0 {
		d.lines = append(d.lines, s)
		return
	}
	d.lines = append(d.lines, wrap(s, d.w-1)...)
}

func (d *detailList) time(name string, t time.Time) {
	if !t.IsZero() {
		d.line(name, d.m.speak.on(t, dateSeconds))
	}
}

func (d *detailList) parts(p *dojo.PaymentIntent) {
	for _, part := range []struct {
		name string
		m    *dojo.Money
	}{{labelPart, p.Amount}, {labelTip, p.Tips}, {labelService, p.ServiceCharge}, {labelCashback, p.Cashback}} {
		if part.m != nil && part.m.Minor != 0 && (p.Tips != nil || p.ServiceCharge != nil || p.Cashback != nil) {
			d.line(part.name, d.m.speak.money(*part.m))
		}
	}
	c := p.Charge()
	switch sum, ok := p.PartsSum(); {
	case c.Other != nil && ok:
		d.text(d.m.speak.say(textDetailsDisagree, "total", d.m.speak.money(sum), "other", d.m.speak.money(*p.TotalAmount)))
	case c.Other != nil:
		d.text(d.m.speak.say(textDisagree, "total", d.m.speak.money(c.Total), "other", d.m.speak.money(*c.Other)))
	case c.Known && !c.Certain:
		d.text(d.m.speak.say(textOneFigure))
	}
	if p.Refunded != 0 {
		unit := ""
		if p.Amount != nil {
			unit = p.Amount.Currency
		}
		d.line(labelRefunded, d.m.speak.money(dojo.Money{Minor: p.Refunded, Currency: unit}))
	}
}

func (d *detailList) attempts(payment string) {
	for i := range d.m.attempts {
		a := &d.m.attempts[i]
		if a.Payment.ID != payment {
			continue
		}
		d.lines = append(d.lines, "")
		say := d.m.speak.say
		who := cmp.Or(a.Operator, say(wordSomeone))
		d.line(labelReversal, say(textAttemptBy, "time", d.m.speak.on(d.m.speak.confirmed(a.Attempt), timeSeconds), "state", d.m.speak.stateWord(a), "who", who))
		d.line(labelReason, a.Reason)
		d.line(labelReversalID, a.ReversalID)
		d.line(labelDojoSays, a.Message)
		for _, note := range d.m.notes(a) {
			d.text(note)
		}
		if a.State == journal.Successful && a.Reversed() {
			text := textMistake
			if a.Reason == reasonWrong {
				text = textWrongAmount
			}
			d.text(say(text, "amount", d.m.speak.money(a.Payment.Amount)))
		}
		if d.m.technical {
			d.text(d.m.attemptTechnical(a))
		}
	}
}

func (d *detailList) events(p *dojo.PaymentIntent) {
	for _, e := range p.Events {
		if e.Type == "" {
			continue
		}
		text := e.Type
		if !e.At.IsZero() {
			text += " " + d.m.speak.on(e.At, timeSeconds)
		}
		d.line(labelEvent, text)
	}
}
