package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestField(t *testing.T) {
	t.Parallel()
	alt := func(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k, Alt: true} }
	for _, c := range []struct {
		keys []tea.KeyMsg
		want string // with its caret
	}{
		{nil, "_"},
		{[]tea.KeyMsg{keyOf("home"), keyOf("x")}, "x_no bag"},
		{[]tea.KeyMsg{keyOf("left"), keyOf("left")}, "no b_ag"},
		{[]tea.KeyMsg{keyOf("left"), keyOf("backspace")}, "no b_g"},
		{[]tea.KeyMsg{keyOf("left"), keyOf("delete")}, "no ba_"},
		{[]tea.KeyMsg{keyOf("left"), keyOf("ctrl+u")}, "_g"},
		{[]tea.KeyMsg{{Type: tea.KeyCtrlW}}, "no _"},
		{[]tea.KeyMsg{alt(tea.KeyBackspace)}, "no _"},
		{[]tea.KeyMsg{{Type: tea.KeyCtrlLeft}}, "no _bag"},
		{[]tea.KeyMsg{keyOf("home"), {Type: tea.KeyCtrlRight}, {Type: tea.KeyCtrlK}}, "no_"},
		{[]tea.KeyMsg{keyOf("home"), keyOf("end"), keyOf(" "), keyOf("é")}, "no bag é_"},
	} {
		f := newField(9)
		if c.keys != nil {
			for _, r := range "no bag" {
				f.edit(keyOf(string(r)))
			}
		}
		for _, k := range c.keys {
			if !f.edits(k) {
				t.Errorf("%v: %s edits nothing", c.keys, k)
			}
			f.edit(k)
		}
		if got := f.withCaret(20, "…"); got != c.want {
			t.Errorf("%v: %q, want %q", c.keys, got, c.want)
		}
	}
	f := newField(4)
	for _, r := range "12345" {
		f.edit(keyOf(string(r)))
	}
	if f.text() != "1234" {
		t.Errorf("%q in a field of 4", f.text())
	}
	// An arrow out of the text, keys that mean nothing, and the host's clipboard.
	for _, k := range []tea.KeyMsg{keyOf("right"), keyOf("up"), keyOf("f5"), keyOf("tab"), {Type: tea.KeyCtrlV}, {Type: tea.KeyRunes}} {
		if f.edits(k) {
			t.Errorf("%s edits", k)
		}
	}
	if f.edit(keyOf("home")); f.edits(keyOf("left")) {
		t.Error("left at the beginning edits")
	}
}

// The caret is seen wherever it is, in any room.
func TestFieldShowsItsCaret(t *testing.T) {
	t.Parallel()
	f := newField(20)
	for _, r := range "the wrong table" {
		f.edit(keyOf(string(r)))
	}
	for at, want := range map[int][3]string{
		15: {"the wrong table_", "…ng table_", "e_"}, 8: {"the wron_g table", "the wron_…", "_g"}, 0: {"_the wrong table", "_the wron…", "_t"},
	} {
		f.input.SetCursor(at)
		for i, w := range []int{20, 10, 2} {
			if got := f.withCaret(w, "…"); got != want[i] {
				t.Errorf("at %d in %d cells: %q, want %q", at, w, got, want[i])
			}
		}
	}
}

func TestFieldEdits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		key  tea.KeyMsg
		most int
		want string
		ok   bool
	}{
		{"", keyOf("a"), 5, "a", true},
		{"abc", keyOf("é"), 4, "abcé", true},
		{"abcd", keyOf("e"), 4, "abcd", true},
		{"abc", keyOf(" "), 9, "abc ", true},
		{"né", keyOf("backspace"), 9, "n", true},
		{"", keyOf("backspace"), 9, "", true},
		{"abc", keyOf("ctrl+u"), 9, "", true},
		{"abc", keyOf("up"), 9, "abc", false},
		{"abc", keyOf("f5"), 9, "abc", false},
		{"a", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("b c\n d"), Paste: true}, 9, "ab c d", true},
		{"a", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x"), Alt: true}, 9, "a", false},
		{"a", tea.KeyMsg{Type: tea.KeyRunes}, 9, "a", false},
	} {
		f := newField(c.most)
		f.input.SetValue(c.text)
		ok := f.edits(c.key)
		if ok {
			f.edit(c.key)
		}
		if f.text() != c.want || ok != c.ok {
			t.Errorf("%q and %s: %q, %v, want %q, %v", c.text, c.key, f.text(), ok, c.want, c.ok)
		}
	}
}
