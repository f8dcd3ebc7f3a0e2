package plain

import (
	"errors"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// Only the word itself, typed half a second after the question was printed and
// by itself, reverses.
func TestConfirming(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(*typist)
		says string
		n    int
	}{
		"the word":            {func(w *typist) { w.types("reverse") }, "", 1},
		"in capitals":         {func(w *typist) { w.types("  REVERSE ") }, "", 1},
		"at once":             {func(w *typist) { w.atOnce("reverse") }, words.PlainTooEarly, 0},
		"at once, then again": {func(w *typist) { w.atOnce("reverse").types("reverse") }, "", 1},
		"twice at once":       {func(w *typist) { w.atOnce("reverse").atOnce("reverse") }, words.PlainTooEarly, 0},
		"after other typing":  {func(w *typist) { w.types("yes").atOnce("reverse") }, words.PlainTooEarly, 0},
		"begun too early": {func(w *typist) {
			began := w.pc
			w.pc = w.pc.Add(time.Minute)
			w.heard(w.p.Typed(Line{Text: "reverse", Began: began, Ended: w.pc}))
		}, words.PlainTooEarly, 0},
		"before it was there": {func(w *typist) { w.untold = true; w.types("yes").types("reverse") }, words.PlainTooEarly, 0},
		"a clock put back":    {func(w *typist) { w.pc = w.pc.Add(-time.Hour); w.types("reverse") }, words.PlainTooEarly, 0},
		"enter":               {func(w *typist) { w.types("") }, "Kept. Nothing was reversed: £112.00 is still held.", 0},
		"yes":                 {func(w *typist) { w.types("yes") }, "Type reverse to reverse £112.00", 0},
		"with its number":     {func(w *typist) { w.types("reverse 3") }, "Type reverse to reverse £112.00", 0},
		"another number":      {func(w *typist) { w.types("1").types("") }, "Kept.", 0},
		"in a sentence":       {func(w *typist) { w.types("reverse it") }, "Type reverse to reverse £112.00", 0},
		"with an arrow key":   {func(w *typist) { w.types("\x1b[Areverse") }, words.PlainTooEarly, 0},
		"with a control":      {func(w *typist) { w.types("rev\x00erse") }, words.PlainTooEarly, 0},
		"full width":          {func(w *typist) { w.types("ｒｅｖｅｒｓｅ") }, "Type reverse to reverse £112.00", 0},
		"the end of a long one": {func(w *typist) {
			w.heard(w.p.Typed(Line{Text: "reverse", Began: w.pc.Add(time.Hour), Ended: w.pc.Add(time.Hour), TooLong: true}))
		}, words.PlainTooLong, 0},
		"after a long one": {func(w *typist) {
			w.pc = w.pc.Add(time.Second)
			w.heard(w.p.Typed(Line{Text: "x", Began: w.pc, Ended: w.pc, TooLong: true})).atOnce("reverse")
		}, words.PlainTooEarly, 0},
		"keep, then the word": {func(w *typist) { w.types("keep").types("reverse") }, "Which one? Type reverse and its number", 0},
		"the word twice":      {func(w *typist) { w.types("reverse").types("reverse") }, "Which one?", 1},
		"the input's end":     {func(w *typist) { w.heard(w.p.InputEnded()) }, "Kept. Nothing was reversed: £112.00 is still held.", 0},
		"quit":                {func(w *typist) { w.types("quit") }, "Kept. Nothing was reversed", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, shopday.Payments()).types("3").says("Type reverse to reverse £112.00, or press enter to keep it.")
			c.do(w)
			w.says(c.says).reversed(c.n)
		})
	}
}

// What was typed before the list was there is done then, and answers nothing.
func TestTypedAhead(t *testing.T) {
	t.Parallel()
	snap := shopday.SnapshotOf(1, shopday.Payments())
	unread(snap)
	w := openAt(t, true, snap).says(words.TextStillLoading)
	for _, l := range []string{"find 1096", "1", "reverse"} {
		w.pc = w.pc.Add(time.Second)
		w.atOnce(l).silent()
	}
	w.heard(w.p.InputEnded()).silent()
	w.lists(shopday.Payments()).says("1. 18:42", "1. 18:36, £112.00", "Type reverse to reverse £112.00", words.PlainTooEarly, "Kept.")
	if w.reversed(0); !w.p.Ended() || w.p.Failed() {
		t.Error("it didn't end well")
	}
}

// The question is withdrawn when its payment changes, with the screen's words,
// and the word that comes after it does nothing.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		happens func(*typist)
		says    string
	}{
		"captured": {func(w *typist) { w.changes("1009", shopday.Is(dojo.StatusCaptured)) }, "NOT reversed. It was captured while you were deciding. Refund instead."},
		"reversed": {func(w *typist) { w.changes("1009", shopday.Is(dojo.StatusReversed)) }, "Already reversed by now, so nothing more is sent. Don't refund or pay cash as well."},
		"amount": {func(w *typist) {
			w.changes("1009", func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = shopday.Pounds(1), shopday.Pounds(1) })
		}, "NOT reversed. The payment changed while you were deciding. Look at it again."},
		"midnight":     {func(w *typist) { w.waits(shopday.ClockAt("23:59:59").Add(2 * time.Second).Sub(w.pc)) }, ""},
		"not told yet": {func(w *typist) { w.replace(w.list.With("1009", shopday.Is(dojo.StatusCaptured))); w.types("reverse") }, "NOT reversed. It was captured while you were deciding. Refund instead."},
		"begun elsewhere, not told yet": {func(w *typist) {
			w.rev.All = append(w.rev.All, reversal.Attempt{Resumed: true, Attempt: journal.Attempt{
				ID: "theirs", Payment: journal.Confirmed(w.list.Snap.Payments[2]), State: journal.Sending, ConfirmedAt: w.pc, Operator: "sam",
			}})
			w.types("reverse")
		}, "Don't refund, pay cash or charge again yet. Tell the customer: 'It may be cancelled already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, shopday.Payments()).types("3")
			c.happens(w)
			w.says(c.says)
			if !strings.Contains(w.log.String(), "This was about £112.00, ORDER-1009.") {
				t.Errorf("the question wasn't withdrawn:\n%s", w.log.String())
			}
			w.types("reverse").says("Which one?").reversed(0)
		})
	}
}

// What was printed of the twin must hold when the word is typed.
func TestTwinChangesMeanwhile(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments()).types("1").says("Warning: Same card paid £42.50 at 18:40: still held.")
	w.replace(w.list.With("1010", shopday.Is(dojo.StatusCaptured)))
	w.types("reverse").says(words.PlainAgain, "Same card paid £42.50 at 18:40: captured.", "Type reverse").reversed(0)
	w.changes("1010", shopday.Is(dojo.StatusReversed)).says(words.PlainAgain, "You may be left unpaid", "Type the amount, 42.50,")
	w.types("reverse").says("That isn't 42.50.").types("42.05").says("That isn't 42.50.").atOnce("42.50").says(words.PlainTooEarly)
	w.types("£42.50").says("Type reverse to reverse £42.50").atOnce("reverse").says(words.PlainTooEarly).types("reverse").reversed(1)
}

// News of the twin that wouldn't be printed otherwise doesn't ask again, which
// would have the amount typed once more.
func TestTwinIsSaidAsBefore(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments()).reverses("2")
	w.moves(shopday.ToState(journal.Created))
	w.types("1").says("Same card paid £42.50 at 18:40: being reversed now.").types("42.50").says("Type reverse to reverse £42.50")
	w.lists(w.list.Snap.Payments, func(s *feed.Snapshot) {
		s.Trouble = &feed.Trouble{Err: errors.New("no network"), Since: w.Now(), RetryAt: w.pc.Add(time.Minute)}
	}).saysNot(words.PlainAgain)
	w.changes("1010", shopday.Is(dojo.StatusReversed)).saysNot(words.PlainAgain)
	w.types("reverse").reversed(2)

	stale := func(s *feed.Snapshot) {
		s.Trouble = &feed.Trouble{Err: errors.New("no network"), Since: w.Now(), RetryAt: w.pc.Add(time.Minute)}
	}
	w = open(t, shopday.Payments())
	w.lists(w.list.Snap.Payments, stale).types("1").says("held when Dojo last answered, at 18:59.")
	w.pc = w.pc.Add(time.Second) // of the same minute
	w.lists(w.list.Snap.Payments, stale).saysNot(words.PlainAgain)
	w.types("reverse").reversed(1)
}

// What the sentence about the twin says otherwise by now asks again.
func TestTwinIsSaidOtherwise(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments()).reverses("2")
	w.moves(func(a *reversal.Attempt) {
		a.State, a.CorrectedAt, a.LastStatus = journal.Confirming, w.pc, dojo.StatusAuthorized
	})
	w.types("1").says("Dojo said that it is reversed, and still shows it as \"Authorized\".")
	w.changes("1010", shopday.Is(dojo.StatusCaptured)).says(words.PlainAgain, "still shows it as \"Captured\".")

	w = open(t, shopday.Payments(), published, at(shopday.ClockAt("23:59:30"))).types("1").says("Same card paid £42.50 at 18:40: still held.")
	w.waits(time.Minute).says(words.PlainAgain, "Same card paid £42.50 at Sun 22: still held.").types("reverse").reversed(1)
}

func TestLargeAmount(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments(), mustTypeOver500).types("6").says("Type the amount, 1234.50, or press enter to keep it.")
	w.types("reverse").types("reverse").reversed(0)
	w.types("1,234.50").says("Type reverse to reverse £1,234.50").types("because wrong amount").says("Reason: wrong amount.", "Type the amount")
	w.types("1234.50").types("reverse").reversed(1)
	if got := w.rev.Starts[0]; got.Reason != "wrong amount" || got.Payment.ID != "pi_1006" || got.Payment.Amount != *shopday.Pounds(123450) {
		t.Errorf("started %+v", got)
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"3": "", "reverse 3": "", "3 because charged twice": "charged twice", "reverse 3 because Customer Asked": "customer asked",
		"r 3. because the dog ate it": "other: the dog ate it", "3 because": "", "3 because other": "other: other",
		"3 because \x1b[2J" + strings.Repeat("x", 90): "other: " + strings.Repeat("x", 60),
	} {
		w := open(t, shopday.Payments()).types(typed).types("reverse").reversed(1)
		if got := w.rev.Starts[0].Reason; got != want {
			t.Errorf("%q keeps the reason %q, want %q", typed, got, want)
		}
	}
	for _, typed := range []string{"3 4", "3 customer asked", "reverse 3 4", "reverse ORDER-1009", "reverse all", "1e0", "3.5", "0x3"} {
		w := open(t, shopday.Payments()).types(typed).saysNot("Type reverse to")
		w.types("reverse").reversed(0)
	}
}

// After the PC slept nothing is reversed by the list of before, and it is said when that
// is over.
func TestQuestionAfterSleep(t *testing.T) {
	t.Parallel()
	const old = "This PC was asleep, so what is shown is old."
	w := open(t, shopday.Payments()).types("2")
	w.lists(w.list.Snap.Payments, func(s *feed.Snapshot) { s.Slept, s.AsOf = true, shopday.Sunday })
	w.says("This PC was asleep: what is shown is from", old)
	w.types("reverse").reversed(0).types("2").says(old).reversed(0)
	w.lists(w.list.Snap.Payments, func(s *feed.Snapshot) { s.Slept = false }).says(words.PlainAnswers)
	w.types("2").types("reverse").reversed(1)
}
