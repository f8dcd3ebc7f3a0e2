package ptytest

import (
	"fmt"
	"strings"
)

// strokes are the arms of a box-drawing character from the middle of its
// cell, in the widths of lines: 0 for none, 1 light, 2 heavy.
type strokes struct {
	left, right, up, down int
	round                 bool
}

// boxes are the characters that are drawn as strokes. Rarer ones (double,
// dashed, mixed) stay text.
var boxes = map[string]strokes{
	"─": {1, 1, 0, 0, false}, "│": {0, 0, 1, 1, false},
	"┌": {0, 1, 0, 1, false}, "┐": {1, 0, 0, 1, false}, "└": {0, 1, 1, 0, false}, "┘": {1, 0, 1, 0, false},
	"├": {0, 1, 1, 1, false}, "┤": {1, 0, 1, 1, false}, "┬": {1, 1, 0, 1, false}, "┴": {1, 1, 1, 0, false}, "┼": {1, 1, 1, 1, false},
	"╭": {0, 1, 0, 1, true}, "╮": {1, 0, 0, 1, true}, "╰": {0, 1, 1, 0, true}, "╯": {1, 0, 1, 0, true},
	"╴": {1, 0, 0, 0, false}, "╶": {0, 1, 0, 0, false}, "╵": {0, 0, 1, 0, false}, "╷": {0, 0, 0, 1, false},
	"━": {2, 2, 0, 0, false}, "┃": {0, 0, 2, 2, false},
	"┏": {0, 2, 0, 2, false}, "┓": {2, 0, 0, 2, false}, "┗": {0, 2, 2, 0, false}, "┛": {2, 0, 2, 0, false},
	"┣": {0, 2, 2, 2, false}, "┫": {2, 0, 2, 2, false}, "┳": {2, 2, 0, 2, false}, "┻": {2, 2, 2, 0, false}, "╋": {2, 2, 2, 2, false},
}

// strokesOf returns how a character is drawn, or nil if it is text.
func strokesOf(content string) *strokes {
	if b, ok := boxes[content]; ok {
		return &b
	}
	return nil
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
			if b := strokesOf(c.Content); b != nil && !b.round {
				return d.strokeStyle(c, [2]int{b.left, b.right}[half%2])
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
					return d.strokeStyle(c, 1)
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
			if b := strokesOf(c.Content); b != nil && !b.round {
				return d.strokeStyle(c, [2]int{b.up, b.down}[half%2])
			}
			return ""
		}, func(style string, from, to int) {
			p.add(style, "M%d %sV%s", x*svgCellWidth+midX, halfRow(from), halfRow(to))
		})
	}
	d.roundCorners(&p)
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

// roundCorners draws ╭ ╮ ╰ ╯.
func (d *drawing) roundCorners(p *pens) {
	s := d.screen
	for y := range s.Rows {
		for x := range s.Cols {
			c := s.Cell(x, y)
			b := strokesOf(c.Content)
			if b == nil || !b.round {
				continue
			}
			fromY, toX := y*svgCellHeight, x*svgCellWidth
			if b.down > 0 {
				fromY += svgCellHeight
			}
			if b.right > 0 {
				toX += svgCellWidth
			}
			midX, midY := x*svgCellWidth+svgCellWidth/2, halfRow(2*y+1)
			p.add(d.strokeStyle(c, 1), "M%d %dQ%d %s %d %s", midX, fromY, midX, midY, toX, midY)
		}
	}
}

// strokeStyle is the CSS of a line in a cell's colour; empty for width 0.
func (d *drawing) strokeStyle(c Cell, width int) string {
	if width == 0 {
		return ""
	}
	colour, _ := d.paper.Drawn(c)
	if colour == "" {
		colour = d.paper.Ink
	}
	css := "stroke:" + colour
	if width > 1 || c.Bold {
		css += ";stroke-width:2"
	}
	if c.Faint {
		css += ";stroke-opacity:.6"
	}
	return css
}
