package ui

import (
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

const headerLines = 2

// header is the top of the screen: whose money, which shop, what time, how
// long still; the numbers of the day; and what is wrong, if something is.
func (m *Model) header(w int) []string {
	t := m.theme
	now := m.list.Now().Dojo.In(m.set.Zone)
	clock := m.speak.On(now, words.DateClock)
	deadline, urgent := m.deadline()
	press := t.plain
	if urgent {
		press = t.warn.Bold(true)
	}

	var lines []string
	title := " " + t.title.Render(m.speak.Say(words.WordProgram)) + "  " + t.mode(m.set.Mode) + "  "
	if w >= 100 {
		who := m.set.Shop
		if m.set.Operator != "" && w >= 110 {
			who += "   " + m.speak.Say(words.TextYou, "operator", m.set.Operator)
		}
		end := clock + "   " + press.Render(deadline) + " "
		lines = append(lines, cells.Apart(title+strings.TrimSpace(who), end, w, t.Ellipsis), " "+m.countsText(w-1))
	} else {
		if w < 60 {
			title = " " + t.mode(m.set.Mode) + "  "
			clock = m.speak.At(now)
		}
		room := w - cells.Width(title) - cells.Width(clock) - 2
		counts, end := m.countsAndDeadline(w, deadline)
		lines = append(lines,
			cells.Apart(title+cells.Cut(m.set.Shop, room, t.Ellipsis), clock+" ", w, t.Ellipsis),
			cells.Apart(" "+counts, press.Render(end)+" ", w, t.Ellipsis))
	}
	return lines
}

// whose names whose money moves: the mode, the host where it isn't Dojo's, and
// the shop.
func (m *Model) whose() string { return m.speak.Whose(m.set.Whose()) }

// bannerLines are at most a third of the screen: the list and the keys need the
// rest. Where there is a notice they leave it three lines, in the lowest window
// too: a result must not be put away unread.
func (m *Model) bannerLines(w int) []string {
	var texts []string
	for _, b := range m.banners() {
		texts = append(texts, cells.Wrap(b, w-2)...)
	}
	most := max(m.height/3, 1)
	if m.noticeKey() != "" {
		most = max(min(most, m.height-9), 1)
	}
	if len(texts) > most {
		texts = texts[:most]
		texts[most-1] = cells.Cut(texts[most-1], w-2-cells.Width(m.theme.Ellipsis), "") + m.theme.Ellipsis
	}
	return indent(texts, m.theme.banner)
}

// deadline says how long payments of today can still be reversed, and whether
// that presses. Under the rule "published" each row has a deadline of its own.
func (m *Model) deadline() (text string, urgent bool) {
	if m.set.Rule == dojo.RulePublished {
		return "", false
	}
	if m.dayUnsure() {
		return m.speak.Say(words.TextDayUnsure), true
	}
	left := m.untilMidnight()
	if left <= words.LastMinutes {
		return m.speak.MinutesLeft(left), true
	}
	return m.speak.Say(words.TextBefore, "span", m.speak.LongSpan(left)), false
}

// dayUnsure says whether it may be one of several days, for another reason than
// that it is just midnight.
func (m *Model) dayUnsure() bool {
	now := m.list.Now().Span
	_, sure := now.Day(m.set.Zone)
	return !sure && now.Unsure()
}

// unsureText says so; "" where the day is sure.
func (m *Model) unsureText() string {
	if !m.dayUnsure() {
		return ""
	}
	now := m.list.Now().Span
	return m.speak.Say(words.TextTimeUnsure, "early", m.speak.On(now.Earliest, words.DateClock), "late", m.speak.On(now.Latest, words.DateClock))
}

// untilMidnight is how long the day still is, at the least.
func (m *Model) untilMidnight() time.Duration {
	now := m.list.Now().Span
	day, _ := now.Day(m.set.Zone)
	return day.End(m.set.Zone).Sub(now.Latest)
}

// countsAndDeadline are the numbers and the deadline on one line of w cells. The
// deadline takes the most words that leave the numbers their room.
func (m *Model) countsAndDeadline(w int, deadline string) (counts, end string) {
	texts := m.deadlineTexts(w, deadline)
	_, needed := m.countParts()
	for _, end := range texts {
		if cells.Width(inOneLine(needed)) <= w-4-cells.Width(end) {
			return m.countsText(w - 4 - cells.Width(end)), end
		}
	}
	return m.countsText(w - 4 - cells.Width(texts[0])), texts[0]
}

// deadlineTexts are the words for the deadline that may stand beside the numbers
// on a screen of w cells, the longest first.
func (m *Model) deadlineTexts(w int, deadline string) []string {
	if deadline == "" || m.dayUnsure() {
		return []string{deadline}
	}
	left := m.untilMidnight()
	var texts []string
	for _, text := range []string{words.TextBeforeShort, words.TextMidnightIn, words.TextSpanLeft} {
		texts = append(texts, m.speak.Say(text, "span", m.speak.ShortSpan(words.WholeMinutes(left))))
	}
	switch {
	case w >= 72 && left <= words.LastMinutes:
		return []string{deadline}
	case w >= 72:
		return append([]string{deadline}, texts...)
	case w >= 60:
		return texts[1:]
	}
	return texts[2:]
}

// countsText is the line of numbers, in at most w cells: what matters least is
// left out first.
func (m *Model) countsText(w int) string {
	say := m.speak.Say
	if m.list.Snapshot().State == feed.Loading {
		text := say(words.TextConnecting)
		switch n := len(m.list.Snapshot().Payments); {
		case n > 0:
			text = say(words.TextLoading, "n", strconv.Itoa(n))
		case m.list.Snapshot().Trouble != nil:
			text = say(words.TextNotConnected)
		}
		return cells.Cut(text, w, m.theme.Ellipsis)
	}
	parts, _ := m.countParts()
	for len(parts) > 1 && cells.Width(inOneLine(parts)) > w {
		parts = parts[:len(parts)-1]
	}
	if wide := strings.Join(parts, "   "); cells.Width(wide) <= w {
		return wide
	}
	return cells.Cut(inOneLine(parts), w, m.theme.Ellipsis)
}

// inOneLine puts numbers as close together as they may stand.
func inOneLine(parts []string) string { return strings.Join(parts, "  ") }

// countParts are the numbers, what matters most first, and those of them for
// which the deadline takes fewer words.
func (m *Model) countParts() (all, needed []string) {
	c := m.list.Counts()
	all = []string{m.toReverseText()}
	add := func(n int, text string) {
		if n > 0 {
			all = append(all, m.speak.Say(text, "n", strconv.Itoa(n)))
		}
	}
	add(len(m.list.Open()), words.CountInProgress)
	if m.list.View() != worklist.ViewRecent {
		all = append(all, m.speak.Say(words.CountView, "view", m.speak.View(m.list.View())))
	}
	add(c.Refund, words.CountRefund)
	add(c.TooLate, words.CountTooLate)
	needed = all
	add(c.ReversedToday, words.CountReversed)
	return all, needed
}

// toReverseText is the first of the numbers. Of a list that isn't whole it says
// so: there a zero is no zero.
func (m *Model) toReverseText() string {
	n := m.list.ToReverse()
	text := words.CountToReverse
	switch {
	case m.list.Snapshot().Whole():
	case n == 0:
		text = words.CountNotKnown
	default:
		text = words.CountSoFar
	}
	return m.speak.Say(text, "n", strconv.Itoa(n))
}

// banners are the lines about what is wrong or special, said for as long as it
// is so.
func (m *Model) banners() []string {
	var b []string
	add := func(text string) { b = append(b, text) }
	if tr := m.list.Snapshot().Trouble; tr != nil {
		add(m.staleText(tr))
		if s := m.speak.Technical(tr.Err); m.technical && s != "" {
			add(s)
		}
	}
	if m.set.Host != "" {
		add(m.speak.NotDojo(m.set.Host))
	}
	if m.set.ReadOnly != "" {
		add(m.speak.PlainText(m.set.ReadOnly))
	}
	if s := m.unsureText(); s != "" {
		add(s)
	}
	if m.list.Snapshot().Cut {
		add(m.speak.Say(words.TextNotComplete))
	}
	if n := m.list.Snapshot().Unreadable; n > 0 {
		add(m.speak.Say(words.TextUnreadable, "payments", m.speak.Payments(n)))
	}
	if m.list.Snapshot().Trouble == nil && m.list.Snapshot().Whole() && m.list.Counts().ToReverse == 0 && !m.dayUnsure() {
		add(m.nothingText())
	}
	return b
}

// nothingText explains an empty day.
func (m *Model) nothingText() string {
	c := m.list.Counts()
	switch {
	case c.Today == 0:
		return m.speak.Say(words.TextNoPayments)
	case c.CapturedToday == c.Today && c.Today == 1:
		return m.speak.Say(words.TextOneCaptured)
	case c.CapturedToday == c.Today:
		return m.speak.Say(words.TextAllCaptured, "n", strconv.Itoa(c.Today))
	}
	return m.speak.Say(words.TextNothing)
}

// staleText says that what is on screen may be old, why, and what happens next.
func (m *Model) staleText(tr *feed.Trouble) string {
	say := m.speak.Say
	next := say(words.TextTryingNow)
	if left := tr.RetryAt.Sub(m.list.Now().PC); left >= time.Second {
		next = say(words.TextTryingIn, "span", m.speak.ShortSpan(left))
	}
	why := m.speak.TroubleText(tr.Err, m.set.Version)
	if m.list.Snapshot().AsOf.IsZero() {
		return why + " " + next
	}
	since := m.speak.At(m.list.Snapshot().AsOf)
	switch dojo.CauseOf(tr.Err) {
	case "", dojo.CauseHTML, dojo.CauseUnreadable, dojo.CauseTooLarge, dojo.CauseWrongID:
		// Something did answer.
		return say(words.TextShownFrom, "time", since, "why", why, "next", next)
	}
	return say(words.TextNoAnswerSince, "time", since, "why", why, "next", next)
}
