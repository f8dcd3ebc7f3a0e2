package ui

import (
	"testing"

	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// What can be typed is said as soon as the finder opens, until something is.
func TestFinderSaysWhatCanBeTyped(t *testing.T) {
	t.Parallel()
	for _, size := range bottomSizes {
		d := open(t, shopday.Payments(), width(size[0], size[1])).press("/").has("find: _ by last four, amount", "esc close")
		if size[0] >= 60 {
			d.has("last four, amount, reference, time")
		}
		d.write("1").hasNot("by last four").press("backspace").has("by last four").press("esc").hasNot("by last four")
	}
}

// Where nothing is found, the list says what to do next, for everything that people
// type, with the finder open and after it, at every size.
func TestNoMatchSaysWhatNext(t *testing.T) {
	t.Parallel()
	loading := func(s *feed.Snapshot) { s.State, s.Complete = feed.Loading, false }
	cut := shopday.NotWhole["cut"]
	for _, c := range []struct {
		find string
		list func(*feed.Snapshot)
		open string // with the finder open
		then string // after it, where that is something else
	}{
		{"1004", nil, "None here; 1 in the view \"everything\" (enter, then v until it shows).", "None here; 1 in the view \"everything\" (v until it shows)."},
		{"1004", cut, "None here so far; 1 in the view \"everything\" (enter, then v until it shows). The list isn't complete.", "None here so far; 1 in the view \"everything\" (v until it shows). The list isn't complete."},
		{"zebra", cut, "Not found so far, but the list isn't complete: it may be missing here. To ask Dojo, type its ID.", ""},
		{"zebra", loading, "Not found so far: the list is still being loaded.", ""},
		{"7777", nil, "No match. Paid by phone or watch? The number differs from the card's. Try amount and time.", ""},
		{"£612.50", nil, words.TextNoneOfAmount, ""},
		{"612,50", nil, words.TextNoneOfAmount, ""},
		{"GBP 612.50", nil, words.TextNoneOfAmount, ""},
		{"612.50 gbp", nil, words.TextNoneOfAmount, ""},
		{"04:", nil, words.TextNoneOfTime, ""},
		{"04:12", nil, words.TextNoneOfTime, ""},
		{"visa zebra", nil, words.TextNoneOfWords, ""},
		{"zebra", nil, words.TextNoMatch, ""},
		{"61250", nil, words.TextNoMatch, ""},
		{"pi_unknown", nil, "Not listed. Press enter to ask Dojo for this payment ID.", ""},
	} {
		for _, size := range bottomSizes {
			d := open(t, shopday.Payments(), width(size[0], size[1]))
			if c.list != nil {
				d.lists(shopday.Payments(), c.list)
			}
			if d.press("/").write(c.find).has(c.open); c.find == "pi_unknown" {
				continue // enter asks Dojo
			}
			if c.then == "" {
				c.then = c.open
			}
			d.press("enter").has(c.then).fits()
		}
	}
}

// A payment ID that isn't listed is asked for with enter as long as the list says
// so, after the finder too.
func TestLookUpAgain(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).press("/").write("pi_unknown").press("tab").has("Press enter to ask Dojo")
	if d.press("enter"); len(d.list.LookedUp) != 1 {
		t.Errorf("looked up %q:\n%s", d.list.LookedUp, d.text())
	}
}
