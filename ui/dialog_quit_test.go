package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

func TestQuitDialog(t *testing.T) {
	t.Parallel()
	if d := open(t, shopday.Payments()).press("q"); !d.quit {
		t.Error("q doesn't quit")
	}
	ask := func() *driver { return open(t, shopday.Payments()).on("1011").confirm().press("q") }
	d := ask().asks("Quit now?", "£42.50, ORDER-1011 isn't finished: it is being sent.", "Quitting doesn't cancel it. Nobody watches it until the next start.", "[ Stay ] ( Quit )", "SANDBOX, Corner Shop")
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
		open(t, shopday.Payments()).on("1011").confirm().press(where...).asks("Quit now?", "[ Stay ]")
	}
	// Settled or unresolved ones don't hold anybody.
	for _, s := range []journal.State{journal.Successful, journal.Failed, journal.Unresolved, journal.Abandoned, journal.Already} {
		if d := open(t, shopday.Payments()).on("1011").confirm().moves(shopday.ToState(s)).press("q"); !d.quit {
			t.Errorf("q asks although the attempt is %s", s)
		}
	}
}

// What ends while it is asked whether to quit isn't called unfinished any more, and the
// question stays: an enter that is under way meets no other screen.
func TestQuitDialogWhenItIsOver(t *testing.T) {
	t.Parallel()
	ask := func() *driver {
		return open(t, shopday.Payments()).on("1011").confirm().press("q").quietly().press("tab").asks("Quitting doesn't cancel it.", "[ Quit ]")
	}
	ask().moves(shopday.ToState(journal.Created)).asks("Quitting doesn't cancel it.")
	d := ask().moves(shopday.ToState(journal.Successful)).asks("Quit now?", "It is over by now: nothing is under way any more.", "( Stay ) [ Quit ]").hasNot("doesn't cancel")
	if d.press("esc").hasNot("Quit now?"); d.quit {
		t.Error("esc quits")
	}
}

// A colleague's attempt in another session of the shop goes on without this one, so
// q doesn't ask about it. The program's suspension would hold it up, and is refused.
func TestQuitWhileAColleagueReverses(t *testing.T) {
	t.Parallel()
	theirs := func(a *reversal.Attempt) {
		a.State, a.Operator, a.Resumed, a.OtherSession = journal.Sending, "marek", true, true
	}
	begun := func() *driver { return open(t, shopday.Payments()).on("1011").confirm().moves(theirs) }
	begun().has("marek (till 2): £42.50, ORDER-1011").press("ctrl+z").has("Not now: a reversal is under way.")
	if d := begun().press("q"); !d.quit {
		t.Error("q asks about what a colleague began")
	}
	d := begun().on("1009").confirm().press("q").asks("Quit now?", "ORDER-1009")
	d.hasNot("ORDER-1011 isn't finished")
}

func TestQuitDialogFits(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for i := range 6 {
		list = append(list, shopday.Paid(fmt.Sprintf("30%02d", i), fmt.Sprintf("18:0%d", i), 4250+int64(i), func(p *dojo.PaymentIntent) {
			p.Reference = fmt.Sprintf("A long reference number %d", i)
		}))
	}
	for _, size := range [][2]int{{120, 40}, {60, 20}, {40, 10}} {
		d := open(t, list)
		for i := range list {
			d.on(fmt.Sprintf("30%02d", i)).confirm()
		}
		d.reversed(6).resize(size[0], size[1]).press("q").fits().asks("[ Stay ] ( Quit )", "Nobody watches it until the next start.", "SANDBOX")
	}
}

// What was asked before is asked anew once a question in between is answered.
func TestQuitDialogOverADialog(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().on("1011").press("r").quietly().press("tab").asks("[ Reverse £42.50 ]")
	d.resize(30, 8).press("q").resize(120, 40).asks("Quit now?").quietly()
	d.press("enter", "enter").reversed(1).asks("Reverse this payment?")
}

func TestCtrlZ(t *testing.T) {
	t.Parallel()
	suspended := func(d *driver) bool { return slices.Contains(d.msgs, "tea.SuspendMsg") }
	d := open(t, shopday.Payments()).on("1011").confirm().press("ctrl+z").has("Not now: a reversal is under way.")
	if suspended(d) {
		t.Error("suspended while sending")
	}
	if !suspended(d.moves(shopday.ToState(journal.Unresolved)).press("ctrl+z")) {
		t.Error("ctrl+z does nothing")
	}
	// In a session of a server there is no shell, and ctrl+z would stop all of them.
	d = open(t, shopday.Payments(), setting(func(s *Settings) { s.NoShell = true }))
	if suspended(d.press("ctrl+z").has("There is no shell here to go to. To leave: q")) || !suspended(open(t, shopday.Payments()).press("ctrl+z")) {
		t.Error("a session is suspended")
	}
	d.press("?").hasNot("ctrl+z")
}

// A question that was closed bars no key in the list, however late the next look at the
// clock is, and however soon the key follows.
func TestClosedQuestionBarsNoKey(t *testing.T) {
	t.Parallel()
	for name, closed := range map[string]func() *driver{
		"kept": func() *driver {
			return open(t, shopday.Payments()).on("1011").press("r").asks("Reverse this payment?").quietly().press("esc")
		},
		"kept by enter": func() *driver {
			return open(t, shopday.Payments()).on("1011").press("r").asks("Reverse this payment?").quietly().press("enter")
		},
		"stayed": func() *driver {
			return open(t, shopday.Payments()).on("1011").confirm().press("q").asks("Quit now?").press("esc")
		},
		"stayed by enter": func() *driver {
			return open(t, shopday.Payments()).on("1011").confirm().press("q").asks("Quit now?").quietly().press("enter")
		},
	} {
		d := closed()
		if d.m.asking() {
			t.Fatalf("%s: it is still asked\n%s", name, d.text())
		}
		d.pc = d.pc.Add(time.Second) // no timer has fired
		if d.press("enter"); !d.m.details.open {
			t.Errorf("%s: enter opens no details\n%s", name, d.text())
		}
	}
}
