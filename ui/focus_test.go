package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/keyboard"
)

// A terminal that nobody looks at asks Dojo less often, and one that somebody
// returns to asks at once: both are the list's doing, once it is told. Terminals
// lose reports of focus, so that whatever a person does says that one looks.
func TestFocusIsTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		msg   tea.Msg
		looks bool
	}{
		{"focus", tea.FocusMsg{}, true},
		{"a key that does something", tea.KeyMsg{Type: tea.KeyDown}, true},
		{"a key that does nothing", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x")}, true},
		{"keys as the program reads them", keyboard.Batch{Keys: []tea.KeyMsg{{Type: tea.KeyDown}}}, true},
		{"a paste", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("1013"), Paste: true}, true},
		{"another size", tea.WindowSizeMsg{Width: 100, Height: 30}, true},
		{"the wheel", tea.MouseMsg{Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown}, true},
		{"news of the list", listChanged{}, false},
		{"news of a reversal", reversalsChanged{}, false},
		{"the next minute", minuteTurned{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open(t, nil)
			d.send(tea.BlurMsg{})
			told := len(d.list.Focused)
			if told == 0 || d.list.Focused[told-1] {
				t.Fatalf("the list wasn't told that nobody looks: %v", d.list.Focused)
			}
			d.send(tt.msg)
			if looks := d.list.Focused[len(d.list.Focused)-1]; looks != tt.looks {
				t.Errorf("somebody looks: %v, want %v", looks, tt.looks)
			}
		})
	}
}
