package ui

import (
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// sixty is a list that is longer than the screen.
func sixty() []*dojo.PaymentIntent {
	var list []*dojo.PaymentIntent
	for i := range 60 {
		list = append(list, numbered(i, 10+i))
	}
	return list
}

// A notice of one line moves no row, and takes none from the list, wherever the
// selected one is. The number of rows below stays beside it.
func TestNoticeOfOneLineMovesNothing(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 40}, {100, 30}, {80, 24}} {
		for _, keys := range [][]string{{"down"}, {"pgdown", "up"}, {"pgdown", "down"}, {"end"}} {
			d := open(t, sixty(), width(size[0], size[1])).press(keys...)
			rows, below := d.onScreen(), d.number(saysBelow)
			if d.press("r", "esc").has("Kept. Nothing was reversed"); !slices.Equal(d.onScreen(), rows) || d.number(saysBelow) != below {
				t.Errorf("%v, %v: %d rows are below, were %d:\n%s", size, keys, d.number(saysBelow), below, d.text())
			}
			if d.press("up").hasNot("Kept."); !slices.Equal(d.onScreen(), rows) {
				t.Errorf("%v, %v: the rows have moved after it:\n%s", size, keys, d.text())
			}
		}
	}
}

// At any width a notice is whole, and the number of rows below is true.
func TestNoticeLeavesTheCountBelow(t *testing.T) {
	t.Parallel()
	for w := minWidth; w <= 140; w++ {
		d := open(t, sixty(), width(w, 20)).press("r", "esc").fits().has("Kept. Nothing was reversed: £1.00 is still held.")
		if below := d.number(saysBelow); below != 60-len(d.onScreen()) {
			t.Errorf("at %d: %d rows are below, not %d:\n%s", w, 60-len(d.onScreen()), below, d.text())
		}
		// Without one it leaves its room to the notice.
		d = open(t, sixty()[:3], width(w, 20)).press("r", "esc").fits().has("Kept. Nothing was reversed: £1.00 is still held.").hasNot(" more")
		if lines := strings.Count(d.text(), "\n") + 1; lines != 20 {
			t.Errorf("at %d: %d lines", w, lines)
		}
	}
}

// What a dialog asks about can still be read in the list beside it, where the window
// has room for that.
func TestDialogLeavesReferencesAndCards(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for i := range 60 {
		list = append(list, numbered(i, 10+i, shopday.Card("Mastercard", "1096"), func(p *dojo.PaymentIntent) { p.Reference += "-A LONG REFERENCE" }))
	}
	for _, w := range []int{120, 140, 200} {
		d := open(t, list, width(w, 40)).press("r").asks("Reverse this payment?")
		for _, l := range strings.Split(d.text(), "\n")[4:38] {
			if !strings.Contains(l, "-A LONG REFERENCE") || !strings.Contains(l, "Mastercard ··1096") {
				t.Fatalf("%d: %q:\n%s", w, l, d.text())
			}
		}
	}
}
