package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// attemptOf is an attempt in a shop of the street.
func attemptOf(handle string, state journal.State, id string) reversal.Attempt {
	a := shopday.AttemptIn(state, "")
	a.ID, a.Shop = id, strings.ToUpper(handle)
	return a
}

// Whoever thinks better of entering a shop stays where they are, and so does everything
// that goes by the shop on the screen.
func TestAShopThatIsNotWantedAnyMoreIsNotShown(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	st.typed("s", "enter", "esc").settled()
	if st.here != "airport" {
		t.Errorf("%s counts as shown", st.here)
	}
	airport := st.shops["airport"]
	airport.rev.All = []reversal.Attempt{attemptOf("airport", journal.Created, "one")}
	st.told(ofVisit{0, reversalsChanged{}}).told(elsewhereChanged{}).settled()
	airport.rev.All[0].State = journal.Successful
	st.told(ofVisit{0, reversalsChanged{}}).told(elsewhereChanged{}).settled()
	st.shows("Successful: £42.50")
	st.hides("AIRPORT: ")
	// The same shop entered twice at once is shown once.
	st.typed("s", "enter", "esc", "s", "enter").settled().opened()
	st.shows("market-ORDER-1011")
	if st.here != "market" || st.s.number != 1 {
		t.Errorf("%s counts as shown, visit %d", st.here, st.s.number)
	}
}

// Each result of a shop that isn't shown is told, however late it comes, whatever it was
// before, and even if the screen has never seen its reversal under way.
func TestEveryResultOfAnotherShopIsTold(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	airport := st.shops["airport"]
	st.typed("s", "enter").settled().opened()
	tell := func(a reversal.Attempt, want string) {
		t.Helper()
		airport.rev.All = []reversal.Attempt{a}
		bells := st.shops["market"].bells
		st.told(elsewhereChanged{}).settled()
		st.shows("AIRPORT: ", want)
		st.told(elsewhereChanged{}).settled()
		if rung := st.shops["market"].bells - bells; rung != 1 {
			t.Errorf("%s: it rang %d times", want, rung)
		}
		st.typed("esc").hides("AIRPORT: ")
	}
	// It ended before the screen looked.
	tell(attemptOf("airport", journal.Unresolved, "one"), "Not reversed")
	// What couldn't be told before has come about all the same.
	tell(attemptOf("airport", journal.Successful, "one"), "Successful: £42.50")
	// Dojo shows it otherwise by now.
	a := attemptOf("airport", journal.Successful, "one")
	a.CorrectedAt, a.LastStatus = shopday.Sunday.Add(time.Hour), "Captured"
	tell(a, "£42.50")
}

// What the operator put away before, or has read in its own shop, isn't told again.
func TestWhatWasReadIsNotToldOfAnotherShop(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	airport := st.shops["airport"]
	airport.rev.All = []reversal.Attempt{attemptOf("airport", journal.Unresolved, "one"), attemptOf("airport", journal.Unresolved, "two")}
	st.told(ofVisit{0, reversalsChanged{}}).settled()
	st.typed("s", "enter").settled().opened()
	st.hides("AIRPORT: ")
	st.s.set.PutAway = map[string]string{"three": "unresolved"}
	airport.rev.All = append(airport.rev.All, attemptOf("airport", journal.Unresolved, "three"))
	st.told(elsewhereChanged{}).settled()
	st.hides("AIRPORT: ")
}

// What was told of other shops goes along to the next shop until it is put away. In the
// shop that it is of, its own notice stands.
func TestWhatIsToldOfAnotherShopGoesAlong(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market", "pier")
	st.typed("s", "m", "a", "r", "enter").settled().opened()
	st.shops["airport"].rev.All = []reversal.Attempt{attemptOf("airport", journal.Failed, "one")}
	st.told(elsewhereChanged{}).settled()
	st.shows("AIRPORT: ")
	st.typed("s", "p", "i", "e", "r", "enter").settled().opened()
	st.shows("pier-ORDER-1011", "AIRPORT: ")
	st.typed("s", "a", "i", "r", "enter").settled().opened()
	st.shows("airport-ORDER-1011", "£42.50")
	st.hides("Press s to go there")
}

// While a shop opens, the program isn't ended without a question if a reversal of
// another shop is under way. The question stands until it is answered.
func TestQuitWhileAShopOpens(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "ctrl+c"} {
		st := openStreet(t, "airport", "market")
		st.shops["airport"].rev.All = []reversal.Attempt{attemptOf("airport", journal.Sending, "one")}
		st.told(ofVisit{0, reversalsChanged{}}).settled()
		st.typed("s", "enter").settled()
		st.typed(key).settled()
		if st.ended {
			t.Fatalf("%s ends the program while a reversal is being sent", key)
		}
		st.shows("MARKET", "Quit now?", "AIRPORT: ")
		st.typed("tab", "enter").settled() // too quick
		moment := st.s.Moment()
		st.opened()
		st.shows("Quit now?", "AIRPORT: ")
		if st.s.Moment() == moment {
			t.Error("the question isn't asked anew over the open shop")
		}
		st.typed("esc").hides("Quit now?")
		st.shows("market-ORDER-1011")
		st.shops["airport"].rev.All = nil
		st.typed("q").settled()
		if !st.ended {
			t.Error("it asks although nothing is under way")
		}
	}
	st := openStreet(t, "airport", "market")
	st.typed("s", "enter").settled().typed("q").settled()
	if !st.ended {
		t.Error("it asks although nothing is under way")
	}
}

// Nothing of any shop is suspended while a reversal of one is under way.
func TestNoStopWhileAnotherShopReverses(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	st.shops["airport"].rev.All = []reversal.Attempt{attemptOf("airport", journal.Sending, "one")}
	st.told(ofVisit{0, reversalsChanged{}}).settled()
	st.typed("s", "enter").settled().opened()
	st.typed("ctrl+z")
	st.shows(st.s.speak.Say(words.TextSuspendNotNow))
}

// In a window that is too small, no shop is entered: nobody would see which.
func TestNoShopIsEnteredUnseen(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	st.typed("s").told(tea.WindowSizeMsg{Width: 39, Height: 10})
	st.typed("enter").settled()
	st.told(tea.WindowSizeMsg{Width: 120, Height: 40})
	st.shows("Choose a shop", "> MARKET")
	if st.history != nil {
		t.Errorf("entered %q", st.history)
	}
	st.told(tea.WindowSizeMsg{Width: 39, Height: 10}).typed("ctrl+c").settled()
	if !st.ended {
		t.Error("ctrl+c doesn't end it")
	}
}

// While a shop is being entered, esc leads back to the one on the screen, whatever was
// typed to find the other, and what else is typed chooses none.
func TestKeysWhileAShopIsEntered(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market", "pier")
	st.typed("s", "m", "a", "enter")
	st.typed("p", "i", "enter", "down", "enter")
	st.shows("Opening MARKET", "> MARKET")
	st.typed("esc")
	st.shows("airport-ORDER-1011")
	st.settled()
	if st.here != "airport" {
		t.Errorf("%s is shown", st.here)
	}
	st.typed("s", "m", "a", "enter").settled().opened()
	st.shows("market-ORDER-1011")
	if len(st.history) != 2 {
		t.Errorf("entered %q", st.history)
	}
}

// What the terminal has drawn for one shop never counts as drawn for another: no
// question of the second is armed by it.
func TestNothingDrawnForOneShopArmsAnother(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	for range 3 {
		st.typed("r").shows("Reverse this payment?")
		st.typed("esc")
	}
	last := st.s.Moment()
	st.typed("s", "enter").settled().opened()
	st.typed("r").shows("Reverse this payment?")
	for moment := range last + 1 {
		st.told(ofVisit{st.s.number, Drawn{Moment: moment}})
		if wait := st.s.arming.Look(moment, shopday.Sunday.Add(time.Hour), true); wait != 0 || !st.s.arming.Waiting {
			t.Errorf("moment %d of the former shop is taken for this one's %d", moment, st.s.Moment())
		}
	}
}

// That nobody watches a reversal of another shop is said once, and stands in the list of
// shops.
func TestAShopThatIsNotWatched(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	st.unwatched = map[string]string{"market": "the keyring is locked."}
	st.told(elsewhereChanged{}).told(elsewhereChanged{}).settled()
	st.shows("MARKET: a reversal there isn't over, and NOBODY WATCHES IT: the keyring is locked. Mend that")
	st.typed("s").shows("NOT WATCHED")
	st.typed("esc", "esc").hides("NOBODY")
}

// A shop without payments that was open before has no news, and isn't taken for one
// whose list is still being loaded.
func TestBackInAShopWithoutPayments(t *testing.T) {
	t.Parallel()
	st := openStreet(t, "airport", "market")
	st.shops["market"].list.Replace(nil, shopday.Sunday)
	st.typed("s", "enter").settled()
	st.queue = nil
	st.told(Drawn{Moment: st.s.Moment()}).settled()
	st.shows("MARKET", "No payments yet today.")
}

// What is announced stays, past esc and through another shop, beside a warning and the
// notice of a reversal.
func TestAnnounced(t *testing.T) {
	t.Parallel()
	const text = "This server stops in 30 s."
	st := openStreet(t, "airport", "market")
	st.s.notices.warn(warning{note: "A setting is odd."})
	st.told(Announced{text}).settled()
	st.shows(text, "A setting is odd.")
	st.typed("esc").settled()
	st.shows(text)
	st.hides("A setting is odd.")
	st.shops["airport"].rev.All = []reversal.Attempt{attemptOf("airport", journal.Sending, "one")}
	st.told(ofVisit{0, reversalsChanged{}}).settled()
	st.shows(text, "ending the reversal of £42.50")
	st.typed("s", "enter").settled().opened()
	st.shows("MARKET", text)
}
