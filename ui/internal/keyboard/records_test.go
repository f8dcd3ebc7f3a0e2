package keyboard

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// records are what the console of Windows tells of a text that is pasted, or
// that a terminal answers.
func records(text string) []tea.KeyMsg {
	var typed []tea.KeyMsg
	for _, r := range text {
		switch {
		case r < ' ':
			typed = append(typed, tea.KeyMsg{Type: tea.KeyType(r)})
		default:
			typed = append(typed, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
	return typed
}

func TestRecords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		typed []tea.KeyMsg
		want  string
	}{
		{"a key", records("r"), "r"},
		{"a paste", records("ORDER-1\t\r"), "O R D E R - 1 tab enter"},
		{"escape", records("\x1b"), "esc"},
		{"escape and an arrow", append(records("\x1b"), tea.KeyMsg{Type: tea.KeyUp}), "esc up"},
		{"what AltGr writes", []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{'€'}, Alt: true}, {Type: tea.KeyRunes, Runes: []rune{'x'}}}, "alt+€ x"},
		{"ctrl by itself", []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{0}}, {Type: tea.KeyRunes, Runes: []rune{0}, Alt: true}, {Type: tea.KeyCtrlR}}, "ctrl+r"},
		{"a reply", records("j\x1b]11;rgb:1e1e/1e1e/1e1e\ak"), "j k"},
		{"another", records("\x1bP>|q(1)\x1b\\"), ""},
	} {
		r := NewRecords()
		now := noon
		for _, k := range c.typed {
			if wait := r.Add(k, now); wait != recordTime {
				t.Errorf("%s: waits %v", c.name, wait)
			}
			now = now.Add(16 * time.Millisecond)
		}
		if _, ok := r.Batch(now, now); ok {
			t.Errorf("%s: a batch comes before its time", c.name)
		}
		batch, ok := r.Batch(now.Add(recordTime), now)
		var got []string
		for _, k := range batch.Keys {
			got = append(got, k.String())
		}
		if strings.Join(got, " ") != c.want || ok != (c.want != "") || batch.Burst() != (len(got) > 1) {
			t.Errorf("%s: %q, %v, burst %v", c.name, got, ok, batch.Burst())
		}
	}
}

// TestBurst tells keys that somebody types from those that come together.
func TestBurst(t *testing.T) {
	t.Parallel()
	var b burst
	at := noon
	for i, c := range []struct {
		after   time.Duration
		text    string
		burst   bool
		earlier int
		letters int
	}{
		{0, "a", false, 0, 0},
		{8 * time.Millisecond, "b", false, 0, 0},
		{7 * time.Millisecond, "\r", true, 1, 1},
		{0, "xy", true, 2, 1},
		{7 * time.Millisecond, "z", true, 4, 3},
		{time.Second, "\t\r", true, 0, 0},
		{time.Second, "\r", false, 0, 0},
	} {
		at = at.Add(c.after)
		got := b.batch(records(c.text), at, at)
		if got.Burst() != c.burst || got.Earlier != c.earlier || got.EarlierLetters != c.letters {
			t.Errorf("batch %d, %q: %+v", i, c.text, got)
		}
	}
}
