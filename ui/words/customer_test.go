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

// customerLine is what of a report the customer is told.
func customerLine(text string) string {
	_, after, found := strings.Cut(text, "Tell the customer: '")
	line, _, closed := strings.Cut(after, ".'")
	if !found || !closed {
		return ""
	}
	return line + "."
}

// Whatever became of a reversal, here or in another run, there is a line for
// the customer, and it is true: money that was held was never taken, what may
// have gone through is called neither done nor undone, and nothing is called
// cancelled that isn't.
func TestCustomerLineOfEveryState(t *testing.T) {
	t.Parallel()
	s := testSpeaker()
	verdicts := []dojo.Reason{dojo.ReasonHeld, dojo.ReasonTooLate, dojo.ReasonCaptured, dojo.ReasonCapturing, dojo.ReasonPartRefunded, dojo.ReasonRefunded}
	for _, state := range append([]journal.State{"melted"}, shopday.AllStates...) {
		for _, why := range append([]journal.Why{journal.Expired}, shopday.AllWhys...) {
			of := verdicts
			if why != journal.NotEligible {
				of = verdicts[:1] // nothing asks for it
			}
			for _, verdict := range of {
				for _, was := range []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured} {
					for _, last := range allStatuses {
						for _, now := range allStatuses {
							for _, l := range []worklist.OnList{{}, {Listed: true, Can: true, Status: now, Verdict: dojo.Verdict{Reversible: true}}, {Listed: true, Status: now, Since: shopday.Sunday}} {
								a := shopday.AttemptIn(state, why)
								a.Verdict, a.LastStatus, a.Payment.Status = verdict, last, was
								for _, text := range []string{report(s, &a, l, false), report(s, &a, l, true)} {
									checkCustomer(t, &a, l, text)
								}
							}
						}
					}
				}
			}
		}
	}
}

func checkCustomer(t *testing.T, a *reversal.Attempt, l worklist.OnList, text string) {
	t.Helper()
	line := customerLine(text)
	where := string(a.State) + " (" + string(a.Why) + ", " + string(a.LastStatus) + ", now " + string(l.Status) + "): " + text
	if line == "" {
		t.Fatalf("nothing for the customer: %s", where)
	}
	if strings.Count(text, "Tell the customer") != 1 || strings.Contains(text, "Nothing to do") || strings.Contains(text, "Nothing more to do") {
		t.Fatalf("not one line: %s", where)
	}
	known := worklist.KnownStatus(a, l)
	done := strings.HasPrefix(line, "It's cancelled")
	if done != strings.Contains(text, "On your till, cancel the sale") {
		t.Fatalf("the till and the customer are told different things: %s", where)
	}
	if a.State.Open() && (done || strings.Contains(line, "isn't cancelled") || strings.Contains(line, "refund")) {
		t.Fatalf("its end isn't known: %s", where)
	}
	if worklist.ReversedBy(a) && !done {
		t.Fatalf("it is reversed: %s", where)
	}
	if done && !worklist.ReversedBy(a) && known != dojo.StatusReversed && known != dojo.StatusCanceled && a.Why != journal.AlreadyReversed && a.Why != journal.CanceledFirst {
		t.Fatalf("it isn't reversed: %s", where)
	}
	if strings.Contains(line, "No money has been taken") && a.Payment.Status == dojo.StatusCaptured {
		t.Fatalf("money was taken: %s", where)
	}
	if strings.Contains(line, "No money has been taken") && !a.State.Open() && a.Why != journal.OtherAttempt && known != dojo.StatusAuthorized {
		t.Fatalf("it isn't known that none was taken: %s", where)
	}
}

// The lines that were agreed on.
func TestCustomerLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state  journal.State
		why    journal.Why
		change func(*reversal.Attempt, *worklist.OnList)
		want   string
	}{
		"sending":    {journal.Sending, "", nil, "One moment, please."},
		"created":    {journal.Created, "", nil, "It's being cancelled. No money has been taken."},
		"checking":   {journal.Checking, "", nil, "It may be cancelled already; we're still checking."},
		"successful": {journal.Successful, "", nil, "It's cancelled. Your bank may show it as pending for a few working days; if it stays, give your bank this number: 123456."},
		"successful, no number": {journal.Successful, "", func(a *reversal.Attempt, _ *worklist.OnList) { a.Payment.AuthCode = "" },
			"It's cancelled. Your bank may show it as pending for a few working days."},
		"successful after its capture": {journal.Successful, "", func(a *reversal.Attempt, _ *worklist.OnList) { a.Payment.Status = dojo.StatusCaptured },
			"It's cancelled. The money is back with you in a few working days; if it doesn't come, give your bank this number: 123456."},
		"already": {journal.Already, "", nil, "It's cancelled. Your bank may show it as pending for a few working days; if it stays, give your bank this number: 123456."},
		"corrected": {journal.Failed, journal.Refused, func(a *reversal.Attempt, _ *worklist.OnList) {
			a.CorrectedAt, a.LastStatus = shopday.Sunday, dojo.StatusReversed
		}, "It's cancelled. Your bank may show it as pending for a few working days; if it stays, give your bank this number: 123456."},

		"not reversed so far": {journal.Unresolved, "", nil, "It isn't cancelled so far. No money has been taken."},
		"refused":             {journal.Failed, journal.Refused, nil, "It isn't cancelled so far. No money has been taken."},
		"said failed":         {journal.Failed, journal.SaidFailed, nil, "It isn't cancelled so far. No money has been taken."},
		"forbidden":           {journal.Failed, journal.Forbidden, nil, "It isn't cancelled so far. No money has been taken."},
		"never left":          {journal.Failed, journal.NotSent, nil, "It isn't cancelled so far. No money has been taken."},
		"not sent":            {journal.Abandoned, journal.NoConnection, nil, "It isn't cancelled so far. No money has been taken."},
		"changed":             {journal.Abandoned, journal.Changed, nil, "It isn't cancelled so far. No money has been taken."},
		"captured first":      {journal.Failed, journal.CapturedFirst, nil, "It was charged. You get it back as a refund."},
		"refused, captured since": {journal.Failed, journal.Refused, func(_ *reversal.Attempt, l *worklist.OnList) { l.Status = dojo.StatusCaptured },
			"It was charged. You get it back as a refund."},
		"refused, no answer since": {journal.Failed, journal.Refused, func(_ *reversal.Attempt, l *worklist.OnList) { l.Since = shopday.Sunday },
			"It isn't cancelled, as far as we know."},
		"refused, and may be tried again": {journal.Failed, journal.Refused, func(a *reversal.Attempt, l *worklist.OnList) {
			a.Payment.Status, a.LastStatus, l.Can = dojo.StatusCaptured, dojo.StatusCaptured, true
			l.Verdict.Reversible = true
		}, "It was charged, and isn't cancelled so far."},
		"refused, and a colleague may try again": {journal.Failed, journal.Refused, func(a *reversal.Attempt, l *worklist.OnList) {
			a.Payment.Status, a.LastStatus, l.Verdict.Reversible = dojo.StatusCaptured, dojo.StatusCaptured, true
		}, "It was charged, and isn't cancelled so far."},
		"refunded first":  {journal.Failed, journal.RefundedFirst, nil, "It was refunded. The money is back with you in a few working days."},
		"cancelled first": {journal.Failed, journal.CanceledFirst, nil, "It's cancelled. Your bank may show it as pending for a few working days; if it stays, give your bank this number: 123456."},
		"being captured": {journal.Abandoned, journal.NotEligible, func(a *reversal.Attempt, _ *worklist.OnList) { a.Verdict = dojo.ReasonCapturing },
			"It isn't cancelled, as far as we know."},
		"not paid": {journal.Abandoned, journal.NotEligible, func(a *reversal.Attempt, _ *worklist.OnList) {
			a.Payment.Status, a.LastStatus = dojo.StatusCreated, dojo.StatusCreated
		}, "Nothing was paid."},
		"begun elsewhere, being sent": {journal.Sending, "", func(a *reversal.Attempt, _ *worklist.OnList) { a.Resumed = true }, "It may be cancelled already; we're still checking."},
		"a colleague's":               {journal.Abandoned, journal.OtherAttempt, nil, "It may be cancelled already; we're still checking."},
		"a colleague's, at Dojo": {journal.Abandoned, journal.OtherAttempt, func(a *reversal.Attempt, _ *worklist.OnList) {
			a.InTheWay = &journal.Attempt{State: journal.Created}
		}, "It's being cancelled. No money has been taken."},
		"another key's": {journal.Created, "", func(a *reversal.Attempt, _ *worklist.OnList) { a.OtherKey = true }, "It may be cancelled already; we're still checking."},
	} {
		a, l := shopday.AttemptIn(c.state, c.why), worklist.OnList{}
		if c.change != nil {
			c.change(&a, &l)
		}
		s := testSpeaker()
		if got := s.Attempt(&a, around(l)).customer(); customerLine(got) != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A sentence that says how things are says when they were so, while Dojo
// doesn't answer.
func TestNothingIsStillSoWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	s, since := testSpeaker(), shopday.ClockAt("18:58")
	for _, how := range []how{byKey, byTyping, byCommand} {
		s.how = how
		for _, state := range shopday.AllStates {
			for _, why := range shopday.AllWhys {
				for _, was := range []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured} {
					a := shopday.AttemptIn(state, why)
					a.Payment.Status, a.LastStatus = was, was
					l := worklist.OnList{Listed: true, Can: true, Status: was, Verdict: dojo.Verdict{Reversible: true}, Since: since}
					for _, text := range []string{report(s, &a, l, false), report(s, &a, l, true), s.Kept(a.Payment, since)} {
						if strings.Contains(text, "still held") || strings.Contains(text, "still captured") || strings.Contains(text, "stays captured") || strings.Contains(text, "isn't cancelled so far") {
							t.Errorf("%s (%s): says how it is: %s", state, why, text)
						}
					}
				}
			}
		}
	}
	held, taken := shopday.AttemptIn(journal.Failed, journal.Refused), shopday.AttemptIn(journal.Failed, journal.Refused)
	taken.Payment.Status = dojo.StatusCaptured
	for want, got := range map[string]string{
		"Kept. Nothing was reversed: £42.50 is still held.":                                  s.Kept(held.Payment, time.Time{}),
		"Kept. Nothing was reversed: £42.50 was held when Dojo last answered, at 18:58.":     s.Kept(held.Payment, since),
		"Kept. Nothing was reversed: £42.50 stays captured.":                                 s.Kept(taken.Payment, time.Time{}),
		"Kept. Nothing was reversed: £42.50 was captured when Dojo last answered, at 18:58.": s.Kept(taken.Payment, since),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
