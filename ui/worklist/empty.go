package worklist

import "dojoreversals/dojo/feed"

// Emptiness is why no payment is listed.
type Emptiness int

// The reasons. The first comes where the counts tell it already.
const (
	EmptyUnsaid     Emptiness = iota
	EmptySearching            // the finder hasn't looked at all payments yet
	EmptyElsewhere            // what is searched for is in other views only
	EmptyNotListed            // a whole payment ID that isn't here; Dojo may know it
	EmptyNotLoaded            // not found so far, and the first load goes on
	EmptyNotYet               // not found so far, and the list isn't whole
	EmptyFourDigits           // nothing has these last four digits: a phone or a watch has others than its card
	EmptyNoMatch              // nothing has what was typed, see Typed
	EmptyLoading              // the first load goes on
	EmptyUnreached            // the same, and Dojo doesn't answer
	EmptyNoneYet              // nothing so far, and the list isn't whole
	EmptyView                 // the view has none
)

// Emptiness is why there are no rows. It says nothing where there are some.
func (l *List) Emptiness() Emptiness {
	switch q := l.table.query; {
	case l.filter.Text != "" && !l.key.ready:
		return EmptySearching
	case !l.filter.None() && l.table.elsewhere > 0:
		return EmptyElsewhere
	case q.id != "":
		return EmptyNotListed
	case l.filter.Text != "" && l.snap.State == feed.Loading && l.snap.Trouble == nil:
		return EmptyNotLoaded
	case l.filter.Text != "" && !l.snap.Whole():
		return EmptyNotYet
	case q.four != "":
		return EmptyFourDigits
	case l.filter.Text != "":
		return EmptyNoMatch
	case l.snap.State == feed.Loading && l.snap.Trouble == nil:
		return EmptyLoading
	case l.snap.State == feed.Loading:
		return EmptyUnreached
	case !l.snap.Whole() && (l.view != ViewToReverse || !allToReverse(l.Rule(), l.snap)):
		return EmptyNoneYet
	case l.view != ViewRecent, !l.filter.None():
		return EmptyView
	}
	return EmptyUnsaid
}

// Typed is what is searched for, as far as its look tells.
func (l *List) Typed() Typed { return typedAs(l.filter.Text) }
