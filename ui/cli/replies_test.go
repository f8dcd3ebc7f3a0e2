package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// lateReplies are answers that a terminal sends long after another program asked,
// or reports that it sends by itself.
var lateReplies = []string{
	"\x1b]11;rgb:1e1e/1e1e/1e1e\a", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1b]4;1;rgb:cdcd/0000/0000\a", "\x1b]l My Title\x1b\\",
	"\x1bP>|XTerm(390)\x1b\\", "\x1b_Gi=31;OK\x1b\\", "\x1b[12;40R", "\x1b[?62;22c", "\x1b[?5u",
}

// repliesLate sends each reply whole, and cut after each byte, and fails if that
// changes the screen. Where a busy machine has sent a piece too late, its escape may have
// been the key esc: then anew brings the place back, or the rest is left out without one.
func (p *till) repliesLate(where string, anew func()) {
	p.t.Helper()
	before := p.heard().Screen()
	look := func(what string) {
		p.t.Helper()
		s := p.heard().Screen()
		if _, _, same := sameCells(s, before); !same && minute(s) == minute(before) {
			p.t.Fatalf("%s: %s did something, %s:\n%s", where, what, difference(s, before), s)
		}
		before = s
	}
	sent := func(pieces ...string) bool {
		p.t.Helper()
		for !p.split(pieces...) {
			if anew == nil {
				p.t.Logf("%s: this machine is too busy for the rest", where)
				return false
			}
			anew()
			before = p.heard().Screen()
		}
		return true
	}
	for _, reply := range lateReplies {
		p.inPieces(reply)
		for cut := 1; cut < len(reply); cut++ {
			if !sent(reply[:cut], reply[cut:]) {
				return
			}
		}
		look(fmt.Sprintf("%q", reply))
	}
	if !sent(strings.Split(lateReplies[1], "")...) {
		return
	}
	look("a reply byte by byte")
	p.WaitIdle(catching)
	look("one of the replies")
}

// TestLateReplies lets a terminal answer late in the list, the finder, the dialog,
// and while a result is shown: nothing may change.
func TestLateReplies(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.pay(sale("ORDER-2", 4251, "1014"))
	till := s.till()
	till.row("ORDER-1", "> ", "Held")
	list := func() { // with nothing open and nothing said
		till.heard().press("esc").heard().press("esc").heard()
		till.WaitUntil("the list alone", func(s ptytest.Screen) bool {
			return box(s) == "" && noticeText(s) == "" && strings.HasSuffix(s.Line(s.Rows-1), "? help   q quit")
		})
	}
	till.repliesLate("the list", list)
	finder := func() {
		list()
		till.press("/").WaitFor("find: ")
		till.Type("ORDER")
		till.WaitFor("find: ORDER_")
	}
	finder()
	till.repliesLate("the finder", finder)
	till.press("esc").WaitGone("find: ")
	q := till.ask().about("£42.50", "Visa ··1013", "ORDER-1")
	till.repliesLate("the dialog", func() { list(); till.ask() })
	q.toReverse()
	till.repliesLate("the dialog, on Reverse", func() { list(); till.ask(); till.toFocus("[ Reverse £42.50 ]") })
	till.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	till.says("Successful: £42.50, ORDER-1")
	till.repliesLate("the result", nil)
	list()
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
	s.wantState("ORDER-2", dojo.StatusAuthorized, 0)
	till.quit()
}
