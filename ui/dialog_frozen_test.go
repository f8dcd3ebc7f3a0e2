package ui

import (
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// The payment that is asked about is frozen: whatever changes turns the dialog
// into a message that can only be closed, and not by an enter under way.
func TestFrozenPayment(t *testing.T) {
	t.Parallel()
	money := func(minor int64) func(*dojo.PaymentIntent) {
		return func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount = shopday.Pounds(minor), shopday.Pounds(minor)
			p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
		}
	}
	for name, c := range map[string]struct {
		happens func(*driver)
		says    string
	}{
		"captured": {func(d *driver) { d.changes("1011", shopday.Is(dojo.StatusCaptured)) }, "NOT reversed. It was captured while you were deciding. Refund instead."},
		"capturing": {func(d *driver) {
			d.changes("1011", func(p *dojo.PaymentIntent) {
				p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Created"}} })
			})
		}, "NOT reversed. It is being captured: can't be reversed here. Refund instead once it is captured"},
		"reversed":  {func(d *driver) { d.changes("1011", shopday.Is(dojo.StatusReversed)) }, "Already reversed by now, so nothing more is sent. Don't refund or pay cash as well."},
		"refunded":  {func(d *driver) { d.changes("1011", shopday.Is(dojo.StatusRefunded)) }, "NOT reversed. Refunded already."},
		"cancelled": {func(d *driver) { d.changes("1011", shopday.Is(dojo.StatusCanceled)) }, "NOT reversed. Cancelled"},
		"unknown":   {func(d *driver) { d.changes("1011", shopday.Is("Frobbed")) }, `NOT reversed. This program doesn't know the status "Frobbed"`},
		"more":      {func(d *driver) { d.changes("1011", money(4251)) }, "NOT reversed. The payment changed"},
		"less":      {func(d *driver) { d.changes("1011", money(425)) }, "NOT reversed. The payment changed"},
		"currency": {func(d *driver) {
			d.changes("1011", func(p *dojo.PaymentIntent) {
				p.Amount, p.TotalAmount = &dojo.Money{Minor: 4250, Currency: "EUR"}, nil
				p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
			})
		}, "NOT reversed. The payment changed"},
		"disagrees": {func(d *driver) {
			d.changes("1011", func(p *dojo.PaymentIntent) { p.TotalAmount = shopday.Pounds(4000) })
		}, "NOT reversed. The payment changed"},
		"card": {func(d *driver) { d.changes("1011", shopday.Card("Visa", "9999")) }, "NOT reversed. The payment changed"},
		"gone": {func(d *driver) {
			d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) { s.Gone = map[string]time.Time{"pi_1011": d.Now()} })
		}, "NOT reversed. Dojo doesn't know this payment any more"},
		"midnight": {func(d *driver) {
			d.pc = shopday.ClockAt("23:59:30") // without five hours of ticks
			d.pass(30 * time.Second)
		}, "NOT reversed. Midnight has passed."},
		"begun elsewhere": {func(d *driver) {
			d.rev.All = append(d.rev.All, reversal.Attempt{Attempt: journal.Attempt{
				ID: "other", Payment: journal.Confirmed(d.list.Snap.Payments[0]), State: journal.Sending, ConfirmedAt: d.pc,
			}})
			d.send(reversalsChanged{})
		}, "started reversing this at"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab").asks("[ Reverse")
			c.happens(d)
			d.asks(c.says, "[ OK ]", "SANDBOX, Corner Shop").hasNot("( Reverse", "[ Reverse", "Keep payment")
			d.press("enter").asks(c.says).reversed(0) // an enter that was under way
			d.press("tab", "enter", "right").asks(c.says).reversed(0)
			d.quietly().press("x", "tab", "left").asks("[ OK ]")
			d.press("enter").hasNot(c.says).reversed(0).hasNot("Kept.")
		})
		t.Run(name+" without a word of it", func(t *testing.T) {
			t.Parallel()
			// The news of the change hasn't come when enter is pressed.
			if name == "midnight" {
				return // needs no news
			}
			d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab")
			silent := open(t, shopday.Payments()).on("1011").press("r")
			c.happens(silent)
			d.list.Snap, d.rev.All = silent.list.Snap, silent.rev.All
			d.press("enter").reversed(0).asks("[ OK ]")
		})
		t.Run(name+" at 40x10", func(t *testing.T) {
			t.Parallel()
			plain := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 4250)}
			d := open(t, plain, width(40, 10)).press("r").asks("Reverse").quietly().press("tab")
			c.happens(d)
			d.fits().asks("[ OK ]", c.says, "[ OK ]", "SANDBOX").quietly().press("enter").hasNot("[ OK ]").reversed(0)
		})
	}
}

// Midnight falls between two looks at the clock: enter asks once more.
func TestMidnightUnderTheEnter(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), at(shopday.ClockAt("23:59:59"))).on("1011").press("r").quietly().press("tab")
	d.pc = d.pc.Add(600 * time.Millisecond) // no timer has fired
	d.press("enter").reversed(0).asks("NOT reversed. Midnight has passed.", "[ OK ]")
	d.press("enter").asks("Midnight").quietly().press("enter").hasNot("Midnight has passed")

	last := open(t, shopday.Payments(), at(shopday.ClockAt("23:59:59"))).on("1011").press("r").quietly().press("tab")
	last.pc = shopday.ClockAt("23:59:59").Add(999 * time.Millisecond)
	last.press("enter").reversed(1)

	// It is Dojo's clock that counts.
	slow := open(t, shopday.Payments(), func(_ *Settings, d *driver) { d.pc, d.ahead = shopday.ClockAt("21:00"), -3*time.Hour })
	slow.on("1011").press("r").hasNot("Reverse this payment?").has("Held since Sun 22 Nov and not captured: too late")
}

func TestVanishedPayment(t *testing.T) {
	t.Parallel()
	others := shopday.Payments()[1:]
	d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab")
	d.lists(others).asks("Reverse this payment?", "£42.50", "ORDER-1011").press("enter").reversed(1)
	if got := d.rev.Starts[0].Payment.ID; got != "pi_1011" {
		t.Errorf("reversed %s", got)
	}
	// The day is over for it all the same.
	d = open(t, shopday.Payments(), at(shopday.ClockAt("23:50"))).on("1011").press("r").quietly().press("tab")
	d.lists(others).pass(11 * time.Minute).asks("Midnight has passed").press("enter").quietly().press("enter").reversed(0)

	d = open(t, shopday.Payments(), at(shopday.ClockAt("23:59:58"))).on("1011").press("r").quietly().press("tab").lists(others)
	d.pc = d.pc.Add(3 * time.Second)
	d.press("enter").reversed(0)
}

func TestListReordersUnderTheDialog(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1010").press("r").quietly()
	newer := shopday.Paid("2000", "18:58", 100, shopday.Card("Amex", "2000"))
	older := slices.DeleteFunc(shopday.Payments(), func(p *dojo.PaymentIntent) bool { return p.ID == "pi_1009" })
	d.lists(append(older, newer)).asks("ORDER-1010").press("tab").asks("ORDER-1010", "[ Reverse £42.50 ]").press("enter").reversed(1)
	if got := d.rev.Starts[0].Payment.ID; got != "pi_1010" {
		t.Errorf("reversed %s", got)
	}
}

// A change of what has no part in the question leaves it alone.
func TestDialogOutlivesHarmlessNews(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab")
	d.changes("1011", func(p *dojo.PaymentIntent) {
		p.UpdatedAt = dojo.InstantOf(d.Now())
		p.EditExtras(func(x *dojo.Extras) { x.Description = "new" })
	})
	d.changes("1006", shopday.Is(dojo.StatusCaptured))
	d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) { s.Trouble = &feed.Trouble{Err: shopday.ErrNoNetwork, RetryAt: d.pc} })
	d.pass(3 * time.Minute).asks("[ Reverse £42.50 ]").press("enter").reversed(1)
}

// After the PC slept nothing is asked or confirmed by the list of before, and as soon as
// it is fresh everything is as ever.
func TestDialogAfterSleep(t *testing.T) {
	t.Parallel()
	slept := func(s *feed.Snapshot) { s.Slept, s.AsOf = true, shopday.Sunday }
	d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab")
	d.lists(d.list.Snap.Payments, slept).has("This PC was asleep, so what is shown is old.")
	d.quietly().press("enter").reversed(0).has("This PC was asleep: what is shown is from")
	d.press("r").hasNot("Reverse this payment?").has("This PC was asleep, so what is shown is old.").reversed(0)
	d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) { s.Slept = false }).hasNot("asleep: what")
	d.press("esc").on("1011").confirm().reversed(1)
}

// A payment that Dojo has just reversed for us isn't asked about again, though
// the list is still that of before.
func TestNoDialogAfterSuccess(t *testing.T) {
	t.Parallel()
	for _, s := range []journal.State{journal.Successful, journal.Already} {
		d := open(t, shopday.Payments()).on("1011").confirm().moves(shopday.ToState(s)).press("esc", "r")
		d.hasNot("Reverse this payment?").has("Reversed already. Nothing more to do.").reversed(1)
	}
	d := open(t, shopday.Payments()).on("1011").confirm().moves(func(a *reversal.Attempt) {
		a.State, a.CorrectedAt, a.LastStatus = journal.Failed, shopday.Sunday, dojo.StatusReversed
	})
	d.press("esc", "r").hasNot("Reverse this payment?").reversed(1)

	// What came to nothing can be tried again.
	for _, s := range []journal.State{journal.Failed, journal.Abandoned, journal.Unresolved} {
		open(t, shopday.Payments()).on("1011").confirm().moves(shopday.ToState(s)).press("esc").confirm().reversed(2)
	}
}

// Under the rule "published" a payment can be reversible before and after it is
// captured. What the dialog said of it holds for one of the two only.
func TestStatusChangesUnderThePublishedRule(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), published).on("1011").press("r").quietly().press("tab").asks("No money has been taken")
	d.changes("1011", shopday.Is(dojo.StatusCaptured), func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto }) })
	d.asks("NOT reversed").quietly().press("enter").reversed(0)
}
