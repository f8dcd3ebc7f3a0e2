package cli_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// moment is one change of the screen, with the bytes that it took and the screen
// after it.
type moment struct {
	name   string
	bytes  int64
	screen ptytest.Screen
}

// mostBytes are the bounds, at 120 columns and at 80.
var mostBytes = map[string][2]int64{
	"first paint and list":  {4300, 2400},
	"down":                  {150, 135},
	"100 downs":             {16_500, 15_300},
	"page down":             {1200, 600},
	"dialog, opened":        {640, 642},
	"dialog, closed":        {410, 560},
	"dialog, the key after": {320, 298},
	"home":                  {1400, 800},
	"one payment captured":  {150, 130},
	"an idle minute":        {60, 60},
}

// TestBytes counts what crosses the line at each moment, on a list of 200
// payments, and holds each screen against that of a run whose frames go whole.
func TestBytes(t *testing.T) {
	if ptytest.Race {
		t.Skip("with the race detector the moments take longer than the minute in which they are counted; the bytes are the same")
	}
	t.Parallel()
	for i, size := range [][2]int{{120, 40}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			var whole, squeezed []moment
			t.Run("drawn", func(t *testing.T) { // ends when both have
				t.Run("whole", func(t *testing.T) {
					t.Parallel()
					whole = bytesOf(t, size, "DOJO_FAILFRAMES=whole")
				})
				t.Run("squeezed", func(t *testing.T) {
					t.Parallel()
					squeezed = bytesOf(t, size)
				})
			})
			if t.Failed() || t.Skipped() {
				return
			}
			for n, m := range squeezed {
				w := whole[n]
				t.Logf("%-24s %6d bytes, whole frames %6d", m.name, m.bytes, w.bytes)
				if x, y, same := sameCells(m.screen, w.screen); !same {
					t.Errorf("after %s the cell %d,%d differs from that of whole frames:\n%s\n%s", m.name, x, y, m.screen, w.screen)
				}
				if most := mostBytes[m.name][i]; m.bytes > most {
					t.Errorf("%s takes %d bytes, more than %d", m.name, m.bytes, most)
				}
				if m.bytes > w.bytes {
					t.Errorf("%s takes %d bytes squeezed and %d whole", m.name, m.bytes, w.bytes)
				}
			}
		})
	}
}

// TestBytesOfBar counts the bytes of one step down when the selected row is a bar
// across the screen: both rows are sent again, and little else.
func TestBytesOfBar(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for i := range 30 {
		s.pay(sale(fmt.Sprintf("ORDER-%04d", 1999-i), int64(4250+i), fmt.Sprint(1000+i)))
	}
	for theme, size := range map[string][3]int{"dark": {120, 40, 320}, "light": {80, 24, 240}} {
		p := run(t, nil, ptytest.Options{Cols: size[0], Rows: size[1], Args: []string{"--theme", theme}, Env: s.env()})
		p.WaitUntil("the whole list", func(s ptytest.Screen) bool {
			return s.Contains("To reverse 30") && !s.Contains("so far") && strings.HasPrefix(lineOf(s, "ORDER-1999"), ">")
		})
		p.WaitIdle(300 * time.Millisecond)
		n := int64(math.MaxInt64) // the least of some steps: another change may fall into one
		for order := 1998; order > 1993; order-- {
			before := p.BytesWritten()
			p.press("down").row(fmt.Sprintf("ORDER-%04d", order), "> ")
			p.WaitIdle(300 * time.Millisecond)
			n = min(n, p.BytesWritten()-before)
		}
		t.Logf("%s, %dx%d: a step takes %d bytes", theme, size[0], size[1], n)
		if n > int64(size[2]) {
			t.Errorf("%s: a step takes %d bytes, more than %d", theme, n, size[2])
		}
		p.quit()
	}
}

// bytesOf runs through the moments and counts the bytes of each.
func bytesOf(t *testing.T, size [2]int, env ...string) []moment {
	t.Helper()
	s := openFastShop(t)
	s.clock.to(time.Date(2026, 11, 20, 14, 0, 2, 0, s.zone))
	for i := range 200 {
		s.pay(sale(fmt.Sprintf("ORDER-%04d", 1999-i), int64(4250+i), fmt.Sprint(1000+i)))
	}
	p := runBinary(t, s, fastBuild(t), ptytest.Options{
		Cols: size[0], Rows: size[1], Env: append(s.env("DOJO_FAILCLOCK="+s.clock.file), env...),
	})
	var moments []moment
	before := int64(0)
	note := func(name string) {
		t.Helper()
		screen := p.WaitIdle(300 * time.Millisecond)
		now := p.BytesWritten()
		moments = append(moments, moment{name, now - before, screen})
		before = now
	}
	selected := func(order int) {
		t.Helper()
		want := fmt.Sprintf("ORDER-%04d", order)
		p.WaitUntil(want+" to be selected", func(s ptytest.Screen) bool {
			marked := slices.DeleteFunc(s.Lines(), func(l string) bool { return !strings.HasPrefix(l, ">") })
			return len(marked) == 1 && strings.Contains(marked[0], want)
		})
	}
	p.WaitUntil("the whole list", func(s ptytest.Screen) bool {
		return s.Contains("To reverse 200") && !s.Contains("so far") && s.Contains("r to reverse")
	})
	note("first paint and list")
	// From here on hardly any time passes, so that the minute doesn't turn too early on
	// a slow machine.
	s.clock.stop()
	p.Keys("down")
	selected(1998)
	note("down")
	for i := range 100 {
		p.Keys("down")
		selected(1997 - i)
	}
	note("100 downs")
	p.Keys("pgdn")
	p.WaitUntil("another page", func(s ptytest.Screen) bool { return lineOf(s, "ORDER-1898") == "" })
	note("page down")
	s.clock.run(1)
	p.Keys("r")
	p.WaitFor("tab, then enter: reverse")
	note("dialog, opened")
	p.Keys("esc")
	p.WaitFor("Kept.")
	s.clock.stop()
	note("dialog, closed")
	p.Keys("up")
	p.WaitUntil("the notice to go", func(s ptytest.Screen) bool { return !s.Contains("Kept.") })
	note("dialog, the key after")
	p.Keys("home")
	selected(1999)
	note("home")
	id := s.ids["ORDER-1997"]
	if err := s.Capture(id); err != nil {
		t.Fatal(err)
	}
	s.clock.run(4) // steps that don't wait for the program could turn the minute
	p.row("ORDER-1997", "refund instead")
	s.clock.stop()
	note("one payment captured")
	p.WaitFor("14:00")
	for range 4 { // a jump of more than half of it would look like a machine that has slept
		reads := s.Calls().Search
		s.clock.step(15 * time.Second)
		eventually(t, "the program to see how late it is", func() bool { return s.Calls().Search > reads })
		p.WaitIdle(300 * time.Millisecond)
	}
	p.WaitUntil("the minute to turn", func(s ptytest.Screen) bool { return strings.Contains(s.String(), "14:01") })
	note("an idle minute")
	s.wantState("ORDER-1997", dojo.StatusCaptured, 0)
	p.Keys("q")
	p.ended(0)
	return moments
}

// sameCells compares two screens cell by cell and names the first that looks
// different.
func sameCells(a, b ptytest.Screen) (x, y int, same bool) {
	for y := range a.Rows {
		for x := range a.Cols {
			if a.Cell(x, y).Seen() != b.Cell(x, y).Seen() {
				return x, y, false
			}
		}
	}
	return 0, 0, true
}
