package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// The screen's part in package confirm's moments without keys: it says when a
// question was drawn, and looks at the clock when that is due.

// resized takes in the terminal's size. A question that is drawn anew was perhaps
// not on the screen before.
func (m *Model) resized(to tea.WindowSizeMsg) {
	if m.asking() && (to.Width != m.width || to.Height != m.height) {
		m.arming.Begin()
	}
	m.width, m.height = to.Width, to.Height
	if m.help.open {
		m.help.resize(m.speak, m.theme, m.width, m.height)
	}
}

// asking says whether a question is open.
func (m *Model) asking() bool { return m.dialog != nil || m.quit != nil }

// Moment numbers what the terminal must say to have drawn, see Drawn.
func (m *Model) Moment() int { return m.arming.Moment() }

// wasDrawn takes in that a screen is on the terminal.
func (m *Model) wasDrawn(msg Drawn) tea.Cmd {
	if !m.arming.Drawn(msg.Moment, m.list.Now().PC) {
		return nil
	}
	return m.lookAtClock(msg.Moment)
}

// lookAtClock looks at the clock and plans the next look.
func (m *Model) lookAtClock(moment int) tea.Cmd {
	wait := m.arming.Look(moment, m.list.Now().PC, m.asking())
	if wait == 0 {
		return nil
	}
	return m.deps.Tick(wait, func(time.Time) tea.Msg { return clockDue{moment: moment} })
}
