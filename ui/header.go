package ui

import (
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// header is the top of the screen: whose money, which shop, what time, how long
// still; and the numbers of the day.
type header struct {
	theme    theme
	speak    words.Speaker
	list     *worklist.List
	mode     string // DEMO, SANDBOX or LIVE
	shop     string
	operator string
	agent    bool // the operator has come to a server
}

const headerLines = 2

func (h header) view(w int) []string {
	t, now := h.theme, h.list.Now().Dojo
	clock := h.speak.On(now, words.DateClock)
	deadlines, urgent := h.speak.Header(h.list).Deadline()
	press := t.plain
	if urgent {
		press = t.warn.Bold(true)
	}

	var lines []string
	title := " " + t.title.Render(h.speak.Say(words.WordProgram)) + "  " + t.mode(h.mode) + "  "
	if w >= 100 {
		who := h.shop
		if h.operator != "" && w >= 110 {
			who += "   " + h.speak.Say(words.TextYou, "operator", h.operator)
		}
		end := clock + "   " + press.Render(deadlines[0]) + " "
		lines = append(lines, cells.Apart(title+strings.TrimSpace(who), end, w, t.Ellipsis), " "+h.counts(w-1))
	} else {
		if w < 60 {
			title = " " + t.mode(h.mode) + "  "
			clock = h.speak.At(now)
		}
		room := w - cells.Width(title) - cells.Width(clock) - 2
		who := h.shop
		if with := who + "   " + h.speak.Say(words.TextYou, "operator", h.operator); h.agent && cells.Width(with) <= room {
			who = with
		}
		counts, end := h.countsAndDeadline(w, fittingDeadlines(deadlines, w, urgent))
		lines = append(lines,
			cells.Apart(title+cells.Cut(who, room, t.Ellipsis), clock+" ", w, t.Ellipsis),
			cells.Apart(" "+counts, press.Render(end)+" ", w, t.Ellipsis))
	}
	return lines
}

// countsAndDeadline are the numbers and the deadline on one line of w cells. The
// deadline takes the most words that leave the numbers their room.
func (h header) countsAndDeadline(w int, deadlines []string) (counts, end string) {
	_, needed := h.speak.Header(h.list).Counts()
	for _, end := range deadlines {
		if cells.Width(inOneLine(needed)) <= w-4-cells.Width(end) {
			return h.counts(w - 4 - cells.Width(end)), end
		}
	}
	// Not even the shortest leaves room for all. What is left out may leave some.
	counts = h.counts(w - 4 - cells.Width(deadlines[len(deadlines)-1]))
	for _, end = range deadlines {
		if cells.Width(counts) <= w-4-cells.Width(end) {
			break
		}
	}
	return counts, end
}

// fittingDeadlines are those that may stand beside the numbers on a screen of w
// cells. The last minutes are said in full where there is room for that.
func fittingDeadlines(texts []string, w int, urgent bool) []string {
	switch {
	case len(texts) == 1:
		return texts
	case w >= 72 && urgent:
		return texts[:1]
	case w >= 72:
		return texts
	}
	return texts[2:]
}

// counts is the line of numbers, in at most w cells: what matters least is left
// out first.
func (h header) counts(w int) string {
	if text := h.speak.Header(h.list).Loading(); text != "" {
		return cells.Cut(text, w, h.theme.Ellipsis)
	}
	parts, _ := h.speak.Header(h.list).Counts()
	for len(parts) > 1 && cells.Width(inOneLine(parts)) > w {
		parts = parts[:len(parts)-1]
	}
	if wide := strings.Join(parts, "   "); cells.Width(wide) <= w {
		return wide
	}
	return cells.Cut(inOneLine(parts), w, h.theme.Ellipsis)
}

// inOneLine puts numbers as close together as they may stand.
func inOneLine(parts []string) string { return strings.Join(parts, "  ") }

// bannerLines are at most a third of the screen: the list and the keys need the
// rest. Where there is a notice they leave it three lines, in the lowest window
// too: a result must not be put away unread.
func bannerLines(s scene, noticed bool) []string {
	var texts []string
	for _, b := range s.speak.Header(s.list).Banners(s.readOnly, s.technical) {
		texts = append(texts, cells.Wrap(b, s.width-2)...)
	}
	if s.announced != "" {
		texts = append(texts, cells.Wrap(s.announced, s.width-2)...)
	}
	most := max(s.height/3, 1)
	if noticed {
		most = max(min(most, s.height-9), 1)
	}
	if len(texts) > most {
		texts = texts[:most]
		texts[most-1] = cells.Cut(texts[most-1], s.width-2-cells.Width(s.theme.Ellipsis), "") + s.theme.Ellipsis
	}
	return indent(texts, s.theme.banner)
}
