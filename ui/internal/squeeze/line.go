package squeeze

import (
	"bytes"
	"unicode/utf8"
)

// cell is one cell of the screen.
type cell struct {
	r     rune
	style style
}

var blank = cell{r: ' '}

// line is one line of the screen.
type line struct {
	raw     []byte // as it was written, without its erasing
	cells   []cell // without the blanks at its end
	whole   bool   // after its cells the line is blank to its end
	skipped bool   // in a frame: the line stays as it is
	unknown bool   // on the screen: nobody knows what the line shows
	unsure  bool   // its text doesn't say which cells it fills, so it is sent whole
}

// parse takes a line apart. It reports false where the line leaves the
// terminal in a state that isn't known.
func (l *line) parse(p []byte) bool {
	p, l.whole = bytes.CutSuffix(p, []byte(eraseRight))
	l.raw = bytes.Clone(p)
	var s style
	for len(p) > 0 {
		if p[0] == '\x1b' {
			n, ok := s.parse(p)
			if !ok {
				return false
			}
			p = p[n:]
			continue
		}
		r, n := utf8.DecodeRune(p)
		if r < ' ' {
			return false
		}
		if !narrow(r) || (r == utf8.RuneError && n == 1) {
			l.unsure = true
		}
		l.cells = append(l.cells, cell{r, s})
		p = p[n:]
	}
	if s != "" {
		return false
	}
	if l.whole && !l.unsure {
		n := len(l.cells)
		for n > 0 && l.cells[n-1] == blank {
			n--
		}
		l.cells = l.cells[:n]
	}
	return true
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
