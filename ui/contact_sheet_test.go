package ui

import (
	"bytes"
	"flag"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/ui/internal/ptytest"
)

var sheet = flag.Bool("sheet", false, "draw the contact sheet anew")

// The contact sheet is one picture of every state of the screen, each on a card:
// its name, and for each look a row with the sizes of the goldens. So many cards
// stand beside each other that the picture is about as high as wide with five
// looks.
const (
	cardsInRow  = 12
	sheetGap    = 10 // pixels
	sheetHead   = 14
	sheetMargin = 36 // for the names of the looks
)

// sheetCard is a state in all its looks.
type sheetCard struct {
	name  string
	looks []look
	views [][]ptytest.Screen // by look and size
}

func cardOf(t *testing.T, s state, all []look) sheetCard {
	t.Helper()
	c := sheetCard{name: s.name, looks: all}
	sizes := s.goldenSizes()
	for _, l := range all {
		var row []ptytest.Screen
		for i, view := range s.drawn(t, l.option) {
			lines := withoutGaps(strings.Split(view, "\n"))
			screen, err := ptytest.Parse(strings.Join(lines, "\n"), sizes[i][0], len(lines))
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, screen)
		}
		c.views = append(c.views, row)
	}
	return c
}

// withoutGaps has a line that says so in the place of many empty ones: half of
// the picture would be nothing else.
func withoutGaps(lines []string) []string {
	var out []string
	for i := 0; i < len(lines); i++ {
		end := i
		for end < len(lines) && strings.TrimSpace(ansi.Strip(lines[end])) == "" {
			end++
		}
		if end-i > 3 {
			out = append(out, "", fmt.Sprintf("   \x1b[2m(%d empty)\x1b[m", end-i), "")
			i = end - 1
			continue
		}
		out = append(out, lines[i])
	}
	return out
}

// places are where the screens are in each card of a row of cards.
type places struct {
	size  []int // columns, by size
	look  []int // rows, by look
	width int   // of a card
	below int   // where the next row of cards begins
}

// placesOf are the same for all cards of a row: what is alike in neighbours has
// the same height then, and takes few bytes.
func placesOf(cards []sheetCard) places {
	p := places{width: sheetMargin, below: sheetHead}
	sizes, looks := make([]int, len(cards[0].views[0])), make([]int, len(cards[0].looks))
	for _, c := range cards {
		for j, row := range c.views {
			for i, s := range row {
				w, h := ptytest.ScreenSize(s.Cols, s.Rows)
				sizes[i], looks[j] = max(sizes[i], w), max(looks[j], h)
			}
		}
	}
	for _, w := range sizes {
		p.size = append(p.size, p.width)
		p.width += w + sheetGap
	}
	for _, h := range looks {
		p.look = append(p.look, p.below)
		p.below += h + sheetGap
	}
	return p
}

func (c sheetCard) draw(s *ptytest.Sheet, left, top int, p places) {
	s.Text(left+sheetMargin, top, c.name, true)
	for j, l := range c.looks {
		s.Text(left, top+p.look[j], l.name, false)
		for i, screen := range c.views[j] {
			s.Screen(left+p.size[i], top+p.look[j], screen, l.paper)
		}
	}
}

// contactSheet lays the cards out in rows, the few that are high after the
// others, so that they don't make every row as high as themselves.
func contactSheet(t *testing.T, cards []sheetCard) *ptytest.Sheet {
	t.Helper()
	slices.SortStableFunc(cards, func(a, b sheetCard) int { return a.high() - b.high() })
	rows := slices.Collect(slices.Chunk(cards, cardsInRow))
	width, height := 0, sheetGap
	for _, row := range rows {
		p := placesOf(row)
		width, height = max(width, sheetGap+len(row)*p.width), height+p.below
	}
	s, err := ptytest.NewSheet(width, height, ptytest.SheetPaper())
	if err != nil {
		t.Fatal(err)
	}
	top := sheetGap
	for _, row := range rows {
		p := placesOf(row)
		for i, c := range row {
			c.draw(s, sheetGap+i*p.width, top, p)
		}
		top += p.below
	}
	return s
}

// high is 1 for a card with a screen that is nearly full, and 0 for the others.
func (c sheetCard) high() int {
	for _, row := range c.views {
		if slices.ContainsFunc(row, func(s ptytest.Screen) bool { return s.Rows > 24 }) {
			return 1
		}
	}
	return 0
}

// TestContactSheet draws the contact sheet where it is asked for, and otherwise
// shows on a few states that it can be drawn.
func TestContactSheet(t *testing.T) {
	t.Parallel()
	var cards []sheetCard
	for _, s := range states() {
		if *sheet || s.name == "list" || s.name == "dialog" || s.name == "failed" {
			cards = append(cards, cardOf(t, s, looks()))
		}
	}
	var file bytes.Buffer
	if err := contactSheet(t, cards).Write(&file); err != nil {
		t.Fatal(err)
	}
	if *sheet {
		if err := os.WriteFile(filepath.Join("pictures", "contact-sheet.png"), file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	picture, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[color.Color]int{}
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			colours[picture.At(x, y)]++
		}
	}
	for _, l := range looks() {
		known := cellsOf(t, &open(t, nil, l.option).m.theme)
		if ink, _ := l.paper.Drawn(known["bad"]); l.styled && ink == l.paper.Ink {
			t.Errorf("the look %s draws what is bad as anything else", l.name)
		}
		for _, name := range []string{"plain", "grey", "sandbox", "bad"} {
			ink, ground := l.paper.Drawn(known[name])
			if colours[ink] < 50 || colours[ground] < 50 {
				t.Errorf("the look %s has %d pixels of the ink and %d of the ground of %q", l.name, colours[ink], colours[ground], name)
			}
		}
	}
}
