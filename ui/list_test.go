package ui

import (
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

func TestViews(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).hasNot("ORDER-1004", "view:").press("v").has("view: to reverse", "ORDER-1011").hasNot("ORDER-1007")
	d.press("v").has("view: refund instead", "ORDER-1007").hasNot("ORDER-1011", "ORDER-0990")
	d.press("v").has("view: too late", "ORDER-0990").hasNot("ORDER-1007")
	d.press("v").has("view: reversed", "ORDER-1008").hasNot("ORDER-1007")
	d.press("v").has("view: everything", "ORDER-1004", "not paid yet")
	d.press("V").hasNot("view:", "ORDER-1004")
	if want := []bool{false, false, false, false, true, false}; !slices.Equal(d.list.Created, want) {
		t.Errorf("created payments were asked for: %v, want %v", d.list.Created, want)
	}
}

// A view is named at every width: else its list is taken for the whole one. A
// reversal under way is counted there too.
func TestViewsAreNamedAtEveryWidth(t *testing.T) {
	t.Parallel()
	for _, size := range bottomSizes {
		d := open(t, shopday.Payments(), width(size[0], size[1]))
		for _, view := range []string{"to reverse", "refund instead", "too late", "reversed", "everything"} {
			d.press("v").fits().has("view: " + view)
		}
	}
	for _, size := range bottomSizes {
		open(t, shopday.Payments(), width(size[0], size[1])).on("1009").confirm().press("v").has("in progress 1")
	}
}

func TestTwinsOnTheScreen(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	if row := d.row("ORDER-1011"); !strings.Contains(row, ">= ") || !strings.Contains(row, "same as 18:40") {
		t.Errorf("row %q", row)
	}
	if row := d.row("ORDER-1010"); !strings.Contains(row, "same as 18:42") {
		t.Errorf("row %q", row)
	}
	d.resize(40, 10)
	if row := d.row("1011"); !strings.Contains(row, ">=") {
		t.Errorf("the mark of a twin is missing at 40x10: %q", row)
	}
}

func TestEventWithoutATime(t *testing.T) {
	t.Parallel()
	list := []*dojo.PaymentIntent{shopday.Paid("1", "18:00", 1, func(p *dojo.PaymentIntent) {
		p.EditExtras(func(x *dojo.Extras) {
			x.Events = []dojo.PaymentEvent{{Type: "Authorized", At: p.PaidAt.Time()}, {Type: "Error"}, {At: p.PaidAt.Time()}}
		})
	})}
	d := open(t, list).press("enter").has("Event Authorized 18:00:00", "Event Error")
	if strings.Contains(d.text(), "Error 2") {
		t.Errorf("a time that Dojo didn't send:\n%s", d.text())
	}
}
