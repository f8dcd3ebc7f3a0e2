package ui

import (
	"time"

	"dojoreversals/ui/words"
)

// A notice that is longer than a low window has room for is read in pages: what
// to tell the customer stands at its end.

// reading is how far a notice was read.
type reading struct {
	notice string // which one, see noticeKey
	page   int
}

// noticeRoom is how many lines a notice may take on a screen of so many lines,
// around of which are taken: the list keeps a row.
func noticeRoom(height, around int) int { return max(height-around-2, 1) }

// noticeKey tells what the notice on screen says from anything else that it
// could say. Seconds that run down don't make another one of it.
func (m *Model) noticeKey() string {
	if text := m.infoText(); text != "" {
		return text
	}
	if list := m.list.Notices(); len(list) > 0 {
		still := *list[0]
		still.NextRead = time.Time{}
		return still.ID + m.noticeText(&still)
	}
	if len(m.warnQueue) > 0 {
		return m.warnQueue[0]
	}
	return ""
}

// noticePage is what of a notice is on the screen.
func (m *Model) noticePage(lines []string, most int) []string {
	switch {
	case len(lines) <= most:
		return lines
	case most < 2:
		return []string{" " + m.theme.bold.Render(m.speak.Say(words.TextEnlarge))}
	}
	page := 0
	if m.read.notice == m.noticeKey() {
		page = min(m.read.page, (len(lines)-1)/(most-1))
	}
	lines = lines[page*(most-1):]
	if len(lines) < most {
		return lines
	}
	return append(lines[:most-1:most-1], " "+m.theme.bold.Render(m.speak.Say(words.TextReadOn)))
}

// readOn turns to the next page of the notice, and says whether there was one.
func (m *Model) readOn() bool {
	lines := len(m.noticeLines(m.width))
	most := noticeRoom(m.height, m.firstRow()+1)
	if lines <= most || most < 2 {
		return false
	}
	page := 0
	if m.read.notice == m.noticeKey() {
		page = m.read.page
	}
	if lines-page*(most-1) < most {
		return false
	}
	m.read = reading{notice: m.noticeKey(), page: page + 1}
	return true
}
