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
	"dojoreversals/ui/internal/shopday"
)

func TestMidnightTurnsByItself(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), at(shopday.ClockAt("23:58:30"))).on("1009")
	d.has("2 minutes left to reverse", "Held, r to reverse", "To reverse 4").pass(time.Minute).has("23:59", "the last minute to reverse", "To reverse 4")
	d.pass(29 * time.Second).has("To reverse 4").pass(time.Second)
	d.has("Mon 23 Nov 00:00", "To reverse 0", "reverse before midnight, 24 h 00 m", "No payments yet today.").hasNot("r to reverse")
	if row := d.row("ORDER-1009"); !strings.Contains(row, "Sun 22") || !strings.Contains(row, "Held since Sun 22, refund instead if captured") {
		t.Errorf("row %q", row)
	}
	// By Dojo's clock, not by this machine's.
	d = open(t, shopday.Payments(), func(_ *Settings, d *driver) {
		d.pc, d.ahead = shopday.ClockAt("12:00:00"), -12*time.Hour+30*time.Second
	})
	d.has("23:59", "To reverse 4").pass(29*time.Second).has("To reverse 4").pass(time.Second).has("00:00", "To reverse 0")
}

func TestClockChangesOfTheYear(t *testing.T) {
	t.Parallel()
	// The last Sunday of October has 25 hours in London.
	long := time.Date(2026, 10, 25, 0, 0, 0, 0, shopday.London)
	open(t, nil, at(long)).has("reverse before midnight, 25 h 00 m").pass(90*time.Minute).has("01:30", "23 h 30 m").pass(time.Hour).has("01:30", "22 h 30 m")
	short := time.Date(2026, 3, 29, 0, 0, 0, 0, shopday.London)
	open(t, nil, at(short)).has("reverse before midnight, 23 h 00 m")
}

func TestDeadlineInTheHeader(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		"18:59:00": "reverse before midnight, 5 h 01 m", "18:59:59": "reverse before midnight, 5 h 01 m",
		"23:44:00": "reverse before midnight, 0 h 16 m", "23:45:00": "15 minutes left to reverse", "23:52:00": "8 minutes left to reverse", "23:58:59": "2 minutes left to reverse",
		"23:59:00": "the last minute to reverse", "23:59:59": "the last minute to reverse",
	} {
		for _, w := range []int{120, 100, 80, 72} {
			open(t, nil, at(shopday.ClockAt(from)), width(w, 24)).has(want)
		}
		for _, w := range []int{60, 40} {
			d := open(t, nil, at(shopday.ClockAt(from)), width(w, 20))
			if strings.Contains(d.text(), " s ") {
				t.Errorf("seconds that nobody counts:\n%s", d.text())
			}
		}
	}
	open(t, nil, published).hasNot("midnight", "left")
}

// An idle screen moves once a minute and sends nothing in between.
func TestIdleTicks(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"right": 0, "wrong": 100*time.Minute + 13*time.Second + 7*time.Millisecond} {
		d := open(t, shopday.Payments(), func(_ *Settings, d *driver) { d.ahead = ahead })
		d.planned = nil
		d.pass(time.Hour)
		if n := len(d.planned); n != 60 && n != 61 {
			t.Errorf("%d ticks in an hour with a %s clock", n, name)
		}
		// Lists that arrive change nothing of it.
		d.planned = nil
		for range 12 * 60 {
			d.pass(5 * time.Second).send(listChanged{})
		}
		if n := len(d.planned); n != 60 && n != 61 {
			t.Errorf("%d ticks in an hour of lists with a %s clock", n, name)
		}
		if len(d.ticks) != 1 {
			t.Errorf("%d timers are running", len(d.ticks))
		}
	}
}

// The second is counted for as long as something counts it.
func TestCountingTicks(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm()
	d.has("Sending 0 s").pass(time.Second).has("Sending 1 s").pass(2*time.Second).has("Sending 3 s", "Still sending", "That can take half a minute.")
	count := func(by time.Duration) int {
		d.planned = nil
		d.pass(by)
		return len(d.planned)
	}
	if n := count(10 * time.Minute); n < 599 || n > 601 {
		t.Errorf("%d ticks in ten minutes of sending", n)
	}
	d.moves(shopday.ToState(journal.Failed))
	if n := count(10 * time.Minute); n < 10 || n > 12 {
		t.Errorf("%d ticks in ten minutes after it", n)
	}
	d.lists(shopday.Payments(), func(s *feed.Snapshot) {
		s.AsOf, s.Trouble = shopday.ClockAt("18:58"), &feed.Trouble{Err: shopday.ErrNoNetwork, RetryAt: d.pc.Add(8 * time.Second)}
	})
	d.press("esc").has("Trying again in 8 s.").pass(3 * time.Second).has("Trying again in 5 s.").pass(5 * time.Second).has("Trying again now.")
	d.lists(shopday.Payments()).pass(2 * time.Second)
	if n := count(10 * time.Minute); n < 10 || n > 12 {
		t.Errorf("%d ticks in ten minutes after the trouble", n)
	}
}

// A timer that never fires, as on a machine that was suspended, doesn't stop
// the clock.
func TestLostTick(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	d.ticks = nil
	d.pass(3 * time.Minute).send(listChanged{}).has("19:02").pass(time.Minute).has("19:03")
}

func TestBellRingsOncePerResult(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState(journal.Sending)).moves(shopday.ToState(journal.Created))
	if d.bells != 0 {
		t.Error("a bell before the end")
	}
	d.moves(shopday.ToState(journal.Successful)).send(reversalsChanged{}).pass(time.Minute).send(reversalsChanged{}).press("esc")
	if d.bells != 1 {
		t.Errorf("%d bells", d.bells)
	}
	d.on("1011").confirm().moves(shopday.ToState(journal.Failed))
	if d.bells != 2 {
		t.Errorf("%d bells for two results", d.bells)
	}
	silent := open(t, shopday.Payments(), setting(func(s *Settings) { s.Bell = false })).on("1009").confirm().moves(shopday.ToState(journal.Failed))
	if silent.bells != 0 {
		t.Error("it rings though it is told not to")
	}
}

func TestResultsStayUntilSeen(t *testing.T) {
	t.Parallel()
	const result = "Successful: £112.00, ORDER-1009, is reversed."
	d := open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState(journal.Successful)).has(result)
	d.pass(3*time.Hour).has(result).press("j", "k", "G", "g").has(result).lists(d.with("1009", shopday.Is(dojo.StatusReversed))).has(result)
	d.press("/").write("x").has(result).press("esc").has(result).press("v", "?", "x").has(result)
	d.press("esc").hasNot("Successful: £112.00").pass(time.Hour).send(reversalsChanged{}).hasNot("Successful: £112.00")
}

// A result isn't hidden by something that was said before it.
func TestResultComesBeforeWords(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"y", "f5", "ctrl+z"} {
		open(t, shopday.Payments()).on("1009").confirm().press(key).moves(shopday.ToState(journal.Failed)).has("Failed: Dojo refused")
	}
	d := open(t, shopday.Payments()).press("f5").has("Asking Dojo again…").pass(time.Second).lists(shopday.Payments()).hasNot("Asking Dojo again")
	if d.list.Refreshes != 1 {
		t.Errorf("%d refreshes", d.list.Refreshes)
	}
}

func TestSeveralResults(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().on("1011").confirm()
	set := func(i int, s journal.State) {
		d.rev.All[i].State = s
		d.send(reversalsChanged{})
	}
	d.has("1 of 2: Sending the reversal of £42.50, ORDER-1011") // the newest of what is under way
	set(1, journal.Successful)
	d.has("1 of 2: Successful: £42.50, ORDER-1011") // results come first
	set(0, journal.Failed)
	d.has("1 of 2: Failed: Dojo refused to reverse £112.00, ORDER-1009") // what wasn't done first
	d.press("esc").has("Successful: £42.50").hasNot("1 of").press("esc").hasNot("Successful: £42.50", "Failed: Dojo")
}

// A result that nobody has put away never stands before a newer one: whoever
// reads "Successful" there takes it for the payment that they have just
// reversed, and gives the customer another one's code. What wasn't done stands
// before all that was.
func TestTheNewestResultIsRead(t *testing.T) {
	t.Parallel()
	end := func(d *driver, id string, s journal.State) *driver {
		return d.on(id).confirm().moves(shopday.ToState(s))
	}
	d := end(end(open(t, shopday.Payments()), "1009", journal.Successful), "1011", journal.Failed)
	d.has("1 of 2: Failed: Dojo refused to reverse £42.50, ORDER-1011").hasNot("Successful: £112.00")
	d = end(end(open(t, shopday.Payments()), "1009", journal.Successful), "1011", journal.Successful)
	d.has("1 of 2: Successful: £42.50, ORDER-1011").press("esc").has("Successful: £112.00, ORDER-1009")
	d = end(end(open(t, shopday.Payments()), "1009", journal.Failed), "1011", journal.Successful)
	d.has("1 of 2: Failed: Dojo refused to reverse £112.00, ORDER-1009")
}

func TestDismissedNoticeComesBackWithItsResult(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState(journal.Created)).has("Created: Dojo is processing")
	d.press("esc").hasNot("Created: Dojo").moves(shopday.ToState(journal.Checking)).hasNot("No answer about")
	d.press("r").has("started reversing this").press("j").has("No answer about £112.00") // asked for again
	d.press("esc").hasNot("No answer about").moves(shopday.ToState(journal.Unresolved)).has("Not reversed, as far as Dojo shows: £112.00")
	d.press("esc").hasNot("Not reversed, as far").moves(shopday.ToState(journal.Successful)).has("Successful: £112.00")
	d.press("esc").hasNot("Successful: £112.00")
	// A correction comes back as well.
	d = open(t, shopday.Payments()).on("1009").confirm().moves(shopday.ToState(journal.Failed)).press("esc").hasNot("Failed: Dojo")
	d.moves(func(a *reversal.Attempt) { a.CorrectedAt, a.LastStatus = d.pc, dojo.StatusReversed }).has("Reversed: Dojo now shows £112.00, ORDER-1009, as reversed.")
}

func TestEscPutsAwayOneThingAtATime(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).press("/").write("order").press("enter").on("1009").press("enter").on("1009").confirm().moves(shopday.ToState(journal.Failed)).press("y")
	d.has("The payment's ID was sent to your terminal's clipboard", "It can be reversed until", `find "order"`)
	for _, gone := range []string{"The payment's ID was sent to your terminal's clipboard", "Failed: Dojo", "It can be reversed until", `find "order"`} {
		d.has(gone).press("esc").hasNot(gone)
	}
	d.press("esc").fits()
}

func TestWrongClockIsSaidOnce(t *testing.T) {
	t.Parallel()
	for ahead, want := range map[time.Duration]string{
		3 * time.Hour: "This PC's clock is 3 h 00 m ahead of Dojo's.", -150 * time.Second: "This PC's clock is 2 m behind Dojo's.",
		2 * time.Minute: "", -2 * time.Minute: "", 0: "",
	} {
		d := open(t, shopday.Payments(), func(_ *Settings, d *driver) { d.ahead, d.known = ahead, false }).hasNot("This PC's clock").lists(shopday.Payments()).hasNot("This PC's clock")
		d.known = true
		d.lists(shopday.Payments())
		if want == "" {
			d.hasNot("This PC's clock")
			continue
		}
		d.has(want).press("j").has(want).press("esc").hasNot("This PC's clock").lists(shopday.Payments()).send(listChanged{}).hasNot("This PC's clock")
	}
}

func TestSelectionFollowsThePayment(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009")
	list := shopday.Payments()
	for i := range 5 {
		list = append(list, shopday.Paid(fmt.Sprintf("40%02d", i), fmt.Sprintf("18:5%d", i), 100, shopday.Card("Visa", "0001")))
		d.lists(list)
		if d.m.list.Selected() != "pi_1009" || !strings.HasPrefix(d.row("ORDER-1009"), ">") {
			t.Fatalf("selected %s:\n%s", d.m.list.Selected(), d.text())
		}
	}
	// It is gone for a while: the row in its place is selected, and stays so.
	d.lists(slices.DeleteFunc(slices.Clone(list), func(p *dojo.PaymentIntent) bool { return p.ID == "pi_1009" }))
	if d.m.list.Selected() != "pi_1008" {
		t.Errorf("selected %s", d.m.list.Selected())
	}
	d.lists(list)
	if d.m.list.Selected() != "pi_1008" {
		t.Errorf("selected %s", d.m.list.Selected())
	}
	// An empty list keeps it.
	d.lists(nil).lists(list)
	if d.m.list.Selected() != "pi_1008" {
		t.Errorf("selected %s after an empty list", d.m.list.Selected())
	}
}

func bigDay(n int) []*dojo.PaymentIntent {
	var list []*dojo.PaymentIntent
	for i := range n {
		list = append(list, shopday.Paid(fmt.Sprintf("7%03d", i), fmt.Sprintf("%02d:%02d", 8+i/60, i%60), int64(100+i), shopday.Card("Visa", fmt.Sprintf("%04d", i))))
	}
	return list
}

func TestPagesFlip(t *testing.T) {
	t.Parallel()
	d := open(t, bigDay(60), width(80, 24))
	first := func() string {
		return d.m.list.Payment(d.m.rows.from).ID
	}
	rows := d.m.frame().rows
	if first() != "pi_7059" {
		t.Fatalf("first %s", first())
	}
	for range rows - 1 {
		d.press("down")
		if first() != "pi_7059" {
			t.Fatalf("the page moved by a row:\n%s", d.text())
		}
	}
	d.press("down")
	if want := fmt.Sprintf("pi_70%02d", 59-rows); first() != want || d.m.list.Selected() != want {
		t.Fatalf("first %s, selected %s, want %s", first(), d.m.list.Selected(), want)
	}
	// Payments arrive above: nothing on screen moves.
	before := strings.Join(strings.Split(d.text(), "\n")[4:22], "\n")
	list := bigDay(60)
	for i := range 5 {
		list = append(list, shopday.Paid(fmt.Sprintf("8%03d", i), fmt.Sprintf("18:5%d", i), 50, shopday.Card("Amex", "9999")))
		d.lists(list)
		if after := strings.Join(strings.Split(d.text(), "\n")[4:22], "\n"); after != before {
			t.Fatalf("the rows moved:\n%s\nwere\n%s", after, before)
		}
	}
	d.press("up")
	if first() == "pi_8004" || !strings.Contains(d.text(), "> ") {
		t.Fatalf("a page up begins at %s:\n%s", first(), d.text())
	}
	d.press("end").press("home")
	if first() != "pi_8004" {
		t.Errorf("home shows %s", first())
	}
	for _, size := range [][2]int{{80, 12}, {120, 60}, {40, 10}, {80, 24}} {
		d.press("end").resize(size[0], size[1]).holds("pages")
		d.press("pgup").holds("pages")
	}
}

// Each warning is said, one after another, until it is put away; a key that does
// something else loses none, and neither does a result that comes meanwhile.
func TestNotesAreSaid(t *testing.T) {
	t.Parallel()
	notes := setting(func(s *Settings) {
		s.Notes = []string{"The setting shop is empty.", "The setting colour is not known.", "The setting x is old."}
	})
	d := open(t, shopday.Payments(), notes).has("1 of 3: The setting shop is empty.").hasNot("colour")
	d.press("j", "k", "d", "d").has("The setting shop is empty.")
	d.press("esc").has("1 of 2: The setting colour is not known.").press("y").has("The payment's ID was sent to your terminal's clipboard").press("j").has("The setting colour")
	d.on("1009").confirm().moves(func(a *reversal.Attempt) { a.State = journal.Successful })
	d.has("1 of 3: Successful: £112.00").press("esc").has("1 of 2: The setting colour is not known.")
	d.press("esc").has("The setting x is old.").hasNot("1 of").press("esc").hasNot("The setting")

	// What is noticed later waits behind the others.
	d = open(t, shopday.Payments(), notes)
	d.ahead = 10 * time.Minute
	d.lists(shopday.Payments()).has("1 of 4: The setting shop").press("esc", "esc", "esc").has("This PC's clock is 10 m ahead of Dojo's.")
	d.lists(shopday.Payments()).press("esc").hasNot("This PC's clock").lists(shopday.Payments()).hasNot("This PC's clock")

}

// That a kept payment is still held is said no longer than Dojo answers.
func TestKeptIsSaidAsItIsKnown(t *testing.T) {
	t.Parallel()
	then := "Kept. Nothing was reversed: £42.50 was held when Dojo last answered, at 18:59."
	d := open(t, shopday.Payments()).on("1011").press("r", "esc").has("Kept. Nothing was reversed: £42.50 is still held.")
	d.lists(d.list.Snap.Payments, shopday.InTrouble).has(then).hasNot("still held.")
	d.on("1011").press("r", "esc").has(then).lists(d.list.Snap.Payments).has("£42.50 is still held.")
	d.press("j").hasNot("Kept").lists(d.list.Snap.Payments, shopday.InTrouble).hasNot("Kept")
}

func TestQuitAskedEndsTheScreen(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).send(QuitAsked{})
	if !d.quit || d.m.View() != "" {
		t.Errorf("quit %v, and the screen shows %q", d.quit, d.m.View())
	}
	d.press("r", "tab", "enter").reversed(0)
}

func TestWaitFor(t *testing.T) {
	t.Parallel()
	news, done := make(chan struct{}, 1), make(chan struct{})
	news <- struct{}{}
	if msg := waitFor(news, done, listChanged{})(); msg != (listChanged{}) {
		t.Errorf("%v", msg)
	}
	close(done)
	if msg := waitFor(news, done, listChanged{})(); msg != nil {
		t.Errorf("%v after the end", msg)
	}
	closed := make(chan struct{})
	close(closed)
	if msg := waitFor(closed, make(chan struct{}), listChanged{})(); msg != nil {
		t.Errorf("news that have ended are told as %v", msg)
	}
	var _ tea.Cmd = waitFor(news, done, nil)
}

// In the view of what can be reversed, the row stays under the cursor until its
// result was put away: its twin in that place would look as if nothing had
// happened.
func TestRowStaysUntilItsResultWasRead(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).press("v").on("1011").confirm()
	d.moves(shopday.ToState(journal.Successful)).changes("1011", shopday.Is(dojo.StatusReversed))
	if d.m.list.Selected() != "pi_1011" || !strings.HasPrefix(d.row("ORDER-1011"), ">") {
		t.Fatalf("the cursor left it:\n%s", d.text())
	}
	d.has("Successful, reversed").press("esc")
	if slices.Contains(d.listed(), "pi_1011") {
		t.Errorf("it stays for ever:\n%s", d.text())
	}
	open(t, shopday.Payments()).on("1011").confirm().moves(shopday.ToState(journal.Created)).press("v").has("ORDER-1011")
}
