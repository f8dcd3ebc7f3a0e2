package ui

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// dayView is the picture of the day on the screen.
type dayView struct {
	hour    int // the selected one
	version uint64
	minute  int64
	pic     picture
}

// openDay shows the day as a picture, with the hour of the selected payment
// selected if that was today, or else the present one.
func (m *Model) openDay() {
	m.day = &dayView{hour: m.now().In(m.set.Zone).Hour()}
	if r := m.current(); r != nil && !r.verdict.PaidAt.IsZero() && m.isToday(r.verdict.PaidAt) {
		m.day.hour = r.verdict.PaidAt.In(m.set.Zone).Hour()
	}
}

// picture counts anew whenever the list, whether it is whole, or the minute is
// another one.
func (m *Model) picture() picture {
	v, minute, partly := m.day, m.tabled.epoch.minute.Unix(), !m.snap.Whole()
	if v.version != m.snap.Version || v.pic.partly != partly || v.minute != minute || v.minute == 0 {
		v.version, v.minute, v.pic = m.snap.Version, minute, pictureOf(m.ledger, m.now())
		if partly {
			v.pic.unclear()
		}
	}
	v.hour = min(max(v.hour, v.pic.first), v.pic.last)
	return v.pic
}

// dayKey takes one key while the picture is open. Nothing can be reversed from
// it: the payment that would be isn't on the screen.
func (m *Model) dayKey(k press) tea.Cmd {
	do := m.act[k.String()]
	said := m.info
	m.info = ""
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
		if n := m.notices(); said != "" || (len(n) > 0 && !underWay(n[0])) || (len(n) == 0 && len(m.warnQueue) > 0) {
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
	pic := m.picture()
	hour := m.day.hour
	if pic.hours[hour].all() == 0 {
		return
	}
	m.day = nil
	m.setView(viewRecent)
	m.setFind(twoDigits(hour) + ":")
}

// dayLines draws the picture, w cells wide and h lines high.
func (m *Model) dayLines(w, h int) []string {
	pic := m.picture()
	lines := m.dayHead(pic, w, h)
	room := h - len(lines)
	if room <= 0 {
		return lines
	}
	// Whole pages are turned, so that a step changes two lines.
	n := pic.last - pic.first + 1
	from := 0
	if n > room {
		from = min((m.day.hour-pic.first)/room*room, n-room)
	}
	most, widest := 1, 0
	for _, c := range pic.hours {
		most, widest = max(most, c.all()), max(widest, cells(m.hourCounts(c, w, pic.partly)))
	}
	for i := from; i < min(from+room, n); i++ {
		hour := pic.first + i
		lines = append(lines, m.hourLine(hour, pic, most, widest, w))
	}
	return lines
}

// dayHead is the legend, with what the parts come to where that has room, and
// what isn't drawn.
func (m *Model) dayHead(pic picture, w, h int) []string {
	t := m.theme
	var legend, money []string
	for part := range dayParts {
		mark := m.partStyle(part).Render(t.bars[part]) + " "
		legend = append(legend, mark+m.speak.dayPartText(part, pic.total[part], pic.partly))
		money = append(money, mark+m.speak.dayTotal(pic, part))
	}
	if h <= 8 {
		return []string{cut(" "+strings.Join(legend, "  "), w, "")}
	}
	lines := []string{" " + t.bold.Render(m.speak.say(titleDay)), ""}
	lines = append(lines, flow(money, w)...)
	if !m.snap.Whole() {
		lines = append(lines, cut(" "+m.speak.say(textDayPartly), w, t.ellipsis))
	}
	if pic.others > 0 {
		lines = append(lines, cut(" "+m.speak.say(textDayOthers, "n", strconv.Itoa(pic.others)), w, t.ellipsis))
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
		if n := len(lines); n > 0 && cells(lines[n-1])+3+cells(text) <= w {
			lines[n-1] += "   " + text
			continue
		}
		lines = append(lines, cut(" "+text, w, ""))
	}
	return lines
}

// hourCounts are the numbers of an hour beside its bar: in words where there is
// room, since a pattern alone is hard to tell from another.
func (m *Model) hourCounts(c dayCounts, w int, partly bool) string {
	if w < 60 || partly && c.all() == 0 {
		return m.speak.dayNumber(c.all(), partly)
	}
	var parts []string
	for part, n := range c {
		if n > 0 {
			parts = append(parts, m.speak.dayPartText(dayPart(part), n, partly))
		}
	}
	return strings.Join(parts, ", ")
}

func (m *Model) hourLine(hour int, pic picture, most, widest, w int) string {
	c := pic.hours[hour]
	mark := "   "
	selected := hour == m.day.hour
	if selected {
		mark = ">  "
	}
	head := mark + twoDigits(hour) + ":00  "
	// The numbers stand close to the bars where these are short.
	room := min(w-cells(head)-widest-3, most*maxEach)
	var b strings.Builder
	drawn := 0
	for part, n := range bar(c, most, room) {
		if n > 0 {
			b.WriteString(m.partStyle(dayPart(part)).Render(strings.Repeat(m.theme.bars[part], n)))
			drawn += n
		}
	}
	counts := m.hourCounts(c, w, pic.partly)
	if selected {
		head, counts = m.theme.bold.Render(head), m.theme.bold.Render(counts)
	}
	return cut(head+b.String()+blank(room-drawn)+"  "+counts, w, "")
}

// partStyle is how a part's bar is drawn: as on the rows of the list.
func (m *Model) partStyle(part dayPart) renderer {
	switch part {
	case dayReversed:
		return m.theme.good
	case dayCaptured:
		return m.theme.grey
	case dayHeld, dayParts:
	}
	return m.theme.moving
}
