package ui

import (
	"slices"
	"strconv"
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

const (
	minWidth  = 40
	minHeight = 10
)

func (m *Model) tooSmall() bool { return m.width < minWidth || m.height < minHeight }

// View draws the screen: never wider or taller than the terminal.
func (m *Model) View() string {
	if m.width <= 0 || m.height <= 0 || m.ended {
		return ""
	}
	return strings.Join(cells.Exactly(m.screen(), m.width, m.height), "\n")
}

func (m *Model) screen() []string {
	w := m.width
	if m.tooSmall() {
		if m.quit != nil {
			return cells.Wrap(m.speak.Say(words.TextTooSmallQuit), w)
		}
		return cells.Wrap(m.speak.Say(words.TextTooSmall), w)
	}
	if m.help.open {
		return m.help.view(m.speak, m.theme, m.speak.Whose(), w)
	}
	f := m.frame()
	h := f.rows + m.headings()
	rule := m.theme.rule(w)
	lines := make([]string, 0, m.height)
	lines = append(append(append(lines, m.header().view(w)...), f.banners...), rule)
	lines = append(lines, cells.Exactly(m.body(w, h), w, h)...)
	lines = append(append(append(lines, rule), f.notice...), m.bottom(w))
	switch {
	case m.quit != nil:
		m.over(lines, m.questions().leaving(m.quit, m.list.Watched()))
	case m.dialog != nil:
		box, ok := m.dialogBox(m.dialog)
		if !ok {
			lines = append(lines[:1:1], cells.Wrap(m.speak.Say(words.TextDialogNoRoom), w)...)
			return append(lines, m.speak.Say(words.TextEscKeep))
		}
		m.over(lines, box)
	}
	return lines
}

// over lays a box over the middle of the screen.
func (m *Model) over(lines, box []string) {
	for len(lines) < m.height {
		lines = append(lines, "")
	}
	cells.Splice(lines, box, (m.width-cells.Width(box[0]))/2, max((m.height-len(box))/2, 0))
}

// headings is how many lines the column headings take.
func (m *Model) headings() int {
	if m.width >= 60 && m.height >= 14 {
		return 1 // the picture of the day begins with a line of its own there
	}
	return 0
}

func (m *Model) header() header {
	return header{theme: m.theme, speak: m.speak, list: m.list, mode: m.set.Mode, shop: m.set.Shop, operator: m.set.Operator}
}

// bannerLines are at most a third of the screen: the list and the keys need the
// rest. Where there is a notice they leave it three lines, in the lowest window
// too: a result must not be put away unread.
func (m *Model) bannerLines(w int) []string {
	var texts []string
	for _, b := range m.speak.Banners(m.list, m.set.ReadOnly, m.technical) {
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

// frame is what takes lines from the list beside the header and the bottom line,
// and how many rows that leaves it.
type frame struct {
	banners, notice []string
	rows            int
}

func (m *Model) frame() frame {
	f := frame{banners: m.bannerLines(m.width)}
	const rules, bottom = 2, 1
	around := headerLines + len(f.banners) + rules + m.headings()
	// The notice has at most so many lines that the list keeps a row.
	f.notice = m.noticePage(m.noticeLines(m.width), noticeRoom(m.height, around))
	f.rows = max(m.height-around-len(f.notice)-bottom, 1)
	return f
}

// bodyHeight is how many rows of payments fit between header and foot.
func (m *Model) bodyHeight() int { return m.frame().rows }

// firstRow is the line of the screen on which the first row of the list stands.
func (m *Model) firstRow() int {
	const rule = 1
	return headerLines + len(m.bannerLines(m.width)) + rule + m.headings()
}

// pageRows is how many rows a page has.
func (m *Model) pageRows() int { return max(m.bodyHeight(), 1) }

// settle turns what is on the screen to the page that a step has led to. View
// draws that page and changes nothing.
func (m *Model) settle() {
	listCovered := m.tooSmall() || m.help.open || m.detailsShown() && m.width < sideBySide
	switch {
	case m.day != nil:
		d := m.list.Day()
		m.day.hour = min(max(m.day.hour, d.First), d.Last)
	case !listCovered:
		m.rows.turn(m.list, m.bodyHeight())
	}
}

// listLines draws the list, w cells wide and h lines high.
func (m *Model) listLines(w, h int) []string {
	if m.list.Len() == 0 {
		return emptyLines(m.list, m.speak, m.info.kind != infoNone, w, h)
	}
	r := rowWriter{list: m.list, speak: &m.speak, theme: &m.theme, readOnly: m.set.ReadOnly != ""}
	return m.rows.lines(r, w, m.headings() > 0)
}

// body is the list, the details over it, or both beside each other; or the day
// as a picture.
func (m *Model) body(w, h int) []string {
	switch {
	case m.day != nil:
		return m.dayLines(w, h)
	case !m.detailsShown():
		return m.listLines(w, h)
	case w < sideBySide:
		title := " " + m.theme.bold.Render(m.speak.Say(words.TitleDetails)) + "   " + m.speak.Say(words.TextDetailsKeys, "arrows", m.theme.Arrows)
		return append([]string{title}, indent(m.detailPage(w-1, h-1), m.theme.plain)...)
	}
	lines := cells.Exactly(m.listLines(w-detailsWidth-2, h), w, h)
	beside := cells.Exactly(m.detailPage(detailsWidth, h), detailsWidth, h)
	for i := range lines {
		lines[i] = cells.Left(lines[i], w-detailsWidth-2, "") + m.theme.grey.Render(m.theme.Side) + " " + beside[i]
	}
	return lines
}

// bottom is the finder, the filter, or the keys. Help is never left out.
func (m *Model) bottom(w int) string {
	t := m.theme
	switch {
	case m.asking():
		return "" // these keys mean nothing there
	case m.finding:
		return cells.Left(m.speak.Say(words.TextFinding, "text", m.list.Find(), "matches", m.matches()), w, t.Ellipsis)
	case m.list.Find() != "" && m.day == nil:
		return cells.Left(m.speak.Say(words.TextFound, "text", m.list.Find(), "matches", m.matches()), w, t.Ellipsis)
	}
	if m.arming.Dropped != "" {
		return cells.Left(" "+m.questions().waitHint(w-2), w, "")
	}
	help := named("?", m.speak.Say(words.KeyHelp)) + "   " + named("q", m.speak.Say(words.KeyQuit)) + " "
	return t.grey.Render(cells.Apart(" "+fitting(m.shortKeys(), w-cells.Width(help)-4), help, w, ""))
}

// shortKey is a key of the bottom line. Those of the highest rank stay where
// there isn't room for all.
type shortKey struct {
	text string
	rank int
}

// fitting are as many keys as w cells take, closer together before one is left
// out.
func fitting(keys []shortKey, w int) string {
	for {
		texts := make([]string, len(keys))
		last := 0
		for i, k := range keys {
			texts[i] = k.text
			if k.rank <= keys[last].rank {
				last = i
			}
		}
		for _, gap := range []string{"   ", "  "} {
			if line := strings.Join(texts, gap); cells.Width(line) <= w || len(keys) == 0 {
				return line
			}
		}
		keys = slices.Delete(keys, last, last+1)
	}
}

// shortKeys are the keys of the bottom line, but for those at its end.
func (m *Model) shortKeys() []shortKey {
	say := m.speak.Say
	const most, more = 3, 2
	if m.day != nil {
		return []shortKey{
			{named(m.theme.Arrows, say(words.KeyHour)), more}, {named("enter", say(words.KeyListHour)), most}, {named("d", say(words.KeyList)), most},
		}
	}
	keys := []shortKey{{named(m.theme.Arrows, say(words.KeyMove)), more}}
	for _, k := range m.keys {
		rank := 1
		switch {
		case k.action == actDetails && m.details && m.width < sideBySide:
			k.Short, rank = words.KeyList, most // it closes what lies over the list
		case k.Danger:
			rank = most
		case k.action == actDetails:
			rank = more
		}
		if k.Short == "" || k.action == actHelp || k.action == actQuit || (k.Danger && m.set.ReadOnly != "") {
			continue
		}
		keys = append(keys, shortKey{named(k.Keys()[0], say(k.Short)), rank})
	}
	return keys
}

func named(key, what string) string { return key + " " + what }

func (m *Model) matches() string {
	if !m.list.Matches().Ready {
		return m.speak.Say(words.TextSearchingOn)
	}
	return m.speak.Say(words.TextOf, "n", strconv.Itoa(m.list.Len()), "all", strconv.Itoa(m.list.Matches().Of))
}
