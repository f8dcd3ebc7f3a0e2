package worklist

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// statusWords differ wherever the words that people read do.
func statusWords(p *dojo.PaymentIntent, v dojo.Verdict) []string {
	switch v.Reason {
	case dojo.ReasonHeld:
		return []string{"Held"}
	case dojo.ReasonCaptured:
		return []string{"Captured, refund instead", "refund instead"}
	case dojo.ReasonNotPaid:
		return []string{"Not paid"}
	case dojo.ReasonTooLate:
		return []string{"Held since " + v.PaidAt.In(shopday.London).Format("2 January"), "too late"}
	case dojo.ReasonUnknownStatus:
		return []string{string(p.Status)}
	}
	return []string{fmt.Sprint("reason ", v.Reason)}
}

func rowWords(r Row, a *reversal.Attempt, _ Now) []string {
	if a == nil {
		return statusWords(r.Payment, r.Verdict)
	}
	return []string{string(a.State)}
}

func nowAt(t time.Time) Now { return Now{PC: t, Dojo: t, Span: dojo.At(t), Zone: shopday.London} }

// options are those of most tests.
func options() Options {
	return Options{Judge: NewJudge(dojo.RuleSameDay, shopday.London, Words{Row: rowWords})}
}

// listOf is a list of payments on Sunday evening.
func listOf(payments ...*dojo.PaymentIntent) *List {
	return New(options(), shopday.SnapshotOf(1, payments), nowAt(shopday.Sunday))
}

// listed are the IDs of the rows, without "pi_".
func (l *List) listed() string {
	var ids []string
	for i := range l.Len() {
		ids = append(ids, strings.TrimPrefix(l.Payment(i).ID, "pi_"))
	}
	return strings.Join(ids, " ")
}

// manyPaid are n payments of the day, a minute apart.
func manyPaid(n int) []*dojo.PaymentIntent {
	var list []*dojo.PaymentIntent
	for i := range n {
		list = append(list, shopday.Paid(fmt.Sprintf("7%03d", i), fmt.Sprintf("%02d:%02d", 8+i/60, i%60), int64(100+i), shopday.Card("Visa", fmt.Sprintf("%04d", i))))
	}
	return list
}

// The selection follows its payment; where that leaves, the row in its place is
// selected, and it is selected again should it come back to an empty list.
func TestSelectionFollowsThePayment(t *testing.T) {
	t.Parallel()
	a, b, c := shopday.Paid("a", "18:30", 1), shopday.Paid("b", "18:20", 2), shopday.Paid("c", "18:10", 3)
	l := listOf(a, b, c)
	l.KeepChoice()
	l.MoveTo(1)
	expect := func(what, want string, position int) {
		t.Helper()
		if l.Selected() != want || l.Position() != position {
			t.Errorf("%s: %s in row %d, want %s in row %d", what, l.Selected(), l.Position(), want, position)
		}
	}
	expect("moved", "pi_b", 1)
	l.Take(shopday.SnapshotOf(2, []*dojo.PaymentIntent{shopday.Paid("new", "18:40", 4), a, b, c}), nil)
	expect("one arrived above", "pi_b", 2)
	l.Take(shopday.SnapshotOf(3, []*dojo.PaymentIntent{a, c}), nil)
	expect("it left", "pi_c", 1)
	l.Take(shopday.SnapshotOf(4, nil), nil)
	expect("all left", "pi_c", 1)
	if _, any := l.Current(); any {
		t.Error("a row of an empty list is selected")
	}
	l.MoveTo(0)
	l.Take(shopday.SnapshotOf(5, []*dojo.PaymentIntent{a, b, c}), nil)
	expect("all are back", "pi_c", 2)
	l.MoveTo(-5)
	expect("beyond the beginning", "pi_a", 0)
	l.MoveTo(99)
	expect("beyond the end", "pi_c", 2)
}

// A step that begins past midnight changes no row by itself: what somebody has
// before their eyes is what their key is for. What is judged is of the new day.
func TestTheListStaysUntilTimeIsTakenIn(t *testing.T) {
	t.Parallel()
	l := listOf(shopday.Paid("held", "18:30", 1), shopday.Paid("old", "18:00", 1, shopday.DaysAgo(3)))
	l.SetView(ViewToReverse)
	l.SetNow(nowAt(shopday.Sunday.Add(6 * time.Hour)))
	if l.listed() != "held" {
		t.Errorf("%s is listed before Pass", l.listed())
	}
	if r, ok := l.Current(); !ok || r.Verdict.Reversible {
		t.Errorf("%v %+v: yesterday's payment can be reversed", ok, r.Verdict)
	}
	if l.Pass(); l.listed() != "" || l.Counts().ToReverse != 0 {
		t.Errorf("%s is listed after midnight, %+v", l.listed(), l.Counts())
	}
}
