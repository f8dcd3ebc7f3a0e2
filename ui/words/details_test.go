package words

import (
	"slices"
	"testing"

	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/shopday"
)

// The details say from where a reversal was confirmed and with which SSH key, and
// nothing of it where that was at the machine itself.
func TestDetailsSayWhereFrom(t *testing.T) {
	t.Parallel()
	const address, key = "192.0.2.7", "SHA256:MwxfIbXvCzlS7SuXLU9S7dTdbHBW7SB8RtgPZ2wAhXo"
	for name, over := range map[string]bool{"over SSH": true, "at the machine": false} {
		a := shopday.AttemptIn(journal.Successful, "")
		if over {
			a.Client, a.OperatorKey = address, key
		}
		l := listOf(shopday.Payments(), a)
		p, _ := l.Get(a.Payment.ID)
		all := testSpeaker().Details(l, l.Judge(p), Around{List: l.OnList(p.ID), Now: l.Now()}, false)
		for _, want := range []Detail{{"from", address, true}, {"SSH key", key, true}} {
			if slices.Contains(all, want) != over {
				t.Errorf("%s: %+v", name, all)
			}
		}
		for _, d := range all {
			if !over && (d.Name == "from" || d.Name == "SSH key") {
				t.Errorf("%s: %+v", name, d)
			}
		}
	}
}
