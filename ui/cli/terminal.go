package cli

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strconv"
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
	mu    sync.Mutex
	out   io.Writer
	drawn chan int // the newest ui.Model.Moment whose frame was written
	title string   // of the window, while the screen is shown; "" leaves it alone
}

// newTerminal writes to a terminal f through out. It sends whole frames if asked to,
// and otherwise only the cells that differ from what is on the screen.
func newTerminal(f *os.File, out io.Writer, whole bool, title string) *terminal {
	t := &terminal{File: f, out: out, drawn: make(chan int, 1), title: title}
	if !whole {
		t.out = squeeze.NewWriter(out)
	}
	return t
}

// Write writes p in one piece. If p is a frame that is marked with its moment, it
// then reports the moment as drawn.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	frame, moment, marked := cutMoment(p)
	n, err := t.out.Write(t.titled(frame))
	switch {
	case err != nil:
		return min(n, len(p)), err
	case marked:
		select {
		case <-t.drawn: // nobody has read the older one
		default:
		}
		t.drawn <- moment
	}
	return len(p), nil
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

// markBegin and markEnd enclose the number of a moment in a frame. Write takes the
// mark out; a terminal would ignore it, since it is an APC sequence.
const markBegin, markEnd = "\x1b_moment ", "\x1b\\"

// momentMark marks a frame with the number of its moment.
func momentMark(moment int) string { return markBegin + strconv.Itoa(moment) + markEnd }

// cutMoment takes the mark out of a frame. ok says whether there was one.
func cutMoment(p []byte) (frame []byte, moment int, ok bool) {
	before, rest, ok := bytes.Cut(p, []byte(markBegin))
	if !ok {
		return p, 0, false
	}
	number, after, ok := bytes.Cut(rest, []byte(markEnd))
	if !ok {
		return p, 0, false
	}
	moment, err := strconv.Atoi(string(number))
	return slices.Concat(before, after), moment, err == nil
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
