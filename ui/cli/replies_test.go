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
// changes the screen.
func (p *till) repliesLate(where string) {
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
	for _, reply := range lateReplies {
		p.inPieces(reply)
		for cut := 1; cut < len(reply); cut++ {
			p.inPieces(reply[:cut], reply[cut:])
		}
		look(fmt.Sprintf("%q", reply))
	}
	p.inPieces(strings.Split(lateReplies[1], "")...)
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
	till.repliesLate("the list")
	till.press("/").WaitFor("find: ")
	till.Type("ORDER")
	till.WaitFor("find: ORDER_")
	till.repliesLate("the finder")
	till.press("esc").WaitGone("find: ")
	q := till.ask().about("£42.50", "Visa ··1013", "ORDER-1")
	till.repliesLate("the dialog")
	q.toReverse()
	till.repliesLate("the dialog, on Reverse")
	till.rested().press("enter").row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	till.says("Successful: £42.50, ORDER-1")
	till.repliesLate("the result")
	till.press("esc").WaitUntil("the result to be put away", func(s ptytest.Screen) bool { return noticeText(s) == "" })
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
	s.wantState("ORDER-2", dojo.StatusAuthorized, 0)
	till.quit()
}
