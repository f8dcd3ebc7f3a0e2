package ui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/shopday"
)

func pressAt(b tea.MouseButton, x, y int) tea.MouseMsg {
	return tea.MouseMsg{X: x, Y: y, Button: b, Action: tea.MouseActionPress}
}

// A click chooses the payment that is drawn under it, at every size, and
// nothing else.
func TestClickChoosesTheRowUnderIt(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}} {
		d := open(t, shopday.Payments(), width(size[0], size[1]))
		clicked := 0
		for y, line := range strings.Split(d.text(), "\n") {
			if !strings.Contains(line, "£") {
				continue
			}
			clicked++
			d.send(pressAt(tea.MouseButtonLeft, 5, y))
			if now := strings.Split(d.text(), "\n")[y]; !strings.HasPrefix(now, ">") {
				t.Errorf("%v: a click on line %d chose another row: %q", size, y, now)
			}
		}
		if clicked == 0 {
			t.Errorf("%v: no row to click", size)
		}
		d.reversed(0)
	}
}

func TestWheelMovesByOne(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	first := d.m.list.Selected()
	d.send(pressAt(tea.MouseButtonWheelDown, 1, 1))
	if d.m.list.Position() != 1 {
		t.Errorf("at row %d", d.m.list.Position())
	}
	d.send(pressAt(tea.MouseButtonWheelUp, 1, 1))
	if d.m.list.Selected() != first {
		t.Errorf("%s is chosen", d.m.list.Selected())
	}
}

// A dialog answers to keys alone.
func TestDialogIgnoresTheMouse(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).press("r").quietly().press("tab")
	before := d.text()
	for y := range d.m.height {
		for _, b := range []tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonWheelDown, tea.MouseButtonWheelUp} {
			d.send(pressAt(b, 60, y))
		}
	}
	if d.text() != before {
		t.Error("the mouse changed something")
	}
	d.reversed(0)
}
