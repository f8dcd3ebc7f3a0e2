package cli_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"dojoreversals/ui/internal/ptytest"
)

// TestSizeUnknown starts on terminals that report no size, or one that no window has.
// The screen is that of 80x24 until the terminal says otherwise, and stays when the
// size is lost again.
func TestSizeUnknown(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	manyPayments(s, 4250)
	for _, claim := range [][2]int{{0, 0}, {24, 0}, {0, 80}, {65535, 65535}} {
		t.Run(fmt.Sprint(claim), func(t *testing.T) {
			t.Parallel()
			till := run(t, s, ptytest.Options{Env: s.env(), Claims: &claim})
			drawn := func(s ptytest.Screen) bool {
				return strings.HasPrefix(s.Line(0), " Dojo Reversals") && s.Contains(strings.Repeat("─", s.Cols)) && strings.HasSuffix(s.Line(s.Rows-1), "? help   q quit")
			}
			till.WaitUntil("the screen of 80x24", drawn)
			till.Resize(120, 40)
			till.WaitUntil("the screen of 120x40 with its payments", func(s ptytest.Screen) bool { return drawn(s) && s.Contains("ORDER-1001") })
			till.Claim(claim[0], claim[1])
			till.press("down", "ctrl+l").WaitUntil("the same screen, one row down", func(s ptytest.Screen) bool {
				return drawn(s) && strings.Contains(marked(s), "ORDER-1001")
			})
			till.quit()
		})
	}
}

// TestPlainWidthUnknown holds that plain lines are broken at 80 columns if the
// terminal doesn't know its width, or at COLUMNS.
func TestPlainWidthUnknown(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale(strings.Repeat("word ", 30), 4250, "1013"))
	for _, c := range []struct {
		env  []string
		most int
	}{{nil, 80}, {[]string{"COLUMNS=60", "LINES=24"}, 60}} {
		till := run(t, s, ptytest.Options{Args: []string{"--plain"}, Env: s.env(c.env...), Cols: 200, Claims: &[2]int{0, 0}})
		till.WaitFor("£42.50")
		till.Type("help\r")
		till.WaitFor("quit")
		till.Type("quit\r")
		till.ended(0)
		longest := 0
		for _, line := range till.Screen().Lines() {
			longest = max(longest, utf8.RuneCountInString(line))
		}
		if longest > c.most || longest < c.most/2 {
			t.Errorf("with %q the longest line has %d columns:\n%s", c.env, longest, till.Screen())
		}
	}
}
