package cli_test

import (
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// TestSeveralAtOnce reverses three payments side by side; their results are shown
// one after the other, each until it is put away.
func TestSeveralAtOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-3", 3000, "1003"))
	s.pay(sale("ORDER-2", 2000, "1002"))
	s.pay(sale("ORDER-1", 1000, "1001"))
	s.pay(sale("ORDER-0", 500, "1000"))
	till := s.till()
	till.ask().about("£30.00", "Visa ··1003", "ORDER-3").reverse()
	till.choose("ORDER-2").ask().about("£20.00", "Visa ··1002", "ORDER-2").reverse()
	till.choose("ORDER-1").ask().about("£10.00", "Visa ··1001", "ORDER-1").reverse()
	till.head("To reverse", "in progress 3")
	for _, reference := range []string{"ORDER-1", "ORDER-2", "ORDER-3"} {
		till.row(reference, "Created")
	}
	s.settle()
	for _, reference := range []string{"ORDER-1", "ORDER-2", "ORDER-3"} {
		till.row(reference, "Successful")
		s.wantState(reference, dojo.StatusReversed, 1)
	}
	till.row("ORDER-0", "Held")
	till.says("1 of 3: Successful: £10.00, ORDER-1, is reversed.")
	till.press("esc").says("1 of 2: Successful: £20.00, ORDER-2, is reversed.")
	if n := till.says("Successful: £20.00"); strings.Contains(n, "ORDER-1") {
		t.Errorf("put away, and still there: %s", n)
	}
	till.press("esc").says("Successful: £30.00, ORDER-3, is reversed.")
	till.press("esc").WaitGone("Don't refund")
	till.head("To reverse 1", "reversed today 3")
	till.quit()
}

// TestTwins reverses one of two payments that look alike, and says so.
func TestTwins(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-2", 4250, "1013"))
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.row("ORDER-2", "=")
	till.row("ORDER-1", "=")
	till.choose("ORDER-1").ask().about("£42.50", "Visa ··1013", "ORDER-1").
		saying("! Same card paid £42.50 at").saying("still held.").reverse()
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful")
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
	s.wantState("ORDER-2", dojo.StatusAuthorized, 0)
	// Reversing the other one too would leave the shop unpaid, so its amount must
	// be typed.
	till.choose("ORDER-2").press("r").question("tab, type the amount, then reverse").
		saying("! You may be left unpaid: the same payment of").saying("is already reversed.")
	till.press("esc").says("Kept. Nothing was reversed: £42.50 is still held.")
	till.quit()
}

// TestQuitMeanwhile quits while a reversal is under way: the program asks first,
// and leaves a line in the terminal that says how far it came.
func TestQuitMeanwhile(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Created")
	for _, stay := range []string{"esc", "enter"} {
		till.press("q").question("tab, then enter: quit").titled("Quit now?").saying("£42.50, ORDER-1 isn't finished: Created, Dojo is processing it.").saying("[ Stay ]").saying("( Quit )")
		till.answer(stay, "the question to close", func(s ptytest.Screen) bool { return box(s) == "" })
	}
	till.row("ORDER-1", "Created")
	till.leaveWatching().ended(0)
	s.wantState("ORDER-1", dojo.StatusAuthorized, 1)
	till.left(leftCreated)
}
