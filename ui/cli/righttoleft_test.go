//go:build unix

package cli_test

import (
	"strings"
	"syscall"
	"testing"

	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// A right-to-left reference is isolated wherever a terminal gets it, and takes no
// more room.
func TestRightToLeftReference(t *testing.T) {
	t.Parallel()
	const reference, isolated = "שולחן 12", "\u2068שולחן\u2069 12"
	s := openShop(t)
	p := sale(reference, 4250, "1013")
	p.Script.Outcome = sandbox.Succeeds
	s.pay(p)
	till := run(t, s, ptytest.Options{Env: s.env(), Cols: 50, Rows: 15})
	till.WaitFor("£42.50 Held")
	row := string(till.Raw())
	till.press("r").WaitFor("Keep payment")
	dialog := strings.TrimPrefix(string(till.Raw()), row)
	for where, text := range map[string]string{"the row": row, "the dialog": dialog} {
		if !strings.Contains(text, isolated) {
			t.Errorf("%s isn't isolated: %q", where, text)
		}
	}
	till.press("esc").WaitFor("Kept.")
	screen := till.Screen()
	if x, y := screen.Find("£42.50 Held"); screen.Cell(x, y).Content != "£" || x < 20 {
		t.Errorf("the amount stands at %d, %d:\n%s", x, y, screen)
	}
	till.Signal(syscall.SIGTERM)
	till.Wait()
}
