package ui

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
)

// dialog is the question before a reversal on the screen: the question itself,
// and the fields in which its texts are edited.
type dialog struct {
	*confirm.Question
	amount, reason field
}

func newDialog(q *confirm.Question) *dialog {
	return &dialog{Question: q, amount: newField(20), reason: newField(confirm.MaxReason)}
}

// field is the field that has the focus, or nil.
func (d *dialog) field() *field {
	switch {
	case d.Focus == confirm.StopAmount:
		return &d.amount
	case d.Focus == confirm.StopReason && d.Reason == confirm.Other:
		return &d.reason
	}
	return nil
}

// update takes one key. hidden says that the dialog has no room on the screen.
func (d *dialog) update(k press, hidden bool, arming *confirm.Arming) confirm.Answer {
	f := d.field()
	asked := k.key()
	asked.Hidden, asked.Edits = hidden, f != nil && !k.Paste && f.edits(k.KeyMsg)
	answer := d.Press(asked, arming)
	if answer != confirm.Edit {
		return answer
	}
	f.edit(k.KeyMsg)
	if f == &d.amount {
		d.TypeAmount(f.text())
		return answer
	}
	text := dojo.Drawable(f.text())
	if strings.HasSuffix(f.text(), " ") {
		text += " " // Drawable trims, and the next word is still to come
	}
	f.input.SetValue(text)
	d.TypeReason(text)
	return answer
}

// key is the press as the questions take it.
func (k press) key() confirm.Key {
	return confirm.Key{Name: k.String(), At: k.at, Burst: k.burst}
}

// openDialog asks about the selected payment, or says why it can't be reversed.
func (m *Model) openDialog() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		m.notices.info = info{kind: infoNothingHere}
		return nil
	}
	q, no := confirm.Ask(m.list, m.set.Rules, r.Payment)
	if no != nil {
		if no.Because == confirm.UnderWay {
			m.list.BringBack(&no.Attempt)
		}
		m.notices.info = info{kind: infoRefused, payment: journal.Confirmed(r.Payment), refusal: no}
		return nil
	}
	d := newDialog(q)
	if _, ok := dialogBox(m.scene(), d, m.arming); !ok {
		m.notices.info = info{kind: infoNoRoom}
		return nil
	}
	m.notices.info, m.dialog = info{}, d
	m.arming.Begin()
	if q.Reading {
		return readFirst(q, m.deps.List)
	}
	return nil
}

// readFor is how long the read of one payment may take.
const readFor = 20 * time.Second

// readFirst reads the payment of a question.
func readFirst(q *confirm.Question, list List) tea.Cmd {
	id := q.Payment.ID
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), readFor)
		defer cancel()
		p, err := list.LookUp(ctx, id)
		return paymentRead{asked: q, payment: p, err: err}
	}
}

// paymentRead asks about a payment as it was just read, or says why it can't be
// reversed.
func (m *Model) paymentRead(msg paymentRead) {
	d := m.dialog
	if d == nil || d.Question != msg.asked || !d.Reading {
		return
	}
	m.takeNews(m.deps.List.Snapshot())
	d.Read(m.list, m.set.Rules, &msg.payment, msg.err)
	if no := d.Broken; no != nil && no.Because == confirm.UnderWay {
		m.list.BringBack(&no.Attempt)
	}
	m.arming.Begin()
	if _, ok := dialogBox(m.scene(), d, m.arming); !ok && d.Broken == nil {
		m.dialog, m.notices.info = nil, info{kind: infoNoRoom}
	}
}

// sayBroken says a dialog's message under the list where it has no room in a
// box: it must be read.
func (m *Model) sayBroken() {
	d := m.dialog
	if d == nil || d.Broken == nil {
		return
	}
	if _, ok := dialogBox(m.scene(), d, m.arming); !ok {
		m.dialog, m.notices.info = nil, info{kind: infoBroken, payment: d.Payment, refusal: d.Broken}
	}
}

// dialogKey takes one key while the dialog is open.
func (m *Model) dialogKey(k press) {
	_, seen := dialogBox(m.scene(), m.dialog, m.arming)
	switch m.dialog.update(k, !seen, &m.arming) {
	case confirm.Kept:
		m.notices.info = info{kind: infoKept, payment: m.dialog.Payment}
		m.dialog = nil
		m.arming.End()
	case confirm.Closed:
		m.dialog = nil
		m.arming.End()
	case confirm.Reverse:
		m.reverse()
	case confirm.Open, confirm.Edit:
	}
}

// reverse hands the frozen payment over, unless the newest news changes what was
// asked: the day may have ended since the last look. Start only begins the
// attempt; it waits for nothing.
func (m *Model) reverse() {
	d := m.dialog
	m.listArrived() // the newest of all, though the news of it may still be on its way
	if !d.Confirm(m.list, m.set.Rules) {
		return
	}
	m.dialog = nil
	m.deps.Reversals.Start(d.Payment, d.Recorded(), m.list.Now().PC)
	m.takeNews(m.list.Snapshot())
	// An enter still under way must not open anything.
	m.arming.Begin()
}

// askToQuit asks before the program ends while a reversal is under way.
func (m *Model) askToQuit() tea.Cmd {
	if len(m.list.AskBeforeQuit())+len(m.deps.elsewhere()) == 0 {
		m.ended = true
		return nil
	}
	m.quit = &confirm.Leaving{}
	m.arming.Begin()
	return nil
}
