package export

import (
	"bytes"
	"encoding/csv"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// row has the kinds of cells that rows have.
type row struct {
	Seq       int64  `json:"seq"`
	Time      string `json:"time"`
	Reference string `json:"reference"`
	Minor     int64  `json:"amount_minor"`
	Currency  string `json:"currency"`
	HTTP      int    `json:"http_status"`
	Known     bool   `json:"known"`
	AuthCode  string `json:"auth_code"`
	Key       string `json:"key_fingerprint"`
}

func aRow() row {
	return row{7, "2026-11-25T14:59:00.000Z", "ORDER-1", 4250, "GBP", 400, true, "123456", "0123456789ab"}
}

// No part of a text starts a formula, whatever a spreadsheet takes for the separator.
func TestWithoutFormulas(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "ORDER-1": "ORDER-1", "a=b": "a=b", "1;2": "1;2", "O'Brien": "O'Brien", "'quoted'": "'quoted'",
		// Amounts, phone numbers and IDs are texts here, and get one too.
		"-42": "'-42", "+44 20 7946 0000": "'+44 20 7946 0000", "-aaaa": "'-aaaa",
		"=1+1": "'=1+1", "+x": "'+x", "-x": "'-x", "@x": "'@x", "|x": "'|x",
		"T7;=1+1;": "T7;'=1+1;", "A;=cmd|' /c calc'!A1;": "A;'=cmd|' /c calc'!A1;",
		"T7,=1+1": "T7,'=1+1", "Smith, -5": "Smith, '-5", "a,b": "a,b",
		";=1": ";'=1", "a\t=1": "a\t'=1", "a\n=1": "a\n'=1", "a\r\n@1": "a\r\n'@1", "\t=1": "'\t'=1", "\nx": "'\nx", " \rx": " '\rx",
		" =1": " '=1", "\u00a0=1": "\u00a0'=1", "\u200b=1": "\u200b'=1", "a; =1": "a; '=1", `a;"=1"`: `a;"'=1"`, `5"-6"`: `5"'-6"`,
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠1": "'＠1", "﹣1": "'﹣1", "−1": "'−1", "a;-1": "a;'-1",
		// One more where there is one already, so that it can be taken away again.
		"'=1": "''=1", "''=1": "'''=1", "a;'=1": "a;''=1", "' =1": "' '=1",
	} {
		got := withoutFormulas(in)
		if got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if back := asRecorded(got); back != in {
			t.Errorf("%q becomes %q, and %q when it is read back", in, got, back)
		}
	}
}

// asRecorded is what a script does that reads a text of the CSV: it takes one
// apostrophe away at each place where one was put.
func asRecorded(cell string) string {
	runes := []rune(cell)
	var b strings.Builder
	start, first := true, true
	for i, r := range runes {
		if r == '\'' && i+1 < len(runes) &&
			(start && strings.ContainsRune(formulaSigns, runes[i+1]) || first && strings.ContainsRune("\t\r\n", runes[i+1])) {
			continue
		}
		b.WriteRune(r)
		skipped := r == '\'' || isBlank(r)
		start = strings.ContainsRune(cellBreaks, r) || start && skipped
		first = first && skipped
	}
	return b.String()
}

func checkSafe(t interface{ Fatalf(string, ...any) }, text string) {
	safe := withoutFormulas(text)
	if back := asRecorded(safe); utf8.ValidString(text) && back != text {
		t.Fatalf("%q becomes %q, and %q when it is read back", text, safe, back)
	}
	if safe != "" && strings.ContainsAny(safe[:1], "\t\r\n") {
		t.Fatalf("%q becomes %q", text, safe)
	}
	for _, part := range strings.FieldsFunc(safe, func(r rune) bool { return strings.ContainsRune(cellBreaks, r) }) {
		part = strings.TrimLeftFunc(part, isBlank)
		if r, _ := utf8.DecodeRuneInString(part); part != "" && strings.ContainsRune("=+-@＝＋－＠", r) {
			t.Fatalf("%q becomes %q, with %q in it", text, safe, part)
		}
	}
}

func FuzzWithoutFormulas(f *testing.F) {
	for _, text := range []string{"T7;=1+1;", "A,'=1", "\t-1", "a\"＝1", " '\n=1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkSafe(t, text) })
}

// The whole file, read with each separator, has no cell that starts a formula.
func TestNoSeparatorMakesAFormula(t *testing.T) {
	t.Parallel()
	text := rapid.StringOf(rapid.SampledFrom([]rune("=+-@|＝－,;\t\r\n\"' \u00a0\u200ba1"))).Filter(func(s string) bool { return len(s) < 40 })
	rapid.Check(t, func(t *rapid.T) {
		l := aRow()
		for _, v := range reflect.ValueOf(&l).Elem().Fields() {
			if v.Kind() == reflect.String {
				v.SetString(text.Draw(t, "text"))
			}
		}
		checkSafe(t, l.Reference)
		for name, write := range map[string]func(io.Writer) error{
			"csv":          func(w io.Writer) error { return CSV(w, []row{l}) },
			"excel":        func(w io.Writer) error { return Excel(w, []row{l}, ',') },
			"excel, Spain": func(w io.Writer) error { return Excel(w, []row{l}, ';') },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			file := strings.TrimPrefix(b.String(), "\ufeff")
			var cells []string
			for _, separators := range []string{",", ";", "\t", ",;\t"} {
				// As a program that knows quotation marks reads it, and as one that doesn't.
				if len(separators) == 1 {
					in := csv.NewReader(strings.NewReader(file))
					in.Comma, in.LazyQuotes, in.FieldsPerRecord = rune(separators[0]), true, -1
					rows, _ := in.ReadAll()
					for _, row := range rows {
						cells = append(cells, row...)
					}
				}
				cells = append(cells, strings.FieldsFunc(file, func(r rune) bool { return strings.ContainsRune(separators+"\r\n", r) })...)
			}
			for _, cell := range cells {
				seen := strings.TrimLeftFunc(strings.ReplaceAll(cell, `"`, ""), isBlank)
				if r, _ := utf8.DecodeRuneInString(seen); seen != "" && strings.ContainsRune("=+-@＝＋－＠", r) {
					t.Fatalf("%s: the cell %q in\n%q", name, cell, file)
				}
			}
		}
	})
}

// Numbers of ours are numbers, with their sign.
func TestNumbersStayNumbers(t *testing.T) {
	t.Parallel()
	l := aRow()
	l.Minor = -4250
	var b bytes.Buffer
	if err := CSV(&b, []row{l}); err != nil || !strings.Contains(b.String(), ",-4250,GBP,") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// Excel gets a byte order mark, its country's separator, and every digit of a code.
func TestForExcel(t *testing.T) {
	t.Parallel()
	l := aRow()
	l.AuthCode, l.Key, l.Reference = "012345", "1234e5678901", "Café;-1"
	for separator, locales := range map[rune][]string{',': {"en-GB", "en-IE"}, ';': {"es-ES", "it-IT"}} {
		for _, locale := range locales {
			if got := Separator(locale); got != separator {
				t.Errorf("%s: %q", locale, got)
			}
		}
		var b bytes.Buffer
		if err := Excel(&b, []row{l}, separator); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(b.String(), "\ufeff")
		in := csv.NewReader(strings.NewReader(text))
		in.Comma = separator
		rows, err := in.ReadAll()
		if !marked || err != nil || len(rows) != 2 {
			t.Fatalf("%v, %q", err, b.String())
		}
		cells := map[string]string{}
		for i, name := range rows[0] {
			cells[name] = rows[1][i]
		}
		for name, want := range map[string]string{
			"auth_code": "'012345", "key_fingerprint": "'1234e5678901", "reference": "Café;'-1",
			"amount_minor": strconv.Itoa(4250), "http_status": "400", "time": l.Time,
		} {
			if cells[name] != want {
				t.Errorf("%s is %q, want %q", name, cells[name], want)
			}
		}
	}
}
