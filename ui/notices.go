package ui

import (
	"fmt"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// notices are the attempts with something to say that nobody has put away:
// results first, oldest first, then what is under way, newest first. What they
// say is worked out when it is drawn, so that it is never out of date.
func (m *Model) notices() []*reversal.Attempt {
	var results, moving []*reversal.Attempt
	for i := range m.attempts {
		a := &m.attempts[i]
		switch {
		case m.dismissed[a.ID] == stage(a), a.Past && a.CorrectedAt.IsZero():
		case a.State.Open():
			moving = append([]*reversal.Attempt{a}, moving...)
		default:
			results = append(results, a)
		}
	}
	return append(results, moving...)
}

// stage tells the states apart in which a notice is put away anew: what was
// dismissed while under way comes back with its result, and a correction comes
// back after that.
func stage(a *reversal.Attempt) string {
	if a.State.Open() {
		return "open"
	}
	return string(a.State) + a.CorrectedAt.String()
}

func (m *Model) dismiss(a *reversal.Attempt) { m.dismissed[a.ID] = stage(a) }

// noticeLines is what stands between the list and the bottom line: what was
// just said, or else the first notice.
func (m *Model) noticeLines(w int) []string {
	t := m.theme
	if m.info != "" {
		return indent(wrap(m.info, w-2), t.bold)
	}
	list := m.notices()
	if len(list) == 0 {
		return nil
	}
	a := list[0]
	text := m.noticeText(a)
	if len(list) > 1 {
		text = fmt.Sprintf("1 of %d: %s", len(list), text)
	}
	if !a.State.Open() {
		text += "  (esc)"
	}
	lines := indent(wrap(text, w-2), m.noticeStyle(a))
	if m.technical {
		for _, l := range wrap(t.plainText(m.attemptTechnical(a)), w-2) {
			lines = append(lines, " "+t.grey.Render(l))
		}
	}
	return lines
}

// canTry says whether an attempt's payment can still be reversed, as far as the
// list shows.
func (m *Model) canTry(a *reversal.Attempt) bool {
	p, ok := m.snap.Get(a.Payment.ID)
	return ok && m.set.ReadOnly == "" && judge(m.snap, p, m.set.Rule, m.now(), m.set.Zone).verdict.Reversible
}

// noticeText is what the notice of an attempt says.
func (m *Model) noticeText(a *reversal.Attempt) string {
	if !a.Resumed {
		return m.speak.attempt(a, m.deps.Now(), m.canTry(a))
	}
	now := m.now()
	p, listed := m.snap.Get(a.Payment.ID)
	var v dojo.Verdict
	if listed {
		v = judge(m.snap, p, m.set.Rule, now, m.set.Zone).verdict
	}
	return m.speak.resumed(a, v, listed, now)
}

func (m *Model) noticeStyle(a *reversal.Attempt) renderer {
	switch {
	case a.State == journal.Successful || !a.CorrectedAt.IsZero():
		return m.theme.good
	case a.State == journal.Failed:
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
	s := fmt.Sprintf("%s, attempt %s, %s", a.Payment.ID, a.ID, a.State)
	if a.Why != "" {
		s += " (" + string(a.Why) + ")"
	}
	if a.HTTPStatus != 0 {
		s += fmt.Sprintf(", HTTP %d", a.HTTPStatus)
	}
	if a.ReversalID != "" {
		s += ", reversal " + a.ReversalID
	}
	if a.TraceID != "" {
		s += ", trace " + a.TraceID
	}
	if a.JournalError != "" {
		s += ", record: " + a.JournalError
	}
	if !a.SentAt.IsZero() {
		s += ", sent " + a.SentAt.UTC().Format("15:04:05.000Z")
	}
	return s
}

// clockText says once that this machine's clock is wrong.
func (m *Model) clockText(ahead time.Duration) string {
	way := "ahead of"
	if ahead < 0 {
		way = "behind"
	}
	return fmt.Sprintf("This PC's clock is %s %s Dojo's. It doesn't matter here: payments and their day go by Dojo's clock.", shortSpan(ahead.Abs()), way)
}
