package ptytest

import (
	"fmt"
	"image/color"
)

// Paper is what a terminal's user has chosen: the two colours of plain text and
// its ground, and the 16 that programs name by number.
type Paper struct {
	Ground, Ink color.RGBA
	Edge, Title color.RGBA // of a window around it
	Colours     [16]color.RGBA
}

// DarkPaper is the window of the SVG pictures.
func DarkPaper() Paper {
	p := Paper{Ground: rgb(svgBackground), Ink: rgb(svgForeground), Edge: rgb("#3a404c"), Title: rgb("#98a1b0")}
	for i, c := range palette {
		p.Colours[i] = rgb(c)
	}
	return p
}

// LightPaper is a terminal with dark text on white, whose 16 colours are dark
// enough to be read there.
func LightPaper() Paper {
	p := Paper{Ground: rgb("#fdfdfb"), Ink: rgb("#24292f"), Edge: rgb("#d0d7de"), Title: rgb("#57606a")}
	for i, c := range []string{
		"#24292f", "#b3261e", "#1a7431", "#8a6100", "#0b5cad", "#8036a8", "#0f6e74", "#6e7781",
		"#57606a", "#8f1d17", "#125926", "#6b4b00", "#084785", "#64288a", "#0a565b", "#8c959f",
	} {
		p.Colours[i] = rgb(c)
	}
	return p
}

// SheetPaper is for what lies between the screens of a sheet.
func SheetPaper() Paper {
	p := LightPaper()
	p.Ground = rgb("#b9c0c8")
	return p
}

// rgb reads a colour such as "#16191f".
func rgb(hex string) color.RGBA {
	c := color.RGBA{A: 255}
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		panic(fmt.Sprintf("%q is no colour: %v", hex, err))
	}
	return c
}

// of is a colour that a program named, or otherwise for the terminal's own.
func (p Paper) of(c Color, otherwise color.RGBA) color.RGBA {
	switch {
	case c.Kind == ColorDefault:
		return otherwise
	case c.Kind == ColorIndexed && c.Index < 16:
		return p.Colours[c.Index]
	}
	return rgb(c.fixed())
}

// css is a colour as CSS writes it; empty for the terminal's own.
func (p Paper) css(c Color) string {
	switch {
	case c.Kind == ColorDefault:
		return ""
	case c.Kind == ColorIndexed && c.Index < 16:
		return hexOf(p.Colours[c.Index])
	}
	return c.fixed()
}

func hexOf(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Drawn are the colours in which a cell is drawn: reverse swaps them, and faint text
// is nearer to its ground.
func (p Paper) Drawn(c Cell) (ink, ground color.RGBA) {
	ink, ground = p.of(c.Fg, p.Ink), p.of(c.Bg, p.Ground)
	if c.Reverse {
		ink, ground = ground, ink
	}
	if c.Faint {
		ink = between(ground, ink, 60)
	}
	return ink, ground
}

// between is so many hundredths of the way from one colour to another.
func between(from, to color.RGBA, hundredths int) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(100-hundredths) + int(b)*hundredths) / 100) }
	return color.RGBA{R: mix(from.R, to.R), G: mix(from.G, to.G), B: mix(from.B, to.B), A: 255}
}
