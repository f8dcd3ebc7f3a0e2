package confirm

import (
	"testing"
	"time"
)

// Only enter on Quit quits, and ctrl+c; what came too early, or together with
// other keys, decides nothing.
func TestLeaving(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 18, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		keys  []string
		early bool
		burst bool
		want  Choice
	}{
		{keys: []string{"enter"}, want: Stay},
		{keys: []string{"esc"}, early: true, want: Stay},
		{keys: []string{"ctrl+c"}, early: true, want: Quit},
		{keys: []string{"tab", "enter"}, want: Quit},
		{keys: []string{"tab", "enter"}, early: true, want: Undecided},
		{keys: []string{"tab", "enter"}, burst: true, want: Undecided},
		{keys: []string{"right", "x", "enter"}, want: Stay},
		{keys: []string{"left", "shift+tab", "enter"}, want: Stay},
		{keys: []string{"y"}, want: Undecided},
	} {
		var arming Arming
		if c.early {
			arming.Begin()
		}
		var l Leaving
		got := Undecided
		for _, name := range c.keys {
			got = l.Press(Key{Name: name, At: now, Burst: c.burst}, &arming)
		}
		if got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
