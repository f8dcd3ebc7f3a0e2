package ui

import (
	"slices"
	"strings"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// bottom is the finder, or the keys, with the filter before them where one stands.
func (m *Model) bottom(w int) string {
	s := m.scene()
	switch {
	case m.asking():
		return "" // these keys mean nothing there
	case m.finder.open:
		return m.finder.view(s)
	case m.arming.Dropped != "":
		return cells.Left(" "+newQuestionView(s, m.arming).waitHint(w-2), w, "")
	case m.day.open:
		return keyLine(s, m.day.keys(s), w)
	}
	keys := m.listKeys()
	if !m.list.Filter().None() {
		return filterLine(s, filterForms(s, keys, m.topmost() == layerFilter), w)
	}
	return keyLine(s, keys, w)
}

// keyLine is a line of keys. Help is never left out.
func keyLine(s scene, keys []shortKey, w int) string {
	help, apart := helpKeys(s.speak, "   "), 4
	if neededWidth(keys) > w-cells.Width(help)-apart {
		help, apart = helpKeys(s.speak, "  "), 3
	}
	return s.theme.grey.Render(cells.Apart(" "+fitting(keys, w-cells.Width(help)-apart), help, w, ""))
}

// helpKeys stand at the end of the line.
func helpKeys(s words.Speaker, gap string) string {
	return named("?", s.Say(words.KeyHelp)) + gap + named("q", s.Say(words.KeyQuit)) + " "
}

// filterForm is one way to write the bottom line while a filter stands.
type filterForm struct {
	found string // the filter and how much it has found
	keys  []shortKey
	end   string // the keys at the end of the line
}

// filterForms are all of them, the one with the most words first. escClears says
// that the next esc ends the filter: what lies over the list goes first.
func filterForms(s scene, keys []shortKey, escClears bool) []filterForm {
	say := s.speak.Say
	whole, long, short := words.TextFoundEsc, words.TextFound, words.TextFoundShort
	if s.list.Filter().Text == "" {
		whole, long, short = words.TextHourEsc, words.TextHour, words.TextHourShort
	}
	help := helpKeys(s.speak, "   ")
	if !escClears {
		return []filterForm{{long, keys, help}, {short, keys, help}, {short, keys, "? q "}}
	}
	esc := shortKey{named("esc", say(words.KeyClears)), rankMost}
	return []filterForm{
		{whole, keys, help},
		{short, append([]shortKey{esc}, keys...), help},
		{short, keys, named("esc", "? q ")},
	}
}

// filterText is what the filter that stands goes by.
func filterText(s scene) string {
	if f := s.list.Filter(); f.Text == "" {
		return s.speak.Hour(f.Hour, s.list.Now().Dojo)
	}
	return s.list.Filter().Text
}

// filterLine is the line of keys while a filter stands. Of the filter's text some is
// seen at every width, and how much it has found is never cut.
func filterLine(s scene, forms []filterForm, w int) string {
	const gap, some = 2, 8
	text, count := filterText(s), matches(s.list, s.speak)
	wide := cells.Width(text)
	for i, f := range forms {
		room := w - cells.Width(s.speak.Say(f.found, "text", "", "matches", count)) - gap - cells.Width(f.end)
		if i+1 < len(forms) && min(wide, some)+gap+neededWidth(f.keys) > room {
			continue
		}
		keys := fitting(f.keys, min(max(room-gap-min(wide, max(w/4, some)), neededWidth(f.keys)), room-gap-1))
		if most := room - gap - cells.Width(keys); wide > most {
			text = cells.Ending(text, max(most, 0), s.theme.Ellipsis)
		}
		left := s.speak.Say(f.found, "text", text, "matches", count) + cells.Blank(gap)
		return left + s.theme.grey.Render(cells.Apart(keys, f.end, w-cells.Width(left), ""))
	}
	return ""
}

// shortKey is a key of the bottom line. Those of the highest rank stay where
// there isn't room for all.
type shortKey struct {
	text string
	rank int
}

// The ranks of the keys that go first, and of those that stay the longest.
const (
	rankLeast = 0
	rankMore  = 2
	rankMost  = 3
	rankLast  = 4
)

// listKeys are the keys of the list that do something now, but for those at the
// end of the line.
func (m *Model) listKeys() []shortKey {
	say := m.speak.Say
	if m.list.Len() == 0 {
		return m.emptyKeys()
	}
	keys := []shortKey{{named(m.theme.Arrows, say(words.KeyMove)), rankMore}}
	shown := m.details.shown(m.list)
	for _, k := range m.keys {
		rank := 1
		switch {
		case k.action == actDetails && shown && m.width < sideBySide:
			k.Short, rank = words.KeyList, rankMost // it closes what lies over the list
		case k.action == actDetails && shown:
			k.Short, rank = words.KeyClose, rankMore
		case k.Danger:
			rank = rankLast
		case k.action == actDetails || k.action == actShops && m.set.Agent:
			rank = rankMore
		case k.action == actDay:
			rank = rankLeast
		}
		if k.Short == "" || k.action == actHelp || k.action == actQuit || (k.Danger && m.set.ReadOnly != "") || (k.action == actShops && !m.deps.otherShops()) {
			continue
		}
		keys = append(keys, shortKey{named(k.Keys()[0], say(k.Short)), rank})
	}
	return keys
}

// emptyKeys are those where no payment is listed.
func (m *Model) emptyKeys() []shortKey {
	var keys []shortKey
	if m.list.Matches().ToLookUp != "" {
		keys = append(keys, shortKey{named("enter", m.speak.Say(words.KeyAskDojo)), rankMost})
	}
	for _, k := range m.keys {
		switch k.action {
		case actShops:
			if m.deps.otherShops() {
				keys = append(keys, shortKey{named("s", m.speak.Say(k.Short)), rankMore})
			}
		case actFind, actView, actDay:
			keys = append(keys, shortKey{named(k.Keys()[0], m.speak.Say(k.Short)), 1})
		}
	}
	return keys
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
		keys = slices.Delete(slices.Clone(keys), last, last+1)
	}
}

// neededWidth is how many cells the keys take that are never to be left out.
func neededWidth(keys []shortKey) int {
	var most []string
	for _, k := range keys {
		if k.rank >= rankMost {
			most = append(most, k.text)
		}
	}
	return cells.Width(strings.Join(most, "  "))
}
