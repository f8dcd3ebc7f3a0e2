package ui

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// dayView is the picture of the day on the screen.
type dayView struct {
	hour int // the selected one
}

// openDay shows the day as a picture, with the hour of the selected payment
// selected if that was today, or else the present one.
func (m *Model) openDay() {
	m.day = &dayView{hour: m.list.Now().Dojo.In(m.set.Zone).Hour()}
	if r, ok := m.list.Current(); ok && !r.Verdict.PaidAt.IsZero() && m.list.IsToday(r.Verdict.PaidAt) {
		m.day.hour = r.Verdict.PaidAt.In(m.set.Zone).Hour()
	}
}

// dayKey takes one key while the picture is open. Nothing can be reversed from
// it: the payment that would be isn't on the screen.
func (m *Model) dayKey(k press) tea.Cmd {
	do := m.act[k.String()]
	said := m.info
	m.info = info{}
	switch do {
	case actUp:
		m.day.hour--
	case actDown:
		m.day.hour++
	case actPageUp:
		m.day.hour -= m.pageRows()
	case actPageDown:
		m.day.hour += m.pageRows()
	case actHome:
		m.day.hour = 0
	case actEnd:
		m.day.hour = 23
	case actDetails:
		m.listHour()
	case actDay:
		m.day = nil
	case actBack:
		if n := m.list.Notices(); said.kind != infoNone || (len(n) > 0 && !worklist.UnderWay(n[0])) || (len(n) == 0 && len(m.warnQueue) > 0) {
			m.back(said)
			break
		}
		m.day = nil
	case actFind, actView:
		m.day = nil
		return m.listKey(k)
	case actHelp, actRefresh, actRedraw, actSuspend, actTechnical, actQuit:
		return m.listKey(k)
	default:
		m.info = said
	}
	return nil
}

// listHour closes the picture and lists the payments of the selected hour, if it
// has any.
func (m *Model) listHour() {
	pic := m.list.Day()
	hour := min(max(m.day.hour, pic.First), pic.Last)
	if pic.Hours[hour].All() == 0 {
		return
	}
	m.day = nil
	m.setView(worklist.ViewRecent)
	m.setFind(words.TwoDigits(hour) + ":")
}

// dayLines draws the picture, w cells wide and h lines high.
func (m *Model) dayLines(w, h int) []string {
	pic := m.list.Day()
	lines := m.dayHead(pic, w, h)
	room := h - len(lines)
	if room <= 0 {
		return lines
	}
	// Whole pages are turned, so that a step changes two lines.
	n := pic.Last - pic.First + 1
	from := 0
	if n > room {
		from = min((m.day.hour-pic.First)/room*room, n-room)
	}
	most, widest := 1, 0
	for _, c := range pic.Hours {
		most, widest = max(most, c.All()), max(widest, cells.Width(m.hourCounts(c, w, pic.Partly)))
	}
	for i := from; i < min(from+room, n); i++ {
		hour := pic.First + i
		lines = append(lines, m.hourLine(hour, pic, most, widest, w))
	}
	return lines
}

// dayHead is the legend, with what the parts come to where that has room, and
// what isn't drawn.
func (m *Model) dayHead(pic worklist.Day, w, h int) []string {
	t := m.theme
	var legend, money []string
	for part := range worklist.DayParts {
		mark := m.partStyle(part).Render(t.Bars[part]) + " "
		legend = append(legend, mark+m.speak.DayPartText(part, pic.Total[part], pic.Partly))
		money = append(money, mark+m.speak.DayTotal(pic, part))
	}
	if h <= 8 {
		return []string{cells.Cut(" "+strings.Join(legend, "  "), w, "")}
	}
	lines := []string{" " + t.bold.Render(m.speak.Say(words.TitleDay)), ""}
	lines = append(lines, flow(money, w)...)
	if !m.list.Snapshot().Whole() {
		lines = append(lines, cells.Cut(" "+m.speak.Say(words.TextDayPartly), w, t.Ellipsis))
	}
	if pic.Others > 0 {
		lines = append(lines, cells.Cut(" "+m.speak.Say(words.TextDayOthers, "n", strconv.Itoa(pic.Others)), w, t.Ellipsis))
	}
	if h > 16 {
		return append(lines, "")
	}
	return append(lines[:1], lines[2:]...) // without the blank line
}

// flow puts texts beside each other, as many as a line of w cells takes.
func flow(texts []string, w int) []string {
	var lines []string
	for _, text := range texts {
		if n := len(lines); n > 0 && cells.Width(lines[n-1])+3+cells.Width(text) <= w {
			lines[n-1] += "   " + text
			continue
		}
		lines = append(lines, cells.Cut(" "+text, w, ""))
	}
	return lines
}

// hourCounts are the numbers of an hour beside its bar: in words where there is
// room, since a pattern alone is hard to tell from another.
func (m *Model) hourCounts(c worklist.DayCounts, w int, partly bool) string {
	if w < 60 || partly && c.All() == 0 {
		return m.speak.DayNumber(c.All(), partly)
	}
	return m.speak.DayParts(c, partly)
}

func (m *Model) hourLine(hour int, pic worklist.Day, most, widest, w int) string {
	c := pic.Hours[hour]
	mark := "   "
	selected := hour == m.day.hour
	if selected {
		mark = ">  "
	}
	head := mark + words.TwoDigits(hour) + ":00  "
	// The numbers stand close to the bars where these are short.
	room := min(w-cells.Width(head)-widest-3, most*maxEach)
	var b strings.Builder
	drawn := 0
	for part, n := range bar(c, most, room) {
		if n > 0 {
			b.WriteString(m.partStyle(worklist.DayPart(part)).Render(strings.Repeat(m.theme.Bars[part], n)))
			drawn += n
		}
	}
	counts := m.hourCounts(c, w, pic.Partly)
	if selected {
		head, counts = m.theme.bold.Render(head), m.theme.bold.Render(counts)
	}
	return cells.Cut(head+b.String()+cells.Blank(room-drawn)+"  "+counts, w, "")
}

// partStyle is how a part's bar is drawn: as on the rows of the list.
func (m *Model) partStyle(part worklist.DayPart) renderer {
	switch part {
	case worklist.DayReversed:
		return m.theme.good
	case worklist.DayCaptured:
		return m.theme.grey
	case worklist.DayHeld, worklist.DayParts:
	}
	return m.theme.moving
}
