package ptytest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// drawn returns the picture of a screen, checked to be well-formed XML.
func drawn(t *testing.T, s Screen, title string) string {
	t.Helper()
	var b bytes.Buffer
	if err := SVG(&b, Picture{title, s, DarkPaper()}); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, b.String())
	return b.String()
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}

func TestSVGParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"plain":         {"Held, r to reverse", `<text x="0" y="13" textLength="144" lengthAdjust="spacingAndGlyphs">Held, r to reverse</text>`},
		"escaped":       {`<b>&"`, `>&lt;b&gt;&amp;&#34;</text>`},
		"columns":       {"a   b", `<text x="32" y="13" textLength="8" lengthAdjust="spacingAndGlyphs">b</text>`},
		"wide":          {"x日y", `<text x="8" y="13" textLength="16" lengthAdjust="spacingAndGlyphs">日</text>`},
		"after wide":    {"x日y", `<text x="24" y="13" textLength="8" lengthAdjust="spacingAndGlyphs">y</text>`},
		"second row":    {"\nx", `<text x="0" y="30"`},
		"faint":         {"\x1b[2mx", `{fill-opacity:.6}`},
		"bold red":      {"\x1b[1;31mx", `{fill:#f0717b;font-weight:700}`},
		"256 colours":   {"\x1b[38;5;208mx", `{fill:#ff8700}`},
		"greys":         {"\x1b[38;5;255mx", `{fill:#eeeeee}`},
		"true colour":   {"\x1b[38;2;1;2;3mx", `{fill:#010203}`},
		"background":    {" \x1b[44m  ", `<rect x="8" y="0" width="16" height="17" fill="#6cb2f5"/>`},
		"reverse":       {"\x1b[7mx", `<rect x="0" y="0" width="8" height="17" fill="` + DarkPaper().Ink + `"/>`},
		"reverse text":  {"\x1b[7mx", `{fill:` + DarkPaper().Ground + `}`},
		"underline":     {"\x1b[4ma  b\x1b[m", `d="M0 15.5H32"`},
		"strike":        {"\x1b[9mab\x1b[m", `d="M0 9.5H16"`},
		"line":          {"───", `d="M0 8.5H24"`},
		"box":           {"┌─┐\n│ │\n└─┘", `d="M4 8.5H20M4 42.5H20M4 8.5V42.5M20 8.5V42.5"`},
		"round box":     {"╭─╮", `>╭</text>`},
		"heavy":         {"━", `>━</text>`},
		"faint box":     {"\x1b[2m│", `stroke-opacity:.6`},
		"cursor":        {"x", `<rect x="8.5" y="0.5" width="7" height="16" fill="none"`},
		"title":         {"x", `Till &lt;2&gt;</title>`},
		"double line":   {"═══", `>═══</text>`},
		"text and line": {"─ x ─", `<text x="16" y="13" textLength="8"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := parsed(t, c.text, 20, 3)
			if got := drawn(t, s, "Till <2>"); !strings.Contains(got, c.want) {
				t.Errorf("no %s in\n%s", c.want, got)
			}
		})
	}
}

func TestSVGHidesWhatXMLForbids(t *testing.T) {
	t.Parallel()
	drawn(t, parsed(t, "x", 2, 1), "a\x00\x1b\xffb")
}

// samplePicture is a screen with everything that the real one draws.
const samplePicture = "\x1b[?25l" +
	" Dojo Reversals   \x1b[7m DEMO \x1b[m   Corner Shop           Sun 22 Nov 18:59\n" +
	" To reverse \x1b[1m14\x1b[m   refund instead 6   reversed today 2\n" +
	" ────────────────────────────────────────────────────────────────\n" +
	"   TIME    REFERENCE     CARD                AMOUNT   STATUS\n" +
	"\x1b[7m > 18:42   ORDER-1011    Visa ··1013         £42.50   Held, r to reverse \x1b[m\n" +
	"   18:36   ORDER-1009    Mastercard ··1096  £112.00   \x1b[33mCreated, reversing 3 s\x1b[m\n" +
	"   18:31   ORDER-1008    Amex ··1002          £9.99   \x1b[32mSuccessful, reversed\x1b[m\n" +
	"\x1b[2m   18:10   ORDER-1007    Visa ··1013         £99.99   Captured, refund instead\x1b[m\n" +
	"   ┌───────────────┐ ┌────┬───┐  \x1b[38;5;208morange\x1b[m \x1b[38;2;120;200;255mtrue\x1b[m \x1b[4munderlined\x1b[m\n" +
	"   │ ( Keep )      │ ├────┼───┤  \x1b[31mFailed\x1b[m 日本語 ↑↓ <b>&amp;</b>\n" +
	"   └───────────────┘ └────┴───┘\n"

// The whole picture, byte for byte: go test -run TestSVGGolden with
// PTYTEST_UPDATE=1 writes it anew.
func TestSVGGolden(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "sample.svg")
	got := drawn(t, parsed(t, samplePicture, 80, 12), "dojo-reversals --demo")
	if os.Getenv("PTYTEST_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the picture differs from %s", path)
	}
	if len(got) > 8<<10 {
		t.Errorf("%d bytes", len(got))
	}
}

func TestSVGReportsAFailedWrite(t *testing.T) {
	t.Parallel()
	if err := SVG(broken{}, Picture{"", parsed(t, "x", 2, 1), LightPaper()}); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

// On light paper the window, its text and its sixteen colours are others.
func TestSVGOnLightPaper(t *testing.T) {
	t.Parallel()
	var dark, light strings.Builder
	screen := parsed(t, "\x1b[31mred\x1b[m \x1b[38;5;24mfixed\x1b[m \x1b[7mback\x1b[m", 20, 1)
	if err := errors.Join(SVG(&dark, Picture{"x", screen, DarkPaper()}), SVG(&light, Picture{"x", screen, LightPaper()})); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{LightPaper().Ground, LightPaper().Ink, LightPaper().Colours[1]} {
		if !strings.Contains(light.String(), c) || strings.Contains(dark.String(), c) {
			t.Errorf("%s isn't where it belongs", c)
		}
	}
	if fixed := "#005f87"; !strings.Contains(light.String(), fixed) || !strings.Contains(dark.String(), fixed) {
		t.Error("a fixed colour depends on the paper")
	}
}

// A sheet has each picture in a place of its own, in the colours of its paper.
func TestSheet(t *testing.T) {
	t.Parallel()
	small, high := parsed(t, "\x1b[31mred\x1b[m", 4, 1), parsed(t, "<b>", 4, 9)
	var b bytes.Buffer
	err := Sheet(&b, "all & each", 2, []Picture{{"small", small, DarkPaper()}, {"high", high, LightPaper()}, {"again", small, LightPaper()}})
	if err != nil {
		t.Fatal(err)
	}
	got := b.String()
	wellFormed(t, got)
	for _, want := range []string{
		"<title>all &amp; each</title>", ">small</text>", ">high</text>", ">again</text>", "&lt;b&gt;",
		`translate(14 14)" fill="` + DarkPaper().Ink, `translate(88 14)" fill="` + LightPaper().Ink, `translate(14 91)" fill="` + LightPaper().Ink,
		"fill:" + DarkPaper().Colours[1], "fill:" + LightPaper().Colours[1],
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q isn't in\n%s", want, got)
		}
	}
}
