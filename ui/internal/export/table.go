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
}

// Table writes a table whose lines have at most width cells, if the columns of rank 0
// fit. 0 is no limit. It returns the titles of the columns that it left out.
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
	for _, row := range table {
		var text strings.Builder
		for i, cell := range row {
			if shown[i] {
				text.WriteString(cell + strings.Repeat(" ", widths[i]-cells.Width(cell)+2))
			}
		}
		b.WriteString(strings.TrimRight(text.String(), " ") + "\n")
	}
	for i, c := range columns {
		if !shown[i] {
			left = append(left, c.Title)
		}
	}
	_, err = io.WriteString(w, b.String())
	return left, err
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
