package ptytest

import (
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
	// Fg and Bg are the colours as the program set them: nil for the terminal's
	// own, an ansi.IndexedColor (0 to 15 are the user's, 16 to 255 fixed), or a
	// color.RGBA. Reverse does not swap them here.
	Fg, Bg                                                 color.Color
	Bold, Faint, Italic, Underline, Blink, Reverse, Strike bool
}

// colorOf makes colours that look alike equal, however the program wrote them.
func colorOf(c color.Color) color.Color {
	switch c := c.(type) {
	case nil:
		return nil
	case ansi.BasicColor:
		return ansi.IndexedColor(c)
	case ansi.IndexedColor:
		return c
	default:
		return color.RGBAModel.Convert(c)
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

// Seen is what of a cell somebody sees: on a blank neither its colour, nor its weight,
// nor its slant.
func (c Cell) Seen() Cell {
	if c.Content == " " && !c.Reverse && !c.Underline && !c.Strike {
		c.Fg, c.Bold, c.Faint, c.Italic = nil, false, false, false
	}
	return c
}
