package ui

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// heldRows are payments that are held and can't be reversed, each for a reason
// of its own, beside one that was captured and one that can be reversed.
func heldRows() []*dojo.PaymentIntent {
	return []*dojo.PaymentIntent{
		shopday.Paid("2001", "18:30", 1000),
		shopday.Paid("2002", "18:20", 1100, func(p *dojo.PaymentIntent) {
			p.EditExtras(func(x *dojo.Extras) { x.Captures = []dojo.Capture{{Minor: 1, Status: "Created"}} })
		}),
		shopday.Paid("2003", "18:10", 1200, func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Refunded = 100 }) }),
		shopday.Paid("2004", "17:00", 1300, shopday.DaysAgo(1)),
		shopday.Paid("2005", "17:00", 123456, shopday.DaysAgo(2)),
		shopday.Paid("2006", "16:00", 1500, shopday.DaysAgo(1)),
		shopday.Paid("2007", "15:00", 1600, shopday.DaysAgo(1)),
		shopday.Paid("2008", "14:00", 1700, shopday.Is(dojo.StatusCaptured)),
	}
}

// At no width, on no day and after no reversal does the row of a payment that
// is held speak of a refund without its condition.
func TestHeldRowsKeepTheCondition(t *testing.T) {
	t.Parallel()
	tried := func(id string, state journal.State, why journal.Why) reversal.Attempt {
		p := heldRows()[id[len(id)-1]-'1']
		return reversal.Attempt{Attempt: journal.Attempt{
			ID: "attempt-" + id, Payment: journal.Confirmed(p), State: state, Why: why, LastStatus: dojo.StatusAuthorized,
			ConfirmedAt: p.PaidAt.Time(), SentAt: p.PaidAt.Time(), SettledAt: p.PaidAt.Time(),
		}, Past: true}
	}
	for _, days := range []int{0, 1} { // and all of them once midnight has passed
		for _, rule := range []dojo.Rule{dojo.RuleSameDay, dojo.RulePublished} {
			for w := 40; w <= 130; w++ {
				d := open(t, heldRows(), width(w, 24), at(shopday.Sunday.AddDate(0, 0, days)), func(_ *Settings, d *driver) { d.rule = rule })
				d.rev.All = []reversal.Attempt{tried("2006", journal.Unresolved, ""), tried("2007", journal.Failed, journal.Refused)}
				d.send(reversalsChanged{})
				for i, l := range d.rows() {
					held := d.m.list.Row(i).Payment.Status == dojo.StatusAuthorized
					if held && strings.Contains(strings.ReplaceAll(strings.ToLower(l), "part refunded", ""), "refund") && !strings.Contains(l, "if captured") && !strings.Contains(l, "once it is captured") {
						t.Fatalf("%d columns, %s: there is nothing to refund: %q", w, rule, l)
					}
					if !held && !strings.Contains(l, words.HintRefund) {
						t.Fatalf("%d columns: no hint: %q", w, l)
					}
				}
			}
		}
	}
}

// rows are the lines of the list, without its headings.
func (d *driver) rows() []string {
	lines := strings.Split(d.text(), "\n")
	from := d.m.frame().firstRow
	return lines[from : from+min(d.m.list.Len(), d.m.frame().rows)]
}

// The hint of a payment whose day is over, by the width of the window.
func TestTooLateByWidth(t *testing.T) {
	t.Parallel()
	for w, want := range map[int]string{
		120: "Held since Sat 21, refund instead if captured", 100: "refund instead if captured", 80: "refund instead if captured",
		59: "refund if captured", 50: "refund if captured", 49: "too late", 40: "too late",
	} {
		d := open(t, shopday.Payments(), width(w, 24)).on("0990")
		d.send(nil)
		if row := d.row("0990"); !strings.HasSuffix(strings.TrimRight(row, " "), want) {
			t.Errorf("%d columns: %q, want %q", w, row, want)
		}
		if w < roomForIf {
			d.has("Held since Sat 21, refund instead if")
			d.on("1011").send(nil).hasNot("Held since")
		}
	}
}

// What can be refunded and what can't, for its day is over, are counted and
// listed apart, also when midnight passes.
func TestTooLateIsCountedApart(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).has("refund instead 1", "too late 2")
	d.press("v", "v").has("view: refund instead", "ORDER-1007").hasNot("ORDER-0990")
	d.press("v").has("view: too late", "ORDER-0990", "ORDER-0985").hasNot("ORDER-1007")
	d.press("v", "v", "v").pass(6*time.Hour).has("refund instead 1", "too late 6")
}

// A reversal whose end isn't known keeps its own words past midnight, until the
// payment itself has settled.
func TestUnresolvedKeepsItsWordsPastMidnight(t *testing.T) {
	t.Parallel()
	for _, w := range []int{120, 80, 60, 50, 40} {
		d := open(t, shopday.Payments(), width(w, 24))
		p, _ := d.list.Snap.Get("pi_1006")
		d.rev.All = []reversal.Attempt{{Attempt: journal.Attempt{
			ID: "a", Payment: journal.Confirmed(p), State: journal.Unresolved, ConfirmedAt: d.pc, SentAt: d.pc, LastStatus: dojo.StatusAuthorized,
		}}}
		d.send(reversalsChanged{}).press("esc", "esc", "esc", "esc").pass(6 * time.Hour)
		if row := d.row("1006"); !strings.Contains(row, "Not reversed") {
			t.Errorf("%d columns: %q", w, row)
		}
		d.changes("1006", shopday.Is(dojo.StatusCaptured))
		if row := d.row("1006"); !strings.Contains(row, words.HintRefund) || strings.Contains(row, "Not reversed") {
			t.Errorf("%d columns, captured: %q", w, row)
		}
	}
}
