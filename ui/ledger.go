package ui

import (
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/worklist"
)

// ledger is what was worked out of every payment of a list, so that neither a
// key press nor a change of one payment has to go over all of them again. A
// chain's list has 100,000.
type ledger struct {
	rule  dojo.Rule
	zone  *time.Location
	words statusWords

	payments []*dojo.PaymentIntent // of the snapshot that was taken in last
	marks    []mark                // of each of them
	spare    []mark                // the marks before, as room for the next
	gone     map[string]time.Time

	missing int // marks without a slot

	views  [worklist.ViewCount][]int32 // which payments a view lists, by their place in payments
	counts counts

	epoch epoch // by which the marks were made
	taken bool

	// statuses are the words of each status number, in lower case. 0 is for a
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

// counts are the numbers of the header, over all payments.
type counts struct {
	toReverse, refund, tooLate, reversedToday, today, capturedToday int
}

// statusWords are all the words in which a payment's own status may be said, for
// the finder.
type statusWords func(p *dojo.PaymentIntent, v dojo.Verdict) []string

func newLedger(rule dojo.Rule, zone *time.Location, words statusWords) *ledger {
	return &ledger{rule: rule, zone: zone, words: words, statuses: []string{"", ""}, statusIDs: map[statusKey]uint16{}}
}

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

// take makes the ledger one of a snapshot, at a time of Dojo's clock. It asks
// the rule only about payments that are new or changed, or whose time has come,
// unless the day has turned or isn't what it was taken for.
func (l *ledger) take(s *feed.Snapshot, now dojo.Span) {
	was, e := l.epoch, epochOf(now, l.zone)
	old := l.payments
	if !l.taken || e.day != was.day || e.earliest != was.earliest || e.unsure != was.unsure || e.minute.Before(was.minute) {
		l.forget()
	}
	l.taken, l.epoch = true, e
	marks := l.spare[:0]
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
			k = l.marks[i]
			i++
		}
		if k.status == 0 || (k.until != 0 && now.Latest.Unix() >= k.until) {
			slot := k.slot
			k = l.judge(s, p, now)
			k.slot = slot
		}
		if k.slot == 0 {
			missing++
		}
		marks = append(marks, k)
	}
	l.missing = missing
	l.spare, l.marks, l.payments = l.marks, marks, s.Payments
	l.judgeGone(s, now)
	l.index()
}

// forget makes every payment be judged anew; the finder's texts stay good.
func (l *ledger) forget() {
	for i := range l.marks {
		l.marks[i].status = 0
	}
}

// judgeGone judges those again that Dojo has begun or ceased to deny.
func (l *ledger) judgeGone(s *feed.Snapshot, now dojo.Span) {
	again := func(id string) {
		if p, ok := s.Get(id); ok {
			if i := s.Position(p); i >= 0 {
				slot := l.marks[i].slot
				l.marks[i] = l.judge(s, p, now)
				l.marks[i].slot = slot
			}
		}
	}
	for id := range l.gone {
		if !s.IsGone(id) {
			again(id)
		}
	}
	for id := range s.Gone {
		if _, known := l.gone[id]; !known {
			again(id)
		}
	}
	l.gone = s.Gone
}

// judge asks the rule about one payment.
func (l *ledger) judge(s *feed.Snapshot, p *dojo.PaymentIntent, now dojo.Span) mark {
	r := worklist.Judge(s, p, l.rule, now, l.zone)
	k := mark{status: l.statusOf(p, r.Verdict), flags: flagsOf(p, r.Verdict)}
	if r.Verdict.Reversible {
		k.until = r.Verdict.Deadline.Unix()
	}
	if !r.Verdict.PaidAt.IsZero() && dojo.DayOf(r.Verdict.PaidAt, l.zone) == l.epoch.day {
		k.flags |= isOfToday
	}
	return k
}

// flagsOf are the flags that don't depend on the day.
func flagsOf(p *dojo.PaymentIntent, v dojo.Verdict) (f flags) {
	if v.Reversible {
		f |= isReversible
	}
	if worklist.RefundInstead(v) {
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
func (l *ledger) statusOf(p *dojo.PaymentIntent, v dojo.Verdict) uint16 {
	key := statusKey{reason: v.Reason}
	switch v.Reason {
	case dojo.ReasonTooLate:
		key.day = dojo.DayOf(v.PaidAt, l.zone)
	case dojo.ReasonUnknownStatus:
		key.status = p.Status
	}
	if n, ok := l.statusIDs[key]; ok {
		return n
	}
	const most = 1 << 15
	if len(l.statuses) >= most {
		return 1 // a flood of statuses that nobody knows is not searched
	}
	n := uint16(len(l.statuses)) //nolint:gosec // less than most
	l.statuses = append(l.statuses, strings.ToLower(strings.Join(l.words(p, v), "\n")))
	l.statusIDs[key] = n
	return n
}

// index notes which payments each view lists, and counts.
func (l *ledger) index() {
	for v := range l.views {
		l.views[v] = l.views[v][:0]
	}
	var c counts
	for i, k := range l.marks {
		for v := range l.views {
			if k.flags.in(worklist.View(v)) {
				l.views[v] = append(l.views[v], int32(i))
			}
		}
		switch {
		case k.flags&isReversible != 0:
			c.toReverse++
		case k.flags&isRefund != 0:
			c.refund++
		case k.flags&isTooLate != 0:
			c.tooLate++
		}
		if k.flags&isOfToday == 0 || k.flags&isNotPaid != 0 {
			continue
		}
		c.today++
		switch {
		case k.flags&isCaptured != 0:
			c.capturedToday++
		case k.flags&isReversed != 0:
			c.reversedToday++
		}
	}
	l.counts = c
}

// slots gives the payments of the ledger the slots of a finder that has read a
// list which may be older.
func (l *ledger) slots(read []*dojo.PaymentIntent) {
	i := 0
	for j, p := range l.payments {
		for i < len(read) && read[i] != p && feed.NewestFirst(read[i], p) < 0 {
			i++
		}
		l.marks[j].slot = 0
		if i < len(read) && read[i] == p {
			i++
			l.marks[j].slot = uint32(i)
		}
	}
}

// pictureOf counts the payments that the ledger holds for today.
func pictureOf(l *ledger, now time.Time) worklist.Day {
	zone := l.zone
	pic := worklist.Day{First: now.In(zone).Hour(), Last: now.In(zone).Hour()}
	for i, k := range l.marks {
		if k.flags&isOfToday == 0 || k.flags&isNotPaid != 0 {
			continue
		}
		p := l.payments[i]
		part, ok := partOf(p, k.flags)
		if !ok {
			pic.Others++
			continue
		}
		at, _ := p.PaidOrCreated()
		hour := at.In(zone).Hour()
		pic.Hours[hour][part]++
		pic.Total[part]++
		pic.Sums[part].Add(p.Charge())
		pic.First, pic.Last = min(pic.First, hour), max(pic.Last, hour)
	}
	return pic
}

// partOf says as which part a payment counts. One that is neither plainly held
// nor plainly taken, or is refunded or cancelled, is none.
func partOf(p *dojo.PaymentIntent, f flags) (worklist.DayPart, bool) {
	switch {
	case p.Refunded != 0:
		return 0, false
	case p.Status == dojo.StatusReversed:
		return worklist.DayReversed, true
	case p.Status == dojo.StatusCaptured:
		return worklist.DayCaptured, true
	case p.Status == dojo.StatusAuthorized && f&isReversible != 0:
		return worklist.DayHeld, true
	}
	return 0, false
}

// table is the list as one view and one query show it: which payments of a
// snapshot, in which order. It has no copy of them.
type table struct {
	snap *feed.Snapshot
	rows []int32 // places in snap.Payments
	// first is how many of the rows rank before the others; both parts are in
	// the order of the snapshot.
	first     int
	all       int // rows of the view without the query
	elsewhere int // matches that only other views list
}

func (t *table) len() int { return len(t.rows) }

func (t *table) payment(i int) *dojo.PaymentIntent { return t.snap.Payments[t.rows[i]] }

// index finds a payment among the rows, or -1. It takes time that grows with
// the logarithm of their number.
func (t *table) index(id string) int {
	if t.snap == nil {
		return -1
	}
	p, ok := t.snap.Get(id)
	if !ok {
		return -1
	}
	at := int32(t.snap.Position(p)) //nolint:gosec // a list has less than 2^31 payments
	if i, ok := slices.BinarySearch(t.rows[:t.first], at); ok {
		return i
	}
	if i, ok := slices.BinarySearch(t.rows[t.first:], at); ok {
		return t.first + i
	}
	return -1
}

// shows says whether a view lists a payment.
func (f flags) in(v worklist.View) bool {
	switch v {
	case worklist.ViewToReverse:
		return f&isReversible != 0
	case worklist.ViewRefund:
		return f&isRefund != 0
	case worklist.ViewTooLate:
		return f&isTooLate != 0
	case worklist.ViewReversed:
		return f&isReversed != 0
	case worklist.ViewEverything:
		return true
	}
	return f&isNotPaid == 0
}
