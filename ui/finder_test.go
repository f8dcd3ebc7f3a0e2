package ui

import (
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/shopday"
)

// A long list is read beside the event loop: keys are taken meanwhile, nothing
// is listed that wasn't looked at, and what changed meanwhile is found too.
func TestSearchingALongList(t *testing.T) {
	t.Parallel()
	d := open(t, bigDay(600))
	d.longList(t, 4100)
	_, reading := d.m.Update(keyOf("/"))
	d.write("8050").has("searching…", "Searching 4,100 payments").press("enter", "r").reversed(0).has("There is no payment selected.")
	d.lists(append(slices.Clone(d.list.Snap.Payments[1:]), shopday.Paid("late", "18:59", 8050, shopday.Card("Visa", "8050"))))
	var read []tea.Msg
	if collect(reading, &read); len(read) != 1 {
		t.Fatalf("%d readings of the texts: %v", len(read), read)
	}
	d.send(read[0])
	if got := d.listed(); !slices.Contains(got, "pi_late") || slices.Contains(got, d.m.list.Snapshot().Payments[40].ID) {
		t.Errorf("found %q", got)
	}
	d.hasNot("earching")
}

// A payment is found by what its row says of a reversal, and stays listed while
// it is being reversed.
func TestFindByReversal(t *testing.T) {
	t.Parallel()
	d := open(t, findDay()).on("2002").confirm().moves(shopday.ToState(journal.Failed))
	d.press("/").write("failed")
	only := func(why string) {
		t.Helper()
		if got := d.listed(); !slices.Equal(got, []string{"pi_2002"}) {
			t.Errorf("%s: find %q: %q\n%s", why, d.m.list.Filter().Text, got, d.text())
		}
	}
	only("failed")
	d.press("enter").confirm()
	only("tried again")
	d.moves(shopday.ToState(journal.Created)).lists(d.list.Snap.Payments)
	only("created")
	d.press("/").write("created")
	only("looked for")
	if d.press("esc", "/").write("failed"); len(d.listed()) != 0 {
		t.Errorf("find failed: %q", d.listed())
	}
}
