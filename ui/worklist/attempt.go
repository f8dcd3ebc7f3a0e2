package worklist

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// UnderWay says whether an attempt goes on by itself. One that Dojo called
// Successful, and whose payment stays held, is open too, but it waits for people.
func UnderWay(a *reversal.Attempt) bool { return a.State.Open() && a.CorrectedAt.IsZero() }

// IsNews says whether what Dojo showed after an attempt's end is told. That
// another attempt did it is a note in the details.
func IsNews(a *reversal.Attempt) bool { return !a.CorrectedAt.IsZero() && a.CorrectedBy == "" }

// WentBack says whether Dojo shows a payment as not reversed, after it said or
// showed that it was.
func WentBack(a *reversal.Attempt) bool { return !a.CorrectedAt.IsZero() && !a.Reversed() }

// Voided says whether Dojo shows a payment as cancelled after a request to reverse
// it that may have been carried out. Dojo's documents don't say how that comes
// about. It is no reversal, and no failure: nothing is held any more.
func Voided(a *reversal.Attempt) bool {
	if WentBack(a) {
		return a.LastStatus == dojo.StatusCanceled
	}
	return a.Why == journal.CanceledFirst && (Took(a) || a.Answered == "" && !reversal.TurnedAway(a.HTTPStatus))
}

// Took says whether Dojo answered that it took the reversal.
func Took(a *reversal.Attempt) bool {
	if a.Answered == "" {
		return a.State == journal.Created || a.ReversalID != ""
	}
	return a.Answered != dojo.ReversalFailed
}

// WasShown says whether a payment was shown as reversed before Dojo went back on
// it, and not only said to be.
func WasShown(a *reversal.Attempt) bool {
	return !a.SeenReversedAt.IsZero() || a.Answered != dojo.ReversalSuccessful
}

// Barred says whether an attempt keeps its payment from being reversed, whatever
// the list shows: it may be some seconds older.
func Barred(a *reversal.Attempt) bool { return a.State.Open() || ReversedBy(a) }

// ReversedBy says whether an attempt ended with its payment reversed.
func ReversedBy(a *reversal.Attempt) bool {
	return a.Reversed() && a.State != journal.Abandoned
}

// precedence is how much an attempt tells about its payment: one that is open tells
// most, and one that reversed it more than one that didn't. Which is the newest
// decides too little, since the clock may have been set between two of them.
func precedence(a *reversal.Attempt) int {
	switch {
	case a.State.Open():
		return 3
	case a.State == journal.Successful:
		return 2
	case ReversedBy(a):
		return 1
	}
	return 0
}

// Stage tells the states apart in which a notice is put away anew: what was
// dismissed while under way comes back with its result, and a correction comes
// back after that.
func Stage(a *reversal.Attempt) string {
	switch {
	case UnderWay(a):
		return "open"
	case !IsNews(a):
		return string(a.State) // a note that another attempt did it brings nothing back
	}
	if a.CorrectedAt.IsZero() {
		return string(a.State)
	}
	return string(a.State) + " " + a.CorrectedAt.UTC().Format(time.RFC3339Nano)
}

// concerns says whether an attempt is anything to this screen. One that was made
// with another key is only while it is open and bars a payment of this list: its
// results are another shop's.
func concerns(a *reversal.Attempt, list *feed.Snapshot) bool {
	if !a.OtherKey {
		return true
	}
	_, listed := list.Get(a.Payment.ID)
	return listed && a.State.Open()
}

// ShownState is the state in which people are told that an attempt is. One that
// was begun elsewhere and is being sent is Checking: the program that sends it
// may have died, and nothing here would tell.
func ShownState(a *reversal.Attempt) journal.State {
	if a.Resumed && (a.State == journal.Intended || a.State == journal.Sending) {
		return journal.Checking
	}
	return a.State
}
