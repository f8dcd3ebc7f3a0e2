package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/internal/shopday"
)

// street is a screen with several shops. Each has a driver with its list and reversals.
type street struct {
	tb
	s       *Screen
	shops   map[string]*driver
	order   []string
	here    string
	left    []string // in order
	refuse  error    // what Enter returns
	queue   []tea.Cmd
	ended   bool
	history []string // shops that were entered

	unwatched map[string]string // why, by handle
}

// openStreet shows the first of some shops, each with the payments of a day whose
// references begin with its handle.
func openStreet(t tb, handles ...string) *street {
	t.Helper()
	st := &street{tb: t, shops: map[string]*driver{}, order: handles}
	for _, handle := range handles {
		payments := shopday.Payments()
		for _, p := range payments {
			p.Reference = handle + "-" + p.Reference
		}
		st.shops[handle] = open(t, payments)
	}
	st.here = handles[0]
	st.s = NewScreen(st.visit(handles[0]), st)
	close(st.s.left) // so that nothing is awaited
	st.run(st.s.Init())
	st.told(tea.WindowSizeMsg{Width: 120, Height: 40})
	st.opened()
	return st
}

func (st *street) visit(handle string) Visit {
	d := st.shops[handle]
	deps, set := d.m.deps, baseSettings()
	set.Shop = strings.ToUpper(handle)
	shop := Opened{List: deps.List, Reversals: deps.Reversals, Checked: func() string { return "" }}
	deps.List, deps.Reversals = nil, nil
	return Visit{
		Deps: deps, Settings: set, Open: func() (Opened, bool) { return shop, true },
		Show:  func() { st.here = handle },
		Leave: func() { st.left = append(st.left, handle) },
	}
}

func (st *street) All() []Shop {
	var all []Shop
	for _, handle := range st.order {
		s := Shop{Handle: handle, Name: strings.ToUpper(handle), Here: handle == st.here, Unwatched: st.unwatched[handle]}
		for _, a := range st.shops[handle].rev.All {
			if a.State.Open() {
				s.UnderWay++
			}
		}
		all = append(all, s)
	}
	return all
}

func (st *street) Others() bool { return len(st.order) > 1 }

func (st *street) Enter(handle string) (Visit, error) {
	if st.refuse != nil {
		return Visit{}, st.refuse
	}
	st.history = append(st.history, handle)
	return st.visit(handle), nil
}

func (st *street) Elsewhere() []reversal.Attempt {
	var all []reversal.Attempt
	for _, handle := range st.order {
		if handle != st.here {
			all = append(all, st.shops[handle].rev.All...)
		}
	}
	return all
}

func (st *street) News() <-chan struct{} {
	none := make(chan struct{})
	close(none)
	return none
}

// told gives the screen a message and keeps what it commands for run.
func (st *street) told(msg tea.Msg) *street {
	st.Helper()
	_, cmd := st.s.Update(msg)
	if cmd != nil {
		st.queue = append(st.queue, cmd)
	}
	st.s.View()
	return st
}

// run carries out one command, and what comes of it. What waits for a clock or for news
// isn't awaited.
func (st *street) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			st.run(c)
		}
	case tea.QuitMsg:
		st.ended = true
	case nil:
	case ofVisit:
		if _, tick := msg.msg.(due); !tick {
			st.told(msg)
		}
	default:
		st.told(msg)
	}
}

// settled carries out everything that was commanded.
func (st *street) settled() *street {
	for len(st.queue) > 0 {
		cmd := st.queue[0]
		st.queue = st.queue[1:]
		st.run(cmd)
	}
	return st
}

// opened has the shop on the screen open, and hand over what it has.
func (st *street) opened() *street {
	st.queue = nil // of what waits for a frame
	st.told(Drawn{Moment: st.s.Moment()}).settled()
	st.told(ofVisit{st.s.number, listChanged{}}).told(ofVisit{st.s.number, reversalsChanged{}})
	return st.settled()
}

func (st *street) typed(keys ...string) *street {
	st.Helper()
	for _, k := range keys {
		st.told(keyboard.Batch{Keys: []tea.KeyMsg{keyOf(k)}, At: shopday.Sunday})
	}
	return st
}

func (st *street) shows(texts ...string) {
	st.Helper()
	for _, text := range texts {
		if view := st.s.View(); !strings.Contains(view, text) {
			st.Errorf("the screen has no %q:\n%s", text, view)
		}
	}
}

func (st *street) hides(texts ...string) {
	st.Helper()
	for _, text := range texts {
		if view := st.s.View(); strings.Contains(view, text) {
			st.Errorf("the screen has %q:\n%s", text, view)
		}
	}
}

// The list of shops leads to another one. The shop is named, and nothing of the former
// one is left on the screen.
func TestChangeOfShop(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "high-street", "market")
	st.shows("AIRPORT", "airport-ORDER-1011", "s shop")
	st.typed("s")
	st.shows("Choose a shop", "> HIGH-STREET", "AIRPORT", "shown now", "MARKET", "enter open")
	st.hides("airport-ORDER-1011")
	st.typed("m", "a", "r", "k")
	st.shows("> MARKET", "1 of 3")
	st.hides("HIGH-STREET")
	st.typed("enter")
	st.shows("Opening MARKET")
	st.settled().opened()
	st.shows("MARKET", "market-ORDER-1011")
	st.hides("airport", "AIRPORT")
	if !slices.Equal(st.left, []string{"airport"}) {
		t.Errorf("left %q", st.left)
	}
	// Back with two keys: the cursor stands on the shop that was shown before.
	st.order = []string{"market", "airport", "high-street"}
	st.typed("s", "enter").settled().opened()
	st.shows("AIRPORT", "airport-ORDER-1011")
	// Escape and the shop that is shown lead back to it.
	for _, keys := range [][]string{{"s", "esc"}, {"s", "x", "esc", "esc"}, {"s", "up", "up", "enter"}} {
		st.order = []string{"airport", "high-street", "market"}
		st.typed(keys...).settled()
		st.shows("airport-ORDER-1011")
	}
	if len(st.history) != 2 {
		t.Errorf("entered %q", st.history)
	}
}

// Keys that came in one read with s are for the list of shops, whatever they mean in
// the list of payments.
func TestKeysTypedAheadFindAShop(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "river")
	var keys []tea.KeyMsg
	for _, k := range []string{"s", "r", "i", "v", "enter", "r"} {
		keys = append(keys, keyOf(k))
	}
	st.told(keyboard.Batch{Keys: keys, At: shopday.Sunday}).settled().opened()
	st.shows("RIVER", "river-ORDER-1011")
	st.hides("Reverse this payment?")
}

// A message of a shop that was left is never taken for one of the shop that is shown.
func TestMessagesOfALeftShopAreDropped(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	st.typed("s", "enter").settled().opened()
	before := st.s.View()
	st.shops["market"].list.Replace(nil, shopday.Sunday)
	for _, late := range []tea.Msg{listChanged{}, recordChecked{readOnly: "the disk is full"}, paymentLookedUp{id: "pi_x", err: errors.New("no")}} {
		st.told(ofVisit{0, late})
	}
	if after := st.s.View(); after != before {
		t.Errorf("it became\n%s", after)
	}
	st.told(ofVisit{1, recordChecked{readOnly: "the disk is full"}})
	st.shows("the disk is full")
}

// All that a command of a visit brings is marked, within batches too, and what Bubble
// Tea acts on stays as it is.
func TestCommandsAreMarked(t *testing.T) {
	t.Parallel()
	give := func(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
	for _, c := range []struct {
		cmd  tea.Cmd
		want string
	}{
		{give(listChanged{}), "ui.ofVisit{number:7, msg:ui.listChanged{}}"},
		{give(nil), "<nil>"},
		{tea.Quit, "tea.QuitMsg{}"},
		{tea.Suspend, "tea.SuspendMsg{}"},
		{tea.ClearScreen, fmt.Sprintf("%#v", tea.ClearScreen())},
	} {
		for _, cmd := range []tea.Cmd{c.cmd, tea.Batch(nil, tea.Batch(c.cmd, give(nil)), c.cmd)} {
			msg := marked(7, cmd())
			for {
				batch, ok := msg.(tea.BatchMsg)
				if !ok {
					break
				}
				msg = batch[0]()
			}
			if got := fmt.Sprintf("%#v", msg); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		}
	}
}

// What becomes of a reversal is told in whichever shop its operator is by then.
func TestResultsOfOtherShopsAreTold(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	airport := st.shops["airport"]
	a := shopday.AttemptIn(journal.Created, "")
	a.Shop = "AIRPORT"
	airport.rev.All = []reversal.Attempt{a}
	st.typed("s")
	st.shows("1 under way")
	st.typed("enter").settled().opened()
	st.hides("AIRPORT:")
	st.typed("q")
	st.shows("Quit now?", "AIRPORT: ")
	st.typed("esc")
	bells := airport.bells
	airport.rev.All[0].State = journal.Successful
	st.told(elsewhereChanged{}).settled()
	st.shows("AIRPORT: ", "Press s to go there")
	st.told(elsewhereChanged{}).settled()
	if rung := airport.bells + st.shops["market"].bells - bells; rung != 1 {
		t.Errorf("it rang %d times", rung)
	}
	st.typed("esc")
	st.hides("AIRPORT: ")
	st.typed("q").settled()
	if !st.ended {
		t.Error("it asks although nothing is under way")
	}
}

// A reversal that ends while the list of shops covers its shop is told in the next one.
func TestAResultBehindTheListOfShopsIsTold(t *testing.T) {
	t.Parallel()
	for _, back := range []bool{false, true} {
		st := openStreet(t, "airport", "market")
		airport := st.shops["airport"]
		a := shopday.AttemptIn(journal.Created, "")
		a.Shop = "AIRPORT"
		airport.rev.All = []reversal.Attempt{a}
		st.told(ofVisit{0, reversalsChanged{}}).settled()
		st.typed("s")
		airport.rev.All[0].State = journal.Successful
		st.told(ofVisit{0, reversalsChanged{}}).settled()
		if back { // it is read there, and not told again
			st.typed("esc", "s")
		}
		st.typed("enter").settled().opened()
		if told := strings.Contains(st.s.View(), "AIRPORT: "); told == back {
			t.Errorf("back first: %v, told: %v:\n%s", back, told, st.s.View())
		}
	}
}

// A shop that can't be entered says why, and the present one stays.
func TestAShopThatCantBeEntered(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	st.refuse = errors.New("the keyring is locked")
	st.typed("s", "enter").settled()
	st.shows("the keyring is locked", "Choose a shop")
	st.typed("esc")
	st.shows("airport-ORDER-1011")
	if st.left != nil {
		t.Errorf("left %q", st.left)
	}
	// Whoever thinks better of it stays, even if the shop opens after all.
	st.refuse = nil
	st.typed("s", "enter", "esc").settled()
	st.shows("airport-ORDER-1011")
	if !slices.Equal(st.left, []string{"market"}) {
		t.Errorf("left %q", st.left)
	}
}

func TestTheOnlyShop(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	if strings.Contains(d.text(), "s shop") {
		t.Error("the key is offered")
	}
	d.press("s")
	if !strings.Contains(d.text(), "This is the only shop") {
		t.Errorf("nothing is said:\n%s", d.text())
	}
	// The same where there may be others later, as for an agent with one shop.
	st := openStreet(t, "airport")
	st.shows("airport-ORDER-1011", "/ find")
	st.hides("s shop")
	st.typed("s").shows("This is the only shop")
	st.hides("Choose a shop")
}

// Whatever is typed, the screen never shows a payment of a shop that it doesn't name,
// and fits the terminal.
func TestTheShopOnTheScreenIsTheOneNamed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		st := openStreet(t, "airport", "market", "pier")
		keys := []string{"s", "enter", "esc", "up", "down", "m", "p", "a", "r", "tab", "v", "d", "/", "?", "pgdown", "backspace"}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			switch rapid.IntRange(0, 6).Draw(t, "step") {
			case 0:
				st.settled()
			case 1:
				st.settled().opened()
			case 2:
				w, h := rapid.IntRange(10, 130).Draw(t, "w"), rapid.IntRange(3, 40).Draw(t, "h")
				st.told(tea.WindowSizeMsg{Width: w, Height: h})
			case 3:
				st.told(ofVisit{rapid.IntRange(0, 5).Draw(t, "visit"), listChanged{}})
			default:
				st.typed(rapid.SampledFrom(keys).Draw(t, "key"))
			}
			view := st.s.View()
			lines := strings.Split(view, "\n")
			if len(lines) != st.s.height {
				t.Fatalf("%d lines in a window of %d", len(lines), st.s.height)
			}
			for _, handle := range st.order {
				if strings.Contains(view, handle+"-ORDER") && st.s.set.Shop != strings.ToUpper(handle) {
					t.Fatalf("a payment of %s while %s is shown:\n%s", handle, st.s.set.Shop, view)
				}
			}
		}
	})
}
