package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// View draws what Update has left and changes nothing: drawn again it is the same,
// also when the clocks, the list and the attempts have moved on meanwhile, and
// when nothing is kept of what was drawn before.
func TestViewIsPure(t *testing.T) {
	t.Parallel()
	for i, s := range slices.Concat(states(), hardStates()) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			open := s.open
			if i >= len(states()) {
				open = func(t tb, o ...option) *driver { return s.on(t, nastyDay(), o...) }
			}
			d := open(t, coloured)
			for _, size := range [][2]int{{120, 40}, {60, 20}, {40, 10}, {30, 8}} {
				d.resize(size[0], size[1])
				first := d.m.View()
				pc, snap, attempts := d.pc, d.list.Snap, d.rev.All
				d.pc, d.list.Snap, d.rev.All = pc.Add(50*time.Hour), shopday.SnapshotOf(99, nil), nil
				if again := d.m.View(); again != first {
					t.Errorf("%v: drawn again it is\n%s\nwas\n%s", size, again, first)
				}
				d.pc, d.list.Snap, d.rev.All = pc, snap, attempts
				d.m.rows.drawn = drawnRows{}
				if anew := d.m.View(); anew != first {
					t.Errorf("%v: drawn anew it is\n%s\nwas\n%s", size, anew, first)
				}
			}
		})
	}
}

// What is kept of the rows is never drawn where it isn't so any more, though it
// is still the same minute.
func TestKeptRowsAreNotSeen(t *testing.T) {
	t.Parallel()
	held := shopday.Paid("1", "18:42:07", 100, shopday.DaysAgo(7)) // its seven days end with a second of their own
	d := open(t, []*dojo.PaymentIntent{held}, published, at(shopday.ClockAt("18:42:00")))
	d.has("Held, r to reverse")
	for range 15 {
		d.pc = d.pc.Add(time.Second)
		d.send(nil)
		d.m.rows.drawn = drawnRows{}
		if anew := d.m.View(); anew != d.last {
			t.Fatalf("%v: kept\n%s\nanew\n%s", d.pc, d.last, anew)
		}
	}
	d.hasNot("r to reverse")
}

// A change of the list draws the rows anew that look different by it, and no other.
func TestARowThatStaysIsNotDrawnAnew(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), width(120, 40)).on("1011")
	d.send(nil)
	// What is kept of the rows says so on the screen.
	keep := func() {
		for which, line := range d.m.rows.drawn.rows {
			line.text = "kept"
			d.m.rows.drawn.rows[which] = line
		}
	}
	anew := func() (n int) {
		for _, l := range d.rows() {
			if strings.TrimSpace(l) != "kept" {
				n++
			}
		}
		return n
	}
	for _, step := range []struct {
		what string
		do   func()
		want int
	}{
		{"nothing", func() { d.send(listChanged{}) }, 0},
		{"one payment changes", func() { d.changes("1006", shopday.Is(dojo.StatusCaptured)) }, 1},
		{"one with a twin, whose row names it", func() { d.changes("1010", shopday.Is(dojo.StatusCaptured)) }, 2},
		{"the selection moves", func() { d.press("down") }, 2},
		{"and comes back", func() { d.press("up") }, 0},
		{"nothing can be reversed", func() { d.send(recordChecked{"the record is broken"}) }, len(d.rows())},
		{"the minute turns", func() { d.pass(time.Minute) }, len(d.rows())},
	} {
		keep()
		step.do()
		if n := anew(); n != step.want {
			t.Errorf("%s: %d rows of %d are drawn anew, want %d", step.what, n, len(d.rows()), step.want)
		}
	}
}

// Nobody but Bubble Tea and tests draws the screen.
func TestNobodyDrawsForItsEffect(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	call := regexp.MustCompile(`\b(m|model|screen)\.View\(\)`)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := call.Find(code); found != nil {
			t.Errorf("%s calls %s", name, found)
		}
	}
}
