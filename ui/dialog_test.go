package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
)

func TestDialogReversesWhatItShows(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1011").press("r")
	d.asks("Reverse this payment?", "SANDBOX, Corner Shop", "£42.50", "the whole amount, including £2.50 tip",
		"Visa ··1013", "ORDER-1011", "today 18:42:07", "Same card paid £42.50 at 18:40: still held",
		"The customer's bank is told to release £42.50. No money has been taken. This can't be undone.",
		"[ Keep payment ] ( Reverse £42.50 )", "one moment…", "Reason (optional) < not given >")
	d.quietly().asks("tab, then enter: reverse esc: keep").hasNot("one moment")
	d.press("tab").asks("( Keep payment ) [ Reverse £42.50 ]").reversed(0)
	d.press("enter").reversed(1).hasNot("Reverse this payment?")

	got := d.rev.Starts[0]
	if want := journal.Confirmed(shopday.Payments()[0]); got.Payment != want {
		t.Errorf("reversed %+v, want %+v", got.Payment, want)
	}
	if got.Reason != "" || !got.At.Equal(d.pc) {
		t.Errorf("reason %q at %v", got.Reason, got.At)
	}
	d.has("Sending the reversal of £42.50, ORDER-1011")
}

func TestDialogArms(t *testing.T) {
	t.Parallel()
	almost := confirm.QuietTime - time.Millisecond
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
			d := open(t, shopday.Payments()).on("1011").press("r")
			keys(d)
			d.reversed(0)
		})
	}
	t.Run("an early key moves nothing", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopday.Payments()).on("1011").press("r", "tab").asks("[ Keep payment ]", "one moment")
		d.asks("Too quick: press tab again").quietly().asks("[ Keep payment ]", "Too quick: press tab again", "esc: keep")
		d.press("tab").asks("enter: reverse").hasNot("Too quick").press("enter").reversed(1)
	})
	t.Run("ticks of an earlier dialog don't arm a later one", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopday.Payments()).on("1011").press("r").pass(confirm.QuietTime-time.Millisecond).press("esc", "r")
		d.pass(2*time.Millisecond).asks("one moment").press("tab", "enter").reversed(0)
	})
	t.Run("a timer that fires early by the clock of keys", func(t *testing.T) {
		t.Parallel()
		d := open(t, shopday.Payments()).on("1011").press("r")
		d.pass(confirm.QuietTime - 20*time.Millisecond)
		d.send(clockDue{moment: d.m.Moment()}).asks("one moment").press("tab", "enter").reversed(0)
	})
	t.Run("the list's keys and the wait", func(t *testing.T) {
		t.Parallel()
		// What was typed before the dialog doesn't count, what is typed in it does.
		d := open(t, shopday.Payments()).on("1011").press("j", "k", "r").quietly().press("tab", "enter").reversed(1)
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
		d := open(t, shopday.Payments()).on("1011").press(burst...).reversed(0)
		d.quietly().reversed(0)
	}
	// The same in one message, as text.
	d := open(t, shopday.Payments()).on("1011")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("r\t\r")}).reversed(0)
	d.quietly().reversed(0)
}

func TestSecondEnterDoesNothing(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab", "enter", "enter", "enter").reversed(1)
	d.hasNot("For the bank").pass(confirm.QuietTime - time.Millisecond).press("enter").hasNot("For the bank")
	d.pass(confirm.QuietTime - time.Millisecond).press("enter").hasNot("For the bank").reversed(1)
	d.quietly().press("enter").has("For the bank").reversed(1)
}

func TestOneConfirmationOneReversal(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1011").confirm().reversed(1)
	for range 3 {
		d.press("r").has("priya (till 2) started reversing this at 18:59. Follow it here.").hasNot("Reverse this payment?")
		d.quietly().press("tab", "enter", "enter")
	}
	d.reversed(1)
}

func TestNoLetterConfirms(t *testing.T) {
	t.Parallel()
	for _, focus := range []int{0, 1, 2} {
		d := open(t, shopday.Payments()).on("1011").press("r").quietly()
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
	d := open(t, shopday.Payments()).on("1011").press("r").quietly()
	d.press("tab").asks("[ Reverse").press("x").asks("[ Keep payment ]").press("enter").reversed(0)
	d.has("Kept. Nothing was reversed: £42.50 is still held.").hasNot("Reverse this payment?")

	for _, key := range []string{"esc", "ctrl+c"} {
		for _, wait := range []time.Duration{0, confirm.QuietTime} {
			d := open(t, shopday.Payments()).on("1011").press("r").pass(wait).press(key)
			d.has("Kept. Nothing was reversed: £42.50 is still held.").hasNot("Reverse this payment?").reversed(0)
			if d.quit {
				t.Errorf("%s in the dialog quits", key)
			}
		}
	}
	d = open(t, shopday.Payments()).on("1011").press("r").quietly()
	for _, way := range [][]string{{"tab"}, {"right"}, {"shift+tab", "shift+tab"}, {"left", "tab", "tab"}} {
		d.press(way...).asks("[ Reverse").press("x")
	}
}

func TestPasteOnlyFillsTheFinder(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"r", "rrr", "enter", "r\t\r", "q", "pi_1011"} {
		d := open(t, shopday.Payments()).on("1011").paste(text).reversed(0)
		if d.quit || d.m.dialog != nil || !d.m.finder.open || d.m.list.Filter().Text != dojo.Clean(text) {
			t.Errorf("pasting %q: find %q, finding %v, dialog %v, quit %v", text, d.m.list.Filter().Text, d.m.finder.open, d.m.dialog, d.quit)
		}
	}
	for _, text := range []string{"r", "enter", "tab", "esc", "\r", "\t\r", "y", ""} {
		d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab").paste(text)
		d.asks("[ Keep payment ]").reversed(0)
	}
}
