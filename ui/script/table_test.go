package script

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// In a terminal the table of payments and what is said of one fit its width, with IDs as
// long as the sandbox's, and nothing is cut. Elsewhere each payment is one line.
func TestTablesFitTheirTerminal(t *testing.T) {
	t.Parallel()
	for _, width := range []int{0, 40, 50, 60, 80, 100, 120, 200} {
		w := newWorld()
		payments := shopday.Payments()
		for i, p := range payments {
			p.ID = fmt.Sprintf("pi_sandbox_%023d", i)
		}
		w.snaps[0] = shopday.SnapshotOf(1, payments)
		w.set.Width = width
		s := w.script()
		if err := s.List(t.Context(), Query{View: worklist.ViewEverything}); err != nil {
			t.Fatal(err)
		}
		table := w.out.String()
		w.out.Reset()
		w.payment = *payments[0]
		if err := s.Show(t.Context(), payments[0].ID); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(table + w.out.String()) {
			if n := cells.Width(strings.TrimSuffix(line, "\n")); width > 0 && n > width {
				t.Errorf("%d cells in a terminal of %d: %s", n, width, line)
			}
		}
		for _, p := range payments {
			for _, has := range []string{p.ID, p.Reference, p.Card().Last4} {
				if !strings.Contains(table, has) {
					t.Errorf("in a terminal of %d %q is gone:\n%s", width, has, table)
				}
			}
		}
		if lines := strings.Count(table, "\n"); width == 0 && lines != len(payments)+1 {
			t.Errorf("%d lines for %d payments:\n%s", lines, len(payments), table)
		}
	}
}
