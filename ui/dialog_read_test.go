package ui

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// What the list doesn't tell is read before anybody is asked, and shown whole
// before the dialog acts on keys.
func TestDialogReadsWhatTheListLeavesOut(t *testing.T) {
	t.Parallel()
	for name, less := range shopday.ToldLess {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42:07", 4250, less)}
			d := open(t, list)
			meanwhile := ""
			d.list.OnLookUp = func(id string) (dojo.PaymentIntent, error) {
				d.press("tab", "enter").pass(time.Second).press("tab")
				meanwhile = d.box()
				return shopday.FullRead(id)
			}
			d.press("r")
			if !strings.Contains(meanwhile, "asking Dojo") || strings.Contains(meanwhile, "( Reverse") || strings.Contains(meanwhile, "[ Reverse") {
				t.Fatalf("while it is read:\n%s", meanwhile)
			}
			d.asks("Visa ··1013", "today 18:42:07", "one moment").press("tab", "enter").reversed(0)
			// The list, which still tells less, changes nothing of it.
			d.lists(list).quietly().press("tab").asks("[ Reverse £42.50 ]").press("enter").reversed(1)
			if got := d.rev.Starts[0].Payment; got.Card.Last4 != "1013" || !got.PaidAt.Equal(shopday.ClockAt("18:42:07")) {
				t.Errorf("reversed %+v", got)
			}
		})
	}
}

// Nothing is reversed that couldn't be read, was left meanwhile, or turned out
// to be over.
func TestDialogOfAPaymentThatIsNotRead(t *testing.T) {
	t.Parallel()
	list := []*dojo.PaymentIntent{shopday.Paid("1011", "18:42:07", 4250, shopday.ToldLess["no card"])}
	try := func(d *driver) {
		d.quietly().press("tab", "enter", "enter").quietly().press("tab", "enter").reversed(0)
	}
	t.Run("no answer", func(t *testing.T) {
		t.Parallel()
		d := open(t, list)
		d.list.OnLookUp = func(string) (dojo.PaymentIntent, error) { return dojo.PaymentIntent{}, shopday.ErrNoNetwork }
		d.press("r").asks("NOT reversed. The payment can't be looked up.", "[ OK ]")
		try(d)
	})
	t.Run("left meanwhile", func(t *testing.T) {
		t.Parallel()
		d := open(t, list)
		d.list.OnLookUp = func(id string) (dojo.PaymentIntent, error) { d.press("esc"); return shopday.FullRead(id) }
		d.press("r").has("Kept. Nothing was reversed").hasNot("Reverse this payment?")
		try(d)
	})
	t.Run("asked again meanwhile", func(t *testing.T) {
		t.Parallel()
		d := open(t, list)
		reads := 0
		d.list.OnLookUp = func(id string) (dojo.PaymentIntent, error) {
			if reads++; reads == 1 {
				d.press("esc", "r")
				return *shopday.Paid("1011", "18:42:07", 9900), nil // late, and about the first question
			}
			return shopday.FullRead(id)
		}
		d.press("r").asks("£42.50 the whole amount")
	})
	t.Run("captured by then", func(t *testing.T) {
		t.Parallel()
		d := open(t, list)
		d.list.OnLookUp = func(string) (dojo.PaymentIntent, error) {
			return *shopday.Paid("1011", "18:42:07", 4250, shopday.Is(dojo.StatusCaptured)), nil
		}
		d.press("r").asks("NOT reversed. Captured: can't be reversed here.", "[ OK ]")
		try(d)
	})
	t.Run("captured in the list while it is read", func(t *testing.T) {
		t.Parallel()
		d := open(t, list)
		d.list.OnLookUp = func(id string) (dojo.PaymentIntent, error) {
			d.changes("1011", shopday.Is(dojo.StatusCaptured))
			return shopday.FullRead(id)
		}
		d.press("r").asks("It was captured while you were deciding.", "[ OK ]")
		try(d)
	})
}
