//go:build unix

package ptytest

import (
	"strings"
	"testing"
)

func TestAssertCleanAcceptsAProgramThatTidiesUp(t *testing.T) {
	t.Parallel()
	// The order of Bubble Tea: the cursor is hidden on one screen and shown
	// on the other, which x/vt alone would get wrong.
	term := run(t, "lines")
	term.WaitFor("ready")
	term.Type(`print \x1b[?25l\x1b[?1049h\x1b[?2004h\x1b[?1002h\x1b[?1006h\x1b[?1004h\x1b[2;31m\x69nside` + "\n")
	s := term.WaitUntil("the alternate screen", func(s Screen) bool { return s.AltScreen && s.Contains("inside") })
	if s.CursorVisible || !s.BracketedPaste || !s.MouseOn || !s.FocusOn {
		t.Errorf("%s", s)
	}
	term.Type(`print \x1b[m\x1b[?2004l\x1b[?25h\x1b[?1002l\x1b[?1006l\x1b[?1004l\x1b[?1049l` + "\nexit 0\n")
	AssertClean(t, term)
	if s := term.Screen(); !s.CursorVisible || s.AltScreen || s.Contains("inside") || !s.Contains("ready") {
		t.Errorf("%s", s)
	}
}

func TestAssertCleanSeesEachFault(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ commands, says string }{
		"alternate screen": {`print \x1b[?1049h`, "alternate screen (mode ?1049) left on"},
		"cursor":           {`print \x1b[?25l`, "cursor (mode ?25) left off"},
		"paste":            {`print \x1b[?2004h`, "bracketed paste (mode ?2004) left on"},
		"mouse":            {`print \x1b[?1003h`, "mouse movements (mode ?1003) left on"},
		"focus":            {`print \x1b[?1004h`, "focus reports (mode ?1004) left on"},
		"wrap":             {`print \x1b[?7l`, "automatic wrap (mode ?7) left off"},
		"insert mode":      {`print \x1b[4h`, "a mode (mode 4) left on"},
		"style":            {`print \x1b[1;31m`, "style not reset"},
		"style beneath the alternate screen": {
			`print \x1b[31m\x1b[?1049h\x1b[m\x1b[?1049l`, "style not reset",
		},
		"style within the alternate screen": {
			`print \x1b[?1049h\x1b[31m\x1b[?1049l`, "style not reset",
		},
		"kernel modes": {"raw", "kernel modes changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := failure(t, func(tb testing.TB) {
				term := run(tb, "lines")
				term.WaitFor("ready")
				// In raw mode return is not a newline: send that.
				term.Type(c.commands + "\nexit 0\n")
				AssertClean(tb, term)
			})
			if !strings.Contains(said, c.says) {
				t.Errorf("no %q in\n%s", c.says, said)
			}
		})
	}
}

func TestAssertCleanAfterFullReset(t *testing.T) {
	t.Parallel()
	term := run(t, "lines")
	term.WaitFor("ready")
	term.Type(`print \x1b[?2026h\x1b[?1000h\x1b[31m\x1bc` + "\nexit 0\n")
	AssertClean(t, term)
}

func TestAssertCleanAfterHangUpIsAMistake(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) {
		term := run(tb, "lines")
		term.WaitFor("ready")
		term.HangUp()
		AssertClean(tb, term)
	})
	if !strings.Contains(said, "no terminal left") {
		t.Error(said)
	}
}
