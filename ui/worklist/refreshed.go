package worklist

import (
	"slices"

	"dojoreversals/dojo/feed"
)

// Refreshed is what came of asking Dojo for the list again.
type Refreshed int

// What can come of it.
const (
	NotAnswered Refreshed = iota
	NothingNew
	SomethingNew
	AskedInVain // the list's trouble says why
)

// AnswerTo says what came of asking again. asked is the list as it was then. A
// payment that hasn't changed is the same pointer in both.
func AnswerTo(asked, now *feed.Snapshot) Refreshed {
	switch {
	case now.Trouble != nil && now.Trouble != asked.Trouble:
		return AskedInVain
	case now.Trouble != nil, now.State == feed.Loading, !now.AsOf.After(asked.AsOf):
		return NotAnswered
	case slices.Equal(asked.Payments, now.Payments) && len(asked.Gone) == len(now.Gone):
		return NothingNew
	}
	return SomethingNew
}
