package cli

import (
	"cmp"
	"os"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"
)

const (
	// A window with more columns or lines than this is a wrong report, not a
	// window: the largest displays with the smallest letters have fewer. Drawing
	// the 65535x65535 of some lines would take gigabytes.
	mostColumns = 2000
	mostLines   = 1000
	// defaultColumns is the width of a window that nothing is known of.
	defaultColumns = 80
)

// plausible says whether a window can have this size, in cells. Serial lines, and
// pseudo-terminals whose maker has set no size, report 0x0, or 0 for one of the two.
func plausible(columns, lines int) bool {
	return columns > 0 && lines > 0 && columns <= mostColumns && lines <= mostLines
}

// window knows the last plausible size of the terminal's window.
type window struct{ columns, lines int }

// newWindow is a window that hasn't reported its size. It has the size that COLUMNS
// and LINES say, as in other programs, or 80x24.
func newWindow(lookupEnv func(string) (string, bool)) *window {
	number := func(name string) int {
		text, _ := lookupEnv(name)
		n, _ := strconv.Atoi(text)
		return n
	}
	w := window{number("COLUMNS"), number("LINES")}
	if !plausible(w.columns, w.lines) {
		w = window{defaultColumns, 24}
	}
	return &w
}

// corrected is a size that a window can have: the one that was reported, or the last
// plausible one.
func (w *window) corrected(size tea.WindowSizeMsg) tea.WindowSizeMsg {
	if plausible(size.Width, size.Height) {
		*w = window{size.Width, size.Height}
	}
	return tea.WindowSizeMsg{Width: w.columns, Height: w.lines}
}

// terminalWidth is the width of the terminal that out is, in cells, or 0 if it isn't
// a terminal.
func terminalWidth(out *output) int {
	if !isTerminal(out) {
		return 0
	}
	columns, _, err := sizeOf(out.file)
	if err != nil || !plausible(columns, 1) {
		columns = cmp.Or(out.columns, defaultColumns)
	}
	return columns
}

// tellsSize says whether the terminal can be asked for its size. Bubble Tea ends
// where it can't.
func tellsSize(out *os.File) bool {
	_, _, err := sizeOf(out)
	return err == nil
}

// sizeOf is the size of a terminal's window, as it tells it.
func sizeOf(out *os.File) (columns, lines int, err error) {
	err = os.ErrClosed
	describe(out, func(fd int) { columns, lines, err = term.GetSize(fd) })
	return columns, lines, err
}
