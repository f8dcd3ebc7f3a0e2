package cli

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui"
	"dojoreversals/ui/internal/squeeze"
)

// terminal is the only writer to the terminal. Frames, the bell and the clipboard
// come from different goroutines. A lock keeps them apart, since one inside another
// would leave an escape sequence on the screen.
//
// It embeds the file, since Bubble Tea asks a file for the window's size.
type terminal struct {
	*os.File
	mu     sync.Mutex
	screen *squeeze.Screen
	shown  bool   // the alternate screen, where frames go
	title  string // of the window, while the screen is shown; "" leaves it alone
}

// newTerminal writes to a terminal f through out. It sends whole lines if asked to,
// and otherwise only the cells that differ from what is on the screen.
func newTerminal(f *os.File, out io.Writer, whole bool, title string) *terminal {
	return &terminal{File: f, screen: squeeze.New(out, whole), title: title}
}

// noFrame is the view that Bubble Tea gets in place of the screen, which a painter
// draws. A terminal would ignore it, since it is an APC sequence.
const noFrame = "\x1b_no frame\x1b\\"

// Write writes p in one piece, but drops Bubble Tea's own frames. It does so without
// the lock: Bubble Tea waits for its frames after each message, and a terminal that
// has stopped reading holds the lock.
func (t *terminal) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(noFrame)) {
		return len(p), nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch string(p) {
	case enterScreen:
		t.shown = true
	case leaveScreen:
		t.shown = false
	}
	n, err := t.screen.Write(t.titled(p))
	if err != nil {
		return min(n, len(p)), err
	}
	return len(p), nil
}

// setTitle changes the window's title, at once where the screen is shown.
func (t *terminal) setTitle(title string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shown && title != t.title && title != "" {
		_, _ = t.screen.Write([]byte(ansi.SetWindowTitle(title)))
	}
	t.title = title
}

// draw shows a frame. It reports whether the terminal shows it now, and whether
// anything had to be written for that.
func (t *terminal) draw(f frame) (shows, written bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.shown || f.view == "" {
		return false, false
	}
	switch f.over {
	case unknown:
		t.screen.Forget()
	case erased:
		_, _ = t.screen.Write([]byte(ansi.EraseEntireScreen))
	}
	written, err := t.screen.Frame(strings.Split(f.view, "\n"), f.columns)
	return err == nil, written
}

const (
	enterScreen = "\x1b[?1049h"
	leaveScreen = "\x1b[?1049l"
	// keepTitle and giveTitleBack put the window's title on the terminal's stack and
	// take it back from there (XTWINOPS). The Linux console and others ignore them.
	keepTitle     = "\x1b[22;2t"
	giveTitleBack = "\x1b[23;2t"
)

// titled sets the title when the alternate screen is entered, and gives the former
// one back when it is left. Bubble Tea leaves that screen on every way out, also after
// a panic and before it is suspended. A terminal that keeps no titles gets an empty
// one, for which many show their own.
func (t *terminal) titled(p []byte) []byte {
	switch {
	case t.title == "":
		return p
	case string(p) == enterScreen:
		return slices.Concat([]byte(keepTitle+ansi.SetWindowTitle(t.title)), p)
	case string(p) == leaveScreen:
		return slices.Concat(p, []byte(ansi.SetWindowTitle("")+giveTitleBack))
	}
	return p
}

// hasTitle says whether a terminal has a title. A terminal of hardware or a console
// has none, and some of them print a sequence that sets it.
func hasTitle(lookupEnv func(string) (string, bool)) bool {
	name, _ := lookupEnv("TERM")
	for _, none := range []string{"linux", "vt1", "vt2", "vt3", "vt4", "vt5", "ansi", "cons", "dumb", "unknown", "sun", "wy"} {
		if strings.HasPrefix(name, none) {
			return false
		}
	}
	return true
}

// WriteString writes s in one piece. It is here since the embedded file's own
// method would write past the lock.
func (t *terminal) WriteString(s string) (int, error) { return t.Write([]byte(s)) }

// Bell rings the terminal's bell.
func (t *terminal) Bell() { _, _ = t.WriteString("\a") }

// Copy puts a text on the clipboard of the operator's own machine, through SSH too
// (OSC 52).
func (t *terminal) Copy(text string) { _, _ = t.WriteString(ansi.SetSystemClipboard(text)) }

// renderer draws with the colours of a theme. It doesn't ask the terminal for its
// colours.
func (t *terminal) renderer(theme ui.Theme) *lipgloss.Renderer {
	r := lipgloss.NewRenderer(t)
	r.SetHasDarkBackground(theme != ui.ThemeLight)
	r.SetColorProfile(theme.Profile())
	return r
}
