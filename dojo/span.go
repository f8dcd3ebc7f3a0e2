package dojo

import "time"

// Span is the present by Dojo's clock, as far as it is known: no earlier than
// Earliest and no later than Latest. A payment is reversed only if it may be at
// both.
type Span struct{ Earliest, Latest time.Time }

// At is the span of an instant that is known exactly.
func At(t time.Time) Span { return Span{t, t} }

// unsureFrom is the width from which a span is wider than the error of a clock.
const unsureFrom = 2 * time.Minute

// Unsure says whether the span is wider than the error of a clock that works:
// Dojo's answers, or its first answers and this machine's clock, disagree about
// the time.
func (s Span) Unsure() bool { return s.Latest.Sub(s.Earliest) > unsureFrom }

// Day is the calendar day in a zone, and whether the whole span is of one day.
// Where it isn't, the day is that of Latest.
func (s Span) Day(zone *time.Location) (day Day, sure bool) {
	day = DayOf(s.Latest, zone)
	return day, day == DayOf(s.Earliest, zone)
}

// and is the smallest span that contains both.
func (s Span) and(t Span) Span {
	if t.Earliest.Before(s.Earliest) {
		s.Earliest = t.Earliest
	}
	if t.Latest.After(s.Latest) {
		s.Latest = t.Latest
	}
	return s
}
