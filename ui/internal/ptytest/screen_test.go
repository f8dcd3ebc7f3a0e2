package ptytest

import (
	"image/color"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// parsed is Parse for tests.
func parsed(t *testing.T, text string, cols, rows int) Screen {
	t.Helper()
	s, err := Parse(text, cols, rows)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScreenText(t *testing.T) {
	t.Parallel()
	s := parsed(t, "TIME  SHOP\n18:42 日本 café £42.50  \n\n> \x1b[31mend\x1b[m", 24, 5)
	if got := s.Line(1); got != "18:42 日本 café £42.50" {
		t.Errorf("%q", got)
	}
	if got := s.Text(); got != "TIME  SHOP\n18:42 日本 café £42.50\n\n> end\n" {
		t.Errorf("%q", got)
	}
	for _, c := range []struct {
		sub  string
		x, y int
	}{
		{"TIME", 0, 0}, {"SHOP", 6, 0}, {"日", 6, 1}, {"本 c", 8, 1}, {"£42", 16, 1}, {"end", 2, 3}, {"nowhere", -1, -1},
	} {
		if x, y := s.Find(c.sub); x != c.x || y != c.y {
			t.Errorf("%q at %d,%d, not %d,%d", c.sub, x, y, c.x, c.y)
		}
		if got := s.RowOf(c.sub); got != c.y || s.Contains(c.sub) != (c.y >= 0) {
			t.Errorf("%q in row %d", c.sub, got)
		}
	}
	if s.Line(-1) != "" || s.Line(5) != "" || s.Cell(24, 0) != (Cell{}) {
		t.Error("something outside of the screen")
	}
}

func TestCells(t *testing.T) {
	t.Parallel()
	s := parsed(t, "\x1b[1;2;3;4;5;7;9;31;102mA\x1b[m"+
		"\x1b[38;5;208;48;2;1;2;3mB\x1b[m日e\u0301", 20, 1)
	for x, want := range []Cell{
		{
			Content: "A", Width: 1, Fg: ansi.IndexedColor(1), Bg: ansi.IndexedColor(10),
			Bold: true, Faint: true, Italic: true, Underline: true, Blink: true, Reverse: true, Strike: true,
		},
		{Content: "B", Width: 1, Fg: ansi.IndexedColor(208), Bg: color.RGBA{1, 2, 3, 255}},
		{Content: "日", Width: 2},
		{},
		{Content: "e", Width: 1}, // see doc.go about the combining mark
	} {
		if got := s.Cell(x, 0); got != want {
			t.Errorf("cell %d: %+v, not %+v", x, got, want)
		}
	}
}

func TestScreenDrawsItself(t *testing.T) {
	t.Parallel()
	s := parsed(t, "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1000hhi 日", 6, 2)
	want := " 6x2, cursor hidden, alternate screen, bracketed paste, mouse\n" +
		"┌──────┐\n│hi 日 │\n│      │\n└──────┘\n"
	if got := s.String(); got != want {
		t.Errorf("got\n%s\nnot\n%s", got, want)
	}
}

// A wide character that ends in the last column, one that does not fit, and
// one that is half overwritten.
func TestWideCharactersAtTheEdges(t *testing.T) {
	t.Parallel()
	s := parsed(t, "abc日\n日本\x1b[2;2Hx", 5, 3)
	if s.Line(0) != "abc日" || s.Line(1) != " x本" {
		t.Errorf("%s", s)
	}
	if cell := s.Cell(4, 0); cell.Width != 0 || cell.Content != "" {
		t.Errorf("%+v", cell)
	}
}

func TestScreenDoesNotChange(t *testing.T) {
	t.Parallel()
	m := newModel(10, 2).deaf()
	if err := m.write([]byte("before")); err != nil {
		t.Fatal(err)
	}
	s := m.snapshot()
	if err := m.write([]byte("\x1b[2J\x1b[Hafter")); err != nil {
		t.Fatal(err)
	}
	if s.Line(0) != "before" || m.snapshot().Line(0) != "after" {
		t.Errorf("%s%s", s, m.snapshot())
	}
}

func TestKeyNames(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"a": "a", "日": "日", "space": " ", "backspace": "\x7f", "f1": "\x1bOP", "f12": "\x1b[24~",
		"ctrl+a": "\x01", "ctrl+Z": "\x1a", "ctrl+@": "\x00", "ctrl+\\": "\x1c", "alt+enter": "\x1b\r",
		"ctrl+é": "", "ctrl+1": "", "": "", "down down": "", "alt+": "",
	} {
		if got, ok := keyBytes(key, false); got != want && ok || ok != (want != "") {
			t.Errorf("%q: %q %v", key, got, ok)
		}
	}
	for key, want := range map[string]string{"up": "\x1bOA", "home": "\x1bOH", "shift+tab": "\x1b[Z", "delete": "\x1b[3~", "alt+up": "\x1b\x1bOA"} {
		if got, _ := keyBytes(key, true); got != want {
			t.Errorf("%q: %q", key, got)
		}
	}
}

// FuzzParse: no output of a program may take the harness down.
func FuzzParse(f *testing.F) {
	f.Add("\x1b[?1049h\x1b[2J日本\x1b[3;4Hx\x1b[5L\x1b[2M\x1b[1;3r\n\n")
	f.Add("\x1b]11;?\a\x1b[c\x1b[6n\x1bP+q544e\x1b\\\x1b]52;c;?\a")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text, 12, 4)
		if err != nil {
			t.Skip(err) // the emulator's fault, told as an error
		}
		_ = s.String()
		if err := SVG(discard{}, Picture{text, s, DarkPaper()}); err != nil {
			t.Fatal(err)
		}
	})
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
