package ui

import (
	"slices"
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// bottom is the finder, the filter, or the keys. Help is never left out.
func (m *Model) bottom(w int) string {
	t := &m.theme
	switch {
	case m.asking():
		return "" // these keys mean nothing there
	case m.finder.open:
		return m.finder.view(m.scene())
	case m.list.Find() != "" && !m.day.open:
		return cells.Left(m.speak.Say(words.TextFound, "text", m.list.Find(), "matches", matches(m.list, m.speak)), w, t.Ellipsis)
	case m.arming.Dropped != "":
		return cells.Left(" "+newQuestionView(m.scene(), m.arming).waitHint(w-2), w, "")
	}
	keys := listKeys(m.keys, m.speak, t.Arrows, m.details.open && w < sideBySide, m.set.ReadOnly != "")
	if m.day.open {
		keys = dayKeys(m.speak, t.Arrows)
	}
	help := named("?", m.speak.Say(words.KeyHelp)) + "   " + named("q", m.speak.Say(words.KeyQuit)) + " "
	return t.grey.Render(cells.Apart(" "+fitting(keys, w-cells.Width(help)-4), help, w, ""))
}

// shortKey is a key of the bottom line. Those of the highest rank stay where
// there isn't room for all.
type shortKey struct {
	text string
	rank int
}

// The ranks of the keys that stay the longest.
const (
	rankMore = 2
	rankMost = 3
)

// listKeys are the keys of the list, but for those at the end of the line. covered
// says that the details lie over it.
func listKeys(all []Key, s words.Speaker, arrows string, covered, readOnly bool) []shortKey {
	keys := []shortKey{{named(arrows, s.Say(words.KeyMove)), rankMore}}
	for _, k := range all {
		rank := 1
		switch {
		case k.action == actDetails && covered:
			k.Short, rank = words.KeyList, rankMost // it closes what lies over the list
		case k.Danger:
			rank = rankMost
		case k.action == actDetails:
			rank = rankMore
		}
		if k.Short == "" || k.action == actHelp || k.action == actQuit || (k.Danger && readOnly) {
			continue
		}
		keys = append(keys, shortKey{named(k.Keys()[0], s.Say(k.Short)), rank})
	}
	return keys
}

// dayKeys are those of the day.
func dayKeys(s words.Speaker, arrows string) []shortKey {
	return []shortKey{
		{named(arrows, s.Say(words.KeyHour)), rankMore}, {named("enter", s.Say(words.KeyListHour)), rankMost}, {named("d", s.Say(words.KeyList)), rankMost},
	}
}

func named(key, what string) string { return key + " " + what }

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
