package ui

import tea "github.com/charmbracelet/bubbletea"

// mouse takes the wheel and clicks, where the user has asked for them. They
// choose a payment and nothing more: no click reverses, and none answers a
// dialog.
func (m *Model) mouse(msg tea.MouseMsg) {
	if m.asking() || m.help.open || m.day.open || m.tooSmall() || msg.Action != tea.MouseActionPress {
		return
	}
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		m.pick(m.list.Position() - 1)
	case tea.MouseButtonWheelDown:
		m.pick(m.list.Position() + 1)
	case tea.MouseButtonLeft:
		m.click(msg.X, msg.Y)
	}
}

// click chooses the payment of the row under the pointer.
func (m *Model) click(x, y int) {
	beside := m.width >= sideBySide && x < m.width-detailsWidth-2
	if m.details.shown(m.list) && !beside {
		return // on the details
	}
	if i := y - m.frame().firstRow; i >= 0 && m.rows.from+i < m.rows.to {
		m.pick(m.rows.from + i)
	}
}

func (m *Model) pick(i int) {
	m.notices.info = info{}
	m.list.KeepChoice()
	m.moveTo(i)
}
