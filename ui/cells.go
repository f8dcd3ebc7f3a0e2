package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Everything that measures or cuts text on its way to the screen is in this
// file, so that one notion of width serves all of it: two that disagree by one
// cell break a row.

// cells is how many terminal cells a text takes, styles not counted.
func cells(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// cut shortens a text to at most w cells, ending it with tail if something was
// cut off. A wide character that would straddle the edge goes whole.
func cut(s string, w int, tail string) string {
	switch {
	case w <= 0:
		return ""
	case cells(s) <= w:
		return s
	case cells(tail) >= w:
		return ansi.Truncate(s, w, "")
	}
	return ansi.Truncate(s, w, tail)
}

// left fits a text into exactly w cells, at the left.
func left(s string, w int, tail string) string {
	s = cut(s, w, tail)
	return s + blank(w-cells(s))
}

// ending fits a text into exactly w cells and keeps its end rather than its
// beginning: that is where references differ.
func ending(s string, w int, tail string) string {
	if cells(s) <= w || w <= cells(tail) {
		return left(s, w, tail)
	}
	drop := cells(s) - w + cells(tail)
	end := ansi.TruncateLeft(s, drop, "")
	if cells(end) > w-cells(tail) { // a wide character at the edge
		end = ansi.TruncateLeft(s, drop+1, "")
	}
	return left(tail+end, w, "")
}

// right fits a text into exactly w cells, at the right.
func right(s string, w int, tail string) string {
	s = cut(s, w, tail)
	return blank(w-cells(s)) + s
}

// apart puts a at the left and b at the right of exactly w cells, cutting a
// where both don't fit.
func apart(a, b string, w int, tail string) string {
	if cells(b) > w {
		return left(a, w, tail)
	}
	return left(a, w-cells(b), tail) + b
}

func blank(n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat(" ", n)
}

// wrap breaks a text into lines of at most w cells, at spaces only: a reference
// or an ID that is broken at its hyphen is read wrong. A word that is wider than
// a line is broken where it must be.
func wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	lines := []string{""}
	for _, word := range strings.Split(s, " ") {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case cells(*last)+1+cells(word) <= w:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
		for last = &lines[len(lines)-1]; cells(*last) > w; last = &lines[len(lines)-1] {
			head := ansi.Truncate(*last, w, "")
			if head == "" {
				_, n := utf8.DecodeRuneInString(*last)
				head = (*last)[:n] // a wide character and one cell to put it in
			}
			if len(head) == len(*last) {
				break
			}
			lines = append(lines, (*last)[len(head):])
			lines[len(lines)-2] = head
		}
	}
	return lines
}

// splice lays a box over lines, its left upper corner at column x of line y.
// What is beside the box keeps its column and its styles.
func splice(lines, box []string, x, y int) {
	for i, b := range box {
		if y+i < 0 || y+i >= len(lines) {
			continue
		}
		under := lines[y+i]
		before := ansi.Truncate(under, x, "")
		before += blank(x - cells(before))
		edge := x + cells(b)
		rest := max(cells(under)-edge, 0)
		after := ansi.TruncateLeft(under, edge, "")
		// A wide character under the box's right edge goes whole.
		if cells(after) > rest {
			after = ansi.TruncateLeft(under, edge+1, "")
		}
		after = blank(rest-cells(after)) + after
		lines[y+i] = before + b + after
	}
}

// exactly fits lines into a screen of w by h cells: exactly h lines, and none
// wider than w, since a line too many makes the terminal scroll
// and the top of the screen disappear.
func exactly(lines []string, w, h int) []string {
	out := make([]string, h)
	for i := range out {
		if i < len(lines) {
			out[i] = lines[i]
		}
		// No character is wider than the bytes that it is written in.
		if len(out[i]) > w && cells(out[i]) > w {
			out[i] = ansi.Truncate(out[i], w, "")
		}
	}
	return out
}
