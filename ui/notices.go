package ui

import (
	"maps"
	"slices"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// notices are the attempts with something to say that nobody has put away:
// what ended without a reversal first, then what was reversed, then what is
// under way, and of each the newest first, since that is what its reader has
// just done. What they say is worked out when it is drawn, so that it is never
// out of date.
func (m *Model) notices() []*reversal.Attempt {
	var undone, reversed, moving []*reversal.Attempt
	for i := range m.attempts {
		a := &m.attempts[i]
		switch {
		case m.dismissed[a.ID] == worklist.Stage(a), a.Past && !worklist.IsNews(a):
		case worklist.UnderWay(a):
			moving = append(moving, a)
		case worklist.ReversedBy(a):
			reversed = append(reversed, a)
		default:
			undone = append(undone, a)
		}
	}
	slices.Reverse(undone)
	slices.Reverse(reversed)
	slices.Reverse(moving)
	return slices.Concat(undone, reversed, moving)
}

// dismiss puts a notice away, a result for good. What is under way is told
// again at the next start: its reader may not be the one who put it away, and
// must not refund meanwhile.
func (m *Model) dismiss(a *reversal.Attempt) tea.Cmd {
	id, at, keep := a.ID, worklist.Stage(a), m.deps.KeepPutAway
	m.dismissed[id] = at
	if keep == nil || a.State.Open() {
		return nil
	}
	return func() tea.Msg { keep(id, at); return nil }
}

// copied is a map of the caller's own, which may be nil.
func copied(of map[string]string) map[string]string {
	out := make(map[string]string, len(of))
	maps.Copy(out, of)
	return out
}

// noticeLines is what stands between the list and the bottom line: what was
// just said, or else the first notice.
func (m *Model) noticeLines(w int) []string {
	t := m.theme
	if m.info != "" {
		return indent(cells.Wrap(m.info, w-2), t.bold)
	}
	list := m.notices()
	if len(list) == 0 && len(m.warnQueue) > 0 {
		text := m.oneOf(len(m.warnQueue), m.warnQueue[0])
		return indent(cells.Wrap(m.speak.Say(words.TextEscEnds, "notice", text), w-2), t.bold)
	}
	if len(list) == 0 {
		if hint := m.tooLateHint(w); hint != "" {
			return indent(cells.Wrap(hint, w-2), t.grey)
		}
		return nil
	}
	a := list[0]
	text := m.oneOf(len(list)+len(m.warnQueue), m.noticeText(a))
	if !worklist.UnderWay(a) {
		text = m.speak.Say(words.TextEscEnds, "notice", text)
	}
	lines := indent(cells.Wrap(text, w-2), m.noticeStyle(a))
	if m.technical {
		for _, l := range cells.Wrap(m.attemptTechnical(a), w-2) {
			lines = append(lines, " "+t.grey.Render(l))
		}
	}
	return lines
}

// oneOf says of the first of several notices how many there are.
func (m *Model) oneOf(n int, text string) string {
	if n < 2 {
		return text
	}
	return m.speak.Say(words.TextOneOf, "n", strconv.Itoa(n), "notice", text)
}

// warn says something after whatever is being said: each warning stays until it
// is put away, and none is lost.
func (m *Model) warn(text string) {
	if !slices.Contains(m.warnQueue, text) {
		m.warnQueue = append(slices.Clip(m.warnQueue), text)
	}
}

// kept is what was said of a payment that was kept.
type kept struct {
	payment journal.Payment
	said    string
}

// sayKept says it anew while it is on screen: that the payment is still held is
// only said while Dojo answers.
func (m *Model) sayKept() {
	if m.info != "" && m.info == m.kept.said {
		m.info = m.speak.Kept(m.kept.payment, m.staleSince())
		m.kept.said = m.info
	}
}

// tooLateHint is the whole hint of the selected hold where its row has room for
// no more than a word of it, such as that it is too late.
func (m *Model) tooLateHint(w int) string {
	if w >= roomForIf || m.table.len() == 0 {
		return ""
	}
	r := m.current()
	if r == nil || r.Gone || r.Payment.Status != dojo.StatusAuthorized {
		return ""
	}
	switch r.Verdict.Reason {
	case dojo.ReasonTooLate, dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonCaptureMode:
	default:
		return ""
	}
	return m.speak.PaymentStatus(r.Payment, r.Verdict).Words[0]
}

// onList is what the list shows of an attempt's payment now.
func (m *Model) onList(a *reversal.Attempt) worklist.OnList { return m.onListOf(a.Payment.ID) }

func (m *Model) onListOf(id string) worklist.OnList {
	l := worklist.OnList{Since: m.staleSince()}
	p, ok := m.snap.Get(id)
	if !ok {
		return l
	}
	l.Listed, l.Status = true, p.Status
	l.Verdict = worklist.Judge(m.snap, p, m.set.Rule, m.span(), m.set.Zone).Verdict
	l.Can = l.Verdict.Reversible && m.set.ReadOnly == ""
	return l
}

// staleSince is Dojo's clock when it last answered, where it doesn't answer now:
// what is known is from then. It is zero while Dojo answers.
func (m *Model) staleSince() time.Time {
	switch tr := m.snap.Trouble; {
	case tr == nil:
		return time.Time{}
	case m.snap.AsOf.IsZero():
		return tr.Since // it never answered in full
	}
	return m.snap.AsOf
}

// report is what is said of an attempt.
func (m *Model) report(a *reversal.Attempt) words.Report {
	if a.Resumed {
		return m.speak.Resumed(a, m.onList(a), m.now())
	}
	return m.speak.Attempt(a, m.deps.Now(), m.onList(a))
}

// noticeText is what the notice of an attempt says.
func (m *Model) noticeText(a *reversal.Attempt) string {
	return m.speak.Recorded(m.speak.Text(m.report(a)), a)
}

func (m *Model) noticeStyle(a *reversal.Attempt) renderer {
	switch {
	case a.State == journal.Successful && !worklist.WentBack(a), worklist.IsNews(a) && a.Reversed():
		return m.theme.good
	case a.State == journal.Failed, worklist.WentBack(a):
		return m.theme.bad
	}
	return m.theme.bold
}

type renderer interface{ Render(...string) string }

func indent(lines []string, style renderer) []string {
	for i, l := range lines {
		lines[i] = " " + style.Render(l)
	}
	return lines
}

// attemptTechnical is what the helpdesk and Dojo's support need of an attempt.
func (m *Model) attemptTechnical(a *reversal.Attempt) string {
	say := m.speak.Say
	s := say(words.TechAttempt, "id", a.Payment.ID, "attempt", a.ID, "state", string(a.State))
	if a.Why != "" {
		s = say(words.TechWhy, "text", s, "why", string(a.Why))
	}
	if a.HTTPStatus != 0 {
		s = say(words.TechHTTP, "text", s, "code", strconv.Itoa(a.HTTPStatus))
	}
	if a.ReversalID != "" {
		s = say(words.TechReversal, "text", s, "id", a.ReversalID)
	}
	if a.TraceID != "" {
		s = say(words.TechTrace, "text", s, "id", a.TraceID)
	}
	if a.JournalError != "" {
		s = say(words.TechRecord, "text", s, "error", a.JournalError)
	}
	if !a.SentAt.IsZero() {
		s = say(words.TechSent, "text", s, "time", words.InUTC(a.ByDojo(a.SentAt, m.speak.Ahead)))
	}
	return s
}

// clockText says once that this machine's clock is wrong.
func (m *Model) clockText(ahead time.Duration) string {
	text := words.TextClockAhead
	if ahead < 0 {
		text = words.TextClockBehind
	}
	return m.speak.Say(text, "span", m.speak.ShortSpan(ahead.Abs()))
}

// jumpText says that the time on screen has jumped.
func (m *Model) jumpText(j dojo.Jump) string {
	text := words.TextClockForward
	if j.By < 0 {
		text = words.TextClockBack
	}
	return m.speak.Say(text, "span", m.speak.ShortSpan(j.By.Abs()))
}
