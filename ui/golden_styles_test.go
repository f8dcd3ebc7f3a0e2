package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/ptytest"
)

// halfOfWide stands for the right half of a wide character, which has no style
// of its own.
const halfOfWide = "\u2021"

// stylesOf are the names of the styles of views that were drawn with inNames,
// cell by cell, the lines of all of them one after another.
func stylesOf(t tb, views []string) [][]string {
	t.Helper()
	screen := parsed(t, views)
	rows := make([][]string, screen.Rows)
	for y := range rows {
		for x := range screen.Cols {
			c := screen.Cell(x, y)
			if c.Content == "" {
				rows[y] = append(rows[y], halfOfWide)
				continue
			}
			rows[y] = append(rows[y], styleName(t, c))
		}
	}
	return rows
}

// parsed is one terminal with all views under one another: to make a terminal
// takes longer than to draw on it.
func parsed(t tb, views []string) ptytest.Screen {
	t.Helper()
	w, h := 0, 0
	for _, v := range views {
		h += strings.Count(v, "\n") + 1
		for _, l := range strings.Split(v, "\n") {
			w = max(w, cells.Width(l))
		}
	}
	screen, err := ptytest.Parse(strings.Join(views, "\n"), max(w, 1), h)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return screen
}

// holds fails unless views have the text of those that were drawn in names, and
// every cell exactly the style that the theme gives to the name that stands
// there, see cellsOf.
func (l look) holds(t tb, views, named []string, styles [][]string, known map[string]ptytest.Cell) {
	t.Helper()
	for i, view := range views {
		text := ansi.Strip(named[i])
		if trimmed(ansi.Strip(view)) != trimmed(text) {
			t.Fatalf("the theme %s changes the text:\n%s\n%s", l.name, text, ansi.Strip(view))
		}
		if !l.styled && view != text {
			t.Fatalf("the theme %s writes escape sequences: %q", l.name, view)
		}
	}
	if !l.styled {
		return
	}
	screen := parsed(t, views)
	for y, row := range styles {
		selected := slices.ContainsFunc(row, func(name string) bool { return strings.HasSuffix(name, onSelected) })
		for x, name := range row {
			if name == "" && selected && screen.Cell(x, y).Content == " " {
				continue // the selected row may be filled to its end
			}
			if name == halfOfWide {
				continue
			}
			got, want := screen.Cell(x, y), known[name]
			want.Content, want.Width = got.Content, got.Width
			if got != want {
				t.Fatalf("the theme %s draws column %d of line %d as %+v, and %q as %+v:\n%v", l.name, x+1, y+1, got, name, want, screen)
			}
		}
	}
}

// trimmed is a text without the blanks at the ends of its lines.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// writeStyles writes the names of the styles, each with its lines and columns,
// from 1: "~ 1: title 2-15, sandbox 18-26". Lines that follow each other and
// have one style from end to end stand together, without their columns:
// "~ 7-9: grey".
func writeStyles(b *strings.Builder, rows [][]string) {
	var texts []string
	for _, row := range rows {
		texts = append(texts, runsOf(row))
	}
	for y := 0; y < len(texts); y++ {
		if texts[y] == "" {
			continue
		}
		end := y
		for end+1 < len(texts) && texts[end+1] == texts[y] {
			end++
		}
		lines := fmt.Sprint(y + 1)
		if end > y {
			lines = fmt.Sprintf("%d-%d", y+1, end+1)
		}
		fmt.Fprintf(b, "~ %s: %s\n", lines, texts[y])
		y = end
	}
}

// runsOf are the styles of one line.
func runsOf(row []string) string {
	var runs []string
	for x := 0; x < len(row); {
		end := x + 1
		for end < len(row) && (row[end] == row[x] || row[end] == halfOfWide) {
			end++
		}
		if row[x] != "" {
			runs = append(runs, fmt.Sprintf("%s %d-%d", row[x], x+1, end))
		}
		x = end
	}
	return strings.Join(runs, ", ")
}
