package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

func TestDialogReversesWhatItShows(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay()).on("1011").press("r")
	d.asks("Reverse this payment?", "SANDBOX, Corner Shop", "£42.50", "the whole amount, including £2.50 tip",
		"Visa ··1013", "ORDER-1011", "today 18:42:07", "Same card paid £42.50 at 18:40: still held",
		"The customer's bank is told to release £42.50. No money has been taken. This can't be undone.",
		"[ Keep payment ] ( Reverse £42.50 )", "one moment…", "Reason (optional) < not given >")
	d.quietly().asks("tab, then enter: reverse esc: keep").hasNot("one moment")
	d.press("tab").asks("( Keep payment ) [ Reverse £42.50 ]").reversed(0)
	d.press("enter").reversed(1).hasNot("Reverse this payment?")

	got := d.rev.starts[0]
	if want := journal.Confirmed(shopDay()[0]); got.payment != want {
		t.Errorf("reversed %+v, want %+v", got.payment, want)
	}
	if got.reason != "" || !got.at.Equal(d.pc) {
		t.Errorf("reason %q at %v", got.reason, got.at)
	}
	d.has("Sending the reversal of £42.50, ORDER-1011")
}

func TestDialogArms(t *testing.T) {
	t.Parallel()
	almost := quietTime - time.Millisecond
	for name, keys := range map[string]func(*driver){
		"at once":                        func(d *driver) { d.press("tab", "enter") },
		"a moment too early":             func(d *driver) { d.pass(almost).press("tab", "enter") },
		"each key begins the wait again": func(d *driver) { d.pass(almost).press("x").pass(almost).press("tab", "enter") },
		"typed ahead":                    func(d *driver) { d.press("tab", "enter", "enter", "tab", "enter") },
		"an arrow":                       func(d *driver) { d.press("right", "enter") },
		"many in one read": func(d *driver) {
			d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("rryyRjj")}).press("tab", "enter")
		},
		"tab too early, enter in time": func(d *driver) { d.press("tab").quietly().press("enter") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, shopDay()).on("1011").press("r")
			keys(d)
			d.reversed(0)
		})
	}
	t.Run("an early key moves nothing", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopDay()).on("1011").press("r", "tab").asks("[ Keep payment ]", "one moment")
		d.quietly().asks("[ Keep payment ]", "tab, then enter")
		d.press("tab", "enter").reversed(1)
	})
	t.Run("ticks of an earlier dialog don't arm a later one", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopDay()).on("1011").press("r").pass(quietTime-time.Millisecond).press("esc", "r")
		d.pass(2*time.Millisecond).asks("one moment").press("tab", "enter").reversed(0)
	})
	t.Run("a timer that fires early by the clock of keys", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopDay()).on("1011").press("r")
		d.pass(quietTime - 20*time.Millisecond)
		d.send(keysRested{after: d.m.quiet.count}).asks("one moment").press("tab", "enter").reversed(0)
	})
	t.Run("the list's keys and the wait", func(t *testing.T) {
		t.Parallel()
		// What was typed before the dialog doesn't count, what is typed in it does.
		d := open(t, shopDay()).on("1011").press("j", "k", "r").quietly().press("tab", "enter").reversed(1)
		d.quietly()
	})
}

func TestTypeAheadReversesNothing(t *testing.T) {
	t.Parallel()
	for _, burst := range [][]string{
		{"r", "tab", "enter"},
		{"r", "tab", "enter", "r", "tab", "enter"},
		{"r", "right", "enter", "enter"},
		{"r", "esc", "r", "tab", "enter"},
		{"r", "enter"}, {"r", "r", "r"}, {"R", "y"}, {"r", "y", "enter"},
	} {
		d := open(t, shopDay()).on("1011").press(burst...).reversed(0)
		d.quietly().reversed(0)
	}
	// The same in one message, as text.
	d := open(t, shopDay()).on("1011")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("r\t\r")}).reversed(0)
	d.quietly().reversed(0)
}

func TestSecondEnterDoesNothing(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay()).on("1011").press("r").quietly().press("tab", "enter", "enter", "enter").reversed(1)
	d.hasNot("Bank code").pass(quietTime - time.Millisecond).press("enter").hasNot("Bank code")
	d.pass(quietTime - time.Millisecond).press("enter").hasNot("Bank code").reversed(1)
	d.quietly().press("enter").has("Bank code").reversed(1)
}

func TestOneConfirmationOneReversal(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay()).on("1011").confirm().reversed(1)
	for range 3 {
		d.press("r").has("priya (till 2) started reversing this at 18:59. Follow it here.").hasNot("Reverse this payment?")
		d.quietly().press("tab", "enter", "enter")
	}
	d.reversed(1)
}

func TestNoLetterConfirms(t *testing.T) {
	t.Parallel()
	for _, focus := range []int{0, 1, 2} {
		d := open(t, shopDay()).on("1011").press("r").quietly()
		for r := rune(' '); r <= '~'; r++ {
			for range focus {
				d.press("tab")
			}
			d.press(string(r)).reversed(0).asks("[ Keep payment ]")
		}
		for _, k := range []string{"up", "down", "pgup", "home", "end", "f5", "ctrl+r", "ctrl+l", "ctrl+z", "backspace", "delete", "ctrl+u"} {
			d.press("tab").asks("[ Reverse").press(k).asks("[ Keep payment ]").reversed(0)
		}
	}
}

func TestDialogKeepsTheSafeSide(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay()).on("1011").press("r").quietly()
	d.press("tab").asks("[ Reverse").press("x").asks("[ Keep payment ]").press("enter").reversed(0)
	d.has("Kept. Nothing was reversed: £42.50 is still held.").hasNot("Reverse this payment?")

	for _, key := range []string{"esc", "ctrl+c"} {
		for _, wait := range []time.Duration{0, quietTime} {
			d := open(t, shopDay()).on("1011").press("r").pass(wait).press(key)
			d.has("Kept. Nothing was reversed: £42.50 is still held.").hasNot("Reverse this payment?").reversed(0)
			if d.quit {
				t.Errorf("%s in the dialog quits", key)
			}
		}
	}
	d = open(t, shopDay()).on("1011").press("r").quietly()
	for _, way := range [][]string{{"tab"}, {"right"}, {"shift+tab", "shift+tab"}, {"left", "tab", "tab"}} {
		d.press(way...).asks("[ Reverse").press("x")
	}
}

// The payment that is asked about is frozen: whatever changes turns the dialog
// into a message that can only be closed, and not by an enter under way.
func TestFrozenPayment(t *testing.T) {
	t.Parallel()
	money := func(minor int64) func(*dojo.PaymentIntent) {
		return func(p *dojo.PaymentIntent) { p.Amount, p.Tips, p.TotalAmount = pounds(minor), nil, pounds(minor) }
	}
	for name, c := range map[string]struct {
		happens func(*driver)
		says    string
	}{
		"captured": {func(d *driver) { d.changes("1011", is(dojo.StatusCaptured)) }, "NOT reversed. It was captured while you were deciding. Refund instead."},
		"capturing": {func(d *driver) {
			d.changes("1011", func(p *dojo.PaymentIntent) { p.Captures = []dojo.Capture{{Minor: 1, Status: "Created"}} })
		}, "NOT reversed. It was captured while you were deciding. Refund instead."},
		"reversed":  {func(d *driver) { d.changes("1011", is(dojo.StatusReversed)) }, "NOT reversed. It was reversed by someone else while you were deciding. Nothing more to do."},
		"refunded":  {func(d *driver) { d.changes("1011", is(dojo.StatusRefunded)) }, "NOT reversed. Refunded already."},
		"cancelled": {func(d *driver) { d.changes("1011", is(dojo.StatusCanceled)) }, "NOT reversed. Cancelled"},
		"unknown":   {func(d *driver) { d.changes("1011", is("Frobbed")) }, `NOT reversed. This program doesn't know the status "Frobbed"`},
		"more":      {func(d *driver) { d.changes("1011", money(4251)) }, "NOT reversed. The payment changed"},
		"less":      {func(d *driver) { d.changes("1011", money(425)) }, "NOT reversed. The payment changed"},
		"currency": {func(d *driver) {
			d.changes("1011", func(p *dojo.PaymentIntent) {
				p.Amount, p.Tips, p.TotalAmount = &dojo.Money{Minor: 4250, Currency: "EUR"}, nil, nil
			})
		}, "NOT reversed. The payment changed"},
		"disagrees": {func(d *driver) {
			d.changes("1011", func(p *dojo.PaymentIntent) { p.TotalAmount = pounds(4000) })
		}, "NOT reversed. The payment changed"},
		"card": {func(d *driver) { d.changes("1011", card("Visa", "9999")) }, "NOT reversed. The payment changed"},
		"gone": {func(d *driver) {
			d.lists(d.list.snap.Payments, func(s *feed.Snapshot) { s.Gone = map[string]time.Time{"pi_1011": d.Now()} })
		}, "NOT reversed. Dojo doesn't know this payment any more"},
		"midnight": {func(d *driver) { d.pass(clockAt("23:59:59").Add(time.Second).Sub(d.pc)) }, "NOT reversed. Midnight has passed."},
		"begun elsewhere": {func(d *driver) {
			d.rev.attempts = append(d.rev.attempts, reversal.Attempt{Attempt: journal.Attempt{
				ID: "other", Payment: journal.Confirmed(d.list.snap.Payments[0]), State: journal.Sending, ConfirmedAt: d.pc,
			}})
			d.send(reversalsChanged{})
		}, "NOT reversed."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, shopDay()).on("1011").press("r").quietly().press("tab").asks("[ Reverse")
			c.happens(d)
			d.asks("NOT reversed", c.says, "[ OK ]", "SANDBOX, Corner Shop").hasNot("( Reverse", "[ Reverse", "Keep payment")
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
			d := open(t, shopDay()).on("1011").press("r").quietly().press("tab")
			silent := open(t, shopDay()).on("1011").press("r")
			c.happens(silent)
			d.list.snap, d.rev.attempts = silent.list.snap, silent.rev.attempts
			d.press("enter").reversed(0).asks("NOT reversed")
		})
		t.Run(name+" at 40x10", func(t *testing.T) {
			t.Parallel()
			plain := []*dojo.PaymentIntent{paid("1011", "18:42", 4250)}
			d := open(t, plain, width(40, 10)).press("r").asks("Reverse").quietly().press("tab")
			c.happens(d)
			d.fits().asks("NOT reversed", c.says, "[ OK ]", "SANDBOX").quietly().press("enter").hasNot("[ OK ]").reversed(0)
		})
	}
}

// Midnight falls between two looks at the clock: enter asks once more.
func TestMidnightUnderTheEnter(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay(), at(clockAt("23:59:58"))).on("1011").press("r").quietly().press("tab")
	d.pc = d.pc.Add(2 * time.Second) // no timer has fired
	d.press("enter").reversed(0).asks("NOT reversed. Midnight has passed.", "[ OK ]")
	d.press("enter").asks("Midnight").quietly().press("enter").hasNot("Midnight has passed")

	last := open(t, shopDay(), at(clockAt("23:59:58"))).on("1011").press("r").quietly().press("tab")
	last.pc = clockAt("23:59:59").Add(999 * time.Millisecond)
	last.press("enter").reversed(1)

	// It is Dojo's clock that counts.
	slow := open(t, shopDay(), func(_ *Settings, d *driver) { d.pc, d.ahead = clockAt("21:00"), -3*time.Hour })
	slow.on("1011").press("r").hasNot("Reverse this payment?").has("Held since Sun 22 Nov and not captured: too late")
}

func TestVanishedPayment(t *testing.T) {
	t.Parallel()
	others := shopDay()[1:]
	d := open(t, shopDay()).on("1011").press("r").quietly().press("tab")
	d.lists(others).asks("Reverse this payment?", "£42.50", "ORDER-1011").press("enter").reversed(1)
	if got := d.rev.starts[0].payment.ID; got != "pi_1011" {
		t.Errorf("reversed %s", got)
	}
	// The day is over for it all the same.
	d = open(t, shopDay(), at(clockAt("23:50"))).on("1011").press("r").quietly().press("tab")
	d.lists(others).pass(11 * time.Minute).asks("Midnight has passed").press("enter").quietly().press("enter").reversed(0)

	d = open(t, shopDay(), at(clockAt("23:59:58"))).on("1011").press("r").quietly().press("tab").lists(others)
	d.pc = d.pc.Add(3 * time.Second)
	d.press("enter").reversed(0)
}

func TestListReordersUnderTheDialog(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay()).on("1010").press("r").quietly()
	newer := paid("2000", "18:58", 100, card("Amex", "2000"))
	older := slices.DeleteFunc(shopDay(), func(p *dojo.PaymentIntent) bool { return p.ID == "pi_1009" })
	d.lists(append(older, newer)).asks("ORDER-1010").press("tab").asks("ORDER-1010", "[ Reverse £42.50 ]").press("enter").reversed(1)
	if got := d.rev.starts[0].payment.ID; got != "pi_1010" {
		t.Errorf("reversed %s", got)
	}
}

// A change of what has no part in the question leaves it alone.
func TestDialogOutlivesHarmlessNews(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay()).on("1011").press("r").quietly().press("tab")
	d.changes("1011", func(p *dojo.PaymentIntent) { p.UpdatedAt, p.Description = d.Now(), "new" })
	d.changes("1006", is(dojo.StatusCaptured))
	d.lists(d.list.snap.Payments, func(s *feed.Snapshot) { s.Trouble = &feed.Trouble{Err: errNoNetwork, RetryAt: d.pc} })
	d.pass(3 * time.Minute).asks("[ Reverse £42.50 ]").press("enter").reversed(1)
}

func TestTypedAmount(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay(), mustTypeOver500).on("1006").press("r").quietly()
	d.asks("£1,234.50", "Type 1234.50 to reverse it", "tab, type the amount, then reverse")
	for range 8 { // all the way round without the amount
		d.press("tab").hasNot("[ Reverse").press("enter").reversed(0)
		if d.m.dialog == nil {
			d.on("1006").press("r").quietly()
		}
	}
	d = open(t, shopDay(), mustTypeOver500).on("1006").press("r").quietly().press("tab")
	for _, wrong := range []string{"1234", "1234.5", "123450", "01234.50", "1234.500", "1234,50", "r", "yes"} {
		d.press("ctrl+u").write(wrong).press("enter").reversed(0).press("right").hasNot("[ Reverse").press("left", "tab")
		for d.m.dialog.focus != stopTyped {
			d.press("tab")
		}
	}
	d.paste("1234.50").asks("[ Keep payment ]").hasNot("[ Reverse") // pasting isn't typing
	for d.m.dialog.focus != stopTyped {
		d.press("tab")
	}
	d.press("ctrl+u").write("1234.5x").press("backspace", "0", "tab").asks("[ Reverse £1,234.50 ]").press("enter").reversed(1)

	for _, right := range []string{"1234.50", "£1,234.50", "£1234.50", " 1,234.50 "} {
		d := open(t, shopDay(), mustTypeOver500).on("1006").press("r").quietly().press("tab").write(right)
		d.press("enter").reversed(0).asks("[ Reverse £1,234.50 ]").press("enter").reversed(1)
	}
	open(t, shopDay(), mustTypeOver500).on("1011").press("r").hasNot("Type 42.50")
}

func TestTwinThatIsReversed(t *testing.T) {
	t.Parallel()
	twin := func(s dojo.Status) []*dojo.PaymentIntent {
		list := shopDay()
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
		d := open(t, shopDay()).on("1011").press("r").quietly().press("tab").asks("[ Reverse £42.50 ]")
		d.changes("1010", is(dojo.StatusReversed)).asks("You may be left unpaid", "Type 42.50", "[ Keep payment ]")
		d.press("enter").reversed(0).quietly().press("enter").reversed(0)
	})
	t.Run("by an attempt of this screen", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopDay()).on("1010").confirm().reversed(1).on("1011").press("r").quietly()
		d.asks("Same card paid £42.50 at 18:40: being reversed now.", "Type 42.50").press("tab", "enter", "tab", "enter").reversed(1)
		d.press("esc").moves(toState(journal.Successful)).press("r").quietly()
		d.asks("You may be left unpaid: the same payment of 18:40 is already reversed", "Type 42.50")
		d.press("tab", "enter", "tab", "enter").reversed(1)
	})
}

func TestReasons(t *testing.T) {
	t.Parallel()
	choose := func(n int, text string) string {
		d := open(t, shopDay()).on("1011").press("r").quietly().press("shift+tab").asks("[< not given >]")
		for range n {
			d.press("right")
		}
		d.write(text)
		return d.press("shift+tab").asks("[ Reverse").press("enter").reversed(1).rev.starts[0].reason
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

	d := open(t, shopDay()).on("1011").press("r").quietly().press("left", "left").asks("[< other: _ >]")
	d.write("no bag").asks("other: no bag_").press("backspace").asks("other: no ba_").paste("junk").asks("[ Keep payment ]").hasNot("junk")
	d.press("left").asks("[< other: no ba_ >]").press("enter").asks("[ Keep payment ]").reversed(0)
	d.press("left", "up").asks("[< wrong amount >]").press("down", "down").asks("[< not given >]").press("q").asks("[ Keep payment ]")
}

func TestWindowTooSmallForTheDialog(t *testing.T) {
	t.Parallel()
	crowded := shopDay()
	crowded[0].CardMachine = true
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
	d := open(t, shopDay()).on("1011").press("r").quietly().press("tab")
	for _, size := range [][2]int{{80, 24}, {60, 20}, {200, 60}, {62, 14}, {45, 20}, {120, 40}} {
		d.resize(size[0], size[1]).fits().asks("[ Reverse £42.50 ]", "Keep", "SANDBOX")
	}
	d.resize(80, 24).press("enter").reversed(1)
}

// Where the dialog opens at all it can be walked through and closed: no place
// of the focus, and no moment, makes it too large for its window.
func TestDialogFitsWhateverHasTheFocus(t *testing.T) {
	t.Parallel()
	lists := map[string][]*dojo.PaymentIntent{"plain": {paid("1011", "18:42", 4250)}, "shop": shopDay()}
	lists["long"] = []*dojo.PaymentIntent{paid("1011", "18:42", 4250, func(p *dojo.PaymentIntent) { p.Reference = strings.Repeat("ORDER ", 50) })}
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
						if _, ok := d.m.dialogBox(d.m.dialog); !ok {
							t.Fatalf("%s, typed %v: no room in %dx%d with the focus %d:\n%s", name, typed, w, h, d.m.dialog.focus, d.text())
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
		"captured":      {is(dojo.StatusCaptured), "Captured: can't be reversed here. " + refund},
		"earlier day":   {daysAgo(1), "Held since Sat 21 Nov and not captured: too late to reverse here, and there is nothing to refund yet. Don't capture it just to refund it: that charges the customer. To release it sooner, ask Dojo."},
		"reversed":      {is(dojo.StatusReversed), "Reversed already. Nothing more to do."},
		"refunded":      {is(dojo.StatusRefunded), "Refunded already. Nothing more to do."},
		"cancelled":     {is(dojo.StatusCanceled), "Cancelled before anybody paid. Nothing more to do."},
		"part refunded": {func(p *dojo.PaymentIntent) { p.Refunded = 100 }, "Part of it was refunded already: can't be reversed here."},
		"unknown":       {is("Frobbed"), `This program doesn't know the status "Frobbed", so it can't be reversed here. Ask Dojo.`},
		"no time":       {func(p *dojo.PaymentIntent) { p.PaidAt, p.CreatedAt = time.Time{}, time.Time{} }, "Dojo doesn't say when this was paid"},
		"future":        {daysAgo(-1), "By Dojo's clock this was paid on a day that hasn't begun."},
		"no amount":     {func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = nil, nil }, "Its amount can't be read"},
		"unreadable":    {func(p *dojo.PaymentIntent) { p.Gaps = []string{"captures"} }, "Dojo's answer about this payment can't be read in full"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, key := range []string{"r", "R"} {
				d := open(t, []*dojo.PaymentIntent{paid("1011", "18:42", 4250, c.change)}).press(key).has(c.says)
				d.hasNot("Reverse this payment?").quietly().press("tab", "enter").reversed(0)
			}
		})
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	why := "Read-only with a LIVE key: it sends none."
	d := open(t, shopDay(), setting(func(s *Settings) { s.Mode, s.ReadOnly = "LIVE", why }))
	d.has(why, "LIVE").hasNot("r to reverse").on("1011").press("r").hasNot("Reverse this payment?")
	d.quietly().press("tab", "enter", "r", "tab", "enter").quietly().press("tab", "enter").reversed(0)
}

func TestPasteOnlyFillsTheFinder(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"r", "rrr", "enter", "r\t\r", "q", "pi_1011"} {
		d := open(t, shopDay()).on("1011").paste(text).reversed(0)
		if d.quit || d.m.dialog != nil || !d.m.finding || d.m.find != dojo.Clean(text) {
			t.Errorf("pasting %q: find %q, finding %v, dialog %v, quit %v", text, d.m.find, d.m.finding, d.m.dialog, d.quit)
		}
	}
	for _, text := range []string{"r", "enter", "tab", "esc", "\r", "\t\r", "y", ""} {
		d := open(t, shopDay()).on("1011").press("r").quietly().press("tab").paste(text)
		d.asks("[ Keep payment ]").reversed(0)
	}
}

// A payment that Dojo has just reversed for us isn't asked about again, though
// the list is still that of before.
func TestNoDialogAfterSuccess(t *testing.T) {
	t.Parallel()
	for _, s := range []journal.State{journal.Successful, journal.Already} {
		d := open(t, shopDay()).on("1011").confirm().moves(toState(s)).press("esc", "r")
		d.hasNot("Reverse this payment?").has("Reversed already. Nothing more to do.").reversed(1)
	}
	d := open(t, shopDay()).on("1011").confirm().moves(func(a *reversal.Attempt) { a.State, a.CorrectedAt = journal.Failed, sunday })
	d.press("esc", "r").hasNot("Reverse this payment?").reversed(1)

	// What came to nothing can be tried again.
	for _, s := range []journal.State{journal.Failed, journal.Abandoned, journal.Unresolved} {
		d := open(t, shopDay()).on("1011").confirm().moves(toState(s)).press("esc").confirm().reversed(2)
		_ = d
	}
}

func TestDialogNearMidnight(t *testing.T) {
	t.Parallel()
	for from, says := range map[string]string{"23:45:00": "15 minutes left.", "23:52:01": "8 minutes left.", "23:57:59": "3 minutes left."} {
		open(t, shopDay(), at(clockAt(from))).on("1011").press("r").asks(says).hasNot("too late")
	}
	open(t, shopDay(), at(clockAt("23:58"))).on("1011").press("r").asks("2 minutes left. It may arrive too late.")
	open(t, shopDay(), at(clockAt("23:59:01"))).on("1011").press("r").asks("the last minute of today. It may arrive too late.")
	open(t, shopDay(), at(clockAt("23:44:59"))).on("1011").press("r").hasNot("minutes left. It")
}

func TestDialogWarnings(t *testing.T) {
	t.Parallel()
	list := []*dojo.PaymentIntent{paid("1011", "18:42", 4250, func(p *dojo.PaymentIntent) {
		p.CardMachine, p.TotalAmount, p.PaidAt = true, pounds(4000), time.Time{}
	})}
	open(t, list).press("r").asks("Paid on a card machine: Dojo may refuse.", "Dojo's figures disagree: £42.50 and £40.00.",
		"Dojo doesn't say when it was paid: this is when it was created.")

	auto := []*dojo.PaymentIntent{paid("1011", "18:42", 4250, is(dojo.StatusCaptured), func(p *dojo.PaymentIntent) { p.CaptureMode = dojo.CaptureAuto })}
	d := open(t, auto, published).press("r").asks("Captured today: reversing cancels it in full.", "This can't be undone.")
	d.hasNot("No money has been taken", "release").press("esc").has("Kept. Nothing was reversed: £42.50 stays captured.")
}

// Under the rule "published" a payment can be reversible before and after it is
// captured. What the dialog said of it holds for one of the two only.
func TestStatusChangesUnderThePublishedRule(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay(), published).on("1011").press("r").quietly().press("tab").asks("No money has been taken")
	d.changes("1011", is(dojo.StatusCaptured), func(p *dojo.PaymentIntent) { p.CaptureMode = dojo.CaptureAuto })
	d.asks("NOT reversed").quietly().press("enter").reversed(0)
}

func TestQuitDialog(t *testing.T) {
	t.Parallel()
	if d := open(t, shopDay()).press("q"); !d.quit {
		t.Error("q doesn't quit")
	}
	ask := func() *driver { return open(t, shopDay()).on("1011").confirm().press("q") }
	d := ask().asks("Quit now?", "£42.50, ORDER-1011 isn't finished.", "Quitting doesn't cancel it, but nobody watches it.", "[ Stay ] ( Quit )", "SANDBOX, Corner Shop")
	d.press("tab", "enter").asks("[ Stay ]") // typed ahead
	if d.quit {
		t.Error("type-ahead quits")
	}
	d.quietly().press("enter").hasNot("Quit now?")
	if d.quit {
		t.Error("enter on Stay quits")
	}
	if d := ask().quietly().press("tab").asks("[ Quit ]").press("x").asks("[ Stay ]").press("esc"); d.quit || d.m.quit != nil {
		t.Error("esc doesn't stay")
	}
	if d := ask().quietly().press("right", "enter"); !d.quit {
		t.Error("Quit doesn't quit")
	}
	if d := ask().press("ctrl+c"); !d.quit {
		t.Error("ctrl+c twice doesn't quit")
	}
	if d := ask().send(QuitAsked{}); !d.quit {
		t.Error("a signal doesn't quit")
	}
	// From everywhere, and to be seen everywhere.
	for _, where := range [][]string{{"?", "ctrl+c"}, {"/", "ctrl+c"}, {"enter", "q"}, {"/", "x", "enter", "q"}} {
		open(t, shopDay()).on("1011").confirm().press(where...).asks("Quit now?", "[ Stay ]")
	}
	// Settled or unresolved ones don't hold anybody.
	for _, s := range []journal.State{journal.Successful, journal.Failed, journal.Unresolved, journal.Abandoned, journal.Already} {
		if d := open(t, shopDay()).on("1011").confirm().moves(toState(s)).press("q"); !d.quit {
			t.Errorf("q asks although the attempt is %s", s)
		}
	}
}

func TestQuitDialogFits(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for i := range 6 {
		list = append(list, paid(fmt.Sprintf("30%02d", i), fmt.Sprintf("18:0%d", i), 4250+int64(i), func(p *dojo.PaymentIntent) {
			p.Reference = fmt.Sprintf("A long reference number %d", i)
		}))
	}
	for _, size := range [][2]int{{120, 40}, {60, 20}, {40, 10}} {
		d := open(t, list)
		for i := range list {
			d.on(fmt.Sprintf("30%02d", i)).confirm()
		}
		d.reversed(6).resize(size[0], size[1]).press("q").fits().asks("[ Stay ] ( Quit )", "nobody watches", "SANDBOX")
	}
}

// What was asked before is asked anew once a question in between is answered.
func TestQuitDialogOverADialog(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay()).on("1009").confirm().on("1011").press("r").quietly().press("tab").asks("[ Reverse £42.50 ]")
	d.resize(30, 8).press("q").resize(120, 40).asks("Quit now?").quietly()
	d.press("enter", "enter").reversed(1).asks("Reverse this payment?")
}

func TestCtrlZ(t *testing.T) {
	t.Parallel()
	suspended := func(d *driver) bool { return slices.Contains(d.msgs, "tea.SuspendMsg") }
	d := open(t, shopDay()).on("1011").confirm().press("ctrl+z").has("Not now: a reversal is under way.")
	if suspended(d) {
		t.Error("suspended while sending")
	}
	if !suspended(d.moves(toState(journal.Unresolved)).press("ctrl+z")) {
		t.Error("ctrl+z does nothing")
	}
}
