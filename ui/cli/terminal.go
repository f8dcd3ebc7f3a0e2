package cli

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strconv"
	"sync"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui"
	"dojoreversals/ui/internal/squeeze"
)

// terminal is the one writer to the terminal. Frames, the bell and the
// clipboard come from different goroutines, and one written into the middle of
// another would leave an escape sequence on the screen.
//
// It is still the file that it wraps, since Bubble Tea asks a file for the
// window's size.
type terminal struct {
	*os.File
	mu    sync.Mutex
	out   io.Writer
	drawn chan int // the newest moment of the screen that it has drawn
}

// newTerminal writes to a file that is a terminal. Of frames it sends only what
// differs from what is on the screen, unless they are to go whole.
func newTerminal(f *os.File, whole bool) *terminal {
	t := &terminal{File: f, out: f, drawn: make(chan int, 1)}
	if !whole {
		t.out = squeeze.NewWriter(f)
	}
	return t
}

// Write writes one piece whole. Where it is a frame with a mark of its moment, it
// notes that this one was drawn.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	frame, moment, marked := cutMoment(p)
	n, err := t.out.Write(frame)
	switch {
	case err != nil:
		return min(n, len(p)), err
	case marked:
		select {
		case <-t.drawn: // an older one
		default:
		}
		t.drawn <- moment
	}
	return len(p), nil
}

// markBegin and markEnd are around the number of a moment in a frame. Terminals
// would ignore such a sequence (APC); none is sent any.
const markBegin, markEnd = "\x1b_moment ", "\x1b\\"

// momentMark marks a frame with the number of its moment.
func momentMark(moment int) string { return markBegin + strconv.Itoa(moment) + markEnd }

// cutMoment takes the mark out of a frame, if it has one.
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

// WriteString writes one piece whole. Without it, the file's own method would
// be called and go around the lock.
func (t *terminal) WriteString(s string) (int, error) { return t.Write([]byte(s)) }

// Bell rings the terminal's bell.
func (t *terminal) Bell() { _, _ = t.WriteString("\a") }

// Copy puts a text on the clipboard of the person's own machine, also through
// SSH (OSC 52).
func (t *terminal) Copy(text string) { _, _ = t.WriteString(ansi.SetSystemClipboard(text)) }

// renderer draws with the colours of a theme. It asks the terminal nothing.
func (t *terminal) renderer(theme ui.Theme) *lipgloss.Renderer {
	r := lipgloss.NewRenderer(t)
	r.SetHasDarkBackground(theme != ui.ThemeLight)
	r.SetColorProfile(theme.Profile())
	return r
}
