package plain

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// What the list doesn't tell is read before anybody is asked.
func TestReadsWhatTheListLeavesOut(t *testing.T) {
	t.Parallel()
	for name, less := range shopday.ToldLess {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42:07", 4250, less)}
			w := open(t, list)
			w.list.OnLookUp = shopday.FullRead
			w.types("reverse 1").says("Visa ending 1013", "today 18:42:07").types("reverse").reversed(1)

			w = open(t, list)
			w.list.OnLookUp = func(string) (dojo.PaymentIntent, error) { return dojo.PaymentIntent{}, shopday.ErrNoNetwork }
			w.types("reverse 1").says("NOT reversed. The payment can't be looked up.").types("reverse").reversed(0)
		})
	}
}

// Where Dojo gives two figures for a payment, or one that can't be read, the
// amount must be typed, and it is the larger figure.
func TestFiguresThatDisagreeAreTyped(t *testing.T) {
	t.Parallel()
	for name, c := range shopday.TwoFigures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, []*dojo.PaymentIntent{shopday.Paid("1011", "18:42", 1, c.Change)}, mustTypeOver500)
			w.types("reverse 1").says(c.Says, "Type the amount,").types("reverse").says("That isn't ").reversed(0)
			w.types(c.Typed).types("reverse").reversed(1)
		})
	}
}

// An attempt that was begun elsewhere is checking from the first second: the
// program that sends it may have died.
func TestBegunElsewhereIsChecking(t *testing.T) {
	t.Parallel()
	for _, state := range []journal.State{journal.Intended, journal.Sending} {
		w := open(t, shopday.Payments())
		w.rev.Start(journal.Confirmed(w.list.Snap.Payments[2]), "", w.pc)
		w.moves(func(a *reversal.Attempt) { a.State, a.Resumed, a.Operator = state, true, "marek" })
		w.says("marek (till 2): £112.00, ORDER-1009", "Checking… Don't refund, pay cash or charge again yet.")
		if w.types("list"); !strings.Contains(w.log.String(), "Checking, no answer") && !strings.Contains(w.log.String(), "checking, no answer") || strings.Contains(w.log.String(), "sending") {
			t.Errorf("%s", w.log.String())
		}
	}
}

// What can be refunded and what can't, for its day is over, are counted and
// listed apart.
func TestTooLateIsCountedApart(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments()).types("view too late").says("refund instead 1, too late 2", "ORDER-0990").saysNot("ORDER-1007")
	w.types("view today").types("find too late").says("ORDER-0990", "ORDER-0985").saysNot("ORDER-1007")
}

func host(name string) option {
	return setting(func(s *Settings) { s.Mode, s.Host = "LIVE", name })
}

func TestNamesTheHost(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments(), host("evil.example"))
	w.says("LIVE at evil.example, Corner Shop", "This live key goes to evil.example, which isn't Dojo's own host.")
	w.types("3").says("Reverse this payment? LIVE at evil.example, Corner Shop.", "Warning: This live key goes to evil.example")
	w.types("reverse").reversed(1)
	w.types("results").says("LIVE at evil.example, Corner Shop.")
}

// Through a pipe nothing is asked, so nothing is reversed: whatever comes, at
// whatever pace.
func TestReversesOnlyAtATerminal(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string][]string{
		"the number":      {"3", "reverse", "reverse"},
		"the command":     {"reverse 3", "reverse"},
		"with a reason":   {"reverse 3 because charged twice", "reverse"},
		"after another":   {"show 3", "r 3", "reverse", "reverse 3", "reverse"},
		"a found payment": {"find 1096", "1", "reverse"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := openAt(t, false, shopday.SnapshotOf(1, shopday.Payments()))
			for _, line := range typed {
				w.types(line)
			}
			w.reversed(0)
			if said := w.log.String(); !strings.Contains(said, "A reversal needs a terminal:") || strings.Contains(said, "Type reverse to reverse") {
				t.Errorf("it was asked:\n%s", said)
			}
		})
	}
	// Why a payment can't be reversed anywhere is said as ever.
	openAt(t, false, shopday.SnapshotOf(1, shopday.Payments())).types("5").says("Refund instead").saysNot("needs a terminal").reversed(0)
}

func TestLocale(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments(), setting(func(s *Settings) { s.Locale = "it-IT" }))
	w.types("1").says("Type reverse to reverse 42,50\u00a0£")
}

// A list that isn't complete never says that something isn't there.
func TestAListThatIsNotCompleteClaimsNothing(t *testing.T) {
	t.Parallel()
	captured := []*dojo.PaymentIntent{shopday.Paid("1", "10:00", 1, shopday.Is(dojo.StatusCaptured))}
	unpaid := []*dojo.PaymentIntent{shopday.Paid("2", "11:00", 1, shopday.Is(dojo.StatusCreated), shopday.Card("Visa", "5555"))}
	for why, change := range shopday.NotWhole {
		for _, list := range [][]*dojo.PaymentIntent{nil, captured, unpaid} {
			w := open(t, list).lists(list, change)
			for _, line := range []string{"list", "find zz", "find 8888", "find 5555", "find", "view to reverse", "view reversed", "view everything", "day"} {
				w.types(line)
				for _, claim := range shopday.Claims {
					if said := strings.Join(w.fresh, "\n"); strings.Contains(said, claim) {
						t.Errorf("%s, %q: %q is said:\n%s", why, line, claim, said)
					}
				}
			}
		}
	}
	cut := func(s *feed.Snapshot) { s.Complete, s.Cut = false, true }
	open(t, unpaid).lists(unpaid, cut).types("find 5555").says("None here so far; 1 in everything. Type view everything. The list isn't complete.")
	open(t, shopday.Payments()).lists(shopday.Payments(), cut).types("list").says("To reverse 4 so far")
}

// Once no held payment can be missing, the number to reverse is whole, long before the
// list is. Nothing else is claimed before that.
func TestTheNumberToReverseIsKnownBeforeTheList(t *testing.T) {
	t.Parallel()
	held := func(s *feed.Snapshot) { s.Complete, s.HeldComplete = false, true }
	open(t, shopday.Payments()).lists(shopday.Payments(), held).types("list").says("To reverse 4").saysNot("so far")
	captured := []*dojo.PaymentIntent{shopday.Paid("1", "10:00", 1, shopday.Is(dojo.StatusCaptured))}
	w := open(t, captured).lists(captured, held)
	w.types("list").says("To reverse 0").saysNot("Nothing to reverse")
	w.types("view to reverse").says("No payments in this view").saysNot("isn't complete")
	w.types("find zz").says("Not found so far, but the list isn't complete")
	open(t, shopday.Payments(), published).lists(shopday.Payments(), held).types("list").says("so far")
}

// An open attempt of another key is said with whose it is, and what it came to is
// said to its own shop only.
func TestOtherKey(t *testing.T) {
	t.Parallel()
	elsewhere := shopday.Paid("2000", "18:41", 4250, shopday.Card("Visa", "9999"))
	created := shopday.ToState(journal.Created)
	for shop, key := range map[string]string{"Shop A": "the key of Shop A", "": "another key", "Corner Shop": "another key"} {
		w := open(t, shopday.Payments())
		w.rev.ByOtherKey(w.list.Snap.Payments[2], shop, created)
		w.moves(func(*reversal.Attempt) {}).says("Open, made with " + key + ": only that key can follow it.")
	}
	results := []func(*reversal.Attempt){func(a *reversal.Attempt) {
		a.State, a.Why, a.CorrectedAt = journal.Failed, journal.Refused, a.ConfirmedAt.Add(time.Minute)
	}}
	for _, state := range []journal.State{journal.Successful, journal.Failed, journal.Already, journal.Unresolved, journal.Abandoned} {
		results = append(results, shopday.ToState(state))
	}
	for _, result := range results {
		w := open(t, shopday.Payments())
		w.rev.ByOtherKey(w.list.Snap.Payments[2], "Shop A", result)
		w.rev.ByOtherKey(elsewhere, "Shop A", created)
		if w.moves(func(*reversal.Attempt) {}).silent(); w.rings != 0 {
			t.Errorf("%d bells", w.rings)
		}
	}
}

func TestDay(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments())
	w.types("day").says("Today by the hour: 4 held, £1,431.50; 1 reversed, £9.99; 1 captured, £99.99.",
		"Not counted here: 1", "17:00: 1 held.", "18:00: 3 held, 1 reversed, 1 captured.")
}

// What was put away on the screen isn't said at the next start.
func TestPutAwayIsNotSaid(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments(), setting(func(s *Settings) { s.PutAway = map[string]string{"attempt-1": "unresolved"} }))
	w.rev.Start(journal.Confirmed(w.list.Snap.Payments[2]), "", w.pc)
	w.moves(shopday.ToState(journal.Unresolved)).silent()
}

func TestNotesAreSaid(t *testing.T) {
	t.Parallel()
	notes := []string{"The setting shop is empty.", "The setting colour is not known.", "The setting x is old."}
	w := open(t, shopday.Payments(), setting(func(s *Settings) { s.Notes = notes }))
	for _, text := range notes {
		if n := strings.Count(w.log.String(), text); n != 1 {
			t.Errorf("%q is said %d times", text, n)
		}
	}
	w.ahead = 10 * time.Minute
	w.lists(shopday.Payments()).says("This PC's clock is 10 m ahead of Dojo's.")
}

// Plain mode says once that the day isn't sure.
func TestSaysThatTheDayIsUnsure(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments())
	said := func() (n int) {
		for _, l := range w.fresh {
			if strings.Contains(l, "It isn't sure whether it is Sat 21 Nov 17:59 or Sun 22 Nov 18:59") {
				n++
			}
		}
		return n
	}
	w.unsure = 25 * time.Hour
	if w.heard(w.p.ListChanged()); said() != 1 {
		t.Errorf("said %d times: %q", said(), w.fresh)
	}
	if w.heard(w.p.ListChanged()); said() != 0 {
		t.Errorf("said again: %q", w.fresh)
	}
}
