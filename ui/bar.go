package ui

import (
	"dojoreversals/ui/worklist"
)

// maxEach is how many cells a single payment takes at most.
const maxEach = 4

// bar shares out cells between the parts of an hour, most being the number of
// payments in the fullest hour. While there is room each payment takes the same
// number of cells; beyond that the bars are to scale, and a part that has any
// payment keeps a cell.
func bar(c worklist.DayCounts, most, room int) (widths worklist.DayCounts) {
	if most <= 0 || room < int(worklist.DayParts) {
		return widths
	}
	if each := min(room/most, maxEach); each > 0 {
		for part, n := range c {
			widths[part] = n * each
		}
		return widths
	}
	total := max(c.All()*room/most, 0)
	used := 0
	for part, n := range c {
		if n > 0 {
			widths[part] = max(n*room/most, 1)
			used += widths[part]
		}
	}
	// What rounding has left over or taken too much goes to the longest part.
	longest := worklist.DayPart(0)
	for part := range worklist.DayParts {
		if widths[part] > widths[longest] {
			longest = part
		}
	}
	if widths[longest] > 0 {
		widths[longest] = max(widths[longest]+min(max(total, 1), room)-used, 1)
	}
	return widths
}
