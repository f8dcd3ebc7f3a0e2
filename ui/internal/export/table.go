package export

import (
	"encoding/json"
	"io"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
)

// Column is one column of a table. If the terminal is too narrow, empty columns are left
// out first, then those of the highest rank. Those of rank 0 always stay.
type Column[Row any] struct {
	Title string
	Rank  int
	Cell  func(Row) string
	// Below puts the cells of a column that has no room below their rows, each beside its
	// title.
	Below bool
}

// Table writes a table whose lines have at most width cells, if the columns of rank 0
// fit. 0 is no limit. It returns the titles of the columns that it left out, and that
// say something which isn't below the rows.
func Table[Row any](w io.Writer, columns []Column[Row], rows []Row, width int) (left []string, err error) {
	widths, ranks := make([]int, len(columns)), make([]int, len(columns))
	table := make([][]string, len(rows)+1)
	for i, c := range columns {
		table[0] = append(table[0], c.Title)
		for n, row := range rows {
			cell := dojo.Clean(c.Cell(row))
			table[n+1] = append(table[n+1], cell)
			widths[i] = max(widths[i], cells.Width(cell))
		}
		ranks[i] = c.Rank
		if widths[i] == 0 && c.Rank > 0 {
			ranks[i] += len(columns)
		}
		widths[i] = max(widths[i], cells.Width(c.Title))
	}
	shown := fittingColumns(widths, ranks, width)
	var b strings.Builder
	for n, row := range table {
		var text strings.Builder
		for i, cell := range row {
			if shown[i] {
				text.WriteString(cell + strings.Repeat(" ", widths[i]-cells.Width(cell)+2))
			}
		}
		b.WriteString(strings.TrimRight(text.String(), " ") + "\n")
		if n > 0 {
			writeBelow(&b, columns, row, shown, width)
		}
	}
	for i, c := range columns {
		if !shown[i] && !c.Below {
			left = append(left, c.Title)
		}
	}
	_, err = io.WriteString(w, b.String())
	return left, err
}

// writeBelow writes below a row what has no room in it: as many cells in a line as fit,
// and a long one in as many lines as it needs.
func writeBelow[Row any](b *strings.Builder, columns []Column[Row], row []string, shown []bool, width int) {
	const indent, gap = 4, 2
	used := 0
	for i, c := range columns {
		if shown[i] || !c.Below || row[i] == "" {
			continue
		}
		text := c.Title + " " + row[i]
		if used > 0 && used+gap+cells.Width(text) <= width {
			b.WriteString(strings.Repeat(" ", gap) + text)
			used += gap + cells.Width(text)
			continue
		}
		if used > 0 {
			b.WriteString("\n")
		}
		for n, part := range cells.Wrap(text, max(width-indent, indent)) {
			if n > 0 {
				b.WriteString("\n")
			}
			b.WriteString(strings.Repeat(" ", indent) + part)
			used = indent + cells.Width(part)
		}
	}
	if used > 0 {
		b.WriteString("\n")
	}
}

// fittingColumns says which columns fit in width cells. It leaves out those of the
// highest rank first.
func fittingColumns(widths, ranks []int, width int) []bool {
	shown, total := make([]bool, len(widths)), 0
	for i, w := range widths {
		shown[i] = true
		total += w + 2
	}
	for total-2 > width && width > 0 {
		last := -1
		for i, rank := range ranks {
			if shown[i] && rank > 0 && (last < 0 || rank > ranks[last]) {
				last = i
			}
		}
		if last < 0 {
			break
		}
		shown[last] = false
		total -= widths[last] + 2
	}
	return shown
}

// JSON writes each row as an object on a line of its own.
func JSON[Row any](w io.Writer, rows []Row) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, row := range rows {
		if err := e.Encode(row); err != nil {
			return err
		}
	}
	return nil
}
