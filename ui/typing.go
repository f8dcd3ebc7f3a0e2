package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/keyboard"
)

// fewLetters are as many as may come together in the list and still be keys.
// More of them are text that somebody has pasted on a terminal that doesn't mark
// it.
const fewLetters = 3

// press is one key, when it came, and whether it came together with others.
type press struct {
	tea.KeyMsg
	at    time.Time
	burst bool
}

// single takes a message of Bubble Tea's own apart, where several characters came
// in one. Pasted text stays whole.
func single(msg tea.KeyMsg) []tea.KeyMsg {
	if msg.Type == tea.KeyRunes && !msg.Paste && string(msg.Runes) == "\x00" {
		return nil // ctrl, alt or caps lock by itself, as the console of Windows tells of it
	}
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) <= 1 {
		return []tea.KeyMsg{msg}
	}
	typed := make([]tea.KeyMsg, 0, len(msg.Runes))
	for _, r := range msg.Runes {
		typed = append(typed, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt})
	}
	return typed
}

// keysTyped takes in the keys of one read.
func (m *Model) keysTyped(b keyboard.Batch) tea.Cmd {
	var cmds []tea.Cmd
	letters := b.EarlierLetters
	for i, k := range b.Keys {
		if m.shopsAsked {
			m.typedOn = append(m.typedOn, b.Keys[i:]...)
			break
		}
		if i > 0 {
			m.settle() // each key acts on the page that the one before it showed
		}
		if m.listTakesKeys() && isText(m.act, b.Keys[i:], letters) {
			return tea.Batch(append(cmds, m.keyPressed(press{pasteOf(b.Keys[i:]), b.At, true}))...)
		}
		if keyboard.IsLetter(k) {
			letters++
		}
		for _, k := range withoutAlt(k, m.set.AltTypes, m.escCloses()) {
			cmds = append(cmds, m.keyPressed(press{k, b.At, b.Burst()}))
		}
	}
	return tea.Batch(cmds...)
}

// withoutAlt makes keys of a character that came with alt. Escape and a letter
// in one read look so, and are taken for the two keys that they most likely were.
//
// Some keyboards send alt by accident. So where esc has nothing to close, or would
// put away a result that nobody may have read, the key is dropped.
func withoutAlt(k tea.KeyMsg, altTypes, escCloses bool) []tea.KeyMsg {
	if k.Type != tea.KeyRunes || !k.Alt {
		return []tea.KeyMsg{k}
	}
	k.Alt = false
	switch {
	case altTypes:
		return []tea.KeyMsg{k}
	case !escCloses:
		return nil
	}
	return []tea.KeyMsg{{Type: tea.KeyEsc}, k}
}

// escCloses says whether esc closes something and puts no result or warning away.
func (m *Model) escCloses() bool {
	if !m.listTakesKeys() {
		return true
	}
	switch m.topmost() {
	case layerResult, layerWarning:
		return false
	case layerInfo, layerDetails, layerFilter:
		return true
	case layerNone, layerUnderWay:
		return m.day.open
	}
	return false
}

// listTakesKeys says whether the next key is the list's, or the day's: letters
// are commands there.
func (m *Model) listTakesKeys() bool {
	return !m.asking() && !m.finder.open && !m.help.open
}

// isText says whether keys that came together are text and no commands: more
// than three letters, counting those before them, unless all of them move about,
// as where a slow line has held them back, or begin to find a payment or a shop.
func isText(act map[string]action, typed []tea.KeyMsg, letters int) bool {
	first := actNone
	commands := 0
	for _, k := range typed {
		if !keyboard.IsLetter(k) {
			continue
		}
		letters++
		if do := act[k.String()]; do < actUp || do > actEnd {
			if commands++; commands == 1 {
				first = do
			}
		}
	}
	return letters > fewLetters && commands > 0 && first != actFind && first != actShops
}

// pasteOf is what a terminal that marks pastes would have made of keys.
func pasteOf(typed []tea.KeyMsg) tea.KeyMsg {
	paste := tea.KeyMsg{Type: tea.KeyRunes, Paste: true}
	for _, k := range typed {
		switch {
		case k.Paste, keyboard.IsLetter(k):
			paste.Runes = append(paste.Runes, k.Runes...)
		case k.Type == tea.KeyEnter, k.Type == tea.KeyTab:
			paste.Runes = append(paste.Runes, ' ')
		}
	}
	return paste
}
