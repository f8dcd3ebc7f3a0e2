package squeeze

import (
	"strconv"
	"unicode/utf8"
)

// paintLine writes what turns a line of the screen into another, in the shorter of two
// ways: the cells that differ, or the line whole.
func (s *Screen) paintLine(row int, was, l *line) {
	if s.whole || was.unknown || was.unsure || l.unsure || was.edge != l.edge {
		s.out = s.paintWhole(s.out, row, l)
		return
	}
	from, before := s.place, len(s.out)
	s.out = s.paintCells(s.out, row, was, l)
	if len(s.out)-before <= len(l.raw) {
		return
	}
	to := s.place
	s.place = from
	if whole := s.paintWhole(nil, row, l); len(whole) < len(s.out)-before {
		s.out = append(s.out[:before], whole...)
		return
	}
	s.place = to
}

// paintCells writes the cells that differ.
func (s *Screen) paintCells(out []byte, row int, was, l *line) []byte {
	var pen style
	width := max(len(l.cells), len(was.cells))
	for i := 0; i < width; i++ {
		if l.at(i) == was.at(i) {
			continue
		}
		out = s.moveIn(out, row, i, l, &pen)
		if n := l.blanks(i); n >= leastErased {
			out = appendChange(out, pen, "") // what is erased takes the background of the pen
			pen = ""
			out = append(strconv.AppendInt(append(out, "\x1b["...), int64(n), 10), 'X')
			i += n - 1 // the cursor stays where it is
			continue
		}
		if !l.edge && i >= len(l.cells) {
			out = appendChange(out, pen, "")
			pen = ""
			out = append(out, eraseRight...)
			break
		}
		out = s.put(out, l.at(i), &pen)
	}
	out = appendChange(out, pen, "")
	if s.row == row && l.edge && s.column >= len(l.cells) {
		s.row = -1 // behind the last column the cursor is between two lines
	}
	return out
}

// leastErased is how many blanks are erased rather than written: to erase them, and to
// move over them afterwards, takes up to ten bytes.
const leastErased = 12

// blanks is how many cells of a line are blank from a column on, up to its last cell.
func (l *line) blanks(i int) int {
	n := i
	for n < len(l.cells) && l.cells[n] == blank {
		n++
	}
	if n == len(l.cells) {
		return 0 // a line that reaches the edge: blanks there are written
	}
	return n - i
}

// paintWhole writes a line as it came. Afterwards the cursor's place isn't known,
// since the text may have characters of unsure width.
func (s *Screen) paintWhole(out []byte, row int, l *line) []byte {
	out = s.moveTo(out, row, 0)
	out = append(out, l.raw...)
	if !l.edge {
		out = append(out, eraseRight...)
	}
	s.row = -1
	return out
}

// put writes one cell where the cursor is.
func (s *Screen) put(out []byte, c cell, pen *style) []byte {
	out = appendChange(out, *pen, c.style)
	*pen = c.style
	s.column++
	return utf8.AppendRune(out, c.r)
}

// moveIn moves the cursor to a cell of a line. Over a few cells that stay as
// they are it writes them again, where that is shorter than a move.
func (s *Screen) moveIn(out []byte, row, column int, l *line, pen *style) []byte {
	n := column - s.column
	switch {
	case s.row != row || n < 0:
		out = appendChange(out, *pen, "")
		*pen = ""
		return s.moveTo(out, row, column)
	case n == 0:
		return out
	}
	const move = 4 // bytes of a move to the right by less than ten cells
	if n <= move {
		again, at := *pen, out
		for i := s.column; i < column; i++ {
			at = appendChange(at, again, l.at(i).style)
			again = l.at(i).style
			at = utf8.AppendRune(at, l.at(i).r)
		}
		if len(at)-len(out) <= len(appendRight(nil, n)) {
			s.column, *pen = column, again
			return at
		}
	}
	s.column = column
	return appendRight(out, n)
}

// moveTo moves the cursor to a place, in the shortest way.
func (s *Screen) moveTo(out []byte, row, column int) []byte {
	if s.row == row && s.column == column {
		return out
	}
	best := appendPlace(nil, row, column)
	if down := row - s.row; s.row >= 0 && down >= 0 && down < len(best) {
		var way []byte
		if s.column != 0 {
			way = append(way, '\r')
		}
		for range down {
			way = append(way, '\n')
		}
		if column > 0 {
			way = appendRight(way, column)
		}
		if len(way) < len(best) {
			best = way
		}
	}
	s.row, s.column = row, column
	return append(out, best...)
}

func appendRight(out []byte, n int) []byte {
	out = append(out, "\x1b["...)
	if n > 1 {
		out = strconv.AppendInt(out, int64(n), 10)
	}
	return append(out, 'C')
}

func appendPlace(out []byte, row, column int) []byte {
	out = append(out, "\x1b["...)
	if row > 0 || column > 0 {
		out = strconv.AppendInt(out, int64(row+1), 10)
	}
	if column > 0 {
		out = append(out, ';')
		out = strconv.AppendInt(out, int64(column+1), 10)
	}
	return append(out, 'H')
}
