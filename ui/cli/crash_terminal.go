package cli

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// cookTerminal gives a terminal back that a crash has left raw. Otherwise whatever sets a
// mode of its own would take that one for the one to go back to.
func (s streams) cookTerminal() {
	if !s.interactive() {
		return
	}
	isCooked := false
	describe(s.in, func(fd int) { isCooked = cook(fd) })
	if isCooked {
		s.leaveLostScreen()
	}
}

// leaveLostScreen leaves the alternate screen, where a crash has left it, with what goes
// with it. A terminal that shows no such screen stays as it is, and so does its cursor.
func (s streams) leaveLostScreen() {
	name, _ := s.lookupEnv("TERM")
	for _, o := range []*output{s.out, s.err} {
		if isTerminal(o) && drawable(o.file) && !strings.EqualFold(name, "dumb") {
			// Leaving that screen puts the cursor where it was saved last, in some
			// terminals also where the screen isn't shown.
			text := ansi.SaveCursor + leaveScreen + ansi.RestoreCursor + ansi.ShowCursor + ansi.ResetStyle +
				ansi.ResetMode(ansi.ModeMouseButtonEvent, ansi.ModeMouseExtSgr, ansi.ModeFocusEvent, ansi.ModeBracketedPaste)
			if hasTitle(s.lookupEnv) {
				text += giveTitleBack
			}
			_, _ = o.file.WriteString(text)
			return
		}
	}
}
