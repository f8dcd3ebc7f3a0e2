package cli

import (
	"io"
	"os"
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
	mu  sync.Mutex
	out io.Writer
}

// newTerminal writes to a file that is a terminal. Of frames it sends only what
// differs from what is on the screen, unless they are to go whole.
func newTerminal(f *os.File, whole bool) *terminal {
	t := &terminal{File: f, out: f}
	if !whole {
		t.out = squeeze.NewWriter(f)
	}
	return t
}

// Write writes one piece whole.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.out.Write(p)
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
