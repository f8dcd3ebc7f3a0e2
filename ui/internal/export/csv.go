package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode"

	"dojoreversals/dojo/pattern"
)

// CSV writes a file for scripts and spreadsheets, separated by commas. No text in it can
// start a formula (see withoutFormulas). Numbers of ours stay as they are.
func CSV[Row any](w io.Writer, rows []Row) error { return writeCells(w, rows, ',', withoutFormulas) }

// Excel writes the CSV as Excel wants it: Excel reads a file as UTF-8 only after
// a byte order mark, splits it at the list separator of Windows' region, and turns
// texts that look like numbers into numbers. There is no "sep=" line, since Excel
// ignores the mark behind one, and other programs take it for a row.
func Excel[Row any](w io.Writer, rows []Row, separator rune) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	return writeCells(w, rows, separator, func(text string) string {
		if likeNumber().MatchString(text) {
			return "'" + text
		}
		return withoutFormulas(text)
	})
}

// likeNumber are the texts that Excel would change: an authorisation code loses its
// leading zeros, a long reference its last digits, and a key's fingerprint such as
// 1234e5678901 becomes infinite.
var likeNumber = pattern.Lazy(`^[0-9]+([eE][0-9]+)?$`)

// Separator is the list separator that Windows has where a locale is used.
func Separator(locale string) rune {
	switch locale {
	case "es-ES", "it-IT":
		return ';'
	}
	return ','
}

func writeCells[Row any](w io.Writer, rows []Row, separator rune, safe func(string) string) error {
	c := csv.NewWriter(w)
	c.Comma = separator
	var names []string
	for f := range reflect.TypeFor[Row]().Fields() {
		names = append(names, f.Tag.Get("json"))
	}
	_ = c.Write(names)
	for _, row := range rows {
		var cells []string
		for _, v := range reflect.ValueOf(row).Fields() {
			cell := fmt.Sprint(v)
			if v.Kind() == reflect.String {
				cell = safe(cell)
			}
			cells = append(cells, cell)
		}
		_ = c.Write(cells)
	}
	c.Flush()
	return c.Error()
}

// formulaSigns are the signs that start a formula, also in their full-width and small
// forms, which some programs take for the same.
const formulaSigns = "=+-@|＝＋－＠｜﹢﹣﹦﹫−"

// cellBreaks are the signs after which a cell may begin, whatever a spreadsheet takes
// for the separator: the common separators, line breaks, and the quotation mark,
// which a program that splits at another sign doesn't read as we wrote it.
const cellBreaks = ",;\t\r\n\""

// withoutFormulas puts an apostrophe before each sign that a spreadsheet could take
// for the start of a formula, so that a reference from outside runs nothing in an
// accountant's program. That is the start of the text and the start of each part
// after one of the cellBreaks, with blanks and apostrophes before it or not. A text
// that begins with a tab or a line break gets an apostrophe too, since some programs
// skip these at the start of a cell.
//
// Source of the rule: OWASP, "CSV Injection".
//
// A text that has such apostrophes already gets one more at each place, so that
// taking one away at each place gives the text back.
func withoutFormulas(text string) string {
	var b strings.Builder
	start := true // only blanks and apostrophes since a cell may have begun
	first := true // only blanks and apostrophes since the text began
	for _, r := range text {
		if start && strings.ContainsRune(formulaSigns, r) || first && strings.ContainsRune("\t\r\n", r) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		skipped := r == '\'' || isBlank(r)
		start = strings.ContainsRune(cellBreaks, r) || start && skipped
		first = first && skipped
	}
	return b.String()
}

// isBlank says whether a sign can't be seen: a program may drop it at the start of a
// cell. The tab and the line breaks have a meaning of their own.
func isBlank(r rune) bool {
	return !strings.ContainsRune("\t\r\n", r) && (unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc))
}
