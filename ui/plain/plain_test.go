package plain

import (
	"errors"
	"fmt"
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

func unread(s *feed.Snapshot) { s.State, s.Complete, s.AsOf = feed.Loading, false, time.Time{} }

// manyPaid are n payments of a minute each, the newest first.
func manyPaid(n int) []*dojo.PaymentIntent {
	var list []*dojo.PaymentIntent
	for i := range n {
		list = append(list, shopday.Paid(fmt.Sprint(2000+n-i), shopday.ClockAt("18:00").Add(-time.Duration(i)*time.Minute).Format("15:04"), int64(100*(i+1)), shopday.Card("Visa", fmt.Sprint(5000+i))))
	}
	return list
}

// Numbers belong to the payments of the list that was printed last.
func TestNumbersStayBound(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments())
	// A newer payment comes: number 1 is still the one that was printed as 1.
	w.lists(append([]*dojo.PaymentIntent{shopday.Paid("1012", "18:58", 700)}, w.list.Snap.Payments...)).says(words.PlainStale)
	w.lists(w.list.Snap.Payments).silent() // it is said once
	w.types("1").says("ORDER-1011", "£42.50").types("").says("Kept.")
	w.types("list").says("1. 18:58, £7.00").types("1").says("ORDER-1012", "£7.00").types("keep")
	// Another list, other numbers.
	w.types("find 1096").says("1. 18:36, £112.00, Mastercard ending 1096, ORDER-1009").types("1").says("£112.00", "ORDER-1009").types("no")
	w.types("2").says(`no number 2`).types("reverse 0").says("no number 0").types("reverse -1").says("no number -1")
	// What has left the list doesn't give its number to another.
	w.types("find").lists(w.list.Snap.Payments[1:])
	w.types("1").says("Number 1, ORDER-1012, isn't listed any more.")
	w.reversed(0)
}

func TestPages(t *testing.T) {
	t.Parallel()
	w := open(t, manyPaid(45)).says("20. 17:41", "That was 1 to 20 of 45. Type more")
	w.saysNot("21. ")
	w.types("21").says("Number 21 hasn't been printed yet.")
	w.lists(append([]*dojo.PaymentIntent{shopday.Paid("3000", "18:58", 700)}, w.list.Snap.Payments...))
	// The pages are those of one list, though another has come meanwhile.
	w.types("more").says("21. 17:40", "40. 17:21").types("more").says("45. 17:16").saysNot("46.", "Type more")
	w.types("more").says(words.PlainNoMore)
	w.types("21").says("ORDER-2025").types("")
	w.types("1").says("ORDER-2045")
	// What isn't typed by anybody is printed in one go.
	openAt(t, false, shopday.SnapshotOf(1, manyPaid(45))).says("45. 17:16").saysNot("Type more")
}

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

// With nothing typed it is a report: the list, and the end.
func TestReport(t *testing.T) {
	t.Parallel()
	snap := shopday.SnapshotOf(1, shopday.Payments())
	unread(snap)
	w := openAt(t, false, snap)
	w.heard(w.p.InputEnded())
	if w.p.Ended() {
		t.Fatal("it ended without the list")
	}
	w.lists(shopday.Payments()).says("1. 18:42, £42.50, Visa ending 1013, ORDER-1011, held, can be reversed, same as 18:40")
	if !w.p.Ended() || w.p.Failed() {
		t.Error("it didn't end well")
	}
	w = openAt(t, false, snap)
	w.heard(w.p.InputEnded())
	w.lists(nil, unread, shopday.InTrouble).says("Dojo can't be reached. Is this PC online?")
	if !w.p.Ended() || !w.p.Failed() {
		t.Error("it didn't fail without a list")
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

// One line for each change, and none twice.
func TestFollowsAReversal(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments()).reverses("3").silent()
	said := func(want string) {
		t.Helper()
		if len(w.fresh) != 1 || w.fresh[0] != want {
			t.Fatalf("said %q, want %q", w.fresh, want)
		}
	}
	w.waits(3 * time.Second)
	said("Still sending the reversal of £112.00, ORDER-1009. Please wait. Tell the customer: 'One moment, please.'")
	w.waits(time.Second).silent()
	w.moves(func(a *reversal.Attempt) {
		a.State, a.SentAt, a.NextRead = journal.Created, w.pc, w.pc.Add(time.Second)
	})
	said("Created: Dojo is processing the reversal of £112.00, ORDER-1009. Tell the customer: 'It's being cancelled. No money has been taken.'")
	w.moves(func(a *reversal.Attempt) { a.NextRead = w.pc.Add(2 * time.Second) }).silent()
	w.waits(3 * time.Minute)
	if n := strings.Count(w.log.String(), "Dojo is still processing the reversal of £112.00, ORDER-1009. The customer may go; don't refund it as well."); n != 1 {
		t.Errorf("said %d times that it takes long:\n%s", n, w.log.String())
	}
	if w.rings != 0 {
		t.Error("the bell rang before there was a result")
	}
	w.moves(func(a *reversal.Attempt) { a.State = journal.Successful })
	if len(w.fresh) != 1 || !strings.HasPrefix(w.fresh[0], "Successful: £112.00, ORDER-1009, is reversed. Don't refund or pay cash as well.") {
		t.Errorf("said %q", w.fresh)
	}
	w.moves(func(*reversal.Attempt) {}).silent()
	w.changes("1009", shopday.Is(dojo.StatusReversed)).silent() // and the list isn't stale by it
	w.waits(time.Hour).silent()
	if w.rings != 1 {
		t.Errorf("%d bells for one result", w.rings)
	}
	w.types("results").says("Successful: £112.00").types("3").says("£112.00, ORDER-1009: Reversed already.")
}

func TestTroubleIsSaidTwice(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments()).lists(shopday.Payments(), shopday.InTrouble).says("No answer from Dojo since 18:59", "Is this PC online?")
	for range 5 {
		w.waits(time.Second).silent().lists(w.list.Snap.Payments, shopday.InTrouble).silent()
	}
	w.lists(w.list.Snap.Payments)
	if len(w.fresh) != 1 || w.fresh[0] != words.PlainAnswers {
		t.Errorf("said %q", w.fresh)
	}
	w.lists(w.list.Snap.Payments).silent()
	// From the start without a list: said with what there is, and once.
	snap := shopday.SnapshotOf(1, nil)
	unread(snap)
	w = openAt(t, true, snap).lists(nil, unread, shopday.InTrouble).says("Is this PC online?")
	w.lists(nil, unread, shopday.InTrouble).silent()
	w.lists(shopday.Payments()).says(words.PlainAnswers, words.PlainStale)
	w.types("1").says(words.PlainNoList)
}

func TestTimeIsSaid(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments(), at(shopday.ClockAt("23:40")))
	w.waits(25 * time.Minute)
	log := w.log.String()
	for _, s := range []string{"Midnight is near: 15 minutes left to reverse.", "Midnight has passed: it is Mon 23 Nov now. What was paid before can't be reversed any more: refund it instead, once it is captured."} {
		if strings.Count(log, s) != 1 {
			t.Errorf("not said once: %q\n%s", s, log)
		}
	}
	w = open(t, shopday.Payments(), at(shopday.ClockAt("23:40")), published)
	if w.waits(25 * time.Minute); !strings.Contains(w.log.String(), "Midnight has passed: it is Mon 23 Nov now.\n") || strings.Contains(w.log.String(), "can't be reversed any more") {
		t.Errorf("under the published rule:\n%s", w.log.String())
	}
}

// A colleague's attempt in another session of the shop goes on without this one:
// neither quit nor the input's end waits for it.
func TestQuitWhileAColleagueReverses(t *testing.T) {
	t.Parallel()
	begun := func() *typist {
		return open(t, shopday.Payments()).reverses("3").moves(func(a *reversal.Attempt) {
			a.State, a.Operator, a.Resumed, a.OtherSession = journal.Sending, "marek", true, true
		}).says("marek (till 2): £112.00, ORDER-1009")
	}
	if w := begun().types("quit").saysNot("isn't finished"); !w.p.Ended() {
		t.Error("quit asks about what a colleague began")
	}
	w := begun()
	if w.heard(w.p.InputEnded()); !w.p.Ended() {
		t.Error("the input's end waits for what a colleague began")
	}
}

func TestQuitAsks(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments()).reverses("3")
	w.types("quit").says("£112.00, ORDER-1009 isn't finished: it is being sent.", words.TextQuitUnwatched, words.PlainAskQuit)
	w.atOnce("quit").says(words.PlainTooEarly).types("").says(words.PlainStaying)
	w.types("quit").types("find 1096").says("1. 18:36") // staying, and done
	w.types("quit").types("quit")
	if !w.p.Ended() {
		t.Error("it didn't quit")
	}
	// The input's end isn't quitting: what is under way is followed.
	w = open(t, shopday.Payments()).reverses("3")
	if w.heard(w.p.InputEnded()); w.p.Ended() {
		t.Fatal("the reversal was left")
	}
	w.moves(shopday.ToState(journal.Created)).says("Created").moves(shopday.ToState(journal.Successful)).says("Successful")
	if !w.p.Ended() || w.p.Failed() {
		t.Error("it didn't end with the reversal")
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments(), setting(func(s *Settings) {
		s.ReadOnly, s.Notes = "Read-only, nothing can be reversed: so it is.", []string{"One.", "Two."}
	}))
	if log := w.log.String(); !strings.Contains(log, "Read-only, nothing") || !strings.Contains(log, "One.\nTwo.\n") || strings.Contains(log, "can be reversed,") {
		t.Error(log)
	}
	w.types("1").says("Read-only").types("reverse").reversed(0)
}

func TestViewsAndSearches(t *testing.T) {
	t.Parallel()
	w := open(t, shopday.Payments())
	w.types("view").says("The view is today and recent.", "everything")
	w.types("view re").says("The view is today and recent.")
	w.types("view reversed").says("1. 18:31, £9.99", "View: reversed.").saysNot("2.")
	w.types("find 1009").says("None here; 1 in everything. Type view everything.").types("1").says(words.PlainNoList)
	w.types("view everything").says("1. 18:36").types("find").says("not paid yet")
	w.types("find 9999").types("find 7777").says(words.TextPhoneOrWatch).types("find zzz").says("No match. Try fewer letters, or the last four, the amount or the time. Type find alone to see all again.")
	w.list.OnLookUp = func(id string) (dojo.PaymentIntent, error) {
		w.replace(append(w.list.Snap.Payments, shopday.Paid("older", "10:00", 300)))
		return *shopday.Paid("older", "10:00", 300), nil
	}
	w.types("find {pi_older}").says("1. 10:00, £3.00")
	w.list.OnLookUp = nil
	w.types("find pi_nobody")
	if log := w.log.String(); !strings.Contains(log, "Looking it up at Dojo…") || !strings.Contains(log, "The payment can't be looked up.") {
		t.Error(log)
	}
	w.types("refresh").says(words.TextRefreshing)
	w.pc = w.pc.Add(time.Second)
	if w.lists(w.list.Snap.Payments).says(words.TextNothingNew); w.list.Refreshes != 1 {
		t.Errorf("%d refreshes", w.list.Refreshes)
	}
	w.types("refresh")
	w.pc = w.pc.Add(time.Second)
	w.lists(w.list.Snap.Payments[1:]).says(words.PlainRefreshed)
	w.types("refresh")
	w.pc = w.pc.Add(time.Second)
	w.lists(w.list.Snap.Payments, func(s *feed.Snapshot) {
		s.Trouble = &feed.Trouble{Err: shopday.ErrNoNetwork, RetryAt: w.pc.Add(time.Minute)}
	}).says("Asked Dojo again, in vain. Dojo can't be reached. Is this PC online?")
}

// A list that is too long to be searched at once by the screen is searched all
// the same: what is in it isn't called missing.
func TestFindsInALongList(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for i := range 4100 {
		list = append(list, shopday.Paid(fmt.Sprintf("%04d", i), "18:00", 100))
	}
	open(t, list).types("find order-4099").says("ORDER-4099", "1 of 4100").saysNot("No match")
}
