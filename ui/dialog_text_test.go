package ui

import (
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
)

func TestTypedAmount(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), mustTypeOver500).on("1006").press("r").quietly()
	d.asks("£1,234.50", "Type 1234.50 to reverse it", "tab, type the amount, then reverse")
	d.press("tab").write("12").asks("[12_", "type the amount, then tab").hasNot("tab, type").press("ctrl+u", "shift+tab")
	d.asks("[ Keep payment ]", "tab, type the amount, then reverse")
	for range 8 { // all the way round without the amount
		d.press("tab").hasNot("[ Reverse").press("enter").reversed(0)
		if d.m.dialog == nil {
			d.on("1006").press("r").quietly()
		}
	}
	d = open(t, shopday.Payments(), mustTypeOver500).on("1006").press("r").quietly().press("tab")
	for _, wrong := range []string{"1234", "1234.5", "123450", "01234.50", "1234.500", "1234,50", "r", "yes"} {
		d.press("ctrl+u").write(wrong).press("enter").reversed(0).press("right").hasNot("[ Reverse").press("left", "tab")
		for d.m.dialog.Focus != confirm.StopAmount {
			d.press("tab")
		}
	}
	d.paste("1234.50").asks("[ Keep payment ]").hasNot("[ Reverse") // pasting isn't typing
	for d.m.dialog.Focus != confirm.StopAmount {
		d.press("tab")
	}
	d.press("ctrl+u").write("1234.5x").press("backspace", "0", "tab").asks("[ Reverse £1,234.50 ]")
	d.press("enter").reversed(0) // so soon after what meant nothing it may be of it
	d.quietly().press("enter").reversed(1)

	for _, right := range []string{"1234.50", "£1,234.50", "£1234.50", " 1,234.50 "} {
		d := open(t, shopday.Payments(), mustTypeOver500).on("1006").press("r").quietly().press("tab").write(right)
		d.press("enter").reversed(0).asks("[ Reverse £1,234.50 ]").press("enter").reversed(1)
	}
	open(t, shopday.Payments(), mustTypeOver500).on("1011").press("r").hasNot("Type 42.50")
}

func TestTwinThatIsReversed(t *testing.T) {
	t.Parallel()
	twin := func(s dojo.Status) []*dojo.PaymentIntent {
		list := shopday.Payments()
		list[1].Status = s
		return list
	}
	d := open(t, twin(dojo.StatusReversed)).on("1011").press("r").quietly()
	d.asks("! You may be left unpaid: the same payment of 18:40 is already reversed", "Type 42.50 to reverse it")
	d.press("tab", "enter", "tab", "enter", "enter").reversed(0)

	for s, says := range map[dojo.Status]string{
		dojo.StatusAuthorized: "Same card paid £42.50 at 18:40: still held.",
		dojo.StatusCaptured:   "Same card paid £42.50 at 18:40: captured.",
		dojo.StatusRefunded:   "Same card paid £42.50 at 18:40: refunded.",
		"Frobbed":             `Same card paid £42.50 at 18:40: "Frobbed".`,
	} {
		open(t, twin(s)).on("1011").press("r").asks(says).hasNot("Type 42.50")
	}

	t.Run("while the dialog is open", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab").asks("[ Reverse £42.50 ]")
		d.changes("1010", shopday.Is(dojo.StatusReversed)).asks("You may be left unpaid", "Type 42.50", "[ Keep payment ]")
		d.press("enter").reversed(0).quietly().press("enter").reversed(0)
	})
	t.Run("by an attempt of this screen", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopday.Payments()).on("1010").confirm().reversed(1).on("1011").press("r").quietly()
		d.asks("Same card paid £42.50 at 18:40: being reversed now.", "Type 42.50").press("tab", "enter", "tab", "enter").reversed(1)
		d.press("esc").moves(shopday.ToState(journal.Successful)).press("r").quietly()
		d.asks("You may be left unpaid: the same payment of 18:40 is already reversed", "Type 42.50")
		d.press("tab", "enter", "tab", "enter").reversed(1)
	})
}

func TestReasons(t *testing.T) {
	t.Parallel()
	choose := func(n int, text string) string {
		d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("shift+tab").asks("[< not given >]")
		for range n {
			d.press("right")
		}
		d.write(text)
		if text != "" {
			// A paste that isn't marked may end so, and confirms nothing.
			d.press("shift+tab").asks("[ Reverse").press("enter").reversed(0).press("tab").quietly()
		}
		return d.press("shift+tab").asks("[ Reverse").press("enter").reversed(1).rev.Starts[0].Reason
	}
	for n, want := range []string{"", "customer asked", "charged by mistake", "charged twice", "wrong amount", "other", ""} {
		if got := choose(n, ""); got != want {
			t.Errorf("reason %d is kept as %q, want %q", n, got, want)
		}
	}
	if got := choose(5, "till broke "); got != "other: till broke" {
		t.Errorf("other reason is kept as %q", got)
	}
	if got := choose(5, strings.Repeat("x", 200)); len(got) > 80 {
		t.Errorf("a reason of %d bytes", len(got))
	}

	d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("left", "left").asks("[< other: _ >]")
	d.write("no bag").asks("other: no bag_").press("backspace").asks("other: no ba_").paste("junk").asks("[ Keep payment ]").hasNot("junk")
	d.press("left").asks("[< other: no ba_ >]").press("enter").asks("[ Keep payment ]").reversed(0)
	d.press("left", "up").asks("[< wrong amount >]").press("down", "down").asks("[< not given >]").press("q").asks("[ Keep payment ]")
}

func TestWindowTooSmallForTheDialog(t *testing.T) {
	t.Parallel()
	crowded := shopday.Payments()
	crowded[0].EditKind(func(k *dojo.Kind) { k.CardMachine = true })
	d := open(t, crowded, width(40, 10)).on("1011").press("r").reversed(0)
	if d.m.dialog != nil {
		t.Fatalf("a dialog opened that can't be seen whole:\n%s", d.text())
	}
	d.has("This window is too small to reverse a payment safely. Please make it larger.").press("tab", "enter").reversed(0).quietly().press("tab", "enter").reversed(0)

	// Made small while it is open, it confirms nothing.
	d = open(t, crowded).on("1011").press("r").quietly().press("tab")
	for _, size := range [][2]int{{40, 10}, {39, 40}, {120, 9}, {1, 1}} {
		d.resize(size[0], size[1]).fits().press("enter", "tab", "enter", "x").reversed(0)
	}
	d.resize(120, 40).asks("Reverse this payment?").fits()
}

func TestResizeUnderTheDialog(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab")
	for _, size := range [][2]int{{80, 24}, {60, 20}, {200, 60}, {62, 14}, {45, 20}, {120, 40}} {
		d.resize(size[0], size[1]).fits().asks("[ Reverse £42.50 ]", "Keep", "SANDBOX")
	}
	d.resize(80, 24).press("enter").reversed(0).quietly().press("enter").reversed(1)
}

// Where the dialog opens at all it can be walked through and closed: no place
// of the focus, and no moment, makes it too large for its window.
func TestDialogFitsWhateverHasTheFocus(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	lists := map[string][]*dojo.PaymentIntent{"plain": {shopday.Paid("1011", "18:42", 4250)}, "shop": shopday.Payments()}
	lists["long"] = []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 4250, func(p *dojo.PaymentIntent) { p.Reference = strings.Repeat("ORDER ", 50) })}
	for name, list := range lists {
		for _, typed := range []bool{false, true} {
			for _, w := range []int{40, 52, 66} {
				for h := 10; h <= 18; h++ {
					d := open(t, list, width(w, h), setting(func(s *Settings) {
						s.MustType = func(dojo.Money) bool { return typed }
					}))
					d.press("r")
					if d.m.dialog == nil {
						continue
					}
					check := func() {
						t.Helper()
						d.fits()
						if _, ok := dialogBox(d.m.scene(), d.m.dialog, d.m.arming); !ok {
							t.Fatalf("%s, typed %v: no room in %dx%d with the focus %d:\n%s", name, typed, w, h, d.m.dialog.Focus, d.text())
						}
					}
					d.has("SANDBOX", "£42.50", "Keep")
					check()
					d.quietly()
					check()
					if typed {
						d.press("tab").write("42.50")
						check()
					}
					for range 5 {
						d.press("tab")
						check()
					}
				}
			}
		}
	}
}

func TestGreyedRowsSayWhatToDo(t *testing.T) {
	t.Parallel()
	refund := "Refund instead, in the Dojo for Business app, or on the card machine with the same card."
	for name, c := range map[string]struct {
		change func(*dojo.PaymentIntent)
		says   string
	}{
		"captured":      {shopday.Is(dojo.StatusCaptured), "Captured: can't be reversed here. " + refund},
		"earlier day":   {shopday.DaysAgo(1), "Held since Sat 21 Nov and not captured: too late to reverse here, and there is nothing to refund yet. Don't capture it just to refund it: that charges the customer. To release it sooner, ask Dojo."},
		"reversed":      {shopday.Is(dojo.StatusReversed), "Reversed already. Nothing more to do."},
		"refunded":      {shopday.Is(dojo.StatusRefunded), "Refunded already. Nothing more to do."},
		"cancelled":     {shopday.Is(dojo.StatusCanceled), "Cancelled before anybody paid. Nothing more to do."},
		"part refunded": {func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Refunded = 100 }) }, "Part of it was refunded already: can't be reversed here."},
		"unknown":       {shopday.Is("Frobbed"), `This program doesn't know the status "Frobbed", so it can't be reversed here. Ask Dojo.`},
		"no time":       {func(p *dojo.PaymentIntent) { p.PaidAt, p.CreatedAt = 0, 0 }, "Dojo doesn't say when this was paid"},
		"future":        {shopday.DaysAgo(-1), "By Dojo's clock this was paid on a day that hasn't begun."},
		"no amount":     {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = nil, nil }, "Its amount can't be read"},
		"unreadable":    {func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"captures"} }) }, "Dojo's answer about this payment can't be read in full"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, key := range []string{"r", "R"} {
				d := open(t, []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 4250, c.change)}).press(key).has(c.says)
				d.hasNot("Reverse this payment?").quietly().press("tab", "enter").reversed(0)
			}
		})
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	why := "Read-only with a LIVE key: it sends none."
	d := open(t, shopday.Payments(), setting(func(s *Settings) { s.Mode, s.ReadOnly = "LIVE", why }))
	d.has(why, "LIVE").hasNot("r to reverse").on("1011").press("r").hasNot("Reverse this payment?")
	d.quietly().press("tab", "enter", "r", "tab", "enter").quietly().press("tab", "enter").reversed(0)
}

// A check of the record that finds damage makes the screen read-only in the same words
// as at the start, also under a question.
func TestReadOnlyByAndBy(t *testing.T) {
	t.Parallel()
	why := "Read-only, nothing can be reversed: the record is damaged."
	d := open(t, shopday.Payments()).on("1011").has("r to reverse").press("r").asks("Reverse this payment?")
	d.send(recordChecked{}).asks("Reverse this payment?")
	d.send(recordChecked{readOnly: why}).asks("NOT reversed", "record is damaged")
	d.quietly().press("tab", "enter").quietly().press("enter").hasNot("Reverse this payment?").has(why).hasNot("r to reverse")
	d.press("r").quietly().press("tab", "enter").reversed(0)
}

func TestDialogNearMidnight(t *testing.T) {
	t.Parallel()
	for from, says := range map[string]string{"23:45:00": "15 minutes left to reverse.", "23:52:01": "8 minutes left to reverse.", "23:57:59": "3 minutes left to reverse."} {
		open(t, shopday.Payments(), at(shopday.ClockAt(from))).on("1011").press("r").asks(says).hasNot("arrive too late")
	}
	open(t, shopday.Payments(), at(shopday.ClockAt("23:58"))).on("1011").press("r").asks("2 minutes left to reverse. It may arrive too late.")
	open(t, shopday.Payments(), at(shopday.ClockAt("23:59:01"))).on("1011").press("r").asks("! This is the last minute to reverse. It may arrive too late.")
	open(t, shopday.Payments(), at(shopday.ClockAt("23:44:59"))).on("1011").press("r").hasNot("minutes left")
}

func TestDialogWarnings(t *testing.T) {
	t.Parallel()
	list := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 4250, func(p *dojo.PaymentIntent) {
		p.TotalAmount, p.PaidAt = shopday.Pounds(4000), 0
		p.EditKind(func(k *dojo.Kind) { k.CardMachine = true })
	})}
	open(t, list).press("r").asks("Paid on a card machine: Dojo may refuse.", "Dojo's figures disagree: £42.50 and £40.00.",
		"Dojo doesn't say when it was paid: this is when it was created.")

	auto := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 4250, shopday.Is(dojo.StatusCaptured), func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto }) })}
	d := open(t, auto, published).press("r").asks("Captured today: reversing cancels it in full.", "This can't be undone.")
	d.hasNot("No money has been taken", "release").press("esc").has("Kept. Nothing was reversed: £42.50 stays captured.")
}
