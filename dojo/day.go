package dojo

import (
	"cmp"
	"time"
	_ "time/tzdata" // Windows tills have no time zone data of their own.
)

// Day is a calendar day with no time zone of its own. The trading day of a
// shop is the calendar day in the shop's zone, by Dojo's clock.
type Day struct {
	Year  int
	Month time.Month
	Dom   int // day of the month, from 1
}

// DayOf is the calendar day of an instant in a zone.
func DayOf(t time.Time, zone *time.Location) Day {
	y, m, d := t.In(zone).Date()
	return Day{Year: y, Month: m, Dom: d}
}

// Before says whether d comes before e.
func (d Day) Before(e Day) bool {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Dom, e.Dom)) < 0
}

// Add is the day n calendar days later, or earlier where n is negative.
func (d Day) Add(n int) Day {
	y, m, dom := time.Date(d.Year, d.Month, d.Dom+n, 12, 0, 0, 0, time.UTC).Date()
	return Day{Year: y, Month: m, Dom: dom}
}

// Start is the first instant of the day in a zone. Days of a clock change are
// 23 or 25 hours long, so the end of a day is the start of the next one and
// never 24 hours after its own start.
func (d Day) Start(zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Dom, 0, 0, 0, 0, zone)
	changed, next := t.ZoneBounds()
	if DayOf(t, zone).Before(d) {
		// The clocks skip midnight here (Beirut, Havana) and Go chose the
		// instant before the gap: the day starts where the gap ends.
		return next
	}
	if changed.IsZero() {
		return t
	}
	// Where the clocks go back over midnight, the day has two of them (Amman
	// until 2022), and Go doesn't say which one it chooses: the first counts.
	_, now := t.Zone()
	_, before := changed.Add(-1).Zone()
	if first := t.Add(time.Duration(now-before) * time.Second); first.Before(changed) && DayOf(first, zone) == d {
		return first
	}
	return t
}

// End is the first instant after the day in a zone.
func (d Day) End(zone *time.Location) time.Time { return d.Add(1).Start(zone) }
