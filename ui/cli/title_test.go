package cli_test

import (
	"strings"
	"syscall"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// TestTitle holds that the window has our title while the screen is shown, and its
// own again afterwards. (The other ways out are in TestEndings and
// TestSuspendToTheShell.)
func TestTitle(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	for name, c := range map[string]struct {
		term          string
		noStack       bool
		during, after string
	}{
		"a stack of titles": {"xterm-256color", false, "Dojo Reversals SANDBOX", ptytest.ShellTitle},
		"no stack":          {"xterm", true, "Dojo Reversals SANDBOX", ""},
		"the Linux console": {"linux", true, ptytest.ShellTitle, ptytest.ShellTitle},
		"of hardware":       {"vt220", true, ptytest.ShellTitle, ptytest.ShellTitle},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			till := run(t, s, ptytest.Options{Env: s.env("TERM=" + c.term), NoTitleStack: c.noStack})
			if shown := till.WaitFor("ORDER-1"); shown.Title != c.during {
				t.Errorf("the title is %q, want %q", shown.Title, c.during)
			}
			if c.during == c.after && strings.Contains(string(till.Raw()), "\x1b]2") {
				t.Error("a terminal without a title was sent one")
			}
			till.Signal(syscall.SIGHUP)
			till.ended(0)
			if left := till.Screen(); left.Title != c.after {
				t.Errorf("the title is %q afterwards, want %q", left.Title, c.after)
			}
		})
	}
}

// TestStartRefused ends the program before it shows anything. The terminal is as it
// was.
func TestStartRefused(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for _, args := range [][]string{{"--theme", "mauve"}, {"nonsense"}, {"--help"}} {
		till := run(t, s, ptytest.Options{Args: args, Env: s.env()})
		code := till.Wait()
		if help := args[0] == "--help"; help != (code == 0) {
			t.Errorf("%q: exit code %d", args, code)
		}
		ptytest.AssertClean(t, till.Terminal)
	}
}
