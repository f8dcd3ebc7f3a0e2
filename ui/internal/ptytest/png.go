package ptytest

import (
	"bufio"
	"image"
	"image/color"
	"image/png"
	"io"
)

// Sheet is a picture with many screens on it. The same screens always give the
// same bytes.
type Sheet struct {
	picture *image.Paletted
	numbers map[color.RGBA]uint8
	letters *lettering
	paper   Paper // that titles are written on
}

// NewSheet makes an empty sheet of so many pixels.
func NewSheet(width, height int, paper Paper) (*Sheet, error) {
	letters, err := newLettering()
	if err != nil {
		return nil, err
	}
	s := &Sheet{
		picture: image.NewPaletted(image.Rect(0, 0, width, height), nil),
		numbers: map[color.RGBA]uint8{}, letters: letters, paper: paper,
	}
	s.number(paper.Ground) // which is number 0: the whole sheet
	return s, nil
}

// ScreenSize is how many pixels a screen of so many cells takes.
func ScreenSize(cols, rows int) (width, height int) { return cols * pngCellWidth, rows * pngCellHeight }

// Screen draws a screen at a place.
func (s *Sheet) Screen(x, y int, screen Screen, paper Paper) {
	for row := range screen.Rows {
		for col := range screen.Cols {
			c := screen.Cell(col, row)
			if c.Content == "" {
				continue // the left half was drawn over it
			}
			s.cell(x+col*pngCellWidth, y+row*pngCellHeight, c, paper)
		}
	}
}

// Text writes plain text on the sheet itself.
func (s *Sheet) Text(x, y int, text string, bold bool) {
	for i, r := range []rune(text) {
		s.cell(x+i*pngCellWidth, y, Cell{Content: string(r), Width: 1, Bold: bold}, s.paper)
	}
}

// Write writes the sheet as PNG.
func (s *Sheet) Write(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(buffered, s.picture); err != nil {
		return err
	}
	return buffered.Flush()
}

// cell draws one cell at a pixel.
func (s *Sheet) cell(x, y int, c Cell, paper Paper) {
	ink, ground := paper.Drawn(c)
	var shades [pngShades]uint8
	for i := range shades {
		shades[i] = s.number(between(ground, ink, 100*i/(pngShades-1)))
	}
	for i := range max(c.Width, 1) * pngCellWidth * pngCellHeight {
		width := max(c.Width, 1) * pngCellWidth
		s.picture.SetColorIndex(x+i%width, y+i/width, shades[0])
	}
	full := shades[pngShades-1]
	if b := strokesOf(c.Content); b != nil {
		s.strokes(x, y, *b, full)
	} else if c.Content != " " {
		for i, shade := range s.letters.shades(letter{[]rune(c.Content)[0], c.Bold}) {
			if shade > 0 {
				s.picture.SetColorIndex(x+i%pngCellWidth, y+i/pngCellWidth, shades[shade])
			}
		}
	}
	if c.Underline {
		s.bar(x, y+pngBaseline+1, pngCellWidth, 1, full)
	}
	if c.Strike {
		s.bar(x, y+pngBaseline-3, pngCellWidth, 1, full)
	}
}

// strokes draws a box-drawing character so that it joins its neighbours.
func (s *Sheet) strokes(x, y int, b strokes, ink uint8) {
	const midX, midY = pngCellWidth / 2, pngCellHeight / 2
	if b.left > 0 {
		s.bar(x, y+midY, midX+1, b.left, ink)
	}
	if b.right > 0 {
		s.bar(x+midX, y+midY, pngCellWidth-midX, b.right, ink)
	}
	if b.up > 0 {
		s.bar(x+midX, y, b.up, midY+1, ink)
	}
	if b.down > 0 {
		s.bar(x+midX, y+midY, b.down, pngCellHeight-midY, ink)
	}
}

func (s *Sheet) bar(x, y, width, height int, ink uint8) {
	for i := range width * height {
		s.picture.SetColorIndex(x+i%width, y+i/width, ink)
	}
}

// number is a colour's place in the picture's palette. A sheet with more than
// 256 colours takes the nearest for the rest.
func (s *Sheet) number(c color.RGBA) uint8 {
	n, ok := s.numbers[c]
	if !ok {
		n = uint8(len(s.picture.Palette))
		if len(s.picture.Palette) == 256 {
			n = uint8(s.picture.Palette.Index(c))
		} else {
			s.picture.Palette = append(s.picture.Palette, c)
		}
		s.numbers[c] = n
	}
	return n
}
