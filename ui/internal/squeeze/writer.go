package squeeze

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"sync"
)

const (
	home       = "\x1b[H"
	eraseAll   = "\x1b[2J"
	eraseBelow = "\x1b[J"
	eraseRight = "\x1b[K"
)

// Writer squeezes frames. Each Write is at most one Write of what is under it,
// and one that changes nothing is none. It may be used by several goroutines.
type Writer struct {
	mu    sync.Mutex
	under io.Writer
	lines []line // what the terminal shows, as far as it is known
	// blank says that the screen was cleared and nothing was written since, so
	// that lines which aren't in the list are empty.
	blank bool
	// row and column are where the cursor is, from 0; row is -1 where that
	// isn't known.
	row, column int
	// parked is the sequence that puts the cursor where the caller believes it to
	// be; nil where it is there.
	parked []byte
	out    []byte
}

// NewWriter squeezes what is written to it on its way to another writer.
func NewWriter(under io.Writer) *Writer { return &Writer{under: under, row: -1} }

// Write takes one frame, or one sequence that comes between frames.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f, ok := parseFrame(p)
	if !ok {
		return w.send(w.between(p), len(p))
	}
	if f.fresh && !w.blank {
		// The window has another size, or another program has drawn into it.
		w.forget()
	}
	w.out = w.paint(w.out[:0], f)
	if len(w.out) >= len(p) || f.erasesBelow {
		w.out = append(w.out[:0], p...)
		if f.erasesBelow && f.fresh {
			w.out = eraseFirst(w.out, f)
		}
		w.row = -1
		w.parked = nil
	} else {
		w.parked = append(w.parked[:0], f.cursor...)
	}
	w.note(f)
	if len(w.out) == 0 {
		return len(p), nil
	}
	return w.send(w.out, len(p))
}

// eraseFirst moves the erasing of what is under the last line to the frame's
// beginning. Where that line reaches the edge, the cursor rests on its last cell
// after it, and erasing there would take the cell along.
func eraseFirst(p []byte, f frame) []byte {
	p = append(bytes.TrimSuffix(p[:len(p)-len(f.cursor)], []byte(eraseBelow)), f.cursor...)
	return slices.Insert(p, len(home), []byte(eraseBelow)...)
}

// send writes through. n is how much the caller wrote.
func (w *Writer) send(p []byte, n int) (int, error) {
	sent, err := w.under.Write(p)
	if err != nil || sent < len(p) {
		w.forget()
		if err == nil {
			err = io.ErrShortWrite
		}
		return 0, err
	}
	return n, nil
}

func (w *Writer) forget() { w.lines, w.blank, w.row, w.parked = nil, false, -1, nil }

// between notes what comes between frames, and returns what to send for it. Modes,
// titles, the bell and the clipboard leave the cells as they are. Before anything
// else the cursor is put where a frame would have left it.
func (w *Writer) between(p []byte) []byte {
	if harmless(p) {
		return p
	}
	out := append(append(w.out[:0], w.parked...), p...)
	w.out, w.parked = out, nil
	switch string(p) {
	case eraseAll:
		w.lines, w.blank, w.row = nil, true, -1
	case home:
		w.row, w.column = 0, 0
	default:
		w.forget()
	}
	return out
}

// harmless says whether a sequence changes neither cells nor the cursor's place:
// a bell, an operating system command such as a title, or a mode other than those
// of the alternate screen.
func harmless(p []byte) bool {
	if string(p) == "\a" {
		return true
	}
	if bytes.HasPrefix(p, []byte("\x1b]")) {
		body := p[2:]
		end := bytes.IndexAny(body, "\a\x1b")
		return end >= 0 && (string(body[end:]) == "\a" || string(body[end:]) == "\x1b\\")
	}
	mode, ok := bytes.CutPrefix(p, []byte("\x1b[?"))
	if !ok || len(mode) < 2 || (mode[len(mode)-1] != 'h' && mode[len(mode)-1] != 'l') {
		return false
	}
	switch string(mode[:len(mode)-1]) {
	case "25", "1000", "1002", "1003", "1004", "1006", "2004": // cursor, mouse, focus, paste
		return true
	}
	return false
}

// frame is one frame of Bubble Tea's, taken apart.
type frame struct {
	fresh       bool // it has all lines: nothing of the frame before stays
	lines       []line
	erasesBelow bool   // it erases the lines under its last one
	cursor      []byte // the sequence that puts the cursor on the last line
}

// parseFrame takes a frame apart: home, then each line either left out or
// written whole, with line feeds between; perhaps the rest erased; and the
// cursor put on the last line.
func parseFrame(p []byte) (f frame, ok bool) {
	body, ok := bytes.CutPrefix(p, []byte(home))
	if !ok || len(body) == 0 {
		return f, false
	}
	cup := bytes.LastIndex(body, []byte("\x1b["))
	if cup < 0 {
		return f, false
	}
	last, ok := cursorRow(body[cup:])
	if !ok {
		return f, false
	}
	f.cursor, body = body[cup:], body[:cup]
	body, f.erasesBelow = bytes.CutSuffix(body, []byte(eraseBelow))
	body, f.fresh = bytes.CutPrefix(body, []byte("\r"))
	rows := bytes.Split(body, []byte("\n"))
	if len(rows) != last {
		return f, false
	}
	f.lines = make([]line, len(rows))
	for i, row := range rows {
		l := &f.lines[i]
		if i < len(rows)-1 {
			row, ok = bytes.CutSuffix(row, []byte("\r"))
			if !ok && len(row) > 0 {
				return f, false
			}
			l.skipped = !ok
		} else {
			l.skipped = len(row) == 0
		}
		if l.skipped {
			if f.fresh {
				return f, false
			}
			continue
		}
		if !l.parse(row) {
			return f, false
		}
	}
	return f, true
}

// cursorRow reads the row of "\x1b[row;H", in which Bubble Tea leaves the
// column out or writes it as 0 or 1.
func cursorRow(p []byte) (int, bool) {
	p, ok := bytes.CutPrefix(p, []byte("\x1b["))
	p, ok2 := bytes.CutSuffix(p, []byte("H"))
	if !ok || !ok2 {
		return 0, false
	}
	row, column, _ := bytes.Cut(p, []byte(";"))
	switch string(column) {
	case "", "0", "1":
	default:
		return 0, false
	}
	n, err := strconv.Atoi(string(row))
	if len(row) == 0 {
		n, err = 1, nil
	}
	return n, err == nil && n > 0
}

// note keeps what the terminal shows after a frame.
func (w *Writer) note(f frame) {
	for len(w.lines) < len(f.lines) {
		w.lines = append(w.lines, line{unknown: !w.blank, whole: true})
	}
	for i, l := range f.lines {
		if !l.skipped {
			w.lines[i] = l
		}
	}
	if f.erasesBelow {
		for i := len(f.lines); i < len(w.lines); i++ {
			w.lines[i] = line{whole: true}
		}
	}
	w.blank = false
}
