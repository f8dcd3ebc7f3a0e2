package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// quiet waits for a moment without keys. Keys that were typed ahead, or that a
// slow line brings all at once, must not answer a question that their typist
// hasn't seen.
type quiet struct {
	waiting bool
	count   int       // keys since the screen began, so that a late rest is told from its own
	last    time.Time // this machine's clock at the newest key
}

// needQuiet begins to wait for 500 ms without a key.
func (m *Model) needQuiet() tea.Cmd {
	m.quiet.waiting = true
	return m.quietTick()
}

func (m *Model) quietTick() tea.Cmd {
	m.quiet.count++
	m.quiet.last = m.deps.Now()
	after := m.quiet.count
	return m.deps.Tick(quietTime, func(time.Time) tea.Msg { return keysRested{after: after} })
}

// rested ends the wait, unless another key has come since.
func (m *Model) rested(msg keysRested) tea.Cmd {
	if msg.after != m.quiet.count {
		return nil
	}
	if left := quietTime - m.deps.Now().Sub(m.quiet.last); left > 0 {
		// A timer may fire early by the clock that keys are timed by.
		after := m.quiet.count
		return m.deps.Tick(left, func(time.Time) tea.Msg { return keysRested{after: after} })
	}
	m.quiet.waiting = false
	return nil
}
