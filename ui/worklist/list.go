package worklist

import (
	"sort"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
)

// Options are what a List goes by.
type Options struct {
	// Judge judges the payments. The lists of one shop share it.
	Judge *Judge
	// PutAway are the results that were put away before, as PutAway gave them: the
	// stage by the attempt's ID.
	PutAway map[string]string
}

// List is the payments of a shop as one person works on them. Use New.
//
// A step begins with SetNow. Then come what is new (Take, Pass) and what somebody
// does (SetView, SetFind, MoveTo, PutAway), and each of these leaves the list
// worked out. All other methods only tell what is so.
type List struct {
	ReadOnly bool // nothing can be reversed here, whatever the rule says

	opt  Options
	now  Now
	snap *feed.Snapshot

	verdicts *verdicts // of snap, see tabulate
	reading  bool      // a command reads the finder's texts, or waits for them

	table table
	key   tableKey // what the table was made from

	view   View
	filter Filter
	found  Filter // of the table before this one
	tried  tried  // for the finder

	selected string // payment ID; the selection follows the payment
	at       int    // the row where the selection was last, should its payment leave
	chosen   bool   // the selection is somebody's choice, or the first load is over

	attempts
}

// New makes the list of a snapshot, without attempts.
func New(o Options, snap *feed.Snapshot, now Now) *List {
	l := &List{
		opt: o, now: now, snap: snap,
		attempts: newAttempts(o.PutAway),
	}
	l.tabulate()
	return l
}

// SetNow begins a step. Nothing is worked out again by it: what somebody has
// before their eyes stays as it is until Pass or Take.
func (l *List) SetNow(now Now) { l.now = now }

// Now is the present of this step.
func (l *List) Now() Now { return l.now }

// Rule is by which payments are judged.
func (l *List) Rule() dojo.Rule { return l.opt.Judge.rule }

// Pass takes in that time has passed.
func (l *List) Pass() { l.tabulate() }

// Take takes in the newest snapshot, and the attempts that have changed since the last
// Take: all at first. The slice must not change afterwards.
func (l *List) Take(snap *feed.Snapshot, changed []reversal.Attempt) {
	l.snap = snap
	l.take(changed, snap, l.now.Ahead)
	l.tabulate()
}

// Snapshot is the snapshot that was taken last.
func (l *List) Snapshot() *feed.Snapshot { return l.snap }

// Get finds a payment of the snapshot, in the view or not.
func (l *List) Get(id string) (*dojo.PaymentIntent, bool) { return l.snap.Get(id) }

// View is which payments are listed.
func (l *List) View() View { return l.view }

// SetView lists other payments.
func (l *List) SetView(v View) {
	l.view = v
	l.tabulate()
}

// Len is how many rows there are.
func (l *List) Len() int { return l.table.len() }

// Payment is the payment of row i.
func (l *List) Payment(i int) *dojo.PaymentIntent { return l.table.payment(i) }

// Row is what is known of row i.
func (l *List) Row(i int) Row { return l.Judge(l.Payment(i)) }

// Index is the row of a payment, or -1.
func (l *List) Index(id string) int { return l.table.index(id) }

// NewestFirst says whether the rows are in the order of time: four digits that are
// searched for rank the cards that end with them before the others.
func (l *List) NewestFirst() bool { return l.table.first == 0 || l.table.first == l.Len() }

// Newer is how many rows are newer than a payment, listed or not. The rows must be
// NewestFirst.
func (l *List) Newer(than *dojo.PaymentIntent) int {
	return sort.Search(l.Len(), func(i int) bool { return feed.NewestFirst(l.Payment(i), than) >= 0 })
}

// Judge works out what is known of a payment now.
func (l *List) Judge(p *dojo.PaymentIntent) Row {
	r := l.judge(p)
	r.Twin = l.opt.Judge.twin(l.verdicts, l.snap, p)
	return r
}

// judge is Judge without a look for a twin.
func (l *List) judge(p *dojo.PaymentIntent) Row {
	return l.opt.Judge.row(l.snap, p, l.now.Span)
}

// Selected is the ID of the selected payment, listed or not.
func (l *List) Selected() string { return l.selected }

// Position is the selected row, or the one where the selection was last.
func (l *List) Position() int {
	if i := l.Index(l.selected); i >= 0 {
		return i
	}
	return l.at
}

// Current is the selected row; false where none is.
func (l *List) Current() (Row, bool) {
	i := l.Index(l.selected)
	if i < 0 {
		return Row{}, false
	}
	return l.Row(i), true
}

// KeepChoice takes in that somebody works on the list: from then on the selection
// stays with its payment, also while the first load goes on.
func (l *List) KeepChoice() { l.chosen = l.chosen || l.Len() > 0 }

// MoveTo selects row i, or the nearest that there is.
func (l *List) MoveTo(i int) {
	if l.Len() == 0 {
		return
	}
	l.at = min(max(i, 0), l.Len()-1)
	l.selected = l.Payment(l.at).ID
}

// PutAway puts a notice away. What it returns is to be kept for Options.PutAway
// of the next start; "" for what is to be told again then: whoever reads what is
// under way next may not be the one who put it away, and must not refund
// meanwhile.
func (l *List) PutAway(a *reversal.Attempt) (stage string) {
	stage = Stage(a)
	l.setPutAway(a, stage)
	l.tabulate()
	if a.State.Open() {
		return ""
	}
	return stage
}

// Counts are the numbers over all payments, whatever is listed.
func (l *List) Counts() Counts {
	c := l.verdicts.counts
	c.ToReverse = c.Reversible
	for _, a := range l.open {
		// Of two on one payment, where a record from an older version has both, one counts.
		if p, ok := l.snap.Get(a.Payment.ID); ok && l.Attempt(a.Payment.ID) == a && l.judge(p).Verdict.Reversible {
			c.ToReverse--
		}
	}
	c.ToReverse = max(c.ToReverse, 0)
	c.AllToReverse = allToReverse(l.Rule(), l.snap)
	return c
}

// allToReverse says that a snapshot lacks no payment that can be reversed. By the rule
// of the same day these are held payments, which are known to be complete sooner than
// the others.
func allToReverse(rule dojo.Rule, snap *feed.Snapshot) bool {
	return snap.Whole() || rule == dojo.RuleSameDay && snap.HeldComplete
}

// OnList is what the list shows of a payment now.
func (l *List) OnList(payment string) OnList {
	on := OnList{Since: l.snap.StaleSince()}
	p, ok := l.snap.Get(payment)
	if !ok {
		return on
	}
	on.Listed, on.Status = true, p.Status
	on.Verdict = l.judge(p).Verdict
	on.Can = on.Verdict.Reversible && !l.ReadOnly
	return on
}
