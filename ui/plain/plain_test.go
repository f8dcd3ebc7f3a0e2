package plain

import (
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
	// A script that ends with quit is told so too. A person has read why.
	for _, interactive := range []bool{false, true} {
		w = openAt(t, interactive, snap)
		w.types("list").types("quit").lists(nil, unread, shopday.InTrouble).says("Dojo can't be reached. Is this PC online?")
		if !w.p.Ended() || w.p.Failed() == interactive {
			t.Errorf("somebody types: %t, ended: %t, failed: %t", interactive, w.p.Ended(), w.p.Failed())
		}
	}
	// One that asks for nothing needs no list.
	if w = openAt(t, false, snap); !w.types("quit").p.Ended() || w.p.Failed() {
		t.Errorf("ended: %t, failed: %t", w.p.Ended(), w.p.Failed())
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
	said("Still sending the reversal of £112.00, ORDER-1009. That can take half a minute. Tell the customer: 'One moment, please.'")
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

func TestReadOnlyByAndBy(t *testing.T) {
	t.Parallel()
	why := "Read-only, nothing can be reversed: so it is."
	w := open(t, shopday.Payments()).types("1")
	w.heard(w.p.RecordChecked("")).saysNot("Read-only")
	w.heard(w.p.RecordChecked(why)).says(why, "was about")
	w.types("yes").types("1").says("Read-only").types("reverse").reversed(0)
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
	}).says("Asked Dojo again: it didn't work. Dojo can't be reached. Is this PC online?")
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
