package ui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/viewport"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// page is a text that may be longer than its part of the screen. Where it is, its
// last line says how much lies above and below, and which keys lead there.
type page struct {
	text viewport.Model // without that line
}

// fit puts lines into w by h cells. Its reader stays where they were.
func (p *page) fit(lines []string, w, h int) {
	top := p.text.YOffset
	if len(lines) > h && h > 1 {
		h--
	}
	p.text.Width, p.text.Height = w, h
	p.text.SetContent(strings.Join(lines, "\n"))
	p.text.SetYOffset(top)
}

// turn turns a page, and says whether there was one to turn.
func (p *page) turn(by int) bool {
	const overlap = 1 // a line of the page before
	return p.scroll(by * max(p.text.Height-overlap, 1))
}

// scroll moves by lines, and says whether it could.
func (p *page) scroll(by int) bool {
	was := p.text.YOffset
	p.text.SetYOffset(was + by)
	return p.text.YOffset != was
}

// view draws the page.
func (p *page) view(s words.Speaker, t *theme) []string {
	lines := strings.Split(p.text.View(), "\n")
	above, below := p.text.YOffset, p.text.TotalLineCount()-p.text.YOffset-p.text.Height
	var more []string
	if above > 0 {
		more = append(more, s.Say(words.TextMoreAbove, "n", strconv.Itoa(above)))
	}
	if below > 0 {
		more = append(more, s.Say(words.TextMoreBelow, "n", strconv.Itoa(below)))
	}
	if len(more) == 0 {
		return lines
	}
	return append(lines, t.grey.Render(cells.Cut(strings.Join(more, "   "), p.text.Width, t.Ellipsis)))
}
