package words

import (
	"cmp"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/worklist"
)

// Detail is one thing that the details say of a payment: a name and its value, a
// sentence where there is no name, or a gap where there is neither. What isn't
// known isn't said.
type Detail struct {
	Name, Text string
	Part       bool // it belongs to the one before that is no part
}

// details are being put together.
type details struct {
	Speaker
	list []Detail
}

func (d *details) value(name, value string) { d.add(Detail{Name: d.Say(name), Text: value}) }

func (d *details) part(name, value string) {
	d.add(Detail{Name: d.Say(name), Text: value, Part: true})
}

func (d *details) add(detail Detail) {
	if strings.TrimSpace(detail.Text) != "" {
		d.list = append(d.list, detail)
	}
}

func (d *details) sentence(s string) { d.list = append(d.list, Detail{Text: s}) }

func (d *details) instant(name string, t time.Time) {
	if !t.IsZero() {
		d.value(name, d.On(t, dateSeconds))
	}
}

// Details say everything that is known of a payment, and with technical what the
// helpdesk needs.
func (s Speaker) Details(l *worklist.List, r worklist.Row, k Around, technical bool) []Detail {
	d := &details{Speaker: s}
	p, a := r.Payment, l.Attempt(r.Payment.ID)
	kind, extras := p.Kind(), p.Extras()
	if a != nil {
		d.add(Detail{Text: s.Attempt(a, k).beingReversed(p.Status)})
	}
	d.value(labelAmount, s.Charged(p))
	d.parts(p)
	d.value(labelReference, p.Reference)
	d.value(labelCard, s.Card(p.Card())+join(kind.Funding)+join(kind.EntryMode))
	status := string(p.Status)
	if r.Gone {
		status = s.Say(textGoneStatus, "status", status)
	}
	d.value(labelStatus, status)
	d.value(labelID, p.ID)
	switch {
	case a != nil && a.State.Open():
		// Said first: whatever the rule says of the payment comes after that.
	case a != nil && worklist.Barred(a):
		d.sentence(s.Attempt(a, k).barred())
	case r.Verdict.Reversible && k.ReadOnly != "":
		// The header says why nothing can be reversed here.
	case r.Verdict.Reversible:
		d.sentence(s.Say(textUntil, "time", s.On(r.Verdict.Deadline, DateClock)))
	default:
		d.sentence(s.Payment(r).Refusal())
	}
	if p.Status == dojo.StatusAuthorized && (a == nil || !worklist.Barred(a) || worklist.WentBack(a)) {
		d.sentence(s.Payment(r).holdEnds())
	}
	d.instant(labelPaid, p.PaidAt.Time())
	d.instant(labelCreated, p.CreatedAt.Time())
	d.instant(labelUpdated, p.UpdatedAt.Time())
	d.value(labelBankCode, p.AuthCode)
	d.value(labelCapture, string(kind.CaptureMode))
	if kind.CardMachine {
		d.value(labelCardMachine, cmp.Or(kind.TerminalID, s.Say(textYes)))
	}
	d.value(labelAbout, extras.Description)
	if r.Twin != nil {
		at, _ := r.Twin.PaidOrCreated()
		status := string(r.Twin.Status)
		if r.Twin.Status == dojo.StatusAuthorized {
			status = s.Say(statusHeld) // as its row says
		}
		if twins := l.Attempt(r.Twin.ID); twins != nil && worklist.Barred(twins) {
			status = s.Say(textAndReversal, "status", status, "state", s.Attempt(twins, k).stateWord())
		}
		d.sentence(s.Say(textSameCard, "time", s.WhenText(at, k.Now.Dojo), "name", cmp.Or(r.Twin.Reference, r.Twin.ID), "status", status))
	}
	d.attempts(l, p.ID, k, technical)
	d.events(p)
	if len(extras.Gaps) > 0 {
		d.sentence(s.Say(textGaps, "fields", strings.Join(extras.Gaps, ", ")))
	}
	return d.list
}

func join(s string) string {
	if s == "" {
		return ""
	}
	return ", " + s
}

func (d *details) parts(p *dojo.PaymentIntent) {
	x := p.Extras()
	for _, part := range []struct {
		name string
		m    *dojo.Money
	}{{labelPart, p.Amount}, {labelTip, x.Tips}, {labelService, x.ServiceCharge}, {labelCashback, x.Cashback}} {
		if part.m != nil && part.m.Minor != 0 && (x.Tips != nil || x.ServiceCharge != nil || x.Cashback != nil) {
			d.part(part.name, d.Money(*part.m))
		}
	}
	c := p.Charge()
	switch sum, ok := p.PartsSum(); {
	case c.Other != nil && ok:
		d.sentence(d.Say(textDetailsDisagree, "total", d.Money(sum), "other", d.Money(*p.TotalAmount)))
	case c.Other != nil:
		d.sentence(d.Say(textDisagree, "total", d.Money(c.Total), "other", d.Money(*c.Other)))
	case c.Known && !c.Certain:
		d.sentence(d.Say(textOneFigure))
	}
	if x.Refunded != 0 {
		unit := ""
		if p.Amount != nil {
			unit = p.Amount.Currency
		}
		d.part(labelRefunded, d.Money(dojo.Money{Minor: x.Refunded, Currency: unit}))
	}
}

func (d *details) attempts(l *worklist.List, payment string, k Around, technical bool) {
	for a := range l.AttemptsOn(payment) {
		d.list = append(d.list, Detail{})
		said, who := d.Attempt(a, k), cmp.Or(a.Operator, d.Say(wordSomeone))
		d.value(labelReversal, d.Say(textAttemptBy, "time", d.On(d.confirmed(a.Attempt), timeSeconds), "state", said.stateWord(), "who", who))
		d.part(labelFrom, a.Client)
		d.part(labelSSHKey, a.OperatorKey)
		d.part(labelReason, a.Reason)
		d.part(labelReversalID, a.ReversalID)
		d.part(labelDojoSays, a.Message)
		if worklist.WentBack(a) {
			d.sentence(said.wentBack())
		}
		for by := range l.AttemptsOn(payment) {
			if by.ID == a.CorrectedBy {
				d.sentence(d.Say(textReversedBy, "time", d.On(d.confirmed(by.Attempt), timeSeconds), "who", d.who(by.Attempt, wordSomeone)))
			}
		}
		if a.State == journal.Successful && a.Reversed() {
			text := textMistake
			if a.Reason == confirm.WrongAmount.Recorded() {
				text = textWrongAmount
			}
			d.sentence(d.Say(text, "amount", d.Money(a.Payment.Amount)))
		}
		if technical {
			d.sentence(said.ForHelpdesk())
		}
	}
}

func (d *details) events(p *dojo.PaymentIntent) {
	for _, e := range p.Extras().Events {
		if e.Type == "" {
			continue
		}
		text := e.Type
		if !e.At.IsZero() {
			text += " " + d.On(e.At, timeSeconds)
		}
		d.value(labelEvent, text)
	}
}
