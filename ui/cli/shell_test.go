//go:build unix

package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// jobs is a shell with job control. It runs the program, says when it was stopped
// and whether the terminal is as it was, reads a line, and brings the program back.
const jobs = `set -m
before=$(stty -g)
"$0"
status=$?
n=0
while [ $status -gt 128 ]; do
	n=$((n+1))
	[ "$(stty -g)" = "$before" ] && echo "stopped $n, as it was" || echo "stopped $n, changed"
	read -r line
	echo "read $line"
	fg >/dev/null
	status=$?
done
echo "ended"
exit $status`

// fromShell starts the program as a shell's job.
func fromShell(t *testing.T, s *shop) *till {
	t.Helper()
	p := runBinary(t, s, "/bin/sh", ptytest.Options{Args: []string{"-c", jobs, build(t)}, Env: s.env()})
	p.WaitFor("To reverse", "? help   q quit")
	return p
}

// stopped waits until the shell has the terminal, and checks that its screen,
// cursor, modes and echo are as they were before the program.
func (p *till) stopped(n int) {
	p.t.Helper()
	s := p.WaitFor(fmt.Sprint("stopped ", n, ", "))
	if s.AltScreen || !s.CursorVisible || s.BracketedPaste || s.FocusOn || s.MouseOn || s.Title != ptytest.ShellTitle || !s.Contains(fmt.Sprint("stopped ", n, ", as it was")) {
		p.t.Errorf("the terminal isn't as it was:\n%s", s)
	}
}

// TestSuspendToTheShell goes to the shell and back from the list, with a filter and
// with details. The screen comes back cell by cell as it was left, in a window that
// was resized meanwhile too.
func TestSuspendToTheShell(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	till := fromShell(t, s)
	till.choose("ORDER-1012")
	for i, open := range []struct{ keys, shows string }{
		{"", "ORDER-1012"}, {"/Visa\r", "esc clears"}, {"\r", "For the bank"},
	} {
		if open.keys != "" {
			till.Type(open.keys)
			till.WaitFor(open.shows)
		}
		before := till.redrawn()
		till.press("ctrl+z").stopped(i + 1)
		till.Type("rq") // which only the shell gets
		till.WaitFor("rq")
		till.Type("\r")
		till.WaitUntil("the screen that was left, and its modes", func(s ptytest.Screen) bool {
			_, _, same := sameCells(s, before)
			return s.AltScreen && s.Title == "Dojo Reversals SANDBOX" && !s.CursorVisible && s.BracketedPaste && s.FocusOn &&
				(same || minute(s) != minute(before))
		})
		till.redrawn()
	}
	till.press("ctrl+z").stopped(4)
	till.Resize(120, 40)
	till.Type("\r")
	till.WaitUntil("the screen in the new size", func(s ptytest.Screen) bool {
		return s.AltScreen && strings.HasPrefix(s.Line(39), " find ") && s.Contains(strings.Repeat("─", 120))
	})
	till.redrawn()
	till.press("esc").heard().press("esc").WaitFor("? help   q quit")
	till.press("q").ended(0)
	till.left("ended")
}

// TestSuspendNotNow holds that ctrl+z is refused while a reversal is under way, and
// means nothing in the dialog.
func TestSuspendNotNow(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.holdAnswers()
	till := fromShell(t, s)
	till.ask()
	till.toFocus("[ Reverse £42.50 ]")
	till.answer("ctrl+z", "the focus on Keep", func(s ptytest.Screen) bool { return strings.Contains(box(s), "[ Keep payment ]") })
	till.press("esc").says("Kept.")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	s.awaitHeld()
	for range 2 { // while it is sent, and while Dojo processes it
		till.press("ctrl+z").says("Not now: a reversal is under way.")
		s.answer()
		till.row("ORDER-1", "Created")
	}
	if strings.Contains(string(till.Raw()), "stopped") {
		t.Errorf("it was stopped:\n%s", till.Screen())
	}
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	till.press("ctrl+z").stopped(1)
	till.Type("\r")
	till.row("ORDER-1", "Successful, reversed")
	till.redrawn()
	s.wantState("ORDER-1", dojo.StatusReversed, 1)
	till.press("q").ended(0)
}
