package ptytest

import (
	"cmp"
	"fmt"
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// Paper is what a terminal's user has chosen, each colour as CSS writes it: the
// two colours of plain text and its ground, and the 16 that programs name by
// number.
type Paper struct {
	Ground, Ink string
	Edge, Title string // of a window around it
	Colours     [16]string
}

// DarkPaper is calm, and can be read on a dark ground.
func DarkPaper() Paper {
	return Paper{Ground: "#16191f", Ink: "#dde1e8", Edge: "#3a404c", Title: "#98a1b0", Colours: [16]string{
		"#2c313c", "#f0717b", "#8fcf7a", "#e8c06a", "#6cb2f5", "#cf8ee6", "#5cc5cc", "#c6ccd6",
		"#7d8797", "#ff9aa2", "#b4e6a2", "#ffdc96", "#98cbff", "#e3b3f5", "#8fe0e6", "#ffffff",
	}}
}

// LightPaper is a terminal with dark text on white, whose 16 colours are dark
// enough to be read there.
func LightPaper() Paper {
	return Paper{Ground: "#fdfdfb", Ink: "#24292f", Edge: "#d0d7de", Title: "#57606a", Colours: [16]string{
		"#24292f", "#b3261e", "#1a7431", "#8a6100", "#0b5cad", "#8036a8", "#0f6e74", "#6e7781",
		"#57606a", "#8f1d17", "#125926", "#6b4b00", "#084785", "#64288a", "#0a565b", "#8c959f",
	}}
}

// Drawn are the colours in which a cell is drawn, after reverse swapped them;
// empty for the paper's own.
func (p Paper) Drawn(c Cell) (ink, ground string) {
	ink, ground = p.colour(c.Fg), p.colour(c.Bg)
	if !c.Reverse {
		return ink, ground
	}
	return cmp.Or(ground, p.Ground), cmp.Or(ink, p.Ink)
}

// colour is a colour as CSS writes it; empty for the terminal's own.
func (p Paper) colour(c color.Color) string {
	if c == nil {
		return ""
	}
	if i, ok := c.(ansi.IndexedColor); ok && i < 16 {
		return p.Colours[i]
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
