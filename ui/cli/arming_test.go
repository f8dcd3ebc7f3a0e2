package cli_test

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// catching is how long a test waits for a mistake to show, where nothing must
// happen. A correct program passes without the wait too.
const catching = 150 * time.Millisecond

// stoppedTill opens a shop with one payment, and stops the clock that it and the
// program share.
func stoppedTill(t *testing.T) (*shop, *till) {
	t.Helper()
	s := openFastShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	p := fastTill(s, s.env("DOJO_FAILCLOCK="+s.clock.file))
	p.row("ORDER-1", "Held, r to reverse")
	s.clock.stop()
	return s, p
}

// unarmed fails unless the dialog still waits for a quiet moment, with the focus
// on Keep.
func (p *till) unarmed(when string) {
	p.t.Helper()
	p.WaitIdle(catching)
	s := p.Screen()
	if text := unframed(s); !strings.Contains(text, "one moment…") || !strings.Contains(text, "[ Keep payment ]") {
		p.t.Fatalf("the dialog is armed %s:\n%s", when, s)
	}
}

// arm lets the quiet moment pass. It may take some steps: a key counts from when
// the program took it in, which may be after the step that followed it.
func (p *till) arm() *question {
	p.t.Helper()
	eventually(p.t, "the dialog to be armed", func() bool {
		if text := unframed(p.Screen()); text != "" && !strings.Contains(text, "one moment…") {
			return true
		}
		p.heard() // a program that stands still gets no steps: it would begin the moment anew
		p.shop.clock.step(time.Millisecond)
		return false
	})
	return p.question("esc: keep")
}

// closed fails unless the dialog is closed, and no details lie over the list, after
// a key that must do nothing.
func (p *till) closed(key string) {
	p.t.Helper()
	p.row("ORDER-1", "Created")
	_, times := p.heard().Erased()
	p.Keys("ctrl+l")
	s := p.WaitUntil("the list to be drawn anew, after "+key, func(s ptytest.Screen) bool {
		_, n := p.Erased()
		return n > times && strings.Contains(lineOf(s, "ORDER-1"), "Created") && s.Contains("q quit")
	})
	if box(s) != "" || s.Contains("Details") {
		p.t.Errorf("%s did something:\n%s", key, s)
	}
}

// openLate opens the details with enter, long after a reversal was confirmed. Enter opens
// nothing before a quiet moment, and on a busy machine the program, whose clock runs
// fast, may have had none yet: it presses again after a second by the clock.
func (p *till) openLate() {
	p.t.Helper()
	p.shop.clock.run(handSpeed)
	for {
		p.press("enter")
		s := p.WaitUntil("the details, or that it was too quick", func(s ptytest.Screen) bool {
			return s.Contains("Details") || s.Contains("Too quick: press enter again")
		})
		if s.Contains("Details") {
			return
		}
		p.press("up").WaitGone("Too quick")
		quiet := p.shop.now().Add(time.Second)
		eventually(p.t, "a quiet moment", func() bool { return p.shop.now().After(quiet) })
	}
}

// TestArming spreads r, tab and enter over 450 ms on a clock that stands still
// in between: nothing is reversed, and each key begins the quiet moment anew.
// After 500 ms without a key the same keys reverse, once.
func TestArming(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for _, keys := range [][]string{{"r", "tab", "enter"}, {"R", "right", "enter"}, {"r", "shift+tab", "enter", "enter"}} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			s, till := stoppedTill(t)
			till.press(keys[0]).question("one moment…").about("£42.50", "Visa ··1013", "ORDER-1")
			between := 450 * time.Millisecond / time.Duration(len(keys)-1)
			for _, key := range keys[1:] {
				s.clock.step(between)
				till.unarmed("while keys come")
				till.press(key).heard()
			}
			till.unarmed("at the last of the keys")
			s.clock.step(499 * time.Millisecond)
			till.unarmed("499 ms after the last key")
			till.arm().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			till.press("enter")
			till.closed("the enter that follows at once")
			s.clock.step(499 * time.Millisecond)
			till.press("enter")
			till.closed("an enter after 499 ms")
			s.clock.run(waitSpeed)
			till.row("ORDER-1", "Successful, reversed")
			s.wantState("ORDER-1", dojo.StatusReversed, 1)
			till.quit()
		})
	}
}

// TestArmedOnce presses enter three times in one write, which confirms nothing, and
// then once, which confirms. More of them do nothing until there was a quiet
// moment.
func TestArmedOnce(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s, till := stoppedTill(t)
	till.press("r").question("one moment…")
	till.arm().about("£42.50", "Visa ··1013", "ORDER-1").toReverse()
	till.Type("\r\r\r")
	till.question("Too quick: press enter again").saying("[ Reverse £42.50 ]")
	till.rested().press("enter").row("ORDER-1", "Created")
	till.press("enter", "enter", "enter")
	till.closed("the enters that came after it")
	s.clock.run(waitSpeed)
	till.row("ORDER-1", "Successful, reversed")
	till.openLate() // after so long it is meant for the list
	till.press("enter").WaitGone("Details")
	till.row("ORDER-1", "Successful, reversed")
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
	till.quit()
}

// TestUnarmed presses the keys that act before the dialog is armed: those that
// keep.
func TestUnarmed(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s, till := stoppedTill(t)
	for _, key := range []string{"esc", "ctrl+c"} {
		till.press("r").question("one moment…")
		s.clock.step(150 * time.Millisecond)
		till.press("tab", key).says("Kept. Nothing was reversed: £42.50 is still held.")
		till.WaitUntil("the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
	}
	till.press("enter").WaitFor("Details") // the moment was the dialog's, and went with it
	till.press("enter").WaitGone("Details")
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.quit()
}
