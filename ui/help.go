package ui

import (
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// help is the help screen: the keys, and what the words on the rows mean.
type help struct {
	open bool
	of   helped
	page page // below the title
}

// helped is what the help says of whoever reads it.
type helped struct {
	noShell  bool   // see Settings
	readOnly bool   // they may reverse nothing
	agent    string // who has come to a server, "" at a till
}

// helpedBy are the readers of a screen with these settings.
func helpedBy(set Settings) helped {
	h := helped{noShell: set.NoShell, readOnly: set.ReadOnly != ""}
	if set.Served {
		h.agent = set.Operator
	}
	return h
}

// show opens it at its beginning.
func (h *help) show(s words.Speaker, t theme, width, height int, of helped) {
	*h = help{open: true, of: of}
	h.resize(s, t, width, height)
}

// resize fits it into the screen; its reader stays where they were.
func (h *help) resize(s words.Speaker, t theme, width, height int) {
	h.page.fit(helpLines(s, t, width-1, h.of), width-1, height-1)
}

// key takes one key: one that doesn't turn the pages closes the help.
func (h *help) key(do action) {
	switch do {
	case actUp:
		h.page.scroll(-1)
	case actDown:
		h.page.scroll(+1)
	case actPageUp:
		h.page.turn(-1)
	case actPageDown:
		h.page.turn(+1)
	default:
		h.open = false
	}
}

// view draws it. whose is whose money moves.
func (h *help) view(s words.Speaker, t *theme, whose string, w int) []string {
	title := ""
	for _, keys := range []string{words.TextHelpKeys, words.TextHelpShort, words.TextHelpEsc} {
		title = " " + t.bold.Render(s.Say(words.TitleHelp)) + "   " + s.Say(keys, "arrows", t.Arrows)
		if cells.Width(title)+cells.Width(whose)+2 <= w {
			break
		}
	}
	whose = cells.Cut(whose, w-cells.Width(title)-2, t.Ellipsis)
	return append([]string{cells.Apart(title, " "+whose+" ", w, t.Ellipsis)}, indent(h.page.view(s, t), t.plain)...)
}

func helpLines(s words.Speaker, t theme, w int, of helped) []string {
	var lines []string
	if of.agent != "" {
		lines = append(cells.Wrap(s.Say(words.TextHelpAgent, "agent", of.agent), w-1), "")
	}
	const keys = 11
	for _, k := range Keys() {
		shown := k.Help().Key
		if shown == "" || of.noShell && k.action == actSuspend || of.readOnly && k.Danger {
			continue
		}
		if t.Ascii {
			shown = strings.NewReplacer("↑", s.Say(words.WordUp), "↓", s.Say(words.WordDown)).Replace(shown)
		}
		for i, l := range cells.Wrap(s.Say(k.Help().Desc), max(w-keys-2, 10)) {
			name := ""
			if i == 0 {
				name = shown
			}
			name = cells.Left(name, keys, "")
			if k.Danger {
				name = t.warn.Render(name)
			}
			lines = append(lines, name+" "+l)
		}
	}
	lines = append(lines, "")
	for _, meaning := range append(words.Meanings(), words.MeaningTwin) {
		lines = append(lines, cells.Wrap(s.Say(meaning), w-1)...)
	}
	return lines
}
