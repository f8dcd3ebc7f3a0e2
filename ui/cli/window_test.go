package cli

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// TestWindowSizes reports sizes one after another. The screen hears only of those
// that a window can have.
func TestWindowSizes(t *testing.T) {
	t.Parallel()
	type size = tea.WindowSizeMsg
	for name, c := range map[string]struct {
		env           map[string]string
		reports, want []size
	}{
		"none":                {nil, []size{{Width: 0, Height: 0}}, []size{{Width: 80, Height: 24}}},
		"no columns":          {nil, []size{{Width: 0, Height: 80}}, []size{{Width: 80, Height: 24}}},
		"no lines":            {nil, []size{{Width: 24, Height: 0}}, []size{{Width: 80, Height: 24}}},
		"negative":            {nil, []size{{Width: -1, Height: -1}}, []size{{Width: 80, Height: 24}}},
		"all bits set":        {nil, []size{{Width: 65535, Height: 65535}}, []size{{Width: 80, Height: 24}}},
		"endless lines":       {nil, []size{{Width: 80, Height: 9999}}, []size{{Width: 80, Height: 24}}},
		"endless columns":     {nil, []size{{Width: 32767, Height: 24}}, []size{{Width: 80, Height: 24}}},
		"small":               {nil, []size{{Width: 1, Height: 1}}, []size{{Width: 1, Height: 1}}},
		"large":               {nil, []size{{Width: 2000, Height: 1000}}, []size{{Width: 2000, Height: 1000}}},
		"none, then its size": {nil, []size{{}, {Width: 120, Height: 40}}, []size{{Width: 80, Height: 24}, {Width: 120, Height: 40}}},
		"lost later": {nil, []size{{Width: 120, Height: 40}, {}, {Width: 65535, Height: 65535}, {Width: 60, Height: 20}},
			[]size{{Width: 120, Height: 40}, {Width: 120, Height: 40}, {Width: 120, Height: 40}, {Width: 60, Height: 20}}},
		"COLUMNS and LINES":   {map[string]string{"COLUMNS": "132", "LINES": "43"}, []size{{}}, []size{{Width: 132, Height: 43}}},
		"the terminal knows":  {map[string]string{"COLUMNS": "132", "LINES": "43"}, []size{{Width: 60, Height: 20}}, []size{{Width: 60, Height: 20}}},
		"COLUMNS alone":       {map[string]string{"COLUMNS": "132"}, []size{{}}, []size{{Width: 80, Height: 24}}},
		"COLUMNS is nonsense": {map[string]string{"COLUMNS": "wide", "LINES": "-3"}, []size{{}}, []size{{Width: 80, Height: 24}}},
		"COLUMNS is absurd":   {map[string]string{"COLUMNS": "99999999999999999999", "LINES": "24"}, []size{{}}, []size{{Width: 80, Height: 24}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWindow(func(name string) (string, bool) { v, ok := c.env[name]; return v, ok })
			for i, report := range c.reports {
				if got := w.corrected(report); got != c.want[i] {
					t.Errorf("%v is taken as %v, want %v", report, got, c.want[i])
				}
			}
		})
	}
}
