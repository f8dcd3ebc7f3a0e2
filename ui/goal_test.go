package ui

import (
	"strings"
	"testing"
)

// The keys that doc.go counts each reverse the payment that was meant.
func TestKeysToGoal(t *testing.T) {
	t.Parallel()
	letters := func(s string) []string { return strings.Split(s, "") }
	for name, c := range map[string]struct {
		paste string
		keys  []string // up to the dialog
		id    string
		count int // with the paste, and tab and enter
	}{
		"newest":               {keys: []string{"r"}, id: "pi_2006", count: 3},
		"last four":            {keys: append(append([]string{"/"}, letters("1013")...), "enter", "r"), id: "pi_sandbox_AbC-123_x", count: 9},
		"amount and last four": {keys: append(append([]string{"/"}, letters("42.50 1013")...), "enter", "r"), id: "pi_sandbox_AbC-123_x", count: 15},
		"pasted ID":            {paste: "{pi_2004}", keys: []string{"enter", "r"}, id: "pi_2004", count: 5},
	} {
		d := open(t, findDay())
		n := len(c.keys) + 2
		if c.paste != "" {
			d.paste(c.paste)
			n++
		}
		d.press(c.keys...).quietly().press("tab", "enter").reversed(1)
		if got := d.rev.All[0].Payment.ID; got != c.id {
			t.Errorf("%s: %s was reversed, want %s", name, got, c.id)
		}
		if n != c.count {
			t.Errorf("%s takes %d keys, want %d", name, n, c.count)
		}
	}
}
