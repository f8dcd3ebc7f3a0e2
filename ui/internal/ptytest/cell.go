package ptytest

import (
	"fmt"
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Cell is one cell of a screen.
type Cell struct {
	// Content is the character with its combining marks, " " for a blank
	// cell, and empty for the right half of a wide character.
	Content string
	// Width is 1, 2 for the left half of a wide character, 0 for its right half.
	Width int
	// Fg and Bg are the colours as the program set them. Reverse does not
	// swap them here.
	Fg, Bg                                                 Color
	Bold, Faint, Italic, Underline, Blink, Reverse, Strike bool
}

// ColorKind says how a program chose a colour.
type ColorKind uint8

// The ways to choose a colour.
const (
	ColorDefault ColorKind = iota // the terminal's own
	ColorIndexed                  // one of the palette: 0 to 15 are the user's, 16 to 255 fixed
	ColorRGB                      // true colour
)

// Color is a colour as the program named it. The zero value is the
// terminal's own colour. Colors can be compared with ==.
type Color struct {
	Kind    ColorKind
	Index   uint8 // for ColorIndexed
	R, G, B uint8 // for ColorRGB
}

// String is "default", the palette's index, or #rrggbb.
func (c Color) String() string {
	switch c.Kind {
	case ColorIndexed:
		return fmt.Sprint(c.Index)
	case ColorRGB:
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	default:
		return "default"
	}
}

// colorOf keeps how a colour was chosen, which the emulator knows by type.
func colorOf(c color.Color) Color {
	switch c := c.(type) {
	case nil:
		return Color{}
	case ansi.BasicColor:
		return Color{Kind: ColorIndexed, Index: uint8(c)}
	case ansi.IndexedColor:
		return Color{Kind: ColorIndexed, Index: uint8(c)}
	default:
		r, g, b, _ := c.RGBA()
		return Color{Kind: ColorRGB, R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8)}
	}
}

// cellOf copies a cell of the emulator. afterWide says that the cell to its
// left is the left half of a wide character.
func cellOf(c *uv.Cell, afterWide bool) Cell {
	if c == nil || (c.IsZero() && !afterWide) {
		return Cell{Content: " ", Width: 1}
	}
	return Cell{
		Content:   c.Content,
		Width:     c.Width,
		Fg:        colorOf(c.Style.Fg),
		Bg:        colorOf(c.Style.Bg),
		Bold:      c.Style.Attrs&uv.AttrBold != 0,
		Faint:     c.Style.Attrs&uv.AttrFaint != 0,
		Italic:    c.Style.Attrs&uv.AttrItalic != 0,
		Underline: c.Style.Underline != uv.UnderlineNone,
		Blink:     c.Style.Attrs&(uv.AttrBlink|uv.AttrRapidBlink) != 0,
		Reverse:   c.Style.Attrs&uv.AttrReverse != 0,
		Strike:    c.Style.Attrs&uv.AttrStrikethrough != 0,
	}
}
