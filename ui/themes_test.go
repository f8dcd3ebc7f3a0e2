package ui

import (
	"fmt"
	"image/color"
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"dojoreversals/ui/internal/ptytest"
)

// look is one way in which the screen can be drawn.
type look struct {
	name   string
	option option
	styled bool          // it writes escape sequences
	ascii  bool          // it draws nothing beyond ASCII
	paper  ptytest.Paper // on which pictures of it are drawn
}

// looks are all of them. What is drawn in one has the same words, and the same
// named styles, in every other; ASCII alone has letters of its own.
func looks() []look {
	return []look{
		{name: "dark", option: themed(ThemeDark), styled: true, paper: ptytest.DarkPaper()},
		{name: "light", option: themed(ThemeLight), styled: true, paper: ptytest.LightPaper()},
		{name: "16", option: coloured, styled: true, paper: ptytest.DarkPaper()},
		{name: "none", option: func(*Settings, *driver) {}, paper: ptytest.DarkPaper()},
		{name: "ascii", option: inASCII, ascii: true, paper: ptytest.DarkPaper()},
	}
}

type namedStyle struct {
	name  string
	style *lipgloss.Style
}

// named are a theme's styles by their names. Plain is the last one: it is what
// stands where no style has a name.
func (t *theme) named() []namedStyle {
	return []namedStyle{
		{"grey", &t.grey}, {"bold", &t.bold}, {"title", &t.title},
		{"good", &t.good}, {"bad", &t.bad}, {"warn", &t.warn}, {"moving", &t.moving},
		{"selected", &t.selected}, {"focused", &t.focused},
		{"live", &t.live}, {"sandbox", &t.sandbox}, {"demo", &t.demo}, {"banner", &t.banner},
		{"plain", &t.plain},
	}
}

func TestEveryStyleIsNamed(t *testing.T) {
	t.Parallel()
	styles := 0
	for _, f := range reflect.VisibleFields(reflect.TypeFor[theme]()) {
		if f.Type == reflect.TypeFor[lipgloss.Style]() {
			styles++
		}
	}
	if n := len((&theme{}).named()); n != styles {
		t.Errorf("%d of the theme's %d styles have a name here", n, styles)
	}
}

// inNames draws each style in a colour of its own, so that a cell tells by which
// style it was drawn: in the themes themselves several look the same.
func inNames(_ *Settings, d *driver) {
	d.profile = termenv.TrueColor
	d.restyle = func(t *theme) {
		s := rendererOf(termenv.TrueColor).NewStyle
		for i, n := range t.named() {
			// Faint, so that a style that takes it back shows that it does.
			*n.style = s().Foreground(lipgloss.Color(fmt.Sprintf("#0000%02x", i+1))).Faint(true)
		}
		t.selected = t.selected.Italic(true)
		t.plain = s()
	}
}

// onSelected is added to the name of a style on the selected row.
const onSelected = "+selected"

// styleName is the name of the style in which a cell was drawn by inNames, with
// what was changed of it: "warn+bold". It is empty for no style at all.
func styleName(t tb, c ptytest.Cell) string {
	t.Helper()
	if c == (ptytest.Cell{Content: c.Content, Width: c.Width}) {
		return ""
	}
	if c.Underline || c.Blink || c.Reverse || c.Strike || c.Bg != nil {
		t.Fatalf("a cell has a style that no name tells: %+v", c)
	}
	name, change := "", ""
	names := (&theme{}).named()
	rgb, _ := c.Fg.(color.RGBA)
	if i := int(rgb.B) - 1; i >= 0 && i < len(names) {
		name = names[i].name
		if !c.Faint {
			change = "-faint"
		}
	}
	if c.Bold {
		change = "+bold" + change
	}
	if c.Italic {
		change = onSelected
		if name == "selected" {
			name = "plain"
		}
	}
	if name == "" && change != "" {
		name = "plain"
	}
	return name + change
}

// cellsOf are blank cells in each style of a theme and its changes, by the names
// that styleName gives.
func cellsOf(t tb, th *theme) map[string]ptytest.Cell {
	t.Helper()
	var names, lines []string
	for _, n := range th.named() {
		for _, change := range []string{"", "+bold", "-faint", "+bold-faint", onSelected} {
			style := *n.style
			if change == onSelected {
				style = th.selectedRow(style)
			}
			if strings.Contains(change, "+bold") {
				style = style.Bold(true)
			}
			if strings.Contains(change, "-faint") {
				style = style.Faint(false)
			}
			names, lines = append(names, n.name+change), append(lines, style.Render("x"))
		}
	}
	screen, err := ptytest.Parse(strings.Join(lines, "\n"), 1, len(lines))
	if err != nil {
		t.Fatalf("%v", err)
	}
	found := map[string]ptytest.Cell{"": screen.Cell(0, len(lines)-5)} // plain
	for i, name := range names {
		found[name] = screen.Cell(0, i)
	}
	return found
}
