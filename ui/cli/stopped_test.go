//go:build unix

package cli_test

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// stop stops the program, types at the screen that doesn't answer, and lets the
// program go on.
func (p *till) stop(typed string) {
	p.t.Helper()
	if err := syscall.Kill(p.Pid(), syscall.SIGSTOP); err != nil {
		p.t.Fatal(err)
	}
	eventually(p.t, "the program to be stopped", func() bool { return isStopped(p.t, p.Pid()) })
	p.Type(typed)
	if err := syscall.Kill(p.Pid(), syscall.SIGCONT); err != nil {
		p.t.Fatal(err)
	}
	p.WaitRead()
}

// TestTypedWhileStopped stops the program at each moment of a confirmation, many
// times: what is typed meanwhile confirms nothing, and says so.
func TestTypedWhileStopped(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.row("ORDER-1", "> ", "Held")
	rounds := 2
	if exhaustive {
		rounds = 6
	}
	for name, c := range map[string]struct {
		before func()
		typed  string
	}{
		"right after r":           {func() { till.press("r") }, "\t\r"},
		"r and all that follows":  {func() {}, "r\t\r"},
		"after r was read":        {func() { till.press("r"); till.WaitRead() }, "\t\r"},
		"once it is drawn":        {func() { till.press("r").question("[ Keep payment ]") }, "\t\r"},
		"once it takes keys":      {func() { till.ask() }, "\t\r"},
		"right after tab":         {func() { till.ask(); till.press("tab"); till.WaitRead() }, "\r"},
		"once the focus is drawn": {func() { till.ask(); till.toFocus("[ Reverse £42.50 ]") }, "\r"},
	} {
		for range rounds {
			c.before()
			till.stop(c.typed)
			till.heard().question("Too quick: press ")
			till.press("esc").says("Kept. Nothing was reversed: £42.50 is still held.")
			till.press("esc").WaitUntil("the list alone", func(s ptytest.Screen) bool { return noticeText(s) == "" })
			if n := s.Calls().Reversal; n != 0 {
				t.Fatalf("%s: %d reversals", name, n)
			}
		}
	}
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.quit()
}

// TestTypedUnderLoad gives the program hardly any of the processor: a key that was
// typed while it couldn't answer confirms nothing.
func TestTypedUnderLoad(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.row("ORDER-1", "> ", "Held")
	if err := syscall.Setpriority(syscall.PRIO_PROCESS, till.Pid(), 19); err != nil {
		t.Fatal(err)
	}
	const quiet = 500 * time.Millisecond // confirm.QuietTime, which is too far down to import
	for range 3 {
		release := hog()
		began := time.Now()
		till.press("r").WaitRead()
		till.press("tab").WaitRead()
		// Later than that, tab may have come to a dialog that was there for a moment.
		typed := time.Since(began) < quiet
		if typed {
			till.press("enter").WaitRead()
		}
		release()
		till.WaitUntil("a key to be too quick", func(s ptytest.Screen) bool {
			kept := strings.Contains(noticeText(s), "Kept.") // by an enter that came late
			return !typed && box(s) != "" || strings.Contains(box(s), "Too quick: press ") || kept
		})
		till.answer("esc", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
		till.says("Kept. Nothing was reversed: £42.50 is still held.")
		till.press("esc").WaitUntil("the list alone", func(s ptytest.Screen) bool { return noticeText(s) == "" })
	}
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.quit()
}

// hog keeps every processor busy until it is told to stop.
func hog() (release func()) {
	over := make(chan struct{})
	for range runtime.NumCPU() {
		go func() {
			for !isOver(over) {
			}
		}()
	}
	return func() { close(over) }
}

func isOver(over <-chan struct{}) bool {
	select {
	case <-over:
		return true
	default:
		return false
	}
}

// TestPlainPaste pastes lines into plain mode, before its question and with more
// behind them, and with the program stopped in between: none confirms.
func TestPlainPaste(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	p := run(t, s, ptytest.Options{Env: s.env("TERM=dumb"), Cols: 200, Rows: 60})
	p.WaitFor("£42.50, Visa ending 1013, ORDER-1, held, can be reversed")
	p.Type("1\nreverse\n")
	p.WaitFor("Type reverse to reverse £42.50", "Too early")
	p.Type("keep\n")
	p.WaitFor("Kept. Nothing was reversed")
	for range 3 {
		p.stop("1\nreverse\nreverse\nreverse\nkeep\n")
	}
	p.Type("show 1\n")
	p.WaitFor("For the bank")
	p.Type("1\n")
	p.stop("reverse\nCreated\n")
	p.Type("quit\n")
	p.ended(0)
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
}
