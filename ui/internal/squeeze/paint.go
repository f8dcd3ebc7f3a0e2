package squeeze

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// paintLine writes what turns a line of the screen into another, in the shortest of
// three ways: the cells that differ; the same, once all from the first of them on are
// erased; or the line whole.
func (s *Screen) paintLine(row int, was, l *line) {
	if s.whole || was.unknown || was.unsure || l.unsure {
		s.out = s.paintWhole(s.out, row, l)
		return
	}
	const no = -1
	first := l.differs(was)
	if first == no {
		return
	}
	type cursor struct {
		place
		pen style
	}
	from, best, to := cursor{s.place, s.pen}, []byte(nil), cursor{}
	try := func(way []byte) {
		if n := len(way) + len(appendChange(nil, s.pen, "")); best == nil || n < len(best)+len(appendChange(nil, to.pen, "")) {
			best, to = way, cursor{s.place, s.pen}
		}
		s.place, s.pen = from.place, from.pen
	}
	try(s.paintCells(nil, row, *was, l))
	if !l.edge && first < len(l.cells) {
		bare := line{cells: was.cells[:min(first, len(was.cells))]}
		try(s.paintCells(append(s.flat(s.moveIn(nil, row, first, l)), eraseRight...), row, bare, l))
	}
	if len(best) > len(l.raw) {
		try(s.paintWhole(nil, row, l))
	}
	s.out = append(s.out, best...)
	s.place, s.pen = to.place, to.pen
}

// differs is the first cell in which two lines differ, or -1.
func (l *line) differs(was *line) int {
	for i := range max(len(l.cells), len(was.cells)) {
		if l.at(i) != was.at(i) {
			return i
		}
	}
	return -1
}

// paintCells writes the cells that differ.
func (s *Screen) paintCells(out []byte, row int, was line, l *line) []byte {
	for i := 0; i < max(len(l.cells), len(was.cells)); i++ {
		if l.at(i) == was.at(i) {
			continue
		}
		if !l.edge && i >= len(l.cells) {
			if s.row != row || s.column < len(l.cells) || s.column > i { // else what lies between is blank
				out = s.moveIn(out, row, i, l)
			}
			return append(s.flat(out), eraseRight...)
		}
		if n, toTheEnd := l.erasable(&was, i); n > 0 {
			if toTheEnd {
				was.cells = was.cells[:min(i, len(was.cells))]
			}
			from := i
			if s.row == row && s.column < i && l.isBlank(s.column, i) {
				from = s.column // no move is needed to erase what is blank
			} else {
				out = s.moveIn(out, row, i, l)
			}
			out = appendErase(s.flat(out), i+n-from, toTheEnd)
			i += n - 1 // the cursor stays where it is
			continue
		}
		out = s.put(s.moveIn(out, row, i, l), l.at(i))
		s.column++
	}
	if s.row == row && l.edge && s.column >= len(l.cells) {
		s.row = -1 // behind the last column the cursor is between two lines
	}
	return out
}

// erasable is how many cells of a line are better erased than written, from one on, and
// whether with all that is behind them. was is the line as it is on the screen.
func (l *line) erasable(was *line, from int) (n int, toTheEnd bool) {
	to := from
	for to < len(l.cells) && l.cells[to] == blank {
		to++
	}
	last := to // behind the last blank that isn't there yet
	for last > from && was.at(last-1) == blank {
		last--
	}
	write, erase := last-from, len(appendErase(nil, last-from, false))
	toTheEnd, more := !l.edge, false
	for i := to; i < max(len(l.cells), len(was.cells)); i++ {
		differs := l.at(i) != was.at(i)
		more = more || differs
		toTheEnd = toTheEnd && (differs || l.at(i) == blank)
	}
	if toTheEnd {
		erase = len(eraseRight)
	}
	if more { // the cursor moves on
		write += min(to-last, len(appendRight(nil, to-last)))
		erase += len(appendRight(nil, to-from))
	}
	if write <= erase {
		return 0, false
	}
	return last - from, toTheEnd
}

// isBlank says whether there is nothing in the cells from one to before another.
func (l *line) isBlank(from, to int) bool {
	for i := from; i < to; i++ {
		if l.at(i) != blank {
			return false
		}
	}
	return true
}

func appendErase(out []byte, n int, toTheEnd bool) []byte {
	if toTheEnd {
		return append(out, eraseRight...)
	}
	return append(strconv.AppendInt(append(out, "\x1b["...), int64(n), 10), 'X')
}

// flat takes a background off the pen, and whatever else would show where something
// is erased.
func (s *Screen) flat(out []byte) []byte {
	if s.pen.shows() {
		out = s.dip(out, "")
	}
	return out
}

// dip changes the pen.
func (s *Screen) dip(out []byte, to style) []byte {
	out = appendChange(out, s.pen, to)
	s.pen = to
	return out
}

// paintWhole writes a line as it came. Afterwards the cursor's place isn't known,
// since the text may have characters of unsure width.
func (s *Screen) paintWhole(out []byte, row int, l *line) []byte {
	out = s.moveTo(s.dip(out, ""), row, 0)
	out = append(out, l.raw...)
	if !l.edge {
		out = append(out, eraseRight...)
	}
	s.row = -1
	return out
}

// put writes one cell where the cursor is.
func (s *Screen) put(out []byte, c cell) []byte {
	return utf8.AppendRune(s.dip(out, s.penFor(c)), c.r)
}

// penFor is the pen for a cell. A blank takes any that doesn't show on it.
func (s *Screen) penFor(c cell) style {
	if c == blank && !s.pen.shows() {
		return s.pen
	}
	return c.style
}

// moveIn moves the cursor to a cell of a line. Over a few cells that stay as
// they are it writes them again, where that is shorter than a move.
func (s *Screen) moveIn(out []byte, row, column int, l *line) []byte {
	n := column - s.column
	switch {
	case s.row != row || n < 0:
		return s.moveTo(out, row, column)
	case n == 0:
		return out
	}
	const move = 4 // bytes of a move to the right by less than ten cells
	if n <= move {
		dipped := func() int { return len(appendChange(nil, s.pen, s.penFor(l.at(column)))) }
		moved := len(appendRight(nil, n)) + dipped()
		pen, again := s.pen, out
		for i := s.column; i < column; i++ {
			again = s.put(again, l.at(i))
		}
		if len(again)-len(out)+dipped() <= moved {
			s.column = column
			return again
		}
		s.pen = pen
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
		feeds := strings.Repeat("\n", down)
		var way []byte
		if s.column != 0 {
			way = append(way, '\r')
		}
		if way = appendRight(append(way, feeds...), column); len(way) < len(best) {
			best = way
		}
		// A line feed keeps the column or doesn't, as the line is set.
		if way = appendColumn([]byte(feeds), column); len(way) < len(best) {
			best = way
		}
	}
	s.row, s.column = row, column
	return append(out, best...)
}

// appendRight moves the cursor to the right by n cells.
func appendRight(out []byte, n int) []byte {
	if n == 0 {
		return out
	}
	out = append(out, "\x1b["...)
	if n > 1 {
		out = strconv.AppendInt(out, int64(n), 10)
	}
	return append(out, 'C')
}

// appendColumn moves the cursor to a column of its line.
func appendColumn(out []byte, column int) []byte {
	return append(strconv.AppendInt(append(out, "\x1b["...), int64(column)+1, 10), 'G')
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
