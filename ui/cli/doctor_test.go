package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui/internal/ptytest"
)

// On a terminal the page fits, has colours unless they aren't wanted, and says how far it
// is on one line that goes away.
func TestDoctorOnATerminal(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for _, c := range []struct {
		name    string
		columns int
		env     []string
		colours bool
	}{
		{"80", 80, nil, true},
		{"50", 50, nil, true},
		{"no colours", 80, []string{"NO_COLOR=1"}, false},
		{"ASCII", 80, []string{"LC_ALL=C"}, true},
	} {
		p := run(t, s, ptytest.Options{Args: []string{"doctor"}, Env: append(s.env(), c.env...), Cols: c.columns, Rows: 90})
		p.ended(0)
		raw := string(p.Raw())
		if strings.Contains(raw, "\x1b[32mok\x1b[0m") != c.colours || strings.Contains(raw, "\x1b[33m") && !c.colours {
			t.Errorf("%s: colours: %q", c.name, raw)
		}
		text := ansi.Strip(raw)
		for _, has := range []string{"terminal", "columns, 90 lines", "OSC 52", "Dojo takes the key."} {
			if !strings.Contains(text, has) {
				t.Errorf("%s: no %q in\n%s", c.name, has, text)
			}
		}
		if !strings.Contains(raw, "\rChecking: 0 of ") {
			t.Errorf("%s: no progress in %q", c.name, raw)
		}
		if screen := strings.Join(p.Screen().Lines(), "\n"); strings.Contains(screen, "Checking:") {
			t.Errorf("%s: the progress stays:\n%s", c.name, screen)
		}
		if c.name == "ASCII" && strings.ContainsFunc(raw, func(r rune) bool { return r > '~' }) {
			t.Errorf("not ASCII: %q", raw)
		}
	}
}

// In tmux its option decides whether y copies.
func TestDoctorInTmux(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for option, want := range map[string]string{"on": "hands on", "external": "doesn't hand on", "": "doesn't say"} {
		dir := t.TempDir()
		tmux := "#!/bin/sh\n[ \"$*\" = 'show -sv set-clipboard' ] && echo " + option + "\n"
		if err := os.WriteFile(filepath.Join(dir, "tmux"), []byte(tmux), 0o700); err != nil {
			t.Fatal(err)
		}
		p := run(t, s, ptytest.Options{Args: []string{"doctor"}, Env: append(s.env(), "TMUX=/tmp/tmux-1/default,1,0", "PATH="+dir+":/bin:/usr/bin"), Cols: 120, Rows: 90})
		p.ended(0)
		if text := ansi.Strip(string(p.Raw())); !strings.Contains(text, want) {
			t.Errorf("%q: no %q in\n%s", option, want, text)
		}
	}
}
