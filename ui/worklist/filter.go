package worklist

import (
	"slices"
	"time"

	"dojoreversals/dojo"
)

// Filter is what leaves only some payments of a view on the list: those that have
// every word of a text, as it was typed, or those of an hour.
type Filter struct {
	Text string
	Hour Hour
}

// None says whether nothing is left out.
func (f Filter) None() bool { return f == Filter{} }

// Hour is an hour of one day by the shop's clock, from 0 to 23. Where the clocks go
// back it is the hour that comes twice, both times.
type Hour struct {
	Day  dojo.Day
	Hour int
}

// Filter is the filter that stands.
func (l *List) Filter() Filter { return l.filter }

// SetFilter puts another filter in the place of the one that stands, and says whether
// it is another.
func (l *List) SetFilter(f Filter) bool {
	if f == l.filter {
		return false
	}
	l.filter = f
	l.at = 0 // where the selected payment isn't found, the first that is
	l.tabulate()
	return true
}

// keepHour leaves those rows in the table that were paid in an hour, and counts what
// only other views list.
func (t *table) keepHour(h Hour, vs *verdicts) {
	view := t.rows
	t.rows = nil
	for i, k := range vs.marks {
		if k.flags&isNotPaid != 0 || !h.has(vs.payments[i], vs.zone) {
			continue
		}
		place := int32(i)
		if _, listed := slices.BinarySearch(view, place); listed {
			t.rows = append(t.rows, place)
		} else {
			t.elsewhere++
		}
	}
	t.first = len(t.rows)
}

// has says whether a payment was made in the hour.
func (h Hour) has(p *dojo.PaymentIntent, zone *time.Location) bool {
	paid, _ := p.PaidOrCreated()
	return !paid.IsZero() && paid.In(zone).Hour() == h.Hour && dojo.DayOf(paid, zone) == h.Day
}
