package ui

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/charmbracelet/lipgloss"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// contrastAA is what WCAG 2 asks of text at level AA, success criterion 1.4.3,
// Contrast (Minimum). Its lower bound for large text doesn't count here: how
// large the letters are is the terminal's affair.
const contrastAA = 4.5

// contrast is the ratio of two colours by WCAG 2.1, "contrast ratio": that of
// their relative luminances, the lighter above the darker, each with 0.05 for
// the light that the screen reflects.
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

type rgb [3]uint8

// luminance is the relative luminance of an sRGB colour by WCAG 2.1, "relative
// luminance", with the bound of IEC 61966-2-1, 0.04045. (Early prints have the
// 0.03928 of a draft; no 8-bit value lies between the two.)
func (c rgb) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func (c rgb) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

func hex(s string) rgb {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 24)
	if err != nil {
		panic(err)
	}
	return rgb{uint8(n >> 16), uint8(n >> 8), uint8(n)}
}

// indexed is a colour of the 256 as xterm defines them: a cube of six steps a
// side, and a ramp of greys. It reports false for the first sixteen, which look
// as the terminal's user likes, and for what isn't an index.
func indexed(c lipgloss.TerminalColor) (rgb, bool) {
	name, ok := c.(lipgloss.Color)
	if !ok {
		return rgb{}, false
	}
	n, err := strconv.Atoi(string(name))
	if err != nil || n < 16 || n > 255 {
		return rgb{}, false
	}
	if n >= 232 {
		grey := uint8(8 + 10*(n-232))
		return rgb{grey, grey, grey}, true
	}
	steps := [6]uint8{0, 95, 135, 175, 215, 255}
	n -= 16
	return rgb{steps[n/36], steps[n/6%6], steps[n%6]}, true
}

// backgrounds are those that terminals of today come with, or that many people
// choose.
func backgrounds(of Theme) map[string]rgb {
	if of == ThemeLight {
		return map[string]rgb{
			"white": hex("#ffffff"), "near white": hex("#fafafa"), "light grey": hex("#f5f5f5"),
			"Solarized light": hex("#fdf6e3"), "Catppuccin Latte": hex("#eff1f5"),
		}
	}
	return map[string]rgb{
		"black": hex("#000000"), "the Windows console": hex("#0c0c0c"), "VS Code": hex("#1e1e1e"),
		"One Dark": hex("#282c34"), "Solarized dark": hex("#002b36"), "Ubuntu": hex("#300a24"),
		"Nord": hex("#2e3440"), "Tomorrow Night": hex("#1d1f21"),
	}
}

// allStyles are all styles that a theme draws with, by their names: whatever
// field has one, and every tone of a row, selected and not.
func allStyles(m *Model) map[string]lipgloss.Style {
	styles := map[string]lipgloss.Style{}
	th := reflect.ValueOf(&m.theme).Elem()
	for i := range th.NumField() {
		f := th.Field(i)
		// Fields that aren't exported can't be read without this.
		if style, ok := reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().Interface().(lipgloss.Style); ok {
			styles[th.Type().Field(i).Name] = style
		}
	}
	for n := range 64 { // more than there are tones
		for _, selected := range []bool{false, true} {
			styles[fmt.Sprintf("a row of tone %d, selected %v", n, selected)] = m.theme.row(words.Tone(n), selected)
		}
	}
	return styles
}

// Every style of the dark theme and of the light one can be read, by WCAG 2 at
// level AA: on each usual background, or on the one that it brings along.
// Text that sets no colour has what the terminal's user chose.
func TestContrast(t *testing.T) {
	t.Parallel()
	for _, of := range []Theme{ThemeDark, ThemeLight} {
		worst, where := math.Inf(1), ""
		styles := allStyles(open(t, nil, themed(of)).m)
		if len(styles) < 14 {
			t.Fatalf("only %d styles were found", len(styles))
		}
		for name, style := range styles {
			if style.GetFaint() || style.GetReverse() || style.GetBlink() {
				t.Errorf("%s, %s: what faint, reverse and blinking look like can't be computed", of, name)
			}
			fore, back := style.GetForeground(), style.GetBackground()
			none := lipgloss.NoColor{}
			if fore == none && back == none {
				continue
			}
			fg, ok := indexed(fore)
			if !ok {
				t.Errorf("%s, %s: the foreground %v isn't of the fixed colours", of, name, fore)
				continue
			}
			under := backgrounds(of)
			if back != none {
				own, ok := indexed(back)
				if !ok {
					t.Errorf("%s, %s: the background %v isn't of the fixed colours", of, name, back)
					continue
				}
				under = map[string]rgb{"its own background": own}
			}
			for what, bg := range under {
				ratio := contrast(fg, bg)
				if ratio < worst {
					worst, where = ratio, fmt.Sprintf("%s on %s", name, what)
				}
				if ratio < contrastAA {
					t.Errorf("%s, %s: %s on %s, %s, has a contrast of %.2f, less than %v", of, name, fg, what, bg, ratio, contrastAA)
				}
			}
		}
		t.Logf("%s: at least %.2f, %s", of, worst, where)
	}
}

// The formula, by ratios that are known.
func TestContrastOfKnownColours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.48}, {"#767676", "#ffffff", 4.54},
		{"#ff0000", "#ffffff", 4.00}, {"#0000ff", "#ffffff", 8.59}, {"#657b83", "#fdf6e3", 4.13},
	} {
		if got := contrast(hex(c.a), hex(c.b)); math.Abs(got-c.want) > 0.005 {
			t.Errorf("%s on %s: %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
	for n, want := range map[int]string{16: "#000000", 110: "#87afd7", 160: "#d70000", 231: "#ffffff", 232: "#080808", 255: "#eeeeee"} {
		if got, ok := indexed(lipgloss.Color(strconv.Itoa(n))); !ok || got != hex(want) {
			t.Errorf("colour %d is %s, want %s", n, got, want)
		}
	}
}

// The marks that must not be mistaken for each other don't look alike.
func TestThemesTellTonesApart(t *testing.T) {
	t.Parallel()
	for _, of := range []Theme{ThemeDark, ThemeLight, Theme16} {
		th := open(t, nil, themed(of)).m.theme
		for _, alike := range []map[string]lipgloss.Style{
			{"plain": th.plain, "grey": th.grey, "good": th.good, "bad": th.bad, "warn": th.warn, "moving": th.moving},
			{"LIVE": th.live, "SANDBOX": th.sandbox, "DEMO": th.demo, "a title": th.bold},
			{"a button": th.plain, "the button with the focus": th.focused},
		} {
			looks := map[string]string{}
			for name, style := range alike {
				drawn := style.Render("text")
				if other, same := looks[drawn]; same {
					t.Errorf("%s: %s looks like %s, %q", of, name, other, drawn)
				}
				looks[drawn] = name
			}
		}
	}
}

// The selected row has its background from edge to edge, in the list and beside the
// details, and no other row has one.
func TestSelectedRowIsABar(t *testing.T) {
	t.Parallel()
	for _, of := range []Theme{ThemeDark, ThemeLight} {
		d := open(t, shopday.Payments(), themed(of))
		background := "48;5;" + string(d.m.theme.selected.GetBackground().(lipgloss.Color))
		for _, keys := range [][]string{nil, {"down"}, {"down", "down", "down"}, {"enter"}} {
			d.press(keys...)
			w := 120
			if d.m.details.open {
				w -= detailsWidth + 2
			}
			bars := 0
			for _, l := range strings.Split(d.m.View(), "\n") {
				if !strings.Contains(l, background) {
					continue
				}
				bars++
				bar, _, _ := strings.Cut(l, "\x1b[0m")
				if _, text, ok := strings.Cut(bar, "m"); !ok || cells.Width(text) != w || !strings.HasPrefix(text, ">") {
					t.Errorf("%s: the bar is %q, of %d cells", of, text, cells.Width(text))
				}
			}
			if bars != 1 {
				t.Errorf("%s: %d rows have the background of the selected one", of, bars)
			}
		}
	}
}
