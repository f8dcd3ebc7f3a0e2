package worklist

import (
	"maps"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
)

// Options are what a List goes by.
type Options struct {
	Rule dojo.Rule
	Zone *time.Location // the shop's
	// ReadOnly says that nothing can be reversed here, whatever the rule says.
	ReadOnly bool
	// PutAway are the results that were put away before, as PutAway gave them: the
	// stage by the attempt's ID.
	PutAway map[string]string
	// Words are those on a payment's row, by which the finder finds it: for nil all
	// in which its own status may be said, and else those of an attempt.
	Words func(r Row, a *reversal.Attempt, now Now) []string
}

// Now is the present, taken once for each step, so that all that is said and
// decided in it is of one moment.
type Now struct {
	PC    time.Time     // this machine's clock
	Dojo  time.Time     // Dojo's clock, for showing
	Span  dojo.Span     // Dojo's clock as far as it is known, for the rule
	Ahead time.Duration // how far this machine's clock is ahead of Dojo's
}

// List is the payments of a shop as one person works on them. Use New.
//
// A step begins with SetNow. Then come what is new (Take, Pass) and what somebody
// does (SetView, SetFind, MoveTo, PutAway), and each of these leaves the list
// worked out. All other methods only tell what is so.
type List struct {
	opt  Options
	now  Now
	snap *feed.Snapshot

	verdicts *verdicts
	// twins are those that were looked for. A payment never changes, so that only
	// another snapshot empties them.
	twins   map[*dojo.PaymentIntent]*dojo.PaymentIntent
	search  search
	counted countedDay

	table table
	key   tableKey // what the table was made from

	view  View
	find  string
	found string // what the table before this one was searched for

	selected string // payment ID; the selection follows the payment
	at       int    // the row where the selection was last, should its payment leave
	chosen   bool   // the selection is somebody's choice, or the first load is over

	attempts []reversal.Attempt           // oldest first
	changes  int                          // how often they have changed
	telling  map[string]*reversal.Attempt // by payment ID
	putAway  map[string]string            // by attempt ID: the stage in which its notice was put away
	told     map[string]string            // by attempt ID: the stage whose result News has told
}

// New makes the list of a snapshot, without attempts.
func New(o Options, snap *feed.Snapshot, now Now) *List {
	l := &List{
		opt: o, now: now, snap: snap,
		verdicts: newVerdicts(o.Rule, o.Zone, o.Words),
		twins:    map[*dojo.PaymentIntent]*dojo.PaymentIntent{},
		telling:  map[string]*reversal.Attempt{},
		putAway:  map[string]string{}, told: map[string]string{},
	}
	maps.Copy(l.putAway, o.PutAway)
	maps.Copy(l.told, o.PutAway)
	l.tabulate()
	return l
}

// SetNow begins a step. Nothing is worked out again by it: what somebody has
// before their eyes stays as it is until Pass or Take.
func (l *List) SetNow(now Now) { l.now = now }

// Now is the present of this step.
func (l *List) Now() Now { return l.now }

// IsToday says whether an instant is of the shop's present day.
func (l *List) IsToday(at time.Time) bool {
	return dojo.DayOf(at, l.opt.Zone) == dojo.DayOf(l.now.Dojo, l.opt.Zone)
}

// Rule is by which payments are judged.
func (l *List) Rule() dojo.Rule { return l.opt.Rule }

// UntilMidnight is how long the day still is, at the least.
func (l *List) UntilMidnight() time.Duration {
	day, _ := l.now.Span.Day(l.opt.Zone)
	return day.End(l.opt.Zone).Sub(l.now.Span.Latest)
}

// DayUnsure says whether it may be one of several days, for another reason than
// that it is just midnight.
func (l *List) DayUnsure() bool {
	_, sure := l.now.Span.Day(l.opt.Zone)
	return !sure && l.now.Span.Unsure()
}

// Hour is the hour of the shop's clock at an instant.
func (l *List) Hour(at time.Time) int { return at.In(l.opt.Zone).Hour() }

// Pass takes in that time has passed.
func (l *List) Pass() { l.tabulate() }

// Take takes in the newest snapshot and the newest attempts, which are l's from
// then on.
func (l *List) Take(snap *feed.Snapshot, attempts []reversal.Attempt) {
	l.snap = snap
	l.takeAttempts(attempts)
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

// Judge works out what is known of a payment now.
func (l *List) Judge(p *dojo.PaymentIntent) Row {
	r := l.judge(p)
	twin, known := l.twins[p]
	if !known {
		twin = findTwin(l.snap.Payments, l.snap.Position(p))
		l.twins[p] = twin
	}
	r.Twin = twin
	return r
}

// judge is Judge without a look for a twin.
func (l *List) judge(p *dojo.PaymentIntent) Row {
	return judge(l.snap, p, l.opt.Rule, l.now.Span, l.opt.Zone)
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

// Counts are the numbers over all payments, whatever is listed.
func (l *List) Counts() Counts { return l.verdicts.counts }

// ToReverse counts the payments that can be reversed, without those whose
// reversal is in progress.
func (l *List) ToReverse() int {
	n := l.verdicts.counts.ToReverse
	for id, a := range l.telling {
		if !a.State.Open() {
			continue
		}
		if p, ok := l.snap.Get(id); ok && l.judge(p).Verdict.Reversible {
			n--
		}
	}
	return max(n, 0)
}

// StaleSince is Dojo's clock when it last answered, where it doesn't answer now:
// what is known is from then. It is zero while Dojo answers.
func (l *List) StaleSince() time.Time {
	switch tr := l.snap.Trouble; {
	case tr == nil:
		return time.Time{}
	case l.snap.AsOf.IsZero():
		return tr.Since // it never answered in full
	}
	return l.snap.AsOf
}

// OnList is what the list shows of a payment now.
func (l *List) OnList(payment string) OnList {
	on := OnList{Since: l.StaleSince()}
	p, ok := l.snap.Get(payment)
	if !ok {
		return on
	}
	on.Listed, on.Status = true, p.Status
	on.Verdict = l.judge(p).Verdict
	on.Can = on.Verdict.Reversible && !l.opt.ReadOnly
	return on
}
