package worklist

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// An hour of the day lists the payments that its picture counts there, and those
// that it says apart, of that day only, also once the day is over.
func TestHour(t *testing.T) {
	t.Parallel()
	list := []*dojo.PaymentIntent{
		shopday.Paid("1", "17:00", 100), shopday.Paid("2", "17:59", 100, shopday.Is(dojo.StatusCaptured)), shopday.Paid("3", "18:00", 100),
		shopday.Paid("4", "17:30", 100, shopday.DaysAgo(1)), shopday.Paid("5", "16:59", 100), shopday.Paid("6", "17:10", 100, shopday.Is(dojo.StatusRefunded)),
		shopday.Paid("7", "17:20", 100, shopday.Is(dojo.StatusCreated)),
		shopday.Paid("8", "12:00", 100, func(p *dojo.PaymentIntent) { p.Reference = "17:15" }),
	}
	l, today := listOf(list...), dojo.DayOf(shopday.Sunday, shopday.London)
	listed := func(why, want string) {
		t.Helper()
		got := strings.Fields(l.listed())
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", why, got, want)
		}
	}
	l.SetFilter(Filter{Hour: Hour{today, 17}})
	listed("the hour", "1 2 6")
	if m := l.Matches(); m.Found != 3 || m.Of != 7 || m.Elsewhere != 0 || !m.Ready || m.ID != "" {
		t.Errorf("%+v", m)
	}
	if l.Filter() != (Filter{Hour: Hour{today, 17}}) || l.Filter().None() {
		t.Errorf("filter %+v", l.Filter())
	}
	l.SetView(ViewToReverse)
	listed("another view", "1")
	if m := l.Matches(); m.Elsewhere != 2 {
		t.Errorf("%+v", m)
	}
	l.SetView(ViewReversed)
	if listed("none", ""); l.Emptiness() != EmptyElsewhere {
		t.Errorf("emptiness %v", l.Emptiness())
	}
	l.SetView(ViewRecent)
	l.SetNow(nowAt(shopday.Sunday.Add(24 * time.Hour)))
	l.Pass()
	listed("the day after", "1 2 6")
	l.Take(shopday.SnapshotOf(2, append(list, shopday.Paid("9", "17:45", 100))), nil)
	listed("a new one", "1 2 6 9")
	l.SetFilter(Filter{Hour: Hour{today, 3}})
	if listed("an empty hour", ""); l.Emptiness() != EmptyView {
		t.Errorf("emptiness %v", l.Emptiness())
	}
	if !l.SetFilter(Filter{Text: "17:15"}) || !l.SetFilter(Filter{Text: ""}) || l.SetFilter(Filter{Text: ""}) || !l.Filter().None() {
		t.Error("a text doesn't end the hour")
	}
	listed("everything", "1 2 3 4 5 6 8 9")
}

// Where the clocks go back, an hour comes twice, and both are listed, as the picture
// counts them; in every zone it lists what the picture counts.
func TestHourOfAClockChange(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range []dojo.Day{{Year: 2026, Month: 10, Dom: 25}, {Year: 2026, Month: 3, Dom: 29}, {Year: 2026, Month: 4, Dom: 5}, {Year: 2026, Month: 11, Dom: 1}} {
			var list []*dojo.PaymentIntent
			for at := day.Start(zone).Add(-time.Hour); at.Before(day.End(zone).Add(time.Hour)); at = at.Add(10 * time.Minute) {
				list = append(list, shopday.Paid(at.Format("021504"), "12:00", 100, func(p *dojo.PaymentIntent) { p.PaidAt = dojo.InstantOf(at) }))
			}
			now := nowAt(day.End(zone).Add(-time.Second))
			now.Zone = zone
			l := New(Options{Judge: NewJudge(dojo.RuleSameDay, zone, Words{Row: rowWords})}, shopday.SnapshotOf(1, list), now)
			picture := l.Day()
			for hour, c := range picture.Hours {
				l.SetFilter(Filter{Hour: Hour{day, hour}})
				if l.Len() != c.All() {
					t.Errorf("%s, %v, hour %d: %d listed, %d in the picture", name, day, hour, l.Len(), c.All())
				}
			}
		}
	}
}
