package ui

import (
	"fmt"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// The sizes between which every one is drawn.
const (
	leastWidth, mostWidth   = 10, 250
	leastHeight, mostHeight = 3, 80
)

// isTight says of a size that it is one of those at which something of the
// screen has just room, or just none any more.
func isTight(w, h int) bool {
	return slices.Contains([]int{40, 41, 47, 59, 60, 72, 80, 100, 110, 120}, w) && slices.Contains([]int{10, 11, 13, 14, 20, 24}, h)
}

// notUnderRace skips a test that draws thousands of screens. One goroutine draws
// them, so that there is nothing for the race detector to find, and it would take
// minutes.
func notUnderRace(t *testing.T) {
	t.Helper()
	if ptytest.Race {
		t.Skip("one goroutine draws; it runs without the race detector")
	}
}

// windowSizes are the widths and heights that are drawn: those on both sides of
// where the layout changes, or with the build tag exhaustive all of them.
func windowSizes() (widths, heights []int) {
	if !exhaustive {
		return []int{leastWidth, 27, 39, 40, 41, 47, 59, 60, 71, 72, 80, 99, 100, 110, 120, 160, mostWidth}, []int{leastHeight, 9, 10, 11, 13, 14, 20, 24, 40, mostHeight}
	}
	for w := leastWidth; w <= mostWidth; w++ {
		widths = append(widths, w)
	}
	for h := leastHeight; h <= mostHeight; h++ {
		heights = append(heights, h)
	}
	return widths, heights
}

// subject is a screen to draw at many sizes.
type subject struct {
	name  string
	open  func(tb) *driver
	every bool // draw it at every size, not just at every width and every height
}

// subjects are the states of the screen on their own lists, in UTF-8 and in
// ASCII, and on a list with all that breaks tables.
func subjects() []subject {
	often := []string{"list", "dialog", "details"}
	var list []subject
	for _, s := range states() {
		list = append(list,
			subject{s.name, func(t tb) *driver { return s.open(t) }, slices.Contains(often, s.name)},
			subject{s.name + " in ASCII", func(t tb) *driver { return s.open(t, inASCII) }, false})
	}
	for _, s := range nastyStates() {
		list = append(list, subject{s.name + " on a nasty day", func(t tb) *driver { return s.on(t, nastyDay()) }, false})
	}
	return list
}

// nastyStates are those that can be drawn on nastyDay.
func nastyStates() []state {
	return slices.DeleteFunc(slices.Concat(states(), hardStates()), func(s state) bool { return s.list != nil })
}

// Every screen keeps its promises in every window from 10x3 to 250x80. Each is
// drawn at every width, at every height and where room is tight, and those that
// people look at most at each size. There are 18,798 of them with the build tag
// exhaustive; that each screen is drawn at each would take minutes even so.
func TestEveryScreenAtEverySize(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	widths, heights := windowSizes()
	for i, s := range subjects() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			d := s.open(t)
			for x, w := range widths {
				for y, h := range heights {
					if s.every || isTight(w, h) || (x+y+i)%len(heights) == 0 {
						d.resize(w, h)
						d.holds(s.name)
					}
				}
			}
		})
	}
}

// Where r is pressed at that size, the dialog opens whole or says that it
// doesn't.
func TestDialogOpensWholeAtEverySize(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	widths, heights := windowSizes()
	d := open(t, shopday.Payments())
	for x, w := range widths {
		for y, h := range heights {
			for i, id := range []string{"1011", "1009"} { // with a twin and without
				if isTight(w, h) || (x+y)%2 == i {
					d.opensWhole(id, w, h)
				}
			}
		}
	}
}

func (d *driver) opensWhole(id string, w, h int) {
	d.Helper()
	d.on(id)
	d.m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	d.press("r").holds("r")
	switch {
	case d.m.dialog != nil && d.m.tooSmall():
		d.Fatalf("a dialog in a window of %dx%d, which is too small", w, h)
	case d.m.dialog != nil:
		d.m.Update(keyOf("esc"))
	case !d.m.tooSmall():
		d.has(words.TextDialogNoRoom)
	}
}

// Any list, however nasty its texts, at any size and in any look.
func TestScreensAtAnySize(t *testing.T) {
	t.Parallel()
	all := nastyStates()
	readable := len(listStates()) + len(finderStates())
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, len(all)-1).Draw(t, "state")
		s := all[n]
		options := []option{rapid.SampledFrom(looks()).Draw(t, "look").option}
		if n < readable && rapid.Bool().Draw(t, "read-only") {
			options = append(options, setting(func(s *Settings) { s.ReadOnly = whyReadOnly }))
		}
		if rapid.Bool().Draw(t, "published") {
			options = append(options, published)
		}
		list := nastyDay()
		for range rapid.IntRange(0, 3).Draw(t, "more") {
			list = append(list, shopday.Paid(fmt.Sprint("60", len(list)), "10:00", rapid.Int64Range(1, 1e15).Draw(t, "minor"), func(p *dojo.PaymentIntent) {
				p.Reference = nasty.Draw(t, "reference")
				p.EditKind(func(k *dojo.Kind) { k.Brand = nasty.Draw(t, "brand") })
			}))
		}
		d := s.on(t, list, options...)
		for range 6 {
			d.resize(rapid.IntRange(1, mostWidth).Draw(t, "w"), rapid.IntRange(1, mostHeight).Draw(t, "h"))
			d.holds(s.name)
		}
	})
}

// --ascii writes amounts, cards and buttons in letters of its own.
func TestASCIIAmounts(t *testing.T) {
	t.Parallel()
	open(t, shopday.Payments(), inASCII).has("GBP 42.50", "Visa ..1013").on("1011").press("r").has("( Reverse GBP 42.50 )", "GBP 2.50 tip")
}
