package ui

import (
	"context"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/shopday"
)

// A list that isn't complete never says that something isn't there: not in the
// header, the list, the finder, the other views or the picture of the day, at
// no size.
func TestAListThatIsNotCompleteClaimsNothing(t *testing.T) {
	t.Parallel()
	captured := []*dojo.PaymentIntent{shopday.Paid("1", "10:00", 1, shopday.Is(dojo.StatusCaptured))}
	unpaid := shopday.Paid("2", "11:00", 1, shopday.Is(dojo.StatusCreated), shopday.Card("Visa", "5555"))
	for _, change := range shopday.NotWhole {
		for _, list := range [][]*dojo.PaymentIntent{nil, captured, {unpaid}} {
			for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}} {
				for _, do := range [][]string{
					nil, {"v"}, {"v", "v"}, {"v", "v", "v"}, {"v", "v", "v", "v"}, {"v", "v", "v", "v", "v"}, {"d"}, {"/", "z", "z"}, {"/", "8", "8", "8", "8"}, {"/", "5", "5", "5", "5"},
				} {
					d := open(t, list, width(size[0], size[1])).lists(list, change).press(do...)
					d.fits().hasNot(shopday.Claims...)
				}
			}
		}
	}
}

// What is said instead, and that it goes once the list is complete.
func TestWhatAListThatIsNotCompleteSays(t *testing.T) {
	t.Parallel()
	cut := shopday.NotWhole["cut"]
	d := open(t, shopday.Payments()).has("To reverse 4").hasNot("so far")
	d.lists(shopday.Payments(), cut).has("To reverse 4 so far", "The list is not complete: payments may be missing. Look them up by ID.")
	d.press("/").write("zz").has("Not found so far, but the list isn't complete: it may be missing here.").press("esc")
	d.press("d").has("Not all of today is here.", "4+ held").hasNot("4 held")
	// The same list, whole now, has its numbers back, in the picture too.
	d.lists(shopday.Payments()).has("4 held").hasNot("4+ held", "Not all of today", "so far", "not complete")
	// Whether it is whole can change alone.
	for _, is := range []bool{true, false} {
		same := *d.list.Snap
		same.Cut = is
		d.list.Snap = &same
		if d.send(listChanged{}); is {
			d.has("4+ held", "Not all of today is here.")
		} else {
			d.has("4 held").hasNot("4+ held", "Not all of today")
		}
	}
	d.lists(nil, cut).press("d").has("To reverse: not known", "Nothing so far, but the list isn't complete: payments may be missing.")
	d.lists(nil).has("To reverse 0", "No payments yet today.")
	unpaid := []*dojo.PaymentIntent{shopday.Paid("2", "11:00", 1, shopday.Is(dojo.StatusCreated), shopday.Card("Visa", "5555"))}
	open(t, unpaid).lists(unpaid, cut).press("/").write("5555").has("None here so far; 1 in the view \"everything\" (enter, then v until it shows). The list isn't complete.")
	// A search while the list is loaded is one of a list that isn't complete.
	open(t, shopday.Payments()).lists(shopday.Payments(), func(s *feed.Snapshot) { s.State, s.Complete = feed.Loading, false }).press("/").write("zz").hasNot("No match.")
}

// Once no held payment can be missing, the number to reverse is whole, long before the
// list is. Nothing else is claimed before that. By the published rule captured payments
// count too.
func TestTheNumberToReverseIsKnownBeforeTheList(t *testing.T) {
	t.Parallel()
	held := func(s *feed.Snapshot) { s.Complete, s.HeldComplete = false, true }
	d := open(t, shopday.Payments()).lists(shopday.Payments(), shopday.NotWhole["not checked yet"]).has("To reverse 4 so far")
	d.lists(shopday.Payments(), held).has("To reverse 4").hasNot("so far")
	d.press("/").write("zz").has("Not found so far, but the list isn't complete")
	captured := []*dojo.PaymentIntent{shopday.Paid("1", "10:00", 1, shopday.Is(dojo.StatusCaptured))}
	d = open(t, captured).lists(captured, held).has("To reverse 0").hasNot("Nothing to reverse", "already captured")
	d.press("d").has("Not all of today is here.")
	d.press("d", "v").has("No payments in this view").hasNot("isn't complete")
	d.press("v", "v").has("isn't complete").hasNot("No payments in this view")
	open(t, shopday.Payments(), published).lists(shopday.Payments(), held).has("so far")
}

// The odd lists that were seen in the field, from a real server through the
// client and the feed: what the screen says of each.
func TestWordsForOddLists(t *testing.T) {
	t.Parallel()
	const incomplete = "The list is not complete"
	for fault, want := range map[string]struct{ has, hasNot string }{
		"search:error200":    {"Dojo's answer can't be read.", "No payments"},
		"search:errors200":   {"Dojo's answer can't be read.", "No payments"},
		"same-data":          {"Dojo's answer can't be read.", "No payments"},
		"search:bomb-rows":   {"Dojo's answer can't be read.", "No payments"},
		"search:truncated":   {"Dojo's answer can't be read.", "No payments"},
		"cursor-number":      {"To reverse 1 ", incomplete},
		"never-null":         {incomplete, "No payments"},
		"same-rows":          {incomplete, "No payments"},
		"search:gzip-always": {"To reverse 1 ", incomplete},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			_, c, clock := shopday.Faulty(t, fault, "2022-01-03")
			f := feed.New(feed.Deps{
				Source: c, Now: clock.Now, Clock: c.Clock(), After: func(time.Duration) <-chan time.Time { return nil },
			}, feed.Options{Refresh: time.Minute, RecentDays: 7})
			sub := f.Subscribe()
			defer sub.Close()
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- f.Run(ctx) }()
			for s := f.Snapshot(); s.State == feed.Loading && s.Trouble == nil; s = f.Snapshot() {
				<-sub.Next()
			}
			cancel()
			<-done
			screen := open(t, nil)
			snap := *f.Snapshot()
			snap.Version += 100 // the screen has another list
			screen.list.Snap = &snap
			screen.send(listChanged{}).has(want.has).hasNot(want.hasNot)
		})
	}
}
