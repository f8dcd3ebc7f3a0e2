package ui

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/shopday"
)

// bottomSizes are the windows in which people look at the bottom line.
var bottomSizes = [][2]int{{120, 40}, {80, 24}, {60, 20}, {50, 15}, {40, 10}}

// bottomLine is the last line of the screen.
func (d *driver) bottomLine() string {
	text := d.text()
	return text[strings.LastIndex(text, "\n")+1:]
}

// names says whether a line names a key.
func names(line, key string) bool {
	for _, word := range strings.Fields(line) {
		if word == key {
			return true
		}
	}
	return false
}

// The keys that people need stay on the bottom line with a filter on, whatever else
// is on the screen.
func TestBottomLineNamesTheKeys(t *testing.T) {
	t.Parallel()
	filter := func(d *driver) { d.press("/").write("order").press("enter") }
	for _, c := range []struct {
		name string
		do   func(*driver)
		has  string // keys
		not  string
	}{
		{"list", func(*driver) {}, "r ? q", "esc"},
		{"filter", filter, "r ? q esc", ""},
		{"long filter", func(d *driver) { d.press("/").write("order visa held order visa held").press("enter") }, "r ? q esc", ""},
		{"filter in to reverse", func(d *driver) { filter(d); d.press("v") }, "r ? q esc", ""},
		{"filter in refund instead", func(d *driver) { filter(d); d.press("v", "v") }, "r ? q esc", ""},
		{"filter in too late", func(d *driver) { filter(d); d.press("v", "v", "v") }, "r ? q esc", ""},
		{"filter in reversed", func(d *driver) { filter(d); d.press("v", "v", "v", "v") }, "r ? q esc", ""},
		{"filter in everything", func(d *driver) { filter(d); d.press("v", "v", "v", "v", "v") }, "r ? q esc", ""},
		{"filter with a result", func(d *driver) {
			filter(d)
			d.resize(80, 24)
			d.confirm().moves(shopday.ToState(journal.Failed))
		}, "r ? q", "esc"}, // esc puts the result away first, as its notice says
		{"filter with a reversal under way", func(d *driver) { filter(d); d.resize(80, 24); d.confirm() }, "r ? q esc", ""},
		{"filter with a word", func(d *driver) { filter(d); d.press("y") }, "r ? q", "esc"},
		{"filter and details", func(d *driver) { filter(d); d.press("enter") }, "r ? q", "esc"},
		{"filter that finds nothing", func(d *driver) { d.press("/").write("zebra").press("enter") }, "esc ? q", "r"},
		{"ID that isn't listed", func(d *driver) { d.paste("pi_unknown").press("enter", "esc") }, "enter esc ? q", "r"},
		{"filter and the day", func(d *driver) { filter(d); d.press("d") }, "enter d ? q", "r"},
		{"hour without payments", func(d *driver) {
			d.lists(append(shopday.Payments(), shopday.Paid("2001", "15:30", 100))).press("d", "home", "down")
		}, "d ? q", "enter r"},
		{"finder", func(d *driver) { d.press("/") }, "esc", "r ? q"},
		{"finder with text", func(d *driver) { d.press("/").write("visa") }, "enter", "r ? q"},
		{"finder with an ID", func(d *driver) { d.paste("pi_unknown") }, "enter", "r ? q"},
		{"empty view", func(d *driver) { d.lists(nil).press("v") }, "? q", "r enter"},
	} {
		for _, size := range bottomSizes {
			d := open(t, shopday.Payments())
			d.list.OnLookUp = nil
			c.do(d)
			d.resize(size[0], size[1]).fits()
			line := d.bottomLine()
			for _, key := range strings.Fields(c.has) {
				if !names(line, key) {
					t.Errorf("%s at %dx%d doesn't name %s: %q", c.name, size[0], size[1], key, line)
				}
			}
			for _, key := range strings.Fields(c.not) {
				if names(line, key) {
					t.Errorf("%s at %dx%d names %s: %q", c.name, size[0], size[1], key, line)
				}
			}
		}
	}
}

// Every key that the bottom line names does something there.
func TestEveryNamedKeyWorks(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for _, s := range states() {
		for _, size := range bottomSizes {
			line := s.open(t, width(size[0], size[1])).bottomLine()
			for _, key := range []string{"enter", "r", "/", "v", "d", "?", "q", "esc"} {
				if !names(line, key) {
					continue
				}
				d := s.open(t, width(size[0], size[1]))
				before, view := d.text(), d.m.list.View()
				// What r says again is the same text.
				said := func() bool { return key == "r" && (d.m.asking() || d.m.notices.info.kind != infoNone) }
				if d.press(key); d.text() == before && !d.quit && len(d.list.LookedUp) == 0 && d.m.list.View() == view && !said() {
					t.Errorf("%s at %dx%d: %q does nothing: %q", s.name, size[0], size[1], key, line)
				}
			}
		}
	}
}

// How much was found is on the bottom line at every width, however long the text.
func TestMatchesAreNeverPushedOff(t *testing.T) {
	t.Parallel()
	for w := minWidth; w <= 140; w++ {
		for _, text := range []string{"", "v", "1013", "order visa", strings.Repeat("order ", 20)} {
			d := open(t, shopday.Payments(), width(w, 24)).press("/").write(text)
			count := fmt.Sprintf("%d of %d", d.m.list.Len(), d.m.list.Matches().Of)
			if line := d.bottomLine(); text != "" && (!strings.Contains(line, " "+count+" ") || !names(line, "enter") || cells.Width(line) > w) {
				t.Errorf("finder at %d, %q: %q", w, text, line)
			}
			if line := d.press("enter").bottomLine(); text != "" && (!strings.Contains(line, ": "+count) || !names(line, "r") || cells.Width(line) > w) {
				t.Errorf("filter at %d, %q: %q", w, text, line)
			}
		}
	}
}

// A notice names esc only where esc puts it away: in the open finder it doesn't.
func TestNoticeNamesEscOnlyWhereItWorks(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState(journal.Failed)).has("(esc: close)")
	d.press("/").hasNot("(esc: close)").press("esc").has("Failed", "(esc: close)").press("esc").hasNot("(esc: close)")
	d = open(t, shopday.Payments(), setting(func(s *Settings) { s.Notes = []string{"A note."} })).has("A note. (esc: close)")
	d.press("/").has("A note.").hasNot("(esc: close)").press("esc").has("(esc: close)").press("esc").hasNot("A note.")
}
