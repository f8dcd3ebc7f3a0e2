package ui

import tea "github.com/charmbracelet/bubbletea"

// mouse takes the wheel and clicks, where the user has asked for them. They
// choose a payment and nothing more: no click reverses, and none answers a
// dialog.
func (m *Model) mouse(msg tea.MouseMsg) {
	if m.asking() || m.help.open || m.day.open || m.tooSmall() || msg.Action != tea.MouseActionPress {
		return
	}
	to := 0
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		to = m.list.Position() - 1
	case tea.MouseButtonWheelDown:
		to = m.list.Position() + 1
	case tea.MouseButtonLeft:
		onDetails := m.details.shown(m.list) && (m.width < sideBySide || msg.X >= m.width-detailsWidth-2)
		row := msg.Y - m.frame().firstRow
		if to = m.rows.from + row; onDetails || row < 0 || to >= m.rows.to {
			return
		}
	default:
		return
	}
	m.notices.info = info{}
	m.list.KeepChoice()
	m.moveTo(to)
}
