package worklist

import (
	"slices"
	"strings"

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

// Unclear takes the sums back, where not all of the day is known. The numbers
// are then the least that there are.
func (p *Day) Unclear() {
	p.Partly = true
	for part := range p.Sums {
		p.Sums[part].unclear = true
	}
}

// Sum adds amounts up, each currency by itself. Where one amount isn't known,
// or two figures of Dojo's disagree, there is no sum: it would not be true.
type Sum struct {
	amounts []dojo.Money // by currency
	unclear bool
}

// Add takes a charge in.
func (s *Sum) Add(c dojo.Charge) {
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
