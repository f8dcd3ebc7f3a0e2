package ui

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// Where a low window has no room for all of a result, esc shows the rest of it
// before it puts it away, so that nobody misses what to tell the customer.
func TestResultsInPages(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{40, 10}, {44, 11}, {60, 14}, {40, 12}} {
		d := open(t, shopday.Payments(), width(size[0], size[1]))
		reversedHere("123456")(d)
		seen := ""
		for n := 0; len(d.m.list.Notices()) > 0; n++ {
			if n > 20 {
				t.Fatalf("%v: it never ends:\n%s", size, d.text())
			}
			text := d.fits().text()
			seen += " " + flat(text)
			d.press("esc")
			if strings.Contains(text, "read on") == (len(d.m.list.Notices()) == 0) {
				t.Fatalf("%v: it is put away unread, or not at its end:\n%s", size, text)
			}
		}
		for _, s := range strings.Fields("Successful: Don't refund Tell the customer: cancelled. bank this number: 123456.' till, cancel the sale: (esc: close)") {
			if !strings.Contains(seen, s) {
				t.Errorf("%v: %q was never on screen", size, s)
			}
		}
	}
	d := open(t, shopday.Payments())
	reversedHere("123456")(d)
	if d.hasNot("read on").press("esc"); len(d.m.list.Notices()) != 0 {
		t.Error("a whole result isn't put away")
	}
}

// So it is with what was just said, and any other key puts that away.
func TestHintsInPages(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), width(40, 10)).on("0990").press("r").has("Held since Sat 21 Nov", "read on")
	seen := ""
	for range 5 {
		seen += flat(d.text())
		d.press("esc")
	}
	if !strings.Contains(seen, "ask Dojo.") || d.m.notices.info.text(d.m.scene()) != "" {
		t.Errorf("%q, then %q", seen, d.m.notices.info.text(d.m.scene()))
	}
	if d.press("r").has("Held since").press("j"); d.m.notices.info.kind != infoNone {
		t.Error("it stays")
	}
}

// Seconds that run down, and a result that comes, begin at the beginning.
func TestPagesOfWhatMoves(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), width(40, 10))
	attempted(checking)(d)
	d.has("No answer about").press("esc").hasNot("No answer about").pass(2 * time.Second).hasNot("No answer about")
	d.moves(shopday.ToState(journal.Unresolved)).has("Not reversed, as far as")
}

// A result has room beside what is wrong, and can't be put away before it was
// on screen.
func TestResultBesideBanners(t *testing.T) {
	t.Parallel()
	for h := minHeight; h <= 16; h++ {
		d := open(t, shopday.Payments(), width(40, h))
		reversedHere("123456")(d)
		d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) {
			s.Trouble = &feed.Trouble{Err: shopday.Refused(400), RetryAt: d.pc.Add(8 * time.Second)}
			s.Cut, s.Unreadable = true, 2
		})
		seen := ""
		for n := 0; len(d.m.list.Notices()) > 0 && n < 20; n++ {
			seen += " " + flat(d.fits().text())
			d.press("esc")
		}
		for _, s := range []string{"Successful:", "£112.00,", "customer:", "123456.'", "(esc:"} {
			if !strings.Contains(seen, s) {
				t.Errorf("height %d: %q was never on screen", h, s)
			}
		}
	}
}

// A notice that says something else meanwhile begins at its beginning.
func TestPagesBeginAnew(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), width(40, 10))
	attempted(func(a *reversal.Attempt) { checking(a); a.UnreadSince = a.SentAt })(d)
	d.pass(time.Minute).has("Dojo can't be reached").press("esc").hasNot("Dojo can't be reached")
	d.moves(func(a *reversal.Attempt) { checking(a); a.UnreadSince, a.HTTPStatus = time.Time{}, 502 })
	d.has("Dojo's answer (502)")
	d = open(t, shopday.Payments(), width(40, 10)).on("0990").press("r").press("esc").hasNot("Held since")
	d.m.notices.info = info{}
	d.m.moveTo(0)
	d.send(listChanged{}).on("0990").press("r").has("Held since Sat 21 Nov")
}
