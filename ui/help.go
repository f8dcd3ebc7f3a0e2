package ui

import "strings"

// helpLines is the help screen: the keys, and what the words on the rows mean.
func (m *Model) helpLines(w int) []string {
	whose := cut(m.whose(), w-16, m.theme.ellipsis)
	title := " " + m.theme.bold.Render(m.speak.say(titleHelp)) + "   " + m.speak.say(textHelpKeys, "arrows", m.theme.arrows)
	body := m.helpBody(w)
	return append([]string{apart(title, " "+whose+" ", w, m.theme.ellipsis)}, body[min(m.helpTop, m.helpEnd(body)):]...)
}

// helpEnd is how far help can be scrolled.
func (m *Model) helpEnd(body []string) int { return max(len(body)-(m.height-1), 0) }

func (m *Model) helpBody(w int) []string {
	t := m.theme
	var lines []string
	const keys = 11
	for _, k := range Keys() {
		if k.Shown == "" {
			continue
		}
		shown := k.Shown
		if t.ascii {
			shown = strings.NewReplacer("↑", m.speak.say(wordUp), "↓", m.speak.say(wordDown)).Replace(shown)
		}
		for i, l := range wrap(m.speak.say(k.Help), max(w-keys-3, 10)) {
			name := ""
			if i == 0 {
				name = shown
			}
			name = left(name, keys, "")
			if k.Danger {
				name = t.warn.Render(name)
			}
			lines = append(lines, " "+name+" "+l)
		}
	}
	lines = append(lines, "")
	for _, meaning := range append(meanings(), meaningTwin) {
		lines = append(lines, indent(wrap(m.speak.say(meaning), w-2), t.plain)...)
	}
	return lines
}

// meanings say what the words on the rows mean.
func meanings() []string {
	return []string{meaningHeld, meaningCaptured, meaningCreated, meaningChecking, meaningTooLate}
}
