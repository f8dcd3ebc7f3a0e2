package background

import "github.com/charmbracelet/lipgloss"

func init() { //nolint:gochecknoinits // an init is what must be forestalled
	lipgloss.SetHasDarkBackground(true)
}
