package ui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/shopday"
)

func findDay() []*dojo.PaymentIntent {
	return []*dojo.PaymentIntent{
		shopday.Paid("2001", "17:05", 4250, func(p *dojo.PaymentIntent) { p.ID = "pi_sandbox_AbC-123_x" }),
		shopday.Paid("2002", "17:40", 123450, shopday.Card("Mastercard", "4250")),
		shopday.Paid("2003", "18:10", 1013, shopday.Card("Amex", "0007"), shopday.Is(dojo.StatusCaptured)),
		shopday.Paid("2004", "18:42", 4251, shopday.Card("Visa", "9999"), func(p *dojo.PaymentIntent) { p.Reference = "Table 7 Ümlaut" }),
		shopday.Paid("2005", "18:43", 500, shopday.Card("Visa", "5555"), shopday.Is(dojo.StatusCreated)),
		shopday.Paid("2006", "18:44", 500, shopday.Card("Visa", "5556"), func(p *dojo.PaymentIntent) {
			p.Amount, p.TotalAmount = &dojo.Money{Minor: 500, Currency: "JPY"}, nil
		}),
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for find, want := range map[string]string{
		"42.50": "2001", "£42.50": "2001", "4250": "2002 2001", // the last four first
		"1234.50": "2002", "£1,234.50": "2002", "£1234.50": "2002", "123450": "2002",
		"42":   "2004 2002 2001", // the amounts' beginnings, and a card
		"visa": "2006 2004 2001", "VISA": "2006 2004 2001", "amex": "2003",
		"1013": "2001 2003", "0007": "2003", "17:": "2002 2001", "18:42": "2004",
		"42.50 1013": "2001", "42.50 9999": "", "visa 18:4": "2006 2004",
		"order-2003": "2003", "table": "2004", "7 ümlaut": "2004", "ORDER 2002": "2002",
		"captured": "2003", "held": "2006 2004 2002 2001", "refund instead": "2003",
		"authorized": "2006 2004 2002 2001", "Authorised": "2006 2004 2002 2001",
		"pi_sandbox_AbC-123_x": "2001", "{pi_sandbox_AbC-123_x}": "2001", "%7Bpi_sandbox_AbC-123_x%7D": "2001", " pi_sandbox_AbC-123_x ": "2001",
		"PI_SANDBOX_abc": "2001",
		"42,50":          "2001", "£42,50": "2001", "42,50£": "2001", "42,": "2004 2001", "1,234.50": "2002", "1.234,50": "2002", "1.234": "2002", "£1.234,5": "2002",
		"€42.50": "", "€42,50": "", "42,55": "", "zzz": "", "": "2006 2004 2003 2002 2001",
	} {
		d := open(t, findDay())
		if d.press("/").write(find); find == "" {
			d.press("enter")
		}
		var got []string
		for i := range d.m.list.Len() {
			name := strings.TrimPrefix(d.m.list.Payment(i).Reference, "ORDER-")
			if strings.HasPrefix(name, "Table") {
				name = "2004"
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("find %q: %q, want %q", find, strings.Join(got, " "), want)
		}
	}
}

func TestFinder(t *testing.T) {
	t.Parallel()
	d := open(t, findDay()).press("/").write("1013").has("find: 1013_", "2 of 5")
	d.press("enter").has(`find "1013": 2 of 5, esc clears`).hasNot("For the bank").press("j", "r").has("Captured: can't be reversed here")
	d.press("esc", "esc").hasNot(`find "1013"`).has("ORDER-2002")

	open(t, findDay()).press("/").write("5555").has("None here; 1 in the view \"everything\" (enter, then v until it shows).").press("enter").has("None here; 1 in the view \"everything\" (v until it shows).")
	open(t, findDay()).press("/").write("8888").has("Paid by phone or watch? The number differs from the card's. Try amount and time.")
	open(t, findDay()).press("/").write("nobody").has("No match.").hasNot("watch")
	open(t, findDay()).press("/").write("q r\\?").hasNot("Help", "Reverse this").press("esc").has("ORDER-2001")
	open(t, findDay()).press("/").write("1013").press("down").hasNot("find: ").has(`find "1013"`)
	if d := open(t, findDay()).press("/", "a", "ctrl+c"); !d.quit {
		t.Error("ctrl+c doesn't quit from the finder")
	}
	// The whole of a long paste isn't kept.
	if d := open(t, findDay()).paste(strings.Repeat("x ", 500)); len(d.m.list.Filter().Text) > maxFind {
		t.Errorf("a query of %d characters", len(d.m.list.Filter().Text))
	}
	// Numbers of the header don't follow the finder.
	open(t, shopday.Payments()).has("To reverse 4").press("/").write("zzz").has("To reverse 4")
}

// The finder is edited like any line: in its middle too, and what is searched for
// follows. Its caret is seen, however long the text and small the window.
func TestFinderIsEdited(t *testing.T) {
	t.Parallel()
	d := open(t, findDay()).press("/").write("visa 0007").has("find: visa 0007_", "0 of 5")
	d.send(tea.KeyMsg{Type: tea.KeyCtrlW}).has("find: visa _", "3 of 5")
	d.press("home", "x").has("find: x_visa", "0 of 5").press("backspace", "end", "backspace").has("find: visa_", "3 of 5")
	d.press("home").paste("18:44 ").has("find: 18:44_visa", "0 of 5") // pasted text has lost its spaces at the ends, as before
	d.press("right", "ctrl+u").has("find: _isa").press("esc").hasNot("find:")

	d.press("/").write("visa").press("enter", "/").has("find: _") // a new search is empty
	d.press("esc").press("/").write("visa").press("enter").paste("1013").has("find: 1013_").press("esc").has("18:42")

	for _, size := range [][2]int{{120, 40}, {40, 10}} {
		d := open(t, findDay(), width(size[0], size[1])).press("/").paste(strings.Repeat("long ", 20) + "end").fits().has("end_")
		d.press("home").fits().has("find: _long")
	}
}

func TestLookUp(t *testing.T) {
	t.Parallel()
	id := "pi_0lder_payment"
	found := shopday.Changed(shopday.Paid("3001", "12:00", 777, shopday.DaysAgo(3)), func(p *dojo.PaymentIntent) { p.ID = id })
	d := open(t, findDay()).paste("{" + id + "}").has("Not listed. Press enter to ask Dojo for this payment ID.")
	d.list.OnLookUp = func(string) (dojo.PaymentIntent, error) {
		d.replace(append(d.list.Snap.Payments, found))
		return *found, nil
	}
	d.press("enter").has("ORDER-3001", "£7.77").hasNot("Looking it up")
	if !slices.Equal(d.list.LookedUp, []string{id}) || d.m.list.Selected() != id {
		t.Errorf("looked up %q, selected %s", d.list.LookedUp, d.m.list.Selected())
	}
	d.press("/", "enter").press("/").paste(id).press("enter") // it is listed now
	if len(d.list.LookedUp) != 1 {
		t.Errorf("looked up %q", d.list.LookedUp)
	}

	for says, err := range map[string]error{
		"Dojo doesn't know a payment with this ID, or it was cancelled.":             shopday.Refused(404),
		"The payment can't be looked up. Dojo can't be reached. Is this PC online?":  shopday.ErrNoNetwork,
		"The payment can't be looked up. Dojo doesn't accept this shop's key (401).": shopday.Refused(401),
	} {
		d := open(t, findDay()).paste(id)
		d.list.OnLookUp = func(string) (dojo.PaymentIntent, error) { return dojo.PaymentIntent{}, err }
		d.press("enter").has(says)
	}
	// An answer that comes when something else is looked for says nothing.
	d = open(t, findDay()).paste(id).send(paymentLookedUp{id: "pi_other", err: shopday.ErrNoNetwork}).hasNot("looked up")
	// What is no ID isn't asked for; nor is the beginning of one that is listed.
	for _, s := range []string{"order-2001", "pi_", "pi_sandbox_AbC", "8888", "pi_a b"} {
		d := open(t, findDay()).press("/").write(s).press("enter")
		if s != "pi_" && len(d.list.LookedUp) != 0 {
			t.Errorf("%q was looked up: %q", s, d.list.LookedUp)
		}
	}
}

// Filtering is exact: what is listed has every word, and what isn't lacks one.
func TestFindNeverGuesses(t *testing.T) {
	t.Parallel()
	d := open(t, findDay()).press("v", "v", "v", "v", "v") // everything
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"42", "42.50", "4250", "visa", "17:", "order", "2003", "held", "£", "1013", ".", "pi_", "z"})
		words := rapid.SliceOfN(word, 0, 3).Draw(t, "words")
		both := func(find string) []string {
			d.m.setFind(find)
			ids := d.listed()
			slices.Sort(ids)
			return ids
		}
		want := both("")
		for _, w := range words {
			one := both(w)
			want = slices.DeleteFunc(want, func(id string) bool { return !slices.Contains(one, id) })
		}
		if got := both(strings.Join(words, " ")); !slices.Equal(got, want) {
			t.Fatalf("find %q: %q, want %q", words, got, want)
		}
	})
}

func TestEmptyLists(t *testing.T) {
	t.Parallel()
	loading := func(s *feed.Snapshot) { s.State, s.Complete = feed.Loading, false }
	d := open(t, nil).has("No payments yet today.", "To reverse 0")
	d.lists(nil, loading).has("Connecting to Dojo…", "Loading today's payments…").hasNot("No payments")
	d.lists(shopday.Payments(), loading).has("loading 10…", "ORDER-1011").hasNot("Nothing to reverse")
	captured := []*dojo.PaymentIntent{shopday.Paid("1", "10:00", 1, shopday.Is(dojo.StatusCaptured)), shopday.Paid("2", "11:00", 1, shopday.Is(dojo.StatusCaptured))}
	d.lists(captured).has("Nothing to reverse: today's 2 payments are already captured. Refund instead.")
	d.lists(captured[:1]).has("Nothing to reverse: today's payment is already captured. Refund instead.")
	d.lists([]*dojo.PaymentIntent{shopday.Paid("1", "10:00", 1, shopday.Is(dojo.StatusReversed))}).has("Nothing to reverse just now.")
	d.lists([]*dojo.PaymentIntent{shopday.Paid("1", "10:00", 1, shopday.Is(dojo.StatusCreated))}).has("No payments yet today.")
	// What isn't known isn't said.
	d.lists(nil, func(s *feed.Snapshot) { s.Complete, s.Cut = false, true }).has("The list is not complete").hasNot("No payments yet")
	d.lists(nil, func(s *feed.Snapshot) { s.Unreadable = 1 }).has("1 payment from Dojo can't be read").hasNot("No payments yet")
	d.lists(nil, func(s *feed.Snapshot) { s.Unreadable = 3 }).has("3 payments from Dojo can't be read")
	d.lists(nil, func(s *feed.Snapshot) { s.Trouble = &feed.Trouble{Err: shopday.ErrNoNetwork, RetryAt: d.pc} }).hasNot("No payments yet")
	d.lists(nil).press("r").has("There is no payment selected.").press("enter", "j", "G", "y", "v").fits()
	open(t, nil).press("r").has("There is no payment selected.").lists(shopday.Payments()).has("ORDER-1011").hasNot("There is no payment selected.")
}
