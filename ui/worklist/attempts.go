package worklist

import (
	"slices"

	"dojoreversals/dojo/reversal"
)

// takeAttempts notes of each payment the attempt that tells most, and of those
// that tell as much the newest.
func (l *List) takeAttempts(attempts []reversal.Attempt) {
	l.attempts = slices.DeleteFunc(attempts, func(a reversal.Attempt) bool { return !concerns(&a, l.snap) })
	// By Dojo's clock, since this machine's may have been set between two of them.
	slices.SortStableFunc(l.attempts, func(a, b reversal.Attempt) int {
		return a.ByDojo(a.ConfirmedAt, l.now.Ahead).Compare(b.ByDojo(b.ConfirmedAt, l.now.Ahead))
	})
	l.changes++
	clear(l.telling)
	for i := range l.attempts {
		a := &l.attempts[i]
		if found := l.telling[a.Payment.ID]; found == nil || tells(a) >= tells(found) {
			l.telling[a.Payment.ID] = a
		}
	}
}

// Attempts are all that concern this list, the oldest first.
func (l *List) Attempts() []reversal.Attempt { return l.attempts }

// Changes is how often the attempts were taken in: what was drawn of them before
// may be out of date once it has grown.
func (l *List) Changes() int { return l.changes }

// Attempt is the attempt that tells most about a payment, or nil.
func (l *List) Attempt(payment string) *reversal.Attempt { return l.telling[payment] }

// Open are the attempts whose end isn't known yet, and that are followed here.
func (l *List) Open() []*reversal.Attempt {
	return l.those(func(a *reversal.Attempt) bool { return a.State.Open() && !a.OtherKey })
}

// Watched are those of them that go on by themselves: what the program ticks for,
// and asks about before it ends. One that Dojo called Successful, and whose
// payment it still holds, was told when that was known. It stays in the number in
// progress and is told again at the next start.
func (l *List) Watched() []*reversal.Attempt {
	return l.those(func(a *reversal.Attempt) bool { return UnderWay(a) && !a.OtherKey })
}

func (l *List) those(are func(a *reversal.Attempt) bool) []*reversal.Attempt {
	var list []*reversal.Attempt
	for i := range l.attempts {
		if a := &l.attempts[i]; are(a) {
			list = append(list, a)
		}
	}
	return list
}

// Notices are the attempts with something to say that nobody has put away: what
// ended without a reversal first, then what was reversed, then what is under way,
// and of each the newest first, since that is what its reader has just done.
func (l *List) Notices() []*reversal.Attempt {
	var undone, reversed, moving []*reversal.Attempt
	for i := range l.attempts {
		a := &l.attempts[i]
		switch {
		case l.putAway[a.ID] == Stage(a), a.Past && !IsNews(a):
		case UnderWay(a):
			moving = append(moving, a)
		case ReversedBy(a):
			reversed = append(reversed, a)
		default:
			undone = append(undone, a)
		}
	}
	slices.Reverse(undone)
	slices.Reverse(reversed)
	slices.Reverse(moving)
	return slices.Concat(undone, reversed, moving)
}

// News says whether an attempt has ended, or was corrected, since News was asked
// last: each result is news once.
func (l *List) News() bool {
	news := false
	for i := range l.attempts {
		a := &l.attempts[i]
		if !UnderWay(a) && l.told[a.ID] != Stage(a) {
			l.told[a.ID] = Stage(a)
			news = news || !a.Past || IsNews(a)
		}
	}
	return news
}

// PutAway puts a notice away. What it returns is to be kept for Options.PutAway
// of the next start; "" for what is to be told again then: whoever reads what is
// under way next may not be the one who put it away, and must not refund
// meanwhile.
func (l *List) PutAway(a *reversal.Attempt) (stage string) {
	stage = Stage(a)
	l.putAway[a.ID] = stage
	l.tabulate()
	if a.State.Open() {
		return ""
	}
	return stage
}

// BringBack shows a notice that was put away.
func (l *List) BringBack(a *reversal.Attempt) { delete(l.putAway, a.ID) }
