package ui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// stop is a place in the dialog that can have the focus.
type stop int

const (
	stopKeep stop = iota
	stopTyped
	stopReverse
	stopReason
	stopOK
)

// dialog asks before a reversal. What it asks about is frozen when it opens;
// a change of the payment turns it into a message that can only be closed.
type dialog struct {
	payment journal.Payment
	intent  *dojo.PaymentIntent // as it was when the dialog opened
	twin    *dojo.PaymentIntent
	needs   string // the amount that must be typed, "" if none
	typed   string
	pasted  time.Time // when the newest of it came, where it came in a burst
	focus   stop
	reason  int
	other   string    // the text of the reason "other"
	strayed time.Time // this machine's clock at the last key that meant nothing, or was text
	broken  string    // why nothing can be reversed any more, "" while it can
	title   string    // over that
	reading int       // the number of the read that is waited for, 0 for none
}

// openDialog asks about the selected payment, or says why it can't be reversed.
func (m *Model) openDialog() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		m.info = m.speak.Say(words.TextNothingHere)
		return nil
	}
	d, why := m.askAbout(r.Payment)
	if d == nil {
		m.info = why
		return nil
	}
	if _, ok := m.dialogBox(d); !ok {
		m.info = m.speak.Say(words.TextDialogNoRoom)
		return nil
	}
	m.info = ""
	m.dialog = d
	if mustRead(r.Payment) {
		return tea.Batch(m.needQuiet(), m.readFirst(d))
	}
	return m.needQuiet()
}

// askAbout freezes a payment into a dialog that asks about it. Where it can't
// be reversed there is no dialog, and why says so.
func (m *Model) askAbout(p *dojo.PaymentIntent) (d *dialog, why string) {
	if m.set.ReadOnly != "" {
		return nil, m.speak.PlainText(m.set.ReadOnly)
	}
	if a := m.list.Attempt(p.ID); a != nil && worklist.Barred(a) {
		text := m.barText(a, p)
		if a.State.Open() {
			m.list.BringBack(a)
			text = m.speak.Text(words.Report{NoticeOf: text, Customer: m.speak.Customer(a, m.list.OnList(a.Payment.ID))})
		}
		return nil, text
	}
	// The row was judged up to a minute ago; whoever asks has it judged again.
	now := m.list.Judge(p)
	if !now.Verdict.Reversible {
		return nil, m.refusalOf(now)
	}
	d = &dialog{payment: journal.Confirmed(p), intent: p, twin: now.Twin}
	if m.mustType(d) {
		d.needs = d.payment.Amount.Decimal()
	}
	return d, ""
}

// barText says how an attempt bars its payment.
func (m *Model) barText(a *reversal.Attempt, p *dojo.PaymentIntent) string {
	switch {
	case a.State == journal.Confirming:
		return m.report(a).NoticeOf // Dojo has said that it is reversed
	case a.State.Open():
		return m.speak.UnderWay(a)
	}
	return m.speak.Refusal(dojo.Verdict{Reason: dojo.ReasonReversed}, p)
}

func (m *Model) refusalOf(r worklist.Row) string {
	if r.Gone {
		return m.speak.Say(words.TextGoneFromDojo)
	}
	return m.speak.Refusal(r.Verdict, r.Payment)
}

// mustType says whether tab and enter aren't enough: for a large amount, for one
// that Dojo's figures disagree about, and where the same payment of a twin is
// reversed already, so that the shop may be left unpaid.
func (m *Model) mustType(d *dialog) bool {
	if !d.intent.Charge().Certain {
		return true
	}
	if status, moving := m.twinNow(d); status == dojo.StatusReversed || moving {
		return true
	}
	return m.set.MustType != nil && m.set.MustType(d.payment.Amount)
}

// twinNow is the status of the dialog's twin as far as it is known by now, and
// whether a reversal of it is under way here.
func (m *Model) twinNow(d *dialog) (status dojo.Status, moving bool) {
	if d.twin == nil {
		return "", false
	}
	status = d.twin.Status
	if p, ok := m.list.Get(d.twin.ID); ok {
		status = p.Status
	}
	if a := m.list.Attempt(d.twin.ID); a != nil {
		if worklist.ReversedBy(a) {
			status = dojo.StatusReversed
		}
		moving = a.State.Open()
	}
	return status, moving
}

// review holds the dialog's frozen payment against what is now known, and turns
// the dialog into a message where it can't be reversed any more. It never just
// closes: somebody's enter may be under way.
func (d *dialog) review(m *Model) {
	if d == nil || d.broken != "" {
		return
	}
	p, ok := m.list.Get(d.payment.ID)
	if !ok {
		// Not listed any more says nothing; the fresh read before sending will.
		// Its day can be over all the same.
		p = d.intent
	}
	now := m.list.Judge(p)
	switch a := m.list.Attempt(p.ID); {
	case now.Verdict.Reversible && a != nil && a.State.Open():
		d.breaks(words.TitleUnderWay, m.barText(a, p))
	case now.Verdict.Reversible && d.payment.Same(p):
		if d.needs == "" && m.mustType(d) {
			// The twin was reversed meanwhile: what was asked isn't enough now.
			d.needs, d.focus = d.payment.Amount.Decimal(), stopKeep
			m.wantQuiet = true
		}
		return
	case now.Verdict.Reversible:
		d.breaks(words.TitleNot, m.speak.Say(words.TextChangedWhile))
	case p.Status == dojo.StatusReversed:
		d.breaks(words.TitleAlready, m.speak.Say(words.TextReversedWhile))
	case now.Verdict.Reason == dojo.ReasonCaptured && d.payment.Status != dojo.StatusCaptured:
		d.breaks(words.TitleNot, m.speak.Say(words.TextCapturedWhile))
	case now.Verdict.Reason == dojo.ReasonTooLate, now.Verdict.Reason == dojo.ReasonCaptured:
		d.breaks(words.TitleNot, m.speak.Say(words.TextMidnight))
	default:
		d.breaks(words.TitleNot, m.speak.Say(words.TextNotNow, "why", m.refusalOf(now)))
	}
	// An enter that was meant for the question must not put the message away.
	m.wantQuiet = true
}

// stops are the places that tab goes through, in order. Reverse is only among
// them once a demanded amount is typed.
func (d *dialog) stops() []stop {
	switch {
	case d.broken != "":
		return []stop{stopOK}
	case d.reading != 0:
		return []stop{stopKeep}
	case d.needs == "":
		return []stop{stopKeep, stopReverse, stopReason}
	case d.typedRight():
		return []stop{stopKeep, stopTyped, stopReverse, stopReason}
	}
	return []stop{stopKeep, stopTyped, stopReason}
}

func (d *dialog) move(by int) {
	stops := d.stops()
	i := max(slices.Index(stops, d.focus), 0)
	d.focus = stops[(i+by+len(stops))%len(stops)]
}

// typedRight says whether the demanded amount is typed, with or without its
// currency and grouping, and with a point or a comma before its last digits.
func (d *dialog) typedRight() bool { return plainDecimal(d.typed, d.payment.Amount) == d.needs }

// dialogKey takes one key while the dialog is open.
func (m *Model) dialogKey(k press) tea.Cmd {
	d := m.dialog
	name := k.String()
	if name == "esc" || name == "ctrl+c" {
		return m.keep()
	}
	if m.quiet.drops(k) {
		return nil
	}
	if _, ok := m.dialogBox(d); !ok {
		return nil // it can't be seen whole, so nothing in it can be confirmed
	}
	switch {
	case name == "tab":
		if d.focus == stopTyped && k.burst && k.at.Equal(d.pasted) {
			d.strayed = k.at // what is pasted may end in a tab and, a moment later, an enter
		}
		d.move(1)
	case name == "shift+tab":
		d.move(-1)
	case name == "enter":
		return m.dialogEnter(k)
	case d.focus == stopReason:
		d.reasonKey(k)
	case d.focus == stopTyped:
		if text, ok := edit(d.typed, k.KeyMsg, 20); ok && !k.Paste {
			d.typed = text
			if k.burst {
				d.pasted = k.at
			}
			return nil
		}
		m.dialogArrow(name)
	default:
		m.dialogArrow(name)
	}
	if d.focus == stopKeep && name != "tab" && name != "shift+tab" && name != "left" && name != "right" {
		d.strayed = k.at
	}
	return nil
}

// dialogArrow moves the focus by an arrow; any other key means nothing here and
// moves it back to the safe side.
func (m *Model) dialogArrow(name string) {
	d := m.dialog
	switch {
	case name == "right":
		d.move(1)
	case name == "left":
		d.move(-1)
	case d.broken == "":
		d.focus = stopKeep
	}
}

// dialogEnter does what has the focus, unless the enter came together with other
// keys: nobody has looked between them.
func (m *Model) dialogEnter(k press) tea.Cmd {
	d := m.dialog
	if k.burst {
		m.quiet.tooQuick(k)
		return nil
	}
	switch d.focus {
	case stopOK:
		m.dialog = nil
		return nil
	case stopReverse:
		if k.at.Sub(d.strayed) < quietTime {
			// Some terminals don't mark what is pasted, and a row of a table may
			// end in a tab and an enter.
			m.quiet.tooQuick(k)
			return nil
		}
		return m.confirm()
	case stopTyped:
		if d.typedRight() {
			d.focus = stopReverse
		}
		return nil
	case stopReason:
		d.focus = stopKeep
		return nil
	}
	return m.keep()
}

func (m *Model) keep() tea.Cmd {
	d := m.dialog
	m.dialog = nil
	m.quiet.waiting, m.quiet.dropped = false, ""
	if d.broken == "" {
		m.info = m.speak.Kept(d.payment, m.list.StaleSince())
		m.kept = kept{payment: d.payment, said: m.info}
	}
	return nil
}

// confirm hands the frozen payment over. The rule is asked once more, since the
// day may have ended since the last look. Start only begins the attempt; it
// waits for nothing.
func (m *Model) confirm() tea.Cmd {
	d := m.dialog
	m.listArrived() // the newest of all, though the news of it may still be on its way
	if d.broken != "" || d.reading != 0 || d.focus != stopReverse {
		return nil
	}
	m.dialog = nil
	m.deps.Reversals.Start(d.payment, d.reasonText(), m.deps.Now())
	m.readAttempts()
	// An enter still under way must not open anything.
	return m.needQuiet()
}

// quitDialog asks before the program ends while a reversal is under way.
type quitDialog struct{ leave bool }

func (m *Model) askToQuit() tea.Cmd {
	if len(m.list.Watched()) == 0 {
		m.ended = true
		return nil
	}
	m.quit = &quitDialog{}
	return m.needQuiet()
}

func (m *Model) quitKey(k press) tea.Cmd {
	name := k.String()
	switch {
	case name == "esc":
		return m.stay()
	case name == "ctrl+c":
		// Pressed twice it means it: nothing is lost but the watching.
		m.ended = true
	case m.quiet.drops(k):
	case name == "enter" && k.burst:
		m.quiet.tooQuick(k)
	case name == "tab" || name == "shift+tab" || name == "left" || name == "right":
		m.quit.leave = !m.quit.leave
	case name == "enter" && m.quit.leave:
		m.ended = true
	case name == "enter":
		return m.stay()
	default:
		m.quit.leave = false
	}
	return nil
}

// stay closes the question. Where it stood before another one, that one is asked
// anew, since a second enter may be under way.
func (m *Model) stay() tea.Cmd {
	m.quit = nil
	if m.dialog == nil {
		return nil
	}
	if m.dialog.broken == "" {
		m.dialog.focus = stopKeep
	}
	return m.needQuiet()
}
