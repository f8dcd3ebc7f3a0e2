package ptytest

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
)

// drawnOn draws a text on a sheet of its own and reads the PNG.
func drawnOn(t *testing.T, paper Paper, text string, cols, rows int) image.Image {
	t.Helper()
	screen, err := Parse(text, cols, rows)
	if err != nil {
		t.Fatal(err)
	}
	w, h := ScreenSize(cols, rows)
	sheet, err := NewSheet(w, h, SheetPaper())
	if err != nil {
		t.Fatal(err)
	}
	sheet.Screen(0, 0, screen, paper)
	var file bytes.Buffer
	if err := sheet.Write(&file); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, w, h) {
		t.Fatalf("the picture is %v", picture.Bounds())
	}
	return picture
}

// countIn is how many pixels of a cell have a colour.
func countIn(picture image.Image, col, row int, is any) int {
	n := 0
	for y := range pngCellHeight {
		for x := range pngCellWidth {
			if picture.At(col*pngCellWidth+x, row*pngCellHeight+y) == is {
				n++
			}
		}
	}
	return n
}

func TestPNGHasTheColours(t *testing.T) {
	t.Parallel()
	for name, paper := range map[string]Paper{"dark": DarkPaper(), "light": LightPaper()} {
		picture := drawnOn(t, paper, "H \x1b[31mH\x1b[m\x1b[7mH\x1b[m\x1b[2mH\x1b[m\x1b[38;5;196mH\x1b[m\x1b[4m \x1b[m", 10, 1)
		for col, want := range []any{
			paper.Ink, nil, paper.Colours[1], paper.Ground, between(paper.Ground, paper.Ink, 60), rgb("#ff0000"), paper.Ink,
		} {
			if want != nil && countIn(picture, col, 0, want) < 3 {
				t.Errorf("%s: column %d hasn't the colour %v", name, col, want)
			}
		}
		const all = pngCellWidth * pngCellHeight
		if countIn(picture, 1, 0, paper.Ground) != all || countIn(picture, 9, 0, paper.Ground) != all {
			t.Errorf("%s: a blank cell isn't the paper's ground", name)
		}
		if countIn(picture, 3, 0, paper.Ink) < all/2 {
			t.Errorf("%s: reverse doesn't fill its ground with the ink", name)
		}
	}
}

// Lines of a box join across cells and rows.
func TestPNGBoxesJoin(t *testing.T) {
	t.Parallel()
	paper := DarkPaper()
	picture := drawnOn(t, paper, "┌──┐\n│  │\n└──┘", 4, 3)
	for x := pngCellWidth / 2; x <= 3*pngCellWidth+pngCellWidth/2; x++ {
		for _, row := range []int{0, 2} {
			if picture.At(x, row*pngCellHeight+pngCellHeight/2) != paper.Ink {
				t.Errorf("the line in row %d has a gap at %d", row, x)
			}
		}
	}
	for y := pngCellHeight / 2; y <= 2*pngCellHeight+pngCellHeight/2; y++ {
		for _, col := range []int{0, 3} {
			if picture.At(col*pngCellWidth+pngCellWidth/2, y) != paper.Ink {
				t.Errorf("the line in column %d has a gap at %d", col, y)
			}
		}
	}
}

// No two of the characters that programs write look the same, and none is blank.
func TestPNGLetters(t *testing.T) {
	t.Parallel()
	letters, err := newLettering()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]rune{}
	for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?'\"()[]<>/-+=£€…·↑↓" {
		shape := fmt.Sprint(letters.shades(letter{char: r}))
		if !strings.ContainsAny(shape, "12") {
			t.Errorf("%q is blank", r)
		}
		if other, ok := seen[shape]; ok {
			t.Errorf("%q looks like %q", r, other)
		}
		seen[shape] = r
		if r >= 'A' && r <= 'z' && fmt.Sprint(letters.shades(letter{char: r, bold: true})) == shape {
			t.Errorf("%q isn't bold", r)
		}
	}
}

// More colours than a PNG's palette has, characters of two cells and what no
// font has: the picture is drawn all the same, and always the same.
func TestPNGOfAnything(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 400 {
		fmt.Fprintf(&text, "\x1b[38;2;%d;%d;7m山\x1b[m\ue000", i%256, i/2)
	}
	a := drawnOn(t, LightPaper(), text.String(), 100, 12)
	b := drawnOn(t, LightPaper(), text.String(), 100, 12)
	for i, n := range a.(*image.Paletted).Pix {
		if n != b.(*image.Paletted).Pix[i] {
			t.Fatal("the same screen gives another picture")
		}
	}
}
