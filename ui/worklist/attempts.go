package worklist

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"

	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// attempts are those that concern a list, and what has been read of them. They are
// kept by payment: what one attempt tells depends on the others on its payment, and on
// no more. So a change costs the same however many there are.
type attempts struct {
	list    *feed.Snapshot                 // the list that they were taken in with
	ahead   time.Duration                  // how far this machine's clock was ahead of Dojo's then
	all     map[string][]*reversal.Attempt // by payment ID, those that don't concern the list too, the oldest first
	byList  map[string]bool                // payment IDs: the list decides which concern it, some were made with another key
	byClock map[string]bool                // payment IDs: this machine's clock decides the order, Dojo's wasn't known
	changes int                            // how often they have changed
	putAway map[string]string              // by attempt ID: the stage in which its notice was put away
	told    map[string]string              // by attempt ID: the stage whose result News has told
	untold  map[string]bool                // payment IDs: News hasn't looked at their attempts

	// What is asked for several times with every key, ready and in its order.
	notices []*reversal.Attempt
	fresh   []*reversal.Attempt
	open    []*reversal.Attempt
	watched []*reversal.Attempt
	moving  int
}

func newAttempts(putAway map[string]string) attempts {
	as := attempts{
		list: &feed.Snapshot{}, all: map[string][]*reversal.Attempt{}, byList: map[string]bool{}, byClock: map[string]bool{},
		putAway: map[string]string{}, told: map[string]string{}, untold: map[string]bool{},
	}
	maps.Copy(as.putAway, putAway)
	maps.Copy(as.told, putAway)
	return as
}

// take takes in the attempts that have changed. It looks only at those on the same
// payments, and at those for which the list or the clock decides.
func (as *attempts) take(changed []reversal.Attempt, list *feed.Snapshot, ahead time.Duration) {
	payments := map[string]bool{}
	for i := range changed {
		payments[changed[i].Payment.ID] = true
	}
	if list.Version != as.list.Version {
		maps.Copy(payments, as.byList)
	}
	if ahead != as.ahead {
		maps.Copy(payments, as.byClock)
	}
	as.again(payments, func() {
		as.list, as.ahead = list, ahead
		for i := range changed {
			as.keep(&changed[i])
		}
		for payment := range payments {
			slices.SortFunc(as.all[payment], as.older)
			as.untold[payment] = true
		}
	})
}

// keep puts the new state of an attempt in the place of the one before.
func (as *attempts) keep(a *reversal.Attempt) {
	payment := a.Payment.ID
	of := as.all[payment]
	if i := slices.IndexFunc(of, func(o *reversal.Attempt) bool { return o.ID == a.ID }); i >= 0 {
		of[i] = a
	} else {
		as.all[payment] = append(of, a)
	}
	of = as.all[payment]
	setIf(as.byList, payment, slices.ContainsFunc(of, func(o *reversal.Attempt) bool { return o.OtherKey && o.State.Open() }))
	setIf(as.byClock, payment, slices.ContainsFunc(of, func(o *reversal.Attempt) bool { return o.ConfirmedDojo.IsZero() }))
}

func setIf(set map[string]bool, member string, in bool) {
	delete(set, member)
	if in {
		set[member] = true
	}
}

// again works out anew what is ready of some payments' attempts, around a change.
func (as *attempts) again(payments map[string]bool, change func()) {
	for payment := range payments {
		for a := range as.AttemptsOn(payment) {
			as.notices = without(as.notices, a, as.toldBefore)
			as.fresh = without(as.fresh, a, as.older)
			as.open = without(as.open, a, as.older)
		}
	}
	change()
	if len(payments) == 0 {
		return
	}
	as.changes++
	var notices, fresh, open []*reversal.Attempt
	for payment := range payments {
		for a := range as.AttemptsOn(payment) {
			if as.tells(a) {
				notices = append(notices, a)
			}
			if !a.Past || IsNews(a) {
				fresh = append(fresh, a)
			}
			if a.State.Open() {
				open = append(open, a)
			}
		}
	}
	as.notices = with(as.notices, notices, as.toldBefore)
	as.fresh = with(as.fresh, fresh, as.older)
	as.open = with(as.open, open, as.older)
	as.watched, as.moving = nil, 0
	for _, a := range as.open {
		if a.OtherKey {
			continue
		}
		as.moving++
		if UnderWay(a) {
			as.watched = append(as.watched, a)
		}
	}
}

// with is a sorted list with more attempts. A few are put in their places, and many, as
// at first, are sorted.
func with(list, more []*reversal.Attempt, order func(a, b *reversal.Attempt) int) []*reversal.Attempt {
	if len(more) > 16 {
		list = append(list, more...)
		slices.SortFunc(list, order)
		return list
	}
	for _, a := range more {
		i, _ := slices.BinarySearchFunc(list, a, order)
		list = slices.Insert(list, i, a)
	}
	return list
}

// without is a sorted list without an attempt, which need not be in it.
func without(list []*reversal.Attempt, a *reversal.Attempt, order func(a, b *reversal.Attempt) int) []*reversal.Attempt {
	if i, found := slices.BinarySearchFunc(list, a, order); found {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// older orders attempts by when they were confirmed. It goes by Dojo's clock, since
// this machine's may have been set between two of them.
func (as *attempts) older(a, b *reversal.Attempt) int {
	return cmp.Or(a.ByDojo(a.ConfirmedAt, as.ahead).Compare(b.ByDojo(b.ConfirmedAt, as.ahead)), a.ConfirmedAt.Compare(b.ConfirmedAt), cmp.Compare(a.ID, b.ID))
}

// toldBefore orders notices: what ended without a reversal, then what was reversed,
// then what is under way, and of each the newest first.
func (as *attempts) toldBefore(a, b *reversal.Attempt) int {
	rank := func(a *reversal.Attempt) int {
		switch {
		case UnderWay(a):
			return 2
		case ReversedBy(a):
			return 1
		}
		return 0
	}
	return cmp.Or(rank(a)-rank(b), as.older(b, a))
}

// AttemptsOn are the attempts on a payment that concern this list, the oldest first.
func (as *attempts) AttemptsOn(payment string) iter.Seq[*reversal.Attempt] {
	return func(yield func(*reversal.Attempt) bool) {
		for _, a := range as.all[payment] {
			if concerns(a, as.list) && !yield(a) {
				return
			}
		}
	}
}

// Fresh are the attempts that weren't over before, and those of which something is
// news, the oldest first. Don't change the list.
func (as *attempts) Fresh() []*reversal.Attempt { return as.fresh }

// Changes is how often the attempts were taken in: what was drawn of them before
// may be out of date once it has grown.
func (as *attempts) Changes() int { return as.changes }

// Attempt is the attempt that tells most about a payment, and of those that tell as
// much the newest, or nil.
func (as *attempts) Attempt(payment string) *reversal.Attempt {
	var found *reversal.Attempt
	for a := range as.AttemptsOn(payment) {
		if found == nil || precedence(a) >= precedence(found) {
			found = a
		}
	}
	return found
}

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

// tells says whether an attempt has something to say that nobody has put away.
func (as *attempts) tells(a *reversal.Attempt) bool {
	return (!a.Past || IsNews(a)) && as.putAway[a.ID] != Stage(a) && !as.otherEnded(a)
}

// otherEnded says whether an attempt came to nothing because another one was under
// way that has ended since. That one's result is told by itself, and "follow it here"
// isn't so any more.
func (as *attempts) otherEnded(a *reversal.Attempt) bool {
	if a.State != journal.Abandoned || a.Why != journal.OtherAttempt || a.InTheWay == nil {
		return false
	}
	for o := range as.AttemptsOn(a.Payment.ID) {
		if o.ID == a.InTheWay.ID && !UnderWay(o) {
			return true
		}
	}
	return false
}

// News says whether an attempt has ended, or was corrected, since News was asked
// last: each result is news once.
func (as *attempts) News() bool {
	news := false
	for payment := range as.untold {
		for a := range as.AttemptsOn(payment) {
			if !UnderWay(a) && as.told[a.ID] != Stage(a) {
				as.told[a.ID] = Stage(a)
				news = news || !a.Past || IsNews(a)
			}
		}
	}
	as.untold = map[string]bool{} // to clear one that was large once takes as long as it was
	return news
}

// setPutAway notes that a notice is put away in this stage, or brought back by "".
func (as *attempts) setPutAway(a *reversal.Attempt, stage string) {
	as.again(map[string]bool{a.Payment.ID: true}, func() { as.putAway[a.ID] = stage })
}

// BringBack shows a notice that was put away.
func (as *attempts) BringBack(a *reversal.Attempt) { as.setPutAway(a, "") }
