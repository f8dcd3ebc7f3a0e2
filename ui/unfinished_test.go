package ui

import (
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
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

// What is left in the terminal of a reversal that isn't over says what is known
// of it, and what to tell the customer.
func TestFarewellSaysWhatIsKnown(t *testing.T) {
	t.Parallel()
	const isnt = "£42.50, ORDER-1011 isn't finished."
	for state, c := range map[journal.State]struct{ says, customer, never string }{
		journal.Confirming: {
			"Successful, confirming: Dojo says that £42.50, ORDER-1011, is reversed. Don't refund or pay cash as well. It is looked at again when this program is started next.",
			"Tell the customer: 'It's being cancelled. No money has been taken.'", "isn't finished",
		},
		journal.Created:  {isnt, "Tell the customer: 'It's being cancelled. No money has been taken.'", "Successful"},
		journal.Sending:  {isnt, "Tell the customer: 'It may be cancelled already; we're still checking.'", "One moment"},
		journal.Checking: {isnt, "Tell the customer: 'It may be cancelled already; we're still checking.'", "Failed"},
	} {
		a := shopday.AttemptIn(state, "")
		a.Resumed = false
		for _, plain := range []bool{false, true} {
			f := words.NewFarewell([]reversal.Attempt{a}, testSpeaker(), 400, 0)
			if plain {
				f = f.InPlain(false)
			}
			text := strings.Join(f.Ended([]reversal.Attempt{a}, shopday.Sunday), " ")
			if !strings.Contains(text, c.says) || !strings.HasSuffix(text, c.customer) || strings.Contains(text, c.never) {
				t.Errorf("%s is left as %q", state, text)
			}
		}
	}
	// One that Dojo went back on tells people to ring Dojo, as it does before.
	a := shopday.AttemptIn(journal.Confirming, "")
	f := words.NewFarewell([]reversal.Attempt{a}, testSpeaker(), 400, 0)
	a.Answered, a.CorrectedAt, a.LastStatus = dojo.ReversalSuccessful, shopday.Sunday, dojo.StatusAuthorized
	if text := strings.Join(f.Ended([]reversal.Attempt{a}, shopday.Sunday), " "); !strings.Contains(text, "still shows £42.50 as held. Don't refund yet. Ring Dojo") {
		t.Errorf("left as %q", text)
	}
}
