package worklist

import (
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// The day counts what became of today's payments, by the hour of the shop's clock,
// and adds up what they come to.
func TestDay(t *testing.T) {
	t.Parallel()
	list := shopday.WithOtherHours()
	day := listOf(list...).Day()
	if day.Hours[18] != (DayCounts{3, 1, 1}) || day.Hours[17] != (DayCounts{1, 0, 0}) || day.Hours[9] != (DayCounts{1, 0, 1}) {
		t.Errorf("%v", day.Hours)
	}
	if day.Total != (DayCounts{5, 1, 2}) || day.First != 9 || day.Last != 18 || day.Others != 3 {
		t.Errorf("%v, from %d to %d, %d others", day.Total, day.First, day.Last, day.Others)
	}
	for part, want := range map[DayPart]string{DayHeld: "€5.00 + £1,431.50", DayReversed: "£9.99", DayCaptured: "£100.99"} {
		if got := day.Sums[part].Text(dojo.Money.String); got != want {
			t.Errorf("part %d comes to %s, want %s", part, got, want)
		}
	}
}

// The day is counted anew when it is another one, when its list is, and when that
// turns out not to be whole; a day that isn't all here has no sums.
func TestDayFollowsTheList(t *testing.T) {
	t.Parallel()
	held := shopday.Paid("1", "18:30", 100)
	l := listOf(held)
	expect := func(what string, first, n int, sum string) {
		t.Helper()
		if d := l.Day(); d.First != first || d.Total[DayHeld] != n || d.Sums[DayHeld].Text(dojo.Money.String) != sum {
			t.Errorf("%s: from %d, %v held, %q", what, d.First, d.Total, d.Sums[DayHeld].Text(dojo.Money.String))
		}
	}
	expect("one", 18, 1, "£1.00")
	cut := *l.Snapshot()
	cut.Cut = true
	l.Take(&cut, nil)
	expect("not whole", 18, 1, "")
	l.Take(shopday.SnapshotOf(2, []*dojo.PaymentIntent{held, shopday.Paid("2", "17:00", 200)}), nil)
	expect("another", 17, 2, "£3.00")
	l.SetNow(nowAt(shopday.Sunday.Add(6 * time.Hour)))
	l.Pass()
	expect("past midnight", 0, 0, "")
}
