package worklist

import (
	"strings"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
)

// Judge judges the payments of one shop, by one rule and in one zone, for any number
// of screens that speak one language. What the rule says of the payments is worked out
// once for each change, twins are looked for once, and the finder's texts are read
// once; each screen's List only has its own view, filter and selection. A Judge is safe
// for concurrent use.
type Judge struct {
	rule  dojo.Rule
	zone  *time.Location
	words Words

	mu     sync.Mutex
	newest *verdicts // those that were worked out last
	places []int32   // 0, 1, 2 and so on: the view of everything, of any list
	twins  map[*dojo.PaymentIntent]*dojo.PaymentIntent

	// statuses are the words of each status number, folded. A number's words never
	// change.
	statuses  []string
	statusIDs map[statusKey]uint16

	texts texts
}

// Words are the words by which the finder finds a payment. Both functions must be safe
// for concurrent use.
type Words struct {
	// Row are those on a payment's row: for nil all in which its own status may be
	// said, and else those of an attempt.
	Row func(r Row, a *reversal.Attempt, now Now) []string
	// Date writes the day of a payment as the finder takes it, such as Sat 21 Nov.
	// nil writes none.
	Date func(time.Time) string
}

// statusKey is what the words of a payment's own status depend on.
type statusKey struct {
	reason dojo.Reason
	status dojo.Status // where the reason leaves it open
	day    dojo.Day
}

// NewJudge makes a judge for the screens of one shop.
func NewJudge(rule dojo.Rule, zone *time.Location, w Words) *Judge {
	return &Judge{
		rule: rule, zone: zone, words: w,
		statuses: []string{""}, statusIDs: map[statusKey]uint16{},
		twins: map[*dojo.PaymentIntent]*dojo.PaymentIntent{},
		texts: texts{hay: hayWriter{zone: zone, date: w.Date}},
	}
}

// verdicts are those of a snapshot at a time of Dojo's clock. All screens that ask for
// the same get the same.
func (j *Judge) verdicts(s *feed.Snapshot, now dojo.Span) *verdicts {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := epochOf(now, j.zone)
	if len(s.Payments) == 0 {
		return j.next(nil, s, e, now) // what other screens show is kept
	}
	if old := j.newest; old == nil || !old.holds(s, e, now) {
		j.newest = j.next(old, s, e, now)
	}
	return j.newest
}

// row works out what is known of one payment.
func (j *Judge) row(s *feed.Snapshot, p *dojo.PaymentIntent, now dojo.Span) Row {
	return judge(s, p, j.rule, now, j.zone)
}

// textAfter are the words of a payment after an attempt, folded.
func (j *Judge) textAfter(s *feed.Snapshot, p *dojo.PaymentIntent, a *reversal.Attempt, now Now) string {
	return foldText(strings.Join(j.words.Row(j.row(s, p, now.Span), a, now), " "))
}

// statusOf numbers the words of a payment's status. There are some dozens of
// them, however many payments there are.
func (j *Judge) statusOf(r Row) uint16 {
	v := r.Verdict
	key := statusKey{reason: v.Reason}
	switch v.Reason {
	case dojo.ReasonTooLate:
		key.day = dojo.DayOf(v.PaidAt, j.zone)
	case dojo.ReasonUnknownStatus:
		key.status = r.Payment.Status
	}
	if n, ok := j.statusIDs[key]; ok {
		return n
	}
	const most = 1 << 15
	if len(j.statuses) >= most {
		return 0 // a flood of statuses that nobody knows is not searched
	}
	n := uint16(len(j.statuses)) //nolint:gosec // less than most
	j.statuses = append(j.statuses, foldText(strings.Join(j.words.Row(r, nil, Now{}), " ")))
	j.statusIDs[key] = n
	return n
}

// everything is the view of all n payments of a list.
func (j *Judge) everything(n int) []int32 {
	for i := len(j.places); i < n; i++ {
		j.places = append(j.places, int32(i)) //nolint:gosec // a list has less than 2^31 payments
	}
	return j.places[:n:n]
}
