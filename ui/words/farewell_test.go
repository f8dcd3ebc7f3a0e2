package words

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// What is left in the terminal of a reversal that isn't over says how far it came,
// that nobody watches it any more and when it is looked at again, and what to tell
// the customer.
func TestFarewellSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	const (
		what   = "£42.50, ORDER-1011"
		left   = " Not watched any more: it is looked at again when this program is started next. "
		moving = "Tell the customer: 'It's being cancelled. No money has been taken.'"
		unsure = "Tell the customer: 'It may be cancelled already; we're still checking.'"
		dont   = " Don't refund, pay cash or charge again yet."
	)
	ago := func(d time.Duration) time.Time { return shopday.Sunday.Add(-d) }
	cases := map[string]struct {
		state  journal.State
		why    journal.Why
		change func(*reversal.Attempt)
		want   string
	}{
		"created":            {journal.Created, "", nil, "Created: Dojo is processing the reversal of " + what + ". Don't refund it as well." + left + moving},
		"created, elsewhere": {journal.Created, "", func(a *reversal.Attempt) { a.Resumed = true }, "Created: Dojo is processing the reversal of " + what + ". Don't refund it as well." + left + moving},
		"created, in another word": {journal.Created, "", func(a *reversal.Attempt) { a.Answered = "Queued" },
			"Dojo took the reversal of " + what + ` and says "Queued". Don't refund it as well.` + left + moving},
		"created, not readable": {journal.Created, "", func(a *reversal.Attempt) { a.UnreadSince = ago(time.Second) },
			"Created: Dojo is processing the reversal of " + what + ". Dojo can't be reached to see its end. Don't refund it as well." + left + moving},
		"created long ago": {journal.Created, "", func(a *reversal.Attempt) { a.SentAt = ago(2 * time.Minute) },
			"Dojo is still processing the reversal of " + what + ". The customer may go; don't refund it as well." + left + moving},
		"confirming": {journal.Confirming, "", nil,
			"Successful, confirming: Dojo says that " + what + ", is reversed. Don't refund or pay cash as well." + left + moving},
		"sent, no answer": {journal.Sending, "", nil, "No answer about " + what + ". It may have gone through." + dont + left + unsure},
		"begun elsewhere": {journal.Intended, "", func(a *reversal.Attempt) { a.Resumed = true }, "No answer about " + what + ". It may have gone through." + dont + left + unsure},
		"checking":        {journal.Checking, "", nil, "No answer about " + what + ". It may have gone through." + dont + left + unsure},
		"an answer that tells nothing": {journal.Checking, "", func(a *reversal.Attempt) { a.HTTPStatus = 422 },
			"Dojo's answer (422) doesn't tell whether " + what + ", is reversed. It may have gone through." + dont + left + unsure},
		"refused, not confirmed": {journal.Checking, journal.Refused, nil, "Dojo refused to reverse " + what + ", but that can't be confirmed yet." + dont + left + unsure},
		"not recorded": {journal.Created, "", func(a *reversal.Attempt) { a.Unrecorded = true },
			"Created: Dojo is processing the reversal of " + what + ". Don't refund it as well." + left + moving + " (Not recorded on this PC.)"},
	}
	var all []reversal.Attempt
	for name, c := range cases {
		a := shopday.AttemptIn(c.state, c.why)
		a.ID = name
		if c.change != nil {
			c.change(&a)
		}
		all = append(all, a)
		f := NewFarewell([]reversal.Attempt{a}, testSpeaker(), 600, 0)
		for face, f := range map[string]*Farewell{"screen": f, "plain": f.InPlain(false)} {
			if text := strings.Join(f.Ended([]reversal.Attempt{a}, shopday.Sunday), " "); text != c.want {
				t.Errorf("%s, %s:\n%s, want\n%s", name, face, text, c.want)
			}
		}
		// The demo has no next start that would look.
		text := strings.Join(f.InDemo().Ended([]reversal.Attempt{a}, shopday.Sunday), " ")
		if !strings.Contains(text, "Not watched any more.") || strings.Contains(text, "started next") {
			t.Errorf("%s, demo: %s", name, text)
		}
		// Whoever may not log in any more isn't told to.
		text = strings.Join(f.LockedOut().Ended([]reversal.Attempt{a}, shopday.Sunday), " ")
		if !strings.Contains(text, "The server goes on watching it. Tell the customer") || strings.Contains(text, "Log in") {
			t.Errorf("%s, locked out: %s", name, text)
		}
	}
	// Of several each has its own.
	lines := NewFarewell(all, testSpeaker(), 600, 0).Ended(all, shopday.Sunday)
	if len(lines) != len(all) {
		t.Fatalf("%d lines for %d attempts", len(lines), len(all))
	}
	for i, a := range all {
		if want := cases[a.ID].want; lines[i] != want {
			t.Errorf("%s among others:\n%s, want\n%s", a.ID, lines[i], want)
		}
	}
}

// The question before the program ends says it, too.
func TestUnfinishedSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	const what = "£42.50, ORDER-1011"
	elsewhere := func(a *reversal.Attempt) { a.Resumed = true }
	for _, c := range []struct {
		state  journal.State
		change func(*reversal.Attempt)
		want   string
	}{
		{journal.Intended, nil, what + " isn't finished: it is being sent."},
		{journal.Sending, nil, what + " isn't finished: it is being sent."},
		{journal.Sending, elsewhere, what + " isn't finished: it may have gone through, and that is being checked."},
		{journal.Checking, nil, what + " isn't finished: it may have gone through, and that is being checked."},
		{journal.Created, nil, what + " isn't finished: Created, Dojo is processing it."},
		{journal.Created, func(a *reversal.Attempt) { a.Answered = "Queued" }, what + ` isn't finished: Dojo says "Queued".`},
		{journal.Confirming, nil, what + ": Dojo said Successful; not confirmed yet."},
	} {
		a := shopday.AttemptIn(c.state, "")
		if c.change != nil {
			c.change(&a)
		}
		if got := testSpeaker().Attempt(&a, Around{}).Unfinished(); got != c.want {
			t.Errorf("%s: %s, want %s", c.state, got, c.want)
		}
	}
}

func TestFarewell(t *testing.T) {
	t.Parallel()
	attempts := []reversal.Attempt{shopday.AttemptIn(journal.Sending, "")}
	f := NewFarewell(attempts, testSpeaker(), 400, 0)
	if lines := f.Waiting(attempts[:1]); len(lines) != 1 || lines[0] != "Waiting for Dojo's answer about £42.50, ORDER-1011. Please don't close this window." {
		t.Errorf("%q", lines)
	}
	for _, s := range shopday.AllStates {
		for _, why := range shopday.AllWhys {
			a := shopday.AttemptIn(s, why)
			text := strings.Join(f.Ended([]reversal.Attempt{a}, shopday.Sunday), " ")
			if strings.Contains(text, "ress r") || !strings.Contains(text, "ORDER-1011") {
				t.Errorf("%s (%s) is left as %q", s, why, text)
			}
		}
	}
	// One that Dojo went back on tells people to ring Dojo, as it does before.
	a := shopday.AttemptIn(journal.Confirming, "")
	f = NewFarewell([]reversal.Attempt{a}, testSpeaker(), 400, 0)
	a.Answered, a.CorrectedAt, a.LastStatus = dojo.ReversalSuccessful, shopday.Sunday, dojo.StatusAuthorized
	if text := strings.Join(f.Ended([]reversal.Attempt{a}, shopday.Sunday), " "); !strings.Contains(text, "still shows £42.50 as held. Don't refund yet. Ring Dojo") {
		t.Errorf("left as %q", text)
	}
}
