package worklist

import (
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// verdicts are what the rule says of every payment of a snapshot. They never change,
// so that any number of screens read them. Those of the next snapshot are made from
// them: neither a key press nor a change of one payment has to go over the rule for all
// payments again, and a chain's list has 100,000.
type verdicts struct {
	zone     *time.Location
	version  uint64 // of the snapshot
	payments []*dojo.PaymentIntent
	gone     map[string]time.Time
	marks    []mark // of each of the payments

	views  [ViewCount][]int32 // which payments a view lists, by their place in payments
	counts Counts

	epoch    epoch
	until    int64    // when the first of them may be another, in Unix time; 0 for not in this epoch
	statuses []string // the words of each status number, folded

	counted countedDay
}

// mark is what is kept of one payment: no more than is needed to list it.
// What a row shows is worked out when it is drawn.
type mark struct {
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

// Counts are numbers of payments, over all of the list.
type Counts struct {
	Reversible    int // can be reversed, and some of them may be just now
	ToReverse     int // the same without those that are; see List.Counts
	Refund        int // the way back is a refund
	TooLate       int // still held, and the day is over: there is nothing to refund either
	Today         int // paid today
	CapturedToday int
	ReversedToday int
	AllToReverse  bool // ToReverse lacks none; see List.Counts
}

// epoch is a time for which verdicts stay as they are, unless a deadline comes.
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

// lasts says whether what was judged in e is good in another epoch, until the next
// deadline. A clock that was set back makes deadlines come a second time, and while
// the time is unsure, a deadline comes twice.
func (e epoch) lasts(other epoch) bool {
	if e.day != other.day || e.earliest != other.earliest || e.unsure != other.unsure {
		return false
	}
	return e.minute.Equal(other.minute) || (other.minute.After(e.minute) && !e.unsure)
}

// due says whether the first deadline has come.
func (vs *verdicts) due(now dojo.Span) bool { return vs.until != 0 && now.Latest.Unix() >= vs.until }

// holds says whether these are the verdicts of a snapshot at a time.
func (vs *verdicts) holds(s *feed.Snapshot, e epoch, now dojo.Span) bool {
	return vs.version == s.Version && vs.epoch.lasts(e) && !vs.due(now)
}

// next makes the verdicts of a snapshot from those of another one, which may be nil.
// It asks the rule only about payments that are new or changed, or whose time has
// come, unless the day has turned or isn't what it was taken for. j.mu is held.
func (j *Judge) next(old *verdicts, s *feed.Snapshot, e epoch, now dojo.Span) *verdicts {
	if old == nil {
		old = &verdicts{}
	}
	vs := &verdicts{zone: j.zone, version: s.Version, payments: s.Payments, gone: s.Gone, epoch: e, marks: make([]mark, len(s.Payments))}
	d := difference(old.payments, s.Payments)
	j.carryTwins(d)
	judge := func(i int) { vs.judge(j, i, j.row(s, s.Payments[i], now)) }
	good := old.epoch.lasts(e) // what was judged before
	if !good {
		for i := range s.Payments {
			judge(i)
		}
		vs.index(j, &verdicts{}, span{}, span{0, len(s.Payments)})
		return vs
	}
	vs.until = old.until
	copy(vs.marks, old.marks[:d.now.from])
	copy(vs.marks[d.now.to:], old.marks[d.was.to:])
	for i, from := range d.from {
		if from < 0 {
			judge(d.now.from + i)
		} else {
			vs.marks[d.now.from+i] = old.marks[from]
		}
	}
	again := changedGone(old.gone, s)
	if old.due(now) {
		again, vs.until = append(again, changedGone(nil, s)...), 0
		for i, k := range vs.marks {
			if k.flags&isReversible != 0 {
				again = append(again, i)
			}
		}
	}
	for _, i := range again {
		judge(i)
	}
	if len(again) > 0 {
		vs.index(j, &verdicts{}, span{}, span{0, len(s.Payments)})
	} else {
		vs.index(j, old, d.was, d.now)
	}
	return vs
}

// judge takes in what the rule says of the payment at a place.
func (vs *verdicts) judge(j *Judge, place int, r Row) {
	k := mark{status: j.statusOf(r), flags: flagsOf(r.Payment, r.Verdict)}
	if deadline := r.Verdict.Deadline; !deadline.IsZero() && (vs.until == 0 || deadline.Unix() < vs.until) {
		vs.until = deadline.Unix() // also of one that Dojo denies: it may be too late then
	}
	if !r.Verdict.PaidAt.IsZero() && dojo.DayOf(r.Verdict.PaidAt, vs.zone) == vs.epoch.day {
		k.flags |= isOfToday
	}
	vs.marks[place] = k
}

// changedGone are the places of the payments that Dojo has begun or ceased to deny.
func changedGone(old map[string]time.Time, s *feed.Snapshot) (places []int) {
	add := func(id string) {
		if p, ok := s.Get(id); ok {
			if i := s.Position(p); i >= 0 {
				places = append(places, i)
			}
		}
	}
	for id := range old {
		if !s.IsGone(id) {
			add(id)
		}
	}
	for id := range s.Gone {
		if _, known := old[id]; !known {
			add(id)
		}
	}
	return places
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

// index notes which payments each view lists, and counts. Outside of two parts the
// marks are the same as the old ones.
func (vs *verdicts) index(j *Judge, old *verdicts, was, now span) {
	vs.statuses = j.statuses
	for v := range vs.views {
		if v == int(ViewEverything) {
			vs.views[v] = j.everything(len(vs.payments))
			continue
		}
		vs.views[v] = vs.view(View(v), old.views[v], was, now)
	}
	vs.counts = old.counts
	for _, k := range old.marks[was.from:was.to] {
		vs.counts.add(k.flags, -1)
	}
	for _, k := range vs.marks[now.from:now.to] {
		vs.counts.add(k.flags, 1)
	}
}

// view is which payments a view lists, made from what it listed before.
func (vs *verdicts) view(v View, old []int32, was, now span) []int32 {
	before, _ := slices.BinarySearch(old, int32(was.from)) //nolint:gosec // as in everything
	after, _ := slices.BinarySearch(old, int32(was.to))    //nolint:gosec // as in everything
	var changed []int32
	for i := now.from; i < now.to; i++ {
		if vs.marks[i].flags.in(v) {
			changed = append(changed, int32(i)) //nolint:gosec // as in everything
		}
	}
	moved := int32(now.to - was.to) //nolint:gosec // as in everything
	if moved == 0 && slices.Equal(changed, old[before:after]) {
		return old
	}
	places := slices.Concat(old[:before], changed, old[after:])
	for i := before + len(changed); i < len(places); i++ {
		places[i] += moved
	}
	return places
}

// add counts n payments with these flags.
func (c *Counts) add(f flags, n int) {
	switch {
	case f&isReversible != 0:
		c.Reversible += n
	case f&isRefund != 0:
		c.Refund += n
	case f&isTooLate != 0:
		c.TooLate += n
	}
	if f&isOfToday == 0 || f&isNotPaid != 0 {
		return
	}
	c.Today += n
	switch {
	case f&isCaptured != 0:
		c.CapturedToday += n
	case f&isReversed != 0:
		c.ReversedToday += n
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
