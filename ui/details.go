package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
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
	more := m.speak.Say(words.TextMoreAbove)
	if left := len(lines) - top - (h - 1); left > 0 {
		more = m.speak.Say(words.TextMoreBelow, "n", strconv.Itoa(left))
	}
	return append(slices.Clone(lines[top:top+h-1]), m.theme.grey.Render(more))
}

// detailTop is the first line of the details on a screen of h lines.
func (m *Model) detailTop(lines, h int) int {
	if m.scrolled.payment != m.list.Selected() {
		return 0
	}
	return min(m.scrolled.top, max(lines-(h-1), 0))
}

// detailScroll is how far the details of a payment are scrolled.
type detailScroll struct {
	payment string
	top     int
}

// detailsShown says whether the details are on the screen.
func (m *Model) detailsShown() bool {
	_, any := m.list.Current()
	return m.details && any
}

// scrollDetails turns a page of the details, and says whether there was one to
// turn: else the key is the list's.
func (m *Model) scrollDetails(by int) bool {
	if !m.detailsShown() {
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
	m.scrolled = detailScroll{payment: m.list.Selected(), top: top}
	return top != was || m.width < sideBySide // at their end the key is the list's again
}

// detailLines draws everything that is known of the selected payment, w cells
// wide.
func (m *Model) detailLines(w int) []string {
	r, ok := m.list.Current()
	if !ok {
		return nil
	}
	return m.detailsOf(&r, w)
}

// detailsOf are the lines about one payment: names and values in columns of w
// cells in all, or, for a width of 0, unbroken lines in words.
func (m *Model) detailsOf(r *worklist.Row, w int) []string {
	d := &detailList{w: w, m: m}
	p := r.Payment
	d.line(words.LabelAmount, m.amountText(p))
	d.parts(p)
	d.line(words.LabelReference, p.Reference)
	d.line(words.LabelCard, m.speak.Card(p.Card)+join(p.Card.Funding)+join(p.Card.EntryMode))
	status := string(p.Status)
	if r.Gone {
		status = m.speak.Say(words.TextGoneStatus, "status", status)
	}
	d.line(words.LabelStatus, status)
	d.line(words.LabelID, p.ID)
	switch a := m.list.Attempt(p.ID); {
	case r.Verdict.Reversible && a != nil && worklist.Barred(a):
		d.text(m.speak.Barred(a, p, m.around(p.ID)))
	case r.Verdict.Reversible && m.set.ReadOnly != "":
		// The header says why nothing can be reversed here.
	case r.Verdict.Reversible:
		d.text(m.speak.Say(words.TextUntil, "time", m.speak.On(r.Verdict.Deadline, words.DateClock)))
	default:
		d.text(m.speak.RefusalOf(*r))
	}
	if p.Status == dojo.StatusAuthorized {
		d.text(m.speak.HoldEnds(p))
	}
	d.time(words.LabelPaid, p.PaidAt)
	d.time(words.LabelCreated, p.CreatedAt)
	d.time(words.LabelUpdated, p.UpdatedAt)
	d.line(words.LabelBankCode, p.AuthCode)
	d.line(words.LabelCapture, string(p.CaptureMode))
	if p.CardMachine {
		d.line(words.LabelCardMachine, cmp.Or(p.TerminalID, m.speak.Say(words.TextYes)))
	}
	d.line(words.LabelAbout, p.Description)
	if r.Twin != nil {
		at, _ := r.Twin.PaidOrCreated()
		d.text(m.speak.Say(words.TextSameCard, "time", m.speak.WhenText(at, m.list.Now().Dojo), "name", cmp.Or(r.Twin.Reference, r.Twin.ID), "status", string(r.Twin.Status)))
	}
	d.attempts(p.ID)
	d.events(p)
	if len(p.Gaps) > 0 {
		d.text(m.speak.Say(words.TextGaps, "fields", strings.Join(p.Gaps, ", ")))
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
		d.lines = append(d.lines, strings.TrimSpace(d.m.speak.Say(name))+": "+value)
		return
	}
	const names = 13
	for i, part := range cells.Wrap(value, max(d.w-names-1, 8)) {
		label := cells.Blank(names)
		if i == 0 {
			label = d.m.theme.grey.Render(cells.Left(d.m.speak.Say(name), names, ""))
		}
		d.lines = append(d.lines, label+part)
	}
}

func (d *detailList) text(s string) {
	if d.w == 0 {
		d.lines = append(d.lines, s)
		return
	}
	d.lines = append(d.lines, cells.Wrap(s, d.w-1)...)
}

func (d *detailList) time(name string, t time.Time) {
	if !t.IsZero() {
		d.line(name, d.m.speak.On(t, words.DateSeconds))
	}
}

func (d *detailList) parts(p *dojo.PaymentIntent) {
	for _, part := range []struct {
		name string
		m    *dojo.Money
	}{{words.LabelPart, p.Amount}, {words.LabelTip, p.Tips}, {words.LabelService, p.ServiceCharge}, {words.LabelCashback, p.Cashback}} {
		if part.m != nil && part.m.Minor != 0 && (p.Tips != nil || p.ServiceCharge != nil || p.Cashback != nil) {
			d.line(part.name, d.m.speak.Money(*part.m))
		}
	}
	c := p.Charge()
	switch sum, ok := p.PartsSum(); {
	case c.Other != nil && ok:
		d.text(d.m.speak.Say(words.TextDetailsDisagree, "total", d.m.speak.Money(sum), "other", d.m.speak.Money(*p.TotalAmount)))
	case c.Other != nil:
		d.text(d.m.speak.Say(words.TextDisagree, "total", d.m.speak.Money(c.Total), "other", d.m.speak.Money(*c.Other)))
	case c.Known && !c.Certain:
		d.text(d.m.speak.Say(words.TextOneFigure))
	}
	if p.Refunded != 0 {
		unit := ""
		if p.Amount != nil {
			unit = p.Amount.Currency
		}
		d.line(words.LabelRefunded, d.m.speak.Money(dojo.Money{Minor: p.Refunded, Currency: unit}))
	}
}

func (d *detailList) attempts(payment string) {
	for i := range d.m.list.Attempts() {
		a := &d.m.list.Attempts()[i]
		if a.Payment.ID != payment {
			continue
		}
		d.lines = append(d.lines, "")
		say := d.m.speak.Say
		who := cmp.Or(a.Operator, say(words.WordSomeone))
		d.line(words.LabelReversal, say(words.TextAttemptBy, "time", d.m.speak.On(d.m.speak.Confirmed(a.Attempt), words.TimeSeconds), "state", d.m.speak.StateWord(a), "who", who))
		d.line(words.LabelReason, a.Reason)
		d.line(words.LabelReversalID, a.ReversalID)
		d.line(words.LabelDojoSays, a.Message)
		for _, note := range d.m.notes(a) {
			d.text(note)
		}
		if a.State == journal.Successful && a.Reversed() {
			text := words.TextMistake
			if a.Reason == confirm.WrongAmount.Recorded() {
				text = words.TextWrongAmount
			}
			d.text(say(text, "amount", d.m.speak.Money(a.Payment.Amount)))
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
			text += " " + d.m.speak.On(e.At, words.TimeSeconds)
		}
		d.line(words.LabelEvent, text)
	}
}
