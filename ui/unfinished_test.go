package ui

import (
	"strings"
	"testing"

	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// Whoever quits while a Successful is still to be confirmed reads that Dojo has
// said it: in the question before the end, on every screen and in plain lines.
func TestQuitWhileConfirming(t *testing.T) {
	t.Parallel()
	const known = "£42.50, ORDER-1011: Dojo said Successful; not confirmed yet."
	d := open(t, shopday.Payments()).on("1011").confirm().moves(shopday.ToState(journal.Confirming))
	d.press("q").asks("Quit now?", known, words.TextQuitUnwatched, "[ Stay ] ( Quit )")
	if strings.Contains(d.text(), "isn't finished") {
		t.Errorf("what Dojo said is left out:\n%s", d.text())
	}
	d.resize(40, 10).fits().asks("Dojo said Successful;", "[ Stay ] ( Quit )")
	s := testSpeaker().InPlain()
	a := shopday.AttemptIn(journal.Confirming, "")
	if text := s.Attempt(&a, words.Around{}).Unfinished(); text != known {
		t.Errorf("plain mode asks %q", text)
	}
}
