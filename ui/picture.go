package ui

import (
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// dayPart is what may have become of a payment, as the picture of the day
// draws it.
type dayPart int

const (
	dayHeld dayPart = iota
	dayReversed
	dayCaptured
	dayParts // how many there are
)

// dayCounts are numbers of payments.
type dayCounts [dayParts]int

func (c dayCounts) all() (n int) {
	for _, part := range c {
		n += part
	}
	return n
}

// picture is the trading day in numbers: what has become of its payments, by
// the hour of the shop's clock in which they were paid.
type picture struct {
	hours [24]dayCounts
	// first and last are the hours that are drawn, from the first payment to
	// now, or to the last payment should that be later.
	first, last int
	total       dayCounts
	sums        [dayParts]sum
	others      int  // payments of the day that are none of the parts
	partly      bool // not all of the day is known
}

// unclear takes the sums back, where not all of the day is known. The numbers
// are then the least that there are.
func (p *picture) unclear() {
	p.partly = true
	for part := range p.sums {
		p.sums[part].unclear = true
	}
}

// sum adds amounts up, each currency by itself. Where one amount isn't known,
// or two figures of Dojo's disagree, there is no sum: it would not be true.
type sum struct {
	amounts []dojo.Money // by currency
	unclear bool
}

func (s *sum) add(c dojo.Charge) {
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

// text writes the sum, such as "£812.50" or "€30.00 + £812.50"; "" where there
// is none.
func (s sum) text(write func(dojo.Money) string) string {
	if s.unclear {
		return ""
	}
	var parts []string
	for _, m := range s.amounts {
		parts = append(parts, write(m))
	}
	return strings.Join(parts, " + ")
}
