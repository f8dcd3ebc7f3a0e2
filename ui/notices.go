package ui

import (
	"slices"
	"strconv"

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
		for _, l := range cells.Wrap(m.speak.AttemptTechnical(a), w-2) {
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
