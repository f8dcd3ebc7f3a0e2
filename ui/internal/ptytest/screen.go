package ptytest

import (
	"fmt"
	"strings"
)

// Screen is what the terminal showed at one moment. It never changes, and
// may be used by several goroutines.
type Screen struct {
	// Cols and Rows are its size in cells.
	Cols, Rows int
	// CursorX and CursorY are the cursor's column and row, from 0.
	CursorX, CursorY int
	// CursorVisible is false after the program hid the cursor.
	CursorVisible bool
	// AltScreen says that the alternate screen is shown.
	AltScreen bool
	// BracketedPaste says that pasted text will be marked as such.
	BracketedPaste bool
	// MouseOn says that the program is sent clicks or movements.
	MouseOn bool
	// FocusOn says that the program is told when the window gains or loses
	// the focus.
	FocusOn bool
	// Title is the window's title: ShellTitle, until the program sets another.
	Title string

	cells []Cell // row by row
}

// Cell returns the cell at column x and row y, both from 0. Outside of the
// screen it returns the zero Cell.
func (s Screen) Cell(x, y int) Cell {
	if x < 0 || y < 0 || x >= s.Cols || y >= s.Rows {
		return Cell{}
	}
	return s.cells[y*s.Cols+x]
}

// Line returns the text of row y without the blanks at its end. Outside of
// the screen it is empty.
func (s Screen) Line(y int) string {
	if y < 0 || y >= s.Rows {
		return ""
	}
	var b strings.Builder
	for x := range s.Cols {
		b.WriteString(s.Cell(x, y).Content)
	}
	return strings.TrimRight(b.String(), " ")
}

// Lines returns the text of every row, each as Line does.
func (s Screen) Lines() []string {
	lines := make([]string, s.Rows)
	for y := range lines {
		lines[y] = s.Line(y)
	}
	return lines
}

// Text returns all rows with newlines between.
func (s Screen) Text() string { return strings.Join(s.Lines(), "\n") }

// Contains says whether one row shows sub. Text that is broken over two rows
// is not found.
func (s Screen) Contains(sub string) bool { return s.RowOf(sub) >= 0 }

// RowOf returns the first row from the top that shows sub, or -1.
func (s Screen) RowOf(sub string) int {
	for y := range s.Rows {
		if strings.Contains(s.Line(y), sub) {
			return y
		}
	}
	return -1
}

// Find returns the column and row of the cell where sub begins, looking row
// by row from the top, or -1 and -1.
func (s Screen) Find(sub string) (x, y int) {
	y = s.RowOf(sub)
	if y < 0 {
		return -1, -1
	}
	before := strings.Index(s.Line(y), sub) // in bytes
	for x < s.Cols && before >= len(s.Cell(x, y).Content) {
		before -= len(s.Cell(x, y).Content)
		x++
	}
	return x, y
}

// String draws the screen in a frame, for failure messages.
func (s Screen) String() string {
	cursor := "hidden"
	if s.CursorVisible {
		cursor = fmt.Sprintf("at %d,%d", s.CursorX, s.CursorY)
	}
	head := fmt.Sprintf(" %dx%d, cursor %s", s.Cols, s.Rows, cursor)
	for _, flag := range []struct {
		on   bool
		word string
	}{
		{s.AltScreen, "alternate screen"}, {s.BracketedPaste, "bracketed paste"},
		{s.MouseOn, "mouse"}, {s.FocusOn, "focus reports"},
	} {
		if flag.on {
			head += ", " + flag.word
		}
	}
	edge := strings.Repeat("─", s.Cols)
	var b strings.Builder
	b.WriteString(head + "\n┌" + edge + "┐\n")
	for y := range s.Rows {
		b.WriteString("│")
		for x := range s.Cols {
			b.WriteString(s.Cell(x, y).Content)
		}
		b.WriteString("│\n")
	}
	b.WriteString("└" + edge + "┘\n")
	return b.String()
}
