package ui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
)

func TestKeysAreAllOfThem(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	actions := map[action]bool{}
	helped := ""
	for _, k := range Keys() {
		if k.action == actNone || actions[k.action] {
			t.Errorf("%v: no action, or one that is there twice", k.Keys())
		}
		actions[k.action] = true
		if k.Danger != (k.action == actReverse) {
			t.Errorf("%v: danger is %v", k.Keys(), k.Danger)
		}
		if k.Help().Key != "" && k.Help().Desc == "" {
			t.Errorf("%v isn't explained", k.Keys())
		}
		helped += " " + k.Help().Key
		for _, name := range k.Keys() {
			if seen[name] {
				t.Errorf("%q is there twice", name)
			}
			seen[name] = true
			if got := keyOf(name).String(); got != name {
				t.Errorf("Bubble Tea says %q for %q", got, name)
			}
		}
	}
	for a := actNone + 1; a <= actQuit; a++ {
		if !actions[a] {
			t.Errorf("no key does action %d", a)
		}
	}
	// Those that people were promised.
	for _, name := range strings.Fields("up down j k pgup pgdown home end g G enter r R / v y t ? q ctrl+c esc ctrl+l ctrl+z f5 ctrl+r") {
		if !seen[name] {
			t.Errorf("%q does nothing", name)
		}
	}
	for _, shown := range strings.Fields("↑ ↓ j k pgup pgdn home end enter r / v y t ? q esc ctrl+l ctrl+z F5 ctrl+r") {
		if !slices.Contains(strings.Fields(helped), shown) {
			t.Errorf("help doesn't show %q: %s", shown, helped)
		}
	}
}

// Every key of the table does something to see.
func TestEveryKeyHasItsHandler(t *testing.T) {
	t.Parallel()
	for _, k := range Keys() {
		for _, name := range k.Keys() {
			d := open(t, shopday.Payments(), width(120, 12)).on("1009").press("y")
			before, selected := d.text(), d.m.list.Selected()
			asked, msgs, copied := d.list.Refreshes, len(d.msgs), len(d.copied)
			d.press(name)
			same := d.text() == before && !d.quit && d.list.Refreshes == asked && len(d.msgs) == msgs && len(d.copied) == copied
			if same && selected == d.m.list.Selected() {
				t.Errorf("%q does nothing", name)
			}
		}
	}
	d := open(t, shopday.Payments()).on("1009").press("y")
	if !slices.Equal(d.copied, []string{"pi_1009"}) {
		t.Errorf("copied %q", d.copied)
	}
}

// Esc and a letter that come in one read do what both do one by one: a dialog
// is left, and nothing is confirmed by what follows.
func TestEscapeAndALetterTogether(t *testing.T) {
	t.Parallel()
	both := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j"), Alt: true}
	d := open(t, shopday.Payments()).on("1009").press("r").quietly().press("tab").send(both)
	if d.m.dialog != nil || d.m.list.Selected() != "pi_1008" {
		t.Errorf("the dialog stays, or the selection does:\n%s", d.text())
	}
	d = open(t, shopday.Payments()).on("1009").press("r").quietly().press("tab")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("r"), Alt: true}).press("tab", "enter").reversed(0)
	if d.m.dialog == nil || d.m.dialog.Focus != confirm.StopKeep {
		t.Errorf("r after esc asks nothing, or has been answered:\n%s", d.text())
	}
}

// Where esc closes what lies over the list, it does so too with a letter right behind it.
func TestEscapeAndALetterOverTheList(t *testing.T) {
	t.Parallel()
	both := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j"), Alt: true}
	for _, c := range []struct {
		name string
		keys []string
		open func(*driver) bool
	}{
		{"details", []string{"enter"}, func(d *driver) bool { return d.m.details.open }},
		{"day", []string{"d"}, func(d *driver) bool { return d.m.day.open }},
		{"day over details", []string{"enter", "d"}, func(d *driver) bool { return d.m.day.open }},
		{"filter", []string{"/", "1", "0", "enter"}, func(d *driver) bool { return !d.m.list.Filter().None() }},
		{"what was just said", []string{"y"}, func(d *driver) bool { return d.m.notices.info.kind != infoNone }},
	} {
		d := open(t, shopday.Payments()).on("1009").press(c.keys...)
		if !c.open(d) {
			t.Fatalf("%s: not open\n%s", c.name, d.text())
		}
		if d.send(both); c.open(d) {
			t.Errorf("%s: still open\n%s", c.name, d.text())
		}
		if d.m.list.Selected() != "pi_1008" {
			t.Errorf("%s: the letter is lost\n%s", c.name, d.text())
		}
		d = open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState(journal.Successful)).press(c.keys...)
		if d.send(both).has("Successful: £112.00"); d.quit {
			t.Errorf("%s: quit", c.name)
		}
	}
}

// A letter with alt, which Option sends on some keyboards, puts no result away.
func TestAltLeavesResults(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState(journal.Successful))
	for _, r := range []string{"b", "q", "d", "j"} {
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(r), Alt: true}).has("Successful: £112.00")
	}
	if d.quit || d.m.list.Selected() != "pi_1009" {
		t.Error("a letter with alt does something")
	}
}

// In the console of Windows, whose keyboards write € and @ with AltGr, what
// comes with alt is typed.
func TestAltGr(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), setting(func(s *Settings) { s.AltTypes = true })).press("/")
	for _, r := range []string{"€", "@", "[", "O", "x"} {
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(r), Alt: true})
	}
	d.has("find: €@[Ox_")
}

// TestKeysThatOnlyChangeOthers are such as ctrl, alt and caps lock, which the
// console of Windows tells of as if they were a character: they are no text in a
// field, take no focus from a button, and are no news for the quiet moment.
func TestKeysThatOnlyChangeOthers(t *testing.T) {
	t.Parallel()
	for _, k := range []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{0}}, {Type: tea.KeyRunes, Runes: []rune{0}, Alt: true}} {
		d := open(t, shopday.Payments()).on("1009").press("/", "x").send(k).press("y")
		if d.m.list.Filter().Text != "xy" {
			t.Errorf("find %q", d.m.list.Filter().Text)
		}
		d = open(t, shopday.Payments()).on("1009").press("r").quietly().press("tab").send(k)
		if d.m.dialog == nil || d.m.dialog.Focus != confirm.StopReverse {
			t.Error("it takes the focus")
		}
		d = open(t, shopday.Payments()).press("?").send(k)
		if !d.m.help.open {
			t.Error("it closes the help")
		}
	}
}

// TestCoalescedKeysTurnPages ends on the page on which the same keys end one by
// one.
func TestCoalescedKeysTurnPages(t *testing.T) {
	t.Parallel()
	one, all := open(t, shopday.Payments(), width(80, 12)), open(t, shopday.Payments(), width(80, 12))
	keys := "g" + strings.Repeat("j", 9) + strings.Repeat("k", 3)
	for _, r := range keys {
		one.send(keyOf(string(r)))
		_ = one.text()
	}
	if all.send(keyOf(keys)); all.text() != one.text() {
		t.Errorf("%s\ninstead of\n%s", all.text(), one.text())
	}
}

func TestCoalescedKeysMoveAsManyRows(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).press("g").send(keyOf("jjj"))
	if d.m.list.Position() != 3 {
		t.Errorf("row %d", d.m.list.Position())
	}
	d.send(keyOf("kk"))
	if d.m.list.Position() != 1 {
		t.Errorf("row %d", d.m.list.Position())
	}
}
