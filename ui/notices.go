package ui

import (
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

// dismiss puts a notice away, a result for good.
func (m *Model) dismiss(a *reversal.Attempt) tea.Cmd {
	id, stage, keep := a.ID, m.list.PutAway(a), m.deps.KeepPutAway
	if keep == nil || stage == "" {
		return nil
	}
	return func() tea.Msg { keep(id, stage); return nil }
}

// noticeLines is what stands between the list and the bottom line: what was
// just said, or else the first notice.
func (m *Model) noticeLines(w int) []string {
	t := m.theme
	if text := m.infoText(); text != "" {
		return indent(cells.Wrap(text, w-2), t.bold)
	}
	list := m.list.Notices()
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

// tooLateHint is the whole hint of the selected hold where its row has room for
// no more than a word of it, such as that it is too late.
func (m *Model) tooLateHint(w int) string {
	if w >= roomForIf || m.list.Len() == 0 {
		return ""
	}
	r, ok := m.list.Current()
	if !ok || r.Gone || r.Payment.Status != dojo.StatusAuthorized {
		return ""
	}
	switch r.Verdict.Reason {
	case dojo.ReasonTooLate, dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonCaptureMode:
	default:
		return ""
	}
	return m.speak.PaymentStatus(r.Payment, r.Verdict).Words[0]
}

// report is what is said of an attempt.
func (m *Model) report(a *reversal.Attempt) words.Report {
	return m.speak.Report(a, m.around(a.Payment.ID))
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
