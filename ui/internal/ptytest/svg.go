package ptytest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Measures of the picture in pixels. The cell is a little wider than most
// fonts' characters at this size; textLength spreads the text over it.
const (
	svgCellWidth  = 8
	svgCellHeight = 17
	svgBaseline   = 13 // from the top of the cell
	svgPadding    = 14
	svgTitleBar   = 32
	svgFontSize   = 13
)

// Picture is a screen to draw: a window with a title and the cells with their
// colours and styles, on the paper of a terminal.
type Picture struct {
	Title  string
	Screen Screen
	Paper  Paper
}

// SVG draws one picture. The same screen always gives the same bytes. It needs no
// font of its own: text is spread with textLength so that columns line up in
// whatever monospace font the viewer has, and lines and corners of boxes are drawn
// as strokes, so that they join.
func SVG(w io.Writer, p Picture) error {
	s := styles{classes: make(map[string]string)}
	window := s.window(p)
	width, height := p.size()
	return writeSVG(w, width, height, p.Title, ";fill:"+p.Paper.Ink, &s, window)
}

// Sheet draws several pictures in columns, each below the one that ends highest.
func Sheet(w io.Writer, title string, columns int, pictures []Picture) error {
	s := styles{classes: make(map[string]string)}
	var body bytes.Buffer
	bottoms := make([]int, columns)
	for i := range bottoms {
		bottoms[i] = svgPadding
	}
	columnWidth := 0
	for _, p := range pictures {
		width, _ := p.size()
		columnWidth = max(columnWidth, width+svgPadding)
	}
	for _, p := range pictures {
		column := slices.Index(bottoms, slices.Min(bottoms))
		fmt.Fprintf(&body, `<g transform="translate(%d %d)" fill="%s">`+"\n", svgPadding+column*columnWidth, bottoms[column], p.Paper.Ink)
		body.Write(s.window(p))
		body.WriteString("</g>\n")
		_, height := p.size()
		bottoms[column] += height + svgPadding
	}
	return writeSVG(w, svgPadding+columns*columnWidth, slices.Max(bottoms), title, "", &s, body.Bytes())
}

// writeSVG writes a whole picture. font adds to how its text is drawn.
func writeSVG(w io.Writer, width, height int, title, font string, s *styles, body []byte) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img">`+"\n", width, height)
	fmt.Fprintf(&out, "<title>%s</title>\n", escaped(title))
	fmt.Fprintf(&out, "<style>text{font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace%s}path{fill:none}%s</style>\n", svgFontSize, font, s.css.String())
	out.Write(body)
	out.WriteString("</svg>\n")
	_, err := w.Write(out.Bytes())
	return err
}

// size is that of the window in pixels.
func (p Picture) size() (width, height int) {
	return p.Screen.Cols*svgCellWidth + 2*svgPadding, p.Screen.Rows*svgCellHeight + svgTitleBar + svgPadding
}

// styles are the styles that the pictures of a file share.
type styles struct {
	css     strings.Builder
	classes map[string]string // class name by its declarations
}

// class returns the name of the class with these declarations. Names are
// given in the order of first use, which keeps the picture deterministic.
func (s *styles) class(declarations string) string {
	name, ok := s.classes[declarations]
	if !ok {
		name = fmt.Sprintf("c%d", len(s.classes))
		s.classes[declarations] = name
		fmt.Fprintf(&s.css, ".%s{%s}", name, declarations)
	}
	return name
}

// window draws the window with its screen.
func (s *styles) window(p Picture) []byte {
	d := drawing{styles: s, screen: p.Screen, paper: p.Paper}
	width, height := p.size()
	fmt.Fprintf(&d.body, `<rect x=".5" y=".5" width="%d" height="%d" rx="9" fill="%s" stroke="%s"/>`+"\n", width-1, height-1, p.Paper.Ground, p.Paper.Edge)
	for i, colour := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&d.body, `<circle cx="%d" cy="16" r="5.5" fill="%s"/>`, 20+18*i, colour)
	}
	fmt.Fprintf(&d.body, "\n"+`<text x="%d" y="20.5" text-anchor="middle" style="fill:%s">%s</text>`+"\n", width/2, p.Paper.Title, escaped(p.Title))
	fmt.Fprintf(&d.body, `<g transform="translate(%d %d)">`+"\n", svgPadding, svgTitleBar)
	d.backgrounds()
	d.texts()
	d.lines()
	d.cursor()
	d.body.WriteString("</g>\n")
	return d.body.Bytes()
}

// drawing collects the parts of a window.
type drawing struct {
	*styles
	screen Screen
	paper  Paper
	body   bytes.Buffer
}

// backgrounds fills runs of cells that have a background colour.
func (d *drawing) backgrounds() {
	for y := range d.screen.Rows {
		runs(d.screen.Cols, func(x int) string {
			_, ground := d.paper.Drawn(d.cellAt(x, y))
			return ground
		}, func(ground string, from, to int) {
			fmt.Fprintf(&d.body, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n",
				from*svgCellWidth, y*svgCellHeight, (to-from)*svgCellWidth, svgCellHeight, ground)
		})
	}
}

// cellAt is the cell at a place, for the right half of a wide character its left.
func (d *drawing) cellAt(x, y int) Cell {
	c := d.screen.Cell(x, y)
	if c.Content == "" && x > 0 {
		return d.screen.Cell(x-1, y)
	}
	return c
}

// texts writes the characters, in pieces that each begin at their own column.
func (d *drawing) texts() {
	for y := range d.screen.Rows {
		for _, p := range d.pieces(y) {
			attrs := ""
			if style := d.textStyle(p.cell); style != "" {
				attrs = fmt.Sprintf(` class="%s"`, d.class(style))
			}
			fmt.Fprintf(&d.body, `<text x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs"%s>%s</text>`+"\n",
				p.x*svgCellWidth, y*svgCellHeight+svgBaseline, p.width*svgCellWidth, attrs, escaped(p.text))
		}
	}
}

// textStyle is the CSS of a cell's text; empty for plain text.
func (d *drawing) textStyle(c Cell) string {
	var css []string
	if fg, _ := d.paper.Drawn(c); fg != "" {
		css = append(css, "fill:"+fg)
	}
	if c.Bold {
		css = append(css, "font-weight:700")
	}
	if c.Faint {
		css = append(css, "fill-opacity:.6")
	}
	if c.Italic {
		css = append(css, "font-style:italic")
	}
	return strings.Join(css, ";")
}

// piece is some text of one row in one style.
type piece struct {
	x, width int
	text     string
	cell     Cell // the first one, for its style
}

// pieces cuts a row where the style changes, where two or more blanks stand
// together, and around characters that a font may lack (they come from
// another font then, with another width).
func (d *drawing) pieces(y int) []piece {
	s := d.screen
	var list []piece
	var now *piece
	blanks := 0
	for x := range s.Cols {
		c := s.Cell(x, y)
		switch {
		case c.Content == "":
			continue // the right half of a wide character
		case c.Content == " ", boxes[c.Content] != strokes{}:
			blanks++
			if c.Content != " " {
				now = nil
			}
			continue
		}
		fits := now != nil && d.textStyle(now.cell) == d.textStyle(c) && blanks <= 1 &&
			foreign(now.text) == foreign(c.Content) && !(foreign(c.Content) && (blanks > 0 || c.Width > 1 || now.cell.Width > 1))
		if fits {
			now.text += strings.Repeat(" ", blanks) + c.Content
			now.width += blanks + c.Width
		} else {
			list = append(list, piece{x: x, width: max(c.Width, 1), text: c.Content, cell: c})
			now = &list[len(list)-1]
		}
		blanks = 0
	}
	return list
}

// foreign says that text has characters beyond Latin.
func foreign(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r > 0x24f })
}

// cursor outlines the cursor's cell, if it is shown.
func (d *drawing) cursor() {
	if s := d.screen; s.CursorVisible {
		fmt.Fprintf(&d.body, `<rect x="%d.5" y="%d.5" width="%d" height="%d" fill="none" stroke="%s"/>`+"\n",
			s.CursorX*svgCellWidth, s.CursorY*svgCellHeight, svgCellWidth-1, svgCellHeight-1, d.paper.Ink)
	}
}

// escaped makes text safe inside of an element. Characters that XML forbids
// become the replacement character.
func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a bytes.Buffer never fails
	return b.String()
}
