package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// The day says what became of today's payments, by the hour of the shop's clock,
// and what they come to.
func TestDayOnTheScreen(t *testing.T) {
	t.Parallel()
	list := shopday.WithOtherHours()
	d := open(t, list)
	d.press("d").has("Today by the hour", "5 held, €5.00 + £1,431.50", "18:00 ", "3 held, 1 reversed, 1 captured", "Not counted here: 3")
	d.hasNot("08:00")
}

// A sum that isn't true isn't shown: of an amount that can't be read, or where
// Dojo's figures disagree.
func TestNoSumOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	for name, odd := range map[string]func(*dojo.PaymentIntent){
		"no amount": func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = nil, nil },
		"disagree":  func(p *dojo.PaymentIntent) { p.TotalAmount = shopday.Pounds(1) },
		"too large": func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = shopday.Pounds(1<<63-1), nil },
	} {
		d := open(t, append(shopday.Payments()[:5], shopday.Paid("2001", "18:00", 100, shopday.Is(dojo.StatusCaptured), odd)))
		d.press("d").has("3 held, £197.00", "2 captured")
		if strings.Contains(d.text(), "2 captured, £") {
			t.Errorf("%s: a sum is shown:\n%s", name, d.text())
		}
	}
}

// Bars never take more than the room, are to scale, and leave no part out that
// has a payment.
func TestBars(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		room := rapid.IntRange(3, 200).Draw(t, "room")
		var c, fullest worklist.DayCounts
		for part := range worklist.DayParts {
			c[part] = rapid.IntRange(0, rapid.SampledFrom([]int{1, 5, 50, 100_000}).Draw(t, "scale")).Draw(t, "n")
		}
		most := max(c.All(), rapid.IntRange(1, 100_000).Draw(t, "most"))
		fullest[0] = most
		widths := bar(c, most, room)
		if widths.All() > room {
			t.Fatalf("%v of %v, %d at most, is wider than %d", widths, c, most, room)
		}
		for part, n := range c {
			if (n > 0) != (widths[part] > 0) {
				t.Fatalf("%v of %v, %d at most, in %d", widths, c, most, room)
			}
		}
		if whole := bar(fullest, most, room).All(); room >= most && whole > room || room < most && whole != room {
			t.Fatalf("the fullest hour takes %d of %d", whole, room)
		}
		// To scale, but for the cell that each part keeps.
		if got, want := widths.All(), c.All()*room/most; most > room && (got < want-1 || got > want+int(worklist.DayParts)) {
			t.Fatalf("%v of %v, %d at most, in %d: %d cells, want %d", widths, c, most, room, got, want)
		}
	})
}

func TestDayKeys(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1006").press("d")
	if !strings.Contains(d.text(), ">  17:00") {
		t.Errorf("the hour of the selected payment isn't selected:\n%s", d.text())
	}
	// Nothing is reversed from here, and nothing is selected that isn't seen.
	d.press("r", "R", "y").quietly().press("tab", "enter").reversed(0)
	d = open(t, shopday.Payments()).on("1006").press("d")
	d.press("r", "y", "x").has("Today by the hour").press("down").has(">  18:00").press("down").has(">  18:00")
	if len(d.copied) != 0 || d.m.dialog != nil {
		t.Error("a key of the list works")
	}
	d.press("enter").has("only 18:00-18:59: 5 of 9, esc clears").hasNot("Today by the hour", "ORDER-1006")
	d.press("esc", "d", "d").hasNot("Today by the hour")
	d.press("d", "esc").hasNot("Today by the hour").has("ORDER-1006")
	d.press("d", "/").hasNot("Today by the hour").has("find:").press("esc")
	d.press("d").paste("1013").has("find: 1013").hasNot("Today by the hour").press("esc")
	d.press("v", "v", "d").press("end", "enter").has("only 18:00-18:59")
	// The payments of other days in that hour aren't listed, nor is what names it.
	other := append(shopday.Payments(), shopday.Paid("3001", "18:20", 100, shopday.DaysAgo(1)), shopday.Paid("3002", "12:00", 100, func(p *dojo.PaymentIntent) { p.Reference = "18:20" }))
	d = open(t, other).press("d", "end", "enter").has("only 18:00-18:59: 5 of 11").press("r").has("Reverse this payment?").press("esc", "esc")
	d.press("d", "end", "enter").pass(6*time.Hour).has("only Sun 22, 18:00-18:59: 5 of 11").press("esc", "esc").hasNot("only")
	// An hour without a payment lists nothing.
	open(t, append(shopday.Payments(), shopday.Paid("2001", "15:30", 100))).press("d", "home", "down").has(">  16:00").press("enter").has("Today by the hour")
	d.press("esc", "d", "?").has("the day as a picture").press("x").has("Today by the hour")
	d.press("q")
	if !d.quit {
		t.Error("q doesn't quit")
	}
}

// A result is seen over the picture too, and put away before it.
func TestResultsOverTheDay(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1009").confirm().press("d").has("Today by the hour")
	d.moves(shopday.ToState(journal.Successful)).has("Successful: £112.00", "Today by the hour")
	d.press("esc").hasNot("Successful: £112.00").has("Today by the hour").press("esc").hasNot("Today by the hour")
}

// The picture follows the list, and the day that turns.
func TestDayFollows(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).press("d").has("4 held", "1 captured")
	d.changes("1009", shopday.Is(dojo.StatusCaptured)).has("3 held", "2 captured")
	d.pass(6*time.Hour).has("0 held", "00:00").hasNot("18:00")
}

// However long the day and low the window, the selected hour is on screen.
func TestLongDay(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	for hour := range 24 {
		list = append(list, shopday.Paid(fmt.Sprint(3000+hour), fmt.Sprintf("%02d:30", hour), 100))
	}
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}} {
		d := open(t, list, width(size[0], size[1]), at(shopday.ClockAt("23:40"))).press("d", "home")
		for hour := range 24 {
			d.fits().has(fmt.Sprintf("> %02d:00", hour)).press("down")
		}
	}
}

// The picture claims nothing that isn't known: no sums of a day that isn't all
// here, and no hold of a payment that Dojo no longer knows.
func TestThePictureClaimsNothing(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) { s.Unreadable = 1 })
	d.press("d").has("Not all of today is here.", "4+ held").hasNot("4+ held, £")
	d = open(t, shopday.Payments())
	d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) { s.Gone = map[string]time.Time{"pi_1011": d.Now()} })
	d.press("d").has("3 held, £1,389.00")
}

// A correction is the last word in the details too.
func TestDetailsOfACorrection(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	attempted(func(a *reversal.Attempt) {
		a.State, a.CorrectedAt, a.LastStatus = journal.Unresolved, shopday.Sunday, dojo.StatusReversed
	})(d)
	d.press("esc", "enter").has("Reversed, by").hasNot("not reversed so far")
}
