package ui

import (
	"strings"
	"testing"

	"dojoreversals/dojo/journal"
)

// Where a low window has no room for all of a result, esc shows the rest of it
// before it puts it away, so that nobody misses what to tell the customer.
func TestResultsInPages(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{40, 10}, {44, 11}, {60, 14}, {40, 12}} {
		d := open(t, shopDay(), width(size[0], size[1]))
		reversedHere("123456")(d)
		seen := ""
		for n := 0; len(d.m.notices()) > 0; n++ {
			if n > 20 {
				t.Fatalf("%v: it never ends:\n%s", size, d.text())
			}
			text := d.fits().text()
			seen += " " + flat(text)
			d.press("esc")
			if strings.Contains(text, "read on") == (len(d.m.notices()) == 0) {
				t.Fatalf("%v: it is put away unread, or not at its end:\n%s", size, text)
			}
		}
		for _, s := range strings.Fields("Successful: Don't refund Tell the customer: cancelled. bank code 123456.' till, cancel the sale: (esc: close)") {
			if !strings.Contains(seen, s) {
				t.Errorf("%v: %q was never on screen", size, s)
			}
		}
	}
	d := open(t, shopDay())
	reversedHere("123456")(d)
	if d.hasNot("read on").press("esc"); len(d.m.notices()) != 0 {
		t.Error("a whole result isn't put away")
	}
}

// So it is with what was just said, and any other key puts that away.
func TestHintsInPages(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay(), width(40, 10)).on("0990").press("r").has("Held since Sat 21 Nov", "read on")
	seen := ""
	for range 5 {
		seen += flat(d.text())
		d.press("esc")
	}
	if !strings.Contains(seen, "ask Dojo.") || d.m.info != "" {
		t.Errorf("%q, then %q", seen, d.m.info)
	}
	if d.press("r").has("Held since").press("j"); d.m.info != "" {
		t.Error("it stays")
	}
}

// Seconds that run down, and a result that comes, begin at the beginning.
func TestPagesOfWhatMoves(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay(), width(40, 10))
	attempted(checking)(d)
	d.has("No answer about").press("esc").hasNot("No answer about").pass(2_000_000_000).hasNot("No answer about")
	d.moves(toState(journal.Unresolved)).has("Not reversed, as far as")
}
