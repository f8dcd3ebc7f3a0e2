package ui

import (
	"time"

	"dojoreversals/dojo/reversal"
)

// Unfinished are the lines to leave in the terminal when the screen has closed
// while the end of a reversal isn't known.
func Unfinished(attempts []reversal.Attempt, zone *time.Location, ascii bool) []string {
	speak := speaker{glyphs: newGlyphs(ascii), zone: zone}
	var lines []string
	for i := range attempts {
		if a := &attempts[i]; a.State.Open() {
			lines = append(lines, speak.unfinished(a)+" "+textQuitUnwatched+" Look at it in the list before you refund it or charge again.")
		}
	}
	return lines
}
