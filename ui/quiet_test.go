package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/internal/shopday"
)

// burstOf is several keys of one read.
func (d *driver) burstOf(names ...string) *driver {
	d.Helper()
	b := keyboard.Batch{At: d.pc}
	for _, n := range names {
		b.Keys = append(b.Keys, keyOf(n))
	}
	return d.send(b)
}

// pasteUnmarked brings a text as keys of one read, as a terminal does that marks
// no pastes.
func (d *driver) pasteUnmarked(text string) *driver {
	d.Helper()
	var names []string
	for _, r := range text {
		switch r {
		case '\r':
			names = append(names, "enter")
		case '\t':
			names = append(names, "tab")
		default:
			names = append(names, string(r))
		}
	}
	return d.burstOf(names...)
}

// A dialog that wasn't drawn doesn't arm, however long it is open.
func TestDialogArmsOnceDrawn(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1011")
	d.stalled = true
	d.press("r").pass(time.Minute).asks("one moment…").press("tab", "enter").reversed(0)
	d.pass(time.Minute).asks("one moment…")
	d.stalled = false
	d.draw()
	d.pass(confirm.QuietTime - time.Millisecond).asks("one moment…").pass(time.Millisecond).hasNot("one moment…")
	d.press("tab").press("enter").reversed(1)
	// A frame of an earlier dialog says nothing of a later one.
	d = open(t, shopday.Payments()).on("1011").press("r", "esc")
	d.stalled = true
	earlier := d.m.Moment()
	d.press("r").send(Drawn{Moment: earlier}).pass(time.Minute).asks("one moment…")
	d.stalled = false
	d.draw()
	d.quietly().hasNot("one moment…")
}

// A look at the clock that comes late begins the wait anew, and so does a stop of
// the program. What is typed until then confirms nothing, and says so.
func TestStandingStillBeginsTheWaitAnew(t *testing.T) {
	t.Parallel()
	armed := func() *driver { return open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab") }
	for name, still := range map[string]func(d *driver){
		"late by 101 ms, while it waits": func(d *driver) {
			d.press("esc").on("1011").press("r").pass(250 * time.Millisecond)
			d.pc = d.pc.Add(151 * time.Millisecond)
			d.pass(confirm.QuietTime - time.Millisecond)
		},
		"at the end of the wait": func(d *driver) {
			d.press("esc").on("1011").press("r").pass(confirm.QuietTime - time.Millisecond)
			d.pc = d.pc.Add(time.Second)
			d.pass(0)
		},
		"stopped":                 func(d *driver) { d.send(keyboard.Stopped{}) },
		"stopped, a while later":  func(d *driver) { d.send(keyboard.Stopped{}).pass(confirm.QuietTime - time.Millisecond) },
		"the key before the look": func(d *driver) { d.pc = d.pc.Add(time.Second) },
		"the look before the key": func(d *driver) { d.pc = d.pc.Add(time.Second); d.pass(0) },
	} {
		d := armed()
		still(d)
		d.press("enter").reversed(0)
		if d.m.dialog == nil {
			t.Fatalf("%s: the dialog is gone", name)
		}
		d.asks("Too quick: press enter again", "one moment…")
		d.quietly().asks("Too quick: press enter again").hasNot("one moment")
		for d.m.dialog.Focus != confirm.StopReverse {
			d.press("tab")
		}
		d.press("enter").reversed(1)
	}
	// 100 ms are no reason.
	d := open(t, shopday.Payments()).on("1011").press("r").pass(250 * time.Millisecond)
	d.pc = d.pc.Add(150 * time.Millisecond)
	d.pass(100*time.Millisecond).hasNot("one moment").press("tab", "enter").reversed(1)
}

// TestTooQuick names the key that was dropped, wherever one is.
func TestTooQuick(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"tab", "enter", "shift+tab", "left", "right"} {
		d := open(t, shopday.Payments()).on("1011").press("r", key, "enter").asks("Too quick: press " + key + " again").reversed(0)
		d.quietly().asks("Too quick: press " + key + " again").press("tab").hasNot("Too quick")
	}
	open(t, shopday.Payments()).on("1011").press("r", "x").asks("one moment…").hasNot("Too quick")
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}} {
		d := open(t, shopday.Payments(), width(size[0], size[1])).on("1008").press("end", "home").on("1009").press("r", "shift+tab")
		d.fits().asks("Too quick: press shift+tab again").press("esc")
	}
	// In the question before the end, in a message, and after a confirmation.
	d := open(t, shopday.Payments()).on("1009").confirm().press("q", "tab").has("Too quick: press tab again")
	d.quietly().press("tab").hasNot("Too quick").burstOf("enter", "enter").has("Too quick: press enter again")
	if d.quit {
		t.Error("a burst quits")
	}
	d = open(t, shopday.Payments()).on("1011").press("r").quietly().changes("1011", shopday.Is("Captured")).press("enter")
	d.asks("NOT reversed", "Too quick: press enter again").quietly().press("enter").hasNot("NOT reversed")
	d = open(t, shopday.Payments()).on("1009").press("r").quietly().press("tab", "enter", "enter")
	d.has("Sending the reversal", "Too quick: press enter again").hasNot("For the bank")
	d.quietly().press("j").hasNot("Too quick")
}

// TestBurstConfirmsNothing has enter come together with other keys.
func TestBurstConfirmsNothing(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{
		{"tab", "enter"}, {"right", "enter"}, {"tab", "enter", "enter"}, {"shift+tab", "shift+tab", "enter"}, {"tab", "tab", "tab", "tab", "enter"},
	} {
		d := open(t, shopday.Payments()).on("1011").press("r").quietly().burstOf(keys...).reversed(0)
		d.asks("[ Reverse £42.50 ]", "Too quick: press enter again").press("enter").reversed(1)
	}
	// In several reads that come together.
	d := open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab")
	d.send(keyboard.Batch{Keys: []tea.KeyMsg{keyOf("enter")}, At: d.pc, Earlier: 1}).reversed(0).asks("Too quick: press enter again")
	d.burstOf("enter").reversed(1)

	// A typed amount, and the enter after it.
	big := func() *driver { return open(t, shopday.Payments(), mustTypeOver500).on("1006").press("r").quietly() }
	d = big().pasteUnmarked("\t1234.50\t\r").reversed(0).asks("[ Reverse £1,234.50 ]", "Too quick: press enter again")
	d.press("enter").reversed(0).asks("Too quick: press enter again") // the paste's end, torn off
	d.quietly().press("enter").reversed(1)
	d = big().press("tab")
	for _, r := range "1234.50" {
		d.pass(100 * time.Millisecond).press(string(r))
	}
	d.pass(100 * time.Millisecond).press("tab").press("enter").reversed(1)
	// A reason that was pasted.
	d = open(t, shopday.Payments()).on("1011").press("r").quietly().press("tab", "tab", "left").pasteUnmarked("broken\t\t\r").reversed(0)
	d.press("enter").reversed(0)
}

// TestBurstInTheList takes more than three letters that come together for text,
// and does none of the commands that they are.
func TestBurstInTheList(t *testing.T) {
	t.Parallel()
	for text, find := range map[string]string{
		"ORDER-1009\r": "ORDER-1009", "quit": "quit", "rrrr": "rrrr", "jjjr": "jjjr", "q\rq\rqq": "q q qq", "gk r": "gk r", "yyyy\t\r": "yyyy",
		"jam jar\r\r": "jam jar", "£42.50": "£42.50", "????": "????",
	} {
		d := open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState("successful")).has("Successful: £112.00")
		d.pasteUnmarked(text).reversed(1)
		if d.m.list.Filter().Text != find || !d.m.finder.open || d.m.dialog != nil || d.quit || d.m.details.open || len(d.copied) > 0 || d.m.help.open {
			t.Errorf("%q: find %q:\n%s", text, d.m.list.Filter().Text, d.text())
		}
		if d.press("esc", "esc"); d.m.list.Filter().Text != "" || len(d.m.list.Notices()) > 0 {
			t.Errorf("%q: the result isn't there any more, or not put away by esc", text)
		}
	}
	// In the picture of the day too.
	if d := open(t, shopday.Payments()).press("d").pasteUnmarked("quit\r"); d.m.list.Filter().Text != "quit" || d.m.day.open || d.quit {
		t.Errorf("the day: find %q, quit %v", d.m.list.Filter().Text, d.quit)
	}
	// Keys that move, and few letters, are what a slow line has held back.
	d := open(t, shopday.Payments()).press("g").pasteUnmarked("jjjjj")
	if d.m.list.Position() != 5 || d.m.finder.open {
		t.Errorf("row %d, finding %v", d.m.list.Position(), d.m.finder.open)
	}
	if d := open(t, shopday.Payments()).press("g").pasteUnmarked("jjjjj\r"); !d.m.details.open {
		t.Error("enter after keys that move opens nothing")
	}
	if d := open(t, shopday.Payments()).pasteUnmarked("gjr"); d.m.dialog == nil {
		t.Error("three letters are no keys")
	}
	if d := open(t, shopday.Payments()).pasteUnmarked("jj/1009\r"); d.m.list.Filter().Text != "1009" || d.m.finder.open {
		t.Errorf("find %q, finding %v", d.m.list.Filter().Text, d.m.finder.open)
	}
	// Letters that come together, each in a read of its own.
	d = open(t, shopday.Payments()).on("1009")
	for i, r := range "vvvq" {
		d.send(keyboard.Batch{Keys: []tea.KeyMsg{keyOf(string(r))}, At: d.pc, Earlier: i, EarlierLetters: i})
	}
	if d.quit || d.m.list.Filter().Text != "q" {
		t.Errorf("the fourth letter of a burst: quit %v, find %q", d.quit, d.m.list.Filter().Text)
	}
}

// A question that comes back with a larger window was not on the screen: what is
// pressed until it is drawn was meant for the words that asked for the window.
func TestResizeBeginsTheWaitAnew(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{34, 12}, {60, 10}, {30, 6}, {80, 24}} {
		d := open(t, shopday.Payments()).on("1011").press("r").pass(time.Second).press("tab").resize(size[0], size[1]).pass(time.Second)
		d.resize(120, 40).press("enter").reversed(0)
		d.has("Reverse this payment?").pass(time.Second).press("enter").reversed(1)
	}
	d := open(t, shopday.Payments()).on("1011").confirm().press("q").pass(time.Second).press("tab").resize(30, 6).pass(time.Second).resize(120, 40).press("enter")
	if d.quit {
		t.Error("quit by an enter for a question that wasn't drawn")
	}
}
