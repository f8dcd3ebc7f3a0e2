package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// meaningless are the keys of the table of which nothing is to be seen, by where
// they are pressed: those that go where the reader is already, put away what isn't
// there, or answer a question that asks for something else.
var meaningless = map[string]string{
	"the list, first row":  "up k pgup ctrl+b home g esc",
	"the list, last row":   "down j pgdown ctrl+f space end G esc",
	"the list, empty":      "up k down j pgup ctrl+b pgdown ctrl+f space home g end G esc",
	"details of the first": "up k pgup ctrl+b home g",
	"the day":              "up k pgup ctrl+b home g",
	"help":                 "up k pgup ctrl+b",
	// The letters are typed there, and these are none.
	"the finder": "home end ctrl+b ctrl+f ctrl+z",
	// They move the focus to Keep or Stay, where it is.
	"the dialog": "up k down j pgup ctrl+b pgdown ctrl+f space home g end G r R / v V d D s S t T y Y f5 ctrl+r ctrl+l ctrl+z ? q Q",
	"quit?":      "up k down j pgup ctrl+b pgdown ctrl+f space home g end G r R / v V d D s S t T y Y f5 ctrl+r ctrl+l ctrl+z ? q Q",
	// It says to make the window larger.
	"a window too small": "up k down j pgup ctrl+b pgdown ctrl+f space home g end G enter r R / v V d D s S t T y Y f5 ctrl+r ctrl+l ctrl+z esc ?",
}

// Every key of the table does something to see in every state of the screen, or
// says why not, or has plainly no meaning there.
func TestEveryKeySaysAWord(t *testing.T) {
	t.Parallel()
	day := shopday.Payments
	for where, start := range map[string]func() *driver{
		"the list, first row":  func() *driver { return open(t, day()).press("home") },
		"the list, last row":   func() *driver { return open(t, day()).press("end") },
		"the list, empty":      func() *driver { return open(t, nil) },
		"details of the first": func() *driver { return open(t, day()).press("home", "enter") },
		"the day":              func() *driver { return open(t, day()).press("d", "home") },
		"help":                 func() *driver { return open(t, day(), width(80, 24)).press("?") },
		"the finder":           func() *driver { return open(t, day()).press("/") },
		"the dialog":           func() *driver { return open(t, day()).on("1009").press("r").quietly() },
		"quit?":                func() *driver { return open(t, day()).on("1009").confirm().press("q").quietly() },
		"a window too small":   func() *driver { return open(t, day(), width(39, 9)) },
	} {
		var silent []string
		for _, k := range Keys() {
			for _, name := range k.Keys() {
				d := start()
				before, asked, msgs, copied := d.text(), d.list.Refreshes, len(d.msgs), len(d.copied)
				d.press(name)
				if d.text() == before && !d.quit && d.list.Refreshes == asked && len(d.msgs) == msgs && len(d.copied) == copied {
					silent = append(silent, strings.ReplaceAll(name, " ", "space"))
				}
			}
		}
		want := strings.Fields(meaningless[where])
		slices.Sort(silent)
		slices.Sort(want)
		if !slices.Equal(silent, want) {
			t.Errorf("%s: nothing is to be seen of\n%q, want\n%q", where, silent, want)
		}
	}
}

// Whoever asks Dojo again hears what came of it.
func TestRefreshSaysWhatCameOfIt(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"f5", "ctrl+r"} {
		asked := func() *driver {
			return open(t, shopday.Payments()).press(key).has("Asking Dojo again…").pass(time.Second)
		}
		asked().lists(shopday.Payments()).has("Asked Dojo again: the list has changed.") // other payments than before
		d := asked()
		d.lists(d.list.Snap.Payments).has("Asked Dojo again: nothing new.").press("up").hasNot("Asked Dojo")
		d = asked()
		d.changes("1009", shopday.Is(dojo.StatusCaptured)).has("Asked Dojo again: the list has changed.")
		// What was merged meanwhile is no answer.
		d = asked()
		d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) { s.AsOf = shopday.Sunday }).has("Asking Dojo again…")
		d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) {
			s.AsOf, s.Trouble = shopday.Sunday, &feed.Trouble{Err: shopday.ErrNoNetwork, RetryAt: d.pc.Add(time.Minute)}
		}).has("Asked Dojo again: it didn't work. Dojo can't be reached. Is this PC online?")
		d.pass(time.Second).lists(d.list.Snap.Payments).has("Asked Dojo again: nothing new.") // it was tried once more
		d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) {
			s.AsOf, s.Trouble = d.list.Snap.AsOf, &feed.Trouble{Err: shopday.ErrNoNetwork, RetryAt: d.pc.Add(time.Minute)}
		})
		// The trouble of before says nothing of an answer.
		d.press(key).has("Asking Dojo again…").send(listChanged{}).has("Asking Dojo again…")
		d.pass(time.Second).lists(d.list.Snap.Payments).has("Asked Dojo again: nothing new.")
	}
}

// The key for technical lines says that it did something where no line shows it.
func TestTechnicalSaysAWord(t *testing.T) {
	t.Parallel()
	const on, off = "Technical lines: on. There are none here", "Technical lines: off."
	open(t, shopday.Payments()).press("t").has(on).press("t").has(off).hasNot(on).press("up").hasNot("Technical lines")
	d := open(t, shopday.Payments()).on("1009").confirm().moves(sent(failedRefused))
	d.press("t").has("attempt attempt-1, failed").hasNot("Technical lines:").press("t").hasNot("attempt attempt-1", "Technical lines:")
	d.press("esc").press("t").has(on).press("t", "enter").press("t").has("attempt attempt-1, failed").hasNot("Technical lines:")
	d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) {
		s.Trouble = &feed.Trouble{Err: shopday.Refused(503), RetryAt: d.pc.Add(time.Minute)}
	})
	d.press("enter", "t", "t").has("HTTP 503").hasNot("Technical lines:")
}

// The clipboard is the terminal's, which may refuse.
func TestCopySaysWhatIsKnown(t *testing.T) {
	t.Parallel()
	open(t, shopday.Payments()).press("y").has("The payment's ID was sent to your terminal's clipboard, if it allows it.").hasNot("copied")
}

// An amount that is typed wrong is said to be wrong once it was entered or left,
// not while it is typed.
func TestWrongAmountIsSaid(t *testing.T) {
	t.Parallel()
	const wrong = "That isn't 1234.50:"
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}} {
		for _, leave := range []string{"enter", "tab", "shift+tab"} {
			d := open(t, shopday.Payments(), mustTypeOver500, width(size[0], size[1])).on("1006").press("r").quietly().press("tab")
			d.press(leave).hasNot(wrong) // nothing was typed
			if leave == "tab" {
				d.press("shift+tab")
			} else if leave == "shift+tab" {
				d.press("tab")
			}
			d.write("1234.05").hasNot(wrong).press(leave).asks(wrong)
			d.press("esc").reversed(0)
		}
	}
	d := open(t, shopday.Payments(), mustTypeOver500).on("1006").press("r").quietly().press("tab").write("1234.05").press("enter").asks(wrong)
	d.press("backspace").hasNot(wrong).press("backspace").write("50").hasNot(wrong).press("enter").hasNot(wrong)
}

// That midnight has passed says what to do next.
func TestMidnightSaysWhatNext(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), at(shopday.ClockAt("23:59:30"))).on("1009").press("r").quietly().pass(time.Minute)
	d.asks("NOT reversed. Midnight has passed. It is too late to reverse it here:", "refund instead once it is captured; until then there is nothing to refund.")
	taken := []*dojo.PaymentIntent{shopday.Paid("1", "18:00", 4250, shopday.Is(dojo.StatusCaptured), func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto }) })}
	d = open(t, taken, published, at(shopday.ClockAt("23:59:30"))).on("1").press("r").quietly().pass(time.Minute)
	d.asks("NOT reversed. Midnight has passed. It is too late to reverse it here: refund instead.").hasNot("once it is captured")
}

// However narrow the window, what is left of the day is said to be left to reverse,
// or until midnight.
func TestTheTimeLeftSaysUntilWhat(t *testing.T) {
	t.Parallel()
	for _, clock := range []string{"09:00", "18:59", "23:40", "23:50", "23:59:30"} {
		for w := 40; w <= 130; w++ {
			d := open(t, shopday.Payments(), width(w, 24), at(shopday.ClockAt(clock)))
			head := strings.Join(strings.Split(d.text(), "\n")[:2], " ")
			if !strings.Contains(head, "to reverse ") && !strings.Contains(head, "midnight") {
				t.Errorf("at %s, %d wide: %s", clock, w, head)
			}
		}
	}
}

// That a colleague has begun a reversal is told until that one has ended: its result
// is told by itself.
func TestFollowedReversalHasEnded(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	d.begunElsewhere("1009")
	theirs := func(change func(*reversal.Attempt)) {
		d.rev.All[0].Resumed, d.rev.All[0].Operator, d.rev.All[0].Host = true, "sam", "till 1"
		change(&d.rev.All[0])
		d.send(reversalsChanged{})
	}
	theirs(shopday.ToState(journal.Created))
	p, _ := d.list.Snap.Get("pi_1009")
	d.rev.Start(journal.Confirmed(p), "", d.pc) // at the same moment
	d.moves(never(journal.OtherAttempt, func(a *reversal.Attempt) { other := d.rev.All[0].Attempt; a.InTheWay = &other }))
	d.has("sam (till 1) started reversing £112.00, ORDER-1009", "Follow it here.")
	theirs(shopday.ToState(journal.Successful))
	d.hasNot("started reversing", "Follow it here.", "It may be cancelled already").has("sam", "Reversed. Don't refund or pay cash as well.")
	d.press("esc").hasNot("started reversing")
}
