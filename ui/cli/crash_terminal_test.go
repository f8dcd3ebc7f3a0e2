//go:build unix

package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// crashedShell runs the program, which a crash then ends, says so, reads a line, and runs
// the program again in what is left of the terminal. It is a shell that doesn't look after
// the terminal itself.
const crashedShell = `before=$(stty -g)
sh -c 'echo $$ >"$2"; exec "$1" --mouse' - "$0" "$1" 2>/dev/null
stty -a | grep -q -e '-icanon' && echo "crashed, raw"
[ -n "$COOKED" ] && stty "$before"
IFS= read -r line <"$2"
shift 2
"$0" "$@"
echo "ended with $?"
`

// What no deferred function sees, such as the lack of memory, leaves the terminal raw, on
// the alternate screen and with reports of the mouse. The next start there, whichever it
// is, gives it back as it was, with the modes that it has read before.
func TestTheNextStartGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for name, c := range map[string]struct {
		args   []string
		cooked bool // the shell gives the modes back, and not the screen
		end    func(p *till)
		code   int
	}{
		"screen":                 {nil, false, func(p *till) { p.WaitFor("ORDER-1", "A mistake in this program"); p.press("q") }, 0},
		"screen, cooked":         {nil, true, func(p *till) { p.WaitFor("ORDER-1", "A mistake in this program"); p.press("q") }, 0},
		"plain lines":            {[]string{"--plain"}, false, func(p *till) { p.WaitFor("A mistake in this program", "ORDER-1"); p.Type("quit\n") }, 0},
		"plain lines, cooked":    {[]string{"--plain"}, true, func(p *till) { p.WaitFor("A mistake in this program", "ORDER-1"); p.Type("quit\n") }, 0},
		"a command":              {[]string{"list"}, false, func(*till) {}, 0},
		"a command, cooked":      {[]string{"list"}, true, func(*till) {}, 0},
		"a command without Dojo": {[]string{"config", "path"}, false, func(*till) {}, 0},
		"a form":                 {[]string{"login"}, false, func(p *till) { p.WaitFor("The secret key of Corner Shop"); p.press("esc") }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			dir := t.TempDir()
			pid, goOn := filepath.Join(dir, "pid"), filepath.Join(dir, "go-on")
			if err := syscall.Mkfifo(goOn, 0o600); err != nil {
				t.Fatal(err)
			}
			env := s.env()
			if c.cooked {
				env = append(env, "COOKED=yes")
			}
			args := append([]string{"-c", crashedShell, build(t), pid, goOn}, c.args...)
			p := runBinary(t, s, "/bin/sh", ptytest.Options{Args: args, Env: env, Cols: 120})
			p.WaitFor("ORDER-1", "? help   q quit")
			text, err := os.ReadFile(pid)
			if err != nil {
				t.Fatal(err)
			}
			process, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil {
				t.Fatal(err)
			}
			awaitLog(t, filepath.Join(stateDir(t, env), "logs"))
			if err := syscall.Kill(process, syscall.SIGABRT); err != nil {
				t.Fatal(err)
			}
			left := p.WaitFor("crashed, raw")
			if !left.AltScreen || !left.MouseOn || left.CursorVisible {
				t.Errorf("the crash left the terminal otherwise than expected:\n%s", left)
			}
			if err := os.WriteFile(goOn, []byte("\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			c.end(p)
			p.WaitFor(fmt.Sprintf("ended with %d", c.code))
			if c.cooked && c.args == nil { // the screen is over another, whose title it gives back
				p.Wait()
				if left := p.Screen(); left.AltScreen || left.MouseOn || !left.CursorVisible || left.BracketedPaste || left.FocusOn {
					t.Errorf("it isn't as it was:\n%s", left)
				}
				return
			}
			p.ended(0)
		})
	}
}

// A terminal in which nothing crashed keeps what it shows, above what the next command
// says.
func TestAnotherTerminalStaysAsItIs(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env := s.env()
	crashEarlier(t, env, filepath.Join(stateDir(t, env), "logs"))
	p := runBinary(t, s, "/bin/sh", ptytest.Options{Args: []string{"-c", `echo one; echo two; "$0" list`, build(t)}, Env: env, Cols: 120})
	p.WaitFor("ORDER-1")
	p.ended(0)
	if lines := p.Screen().Lines(); lines[0] != "one" || lines[1] != "two" || !strings.Contains(lines[2], "A mistake in this program") {
		t.Errorf("%q", lines)
	}
}
