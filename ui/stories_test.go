package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// What can be refunded and what is too late are counted apart on every screen
// that has room for both, beside the deadline.
func TestBothCountsStandBesideTheDeadline(t *testing.T) {
	t.Parallel()
	for _, c := range map[string]struct {
		w, h     int
		do       func(*driver)
		deadline string
	}{
		"120":                   {120, 40, nil, "reverse before midnight, 5 h 01 m"},
		"80":                    {80, 24, nil, "before midnight, 5 h 01 m"},
		"80 and one under way":  {80, 24, func(d *driver) { d.on("1009").confirm() }, "until midnight"},
		"80 and another view":   {80, 24, func(d *driver) { d.press("v") }, "until midnight"},
		"60":                    {60, 20, nil, "until midnight"},
		"80 on the last minute": {80, 24, func(d *driver) { d.pass(shopday.ClockAt("23:52").Sub(shopday.Sunday)) }, "8 minutes left to reverse"},
	} {
		d := open(t, shopday.Payments(), width(c.w, c.h))
		if c.do != nil {
			c.do(d)
		}
		d.has("refund instead 1", "too late 2", c.deadline).fits()
	}
	// Without both there is room for the whole.
	open(t, shopday.Payments()[:3], width(80, 24)).has("reverse before midnight, 5 h 01 m")
}

// A question that has turned into a message says what the customer is told, and
// nothing that isn't known.
func TestMessageOfADialogHasALineForTheCustomer(t *testing.T) {
	t.Parallel()
	colleague := func(d *driver) { d.begunElsewhere("1009") }
	for name, c := range map[string]struct {
		happens     func(*driver)
		says, never string
	}{
		"captured": {func(d *driver) { d.changes("1009", shopday.Is(dojo.StatusCaptured)) }, "It was charged. You get it back as a refund.", "Already"},
		"being captured": {func(d *driver) {
			d.changes("1009", func(p *dojo.PaymentIntent) {
				p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Created"}} })
			})
		}, "It isn't cancelled, as far as we know.", "It was captured"},
		"reversed":    {func(d *driver) { d.changes("1009", shopday.Is(dojo.StatusReversed)) }, "It's cancelled.", "NOT reversed"},
		"refunded":    {func(d *driver) { d.changes("1009", shopday.Is(dojo.StatusRefunded)) }, "It was refunded.", "No money"},
		"changed":     {func(d *driver) { d.changes("1009", shopday.Card("Visa", "9999")) }, "It isn't cancelled so far. No money has been taken.", "Already"},
		"a colleague": {colleague, "It may be cancelled already; we're still checking.", "NOT reversed"},
		"a colleague, then Successful": {func(d *driver) {
			d.begunElsewhere("1009")
			d.moves(func(a *reversal.Attempt) { a.State, a.Answered = journal.Confirming, dojo.ReversalSuccessful })
		}, "It's being cancelled. No money has been taken.", "NOT reversed"},
		"another key": {func(d *driver) {
			p, _ := d.list.Snap.Get("pi_1009")
			d.rev.Start(journal.Confirmed(p), "", d.pc)
			d.moves(func(a *reversal.Attempt) { a.Resumed, a.OtherKey, a.Shop = true, true, "Other Shop" })
		}, "It may be cancelled already; we're still checking.", "Follow it here"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, shopday.Payments(), width(80, 24)).on("1009").press("r").quietly()
			c.happens(d)
			n := len(d.rev.Starts)
			if box := oneLine(d.box()); !strings.Contains(box, c.says) || strings.Contains(box, c.never) {
				t.Errorf("the box:\n%s", d.box())
			}
			d.press("tab", "enter").quietly().press("enter").reversed(n)
		})
	}
}

// oneLine is a box's text on one line, without its frame.
func oneLine(box string) string {
	return strings.Join(strings.FieldsFunc(box, func(r rune) bool { return strings.ContainsRune(" │\n", r) }), " ")
}

// A message for which the window is too low is a notice, that is read in pages.
func TestMessageWithoutRoomForItsBox(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), width(40, 10))
	d.changes("1009", func(p *dojo.PaymentIntent) { p.Reference = strings.Repeat("ORDER", 6) })
	d.on("1009").press("r").quietly().press("tab").asks("Reverse")
	d.changes("1009", func(p *dojo.PaymentIntent) {
		p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Created"}} })
	})
	d.hasNot("too small").fits()
	all := d.text()
	for range 6 {
		all += d.press("esc").text()
	}
	if all = flat(withoutCounts(all)); !strings.Contains(all, "It is being captured") || !strings.Contains(all, "Tell the customer") {
		t.Errorf("the message is lost:\n%s", all)
	}
	d.press("enter").reversed(0)
}

// r on a payment that may be reversed already warns, whoever has begun it.
func TestAskingAboutAReversalUnderWayWarns(t *testing.T) {
	t.Parallel()
	for _, s := range []journal.State{journal.Intended, journal.Sending, journal.Checking, journal.Created} {
		for _, otherKey := range []bool{false, true} {
			d := open(t, shopday.Payments())
			d.begunElsewhere("1009")
			d.moves(func(a *reversal.Attempt) { shopday.ToState(s)(a); a.Resumed, a.OtherKey = true, otherKey })
			d.press("esc").on("1009").press("r").reversed(1)
			d.has("started reversing this", "Don't refund, pay cash or charge again yet.", "Tell the customer:")
		}
	}
}

// A payment that Dojo still holds after it said Successful is in progress for
// days. Once that was told nothing ticks for it, and quitting doesn't ask.
func TestStillHeldIsToldOnceAndNotWatchedBySeconds(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().moves(func(a *reversal.Attempt) { a.State, a.Answered = journal.Confirming, dojo.ReversalSuccessful })
	if d.press("q"); d.quit {
		t.Fatal("quit without asking while it is confirmed")
	}
	d.press("esc").moves(shownAs(journal.Confirming, dojo.StatusAuthorized)).pass(2 * time.Minute)
	d.planned = nil
	if d.pass(time.Minute); len(d.planned) > 2 {
		t.Errorf("%d ticks in a minute", len(d.planned))
	}
	d.has("in progress 1", "Ring Dojo").press("esc")
	if len(d.kept) != 0 {
		t.Error("it isn't told again at the next start")
	}
	if d.press("q"); !d.quit {
		t.Error("asked again")
	}
}

// What was confirmed last stands first, though this machine's clock was put back
// since the one before.
func TestNoticesGoByDojosClock(t *testing.T) {
	t.Parallel()
	for _, back := range []time.Duration{0, time.Hour, 24 * time.Hour, -time.Hour} {
		d := open(t, shopday.Payments()).on("1009").confirm().moves(sent(failedRefused)).press("esc")
		d.on("1006").confirm().moves(sent(failedRefused))
		for i, at := range []time.Time{shopday.Sunday, shopday.Sunday.Add(time.Minute)} {
			a := &d.rev.All[i]
			a.ConfirmedDojo, a.ConfirmedAt = at, at.Add(-time.Duration(i)*back)
		}
		for _, a := range d.rev.All {
			d.m.list.BringBack(&a)
		}
		slices.SortFunc(d.rev.All, func(a, b reversal.Attempt) int { return a.ConfirmedAt.Compare(b.ConfirmedAt) })
		d.send(reversalsChanged{})
		if list := d.m.list.Notices(); list[0].Payment.ID != "pi_1006" {
			t.Errorf("put back by %v: %s stands first", back, list[0].Payment.ID)
		}
	}
}

// A row says what its notice says: a payment that was captured after Dojo had
// refused wasn't captured first, and one that can be tried again isn't over.
func TestRowsAndNoticesAgree(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().moves(sent(failedRefused)).changes("1009", shopday.Is(dojo.StatusCaptured))
	d.has("Failed, refund instead", "was captured since. Refund instead.").hasNot("captured first", "Refund instead. Ring Dojo")

	s := testSpeaker()
	for name, c := range map[string]struct {
		state journal.State
		v     dojo.Verdict
		want  string
	}{
		"failed":                {journal.Failed, dojo.Verdict{Reversible: true, Reason: dojo.ReasonCapturedToday}, "Failed, still captured, r to try again"},
		"unresolved":            {journal.Unresolved, dojo.Verdict{Reversible: true, Reason: dojo.ReasonCapturedToday}, "Not reversed so far, r to try again"},
		"unresolved, a day old": {journal.Unresolved, dojo.Verdict{Reason: dojo.ReasonCaptured}, "Not reversed so far, refund instead"},
	} {
		a := shopday.AttemptIn(c.state, journal.Refused)
		a.Payment.Status = dojo.StatusCaptured
		p := dojo.PaymentIntent{Status: dojo.StatusCaptured}
		if st := s.Payment(worklist.Row{Payment: &p, Verdict: c.v}).StatusAfter(&a, words.Around{Now: worklist.Now{PC: shopday.Sunday}}); st.Words[0] != c.want {
			t.Errorf("captured, %s: %q", name, st.Words)
		}
	}
	for _, c := range []struct {
		seen bool
		now  dojo.Status
		want string
	}{
		{false, dojo.StatusAuthorized, "Successful, but held: ring Dojo"}, {true, dojo.StatusAuthorized, "Reversed, then held again: ring Dojo"},
		{false, dojo.StatusCaptured, "Successful, but captured: ring Dojo"}, {true, dojo.StatusCaptured, "Reversed, then captured again: ring Dojo"},
	} {
		a := shopday.AttemptIn(journal.Confirming, "")
		a.Payment.Status, a.LastStatus, a.CorrectedAt, a.Answered = c.now, c.now, shopday.Sunday, dojo.ReversalSuccessful
		if c.seen {
			a.SeenReversedAt = shopday.Sunday
		}
		p := dojo.PaymentIntent{Status: c.now}
		if st := s.Payment(worklist.Row{Payment: &p}).StatusAfter(&a, words.Around{Now: worklist.Now{PC: shopday.Sunday}}); st.Words[0] != c.want {
			t.Errorf("%q, want %q", st.Words, c.want)
		}
	}
}

// That no money was taken is said only where a list of now, or a read of this
// run, shows it.
func TestNoMoneyTakenIsKnown(t *testing.T) {
	t.Parallel()
	const none = "No money has been taken"
	s := testSpeaker()
	a := shopday.AttemptIn(journal.Unresolved, "")
	a.LastStatus, a.Payment.Status = dojo.StatusAuthorized, dojo.StatusAuthorized
	if got := s.Attempt(&a, words.Around{List: worklist.OnList{}}).Report().Customer; !strings.Contains(got, none) {
		t.Errorf("read in this run: %s", got)
	}
	a.Resumed = true
	for name, l := range map[string]worklist.OnList{
		"the list isn't here yet": {},
		"being captured":          {Listed: true, Status: dojo.StatusAuthorized, Verdict: dojo.Verdict{Reason: dojo.ReasonCapturing}},
		"gone":                    {Listed: true, Status: dojo.StatusAuthorized, Verdict: dojo.Verdict{Reason: dojo.ReasonCanceled}},
	} {
		if got := s.Attempt(&a, words.Around{List: l}).Report().Customer; strings.Contains(got, none) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := s.Attempt(&a, words.Around{List: worklist.OnList{Listed: true, Status: dojo.StatusAuthorized}}).Report().Customer; !strings.Contains(got, none) {
		t.Errorf("held on the list: %s", got)
	}
	a = shopday.AttemptIn(journal.Created, "")
	if got := s.Attempt(&a, words.Around{List: worklist.OnList{Listed: true, Status: dojo.StatusCaptured}}).Report().Customer; strings.Contains(got, none) {
		t.Errorf("captured while it is reversed: %s", got)
	}
}
