package ui

import (
	"strconv"
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// dayView is the day by the hour, in the place of the list.
type dayView struct {
	open bool
	hour int // the selected one
}

// show opens it at the hour of the selected payment if that was today, or else at
// the present one.
func (v *dayView) show(l *worklist.List) {
	*v = dayView{open: true, hour: l.Now().Dojo.In(l.Now().Zone).Hour()}
	if r, ok := l.Current(); ok && !r.Verdict.PaidAt.IsZero() && l.Now().IsToday(r.Verdict.PaidAt) {
		v.hour = r.Verdict.PaidAt.In(l.Now().Zone).Hour()
	}
}

// move takes a key that selects another hour, and says whether it was one. page is
// how many hours a page has.
func (v *dayView) move(do action, page int) bool {
	switch do {
	case actUp:
		v.hour--
	case actDown:
		v.hour++
	case actPageUp:
		v.hour -= page
	case actPageDown:
		v.hour += page
	case actHome:
		v.hour = 0
	case actEnd:
		v.hour = 23
	default:
		return false
	}
	return true
}

// settle keeps the selected hour among those that are drawn.
func (v *dayView) settle(day worklist.Day) { v.hour = min(max(v.hour, day.First), day.Last) }

// keys are those of the bottom line.
func (v *dayView) keys(s scene) []shortKey {
	keys := []shortKey{{named(s.theme.Arrows, s.speak.Say(words.KeyHour)), rankMore}}
	if s.list.Day().Hours[v.hour].All() > 0 {
		keys = append(keys, shortKey{named("enter", s.speak.Say(words.KeyListHour)), rankMost})
	}
	return append(keys, shortKey{named("d", s.speak.Say(words.KeyList)), rankMost})
}

// view draws it, h lines high.
func (v *dayView) view(s scene, h int) []string {
	d := newDayWriter(s)
	lines := d.head(h)
	from, to := v.hours(d.Day.Day, h-len(lines))
	for hour, c := range d.Hours {
		d.most, d.widest = max(d.most, c.All()), max(d.widest, cells.Width(d.counts(hour)))
	}
	for hour := from; hour < to; hour++ {
		lines = append(lines, d.line(hour, hour == v.hour))
	}
	return lines
}

// hours are those that so many lines have room for, from one to before another.
// Whole pages are turned, so that a step changes two lines.
func (v *dayView) hours(day worklist.Day, room int) (from, to int) {
	n := day.Last - day.First + 1
	if room <= 0 {
		return day.First, day.First
	}
	skip := 0
	if n > room {
		skip = min((v.hour-day.First)/room*room, n-room)
	}
	return day.First + skip, day.First + min(skip+room, n)
}

// beyond says how many hours lie above and below the screen.
func (v *dayView) beyond(s scene, h int) (above, below beyond) {
	d := newDayWriter(s)
	from, to := v.hours(d.Day.Day, h-len(d.head(h)))
	if n := from - d.First; n > 0 {
		above.text = s.speak.Say(words.TextEarlier, "n", strconv.Itoa(n))
	}
	if n := d.Last + 1 - to; n > 0 {
		below.text = s.speak.Say(words.TextLater, "n", strconv.Itoa(n))
	}
	return above, below
}

func newDayWriter(s scene) dayWriter {
	return dayWriter{scene: s, Day: s.speak.Day(s.list.Day()), most: 1}
}

// dayWriter draws the day's lines.
type dayWriter struct {
	scene
	words.Day
	// The most payments of an hour, and the widest numbers of one.
	most, widest int
}

// head is the legend, with what the parts come to where that has room, and
// what isn't drawn.
func (d *dayWriter) head(h int) []string {
	t := d.theme
	var legend, money []string
	for part := range worklist.DayParts {
		mark := d.style(part).Render(t.Bars[part]) + " "
		legend = append(legend, mark+d.Part(part, d.Total[part]))
		money = append(money, mark+d.Whole(part))
	}
	if h <= 8 {
		return []string{cells.Cut(" "+strings.Join(legend, "  "), d.width, "")}
	}
	lines := []string{" " + t.bold.Render(d.speak.Say(words.TitleDay)), ""}
	lines = append(lines, flow(money, d.width)...)
	if d.Partly {
		lines = append(lines, indent(cells.Wrap(d.speak.Say(words.TextDayPartly), d.width-2), t.plain)...)
	}
	if d.Others > 0 {
		lines = append(lines, indent(cells.Wrap(d.speak.Say(words.TextDayOthers, "n", strconv.Itoa(d.Others)), d.width-2), t.plain)...)
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

// counts are the numbers of an hour beside its bar: in words where there is
// room, since a pattern alone is hard to tell from another.
func (d *dayWriter) counts(hour int) string {
	c := d.Hours[hour]
	if d.width < 60 || d.Partly && c.All() == 0 {
		return d.Number(c.All())
	}
	return d.Hour(hour)
}

func (d *dayWriter) line(hour int, selected bool) string {
	c := d.Hours[hour]
	mark := "   "
	if selected {
		mark = ">  "
	}
	head := mark + words.TwoDigits(hour) + ":00  "
	// The numbers stand close to the bars where these are short.
	room := min(d.width-cells.Width(head)-d.widest-3, d.most*maxEach)
	var b strings.Builder
	drawn := 0
	for part, n := range bar(c, d.most, room) {
		if n > 0 {
			b.WriteString(d.style(worklist.DayPart(part)).Render(strings.Repeat(d.theme.Bars[part], n)))
			drawn += n
		}
	}
	counts := d.counts(hour)
	if selected {
		head, counts = d.theme.bold.Render(head), d.theme.bold.Render(counts)
	}
	return cells.Cut(head+b.String()+cells.Blank(room-drawn)+"  "+counts, d.width, "")
}

// style is how a part's bar is drawn: as on the rows of the list.
func (d *dayWriter) style(part worklist.DayPart) renderer {
	switch part {
	case worklist.DayReversed:
		return d.theme.good
	case worklist.DayCaptured:
		return d.theme.grey
	case worklist.DayHeld, worklist.DayParts:
	}
	return d.theme.moving
}
