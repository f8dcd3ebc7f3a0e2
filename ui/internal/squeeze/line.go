package squeeze

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cell is one cell of the screen.
type cell struct {
	r     rune
	style style
}

var blank = cell{r: ' '}

// line is one line of the screen.
type line struct {
	text    string // as the frame had it
	raw     string // the part of it that fits into the window
	cells   []cell // without the blanks at its end
	edge    bool   // it reaches the window's edge; otherwise it is blank after its cells
	unknown bool   // nobody knows what the line shows
	unsure  bool   // its text doesn't say which cells it fills, so it is sent whole
}

// parse takes a line apart in a window of some columns. A style that isn't ended ends
// with the line. The line may be a part of a longer text, which it must not keep in
// memory. Its cells go into a slice that nobody needs any more, if they fit.
func parse(text string, columns int, spare []cell) line {
	l := line{text: strings.Clone(text), cells: spare[:0]}
	l.raw = ansi.Truncate(l.text, columns, "")
	l.edge = ansi.StringWidth(l.raw) >= columns
	if n := min(utf8.RuneCountInString(l.raw), columns); n > cap(l.cells) {
		l.cells = make([]cell, 0, n)
	}
	var s style
	shows := false
	for rest := l.raw; rest != ""; {
		if rest[0] == '\x1b' {
			n, ok := s.parse(rest)
			if !ok {
				l.unsure = true
				n = 1
			}
			shows = s.shows()
			rest = rest[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(rest)
		if !narrow(r) || (r == utf8.RuneError && n == 1) {
			l.unsure = true
		}
		c := cell{r, s}
		if r == ' ' && !shows {
			c = blank
		}
		l.cells = append(l.cells, c)
		rest = rest[n:]
	}
	if s != "" {
		l.raw += "\x1b[m"
	}
	if !l.edge && !l.unsure {
		n := len(l.cells)
		for n > 0 && l.cells[n-1] == blank {
			n--
		}
		l.cells = l.cells[:n]
	}
	return l
}

// at is the cell in a column.
func (l *line) at(i int) cell {
	if i < len(l.cells) {
		return l.cells[i]
	}
	return blank
}

// narrow says whether every terminal draws a character one cell wide and alone.
// The line drawing and the signs that the screen uses are of ambiguous width by
// the Unicode standard: a terminal that draws them in two cells breaks the
// frames themselves, and has --ascii.
func narrow(r rune) bool {
	switch {
	case r >= ' ' && r <= '~':
		return true
	case r >= 0xa1 && r <= 0x17f:
		return r != 0xad // the soft hyphen
	case r >= 0x2580 && r <= 0x259f: // blocks, of which bars are made
		return true
	}
	switch r {
	case '─', '│', '┌', '┐', '└', '┘', '├', '┤', '…', '–', '—', '‘', '’', '“', '”', '•', '←', '↑', '→', '↓', '€', '₤':
		return true
	}
	return false
}
