package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// A list can tell less of a payment than a read of it does. Where it has no
// payment time or no card, the payment is read before anybody is asked about
// it, and the question is frozen from that read.

// readFor is how long such a read may take.
const readFor = 20 * time.Second

// mustRead says whether a payment has to be read before it is asked about.
func mustRead(p *dojo.PaymentIntent) bool { return p.PaidAt.IsZero() || p.Card.Last4 == "" }

// readFirst makes a dialog wait for a read of its payment. Until that has come
// nothing can be done in it but keep.
func (m *Model) readFirst(d *dialog) tea.Cmd {
	m.reads++
	d.reading = m.reads
	id, list, n := d.payment.ID, m.deps.List, m.reads
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), readFor)
		defer cancel()
		p, err := list.LookUp(ctx, id)
		return paymentRead{request: n, payment: p, err: err}
	}
}

// paymentRead asks about a payment as it was just read, or says why it can't be
// reversed. Nobody is asked about a payment that can't be read.
func (m *Model) paymentRead(msg paymentRead) tea.Cmd {
	d := m.dialog
	if d == nil || d.reading != msg.request || d.broken != "" {
		return nil
	}
	m.takeNews(m.deps.List.Snapshot())
	if msg.err != nil {
		d.breaks(words.TitleNot, m.speak.Say(words.TextNotNow, "why", m.speak.LookUpText(msg.err, m.set.Version)))
		return m.needQuiet()
	}
	q, why := m.askAbout(&msg.payment)
	switch a := m.list.Attempt(msg.payment.ID); {
	case q != nil:
	case a != nil && a.State.Open():
		d.breaks(words.TitleUnderWay, m.barText(a, &msg.payment))
	case msg.payment.Status == dojo.StatusReversed:
		d.breaks(words.TitleAlready, m.speak.Say(words.TextReversedWhile))
	default:
		d.breaks(words.TitleNot, m.speak.Say(words.TextNotNow, "why", why))
	}
	if q == nil {
		return m.needQuiet()
	}
	q.reason, q.other = d.reason, d.other
	m.dialog = q
	return m.needQuiet()
}

// closeIfNoRoom closes a question that was read and has no room on the screen.
func (m *Model) closeIfNoRoom() {
	if m.dialog == nil {
		return
	}
	if _, ok := m.dialogBox(m.dialog); !ok && m.dialog.broken == "" {
		m.dialog, m.info = nil, m.speak.Say(words.TextDialogNoRoom)
	}
}

// sayBroken says a dialog's message as a notice where it has no room in a box:
// it must be read.
func (m *Model) sayBroken() {
	d := m.dialog
	if d == nil || d.broken == "" {
		return
	}
	if _, ok := m.dialogBox(d); !ok {
		m.dialog, m.info = nil, m.brokenText(d)
	}
}

// breaks turns a dialog into a message that can only be closed.
func (d *dialog) breaks(title, why string) {
	d.title, d.broken, d.reading, d.focus = title, why, 0, stopOK
}

// brokenText is the whole message that a dialog has turned into.
func (m *Model) brokenText(d *dialog) string {
	return m.speak.Text(words.Report{NoticeOf: d.broken, Customer: m.customerOf(d.payment)})
}

// readingBox is the dialog while its payment is read.
func (m *Model) readingBox(d *dialog, w int) ([]string, bool) {
	lines := cells.Wrap(m.theme.bold.Render(m.speak.Label(d.payment)), w-4)
	lines = append(lines, cells.Wrap(m.speak.Say(words.TextReadingFirst), w-4)...)
	lines = append(lines, m.button(m.speak.Say(words.ButtonKeep), true), m.dialogHint(m.speak.Say(words.TextEscKeep)))
	return m.boxIfFits(m.speak.Say(words.TitleReverse), lines, w)
}
