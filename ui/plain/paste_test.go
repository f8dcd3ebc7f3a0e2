package plain

import (
	"testing"
	"time"

	"dojoreversals/ui/internal/shopday"
)

// TestPlainPasteConfirmsNothing has the word come with other lines, as a paste
// brings it, and while the question isn't known to be read.
func TestPasteConfirmsNothing(t *testing.T) {
	t.Parallel()
	line := func(w *typist, text string, more bool) {
		w.heard(w.p.Typed(Line{Text: text, Began: w.pc, Ended: w.pc, More: more}))
	}
	w := open(t, shopday.Payments()).types("1").says("Type reverse to reverse £42.50")
	w.pc = w.pc.Add(time.Minute)
	line(w, "reverse", true)
	w.reversed(0)
	line(w, "42.50", false)
	w.reversed(0).types("reverse").reversed(1)

	// The amount of a large payment, pasted with the word behind it.
	w = open(t, shopday.Payments(), mustTypeOver500).types("6").says("Type")
	w.pc = w.pc.Add(time.Minute)
	line(w, "1234.50", true)
	w.pc = w.pc.Add(time.Minute)
	line(w, "reverse", true)
	w.reversed(0)
}
