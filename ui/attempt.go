package ui

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"time"
)

// underWay says whether an attempt goes on by itself. One that Dojo called
// Successful, and whose payment stays held, is open too, but it waits for people.
func underWay(a *reversal.Attempt) bool { return a.State.Open() && a.CorrectedAt.IsZero() }

// isNews says whether what Dojo showed after an attempt's end is told. That
// another attempt did it is a note in the details.
func isNews(a *reversal.Attempt) bool { return !a.CorrectedAt.IsZero() && a.CorrectedBy == "" }

// wentBack says whether Dojo shows a payment as not reversed, after it said or
// showed that it was.
func wentBack(a *reversal.Attempt) bool { return !a.CorrectedAt.IsZero() && !a.Reversed() }

// wasShown says whether a payment was shown as reversed before Dojo went back on
// it, and not only said to be.
func wasShown(a *reversal.Attempt) bool {
	return !a.SeenReversedAt.IsZero() || a.Answered != dojo.ReversalSuccessful
}

// barred says whether an attempt keeps its payment from being reversed, whatever
// the list shows: it may be some seconds older.
func barred(a *reversal.Attempt) bool { return a.State.Open() || reversedBy(a) }

// reversedBy says whether an attempt ended with its payment reversed.
func reversedBy(a *reversal.Attempt) bool {
	return a.Reversed() && a.State != journal.Abandoned
}

// tells is how much an attempt tells about its payment: one that is open tells
// most, and one that reversed it more than one that didn't. Which is the newest
// decides too little, since the clock may have been set between two of them.
func tells(a *reversal.Attempt) int {
	switch {
	case a.State.Open():
		return 3
	case a.State == journal.Successful:
		return 2
	case reversedBy(a):
		return 1
	}
	return 0
}

// stage tells the states apart in which a notice is put away anew: what was
// dismissed while under way comes back with its result, and a correction comes
// back after that.
func stage(a *reversal.Attempt) string {
	switch {
	case underWay(a):
		return "open"
	case !isNews(a):
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

// shownState is the state in which people are told that an attempt is. One that
// was begun elsewhere and is being sent is Checking: the program that sends it
// may have died, and nothing here would tell.
func shownState(a *reversal.Attempt) journal.State {
	if a.Resumed && (a.State == journal.Intended || a.State == journal.Sending) {
		return journal.Checking
	}
	return a.State
}
