package ui

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// A terminal that nobody looks at asks Dojo less often, and one that somebody
// returns to asks at once: both are the list's doing, once it is told.
func TestFocusIsTold(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.send(tea.BlurMsg{})
	d.send(tea.FocusMsg{})
	if want := []bool{false, true}; !slices.Equal(d.list.focus, want) {
		t.Errorf("told %v, want %v", d.list.focus, want)
	}
}
