package plain

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// Nothing speaks of the keys of a screen, whatever becomes of an attempt.
func TestSpeaksOfNoKeys(t *testing.T) {
	t.Parallel()
	states := []journal.State{journal.Intended, journal.Sending, journal.Created, journal.Checking, journal.Successful, journal.Failed, journal.Already, journal.Unresolved, journal.Abandoned}
	var all strings.Builder
	for _, state := range states {
		for _, why := range shopday.AllWhys {
			for _, resumed := range []bool{false, true} {
				w := open(t, shopday.Payments()).reverses("3")
				w.waits(5 * time.Second)
				w.moves(func(a *reversal.Attempt) {
					shopday.ToState(state)(a)
					a.Why, a.Resumed, a.NextRead = why, resumed, w.pc.Add(5*time.Second)
				})
				w.types("results").types("list").types("show 3")
				all.WriteString(w.log.String())
			}
		}
	}
	for r := dojo.ReasonHeld; r < dojo.ReasonHeld+30; r++ {
		w := open(t, nil)
		w.p.say(w.p.speak.Payment(worklist.Row{Verdict: dojo.Verdict{Reason: r}}).Refusal())
		all.WriteString(w.p.said.Lines[len(w.p.said.Lines)-1] + "\n")
	}
	for _, never := range []string{"ress r", "with r;", " r.", ", r to ", "F5", "(esc: close)", "··"} {
		if i := strings.Index(all.String(), never); i >= 0 {
			from := strings.LastIndex(all.String()[:i], "\n") + 1
			t.Errorf("%q is said: %s", never, strings.SplitN(all.String()[from:], "\n", 2)[0])
		}
	}
	for _, said := range []string{
		". Type reverse and its number to try again.", "You can try again with reverse and its number; this one is still watched.",
		"Look at it again, then type reverse and its number.", "It is still held: type list, then reverse and its number.", ". Type refresh to ask again.",
	} {
		if !strings.Contains(all.String(), said) {
			t.Errorf("nothing says %q: have the screen's words changed?", said)
		}
	}
}

// What strangers write into a payment's texts stays on its line.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for name, text := range shopday.HostileTexts() {
		list := shopday.Payments()[:1]
		list[0].Reference = text
		list[0].EditKind(func(k *dojo.Kind) { k.Brand = text })
		list[0].EditExtras(func(x *dojo.Extras) { x.Description, x.Events = text, []dojo.PaymentEvent{{Type: text}} })
		w := open(t, list).types("show 1").types("1").types("find " + text).types(text).types("")
		if t.Failed() {
			t.Log(name)
		}
		w.reversed(0) // heard has looked at every line
	}
}
