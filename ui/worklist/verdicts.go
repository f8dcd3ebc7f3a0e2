package worklist

import (
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
)

// verdicts are what the rule says of every payment of a list. They are carried
// from one snapshot to the next, so that neither a key press nor a change of one
// payment has to go over all of them again: a chain's list has 100,000.
type verdicts struct {
	rule  dojo.Rule
	zone  *time.Location
	words func(Row, *reversal.Attempt, Now) []string // see Options.Words
	date  func(time.Time) string                     // see Options.Date

	payments []*dojo.PaymentIntent // of the snapshot that was taken in last
	marks    []mark                // of each of them
	spare    []mark                // the marks before, as room for the next
	gone     map[string]time.Time

	missing int // marks without a slot

	views  [ViewCount][]int32 // which payments a view lists, by their place in payments
	counts Counts

	epoch epoch // by which the marks were made
	taken bool

	// statuses are the words of each status number, folded. 0 is for a
	// mark that must be made, 1 for a status without words.
	statuses  []string
	statusIDs map[statusKey]uint16
}

// mark is what is kept of one payment: no more than is needed to list it.
// What a row shows is worked out when it is drawn.
type mark struct {
	until  int64  // the last second at which the mark is good, in Unix time; 0 for no end
	slot   uint32 // where the finder has its text; 0 for nowhere yet
	status uint16 // the number of its status
	flags  flags
}

type flags uint8

const (
	isReversible flags = 1 << iota
	isRefund           // its way back is a refund
	isTooLate          // still held, and its day is over: there is nothing to refund either
	isOfToday
	isCaptured
	isReversed
	isNotPaid
)

// statusKey is what the words of a payment's own status depend on.
type statusKey struct {
	reason dojo.Reason
	status dojo.Status // where the reason leaves it open
	day    dojo.Day
}

// Counts are numbers of payments, over all of the list.
type Counts struct {
	Reversible    int // can be reversed, and some of them may be just now
	ToReverse     int // the same without those that are; see List.Counts
	Refund        int // the way back is a refund
	TooLate       int // still held, and the day is over: there is nothing to refund either
	Today         int // paid today
	CapturedToday int
	ReversedToday int
}

func newVerdicts(o Options, zone *time.Location) *verdicts {
	return &verdicts{rule: o.Rule, zone: zone, words: o.Words, date: o.Date, statuses: []string{"", ""}, statusIDs: map[statusKey]uint16{}}
}

// hay begins to write texts for the finder.
func (vs *verdicts) hay() hayWriter { return hayWriter{zone: vs.zone, date: vs.date} }

// epoch is a time for which verdicts stay as they are, unless their deadline
// comes.
type epoch struct {
	minute   time.Time // the latest possible one
	day      dojo.Day  // the latest possible trading day
	earliest dojo.Day  // and the earliest
	unsure   bool
}

func epochOf(now dojo.Span, zone *time.Location) epoch {
	return epoch{
		minute: now.Latest.UTC().Truncate(time.Minute), day: dojo.DayOf(now.Latest, zone),
		earliest: dojo.DayOf(now.Earliest, zone), unsure: now.Unsure(),
	}
}

// take makes the verdicts those of a snapshot, at a time of Dojo's clock. It asks
// the rule only about payments that are new or changed, or whose time has come,
// unless the day has turned or isn't what it was taken for.
func (vs *verdicts) take(s *feed.Snapshot, now dojo.Span) {
	was, e := vs.epoch, epochOf(now, vs.zone)
	old := vs.payments
	if !vs.taken || e.day != was.day || e.earliest != was.earliest || e.unsure != was.unsure || e.minute.Before(was.minute) {
		vs.forget()
	}
	vs.taken, vs.epoch = true, e
	marks := vs.spare[:0]
	if cap(marks) < len(s.Payments) {
		marks = make([]mark, 0, len(s.Payments)+len(s.Payments)/8)
	}
	i, missing := 0, 0
	for _, p := range s.Payments {
		// Both lists have the same order, so that one look ahead finds it.
		for i < len(old) && old[i] != p && feed.NewestFirst(old[i], p) < 0 {
			i++
		}
		k := mark{}
		if i < len(old) && old[i] == p {
			k = vs.marks[i]
			i++
		}
		if k.status == 0 || (k.until != 0 && now.Latest.Unix() >= k.until) {
			slot := k.slot
			k = vs.judge(s, p, now)
			k.slot = slot
		}
		if k.slot == 0 {
			missing++
		}
		marks = append(marks, k)
	}
	vs.missing = missing
	vs.spare, vs.marks, vs.payments = vs.marks, marks, s.Payments
	vs.judgeGone(s, now)
	vs.index()
}

// forget makes every payment be judged anew; the finder's texts stay good.
func (vs *verdicts) forget() {
	for i := range vs.marks {
		vs.marks[i].status = 0
	}
}

// judgeGone judges those again that Dojo has begun or ceased to deny.
func (vs *verdicts) judgeGone(s *feed.Snapshot, now dojo.Span) {
	again := func(id string) {
		if p, ok := s.Get(id); ok {
			if i := s.Position(p); i >= 0 {
				slot := vs.marks[i].slot
				vs.marks[i] = vs.judge(s, p, now)
				vs.marks[i].slot = slot
			}
		}
	}
	for id := range vs.gone {
		if !s.IsGone(id) {
			again(id)
		}
	}
	for id := range s.Gone {
		if _, known := vs.gone[id]; !known {
			again(id)
		}
	}
	vs.gone = s.Gone
}

// judge asks the rule about one payment.
func (vs *verdicts) judge(s *feed.Snapshot, p *dojo.PaymentIntent, now dojo.Span) mark {
	r := judge(s, p, vs.rule, now, vs.zone)
	k := mark{status: vs.statusOf(r), flags: flagsOf(p, r.Verdict)}
	if r.Verdict.Reversible {
		k.until = r.Verdict.Deadline.Unix()
	}
	if !r.Verdict.PaidAt.IsZero() && dojo.DayOf(r.Verdict.PaidAt, vs.zone) == vs.epoch.day {
		k.flags |= isOfToday
	}
	return k
}

// flagsOf are the flags that don't depend on the day.
func flagsOf(p *dojo.PaymentIntent, v dojo.Verdict) (f flags) {
	if v.Reversible {
		f |= isReversible
	}
	if RefundInstead(v) {
		f |= isRefund
	}
	if v.Reason == dojo.ReasonTooLate {
		f |= isTooLate
	}
	switch p.Status {
	case dojo.StatusCreated:
		f |= isNotPaid
	case dojo.StatusCaptured:
		f |= isCaptured
	case dojo.StatusReversed:
		f |= isReversed
	}
	return f
}

// statusOf numbers the words of a payment's status. There are some dozens of
// them, however many payments there are.
func (vs *verdicts) statusOf(r Row) uint16 {
	v := r.Verdict
	key := statusKey{reason: v.Reason}
	switch v.Reason {
	case dojo.ReasonTooLate:
		key.day = dojo.DayOf(v.PaidAt, vs.zone)
	case dojo.ReasonUnknownStatus:
		key.status = r.Payment.Status
	}
	if n, ok := vs.statusIDs[key]; ok {
		return n
	}
	const most = 1 << 15
	if len(vs.statuses) >= most {
		return 1 // a flood of statuses that nobody knows is not searched
	}
	n := uint16(len(vs.statuses)) //nolint:gosec // less than most
	vs.statuses = append(vs.statuses, (&folder{}).text(strings.Join(vs.words(r, nil, Now{}), " ")))
	vs.statusIDs[key] = n
	return n
}

// index notes which payments each view lists, and counts.
func (vs *verdicts) index() {
	for v := range vs.views {
		vs.views[v] = vs.views[v][:0]
	}
	var c Counts
	for i, k := range vs.marks {
		for v := range vs.views {
			if k.flags.in(View(v)) {
				vs.views[v] = append(vs.views[v], int32(i))
			}
		}
		switch {
		case k.flags&isReversible != 0:
			c.Reversible++
		case k.flags&isRefund != 0:
			c.Refund++
		case k.flags&isTooLate != 0:
			c.TooLate++
		}
		if k.flags&isOfToday == 0 || k.flags&isNotPaid != 0 {
			continue
		}
		c.Today++
		switch {
		case k.flags&isCaptured != 0:
			c.CapturedToday++
		case k.flags&isReversed != 0:
			c.ReversedToday++
		}
	}
	vs.counts = c
}

// slots gives the payments the slots of a finder that has read a list which may
// be older.
func (vs *verdicts) slots(read []*dojo.PaymentIntent) {
	i := 0
	for j, p := range vs.payments {
		for i < len(read) && read[i] != p && feed.NewestFirst(read[i], p) < 0 {
			i++
		}
		vs.marks[j].slot = 0
		if i < len(read) && read[i] == p {
			i++
			vs.marks[j].slot = uint32(i)
		}
	}
}

// in says whether a view lists a payment with these flags.
func (f flags) in(v View) bool {
	switch v {
	case ViewToReverse:
		return f&isReversible != 0
	case ViewRefund:
		return f&isRefund != 0
	case ViewTooLate:
		return f&isTooLate != 0
	case ViewReversed:
		return f&isReversed != 0
	case ViewEverything:
		return true
	}
	return f&isNotPaid == 0
}
