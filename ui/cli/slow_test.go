package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// TestSlowTerminal reads the program's output a few bytes at a time, and more only
// after the next key. Every key counts, and the screen in the end is that of a
// terminal which reads at once.
func TestSlowTerminal(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	slow, quick := s.till(), s.till()
	for _, p := range []*till{slow, quick} {
		p.row("ORDER-1000", ">", "Held, r to reverse")
	}
	slow.heard().Stall()
	for i, key := range []string{"ctrl+l", "j", "j", "down", "G", "k", "/", "2", "0", "1", "backspace", "enter", "j", "enter", "esc", "home", "ctrl+l", "pgdn", "j", "up", "G", "k"} {
		slow.press(key).WaitRead()
		quick.press(key).WaitRead()
		if i < 20 {
			slow.Take(1 + i*i) // also in the middle of a sequence, and of a character
		}
	}
	slow.Resume()
	for _, p := range []*till{slow, quick} {
		p.row("ORDER-1029", ">") // where the last key leads
	}
	slow.same(quick, "esc clears")
	slow.redrawn()
	for _, p := range []*till{slow, quick} {
		p.press("esc").heard().quit()
	}
}

// fill stops reading the terminal, and makes the program draw until it waits for
// the terminal.
func (p *till) fill() {
	p.t.Helper()
	p.Stall()
	looked := 0
	eventually(p.t, "the program to wait for its terminal", func() bool {
		if looked%20 == 0 && !p.Unread() {
			p.Keys("ctrl+l") // draws the whole screen anew, a frame's time later
		}
		looked++
		return waitsToWrite(p.t, p.Pid())
	})
}

// TestBlockedTerminal confirms a reversal, and then has the terminal take no
// more, so that the program waits in the middle of a frame. The reversal goes on
// to its end all the same, keys pressed meanwhile confirm nothing, and what is on
// screen once the terminal reads again is right to the cell.
func TestBlockedTerminal(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	for i := range 69 {
		s.pay(sale(fmt.Sprint("MORE-", i), 4250, fmt.Sprint(3000+i)))
	}
	till := run(t, s, ptytest.Options{Env: s.env(), Cols: 300, Rows: 100})
	till.row("ORDER-1000", "r to reverse")
	s.holdAnswers()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1000").reverse()
	s.awaitHeld()
	till.fill()
	s.answer()
	asked := s.Calls().Get
	eventually(t, "the reversal to be followed", func() bool { return s.Calls().Get > asked })
	s.settle()
	asked = s.Calls().Get
	eventually(t, "its end to be read", func() bool { return s.Calls().Get > asked })
	// Somebody tries to reverse the next one, without seeing anything.
	till.press("down", "r", "tab", "enter", "enter")
	till.Resume()
	till.question("Too quick: press tab again").about("£20.00", "Visa ··2001", "ORDER-1001").saying("[ Keep payment ]")
	till.press("esc").says("Kept. Nothing was reversed: £20.00 is still held.")
	till.row("ORDER-1000", "Successful, reversed")
	till.press("j").says("Successful: £42.50, ORDER-1000, is reversed.")
	till.redrawn()
	s.wantState("ORDER-1000", dojo.StatusReversed, 1)
	s.wantState("ORDER-1001", dojo.StatusAuthorized, 0)
	if !strings.Contains(till.Screen().Line(1), "To reverse 99") {
		t.Errorf("%s", till.Screen())
	}
	till.quit()
}
