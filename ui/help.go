package ui

import (
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// helpLines is the help screen: the keys, and what the words on the rows mean.
func (m *Model) helpLines(w int) []string {
	whose := cells.Cut(m.whose(), w-16, m.theme.Ellipsis)
	title := " " + m.theme.bold.Render(m.speak.Say(words.TitleHelp)) + "   " + m.speak.Say(words.TextHelpKeys, "arrows", m.theme.Arrows)
	body := m.helpBody(w)
	return append([]string{cells.Apart(title, " "+whose+" ", w, m.theme.Ellipsis)}, body[min(m.helpTop, m.helpEnd(body)):]...)
}

// helpEnd is how far help can be scrolled.
func (m *Model) helpEnd(body []string) int { return max(len(body)-(m.height-1), 0) }

func (m *Model) helpBody(w int) []string {
	t := m.theme
	var lines []string
	const keys = 11
	for _, k := range Keys() {
		shown := k.Help().Key
		if shown == "" {
			continue
		}
		if t.Ascii {
			shown = strings.NewReplacer("↑", m.speak.Say(words.WordUp), "↓", m.speak.Say(words.WordDown)).Replace(shown)
		}
		for i, l := range cells.Wrap(m.speak.Say(k.Help().Desc), max(w-keys-3, 10)) {
			name := ""
			if i == 0 {
				name = shown
			}
			name = cells.Left(name, keys, "")
			if k.Danger {
				name = t.warn.Render(name)
			}
			lines = append(lines, " "+name+" "+l)
		}
	}
	lines = append(lines, "")
	for _, meaning := range append(meanings(), words.MeaningTwin) {
		lines = append(lines, indent(cells.Wrap(m.speak.Say(meaning), w-2), t.plain)...)
	}
	return lines
}

// meanings say what the words on the rows mean.
func meanings() []string {
	return []string{words.MeaningHeld, words.MeaningCaptured, words.MeaningCreated, words.MeaningChecking, words.MeaningTooLate}
}
