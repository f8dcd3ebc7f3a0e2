package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// manyPayments fills a shop with the newest payment to reverse, and 30 others.
func manyPayments(s *shop, pence int64) {
	s.t.Helper()
	s.pay(sale("ORDER-1000", pence, "1013"))
	for i := 1; i <= 30; i++ {
		s.pay(sale(fmt.Sprint("ORDER-", 1000+i), int64(1999+i), fmt.Sprint(2000+i)))
	}
}

// TestResizeInTheDialog takes the window through sizes with the dialog open and
// the focus on Reverse. At each, the dialog is cell by cell that of a program
// which was started at this size, or the window says that it is too small, and
// then no key means anything. Back in a large window the focus is where it was
// and enter reverses what was asked about, once.
func TestResizeInTheDialog(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for name, c := range map[string]struct {
		pence  int64
		amount string
		hint   string
		types  string // into the field that tab leads to, if any
	}{
		"two buttons":    {4250, "£42.50", "tab, then enter: reverse", ""},
		"a typed amount": {61250, "£612.50", "tab, type the amount, then reverse", "612.50"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			manyPayments(s, c.pence)
			at := func(binary string, size [2]int, env ...string) *till {
				return runBinary(t, s, binary, ptytest.Options{Cols: size[0], Rows: size[1], Env: s.env(env...), KillAtEnd: true})
			}
			toReverse := func(p *till) {
				p.press("r").question(c.hint)
				if c.types != "" {
					p.toFocus("[_")
					p.Type(c.types)
					p.question("[" + c.types + "_")
				}
				p.toFocus("[ Reverse " + c.amount + " ]")
			}
			fits := [][2]int{{120, 40}, {80, 24}, {60, 20}}
			resized := at(build(t), [2]int{100, 30})
			all := []*till{resized}
			fresh := map[[2]int]*till{}
			for _, size := range fits {
				fresh[size] = at(fastBuild(t), size, "DOJO_FAILFRAMES=whole")
				all = append(all, fresh[size])
			}
			for _, p := range all {
				p.WaitFor("To reverse 31", "ORDER-1000")
				toReverse(p)
			}
			for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}, {30, 8}, {80, 24}, {39, 40}, {60, 20}, {120, 9}, {120, 40}, {200, 11}, {41, 60}, {80, 24}} {
				resized.Resize(size[0], size[1])
				if p := fresh[size]; p != nil {
					resized.same(p, "[ Reverse "+c.amount+" ]")
				}
				resized.wholeOrNone(size, c.amount)
			}
			resized.question("[ Reverse "+c.amount+" ]").about(c.amount, "Visa ··1013", "ORDER-1000")
			s.confirmed("ORDER-1000")
			resized.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
			resized.row("ORDER-1000", "Created")
			resized.redrawn()
			s.settle()
			resized.press("f5").row("ORDER-1000", "Successful, reversed")
			s.wantState("ORDER-1000", dojo.StatusReversed, 1)
			resized.quit()
		})
	}
}

// wholeOrNone waits until the dialog shows its amount and both buttons whole, with
// the focus on Reverse, or the window says that it is too small. If it is too
// small, it presses keys that would otherwise reverse or quit.
func (p *till) wholeOrNone(size [2]int, amount string) {
	p.t.Helper()
	small := false
	s := p.WaitUntil(fmt.Sprint("a whole dialog, or none, at ", size), func(s ptytest.Screen) bool {
		if s.Cols != size[0] || s.Rows != size[1] {
			return false
		}
		text := joined(s.Lines())
		small = strings.Contains(text, "make this window larger") || strings.Contains(text, "too small")
		whole := strings.Contains(unframed(s), amount) && strings.Contains(box(s), "[ Reverse "+amount+" ]") &&
			(strings.Contains(box(s), "( Keep payment )") || strings.Contains(box(s), "( Keep )"))
		return small != whole
	})
	if must := size[0] >= 60 && size[1] >= 20; must && small {
		p.t.Errorf("at %v:\n%s", size, s)
	}
	if !small {
		return
	}
	for _, key := range []string{"enter", "\r\r", "r", "y"} {
		if len(key) == 2 {
			p.Type(key)
			continue
		}
		p.press(key)
	}
	p.heard()
	if p.Exited() {
		p.t.Fatalf("a key ended the program in a window that is too small\n%s", p.Screen())
	}
}

// TestResizeTheList holds that the list, its details and the help are drawn whole
// at each size, and that the selection stays.
func TestResizeTheList(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	till := s.till()
	till.choose("ORDER-1012")
	sizes := [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}, {30, 8}, {120, 40}, {40, 10}, {250, 12}, {60, 60}, {80, 24}}
	for _, open := range []struct{ key, shows, close string }{{"", "", ""}, {"enter", "Details", "enter"}, {"/", "find: ", "esc"}, {"?", "Help", "esc"}} {
		if open.key != "" {
			till.press(open.key).WaitFor(open.shows)
		}
		for _, size := range sizes {
			till.Resize(size[0], size[1])
			if size[1] < 10 {
				till.WaitFor("Please make this window")
				continue
			}
			till.WaitUntil(fmt.Sprint("the screen at ", size), func(s ptytest.Screen) bool {
				if open.key == "?" {
					return strings.HasPrefix(s.Line(0), " Help")
				}
				// Each size differs in its height, so that this is a new drawing of
				// the program and not the last one, reflowed by the terminal.
				last := s.Line(s.Rows - 1)
				rule := func(line string) bool { // with or without the number of rows beyond it
					return strings.HasPrefix(line, "──") && strings.HasSuffix(line, "──") && utf8.RuneCountInString(line) == s.Cols
				}
				return slices.ContainsFunc(s.Lines(), rule) &&
					(strings.HasSuffix(strings.Join(strings.Fields(last), " "), "? help q quit") || strings.HasPrefix(last, " find: "))
			})
			if open.key == "" || open.key == "enter" {
				till.redrawn()
			}
		}
		if open.key != "" {
			till.press(open.close).WaitUntil("it to close", func(s ptytest.Screen) bool {
				return strings.HasPrefix(s.Line(0), " Dojo Reversals") && strings.HasPrefix(marked(s), ">") && strings.Contains(s.Line(s.Rows-1), "? help")
			})
			till.redrawn()
		}
		till.WaitUntil("the selection where it was", func(s ptytest.Screen) bool { return strings.Contains(marked(s), "12 ") })
	}
	till.quit()
}

// marked is the selected row, or empty.
func marked(s ptytest.Screen) string {
	for _, line := range s.Lines() {
		if strings.HasPrefix(line, ">") {
			return line
		}
	}
	return ""
}
