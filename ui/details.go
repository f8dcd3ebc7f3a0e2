package ui

import (
	"fmt"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// sideBySide is the width from which the details stand beside the list.
const sideBySide = 110

// detailsWidth is the width of the details where they stand beside the list.
const detailsWidth = 46

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
	d.line("Amount", m.amountText(p))
	d.parts(p)
	d.line("Reference", p.Reference)
	d.line("Card", m.speak.card(p.Card)+join(p.Card.Funding)+join(p.Card.EntryMode))
	status := string(p.Status)
	if r.gone {
		status += " (gone or cancelled by now)"
	}
	d.line("Status", status)
	d.line("ID", p.ID)
	if r.verdict.Reversible {
		d.text("It can be reversed until " + r.verdict.Deadline.In(m.set.Zone).Format("Mon 2 Jan 15:04") + ".")
	} else {
		d.text(m.refusalOf(*r))
	}
	if p.Status == dojo.StatusAuthorized {
		d.text(m.speak.holdEnds(p))
	}
	d.time("Paid", p.PaidAt)
	d.time("Created", p.CreatedAt)
	d.time("Updated", p.UpdatedAt)
	d.line("Bank code", p.AuthCode)
	d.line("Capture", string(p.CaptureMode))
	if p.CardMachine {
		d.line("Card machine", first(p.TerminalID, "yes"))
	}
	d.line("About", p.Description)
	if r.twin != nil {
		at, _ := r.twin.PaidOrCreated()
		d.text("Same card and amount as " + whenText(at, m.now(), m.set.Zone) + ", " + r.twin.Reference + ": " + string(r.twin.Status) + ".")
	}
	d.attempts(p.ID)
	d.events(p)
	if len(p.Gaps) > 0 {
		d.text("Not readable in Dojo's answer: " + strings.Join(p.Gaps, ", ") + ".")
	}
	return d.lines
}

func join(s string) string {
	if s == "" {
		return ""
	}
	return ", " + s
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
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
		d.lines = append(d.lines, strings.TrimSpace(name)+": "+value)
		return
	}
	const names = 13
	for i, part := range wrap(value, max(d.w-names-1, 8)) {
		label := blank(names)
		if i == 0 {
			label = d.m.theme.grey.Render(left(name, names, ""))
		}
		d.lines = append(d.lines, label+part)
	}
}

func (d *detailList) text(s string) {
	if d.w == 0 {
		d.lines = append(d.lines, d.m.theme.plainText(s))
		return
	}
	d.lines = append(d.lines, wrap(d.m.theme.plainText(s), d.w-1)...)
}

func (d *detailList) time(name string, t time.Time) {
	if !t.IsZero() {
		d.line(name, t.In(d.m.set.Zone).Format("Mon 2 Jan 15:04:05"))
	}
}

func (d *detailList) parts(p *dojo.PaymentIntent) {
	for _, part := range []struct {
		name string
		m    *dojo.Money
	}{{"  amount", p.Amount}, {"  tip", p.Tips}, {"  service", p.ServiceCharge}, {"  cashback", p.Cashback}} {
		if part.m != nil && part.m.Minor != 0 && (p.Tips != nil || p.ServiceCharge != nil || p.Cashback != nil) {
			d.line(part.name, d.m.theme.money(*part.m))
		}
	}
	if c := p.Charge(); c.Other != nil {
		d.text(fmt.Sprintf("Dojo's figures disagree: the parts make %s, Dojo's total is %s.", d.m.theme.money(c.Total), d.m.theme.money(*c.Other)))
	}
	if p.Refunded != 0 {
		unit := ""
		if p.Amount != nil {
			unit = p.Amount.Currency
		}
		d.line("  refunded", d.m.theme.money(dojo.Money{Minor: p.Refunded, Currency: unit}))
	}
}

func (d *detailList) attempts(payment string) {
	for i := range d.m.attempts {
		a := &d.m.attempts[i]
		if a.Payment.ID != payment {
			continue
		}
		d.lines = append(d.lines, "")
		who := first(a.Operator, "someone")
		d.line("Reversal", fmt.Sprintf("%s, %s, by %s", a.ConfirmedAt.In(d.m.set.Zone).Format("15:04:05"), a.State, who))
		d.line("  reason", a.Reason)
		d.line("  reversal", a.ReversalID)
		d.line("  Dojo says", a.Message)
		if a.State == "successful" {
			d.text("Reversed by mistake? It can't be undone. Take a new payment of " + d.m.theme.money(a.Payment.Amount) + ".")
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
			text += " " + e.At.In(d.m.set.Zone).Format("15:04:05")
		}
		d.line("Event", text)
	}
}
