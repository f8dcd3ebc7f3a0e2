package worklist

import (
	"maps"
	"slices"
	"time"

	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// attempts are those that concern a list, and what has been read of them.
type attempts struct {
	given   given                        // as they were taken in last
	all     []reversal.Attempt           // those that concern the list, oldest first
	changes int                          // how often they have changed
	telling map[string]*reversal.Attempt // by payment ID
	putAway map[string]string            // by attempt ID: the stage in which its notice was put away
	told    map[string]string            // by attempt ID: the stage whose result News has told

	// Worked out of these once for each change: every key asks for them several times,
	// and a shop may have thousands of attempts in nine days.
	notices []*reversal.Attempt
	watched []*reversal.Attempt
	moving  int
}

func newAttempts(putAway map[string]string) attempts {
	as := attempts{telling: map[string]*reversal.Attempt{}, putAway: map[string]string{}, told: map[string]string{}}
	maps.Copy(as.putAway, putAway)
	maps.Copy(as.told, putAway)
	return as
}

// given are attempts as they were taken in, and what else decides which of them concern
// the list and which is older.
type given struct {
	all     []reversal.Attempt
	byList  bool // the list does: some were made with another key
	version uint64
	byClock bool // this machine's clock does: Dojo's wasn't known when some were confirmed
	ahead   time.Duration
}

func newGiven(all []reversal.Attempt, list *feed.Snapshot, ahead time.Duration) given {
	g := given{all: all, version: list.Version, ahead: ahead}
	for i := range all {
		g.byList = g.byList || all[i].OtherKey
		g.byClock = g.byClock || all[i].ConfirmedDojo.IsZero()
	}
	return g
}

// same says whether nothing has changed. It looks at no attempt.
func (g given) same(all []reversal.Attempt, list *feed.Snapshot, ahead time.Duration) bool {
	return len(all) == len(g.all) && (len(all) == 0 || &all[0] == &g.all[0]) &&
		(!g.byList || list.Version == g.version) && (!g.byClock || ahead == g.ahead)
}

// take notes of each payment the attempt that tells most, and of those that tell
// as much the newest. It doesn't change all, and does nothing if it was given the same
// before: a list changes much more often than its attempts do.
func (as *attempts) take(all []reversal.Attempt, list *feed.Snapshot, ahead time.Duration) {
	if as.given.same(all, list, ahead) {
		return
	}
	as.given, as.all = newGiven(all, list, ahead), all
	if other := func(a reversal.Attempt) bool { return !concerns(&a, list) }; slices.ContainsFunc(all, other) {
		as.all = slices.DeleteFunc(slices.Clone(all), other)
	}
	// By Dojo's clock, since this machine's may have been set between two of them.
	older := func(a, b reversal.Attempt) int {
		return a.ByDojo(a.ConfirmedAt, ahead).Compare(b.ByDojo(b.ConfirmedAt, ahead))
	}
	if !slices.IsSortedFunc(as.all, older) {
		as.all = slices.Clone(as.all)
		slices.SortStableFunc(as.all, older)
	}
	as.changes++
	clear(as.telling)
	for i := range as.all {
		a := &as.all[i]
		if found := as.telling[a.Payment.ID]; found == nil || precedence(a) >= precedence(found) {
			as.telling[a.Payment.ID] = a
		}
	}
	as.sum()
}

// sum works out what is asked for often. It is called after every change.
func (as *attempts) sum() {
	as.notices, as.watched, as.moving = as.toTell(), nil, 0
	for i := range as.all {
		a := &as.all[i]
		if a.OtherKey || !a.State.Open() {
			continue
		}
		as.moving++
		if UnderWay(a) {
			as.watched = append(as.watched, a)
		}
	}
}

// Attempts are all that concern this list, the oldest first.
func (as *attempts) Attempts() []reversal.Attempt { return as.all }

// Changes is how often the attempts were taken in: what was drawn of them before
// may be out of date once it has grown.
func (as *attempts) Changes() int { return as.changes }

// Attempt is the attempt that tells most about a payment, or nil.
func (as *attempts) Attempt(payment string) *reversal.Attempt { return as.telling[payment] }

// InProgress is how many attempts are followed here whose end isn't known yet.
func (as *attempts) InProgress() int { return as.moving }

// Watched are those of them that go on by themselves: what the program ticks for.
// One that Dojo called Successful, and whose payment it still holds, was told when
// that was known. It stays in the number in progress and is told again at the next
// start. Don't change the list.
func (as *attempts) Watched() []*reversal.Attempt { return as.watched }

// AskBeforeQuit are those of Watched that nobody may follow once this session has
// ended. What a colleague began in another session isn't this one's to ask about.
func (as *attempts) AskBeforeQuit() []*reversal.Attempt {
	return slices.DeleteFunc(slices.Clone(as.watched), func(a *reversal.Attempt) bool { return a.OtherSession })
}

// Notices are the attempts with something to say that nobody has put away: what
// ended without a reversal first, then what was reversed, then what is under way,
// and of each the newest first, since that is what its reader has just done. Don't
// change the list.
func (as *attempts) Notices() []*reversal.Attempt { return as.notices }

func (as *attempts) toTell() []*reversal.Attempt {
	var undone, reversed, moving []*reversal.Attempt
	for i := range as.all {
		a := &as.all[i]
		switch {
		case a.Past && !IsNews(a), as.putAway[a.ID] == Stage(a), as.otherEnded(a): // most are past
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

// otherEnded says whether an attempt came to nothing because another one was under
// way that has ended since. That one's result is told by itself, and "follow it here"
// isn't so any more.
func (as *attempts) otherEnded(a *reversal.Attempt) bool {
	if a.State != journal.Abandoned || a.Why != journal.OtherAttempt || a.InTheWay == nil {
		return false
	}
	return slices.ContainsFunc(as.all, func(o reversal.Attempt) bool { return o.ID == a.InTheWay.ID && !UnderWay(&o) })
}

// News says whether an attempt has ended, or was corrected, since News was asked
// last: each result is news once.
func (as *attempts) News() bool {
	news := false
	for i := range as.all {
		a := &as.all[i]
		if !UnderWay(a) && as.told[a.ID] != Stage(a) {
			as.told[a.ID] = Stage(a)
			news = news || !a.Past || IsNews(a)
		}
	}
	return news
}

// BringBack shows a notice that was put away.
func (as *attempts) BringBack(a *reversal.Attempt) {
	delete(as.putAway, a.ID)
	as.sum()
}
