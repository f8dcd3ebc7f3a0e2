package words

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

func TestPaymentStatus(t *testing.T) {
	t.Parallel()
	want := map[dojo.Reason]string{
		dojo.ReasonHeld:            "Held",
		dojo.ReasonCapturedToday:   "Captured today|Captured",
		dojo.ReasonCaptured:        "Captured, refund instead|refund instead",
		dojo.ReasonCapturing:       "Being captured, refund instead if captured|refund instead if captured|refund if captured|being captured",
		dojo.ReasonPartRefunded:    "Part refunded, refund instead|refund instead",
		dojo.ReasonTooLate:         "Held since Sun 22, refund instead if captured|Held, refund instead if captured|refund instead if captured|refund if captured|too late",
		dojo.ReasonReversed:        "Reversed",
		dojo.ReasonRefunded:        "Refunded",
		dojo.ReasonCanceled:        "Cancelled",
		dojo.ReasonNotPaid:         "not paid yet",
		dojo.ReasonCaptureMode:     "Held, refund instead once it is captured|refund instead if captured|refund if captured|Held",
		dojo.ReasonUnknownStatus:   `"Frobbed", says Dojo|Frobbed`,
		dojo.ReasonNoPaymentTime:   "Held, but when it was paid isn't known|Held, time not known|time not known",
		dojo.ReasonPaidInTheFuture: "Held, paid later than now|time is wrong",
		dojo.ReasonNoAmount:        "Held, but its amount can't be read|amount not readable|not readable",
		dojo.ReasonDayUnsure:       "Can't be reversed until the day is sure|day not sure",
		dojo.ReasonUnreadable:      "Can't be read in full, so not reversed here|not readable",
	}
	p := shopday.Paid("1", "18:00", 100, shopday.Is("Frobbed"))
	for _, r := range shopday.ReasonsOfTheRule {
		s := testSpeaker().Payment(worklist.Row{Payment: p, Verdict: dojo.Verdict{Reason: r, Reversible: r <= dojo.ReasonCapturedToday, PaidAt: p.PaidAt.Time()}}).Status()
		if got := strings.Join(s.Words, "|"); got != want[r] {
			t.Errorf("reason %d: %q, want %q", r, got, want[r])
		}
		if (s.Tone == ToneHeld) != (r <= dojo.ReasonCapturedToday) || (s.Tone != ToneHeld && s.Tone != ToneGrey) {
			t.Errorf("reason %d has the tone %d", r, s.Tone)
		}
		narrowest := s.Words[len(s.Words)-1]
		if taken := r == dojo.ReasonCaptured || r == dojo.ReasonPartRefunded; taken != strings.Contains(narrowest, HintRefund) {
			t.Errorf("reason %d is cut to %q", r, narrowest)
		}
		if !slices.IsSortedFunc(s.Words, func(a, b string) int { return len(b) - len(a) }) {
			t.Errorf("the words %q don't fall in length", s.Words)
		}
	}
	if got := testSpeaker().Payment(worklist.Row{Payment: shopday.Paid("1", "18:00", 1, shopday.Is("")), Verdict: dojo.Verdict{Reason: dojo.ReasonUnknownStatus}}).Status().Words[0]; got != "Can't be read" {
		t.Errorf("no status is shown as %q", got)
	}
	if got := testSpeaker().Payment(worklist.Row{Payment: p, Verdict: dojo.Verdict{Reason: dojo.ReasonTooLate}}).Status().Words[0]; strings.Contains(got, "since") {
		t.Errorf("an unknown day is shown as %q", got)
	}
}

func TestAttemptStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state   journal.State
		why     journal.Why
		is      dojo.Status
		can     bool
		want    string // "" where the payment's own status tells all
		changes func(*reversal.Attempt)
	}{
		{journal.Intended, "", dojo.StatusAuthorized, true, "Sending 7 s|Sending", nil},
		{journal.Sending, "", dojo.StatusAuthorized, true, "Sending 7 s|Sending", nil},
		{journal.Sending, journal.Refused, dojo.StatusAuthorized, true, "Sending 7 s|Sending", nil},
		// Begun elsewhere: whoever sends it may have died.
		{journal.Intended, "", dojo.StatusAuthorized, true, "Checking, no answer 7 s|Checking 7 s|Checking", func(a *reversal.Attempt) { a.Resumed = true }},
		{journal.Sending, "", dojo.StatusAuthorized, true, "Checking, no answer 5 s|Checking 5 s|Checking", func(a *reversal.Attempt) { a.Resumed = true }},
		{journal.Sending, journal.Refused, dojo.StatusAuthorized, true, "Checking, Dojo refused 5 s|Checking 5 s|Checking", func(a *reversal.Attempt) { a.Resumed = true }},
		// Recorded by a clock that was set since: nobody knows how long ago.
		{journal.Sending, "", dojo.StatusAuthorized, true, "Sending", func(a *reversal.Attempt) { a.ConfirmedAt = shopday.Sunday.Add(time.Hour) }},
		{journal.Created, "", dojo.StatusAuthorized, true, "Created", func(a *reversal.Attempt) { a.SentAt = shopday.Sunday.Add(24 * time.Hour) }},
		{journal.Checking, "", dojo.StatusAuthorized, true, "Checking", func(a *reversal.Attempt) { a.SentAt = shopday.Sunday.AddDate(10, 0, 0) }},
		{journal.Checking, "", dojo.StatusAuthorized, true, "Checking", func(a *reversal.Attempt) { a.SentAt = shopday.Sunday.AddDate(-10, 0, 0) }},
		{journal.Created, "", dojo.StatusAuthorized, true, "Created, reversing 5 s|Created 5 s|Created", nil},
		{journal.Created, "", dojo.StatusAuthorized, true, "Created, reversing 5 s|Created 5 s|Created", func(a *reversal.Attempt) { a.Answered = dojo.ReversalCreated }},
		{journal.Created, "", dojo.StatusAuthorized, true, `"Queued", reversing 5 s|"Queued" 5 s|"Queued"`, func(a *reversal.Attempt) { a.Answered = "Queued" }},
		{journal.Created, "", dojo.StatusReversed, false, "Reversed, confirming|Reversed", nil},
		{journal.Checking, "", dojo.StatusAuthorized, true, "Checking, no answer 5 s|Checking 5 s|Checking", nil},
		{journal.Checking, "", dojo.StatusAuthorized, true, "Checking, no answer 7 s|Checking 7 s|Checking", func(a *reversal.Attempt) { a.SentAt = time.Time{} }},
		{journal.Checking, "", dojo.StatusReversed, false, "Reversed, confirming|Reversed", nil},
		{journal.Successful, "", dojo.StatusReversed, false, "Successful, reversed|Successful", nil},
		{journal.Successful, "", dojo.StatusAuthorized, true, "Successful, reversed|Successful", nil},
		{journal.Already, "", dojo.StatusReversed, false, "Already reversed|Reversed", nil},
		{journal.Unresolved, "", dojo.StatusAuthorized, true, "Not reversed so far, r to try again|Not reversed so far|Not reversed", nil},
		{journal.Unresolved, "", dojo.StatusAuthorized, false, "Not reversed so far, refund instead if captured|Not reversed, refund if captured|Not reversed so far|Not reversed", nil},
		{journal.Unresolved, "", dojo.StatusCaptured, false, "", nil},
		{journal.Unresolved, "", dojo.StatusReversed, false, "", nil},
		{journal.Failed, journal.Refused, dojo.StatusAuthorized, true, "Failed, still held, r to try again|Failed, still held|Failed", nil},
		{journal.Failed, journal.Refused, dojo.StatusAuthorized, false, "Failed, still held, refund instead if captured|Failed, refund if captured|Failed, still held|Failed", nil},
		{journal.Failed, journal.CapturedFirst, dojo.StatusCaptured, false, "Failed: captured first, refund instead|Failed, refund instead|refund instead", nil},
		{journal.Failed, journal.CapturedFirst, dojo.StatusAuthorized, true, "Failed: captured first, refund instead|Failed, refund instead|refund instead", nil},
		{journal.Failed, journal.Refused, dojo.StatusReversed, false, "", nil},
		{journal.Failed, journal.RefundedFirst, dojo.StatusRefunded, false, "", nil},
		{journal.Failed, journal.CanceledFirst, dojo.StatusCanceled, false, "", nil},
		// The list may be older than the read that told of it.
		{journal.Failed, journal.RefundedFirst, dojo.StatusAuthorized, true, "Refunded", nil},
		{journal.Failed, journal.CanceledFirst, dojo.StatusAuthorized, true, "Cancelled", nil},
		{journal.Abandoned, journal.NoConnection, dojo.StatusAuthorized, true, "Not sent, r to try again|Not sent", nil},
		{journal.Abandoned, journal.NotEligible, dojo.StatusCaptured, false, "", nil},
		{journal.Abandoned, journal.OtherAttempt, dojo.StatusAuthorized, true, "", nil},
		{journal.Abandoned, journal.AlreadyReversed, dojo.StatusReversed, false, "", nil},
	} {
		a := shopday.AttemptIn(c.state, c.why)
		if c.changes != nil {
			c.changes(&a)
		}
		v := dojo.Verdict{Reversible: c.can, Reason: dojo.ReasonHeld}
		if !c.can {
			v.Reason = dojo.ReasonTooLate
		}
		s, ok := testSpeaker().Attempt(&a, around(worklist.OnList{})).status(&dojo.PaymentIntent{Status: c.is}, v)
		if got := strings.Join(s.Words, "|"); got != c.want || ok != (c.want != "") {
			t.Errorf("%s (%s) of a payment that is %s: %q, %v, want %q", c.state, c.why, c.is, got, ok, c.want)
		}
	}
}

// Whatever becomes of payment and attempt, a row that can't be reversed and
// whose way back is a refund says so, and none promises what isn't so.
func TestRowNeverPromisesTooMuch(t *testing.T) {
	t.Parallel()
	for _, state := range shopday.AllStates {
		for _, why := range []journal.Why{"", journal.Refused, journal.CapturedFirst, journal.NotSent, journal.NoConnection, journal.OtherAttempt} {
			for _, st := range allStatuses {
				for _, ago := range []int{0, 1} {
					for _, gone := range []bool{false, true} {
						p := shopday.Paid("1", "18:00", 4250, shopday.Is(st), shopday.DaysAgo(ago))
						v := dojo.Reversible(dojo.RuleSameDay, p, dojo.At(shopday.Sunday), shopday.London)
						if gone {
							v.Reversible, v.Reason = false, dojo.ReasonCanceled
						}
						a := shopday.AttemptIn(state, why)
						for w := 14; w <= 60; w++ {
							said := testSpeaker().Payment(worklist.Row{Payment: p, Verdict: v, Gone: gone}).StatusAfter(&a, Around{Now: worklist.Now{PC: shopday.Sunday}}).Fitting(w)
							where := string(state) + " (" + string(why) + "), payment " + string(st) + ": " + said
							if said == "" {
								t.Errorf("nothing is said of %s", where)
							}
							if strings.Contains(said, "r to try again") && !v.Reversible {
								t.Errorf("r can't try again: %s", where)
							}
							if strings.Contains(said, "Successful") && state != journal.Successful {
								t.Errorf("not successful: %s", where)
							}
							if strings.Contains(said, "Failed") && state != journal.Failed {
								t.Errorf("not failed: %s", where)
							}
							settled := state == journal.Failed || state == journal.Unresolved || state == journal.Abandoned
							if settled && worklist.RefundInstead(v) && st == dojo.StatusCaptured && !strings.Contains(said, HintRefund) {
								t.Errorf("no %q in %d cells: %s", HintRefund, w, where)
							}
							if st == dojo.StatusAuthorized && why != journal.CapturedFirst && strings.Contains(said, "refund") && !strings.Contains(said, "if captured") {
								t.Errorf("there is nothing to refund: %s", where)
							}
						}
					}
				}
			}
		}
	}
}

func TestStatusOf(t *testing.T) {
	t.Parallel()
	p := shopday.Paid("1", "18:00", 4250)
	v := dojo.Reversible(dojo.RuleSameDay, p, dojo.At(shopday.Sunday), shopday.London)
	if got := testSpeaker().Payment(worklist.Row{Payment: p, Verdict: v, Gone: false}).StatusAfter(nil, Around{Now: worklist.Now{PC: shopday.Sunday}}).Words[0]; got != "Held" {
		t.Errorf("without an attempt: %q", got)
	}
	if got := testSpeaker().Payment(worklist.Row{Payment: p, Verdict: v, Gone: true}).StatusAfter(nil, Around{Now: worklist.Now{PC: shopday.Sunday}}); got.Words[0] != "Gone or cancelled, says Dojo" || got.Tone != ToneGrey {
		t.Errorf("gone: %+v", got)
	}
	a := shopday.AttemptIn(journal.Created, "")
	if got := testSpeaker().Payment(worklist.Row{Payment: p, Verdict: v, Gone: false}).StatusAfter(&a, Around{Now: worklist.Now{PC: shopday.Sunday}}).Words[0]; got != "Created, reversing 5 s" {
		t.Errorf("with an attempt: %q", got)
	}
	reversedNow := shopday.Paid("1", "18:00", 4250, shopday.Is(dojo.StatusReversed))
	failed := shopday.AttemptIn(journal.Failed, journal.Refused)
	if got := testSpeaker().Payment(worklist.Row{Payment: reversedNow, Verdict: dojo.Verdict{Reason: dojo.ReasonReversed}}).StatusAfter(&failed, Around{Now: worklist.Now{PC: shopday.Sunday}}).Words[0]; got != "Reversed" {
		t.Errorf("failed, but reversed: %q", got)
	}
}

func TestShortSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 0: "0 s", 999 * time.Millisecond: "0 s", 3 * time.Second: "3 s", 59*time.Second + 999*time.Millisecond: "59 s",
		time.Minute: "1 m", 59*time.Minute + 59*time.Second: "59 m", time.Hour: "1 h 00 m", 5*time.Hour + time.Minute: "5 h 01 m",
	} {
		if got := testSpeaker().ShortSpan(d); got != want {
			t.Errorf("shortSpan(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestWhenText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at, now time.Time
		want    string
	}{
		{shopday.ClockAt("18:42"), shopday.Sunday, "18:42"},
		{shopday.ClockAt("00:00"), shopday.Sunday, "00:00"},
		{shopday.ClockAt("00:00").Add(-time.Nanosecond), shopday.Sunday, "Sat 21"},
		{shopday.Sunday.AddDate(0, 0, -6), shopday.Sunday, "Mon 16"},
		{shopday.Sunday.AddDate(0, 0, -7), shopday.Sunday, "15 Nov"},
		{shopday.Sunday.AddDate(0, 0, 1), shopday.Sunday, "23 Nov"},
		{time.Date(2025, 12, 24, 12, 0, 0, 0, shopday.London), shopday.Sunday, "24 Dec"},
		{time.Time{}, shopday.Sunday, "?"},
		{time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), "01:30"},
	} {
		if got := testSpeaker().WhenText(c.at, c.now); got != c.want {
			t.Errorf("whenText(%v, %v) = %q, want %q", c.at, c.now, got, c.want)
		}
	}
}
