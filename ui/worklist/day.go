package worklist

import (
	"slices"
	"strings"
	"sync"

	"dojoreversals/dojo"
)

// DayPart is what may have become of a payment of the day.
type DayPart int

// The parts of a day.
const (
	DayHeld DayPart = iota
	DayReversed
	DayCaptured
	DayParts // how many there are
)

// DayCounts are numbers of payments.
type DayCounts [DayParts]int

// All adds them up.
func (c DayCounts) All() (n int) {
	for _, part := range c {
		n += part
	}
	return n
}

// Day is the trading day in numbers: what has become of its payments, by
// the hour of the shop's clock in which they were paid.
type Day struct {
	Hours [24]DayCounts
	// First and Last are the hours that are drawn, from the first payment to
	// now, or to the last payment should that be later.
	First, Last int
	Total       DayCounts
	Sums        [DayParts]Sum
	Others      int  // payments of the day that are none of the parts
	Partly      bool // not all of the day is known
}

// dropSums takes the sums back, where not all of the day is known. The numbers
// are then the least that there are.
func (d *Day) dropSums() {
	d.Partly = true
	for part := range d.Sums {
		d.Sums[part].unclear = true
	}
}

// countedDay is the day of some verdicts as it was counted last, in an hour of the day.
// It is counted when somebody asks for it.
type countedDay struct {
	mu    sync.Mutex
	known bool
	hour  int
	day   Day
}

// Day is the present day in numbers. Where not all of it is known, it has no sums.
func (l *List) Day() Day {
	day := l.verdicts.day(l.now.Dojo.In(l.now.Zone).Hour())
	if !l.snap.Whole() {
		day.dropSums()
	}
	return day
}

// day counts the payments of today, in an hour of the day.
func (vs *verdicts) day(hour int) Day {
	c := &vs.counted
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || c.hour != hour {
		c.known, c.hour, c.day = true, hour, vs.countDay(hour)
	}
	return c.day
}

func (vs *verdicts) countDay(hour int) Day {
	zone := vs.zone
	d := Day{First: hour, Last: hour}
	for i, k := range vs.marks {
		if k.flags&isOfToday == 0 || k.flags&isNotPaid != 0 {
			continue
		}
		p := vs.payments[i]
		part, ok := partOf(p, k.flags)
		if !ok {
			d.Others++
			continue
		}
		at, _ := p.PaidOrCreated()
		hour := at.In(zone).Hour()
		d.Hours[hour][part]++
		d.Total[part]++
		d.Sums[part].add(p.Charge())
		d.First, d.Last = min(d.First, hour), max(d.Last, hour)
	}
	return d
}

// partOf says as which part a payment counts. One that is neither plainly held
// nor plainly taken, or is refunded or cancelled, is none.
func partOf(p *dojo.PaymentIntent, f flags) (DayPart, bool) {
	switch {
	case p.Extras().Refunded != 0:
		return 0, false
	case p.Status == dojo.StatusReversed:
		return DayReversed, true
	case p.Status == dojo.StatusCaptured:
		return DayCaptured, true
	case p.Status == dojo.StatusAuthorized && f&isReversible != 0:
		return DayHeld, true
	}
	return 0, false
}

// Sum adds amounts up, each currency by itself. Where one amount isn't known,
// or two figures of Dojo's disagree, there is no sum: it would not be true.
type Sum struct {
	amounts []dojo.Money // by currency
	unclear bool
}

// add takes a charge in.
func (s *Sum) add(c dojo.Charge) {
	if !c.Known || !c.Certain {
		s.unclear = true
		return
	}
	i, found := slices.BinarySearchFunc(s.amounts, c.Total, func(a, b dojo.Money) int { return strings.Compare(a.Currency, b.Currency) })
	if !found {
		s.amounts = slices.Insert(s.amounts, i, c.Total)
		return
	}
	total, ok := s.amounts[i].Add(c.Total)
	if !ok {
		s.unclear = true
		return
	}
	s.amounts[i] = total
}

// Text writes the sum, such as "£812.50" or "€30.00 + £812.50"; "" where there
// is none.
func (s Sum) Text(write func(dojo.Money) string) string {
	if s.unclear {
		return ""
	}
	var parts []string
	for _, m := range s.amounts {
		parts = append(parts, write(m))
	}
	return strings.Join(parts, " + ")
}
