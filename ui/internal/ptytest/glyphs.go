package ptytest

import (
	"fmt"
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Measures of a cell in a PNG, in pixels: as small as letters can be read.
const (
	pngCellWidth  = 5
	pngCellHeight = 10
	pngBaseline   = 8
	pngFontSize   = 8.33 // at which a character of the font is as wide as a cell
)

// pngShades is how many steps there are from the ground to the ink: letters that
// are smoothed more take more bytes, and don't look better at this size.
const pngShades = 3

// lettering knows how characters look.
type lettering struct {
	faces [2]font.Face // regular and bold
	known map[letter][]uint8
}

type letter struct {
	char rune
	bold bool
}

func newLettering() (*lettering, error) {
	l := &lettering{known: map[letter][]uint8{}}
	for i, data := range [][]byte{gomono.TTF, gomonobold.TTF} {
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("reading a font: %w", err)
		}
		l.faces[i], err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: pngFontSize, DPI: 72, Hinting: font.HintingFull})
		if err != nil {
			return nil, fmt.Errorf("scaling a font: %w", err)
		}
	}
	return l, nil
}

// shades are the pixels of a character, row by row, each from 0 for the ground
// to pngShades-1 for the ink. What the font lacks is a box.
func (l *lettering) shades(c letter) []uint8 {
	if s, ok := l.known[c]; ok {
		return s
	}
	s := make([]uint8, pngCellWidth*pngCellHeight)
	l.known[c] = s
	face := l.faces[0]
	if c.bold {
		face = l.faces[1]
	}
	area, mask, at, _, ok := face.Glyph(fixed.P(0, pngBaseline), c.char)
	if !ok {
		return s
	}
	cell := area.Intersect(image.Rect(0, 0, pngCellWidth, pngCellHeight))
	for y := cell.Min.Y; y < cell.Max.Y; y++ {
		for x := cell.Min.X; x < cell.Max.X; x++ {
			_, _, _, alpha := mask.At(at.X+x-area.Min.X, at.Y+y-area.Min.Y).RGBA()
			const full, most = 0xffff, pngShades - 1
			alpha = min(alpha*3/2, full) // letters as thin as these would be pale
			s[y*pngCellWidth+x] = uint8((alpha*most + full/2) / full)
		}
	}
	return s
}
