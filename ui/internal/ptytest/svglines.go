package ptytest

import (
	"cmp"
	"fmt"
	"strings"
)

// strokes are the arms of a box-drawing character from the middle of its cell.
type strokes struct{ left, right, up, down bool }

// boxes are the characters that are drawn as strokes: light lines, which are what
// the program draws. Others (double, heavy, round) stay text.
var boxes = map[string]strokes{
	"─": {left: true, right: true}, "│": {up: true, down: true},
	"┌": {right: true, down: true}, "┐": {left: true, down: true}, "└": {right: true, up: true}, "┘": {left: true, up: true},
	"├": {right: true, up: true, down: true}, "┤": {left: true, up: true, down: true},
	"┬": {left: true, right: true, down: true}, "┴": {left: true, right: true, up: true}, "┼": {true, true, true, true},
}

// pens collects strokes by style, in the order of first use.
type pens struct {
	order []string
	paths map[string]*strings.Builder
}

func (p *pens) add(style, stroke string) {
	path := p.paths[style]
	if path == nil {
		path = &strings.Builder{}
		p.paths[style] = path
		p.order = append(p.order, style)
	}
	path.WriteString(stroke)
}

// lines draws boxes and rules, and underlines and strikes text. Everything in
// one style is one path, and strokes that continue each other are one stroke.
func (d *drawing) lines() {
	p := pens{paths: make(map[string]*strings.Builder)}
	// strokes draws those of n places in a line that have a stroke.
	strokes := func(n int, at func(i int) (c Cell, has bool), path func(from, to int) string) {
		runs(n, func(i int) string {
			if c, has := at(i); has {
				return d.strokeStyle(c)
			}
			return ""
		}, func(style string, from, to int) { p.add(style, path(from, to)) })
	}
	s := d.screen
	const midX, midY = svgCellWidth / 2, svgCellHeight / 2
	for y := range s.Rows {
		// across draws at a height within the row, in steps of so many pixels.
		across := func(n, height, step int, at func(i int) (Cell, bool)) {
			strokes(n, at, func(from, to int) string {
				return fmt.Sprintf("M%d %d.5H%d", from*step, y*svgCellHeight+height, to*step)
			})
		}
		across(2*s.Cols, midY, midX, func(half int) (Cell, bool) {
			c := s.Cell(half/2, y)
			b := boxes[c.Content]
			return c, half%2 == 0 && b.left || half%2 == 1 && b.right
		})
		across(s.Cols, svgBaseline+2, svgCellWidth, func(x int) (Cell, bool) { c := d.cellAt(x, y); return c, c.Underline })
		across(s.Cols, svgBaseline-4, svgCellWidth, func(x int) (Cell, bool) { c := d.cellAt(x, y); return c, c.Strike })
	}
	for x := range s.Cols {
		strokes(2*s.Rows, func(half int) (Cell, bool) {
			c := s.Cell(x, half/2)
			b := boxes[c.Content]
			return c, half%2 == 0 && b.up || half%2 == 1 && b.down
		}, func(from, to int) string {
			return fmt.Sprintf("M%d %sV%s", x*svgCellWidth+midX, halfRow(from), halfRow(to))
		})
	}
	for _, style := range p.order {
		fmt.Fprintf(&d.body, `<path class="%s" d="%s"/>`+"\n", d.class(style), p.paths[style])
	}
}

// runs calls draw for each stretch of equal, non-empty styles among n places.
func runs(n int, style func(int) string, draw func(style string, from, to int)) {
	for from := 0; from < n; {
		now, to := style(from), from+1
		for to < n && style(to) == now {
			to++
		}
		if now != "" {
			draw(now, from, to)
		}
		from = to
	}
}

// halfRow is the y of the n-th half row.
func halfRow(n int) string {
	if n%2 == 0 {
		return fmt.Sprint(n / 2 * svgCellHeight)
	}
	return fmt.Sprintf("%d.5", n/2*svgCellHeight+svgCellHeight/2)
}

// strokeStyle is the CSS of a line in a cell's colour.
func (d *drawing) strokeStyle(c Cell) string {
	colour, _ := d.paper.Drawn(c)
	css := "stroke:" + cmp.Or(colour, d.paper.Ink)
	if c.Bold {
		css += ";stroke-width:2"
	}
	if c.Faint {
		css += ";stroke-opacity:.6"
	}
	return css
}
