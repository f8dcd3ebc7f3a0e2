package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui/internal/ptytest"
	"dojoreversals/ui/internal/shopday"
)

var update = flag.Bool("update", false, "write the goldens anew")

// The screens that people see, in the sizes that matter: one file per state of
// the screen, each size under a line that names it. Spaces at the ends of lines
// are left out, and so are the empty lines of a tall window; a line across the
// whole window is "(rule)". Under the text stand the names of the styles, see
// writeStyles: how a theme draws them is no matter of the goldens, but every
// theme must draw the same names. ASCII stands at the end, see writeASCII.
func TestGoldens(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	all := states()
	known := map[string]map[string]ptytest.Cell{}
	for _, l := range looks() {
		known[l.name] = cellsOf(t, &open(t, nil, l.option).m.theme)
	}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			sizes := s.goldenSizes()
			named := s.drawn(t, inNames)
			styles := stylesOf(t, named)
			var golden, ascii strings.Builder
			top := 0
			for i, view := range named {
				lines := strings.Split(ansi.Strip(view), "\n")
				fmt.Fprintf(&golden, "== %dx%d ==\n", sizes[i][0], sizes[i][1])
				writeText(&golden, lines, sizes[i][0])
				writeStyles(&golden, styles[top:top+len(lines)])
				top += len(lines)
			}
			for _, l := range looks() {
				views := s.drawn(t, l.option)
				if !l.ascii {
					l.holds(t, views, named, styles, known[l.name])
					continue
				}
				for i, view := range views {
					shopday.OnlyASCII(t, view)
					writeASCII(&ascii, ansi.Strip(named[i]), view, sizes[i])
				}
			}
			shopday.Golden(t, *update, s.name, golden.String()+ascii.String())
		})
	}
	noStaleGoldens(t, all)
}

// drawn draws a state in each of its sizes.
func (s state) drawn(t tb, o option) []string {
	t.Helper()
	var views []string
	for _, size := range s.goldenSizes() {
		views = append(views, s.open(t, o, width(size[0], size[1])).m.View())
	}
	return views
}

func (s state) goldenSizes() [][2]int {
	if s.sizes != nil {
		return s.sizes
	}
	return [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}}
}

// writeText writes the lines of a screen of w cells as goldens have them.
func writeText(b *strings.Builder, lines []string, w int) {
	empty := 0
	none := func() {
		if empty > 0 {
			fmt.Fprintf(b, "(%d empty)\n", empty)
		}
		empty = 0
	}
	for _, l := range lines {
		l = strings.TrimRight(l, " ")
		if l == "" {
			empty++
			continue
		}
		if l == strings.Repeat("─", w) || l == strings.Repeat("-", w) {
			l = "(rule)"
		}
		none()
		b.WriteString(l + "\n")
	}
	none()
}

// noStaleGoldens fails for goldens of states that are no more, or removes them
// where goldens are written anew.
func noStaleGoldens(t *testing.T, all []state) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".golden")
		if slices.ContainsFunc(all, func(s state) bool { return s.name == name }) {
			continue
		}
		if !*update {
			t.Errorf("no state of the screen writes %s; go test ./ui -update removes it", path)
			continue
		}
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}
