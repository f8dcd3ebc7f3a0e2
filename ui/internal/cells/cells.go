package cells

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Width is how many terminal cells a text takes, styles not counted.
func Width(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Cut shortens a text to at most w cells, ending it with tail if something was
// cut off. A wide character that would straddle the edge goes whole.
func Cut(s string, w int, tail string) string {
	switch {
	case w <= 0:
		return ""
	case Width(s) <= w:
		return s
	case Width(tail) >= w:
		return ansi.Truncate(s, w, "")
	}
	return ansi.Truncate(s, w, tail)
}

// Left fits a text into exactly w cells, at the left.
func Left(s string, w int, tail string) string {
	s = Cut(s, w, tail)
	return s + Blank(w-Width(s))
}

// Ending fits a text into exactly w cells and keeps its end rather than its
// beginning: that is where references differ.
func Ending(s string, w int, tail string) string {
	if Width(s) <= w || w <= Width(tail) {
		return Left(s, w, tail)
	}
	drop := Width(s) - w + Width(tail)
	end := ansi.TruncateLeft(s, drop, "")
	if Width(end) > w-Width(tail) { // a wide character at the edge
		end = ansi.TruncateLeft(s, drop+1, "")
	}
	return Left(tail+end, w, "")
}

// Right fits a text into exactly w cells, at the right.
func Right(s string, w int, tail string) string {
	s = Cut(s, w, tail)
	return Blank(w-Width(s)) + s
}

// Apart puts a at the left and b at the right of exactly w cells, cutting a
// where both don't fit.
func Apart(a, b string, w int, tail string) string {
	if Width(b) > w {
		return Left(a, w, tail)
	}
	return Left(a, w-Width(b), tail) + b
}

// Blank is n cells of nothing.
func Blank(n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat(" ", n)
}

// Wrap breaks a text into lines of at most w cells, at spaces only: a reference
// or an ID that is broken at its hyphen is read wrong. A word that is wider than
// a line is broken where it must be.
func Wrap(s string, w int) []string { return WrapBeside(s, 0, w) }

// WrapBeside is Wrap where so many cells of the first line are taken.
func WrapBeside(s string, taken, width int) []string {
	if width <= 0 {
		return nil
	}
	lines, w := []string{""}, max(width-taken, 1)
	for _, word := range strings.Split(s, " ") {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case Width(*last)+1+Width(word) <= w:
			*last += " " + word
		default:
			lines, w = append(lines, word), width
		}
		for last = &lines[len(lines)-1]; Width(*last) > w; last = &lines[len(lines)-1] {
			head := ansi.Truncate(*last, w, "")
			if head == "" {
				_, n := utf8.DecodeRuneInString(*last)
				head = (*last)[:n] // a wide character and one cell to put it in
			}
			if len(head) == len(*last) {
				break
			}
			lines = append(lines, (*last)[len(head):])
			lines[len(lines)-2], w = head, width
		}
	}
	return lines
}

// Splice lays a box over lines, its left upper corner at column x of line y.
// What is beside the box keeps its column and its styles.
func Splice(lines, box []string, x, y int) {
	for i, b := range box {
		if y+i < 0 || y+i >= len(lines) {
			continue
		}
		under := lines[y+i]
		before := ansi.Truncate(under, x, "")
		before += Blank(x - Width(before))
		edge := x + Width(b)
		rest := max(Width(under)-edge, 0)
		after := ansi.TruncateLeft(under, edge, "")
		// A wide character under the box's right edge goes whole.
		if Width(after) > rest {
			after = ansi.TruncateLeft(under, edge+1, "")
		}
		after = Blank(rest-Width(after)) + after
		lines[y+i] = before + b + after
	}
}

// Exactly fits lines into a screen of w by h cells: exactly h lines, and none
// wider than w, since a line too many makes the terminal scroll
// and the top of the screen disappear.
func Exactly(lines []string, w, h int) []string {
	out := make([]string, h)
	for i := range out {
		if i < len(lines) {
			out[i] = lines[i]
		}
		// No character is wider than the bytes that it is written in.
		if len(out[i]) > w && Width(out[i]) > w {
			out[i] = ansi.Truncate(out[i], w, "")
		}
	}
	return out
}
