package journal

import (
	"time"

	"dojoreversals/dojo"
)

// Remembered is how far back a program takes attempts up when it starts: the 8
// days for which package reversal compares them with their payments, and one day
// for the edges.
const Remembered = 9 * 24 * time.Hour

// Shop is whose payments an attempt is about: what one key sees. The key itself
// is never recorded. Of the base URL only its place counts, see dojo.Place.
type Shop struct {
	Environment    dojo.Environment
	BaseURL        string
	KeyFingerprint string // "" in a Filter takes any key
}

// Has says whether an attempt is about payments that the shop's address shows,
// with whatever key it was made.
func (s Shop) Has(a Attempt) bool {
	return a.Environment == s.Environment && dojo.Place(a.Environment, a.BaseURL) == dojo.Place(s.Environment, s.BaseURL)
}

// Filter chooses attempts or events. A field with its zero value takes all.
type Filter struct {
	// Since takes what was recorded at this time or later, by this machine's
	// clock or by Dojo's: a clock that was behind hides nothing, and one that was
	// ahead doesn't either.
	Since     time.Time
	PaymentID string
	AttemptID string
	// Unfinished takes attempts whose end isn't known: open ones, and unresolved
	// ones that weren't corrected.
	Unfinished bool
	Shop       *Shop
}
