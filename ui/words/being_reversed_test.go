package words

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

// Details of a payment that is being reversed begin with that, whatever the list
// shows of it, and nothing after it says what to do with a payment that nobody
// reverses.
func TestDetailsBeginWithTheReversal(t *testing.T) {
	t.Parallel()
	const (
		by     = " since 18:58, priya (till 2)."
		dont   = " Don't refund, pay cash or charge again yet."
		notTwo = " Don't refund or pay cash as well."
	)
	sent := func(a *reversal.Attempt) { a.SentAt = shopday.ClockAt("18:58:30") }
	with := func(more func(*reversal.Attempt)) func(*reversal.Attempt) {
		return func(a *reversal.Attempt) { sent(a); more(a) }
	}
	for name, c := range map[string]struct {
		state    journal.State
		why      journal.Why
		change   func(*reversal.Attempt)
		says     string // first of all; "" for the amount
		reversed string // where Dojo shows the payment as reversed already
	}{
		"sending": {journal.Sending, "", sent, "Being reversed: sending" + by + dont, "Reversed, confirming: sending" + by + notTwo},
		"created": {journal.Created, "", sent, "Being reversed: Created at 18:58, priya (till 2)." + dont, "Reversed, confirming: Created" + by + notTwo},
		"created, in another word": {journal.Created, "", with(func(a *reversal.Attempt) { a.Answered = "Queued" }),
			"Being reversed: Queued at 18:58, priya (till 2)." + dont, "Reversed, confirming: Queued" + by + notTwo},
		"created yesterday": {journal.Created, "", func(a *reversal.Attempt) {
			a.ConfirmedAt = shopday.ClockAt("14:02").AddDate(0, 0, -1)
			a.SentAt = a.ConfirmedAt
		}, "Being reversed: Created at Sat 21 Nov 14:02, priya (till 2)." + dont, "Reversed, confirming: Created since Sat 21 Nov 14:02, priya (till 2)." + notTwo},
		"checking": {journal.Checking, "", sent, "Perhaps reversed: checking, no answer" + by + dont, "Reversed, confirming: checking" + by + notTwo},
		"checking, 422": {journal.Checking, "", with(func(a *reversal.Attempt) { a.HTTPStatus = 422 }),
			"Perhaps reversed: checking, answer 422" + by + dont, "Reversed, confirming: checking" + by + notTwo},
		"another till sends it": {journal.Sending, "", with(func(a *reversal.Attempt) { a.Resumed, a.Operator, a.Host = true, "sam", "till 1" }),
			"Perhaps reversed: checking, no answer since 18:58, sam (till 1)." + dont, "Reversed, confirming: checking since 18:58, sam (till 1)." + notTwo},
		"another till": {journal.Created, "", with(func(a *reversal.Attempt) { a.Resumed, a.Operator, a.Host = true, "sam", "till 1" }),
			"Being reversed: Created at 18:58, sam (till 1)." + dont, "Reversed, confirming: Created since 18:58, sam (till 1)." + notTwo},
		"someone unknown": {journal.Created, "", with(func(a *reversal.Attempt) { a.Operator, a.Host = "", "" }),
			"Being reversed: Created at 18:58, someone." + dont, "Reversed, confirming: Created since 18:58, someone." + notTwo},
		"another key": {journal.Created, "", with(func(a *reversal.Attempt) { a.OtherKey, a.Shop = true, "Quay Street" }),
			"Being reversed with the key of Quay Street: Created" + by + " Only that key can follow it." + dont, "Reversed, confirming: Created" + by + notTwo},
		"confirming": {journal.Confirming, "", sent, "Being reversed: Successful, confirming" + by + notTwo, "Reversed, confirming: Successful, confirming" + by + notTwo},
		"doubtful": {journal.Confirming, "", with(func(a *reversal.Attempt) {
			a.Answered, a.CorrectedAt = dojo.ReversalSuccessful, shopday.Sunday
		}), "Dojo said Successful, but still shows £42.50 as held. Don't refund yet. Ring Dojo with payment pi_1011.", "Dojo said Successful, but still shows £42.50 as held. Don't refund yet. Ring Dojo with payment pi_1011."},
		"unresolved":   {journal.Unresolved, "", sent, "Not reversed so far, and still watched: sent at 18:58, priya (till 2).", ""},
		"successful":   {journal.Successful, "", sent, "", ""},
		"already":      {journal.Already, "", sent, "", ""},
		"failed":       {journal.Failed, journal.Refused, sent, "", ""},
		"never sent":   {journal.Abandoned, journal.NoConnection, func(*reversal.Attempt) {}, "", ""},
		"another's":    {journal.Abandoned, journal.OtherAttempt, func(*reversal.Attempt) {}, "", ""},
		"not eligible": {journal.Abandoned, journal.NotEligible, func(*reversal.Attempt) {}, "", ""},
	} {
		for _, is := range append([]dojo.Status{"Frobbed"}, allStatuses...) {
			for _, ago := range []int{0, 1} {
				a := shopday.AttemptIn(c.state, c.why)
				c.change(&a)
				list := shopday.Payments()
				list[0] = shopday.Changed(list[0], shopday.Is(is), shopday.DaysAgo(ago))
				l := listOf(list, a)
				texts := detailsOf(l, "pi_1011")
				all := strings.Join(texts, "\n")
				want := c.says
				if is == dojo.StatusReversed {
					want = c.reversed
				}
				where := name + ", " + string(is) + ":\n" + all
				if want == "" {
					if texts[0] != "£42.50" {
						t.Errorf("it doesn't begin with the amount: %s", where)
					}
				} else if texts[0] != want {
					t.Errorf("it doesn't begin with %q: %s", want, where)
				}
				if !a.State.Open() && !worklist.ReversedBy(&a) {
					continue
				}
				for _, never := range []string{"can be reversed until", "Refund instead", "can't be reversed here", "too late to reverse", "so there is nothing to reverse", "Dojo releases it about"} {
					if strings.Contains(all, never) && (never != "Dojo releases it about" || !worklist.WentBack(&a)) {
						t.Errorf("it says %q: %s", never, where)
					}
				}
			}
		}
	}
}

// Of a payment whose twin is being reversed, the details say that of the twin.
func TestDetailsSayThatTheTwinIsBeingReversed(t *testing.T) {
	t.Parallel()
	for state, says := range map[journal.State]string{
		journal.Created:    "ORDER-1010: Held, reversal: Created.",
		journal.Checking:   "ORDER-1010: Held, reversal: checking.",
		journal.Successful: "ORDER-1010: Held, reversal: Successful.",
		journal.Failed:     "ORDER-1010: Held.",
	} {
		a := shopday.AttemptIn(state, "")
		a.Payment = journal.Confirmed(shopday.Payments()[1])
		a.SentAt = shopday.Sunday.Add(-time.Second)
		if all := strings.Join(detailsOf(listOf(shopday.Payments(), a), "pi_1011"), "\n"); !strings.Contains(all, says) {
			t.Errorf("%s: no %q in\n%s", state, says, all)
		}
	}
}
