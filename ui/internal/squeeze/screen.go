package squeeze

import (
	"bytes"
	"io"
)

const (
	home       = "\x1b[H"
	eraseAll   = "\x1b[2J"
	eraseBelow = "\x1b[J"
	eraseRight = "\x1b[K"
)

// Screen is what a terminal shows, as far as that is known. Nothing but a Screen
// may write to the terminal, and only one goroutine at a time may use it.
type Screen struct {
	under io.Writer
	whole bool
	lines []line
	// blank says that the lines which aren't in the list are empty. Otherwise
	// nobody knows what they show.
	blank bool
	place       // where the cursor is
	pen   style // what the next character would look like; plain between frames
	out   []byte
	spare []cell // of a line that isn't shown any more
}

// place is a place on the screen, from 0; row is -1 where it isn't known.
type place struct{ row, column int }

// New is the screen of the terminal that under writes to. It sends of a frame the
// cells that differ from what the terminal shows; if whole is true, the lines.
func New(under io.Writer, whole bool) *Screen {
	return &Screen{under: under, whole: whole, place: place{row: -1}}
}

// Frame shows a frame in a window of some columns, where longer lines are cut. It
// writes once, or not at all if the terminal shows the frame already. Call Forget
// first if the window's size has changed. After an error nobody knows what the terminal
// shows, and the next frame goes whole.
func (s *Screen) Frame(lines []string, columns int) (written bool, err error) {
	s.out = s.out[:0]
	if !s.blank || len(s.lines) > len(lines) {
		s.eraseBelow(len(lines))
	}
	for row, text := range lines {
		if row == len(s.lines) {
			s.lines = append(s.lines, line{})
		}
		was := &s.lines[row]
		if !was.unknown && was.text == text {
			continue
		}
		l := parse(text, columns, s.spare)
		s.paintLine(row, was, &l)
		s.spare, *was = was.cells, l
	}
	s.out = s.dip(s.out, "")
	if len(s.out) == 0 {
		return false, nil
	}
	return true, s.send()
}

// eraseBelow erases what the terminal shows below the last of n lines, before they
// are drawn: where the window has no more lines, this erases the last of them.
func (s *Screen) eraseBelow(n int) {
	for !s.blank && len(s.lines) < n {
		s.lines = append(s.lines, line{unknown: true})
	}
	s.lines, s.blank = s.lines[:min(n, len(s.lines))], true
	s.out = append(s.moveTo(s.out, n, 0), eraseBelow...)
	s.row = -1
}

// Forget says that the terminal may show anything, as after its window has got
// another size.
func (s *Screen) Forget() { s.lines, s.blank, s.row = nil, false, -1 }

// Write sends what comes between frames. Modes, titles, the bell and the clipboard
// leave the cells as they are. Before anything else the cursor is put on the last
// line, where a program that ends leaves it.
func (s *Screen) Write(p []byte) (int, error) {
	s.out = s.out[:0]
	if !harmless(p) {
		if last := len(s.lines) - 1; last >= 0 {
			s.out = s.moveTo(s.out, last, 0)
		}
		switch string(p) {
		case eraseAll:
			s.lines, s.blank, s.row = nil, true, -1
		case home:
			s.row, s.column = 0, 0
		default:
			s.Forget()
		}
	}
	s.out = append(s.out, p...)
	if err := s.send(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// send writes what is ready.
func (s *Screen) send() error {
	sent, err := s.under.Write(s.out)
	if err == nil && sent < len(s.out) {
		err = io.ErrShortWrite
	}
	if err != nil {
		s.Forget()
	}
	return err
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
