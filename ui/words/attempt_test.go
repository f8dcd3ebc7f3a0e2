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

func testSpeaker() Speaker {
	return New(Options{Zone: shopday.London, Version: "2022-01-03", Pending: "a few working days"})
}

// said is all that is said of an attempt whose payment can be tried again, or
// can't.
func said(s Speaker, a *reversal.Attempt, now time.Time, can bool) string {
	return s.Attempt(a, Around{List: worklist.OnList{Can: can, Verdict: dojo.Verdict{Reversible: can}}, Now: worklist.Now{PC: now}}).Notice()
}

// around is that a list shows something at the time of the tests.
func around(l worklist.OnList) Around {
	return Around{List: l, Now: worklist.Now{PC: shopday.Sunday, Dojo: shopday.Sunday}}
}

// report is all that is said of an attempt by the run that began it, or by
// another.
func report(s Speaker, a *reversal.Attempt, l worklist.OnList, resumed bool) string {
	said := s.Attempt(a, around(l))
	if resumed {
		return said.Text(Report{Notice: said.resumed(), Customer: said.customer()})
	}
	return said.Text(said.live())
}

// The words that were agreed on, for one payment.
func TestNotices(t *testing.T) {
	t.Parallel()
	const what = "£42.50, ORDER-1011"
	ago := func(d time.Duration) time.Time { return shopday.Sunday.Add(-d) }
	for name, c := range map[string]struct {
		state  journal.State
		why    journal.Why
		change func(*reversal.Attempt)
		never  bool // can't be tried again
		want   string
	}{
		"sending":       {journal.Sending, "", func(a *reversal.Attempt) { a.ConfirmedAt = ago(2 * time.Second) }, false, "Sending the reversal of " + what + "…"},
		"still sending": {journal.Sending, "", func(a *reversal.Attempt) { a.ConfirmedAt = ago(3 * time.Second) }, false, "Still sending the reversal of " + what + ". That can take half a minute."},
		"intended":      {journal.Intended, "", nil, false, "Still sending the reversal of " + what + ". That can take half a minute."},
		"created":       {journal.Created, "", nil, false, "Created: Dojo is processing the reversal of " + what + "."},
		"created, in another word": {journal.Created, "", func(a *reversal.Attempt) { a.Answered = "Queued" }, false,
			"Dojo took the reversal of " + what + ` and says "Queued".`},
		"created, not readable": {journal.Created, "", func(a *reversal.Attempt) { a.UnreadSince, a.NextRead = ago(time.Second), ago(-5*time.Second) }, false,
			"Created: Dojo is processing the reversal of " + what + ". Dojo can't be reached to see its end. Checking again in 5 s."},
		"created, not shown": {journal.Created, "", func(a *reversal.Attempt) {
			a.UnreadSince, a.UnreadCode, a.NextRead = ago(time.Second), 404, ago(-5*time.Second)
		}, false,
			"Created: Dojo is processing the reversal of " + what + ". Dojo doesn't show this payment any more (404). Checking again in 5 s."},
		"created long ago, not shown": {journal.Created, "", func(a *reversal.Attempt) {
			a.SentAt, a.UnreadSince, a.UnreadCode = ago(2*time.Minute), ago(time.Minute), 404
		}, false,
			"Dojo took the reversal of " + what + ", and doesn't show this payment any more (404). The customer may go; don't refund it as well. Ring Dojo."},
		"created long ago": {journal.Created, "", func(a *reversal.Attempt) { a.SentAt = ago(2 * time.Minute) }, false,
			"Dojo is still processing the reversal of " + what + ". The customer may go; don't refund it as well."},
		"created long ago, not readable": {journal.Created, "", func(a *reversal.Attempt) { a.SentAt, a.UnreadSince = ago(2*time.Minute), ago(time.Minute) }, false,
			"Dojo took the reversal of " + what + ", and can't be reached to see its end. The customer may go; don't refund it as well."},
		"successful": {journal.Successful, "", nil, false,
			"Successful: " + what + ", is reversed. Don't refund or pay cash as well."},
		"successful without a code": {journal.Successful, "", func(a *reversal.Attempt) { a.Payment.AuthCode = "" }, false,
			"Successful: " + what + ", is reversed. Don't refund or pay cash as well."},
		"successful after its capture": {journal.Successful, "", func(a *reversal.Attempt) { a.Payment.Status, a.Payment.AuthCode = dojo.StatusCaptured, "" }, false,
			"Successful: " + what + ", is reversed. Don't refund or pay cash as well."},
		"checking": {journal.Checking, "", func(a *reversal.Attempt) { a.NextRead = ago(-5 * time.Second) }, false,
			"No answer about " + what + ". It may have gone through. Don't refund, pay cash or charge again yet. Checking again in 5 s."},
		"checking now": {journal.Checking, "", nil, false,
			"No answer about " + what + ". It may have gone through. Don't refund, pay cash or charge again yet. Checking now."},
		"checking after an answer": {journal.Checking, "", func(a *reversal.Attempt) { a.HTTPStatus = 409 }, false,
			"Dojo's answer (409) doesn't tell whether " + what + ", is reversed. It may have gone through. Don't refund, pay cash or charge again yet. Checking now."},
		"checking what was refused": {journal.Checking, journal.Refused, func(a *reversal.Attempt) { a.Message = "No." }, false,
			"Dojo refused to reverse " + what + " (No), but that can't be confirmed yet. Don't refund, pay cash or charge again yet. Checking now."},
		"checking what wasn't sent": {journal.Checking, journal.NotSent, nil, false,
			"No connection to Dojo: " + what + ", was most likely not sent, but that isn't certain yet. Don't refund, pay cash or charge again yet. Checking now."},
		"checking for a minute": {journal.Checking, "", func(a *reversal.Attempt) { a.UnreadSince, a.NextRead = ago(time.Minute), ago(-20*time.Second) }, false,
			"Dojo can't be reached, so it isn't known whether " + what + ", was reversed. Don't refund, pay cash or charge again yet. The customer may go: note a phone number and ORDER-1011. Checking again in 20 s."},
		"checking for a minute what isn't shown": {journal.Checking, "", func(a *reversal.Attempt) {
			a.UnreadSince, a.UnreadCode, a.NextRead = ago(time.Minute), 404, ago(-20*time.Second)
		}, false,
			"Dojo doesn't show this payment any more (404), so it isn't known whether " + what + ", was reversed. Don't refund, pay cash or charge again yet. Ring Dojo. The customer may go: note a phone number and ORDER-1011. Checking again in 20 s."},
		"checking for a minute what was refused and isn't shown": {journal.Checking, journal.Refused, func(a *reversal.Attempt) { a.UnreadSince, a.UnreadCode, a.Message = ago(time.Minute), 404, "No." }, false,
			"Dojo refused to reverse " + what + " (No), and doesn't show this payment any more (404). Don't refund, pay cash or charge again yet. Ring Dojo. The customer may go: note a phone number and ORDER-1011. Checking now."},
		"checking for a minute without the right to read": {journal.Checking, journal.Forbidden, func(a *reversal.Attempt) { a.UnreadSince, a.UnreadCode = ago(time.Minute), 401 }, false,
			"Dojo refused to reverse " + what + ", and doesn't show this payment any more (401). Don't refund, pay cash or charge again yet. Ring Dojo. The customer may go: note a phone number and ORDER-1011. Checking now."},
		"checking for a minute what an ailing Dojo can't show": {journal.Checking, "", func(a *reversal.Attempt) { a.UnreadSince, a.UnreadCode = ago(time.Minute), 503 }, false,
			"Dojo can't be reached, so it isn't known whether " + what + ", was reversed. Don't refund, pay cash or charge again yet. The customer may go: note a phone number and ORDER-1011. Checking now."},
		"unresolved":       {journal.Unresolved, "", nil, false, "Not reversed, as far as Dojo shows: " + what + ". You can try again with r; this one is still watched."},
		"unresolved, late": {journal.Unresolved, "", nil, true, "Not reversed, as far as Dojo shows: " + what + ". It is still watched."},
		"refused":          {journal.Failed, journal.Refused, nil, false, "Failed: Dojo refused to reverse " + what + ". £42.50 is still held. Try once more, then ring Dojo."},
		"refused, late":    {journal.Failed, journal.Refused, nil, true, "Failed: Dojo refused to reverse " + what + ". £42.50 is still held. Ring Dojo."},
		"refused with a word": {journal.Failed, journal.Refused, func(a *reversal.Attempt) { a.Message = "Not eligible." }, false,
			"Failed: Dojo refused to reverse " + what + " (Not eligible). £42.50 is still held. Try once more, then ring Dojo."},
		"refused, in another status": {journal.Failed, journal.Refused, func(a *reversal.Attempt) { a.LastStatus = "Frobbed" }, true,
			"Failed: Dojo refused to reverse " + what + `. Dojo shows it as "Frobbed". Ring Dojo.`},
		"said failed":        {journal.Failed, journal.SaidFailed, nil, false, "Failed: Dojo did not reverse " + what + ". £42.50 is still held. Try once more, then ring Dojo."},
		"the key":            {journal.Failed, journal.Forbidden, nil, false, "Failed: this shop's key may not reverse payments. Nothing changed: " + what + ". Ask whoever set it up."},
		"captured first":     {journal.Failed, journal.CapturedFirst, nil, true, "Failed: " + what + ", was captured first. Refund instead."},
		"refunded first":     {journal.Failed, journal.RefundedFirst, nil, true, "Failed: " + what + ", was refunded first."},
		"cancelled first":    {journal.Failed, journal.CanceledFirst, func(a *reversal.Attempt) { a.HTTPStatus = 400 }, true, "Failed: " + what + ", was cancelled first. Don't refund or pay cash as well."},
		"not sent":           {journal.Failed, journal.NotSent, nil, false, "Not sent: no connection to Dojo for " + what + ". £42.50 is still held. Press r to try again."},
		"not sent, captured": {journal.Failed, journal.NotSent, func(a *reversal.Attempt) { a.LastStatus = dojo.StatusCaptured }, false, "Not sent: no connection to Dojo for " + what + ". £42.50 is still captured. Press r to try again."},
		"no connection":      {journal.Abandoned, journal.NoConnection, nil, false, "Not sent: no connection to Dojo. Nothing was done: " + what + ". Press r to try again."},
		"no connection, late": {journal.Abandoned, journal.NoConnection, nil, true,
			"Not sent: no connection to Dojo. Nothing was done: " + what + "."},
		"a bad answer before": {journal.Abandoned, journal.NoConnection, func(a *reversal.Attempt) { a.HTTPStatus = 503 }, false,
			"Not sent: Dojo's answer just before (503) can't be used. Nothing was done: " + what + ". Press r to try again."},
		"the key, before": {journal.Abandoned, journal.ReadRefused, func(a *reversal.Attempt) { a.HTTPStatus = 401 }, false,
			"Not sent: Dojo doesn't accept this shop's key. Nothing was done: " + what + ". Ask whoever set it up."},
		"not known before": {journal.Abandoned, journal.ReadRefused, func(a *reversal.Attempt) { a.HTTPStatus = 404 }, false,
			"Not sent: Dojo would not show this payment (404). Nothing was done: " + what + "."},
		"refused before": {journal.Abandoned, journal.ReadRefused, func(a *reversal.Attempt) { a.HTTPStatus = 429 }, false,
			"Not sent: Dojo would not show this payment (429). Nothing was done: " + what + ". Press r to try again."},
		"captured before": {journal.Abandoned, journal.NotEligible, func(a *reversal.Attempt) { a.Verdict = dojo.ReasonCaptured }, true,
			"NOT reversed: " + what + ". Captured: can't be reversed here. Refund instead, in the Dojo for Business app, or on the card machine with the same card."},
		"changed":        {journal.Abandoned, journal.Changed, nil, false, "NOT reversed: " + what + ", has changed at Dojo since you confirmed it. Look at it again, then press r."},
		"already before": {journal.Abandoned, journal.AlreadyReversed, nil, true, "Already reversed: " + what + ", before anything was sent, so not by this request. Don't refund or pay cash as well."},
		"already":        {journal.Already, "", nil, true, "Already reversed: " + what + ", not by this request. Don't refund or pay cash as well."},
		"too slow":       {journal.Abandoned, journal.TooSlow, nil, false, "Not sent: the reversal of " + what + ", could not leave in time, so it was stopped. Press r to try again."},
		"not allowed": {journal.Abandoned, journal.NotAllowed, nil, false,
			"Not sent: priya (till 2) may not reverse payments of this shop, so the reversal of " + what + ", was stopped. A colleague who may can still reverse it, so don't refund it."},
		"not allowed, and captured since": {journal.Abandoned, journal.NotAllowed, func(a *reversal.Attempt) { a.LastStatus = dojo.StatusCaptured }, true,
			"Not sent: priya (till 2) may not reverse payments of this shop, so the reversal of " + what + ", was stopped. £42.50 was captured since. Refund instead."},
		"not allowed any more": {journal.Failed, journal.NotAllowed, nil, false,
			"Not sent: priya (till 2) may not reverse payments of this shop, so the reversal of " + what + ", was stopped. A colleague who may can still reverse it, so don't refund it."},
		"by a colleague": {journal.Abandoned, journal.OtherAttempt, func(a *reversal.Attempt) {
			a.InTheWay = &journal.Attempt{Operator: "sam", Host: "till 1", ConfirmedAt: shopday.ClockAt("18:57")}
		}, false, "sam (till 1) started reversing " + what + ", at 18:57. Follow it here."},
		"by nobody known": {journal.Abandoned, journal.OtherAttempt, func(a *reversal.Attempt) { a.InTheWay = &journal.Attempt{ConfirmedAt: shopday.ClockAt("18:57")} }, false,
			"Someone started reversing " + what + ", at 18:57. Follow it here."},
		"by another":   {journal.Abandoned, journal.OtherAttempt, nil, false, "A reversal of " + what + ", is under way already. Follow it here."},
		"not recorded": {journal.Abandoned, journal.NotRecorded, func(a *reversal.Attempt) { a.JournalError = "write /state/journal.db: no space left on device" }, false, "Not sent: the record of it can't be written on this PC. Nothing was done: " + what + ". Ask who looks after this PC."},
		"stopped":      {journal.Abandoned, journal.Stopped, nil, true, "Not sent: the program ended before the reversal of " + what + ", could leave. Nothing was done."},
		"left behind":  {journal.Abandoned, journal.Expired, nil, false, "Not sent: the program ended before the reversal of " + what + ", could leave. Nothing was done. Press r to try again."},
		"corrected":    {journal.Failed, journal.Refused, func(a *reversal.Attempt) { a.CorrectedAt, a.LastStatus = shopday.Sunday, dojo.StatusReversed }, true, "Reversed: Dojo now shows " + what + ", as reversed. Don't refund or pay cash as well."},
		"unrecorded":   {journal.Successful, "", func(a *reversal.Attempt) { a.Unrecorded, a.Payment.AuthCode = true, "" }, false, "Successful: " + what + ", is reversed. Don't refund or pay cash as well. (Not recorded on this PC.)"},
	} {
		a := shopday.AttemptIn(c.state, c.why)
		if c.change != nil {
			c.change(&a)
		}
		s := testSpeaker()
		said := s.Attempt(&a, around(worklist.OnList{Can: !c.never, Verdict: dojo.Verdict{Reversible: !c.never}}))
		r := said.Report()
		r.Customer = "" // see TestCustomerLines
		if got := said.Text(r); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", name, got, c.want)
		}
	}
}

// Whatever an attempt has come to: its notice names the money and the payment,
// is a sentence in plain words, and claims no more than is known.
func TestEveryNotice(t *testing.T) {
	t.Parallel()
	s := testSpeaker()
	names := map[string]func(*reversal.Attempt){
		"ORDER-1011":   nil,
		"Visa ··1013":  func(a *reversal.Attempt) { a.Payment.Reference = "" },
		"pi_1011":      func(a *reversal.Attempt) { a.Payment.Reference, a.Payment.Card = "", dojo.Card{} },
		"xxxxxxxxxxxx": func(a *reversal.Attempt) { a.Payment.Reference = strings.Repeat("x", 300) },
	}
	for _, state := range append([]journal.State{"melted"}, shopday.AllStates...) {
		for _, why := range shopday.AllWhys {
			if why == "" && state == journal.Abandoned {
				continue // there is always a reason
			}
			for _, last := range allStatuses {
				for _, code := range []int{0, 200, 401, 409} {
					for name, change := range names {
						if change != nil && (code != 0 || last != dojo.StatusAuthorized) {
							continue // a name is a name
						}
						for _, can := range []bool{true, false} {
							a := shopday.AttemptIn(state, why)
							a.LastStatus, a.HTTPStatus = last, code
							a.JournalError = "write /state/journal.db: no space left on device"
							if change != nil {
								change(&a)
							}
							for _, resumed := range []bool{false, state != "melted"} {
								text := said(s, &a, shopday.Sunday, can)
								if resumed {
									l := worklist.OnList{Listed: true, Can: can, Verdict: dojo.Verdict{Reversible: can, Reason: dojo.ReasonCaptured}}
									text = report(s, &a, l, true)
								}
								checkNotice(t, &a, can, text, name)
							}
						}
					}
				}
			}
		}
	}
}

func checkNotice(t *testing.T, a *reversal.Attempt, can bool, text, name string) {
	t.Helper()
	where := string(a.State) + " (" + string(a.Why) + ", " + string(a.LastStatus) + "): " + text
	for _, need := range []string{"£42.50", name} {
		if !strings.Contains(text, need) {
			t.Errorf("no %q in %s", need, where)
		}
	}
	for _, bad := range []string{"no space left", "/state", "%!", "  ", "..", " .", ",."} {
		if strings.Contains(strings.ReplaceAll(text, "…", ""), bad) {
			t.Errorf("%q in %s", bad, where)
		}
	}
	if a.State != "melted" && !strings.ContainsAny(text[len(text)-1:], ".)'") && !strings.HasSuffix(text, "…") {
		t.Errorf("no sentence: %s", where)
	}
	claims := func(words string, states ...journal.State) {
		t.Helper()
		for _, s := range states {
			if a.State == s {
				return
			}
		}
		if strings.Contains(text, words) {
			t.Errorf("claims %q: %s", words, where)
		}
	}
	claims("Successful", journal.Successful)
	claims("is reversed. Don't", journal.Successful)
	claims("Failed:", journal.Failed)
	claims("Already reversed", journal.Already, journal.Abandoned)
	claims("Refund instead", journal.Failed, journal.Abandoned, journal.Unresolved)
	claims("Nothing was done", journal.Abandoned)
	claims("Nothing changed", journal.Failed)
	claims("again with r", journal.Unresolved)
	if strings.Contains(text, "still held") && a.LastStatus != dojo.StatusAuthorized && !strings.Contains(text, "choose it and press r") {
		t.Errorf("claims to be held: %s", where)
	}
	if !can && (strings.Contains(text, "r to try again") || strings.Contains(text, "Try once more") || strings.Contains(text, "again with r")) {
		t.Errorf("can't be tried again: %s", where)
	}
	if a.State.Open() {
		for _, end := range []string{"Nothing more to do", "Nothing to do", "Refund instead", "try again", "NOT reversed", "Not reversed"} {
			if strings.Contains(text, end) {
				t.Errorf("%q though it isn't over: %s", end, where)
			}
		}
	}
}

func TestRefusalsAreSentences(t *testing.T) {
	t.Parallel()
	for _, r := range shopday.ReasonsOfTheRule {
		for _, p := range []*dojo.PaymentIntent{nil, shopday.Paid("1", "18:00", 1, shopday.Is("Frobbed")), {}} {
			text := testSpeaker().Payment(worklist.Row{Payment: p, Verdict: dojo.Verdict{Reason: r}}).Refusal()
			if !strings.HasSuffix(text, ".") || strings.Contains(text, "%!") || strings.Contains(text, "0001") {
				t.Errorf("reason %d: %q", r, text)
			}
			if strings.Contains(text, "Refund instead") != worklist.RefundInstead(dojo.Verdict{Reason: r}) {
				t.Errorf("reason %d: %q", r, text)
			}
		}
	}
}

func TestHoldEnds(t *testing.T) {
	t.Parallel()
	s := testSpeaker()
	p := shopday.Paid("1", "18:00", 1)
	for want, change := range map[string]func(*dojo.PaymentIntent){
		"When the hold ends isn't known here.": func(*dojo.PaymentIntent) {},
		"Dojo releases it about Sat 28 Nov 18:00, unless it is captured.": func(p *dojo.PaymentIntent) {
			p.EditKind(func(k *dojo.Kind) {
				k.AutoExpireIn = 6 * 24 * time.Hour
				k.AutoExpireAction = dojo.ExpireRelease
			})
		},
		"Dojo will CAPTURE it about Sat 28 Nov 18:00: the customer will be charged.": func(p *dojo.PaymentIntent) {
			p.EditKind(func(k *dojo.Kind) {
				k.AutoExpireIn = 6 * 24 * time.Hour
				k.AutoExpireAction = dojo.ExpireCapture
			})
		},
		`About Sat 28 Nov 18:00 Dojo will "Sell" it.`: func(p *dojo.PaymentIntent) {
			p.EditKind(func(k *dojo.Kind) {
				k.AutoExpireIn = 6 * 24 * time.Hour
				k.AutoExpireAction = "Sell"
			})
		},
	} {
		if got := s.Payment(worklist.Row{Payment: shopday.Changed(p, change)}).holdEnds(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestASCIISentences(t *testing.T) {
	t.Parallel()
	s := New(Options{ASCII: true, Zone: shopday.London, Pending: "a few working days"})
	for _, state := range shopday.AllStates {
		for _, why := range shopday.AllWhys {
			a := shopday.AttemptIn(state, why)
			a.Payment.Reference = ""
			shopday.OnlyASCII(t, said(s, &a, shopday.Sunday, true))
			shopday.OnlyASCII(t, s.Attempt(&a, Around{}).underWay())
			shopday.OnlyASCII(t, s.Attempt(&a, Around{}).Unfinished())
		}
	}
}

// Nobody is told that Dojo is still at it while Dojo can't be reached, live or
// at the next start.
func TestCreatedIsntSaidOfWhatNobodySees(t *testing.T) {
	t.Parallel()
	s := testSpeaker()
	for _, sent := range []time.Duration{time.Second, 119 * time.Second, 2 * time.Minute, 10 * time.Minute} {
		a := shopday.AttemptIn(journal.Created, "")
		a.SentAt, a.UnreadSince = shopday.Sunday.Add(-sent), shopday.Sunday.Add(-time.Second)
		for name, text := range map[string]string{
			"live":    report(s, &a, worklist.OnList{}, false),
			"resumed": report(s, &a, worklist.OnList{}, true),
		} {
			if !strings.Contains(text, "can't be reached to see its end.") || strings.Contains(text, "still processing") {
				t.Errorf("%s, %v after it was sent: %s", name, sent, text)
			}
		}
	}
}
