package ptytest

import (
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

func (p *pens) add(style, format string, args ...any) {
	path := p.paths[style]
	if path == nil {
		path = &strings.Builder{}
		p.paths[style] = path
		p.order = append(p.order, style)
	}
	fmt.Fprintf(path, format, args...)
}

// lines draws boxes and rules, and underlines and strikes text. Everything in
// one style is one path, and strokes that continue each other are one stroke.
func (d *drawing) lines() {
	p := pens{paths: make(map[string]*strings.Builder)}
	s := d.screen
	const midX, midY = svgCellWidth / 2, svgCellHeight / 2
	for y := range s.Rows { // horizontal arms, half cell by half cell
		runs(2*s.Cols, func(half int) string {
			c := s.Cell(half/2, y)
			if b := boxes[c.Content]; half%2 == 0 && b.left || half%2 == 1 && b.right {
				return d.strokeStyle(c)
			}
			return ""
		}, func(style string, from, to int) {
			p.add(style, "M%d %d.5H%d", from*midX, y*svgCellHeight+midY, to*midX)
		})
		for _, rule := range []struct {
			offset int
			on     func(Cell) bool
		}{
			{svgBaseline + 2, func(c Cell) bool { return c.Underline }},
			{svgBaseline - 4, func(c Cell) bool { return c.Strike }},
		} {
			runs(s.Cols, func(x int) string {
				c := s.Cell(x, y)
				if c.Content == "" && x > 0 {
					c = s.Cell(x-1, y)
				}
				if rule.on(c) {
					return d.strokeStyle(c)
				}
				return ""
			}, func(style string, from, to int) {
				p.add(style, "M%d %d.5H%d", from*svgCellWidth, y*svgCellHeight+rule.offset, to*svgCellWidth)
			})
		}
	}
	for x := range s.Cols { // vertical arms
		runs(2*s.Rows, func(half int) string {
			c := s.Cell(x, half/2)
			if b := boxes[c.Content]; half%2 == 0 && b.up || half%2 == 1 && b.down {
				return d.strokeStyle(c)
			}
			return ""
		}, func(style string, from, to int) {
			p.add(style, "M%d %sV%s", x*svgCellWidth+midX, halfRow(from), halfRow(to))
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
	if colour == "" {
		colour = d.paper.Ink
	}
	css := "stroke:" + colour
	if c.Bold {
		css += ";stroke-width:2"
	}
	if c.Faint {
		css += ";stroke-opacity:.6"
	}
	return css
}
